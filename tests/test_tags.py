"""Quotations beside a tag are whose the tag names, whatever mark they end with, on parses of the real model."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute
from detente.reading.parse import parse
from detente.records import Report, report_id


def told(text: str) -> list[tuple[str | None, str, tuple[str, ...]]]:
    """Speaker, act and content of each statement."""
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    return [
        (
            text[s.speaker.start : s.speaker.end] if s.speaker else None,
            s.act,
            tuple(text[a:b] for a, b in s.content),
        )
        for s in attribute.find(report, doc, load_words())
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("“We will never leave!” Obi said to the Herald.", "Obi", "“We will never leave!”"),
        ("“Who opened the gate?” Obi asked the sergeant.", "Obi", "“Who opened the gate?”"),
        ("“A bridge of ours,” the old ferryman told the Herald.", "the old ferryman", "“A bridge of ours,”"),
        ("“This cannot go on,” said Obi in her speech.", "Obi", "“This cannot go on,”"),
        (
            "General Ada Obi issued the following statement:\n\n“Our thoughts are with the families.”",
            "General Ada Obi",
            "“Our thoughts are with the families.”",
        ),
    ],
)  # fmt: skip
def test_a_quotation_beside_a_tag_is_whole(text: str, speaker: str, content: str) -> None:
    assert (speaker, (content,)) in [(who, said) for who, _, said in told(text)]


def test_a_sentence_with_a_content_of_its_own_is_no_tag() -> None:
    found = told("“We will never leave!” Obi said she was tired of waiting.")
    assert ("Obi", ("she was tired of waiting",)) in [(who, said) for who, _, said in found]


def test_a_question_that_is_asked_is_a_question() -> None:
    assert [act for who, act, _ in told("“Who opened the gate?” Obi asked the sergeant.") if who == "Obi"] == [
        "question"
    ]


def test_the_next_paragraphs_quotation_is_its_own_speakers() -> None:
    found = told("“This cannot go on,” said Obi.\n\n“Did you count the boats?” Lind asked the pilot.")
    assert ("Obi", ("“This cannot go on,”",)) in [(who, said) for who, _, said in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "“They are hungry,” said Ada Obi, a doctor who has run the camp for two years.",
            "Ada Obi, a doctor who has run the camp for two years",
        ),
        ("Ivo Lind, who works at a depot in Lome, said the road was shut.", "Ivo Lind, who works at a depot in Lome"),
    ],
)
def test_a_speaker_comes_with_the_clause_that_tells_who_it_is(text: str, speaker: str) -> None:
    assert speaker in [who for who, _, _ in told(text)]
