"""Do many reports make the incidents, disputes, channels and curves that a careful reader would draw from them?"""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from crisis import Story, Wire
from detente.joining.crisis import Joined, join, tension, timeline
from detente.joining.tension import lately
from detente.lexicon.joining import load_joining
from detente.records import Incident, When, change

ASIDES = {
    "Harbour Courier": "Smoke rose over Quay Road, and a crane that stood there since the first war fell down.",
    "The Lantern": "On Quay Road the windows broke; a nurse carried the wounded into a cellar by lamplight.",
    "Radio Delta": "Our reporter saw the fire on Quay Road from a boat and counted nine lorries with flags.",
}


def shelling(
    outlet="Harbour Courier", published="2025-05-06", dead="Twelve", n=12, day="Tuesday", iso="2025-05-06", town="Lyra"
):
    more = ASIDES[outlet]
    text = f"{dead} people were killed when Atlantis shelled the port of {town} on {day}, Borduria said. {more}"
    w = Wire(f"{outlet}: guns fire at {town}. {text}", outlet, published)
    a, b = w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR")
    s = w.says(b, "assert", f"{dead} people were killed when Atlantis shelled the port of {town} on {day}")
    end = iso[:-2] + f"{int(iso[-2:]) + 1:02}"
    w.event(
        "shelled", "ASSAULT", (a,), (b,), mode="heavy-weapons", according_to=(s.id,),
        where=w.story.at(town, country="BOR"),
        when=w.story.on(day, iso, end), quantities=(w.story.count(f"{dead} people", "killed", n),),
    )  # fmt: skip
    return w


def denial(content="the reports fake", published="2025-05-06T20:00:00+00:00", lead="It was a quiet day at court."):
    w = Wire(f"{lead} Atlantis called {content}. Nobody asked further.", "Capital Post", published)
    a = w.story.who("Atlantis", "ATL")
    w.says(a, "deny", content)
    return w


def incidents_of(*wires):
    return join([w.reading() for w in wires]).incidents


def test_two_newsrooms_on_one_shelling_make_one_corroborated_incident():
    (one,) = incidents_of(shelling(), shelling("The Lantern"))
    assert one.standing == "corroborated"
    assert one.origins == 2
    assert one.outlets == ("Harbour Courier", "The Lantern")
    assert [r.events for r in one.reports] == [1, 1]
    assert one.day == "2025-05-06"
    assert one.best is not None
    assert "shelled the port of Lyra" in one.best.sentence.quote


def test_another_town_and_another_week_are_other_incidents():
    assert len(incidents_of(shelling(), shelling("The Lantern", town="Norport"))) == 2
    later = shelling("The Lantern", published="2025-05-20", day="Monday", iso="2025-05-19")
    assert len(incidents_of(shelling(), later)) == 2


def test_a_report_given_twice_counts_once():
    assert incidents_of(shelling(), shelling()) == incidents_of(shelling())


def crowd():
    return [
        shelling(),
        shelling("The Lantern", "2025-05-07"),
        shelling("Radio Delta", "2025-05-07", "Fifteen", 15),
        shelling("Radio Delta", "2025-05-09", "Four", 4, "Thursday", "2025-05-08", "Norport"),
        denial(),
    ]


def test_the_order_of_arrival_changes_nothing():
    readings = [w.reading() for w in crowd()]
    whole = join(readings)
    for order in itertools.islice(itertools.permutations(readings), 0, 120, 11):
        assert join(order) == whole


def test_a_late_report_joins_and_the_incident_keeps_its_id():
    early = [w.reading() for w in crowd()[:1]]
    late = [w.reading() for w in crowd()]
    assert join(early).incidents[0].id in {i.id for i in join(late).incidents}


def test_a_denial_finds_the_claim_that_it_does_not_name():
    told = join([shelling().reading(), denial().reading()])
    (d,) = told.disputes
    assert d.kind == "occurrence"
    assert {(p.side.country, p.answer) for p in d.positions} == {("ATL", "denies"), ("BOR", "asserts")}
    assert d.incident == told.incidents[0].id


def test_a_denial_weeks_later_finds_nothing():
    assert join([shelling().reading(), denial(published="2025-06-20").reading()]).disputes == ()


