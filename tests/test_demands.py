"""What is agreed on, asked for or ended: truces, pull-backs, mediation. On the real model, without the encoder."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute, code, happening, judge
from detente.reading.drafts import EventDraft
from detente.reading.parse import parse
from detente.records import Report, report_id


def events(sentence: str) -> list[EventDraft]:
    report = Report(id=report_id(sentence), text=sentence, parts=(), sha256="", published="2025-05-08")
    (doc,) = parse([report])
    words = load_words()
    told = attribute.find(report, doc, words)
    found = judge.judge(report, doc, code.find(report, doc, words, told), told, words)
    return list(happening.stand(doc, found))


@pytest.mark.parametrize(
    ("sentence", "kind", "cameo"),
    [
        ("Ghana and Togo agreed to a cease-fire on Monday.", "AGREE", "0871"),
        ("Ghana and Togo agreed to suspend hostilities.", "AGREE", "0871"),
        ("Ghana agreed to mediation by Kenya.", "AGREE", "039"),
        ("Ghana demanded an end to the fighting.", "REQUEST", "1056"),
        ("Ghana appealed to Kenya for mediation.", "REQUEST", "028"),
        ("Ghana asked Kenya to help resolve the dispute.", "REQUEST", "028"),
        ("The two kings signed a ceasefire agreement in Lome.", "SUPPORT", "0871"),
        ("Ghana agreed to send grain to Togo.", "AGREE", "030"),
    ],
)
def test_an_agreement_or_a_demand_has_the_code_of_what_it_is_about(sentence: str, kind: str, cameo: str) -> None:
    assert [(e.type, e.cameo) for e in events(sentence) if e.type == kind] == [(kind, cameo)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hostilities between Ghana and Togo ended on Monday.",
        "The shelling of Lome was halted at dawn.",
        "The cease-fire took effect at noon.",
        "A cease-fire was implemented along the river in May.",
    ],
)
def test_fighting_that_ends_and_a_truce_that_begins_are_a_ceasefire(sentence: str) -> None:
    assert [(e.type, e.mode, e.status) for e in events(sentence)] == [("RETREAT", "ceasefire", "occurred")]


@pytest.mark.parametrize(
    "sentence", ["The fighting stopped the harvest of maize.", "Fighting broke out in Lome on Monday."]
)
def test_fighting_that_ends_something_else_or_begins_is_no_ceasefire(sentence: str) -> None:
    assert [e.mode for e in events(sentence) if e.mode == "ceasefire"] == []


def test_a_truce_that_collapses_has_failed() -> None:
    assert [e.status for e in events("The truce between Ghana and Togo collapsed.") if e.type == "RETREAT"] == [
        "failed"
    ]


def test_mediation_that_averts_a_war_is_no_failure() -> None:
    found = events("War was averted through the mediation of Kenya.")
    assert [e.status for e in found if e.type == "CONSULT"] == ["occurred"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Ghana bought grain during the Gulf War.", []),
        ("War broke out in Lome.", ["ASSAULT"]),
        ("Ghana waged war on Togo.", ["ASSAULT"]),
    ],
)
def test_a_war_that_is_only_spoken_of_is_a_setting(sentence: str, told: list[str]) -> None:
    assert [e.type for e in events(sentence) if e.type == "ASSAULT"] == told


def test_words_with_a_hyphen_are_looked_up_by_their_common_spelling() -> None:
    (doc,) = parse([Report(id="x", text="Co-operation re-opened after the cease-fires.", parts=(), sha256="")])
    assert [t.lemma_ for t in doc if "-" in t.text] == ["cooperation", "reopen", "ceasefire"]


@pytest.mark.parametrize(
    ("sentence", "actors"),
    [
        ("The clans signed a Kenya-brokered truce.", ["Kenya"]),
        ("Norway was involved as a mediator.", ["Norway"]),
        ("The clans met under the auspices of Norway.", ["Norway"]),
        ("Togo leads efforts to calm the dispute.", ["Togo"]),
        ("Togo is leading the relief effort on the coast.", []),
        ("Kenya's mediation had little effect on the dispute.", []),
    ],
)
def test_who_steps_between_others_is_found_and_who_is_only_weighed_is_not(sentence: str, actors: list[str]) -> None:
    found = [e for e in events(sentence) if e.mode == "third-party"]
    assert [sentence[p.start : p.end] for e in found for p in e.actors] == actors


@pytest.mark.parametrize(
    "sentence", ["Ghana ended the state of alert on Monday.", "The naval manoeuvres of Ghana ended on Monday."]
)
def test_an_alert_or_manoeuvres_that_end_are_a_standing_down(sentence: str) -> None:
    assert [(e.type, e.cameo, e.status) for e in events(sentence)] == [("RETREAT", "087", "occurred")]


def test_whoever_was_forced_to_withdraw_withdrew() -> None:
    found = events("The troops of Ghana were forced to withdraw from Lome.")
    assert [e.status for e in found if e.type == "RETREAT"] == ["occurred"]
