"""Rows of words: loaded and indexed, refused with file, line and the nearest valid word."""

from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.lexicon.codes import load_codes
from detente.lexicon.words import load_file, load_words
from detente.reading.rowcheck import check

GOOD = """
[[verb]]
lemma = "clobber"
event = "ASSAULT"
frame = { subject = "actor", object = "recipient" }
yes = ["The gang clobbered the guard."]
"""


def test_a_row_knows_its_file_and_line() -> None:
    ((table, row, source),) = load_file("mine.toml", GOOD)
    assert (table, str(source)) == ("verb", "mine.toml:2")
    assert row.yes == ("The gang clobbered the guard.",)


@pytest.mark.parametrize(
    ("wrong", "right", "near"),
    [
        ("lemma", "lema", "lemma"),
        ('"ASSAULT"', '"ASSALT"', "ASSAULT"),
        ('"recipient"', '"recipent"', "recipient"),
        ("[[verb]]", "[[vreb]]", "verb"),
    ],
)
def test_a_slip_is_named_with_its_line_and_the_nearest_word(wrong: str, right: str, near: str) -> None:
    with pytest.raises(LexiconError, match=r"mine\.toml") as caught:
        load_file("mine.toml", GOOD.replace(wrong, right))
    assert repr(near) in str(caught.value)


def test_a_row_without_a_sentence_is_refused() -> None:
    with pytest.raises(LexiconError, match="write one in which it must fire"):
        load_file("mine.toml", GOOD.replace('["The gang clobbered the guard."]', "[]"))


def test_rows_of_the_user_go_before_the_bundled(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "mine.toml").write_text(GOOD, encoding="utf-8")
    words = load_words(tmp_path)
    assert "clobber" in words.verbs
    assert "clobber" not in load_words().verbs


def test_a_missing_folder_of_rows_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no such folder"):
        load_words(tmp_path / "none")


def test_codes_weigh_as_the_codebooks_say() -> None:
    codes = load_codes()
    assert codes.quad("SANCTION") == 4
    assert codes.quad("AGREE") == 1
    assert codes.scores["ACCUSE", None] == -3
    assert codes.goldstein("190") == -10
    assert codes.goldstein("999") is None
    assert not codes.valid("ASSAULT.poetry")


def test_narrow_uses_come_first() -> None:
    uses = load_words().verbs["open"]
    wanting = [bool(r.object or r.particle or r.prep) for r in uses]
    assert wanting == sorted(wanting, reverse=True)


def test_every_row_fires_on_its_sentences_and_on_none_that_it_must_not() -> None:
    faults = check(load_words())
    assert not faults, "\n".join(f"{f.source}: {f.table} {f.name!r} {f.fault}: {f.sentence}" for f in faults)


def test_a_sentence_that_its_row_does_not_fit_is_named(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    wrong = GOOD.replace("The gang clobbered the guard.", "The gang slept.")
    (tmp_path / "words" / "mine.toml").write_text(wrong, encoding="utf-8")
    (fault,) = check(load_words(tmp_path), only="mine.toml")
    assert (fault.name, fault.sentence) == ("clobber", "The gang slept.")
