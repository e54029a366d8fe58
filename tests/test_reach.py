"""How far what is said reaches, read by the real model."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute, quotes
from detente.reading.parse import parse
from detente.records import Report, report_id


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Oslo urged both sides to reopen the border.", "urged", "both sides to reopen the border"),
        ("Oslo called on both sides to reopen the border.", "called on", "both sides to reopen the border"),
        ("Oslo asked the court on Friday to free the crew.", "asked", "the court on Friday to free the crew"),
        ("Oslo denounced the raid as an act of war.", "denounced", "the raid as an act of war"),
        ("The minister offered to resign last night.", "offered", "to resign"),
        ("Oslo said the crew had left last night.", "said", "the crew had left last night"),
        ("Oslo told the crew that the port was shut.", "told", "that the port was shut"),
    ],
)
def test_content_reaches_to_its_edges(text: str, cue: str, content: str) -> None:
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    found = attribute.find(report, doc, load_words())
    read = [(text[slice(*s.cue)], [text[a:b] for a, b in s.content]) for s in found if s.cue]
    assert (cue, [content]) in read


SPLIT = '"The road is open again," the mayor of Poti said. "I think the buses will run on Monday."'


def test_a_split_quotation_is_one_content_though_its_second_half_says_something_of_its_own() -> None:
    report = Report(id=report_id(SPLIT), text=SPLIT, parts=(), sha256="")
    (doc,) = parse([report])
    found = attribute.find(report, doc, load_words())
    outer = next(s for s in found if s.cue and SPLIT[slice(*s.cue)] == "said")
    assert [SPLIT[a:b] for a, b in outer.content] == [
        '"The road is open again,"',
        '"I think the buses will run on Monday."',
    ]
    inner = next(s for s in found if s.cue and SPLIT[slice(*s.cue)] == "think")
    assert found[inner.within or 0] == outer


def test_quotations_that_touch_a_stretch_are_found_without_looking_at_all() -> None:
    text = 'He said "no deal" and "not now" twice, then "never".'
    all_of = quotes.find(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text)):
            wanted = [q for q in all_of if q.start < end and start < q.end]
            assert list(quotes.touching(all_of, start, end)) == wanted