def counts(side_words, country, dead, n, published, of=None):
    w = Wire(f"{side_words} said that {dead} people died in Lyra on Tuesday.", f"Outlet of {published}", published)
    who = w.story.who(side_words, country)
    s = w.says(who, "assert", f"{dead} people died in Lyra on Tuesday")
    q = change(w.story.count(f"{dead} people", "killed", n), of=of)
    w.event(
        "died", "ASSAULT", (), (), according_to=(s.id,), where=w.story.at("Lyra", country="BOR"),
        when=w.story.on("Tuesday", "2025-05-06", "2025-05-07"), quantities=(q,),
    )  # fmt: skip
    return w


def numbers(*wires):
    return [d for d in join([w.reading() for w in wires]).disputes if d.kind == "number"]


def test_numbers_of_two_sides_on_one_day_are_disputed():
    (d,) = numbers(
        counts("Borduria", "BOR", "twelve", 12, "2025-05-06"), counts("Atlantis", "ATL", "five", 5, "2025-05-06")
    )
    assert {p.answer for p in d.positions} == {"twelve people", "five people"}


def test_a_later_number_of_the_same_side_supersedes():
    assert not numbers(
        counts("Borduria", "BOR", "twelve", 12, "2025-05-06"), counts("Borduria", "BOR", "twenty", 20, "2025-05-07")
    )


def test_numbers_of_different_things_or_days_are_no_dispute():
    first = counts("Borduria", "BOR", "twelve", 12, "2025-05-06", of="civilians")
    assert not numbers(first, counts("Atlantis", "ATL", "five", 5, "2025-05-06", of="soldiers"))
    assert not numbers(first, counts("Atlantis", "ATL", "twenty", 20, "2025-05-10", of="civilians"))


def curve(wires, **more):
    return tension(join([w.reading() for w in wires]), ("ATL", "BOR"), **more)


def test_duplicated_articles_leave_the_curve_as_it_is():
    wires = crowd()
    plain = curve(wires)
    doubled = tension(
        join([w.reading() for w in (*wires, *crowd())] + [retold(w.reading(), n) for w in wires for n in ("A", "B")]),
        ("ATL", "BOR"),
    )
    assert [t.day for t in plain] == [t.day for t in doubled]
    for one, other in zip(plain, doubled, strict=True):
        assert other.score == pytest.approx(one.score, rel=0.01)
        assert other.n == one.n


def retold(reading, outlet):
    """The same article at another outlet, its text with a credit line and so with an id of its own."""
    text = f"{reading.report.text} ({reading.report.outlet})"
    ident = f"{reading.report.id}{outlet}"
    report = change(reading.report, id=ident, text=text, outlet=outlet)
    new = {s.id: f"{s.id}{outlet}" for s in reading.statements}
    return change(
        reading,
        report=report,
        statements=tuple(change(s, id=new[s.id], report=ident) for s in reading.statements),
        events=tuple(
            change(e, id=f"{e.id}{outlet}", report=ident, according_to=tuple(new[i] for i in e.according_to))
            for e in reading.events
        ),
    )


def made(day, kind, a="ATL", b="BOR", n=0, outlet="X", standing="single_source"):
    """An incident as joining makes it, without reports: for the arithmetic of the curve."""
    s = Story(f"Country {a} did {kind} number {n} to country {b} on {day}.")
    return Incident(
        id=f"INC-{day}-{kind}-{n}-{a}", type=kind, actors=(s.who(f"{a}", a),), recipients=(s.who(f"country {b}", b),),
        when=None, where=None, events=(), reports=(), accounts=(), standing=standing, confidence=1.0, day=day,
        outlets=(outlet,),
    )  # fmt: skip


def test_added_violence_never_lowers_the_score():
    rng = random.Random(5)
    kinds = ("ACCUSE", "CONSULT", "ASSAULT", "AGREE", "THREATEN", "RETREAT")
    base = [made(f"2025-05-{rng.randint(1, 20):02}", rng.choice(kinds), n=i) for i in range(30)]
    for day in range(1, 21):
        iso = f"2025-05-{day:02}"
        more = [*base, made(iso, "ASSAULT", n=99)]
        before = {t.day: t.score for t in tension(Joined(incidents=tuple(base)), ("ATL", "BOR"))}
        after = {t.day: t.score for t in tension(Joined(incidents=tuple(more)), ("ATL", "BOR"))}
        assert after[iso] > before.get(iso, 0.0)


