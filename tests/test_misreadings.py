"""Are the ways in which news misleads a reader of words held off, each by a general rule?"""

import pytest

from detente.lexicon.judging import load_judging
from detente.lexicon.words import load_words
from detente.reading import attribute, code, judge, times
from detente.reading.drafts import EventDraft
from detente.reading.false_deeds import is_field_of_a_post
from detente.reading.parse import parse
from detente.records import Part, Report, report_id

THURSDAY = "2025-05-08"


def read(sentence: str, dateline: int = 0) -> tuple[Report, list[EventDraft]]:
    """The report of one sentence and its events by the rules; ``dateline`` is the length of the dateline before it."""
    parts = (Part(kind="dateline", start=0, end=dateline), Part(kind="body", start=dateline, end=len(sentence)))
    report = Report(
        id=report_id(sentence), text=sentence, parts=parts if dateline else (), sha256="", published=THURSDAY
    )
    (doc,) = parse([report])
    words = load_words()
    told = attribute.find(report, doc, words)
    return report, list(judge.judge(report, doc, code.find(report, doc, words, told), told, words))


def events(sentence: str, kind: str = "ASSAULT") -> list[EventDraft]:
    return [e for e in read(sentence)[1] if e.type == kind]


def days(sentence: str) -> list[str | None]:
    report, _ = read(sentence)
    (doc,) = parse([report])
    return [t.start for t in times.find(report, doc) if t.type == "DATE"]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The raid near the bridge on April 22 had been intended to cut the road.", "2025-04-22"),
        ("Ten rebels were killed by Wednesday's strikes.", "2025-05-07"),
        ("The minister condemned Tuesday's attack on the port.", "2025-05-06"),
        ("The council will discuss Monday's bombing of the market.", "2025-05-12"),
        ("The bill must be passed by Wednesday.", "2025-05-14"),
        ("The envoys would talk again on May 12, the ministry said.", "2025-05-12"),
        ("The envoys could have talked on May 2, the ministry said.", "2025-05-02"),
    ],
)
def test_a_day_is_sought_where_its_clause_looks(sentence: str, day: str) -> None:
    assert days(sentence) == [day]


def test_strikes_that_kill_are_one_event_whose_striker_is_not_told() -> None:
    (event,) = events("Ten rebels were killed by Wednesday's strikes.")
    assert event.actors == ()
    assert len(event.recipients) == 1


def test_the_owner_of_the_strikes_that_kill_did_it() -> None:
    sentence = "Ten rebels were killed by French strikes."
    (event,) = events(sentence)
    assert [sentence[p.start : p.end] for p in event.actors] == ["French"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The night passed without the army shelling Goma.",
        "No military post in Chad was hit by the rebels.",
        "Nobody was killed by the rebels.",
        "Neither side attacked Goma.",
    ],
)
def test_what_is_told_not_to_have_happened_is_denied(sentence: str) -> None:
    assert [(e.status, e.polarity) for e in events(sentence)] == [("denied", "negative")]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The envoy offered to mediate as troops shelled Donetsk.", "occurred"),
        ("Chad wanted to use the killing of nine guards as a pretext.", "occurred"),
        ("Moscow rejects claims that it attacked Odesa.", "denied"),
        ("The general said the attack on Goma had been intended to cut the road.", "occurred"),
        ("The army said there was no decision to attack Goma.", "hypothetical"),
    ],
)
def test_what_stands_beside_a_wish_or_a_refusal_has_its_own_status(sentence: str, status: str) -> None:
    assert [e.status for e in events(sentence)] == [status]


def test_what_is_called_a_crime_is_not_called_for() -> None:
    assert [e for e in events("The king called the raid a crime.") if e.status == "requested" or e.actors] == []


def test_missiles_are_what_it_was_done_with() -> None:
    sentence = "Missiles hit Sumy and Dnipro overnight."
    (event,) = events(sentence)
    assert event.actors == ()
    assert event.instrument is not None
    assert sentence[slice(*event.instrument)] == "Missiles"


