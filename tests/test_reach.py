"""How far what is said reaches, read by the real model."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute
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
