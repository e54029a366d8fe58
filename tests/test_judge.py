"""Did it happen? Status, polarity, hedges and background of deeds. On the real model."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute, code, judge
from detente.reading.drafts import EventDraft
from detente.reading.parse import parse
from detente.records import Report, report_id


def judged(sentence: str, kind: str = "ASSAULT") -> EventDraft:
    report = Report(id=report_id(sentence), text=sentence, parts=(), sha256="", published="2025-05-08")
    (doc,) = parse([report])
    words = load_words()
    told = attribute.find(report, doc, words)
    found = judge.judge(report, doc, code.find(report, doc, words, told), told, words)
    (event,) = [e for e in found if e.type == kind]
    return event


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Israel attacked Iran on Friday.", "occurred"),
        ("Israel did not attack Iran.", "denied"),
        ("Pakistan denied that it shelled Indian villages.", "denied"),
        ("Iran threatened to attack Israel.", "threatened"),
        ("The United Nations urged Israel to stop bombing Lebanon.", "requested"),
        ("If China invaded Taiwan, Japan would send ships.", "hypothetical"),
        ("Did Iran attack Iraq?", "hypothetical"),
        ("Israel is bombing Gaza.", "ongoing"),
        ("Why did Iran attack Iraq?", "occurred"),
    ],
)
def test_status(sentence: str, status: str) -> None:
    assert judged(sentence).status == status


def test_a_deed_to_come_is_planned() -> None:
    assert judged("India will send troops to Nepal.", "MOBILIZE").status == "planned"


def test_an_attempt_failed() -> None:
    assert judged("Turkey attempted to seize the island.", "COERCE").status == "failed"


def test_negation_is_kept_apart_from_status() -> None:
    assert judged("Israel did not attack Iran.").polarity == "negative"
    assert judged("Israel attacked Iran on Friday.").polarity == "positive"


def test_a_hedge_is_kept_with_its_words() -> None:
    sentence = "China reportedly detained two Japanese citizens."
    ((start, end),) = judged(sentence, "COERCE").hedges
    assert sentence[start:end] == "reportedly"


def test_history_is_background() -> None:
    assert judged("Russia invaded Georgia in 2008.").background
    assert not judged("Russia invaded Georgia on Monday.").background


def test_the_teller_of_a_deed_is_known() -> None:
    assert judged("Kyiv said that Russia shelled Kharkiv.").according_to
    assert not judged("Russia shelled Kharkiv on Sunday.").according_to


def test_what_did_not_happen_ranks_below_what_did() -> None:
    assert judged("Iran threatened to attack Israel.").confidence < judged("Iran attacked Israel.").confidence


def test_what_is_joined_to_an_asking_is_not_asked_for() -> None:
    met = judged("Ghana asked Togo to wait and met envoys of Benin.", "CONSULT")
    assert met.status == "occurred"


def test_good_offices_that_somebody_is_ready_to_use_are_not_used_yet() -> None:
    assert judged("Norway stood ready to use its good offices in Lome.", "CONSULT").status != "occurred"