def test_missiles_of_somebody_are_theirs() -> None:
    (event,) = events("Russian missiles hit Sumy and Dnipro overnight.")
    assert len(event.actors) == 1


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Asked about the raid, a ministry official smiled.", "REQUEST"),
        ("The senator asked whether the law allowed it.", "REQUEST"),
        ("The queen told a rally in Leeds that Norway would not bend.", "PROTEST"),
        ("The group withdrew the claim on Saturday.", "RETREAT"),
        ("Germany offered its condolences to the families of the dead.", "AGREE"),
        ("High dunes surround the oasis.", "MOBILIZE"),
    ],
)
def test_words_that_look_like_a_deed_are_none(sentence: str, kind: str) -> None:
    assert events(sentence, kind) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The heads of military operations of Chad and Niger met in Zinder.",
        "The director of attacks and raids at the institute retired.",
    ],
)
def test_the_field_of_a_post_is_no_deed(sentence: str) -> None:
    report, _ = read(sentence)
    (doc,) = parse([report])
    fields = [t.text for t in doc if is_field_of_a_post(load_judging(), t)]
    assert fields
    assert not events(sentence)


def test_what_an_officer_led_is_a_deed() -> None:
    sentence = "Police held the commander of the raid on the market."
    report, _ = read(sentence)
    (doc,) = parse([report])
    assert not [t for t in doc if is_field_of_a_post(load_judging(), t)]
    assert events(sentence)


def test_a_request_is_a_request() -> None:
    assert len(events("The senator asked the ministry to open the road.", "REQUEST")) == 1


def test_who_is_accused_of_it_did_it() -> None:
    sentence = "Oslo accused Minsk of arming rebels."
    (event,) = events(sentence, "AID")
    assert [sentence[p.start : p.end] for p in event.actors] == ["Minsk"]


def test_the_wounded_beside_the_killed_are_victims() -> None:
    sentence = "Twenty people were killed and 46 wounded."
    (event,) = events(sentence)
    assert event.actors == ()
    assert [sentence[p.start : p.end] for p in event.recipients] == ["Twenty people", "46"]


def test_a_dateline_is_nobody() -> None:
    line = "GENEVA, May 8 (Lake Agency) — "
    report, found = read(line + "Gunmen opened fire on worshippers.", len(line))
    (event,) = [e for e in found if e.type == "ASSAULT"]
    assert [report.text[p.start : p.end] for p in event.actors] == ["Gunmen"]
    assert event.sentence[0] == len(line)


def test_a_call_that_is_backed_stands_and_a_call_made_has_happened() -> None:
    assert [e.status for e in events("Peru backed Chile's call for an inquiry.", "REQUEST")] == ["requested"]
    assert [e.status for e in events("Chile called for an inquiry.", "REQUEST")] == ["occurred"]


def test_what_is_asked_belongs_to_the_words_of_asking() -> None:
    sentence = "The bishops called on both camps to exercise restraint."
    (event,) = events(sentence, "REQUEST")
    assert sentence[slice(*event.trigger)] == "called on both camps to exercise restraint"


def test_a_deed_that_is_asked_for_is_no_part_of_the_asking() -> None:
    sentence = "The bishops urged the army to stop the bombing."
    (event,) = events(sentence, "REQUEST")
    assert sentence[slice(*event.trigger)] == "urged"


@pytest.mark.parametrize(
    "sentence",
    ["Three people died when police opened fire.", "Four men were killed on Tuesday after soldiers fired at a crowd."],
)
def test_who_fires_as_people_die_has_killed_them(sentence: str) -> None:
    (event,) = events(sentence)
    assert [sentence[p.start : p.end] for p in event.actors] in (["police"], ["soldiers"])


def test_who_attacks_after_a_killing_by_another_has_not_done_it() -> None:
    assert len(events("Rebels killed four men after soldiers shelled Goma.")) == 2


def test_whoever_is_killed_by_shelling_shells_nobody() -> None:
    found = events("A junior officer was killed by shelling in Lyra.")
    assert found
    assert all(e.actors == () for e in found)


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Danish missiles had been fired at the base.", ["Danish"]),
        ("Missiles had been fired at the base.", []),
    ],
)
def test_whose_missiles_were_fired_fired_them(sentence: str, who: list[str]) -> None:
    report, found = read(sentence)
    assert [report.text[p.start : p.end] for e in found if e.type == "ASSAULT" for p in e.actors] == who
