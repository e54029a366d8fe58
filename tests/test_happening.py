"""Which deeds of a sentence are happenings of their own? On the real model by the rules; the encoder's view by hand."""

from dataclasses import replace

import pytest
from spacy.tokens import Doc

from detente.lexicon.words import load_words
from detente.reading import attribute, code, happening, judge
from detente.reading.drafts import EventDraft
from detente.reading.parse import parse
from detente.records import Report, report_id


def judged(sentence: str) -> tuple[Doc, list[EventDraft]]:
    report = Report(id=report_id(sentence), text=sentence, parts=(), sha256="", published="2025-05-08")
    (doc,) = parse([report])
    words = load_words()
    told = attribute.find(report, doc, words)
    return doc, list(judge.judge(report, doc, code.find(report, doc, words, told), told, words))


def standing(sentence: str) -> list[tuple[str, str]]:
    return [(d.type, d.status) for d in happening.stand(*judged(sentence))]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Ghana agreed to send grain to Togo.", "AGREE"),
        ("Ghana urged Togo to resume talks with Benin.", "REQUEST"),
        ("Peru rejected a call by Chile to withdraw its troops.", "REJECT"),
        ("Ghana lifted the blockade of the harbour.", "RETREAT"),
    ],
)
def test_what_is_asked_promised_refused_or_ended_is_no_second_deed(sentence: str, kind: str) -> None:
    assert [k for k, _ in standing(sentence)] == [kind]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Norway threatened to expel the envoys.", [("THREATEN", "occurred"), ("SANCTION", "threatened")]),
        ("Ghana condemned Togo for shelling the port.", [("ACCUSE", "occurred"), ("ASSAULT", "occurred")]),
        ("Ghana urged Togo to wait and met envoys of Benin.", [("REQUEST", "occurred"), ("CONSULT", "occurred")]),
        ("Peru backed Chile's call for an inquiry.", [("SUPPORT", "occurred"), ("REQUEST", "requested")]),
        ("Ghana asked for help and Togo sent doctors.", [("REQUEST", "occurred"), ("AID", "occurred")]),
    ],
)
def test_deeds_that_are_told_and_violence_that_is_threatened_stay(sentence: str, told: list[tuple[str, str]]) -> None:
    assert standing(sentence) == told


def test_a_pull_back_that_the_encoder_sees_clearly_stays_beside_its_demand() -> None:
    doc, drafts = judged("Ghana urged Togo to withdraw its troops from the valley.")
    assert [d.type for d in drafts] == ["REQUEST", "RETREAT"]
    assert [d.type for d in happening.stand(doc, drafts)] == ["REQUEST"]
    seen = [replace(d, seen=1.0) for d in drafts]
    assert [d.type for d in happening.stand(doc, seen)] == ["REQUEST", "RETREAT"]


def test_violence_that_is_only_threatened_falls_where_the_encoder_sees_none() -> None:
    doc, drafts = judged("Norway threatened to expel the envoys.")
    unseen = [replace(d, seen=0.0) for d in drafts]
    assert [d.type for d in happening.stand(doc, unseen)] == ["THREATEN"]


def test_the_outer_deed_gets_the_recipients_and_the_code_of_its_content() -> None:
    doc, drafts = judged("Egypt offered to mediate between Chad and Sudan.")
    (event,) = happening.stand(doc, drafts)
    assert (event.type, event.cameo) == ("AGREE", "039")
    assert {doc[p.head].text for p in event.recipients} == {"Chad", "Sudan"}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Ghana will meet the envoys of Togo.", "AGREE"),
        ("Envoys of Ghana flew to Lome to meet the king of Togo.", "CONSULT"),
    ],
)
def test_an_aim_is_no_promise(sentence: str, kind: str) -> None:
    assert kind in [d.type for d in judged(sentence)[1]]
    assert ("AGREE" in [d.type for d in judged(sentence)[1]]) == (kind == "AGREE")