def test_the_last_days_and_the_worst_day_are_those_of_the_whole_curve():
    rng = random.Random(4)
    kinds = ("ASSAULT", "ACCUSE", "AGREE", "AID")
    some = Joined(incidents=tuple(made(f"2025-05-{rng.randint(1, 28):02}", rng.choice(kinds), n=i) for i in range(40)))
    whole = tension(some, ("ATL", "BOR"), directed=False)
    top = max(whole, key=lambda t: (t.score, t.day))
    for days in (0, 5, 20):
        assert lately(some, ("BOR", "ATL"), days, directed=False) == (whole[-1 - days :], top)
    early = tension(some, ("ATL", "BOR"), directed=False, since="2025-04-20")
    assert lately(some, ("ATL", "BOR"), len(early) - 1, directed=False) == (early, top)
    assert lately(Joined(incidents=()), ("ATL", "BOR"), 3) == ((), None)


def test_undirected_tension_is_the_same_both_ways_and_directed_is_not():
    some = Joined(incidents=(made("2025-05-01", "ASSAULT"), made("2025-05-02", "ACCUSE", "BOR", "ATL")))
    assert tension(some, ("ATL", "BOR"), directed=False) == tension(some, ("BOR", "ATL"), directed=False)
    there, back = tension(some, ("ATL", "BOR")), tension(some, ("BOR", "ATL"))
    assert there[0].score > back[0].score


def test_swapping_who_does_it_swaps_the_curves():
    forth = Joined(incidents=(made("2025-05-01", "ASSAULT"), made("2025-05-03", "CONSULT")))
    back = Joined(incidents=(made("2025-05-01", "ASSAULT", "BOR", "ATL"), made("2025-05-03", "CONSULT", "BOR", "ATL")))
    scores = [t.score for t in tension(forth, ("ATL", "BOR"))]
    assert scores == [t.score for t in tension(back, ("BOR", "ATL"))]


def test_silence_and_contest_widen_the_band():
    calm = tension(Joined(incidents=(made("2025-05-01", "ASSAULT"),)), ("ATL", "BOR"), until="2025-05-09")
    widths = [t.high - t.low for t in calm]
    assert widths[8] > widths[1] > widths[0]
    assert calm[8].silent == 8
    contested = tension(Joined(incidents=(made("2025-05-01", "ASSAULT", standing="contested"),)), ("ATL", "BOR"))
    assert contested[0].high - contested[0].low > widths[0]
    assert contested[0].score < calm[0].score


def test_one_outlets_own_incidents_are_the_spread():
    some = (made("2025-05-01", "ASSAULT", outlet="A"), made("2025-05-01", "ACCUSE", n=2, outlet="B"))
    (day,) = tension(Joined(incidents=some), ("ATL", "BOR"))
    assert day.spread > 10
    assert {c.incident for c in day.contributions} == {i.id for i in some}
    assert sum(c.weight for c in day.contributions) == pytest.approx(day.conflict_deeds + day.conflict_words, abs=0.01)


def test_the_timeline_holds_the_days_that_matter_each_with_its_sentence():
    told = join([w.reading() for w in crowd()])
    days = timeline(told)
    assert [d.day for d in days] == ["2025-05-06", "2025-05-08"]
    assert days[0].entries[0].best is not None
    assert timeline(told, since="2025-05-07")[0].day == "2025-05-08"
    assert timeline(told, actors=["XXX"]) == ()


def test_a_channel_goes_through_its_states():
    readings = []
    for text, act, content, day in (
        (
            "Atlantis bombed Borduria. Carpania offered to host talks between them.",
            "offer",
            "to host talks",
            "2025-05-05",
        ),
        (
            "Atlantis bombed Borduria. Borduria rejected any mediation by Carpania.",
            "reject",
            "any mediation",
            "2025-05-08",
        ),
    ):
        w = Wire(text, "Harbour Courier", day)
        a, b, c = w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR"), w.story.who("Carpania", "CAR")
        w.event("bombed", "ASSAULT", (a,), (b,))
        if act == "offer":
            w.says(c, act, content)
        else:
            w.says(b, act, content, about=(c,))
        readings.append(w.reading())
    (channel,) = join(readings).channels
    assert [(m.state, m.day) for m in channel.moves] == [("offered", "2025-05-05"), ("refused", "2025-05-08")]
    assert channel.state == "refused"
    assert (channel.first, channel.last) == ("2025-05-05", "2025-05-08")
    assert channel.intermediary is not None


