"""What does ``detente explain`` say of a sentence: what fired, what was overruled, and why?"""

from pathlib import Path

import pytest

from commands import STORY, detente
from detente.lexicon.words import load_words
from detente.reading.explain import Line, explain
from detente.reading.parse import parse
from detente.records import Report, report_id


def lines_of(sentence: str) -> tuple[Line, ...]:
    report = Report(id=report_id(sentence), text=sentence, parts=(), sha256="")
    (doc,) = parse([report])
    (only,) = explain(report, doc, load_words())
    assert sentence[only.start : only.end] == only.text
    return only.lines


def test_what_fired_has_its_roles_and_its_row() -> None:
    (line,) = lines_of("Rebels shelled the village on Monday.")
    assert (line.kind, line.words) == ("event", "shelled")
    assert "Rebels -> the village" in line.what
    assert ".toml:" in line.why


@pytest.mark.parametrize(
    ("sentence", "word", "reason"),
    [
        ("A war of words broke out between the two mayors.", "war", "idiom"),
        ("Gunmen killed 12 guards and wounded 30 villagers.", "wounded", "part of another deed"),
        ("The army often shells the village.", "shells", "habit"),
    ],
)
def test_what_was_overruled_has_its_reason(sentence: str, word: str, reason: str) -> None:
    gone = {line.words: line.why for line in lines_of(sentence) if line.kind == "overruled"}
    assert reason in gone[word]


def test_the_command_explains_a_file(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    done = detente("explain", str(file), "--published", "2025-05-08")
    assert done.status == 0
    assert "event     offered" in done.out
    assert "it is part of another deed of the sentence" in done.out  # the mediation that is offered
    assert "statement said: assert by" in done.out
