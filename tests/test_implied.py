"""Who takes part although the clause does not name them? On whole readings by the rules, with the real registry."""

import pytest

from detente.pipeline import Knowledge, learn, read_report
from detente.reading.clean import clean_text
from detente.records import Event
from detente.settings import load_settings


@pytest.fixture(scope="module")
def know() -> Knowledge:
    return learn(load_settings({"DETENTE_ENCODER": "0"}))


def told(text: str, know: Knowledge, kind: str) -> Event:
    reading = read_report(clean_text(text, published="2025-05-08"), know)
    found = [e for e in reading.events if e.type == kind]
    return found[-1]


def names(event: Event, side: str) -> set[str | None]:
    return {r.country or r.sector for r in getattr(event, side)}


def test_arrests_are_made_by_the_police_that_speak_of_them(know: Knowledge) -> None:
    event = told("Forty men were arrested in Lahore on Friday, police said.", know, "COERCE")
    assert names(event, "actors") == {"COP"}
    assert "implied" in event.why
    assert event.actors[0].span.quote == "police"


def test_arrests_without_police_have_no_actor(know: Knowledge) -> None:
    assert told("Forty men were arrested in Lahore on Friday.", know, "COERCE").actors == ()


def test_the_one_who_is_arrested_arrests_nobody(know: Knowledge) -> None:
    assert told("Three police officers were arrested in Lahore on Friday.", know, "COERCE").actors == ()


def test_a_strike_on_a_town_abroad_is_one_on_its_state(know: Knowledge) -> None:
    event = told("Mali protested. French jets struck a depot near Gao on Monday.", know, "ASSAULT")
    assert "MLI" in names(event, "recipients")


def test_a_strike_at_home_is_on_no_state(know: Knowledge) -> None:
    event = told("Mali protested. Malian jets struck a depot near Gao on Monday.", know, "ASSAULT")
    assert "MLI" not in names(event, "recipients")


def test_drones_without_an_owner_are_those_of_the_attack_before(know: Knowledge) -> None:
    text = "Russian drones crossed the border at night. Some 40 drones targeted Kyiv and Odesa, officials said."
    event = told(text, know, "ASSAULT")
    assert names(event, "actors") == {"RUS"}


def test_drones_of_nobody_are_nobodys(know: Knowledge) -> None:
    assert told("Some 40 drones targeted Kyiv and Odesa, officials said.", know, "ASSAULT").actors == ()


def test_those_between_whom_one_mediates_are_named_once_for_all(know: Knowledge) -> None:
    text = "Oman is leading peace efforts and Qatar is involved in talks to ease tensions between Chad and Sudan."
    event = told(text, know, "CONSULT")
    assert names(event, "recipients") == {"TCD", "SDN"}


def test_the_statement_is_spoken_by_those_who_issued_it(know: Knowledge) -> None:
    text = (
        "In a statement, the Finnish army said that two drones had fallen. The statement said that both were shot down."
    )
    reading = read_report(clean_text(text, published="2025-05-08"), know)
    assert [s.speaker.country for s in reading.statements if s.speaker] == ["FIN", "FIN"]


def test_each_number_has_the_one_who_gave_it(know: Knowledge) -> None:
    text = "Rebels shelled Goma. Nine soldiers died, the army said. Goma's hospital said that 15 people had died."
    reading = read_report(clean_text(text, published="2025-05-08"), know)
    by_id = {s.id: s.speaker.span.quote for s in reading.statements if s.speaker}
    given = {q.best: [by_id[i] for i in q.according_to] for e in reading.events for q in e.quantities}
    assert given == {9: ["the army"], 15: ["Goma's hospital"]}


def test_a_part_names_its_total(know: Knowledge) -> None:
    text = "Rebels shelled Goma on Monday. At least 12 people, among them three children, were killed."
    reading = read_report(clean_text(text, published="2025-05-08"), know)
    parts = {q.best: q.part_of.quote if q.part_of else None for e in reading.events for q in e.quantities}
    assert parts == {12: None, 3: "At least 12 people"}