def test_who_wants_no_go_between_does_not_close_the_direct_channel():
    w = Wire(
        "Atlantis bombed Borduria. Borduria has always refused mediation by a third party.",
        "Harbour Courier",
        "2025-05-08",
    )
    a, b = w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR")
    w.event("bombed", "ASSAULT", (a,), (b,))
    w.says(b, "reject", "mediation by a third party")
    assert join([w.reading()]).channels == ()


def test_a_position_that_is_reversed_says_when_and_by_what():
    readings = []
    for verb, act, day in (("supported", "support", "2025-05-02"), ("condemned", "condemn", "2025-05-06")):
        w = Wire(f"Atlantis bombed Borduria. Dorland {verb} the course of Atlantis's king.", "A", day)
        a, b, d = w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR"), w.story.who("Dorland", "DOR")
        w.event("bombed", "ASSAULT", (a,), (b,))
        w.says(d, act, "the course", about=(a,))
        readings.append(w.reading())
    first, then = join(readings).positions
    assert (first.kind, first.since, first.until, first.then) == ("supports", "2025-05-02", "2025-05-06", then.id)
    assert (then.kind, then.until) == ("condemns", None)


def test_sentence_vectors_are_heard_where_given():
    pair = [shelling().reading(), shelling("The Lantern", dead="A dozen").reading()]
    heard = replace(load_joining(), abroad={"bias": -1.0, "sentences": 2.0})
    same = {e.id: np.array([1.0, 0.0], dtype=np.float32) for r in pair for e in r.events}
    assert len(join(pair, weights=heard).incidents) == 2
    assert len(join(pair, weights=heard, vectors=same).incidents) == 1


def test_when_is_kept():
    (one,) = incidents_of(shelling())
    assert isinstance(one.when, When)


def test_a_sentence_that_two_newsrooms_print_tells_of_one_happening():
    silent = replace(load_joining(), abroad={"bias": -9.0}, home={"bias": -9.0})
    wires = [shelling().reading(), shelling("The Lantern").reading()]
    assert len(join(wires, weights=silent).incidents) == 1
    months_later = [shelling().reading(), shelling("The Lantern", published="2025-08-06", iso="2025-08-05").reading()]
    assert len(join(months_later, weights=silent).incidents) == 2


def downing(outlet, sentence, verb, counted, what, n):
    w = Wire(f"{outlet} reports. {sentence} {ASIDES[outlet]}", outlet, "2025-05-07")
    a, b = w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR")
    w.event(verb, "ASSAULT", (a,), (b,), mode="heavy-weapons", quantities=(w.story.count(counted, what, n),))
    return w.reading()


def test_downed_jets_are_neither_downed_drones_nor_a_shelling():
    eager = replace(load_joining(), abroad={"bias": 3.0})
    jets = downing("Harbour Courier", "Atlantis downed five jets of Borduria.", "downed", "five jets", "jet", 5)
    drones = downing("The Lantern", "Atlantis downed nine drones of Borduria.", "downed", "nine drones", "drone", 9)
    guns = downing("The Lantern", "Atlantis shelled two ports of Borduria.", "shelled", "two ports", "port", 2)
    more = downing("The Lantern", "Atlantis brought down five jets of Borduria.", "brought down", "five jets", "jet", 5)
    assert len(join([jets, drones], weights=eager).incidents) == 2
    assert len(join([jets, guns], weights=eager).incidents) == 2
    assert len(join([jets, more], weights=eager).incidents) == 1


def test_what_was_done_two_weeks_ago_is_not_what_was_done_on_saturday():
    eager = replace(load_joining(), abroad={"bias": 3.0})

    def told(outlet, words, start, end, granularity):
        w = Wire(
            f"{outlet} reports. Atlantis shelled the port of Borduria {words}. {ASIDES[outlet]}", outlet, "2025-05-08"
        )
        a, b = w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR")
        when = change(w.story.on(words, start, end), granularity=granularity)
        w.event("shelled", "ASSAULT", (a,), (b,), mode="heavy-weapons", when=when)
        return w.reading()

    old = told("Harbour Courier", "two weeks ago", "2025-04-21", "2025-04-28", "week")
    new = told("The Lantern", "on Saturday", "2025-05-10", "2025-05-11", "day")
    within = told("The Lantern", "on April 25", "2025-04-25", "2025-04-26", "day")
    assert len(join([old, new], weights=eager).incidents) == 2
    assert len(join([old, within], weights=eager).incidents) == 1
