"""Who did what to whom: roles, one event for one deed, and words that only look like deeds. On the real model."""

import pytest

from detente.lexicon.words import load_words
from detente.reading import attribute, code, judge
from detente.reading.parse import parse
from detente.records import Report, report_id

Told = tuple[str, tuple[str, ...], tuple[str, ...], str]


def coded(sentence: str) -> list[Told]:
    report = Report(id=report_id(sentence), text=sentence, parts=(), sha256="", published="2025-05-08")
    (doc,) = parse([report])
    words = load_words()
    found = judge.judge(report, doc, code.find(report, doc, words), (), words)
    return [
        (
            e.type,
            tuple(sentence[p.start : p.end] for p in e.actors),
            tuple(sentence[p.start : p.end] for p in e.recipients),
            e.status,
        )
        for e in found
    ]


@pytest.mark.parametrize(
    ("sentence", "actors", "recipients"),
    [
        ("Pakistani troops shelled Uri on Monday.", ["Pakistani troops"], ["Uri"]),
        ("Uri was shelled by Pakistani troops on Monday.", ["Pakistani troops"], ["Uri"]),
        ("The shelling of Uri by Pakistani troops lasted two hours.", ["Pakistani troops"], ["Uri"]),
        ("Russia launched an attack on Ukraine.", ["Russia"], ["Ukraine"]),
        ("The mosque was hit by an Indian strike.", ["Indian"], ["The mosque"]),
        ("India's strike on Muridke killed 12 people.", ["India's"], ["12 people", "Muridke"]),
        ("Gunmen opened fire on a convoy, killing two soldiers.", ["Gunmen"], ["a convoy", "two soldiers"]),
    ],
)
def test_one_deed_is_one_event_with_its_roles(sentence: str, actors: list[str], recipients: list[str]) -> None:
    ((kind, did, to, status),) = coded(sentence)
    assert (kind, status) == ("ASSAULT", "occurred")
    assert sorted(did) == sorted(actors)
    assert sorted(to) == sorted(recipients)


def test_a_subject_is_shared_by_verbs_that_are_joined() -> None:
    found = coded("Israel bombed Gaza and arrested two Palestinians in Jenin.")
    assert [f[:3] for f in found] == [
        ("ASSAULT", ("Israel",), ("Gaza",)),
        ("COERCE", ("Israel",), ("two Palestinians",)),
    ]


def test_compound_actors_are_one_event() -> None:
    assert coded("France and Germany imposed sanctions on Russia.") == [
        ("SANCTION", ("France", "Germany"), ("Russia",), "occurred")
    ]


def test_two_who_talk_are_one_event_and_no_mirrored_pair() -> None:
    found = coded("Turkey and Greece held talks in Athens.")
    assert [f[0] for f in found] == ["CONSULT"]
    assert set(found[0][1]) == {"Turkey", "Greece"}


def test_two_who_meet_about_an_attack_do_not_attack() -> None:
    found = coded("Norway and Sweden met in Geneva about the shelling of border villages.")
    assert "CONSULT" in {f[0] for f in found}
    assert not [f for f in found if f[0] == "ASSAULT" and f[1]]


def test_who_stands_for_the_noun_before_it() -> None:
    found = coded("Ukrainian rebels, who captured the town, shot three policemen.")
    assert {f[1] for f in found} == {("Ukrainian rebels",)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The two neighbours want closer ties and more trade.",
        "The president and the prime minister fought an election battle in the north.",
        "The studio finished a film shoot in Norway on Tuesday.",
        "The senator's campaign paid for attack ads against the governor.",
        "Markets took a hit on Monday and investors fled to gold.",
        "A war of words broke out between Turkey and Greece.",
        "The old minister died of a heart attack at home in Lisbon.",
    ],
)
def test_words_that_only_look_like_deeds_are_none(sentence: str) -> None:
    assert not [f for f in coded(sentence) if f[0] in ("ASSAULT", "SANCTION", "COERCE", "MOBILIZE")]


@pytest.mark.parametrize(
    ("sentence", "kind", "actors"),
    [
        ("Farmers blocked the motorway to demand lower taxes.", "PROTEST", ["Farmers"]),
        ("Peru and Chile agreed to share fishing data.", "AGREE", ["Peru", "Chile"]),
        ("Gunmen killed 12 guards and wounded 30 villagers.", "ASSAULT", ["Gunmen"]),
    ],
)
def test_an_aim_a_content_and_a_harm_are_part_of_the_deed(sentence: str, kind: str, actors: list[str]) -> None:
    ((found, did, _, status),) = coded(sentence)
    assert (found, list(did), status) == (kind, actors, "occurred")


def test_what_is_threatened_gives_the_threat_its_mode_and_stays_threatened() -> None:
    assert [(f[0], f[3]) for f in coded("Norway threatened to expel the envoys.")] == [
        ("THREATEN", "occurred"),
        ("SANCTION", "threatened"),
    ]


def test_those_who_are_counted_act() -> None:
    ((kind, did, _, _),) = coded("Tens of thousands of teachers protested in Lima on Friday.")
    assert (kind, did) == ("PROTEST", ("Tens of thousands of teachers",))


def test_what_is_promised_or_refused_is_promise_and_refusal() -> None:
    assert [f[0] for f in coded("Norway will send grain to Sudan.")] == ["AGREE"]
    assert [f[0] for f in coded("Chile said it would release the fishermen.")] == ["AGREE"]
    assert [(f[0], f[3]) for f in coded("Chile will not release the fishermen.")] == [("REJECT", "occurred")]
    assert "REJECT" in {f[0] for f in coded("Chile refused to release the fishermen.")}


def test_what_others_must_do_is_a_request_by_who_says_so() -> None:
    sentence = "The envoy said that Chile must release the fishermen."
    report = Report(id=report_id(sentence), text=sentence, parts=(), sha256="")
    (doc,) = parse([report])
    words = load_words()
    told = attribute.find(report, doc, words)
    (event,) = judge.judge(report, doc, code.find(report, doc, words, told), told, words)
    names = [sentence[p.start : p.end] for p in (*event.actors, *event.recipients)]
    assert (event.type, event.status, names) == ("REQUEST", "occurred", ["The envoy", "Chile"])


def test_what_breaks_out_is_an_event_whoever_took_part() -> None:
    assert [f[:3] for f in coded("Heavy fighting broke out near the bridge.")] == [("ASSAULT", (), ())]
    assert [f[:3] for f in coded("The truce took effect at noon.")] == [("RETREAT", (), ())]


def test_to_sign_an_agreement_is_more_than_to_agree() -> None:
    assert [f[0] for f in coded("Brazil and Kenya signed an agreement on fishing.")] == ["SUPPORT"]
