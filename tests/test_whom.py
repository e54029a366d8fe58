"""How far a speaker's phrase reaches, and who is no speaker, on parses of the real model."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute
from detente.reading.parse import parse
from detente.records import Report, report_id


def speakers(text: str) -> list[tuple[str, str | None]]:
    """Cue and speaker of each statement."""
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    found = attribute.find(report, doc, load_words())
    return [(text[slice(*s.cue)], text[s.speaker.start : s.speaker.end] if s.speaker else None) for s in found if s.cue]


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        ("Ada Obi, who runs the camp, said the wells were dry.", "said", "Ada Obi, who runs the camp"),
        ("Obi, who left in May, said the wells were dry.", "said", "Obi"),
        ("Mrs. Obi, who left in May, said the wells were dry.", "said", "Mrs. Obi"),
        ("A report released by the ministry says forty wells are dry.", "says", "A report released by the ministry"),
        ("Several states, including Ghana, said they would vote no.", "said", "Several states, including Ghana"),
        ("Ana Reis, 31, of Porto, said the wells were dry.", "said", "Ana Reis, 31, of Porto"),
        ("Oslo sent a letter which warned that trade would stop.", "warned", "which"),
    ],
)
def test_a_speaker_comes_with_what_tells_who_that_is(text: str, cue: str, speaker: str) -> None:
    assert (cue, speaker) in speakers(text)


@pytest.mark.parametrize(
    "text", ["Reporters said the minister was asked about the raid.", "Asked about the raid, Obi said it had failed."]
)
def test_who_is_asked_is_not_who_asks(text: str) -> None:
    assert not [who for cue, who in speakers(text) if "asked" in cue.lower() and who is not None]


@pytest.mark.parametrize(
    "text", ["The minister was asked about the raid.", "Asked about the raid, the minister said it had failed."]
)
def test_who_is_asked_is_addressed(text: str) -> None:
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    (asked,) = [s for s in attribute.find(report, doc, load_words()) if s.cue and "sked" in text[slice(*s.cue)]]
    assert [text[p.start : p.end].lower() for p in asked.addressees] == ["the minister"]
