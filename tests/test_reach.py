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
        (
            "Oslo called the raid a breach of its borders and a crime.",
            "called",
            "the raid a breach of its borders and a crime",
        ),
        ("The union called the dismissal 'arbitrary'.", "called", "the dismissal 'arbitrary'"),
        ("Reis blamed the fire on smugglers.", "blamed", "the fire on smugglers"),
        ("Reis criticised the crew for lying about the catch.", "criticised", "the crew for lying about the catch"),
        ("Reis criticised the crew on Friday.", "criticised", "the crew"),
        ("Oslo voiced concern about the arrests.", "voiced", "concern about the arrests"),
        ("Oslo expressed concern about the arrests.", "expressed concern about", "the arrests"),
        ("Oslo expressed concern that prices would rise.", "expressed concern", "that prices would rise"),
        ("Oslo continued to insist that trade was open.", "continued to insist", "that trade was open"),
        ("Reis said repeatedly that the road was shut.", "said repeatedly", "that the road was shut"),
        ("Reis asked with a smile whether the boat was his.", "asked with a smile", "whether the boat was his"),
        ("Reis said the road was safe, though the army had closed it.", "said", "the road was safe"),
        ("Oslo said it would stay, citing its duty to the region.", "said", "it would stay"),
        ("Oslo refused to sign the accord, which Lima had drafted.", "refused", "to sign the accord"),
        ("Reporters asked Obi about her debts.", "asked Obi about", "her debts"),
    ],
)
def test_content_reaches_to_its_edges(text: str, cue: str, content: str) -> None:
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    found = attribute.find(report, doc, load_words())
    read = [(text[slice(*s.cue)], [text[a:b] for a, b in s.content]) for s in found if s.cue]
    assert (cue, [content]) in read


@pytest.mark.parametrize(
    ("text", "cue", "contents"),
    [
        ("Any peace, Obi said, would be short.", "said", ["Any peace", "would be short"]),
        (
            "The two nations, Obi said, now have a 'golden chance' to grow.",
            "said",
            ["The two nations", "now have a 'golden chance' to grow"],
        ),
        ("The army is expected to leave the town.", "is expected", ["The army", "to leave the town"]),
        ("The strait is seen as a gateway.", "is seen as", ["The strait", "a gateway"]),
        ("The strait is considered a danger to ships.", "is considered", ["The strait", "a danger to ships"]),
        ("They met in what Obi called a sham vote.", "called", ["what", "a sham vote"]),
    ],
)
def test_a_content_around_its_cue_has_both_its_stretches(text: str, cue: str, contents: list[str]) -> None:
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    found = attribute.find(report, doc, load_words())
    assert (cue, contents) in [(text[slice(*s.cue)], [text[a:b] for a, b in s.content]) for s in found if s.cue]


def test_what_continues_is_a_deed_and_no_saying() -> None:
    text = "Troops continued to shell the town."
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    assert attribute.find(report, doc, load_words()) == ()


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
