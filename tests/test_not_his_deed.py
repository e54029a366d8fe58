"""Nobody is given a deed that he only tells of, uses or condemns; 'he said' goes on with whoever spoke."""

import pytest

from detente.pipeline import Knowledge, learn, read_report
from detente.reading.clean import clean_text
from detente.records import Reading
from detente.settings import load_settings


@pytest.fixture(scope="module")
def know() -> Knowledge:
    return learn(load_settings({}))


def read(text: str, know: Knowledge) -> Reading:
    return read_report(clean_text(text, published="2025-05-08"), know)


def who(reading: Reading, trigger: str) -> set[str]:
    """Everybody who is given a part as actor in the deed of this trigger."""
    return {a.name for e in reading.events if trigger in e.trigger.quote for a in e.actors}


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        (
            "Chad said on Friday that it had shelled the camps of rebels whom it blames for the killing of 40 herders "
            "near Abeche.",
            "killing",
        ),
        ("The minister said Chad wanted to use the killing of 40 herders near Abeche as a pretext.", "killing"),
        ("Defence Minister Issa Malloum told leaders of all parties that about 30 rebels were killed by air strikes.",
         "killed"),
        ("The envoy stressed the need to avoid a confrontation with tragic consequences.", "confrontation"),
    ],
)  # fmt: skip
def test_whoever_tells_of_a_deed_has_not_done_it(text: str, trigger: str, know: Knowledge) -> None:
    assert who(read(text, know), trigger) == set()


def test_whoever_begins_or_ends_a_deed_does_it(know: Knowledge) -> None:
    assert "Israel" in who(read("Israel launched strikes on the port of Hodeida on Friday.", know), "strikes")


def test_he_said_goes_on_with_whoever_spoke(know: Knowledge) -> None:
    text = (
        "Foreign Minister Wang Yi said that Turkey's chief of staff had called his Syrian counterpart. "
        "They would talk again on Monday, he said. He did not mention Washington."
    )
    spoken = [
        s for s in read(text, know).statements if s.cue is not None and s.cue.quote in ("said", "did not mention")
    ]
    assert len(spoken) == 3
    assert {s.speaker.name for s in spoken if s.speaker is not None} == {"Wang Yi"}


def test_many_are_never_one_man(know: Knowledge) -> None:
    text = "Foreign Minister Sergey Lavrov met the Syrian envoy in Moscow. They would talk again on Monday."
    assert "Sergey Lavrov" not in who(read(text, know), "talk")


def test_a_treaty_says_nothing(know: Knowledge) -> None:
    text = (
        "The committee rejected Egypt's decision to leave the Nile Waters Agreement. "
        "It said the agreement was binding on both."
    )
    spoken = [s.speaker.name for s in read(text, know).statements if s.cue is not None and s.cue.quote == "said"]
    assert [name.casefold() for name in spoken] == ["committee"]


def test_to_regret_what_others_did_is_no_apology(know: Knowledge) -> None:
    (told,) = (s for s in read("China regretted the Indian operation.", know).statements)
    assert told.act == "concern"
    reading = read("Seoul regretted the harm done to the fishermen.", know)
    assert [s.act for s in reading.statements] == ["apologise"]


def test_a_word_with_a_hyphen_is_one_word(know: Knowledge) -> None:
    reading = read("Guterres offered his good offices to support de-escalation, his spokesman said.", know)
    assert not {r.name for e in reading.events for r in e.recipients} & {"de", "escalation"}


def test_its_minister_is_named_by_whose_he_is(know: Knowledge) -> None:
    reading = read("Saudi Arabia said that its foreign minister had spoken with Chad and Sudan.", know)
    assert "Saudi Arabia's foreign minister" in {a.name for e in reading.events for a in e.actors}


def test_each_other_is_both(know: Knowledge) -> None:
    (event,) = (e for e in read("Peru and Chile accused each other of lying.", know).events if e.type == "ACCUSE")
    (both,) = event.recipients
    assert both.name == "Peru and Chile"


def test_whoever_tells_of_the_two_is_neither(know: Knowledge) -> None:
    text = (
        "U.S. Secretary of State Marco Rubio spoke to leaders of Sudan and of Chad on Friday about the U.S. plan. "
        "The two governments, Rubio said, had agreed to start talks."
    )
    agreed = [e for e in read(text, know).events if e.trigger.quote.startswith("agreed")]
    assert {m for e in agreed for a in e.actors for m in a.name.split(" and ")} == {"Sudan", "Chad"}


def test_what_is_told_is_not_whom_it_is_told_to(know: Knowledge) -> None:
    text = (
        "Misri told reporters late in the evening that there had been repeated violations of the understanding by "
        "Pakistan and that the armed forces were giving an adequate response."
    )
    for told in read(text, know).statements:
        assert {a.name for a in told.addressees} <= {"reporters"}


def test_it_is_the_thing_named_and_no_part_of_a_name(know: Knowledge) -> None:
    text = (
        "A burnt corner of a storage hall at the Government Press and Training site, after it was hit by a Sudanese "
        "shell, in Abeche, Chad."
    )
    (hit,) = (e for e in read(text, know).events if e.trigger.quote == "hit")
    assert {r.name for r in hit.recipients} == {"A burnt corner", "Chad"}


def test_the_dead_of_a_raid_are_not_those_of_downed_jets(know: Knowledge) -> None:
    text = "Khartoum reports 26 civilians dead and says that it downed five Chadian jets."
    (downed,) = (e for e in read(text, know).events if e.trigger.quote.startswith("downed"))
    assert "killed" not in {q.what for q in downed.quantities}
    (shot,) = read("Rebels shot down a helicopter near Gao, killing four soldiers.", know).events
    assert {(q.what, q.best) for q in shot.quantities} == {("killed", 4.0)}
