"""Who does it, and to whom, where the verb's own clause does not say so? On whole readings by the rules."""

import pytest

from detente.pipeline import Knowledge, learn, read_report
from detente.reading.clean import clean_text
from detente.records import Event
from detente.settings import load_settings


@pytest.fixture(scope="module")
def know() -> Knowledge:
    return learn(load_settings({"DETENTE_ENCODER": "0"}))


def told(sentence: str, kind: str, know: Knowledge) -> Event:
    reading = read_report(clean_text(sentence, published="2025-05-08"), know)
    (found,) = [e for e in reading.events if e.type == kind]
    return found


def words(event: Event, side: str) -> list[str]:
    return [r.span.quote for r in getattr(event, side)]


@pytest.mark.parametrize(
    ("sentence", "kind", "actors"),
    [
        ("Ghana said that it had expelled the envoy of Togo.", "SANCTION", ["Ghana"]),
        ("Dockers say they will blockade the port of Lome.", "THREATEN", ["Dockers"]),
        ("The navy released a statement accusing Togo of piracy.", "ACCUSE", ["The navy"]),
        ("A letter by the king of Tonga condemned Fiji for the raid.", "ACCUSE", ["the king of Tonga"]),
        ("Two monitors were expelled from Chad on Monday.", "SANCTION", ["Chad"]),
    ],
)
def test_who_acts_is_told_by_the_words_that_name_him(
    sentence: str, kind: str, actors: list[str], know: Knowledge
) -> None:
    assert words(told(sentence, kind, know), "actors") == actors


def test_a_pronoun_whose_name_stands_in_another_sentence_keeps_its_own_words(know: Knowledge) -> None:
    reading = read_report(clean_text("Ghana was angry. It expelled the envoy of Togo.", published="2025-05-08"), know)
    (event,) = [e for e in reading.events if e.type == "SANCTION"]
    assert [(a.span.quote, a.country) for a in event.actors] == [("It", "GHA")]


def test_we_are_not_those_who_tell_it(know: Knowledge) -> None:
    event = told('Farmers say "we were shelled by Togo".', "ASSAULT", know)
    assert "Farmers" not in words(event, "recipients")


@pytest.mark.parametrize(
    ("sentence", "kind", "recipients"),
    [
        ("Peru refused to meet a senior envoy on Monday.", "REJECT", ["a senior envoy"]),
        ("Ghana refused to allow the ferry to dock.", "REJECT", ["the ferry"]),
        ("Ghana withdrew its troops from the Togolese coast.", "RETREAT", ["the Togolese coast"]),
        ("The junta imposed a curfew in Lome.", "COERCE", ["Lome"]),
        ("Guards will not end the strike until Chad pays them.", "REJECT", ["Chad"]),
    ],
)
def test_to_whom_it_is_done_is_sought_in_what_is_refused_and_in_where_it_reaches(
    sentence: str, kind: str, recipients: list[str], know: Knowledge
) -> None:
    assert words(told(sentence, kind, know), "recipients") == recipients
