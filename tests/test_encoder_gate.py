"""Which paragraphs does the encoder read, and who tells the names in the others?"""

from pathlib import Path

import pytest

from detente.lexicon.words import load_words
from detente.pipeline import learn, read_report
from detente.reading.clean import clean_text
from detente.reading.encoder.gate import Gate
from detente.reading.encoder.see import see
from detente.reading.parse import parse
from detente.settings import load_settings

OPEN = [
    "Gunmen stormed a police post near Mosul.",  # a verb
    "A ceasefire from midnight, and no flights before noon.",  # a noun without a verb
    "“Never again on our soil.”",  # speech
    "Minister Slams Talks With Rebels in Geneva",  # a headline's verb, which the tagger takes for a name
]
SHUT = ["By Ana Reis in Porto", "Lagos, Nigeria", "(Lake Agency)", "Two women and a dog in a garden in Oslo."]


def shut(text: str, overlay: Path | None = None) -> list[str]:
    report = clean_text(text)
    doc = next(iter(parse([report])))
    return [s.text.strip() for s in Gate(load_words(overlay)).shut(report.text, doc, list(doc.sents))]


@pytest.mark.parametrize("text", OPEN)
def test_what_can_hold_a_record_is_read(text: str) -> None:
    assert shut(text) == []


@pytest.mark.parametrize("text", SHUT)
def test_what_can_hold_none_is_not(text: str) -> None:
    assert " ".join(shut(text)) == text


def test_a_paragraph_is_read_whole_or_not_at_all() -> None:
    text = "It was dark. Gunmen attacked the post. Nobody slept.\n\nLagos, Nigeria\n\nWarm. Sunny."
    assert shut(text) == ["Lagos, Nigeria", "Warm.", "Sunny."]


def test_a_dateline_belongs_to_what_follows_it() -> None:
    know = learn(load_settings())
    report = clean_text("Lake Agency\n\nOSLO, Dec. 11 (Lake Agency) — Gunmen attacked a post in Mosul on Friday.")
    assert "dateline" in {p.kind for p in report.parts}
    assert shut(report.text) == ["Lake Agency"]
    assert read_report(report, know).events


def test_nothing_is_sorted_into_nothing() -> None:
    doc = next(iter(parse([clean_text("Rain.")])))
    assert Gate(load_words(None)).shut(doc.text, doc, []) == []


def test_rows_of_ones_own_open_it(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "own.toml").write_text(
        '[[noun]]\nlemma = "garden"\nevent = "PROTEST"\nyes = ["The garden of the students began at noon."]\n'
    )
    assert shut(SHUT[3])
    assert not shut(SHUT[3], tmp_path)


def test_what_is_left_out_leaves_the_windows_of_the_rest_as_they_are() -> None:
    know = learn(load_settings())
    assert know.encoder is not None
    text = "Gunmen attacked a post.\n\nLagos, Nigeria\n\nTwo men died there."
    sentences = [(0, 25), (25, 41), (41, len(text))]
    (whole,) = know.encoder.windows(text, sentences)
    (rest,) = know.encoder.windows(text, sentences, [(25, 41)])
    assert [w for w in whole.words if not 25 <= w[0] < 41] == list(rest.words)
    assert [text[a:b] for a, b in set(whole.words) - set(rest.words)] != []
    assert know.encoder.windows(text, sentences, [(0, len(text))]) == []


def test_names_of_what_is_not_read_are_told_by_the_recogniser() -> None:
    know = learn(load_settings())
    report = clean_text("Gunmen attacked a post in Mosul.\n\nTwo women and a dog in a garden in Oslo.")
    doc = next(iter(parse([report], names=False)))
    assert know.encoder is not None
    seen = see(report, doc, know.encoder, know.gate)
    at = report.text.index("Two women")
    assert any(a <= at < b for a, b in seen.unsure)
    assert all(end <= at for *_, end in ((n[0], n[1]) for n in seen.names))
    assert "Oslo" in {p.span.quote for p in read_report(report, know).places}
