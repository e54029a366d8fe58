"""Which of the two holds where encoder and syntax disagree; cues made by hand beside drafts of the syntax."""

from dataclasses import replace

from spacy.tokens import Doc

from detente.lexicon.words import load_words
from detente.reading import attribute
from detente.reading.drafts import StatementDraft
from detente.reading.encoder.decode import Cue
from detente.reading.parse import parse
from detente.reading.weigh import ALONE, DOUBTED, LONE, weigh
from detente.records import Report, report_id


def read(text: str) -> tuple[Doc, list[StatementDraft]]:
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    return doc, list(attribute.find(report, doc, load_words()))


def cue(text: str, words: str, source: str | None, content: str, sure: float, act: str = "assert") -> Cue:
    def spot(w: str) -> tuple[int, int]:
        return text.index(w), text.index(w) + len(w)

    return Cue(
        span=spot(words),
        sure=sure,
        source=(spot(source), 0.9) if source else None,
        content=((spot(content),), 0.9),
        addressee=None,
        about=None,
        via=None,
        acts={"assert": 0.05, "deny": 0.05, act: 0.9},
        negated=0.0,
        supposed=0.0,
    )


TEXT = "Oslo said that the port was shut."


def words(text: str, d: StatementDraft) -> tuple[str, str, str]:
    who = text[d.speaker.start : d.speaker.end] if d.speaker else ""
    return who, text[slice(*d.cue)] if d.cue else "", " … ".join(text[a:b] for a, b in d.content)


def test_what_both_found_is_one_statement() -> None:
    doc, drafts = read(TEXT)
    (found,) = weigh(doc, drafts, [cue(TEXT, "said", "Oslo", "that the port was shut", 0.99)])
    assert words(TEXT, found) == ("Oslo", "said", "that the port was shut")
    assert "encoder" in found.why
    assert "row 'say'" in found.why


def test_a_saying_that_the_encoder_doubts_falls_and_a_quotation_stays() -> None:
    doc, drafts = read(TEXT)
    doubt = cue(TEXT, "said", "Oslo", "that the port was shut", DOUBTED / 2)
    assert weigh(doc, drafts, [doubt]) == []
    assert weigh(doc, drafts, []) == []
    quoted = [replace(d, form="direct") for d in drafts]
    assert weigh(doc, quoted, []) == [replace(d, confidence=LONE) for d in quoted]
    telling = [replace(d, act="warn", confidence=0.9) for d in drafts]
    assert weigh(doc, telling, []) == [replace(d, confidence=LONE) for d in telling]


def test_what_only_the_encoder_saw_stands_when_it_is_sure() -> None:
    text = "Rumours in Oslo of a closed port spread."
    doc, drafts = read(text)
    assert drafts == []
    seen = cue(text, "Rumours", "Oslo", "a closed port", ALONE + 0.1, "assert")
    (found,) = weigh(doc, drafts, [seen])
    assert words(text, found) == ("Oslo", "Rumours", "a closed port")
    assert weigh(doc, drafts, [replace(seen, sure=ALONE - 0.1)]) == []


def test_the_act_of_a_plain_verb_comes_from_the_encoder_and_a_telling_verb_keeps_its_own() -> None:
    doc, drafts = read(TEXT)
    (found,) = weigh(doc, drafts, [cue(TEXT, "said", "Oslo", "that the port was shut", 0.99, "warn")])
    assert found.act == "warn"
    other = "Oslo denied that the port was shut."
    doc, drafts = read(other)
    (found,) = weigh(doc, drafts, [cue(other, "denied", "Oslo", "that the port was shut", 0.99, "warn")])
    assert found.act == "deny"
