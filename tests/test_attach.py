"""Is an event given its own time, place and numbers, and none that belong to another?"""

from dataclasses import replace

from detente.reading.attach import Finder
from detente.reading.drafts import EventDraft, StatementDraft
from detente.records import Number, Place, Time, change
from parses import parsed

SAID = parsed("""
India PROPN nsubj 1
said VERB ROOT 1
Thursday PROPN npadvmod 1
that SCONJ mark 5
troops NOUN nsubj 5
shelled VERB ccomp 1
Uri PROPN dobj 5
on ADP prep 5
Wednesday PROPN pobj 7
. PUNCT punct 1
""")


def time(report, words, start, end):
    at = report.text.index(words)
    return Time(
        span=report.span(at, at + len(words)), type="DATE", value=start, start=start, end=end, granularity="day",
        approximate=False, zone=None, anchor="published",
    )  # fmt: skip


def place(report, words, precision="city"):
    at = report.text.index(words)
    return Place(
        span=report.span(at, at + len(words)), name=words, lat=None, lon=None, geonames=None, admin1=None, country=None,
        precision=precision, confidence=0.9, candidates=1,
    )  # fmt: skip


def number(report, words, what, best):
    at = report.text.index(words)
    return Number(
        span=report.span(at, at + len(words)), what=what, low=best, best=best, high=best, approximate=False, of=None
    )


def event(doc, head, clause, kind="ASSAULT", **more):
    token = doc[head]
    sent = token.sent
    return EventDraft(
        trigger=(token.idx, token.idx + len(token)), head=head, sentence=(sent.start_char, sent.end_char), type=kind,
        mode=None, context=(), cameo=None, actors=(), recipients=(), clause=tuple(clause), **more,
    )  # fmt: skip


def speech(cue):
    return StatementDraft(speaker=None, cue=None, content=(), act="assert", form="indirect", cue_token=cue)


def test_the_day_of_saying_is_not_the_day_of_the_deed():
    report, doc = SAID
    days = [time(report, "Thursday", "2025-05-08", "2025-05-09"), time(report, "Wednesday", "2025-05-07", "2025-05-08")]
    finder = Finder(report, doc, [], days, [], [speech(1)])
    when = finder.when(event(doc, 5, [3, 4, 5, 6, 7, 8]))
    assert when is not None
    assert (when.start, when.found) == ("2025-05-07", "clause")
    said = finder.said(1)
    assert said is not None
    assert said.start == "2025-05-08"


def test_a_deed_without_a_time_of_its_own_keeps_none():
    report, doc = SAID
    finder = Finder(report, doc, [], [time(report, "Thursday", "2025-05-08", "2025-05-09")], [], [speech(1)])
    assert finder.when(event(doc, 5, [3, 4, 5, 6, 7, 8])) is None


def test_the_shelled_town_is_where_it_happened():
    report, doc = SAID
    where = Finder(report, doc, [place(report, "Uri")], [], [], []).where(event(doc, 5, [3, 4, 5, 6, 7, 8]))
    assert where is not None
    assert where.name == "Uri"


def test_a_country_that_is_hit_is_a_party_and_no_spot():
    report, doc = SAID
    country = place(report, "Uri", "country")
    assert Finder(report, doc, [country], [], [], []).where(event(doc, 5, [3, 4, 5, 6, 7, 8])) is None


NEAR = parsed("""
It PRON nsubjpass 2
was AUX auxpass 2
hit VERB ROOT 2
in ADP prep 2
Muridke PROPN pobj 3
near ADP prep 4
Lahore PROPN pobj 5
. PUNCT punct 2
""")


def test_the_town_beats_what_it_is_near():
    report, doc = NEAR
    finder = Finder(report, doc, [place(report, "Lahore"), place(report, "Muridke")], [], [], [])
    where = finder.where(event(doc, 2, range(8)))
    assert where is not None
    assert where.name == "Muridke"


COUNT = parsed("""
Rebels NOUN nsubj 1
attacked VERB ROOT 1
Lyra PROPN dobj 1
. PUNCT punct 1

Twelve NUM nummod 5
people NOUN nsubj 6
died VERB ROOT 6
. PUNCT punct 6
""")


def test_the_dead_of_the_next_sentence_belong_to_the_attack():
    report, doc = COUNT
    finder = Finder(report, doc, [], [], [number(report, "Twelve people", "killed", 12)], [])
    (counts,) = finder.quantities([event(doc, 1, [0, 1, 2])])
    assert [(q.what, q.best) for q in counts] == [("killed", 12)]


def test_a_planned_attack_has_no_dead():
    report, doc = COUNT
    finder = Finder(report, doc, [], [], [number(report, "Twelve people", "killed", 12)], [])
    assert finder.quantities([event(doc, 1, [0, 1, 2], status="planned")]) == [()]


STORY = parsed("""
Jets NOUN nsubj 1
bombed VERB ROOT 1
Lyra PROPN dobj 1
on ADP prep 1
Monday PROPN pobj 3
. PUNCT punct 1
Six NUM nummod 7
guards NOUN nsubjpass 9
were AUX auxpass 9
killed VERB ROOT 9
. PUNCT punct 9
""")


def test_a_sentence_that_goes_on_with_the_story_has_its_day_and_place():
    report, doc = STORY
    finder = Finder(report, doc, [place(report, "Lyra")], [time(report, "Monday", "2025-05-05", "2025-05-06")], [], [])
    bombed, killed = finder.settle([event(doc, 1, range(6)), event(doc, 9, range(6, 11))])
    assert bombed[0] is not None
    assert killed[0] is not None
    assert killed[1] is not None
    assert (killed[0].start, killed[0].found, killed[1].name) == ("2025-05-05", "narrative", "Lyra")


def test_another_kind_of_deed_does_not_inherit():
    report, doc = STORY
    finder = Finder(report, doc, [place(report, "Lyra")], [time(report, "Monday", "2025-05-05", "2025-05-06")], [], [])
    _, other = finder.settle([event(doc, 1, range(6)), event(doc, 9, range(6, 11), kind="CONSULT")])
    assert other == (None, None)


POLICE = parsed("""
Police NOUN nsubj 4
in ADP prep 0
Lyra PROPN pobj 1
quickly ADV advmod 4
fired VERB ROOT 4
. PUNCT punct 4
""")


def test_where_the_doer_stands_is_where_it_happens():
    report, doc = POLICE
    where = Finder(report, doc, [place(report, "Lyra")], [], [], []).where(event(doc, 4, range(6)))
    assert where is not None
    assert where.name == "Lyra"


MAYOR = parsed("""
Soldiers NOUN nsubj 1
detained VERB ROOT 1
the DET det 3
mayor NOUN dobj 1
of ADP prep 3
Lyra PROPN pobj 4
. PUNCT punct 1
""")


def test_a_mayor_of_a_town_may_be_detained_anywhere():
    report, doc = MAYOR
    assert Finder(report, doc, [place(report, "Lyra")], [], [], []).where(event(doc, 1, range(7))) is None


ALERT = parsed("""
Serbia PROPN nsubj 1
mobilised VERB ROOT 1
after ADP prep 1
clashes NOUN pobj 2
in ADP prep 3
Lyra PROPN pobj 4
. PUNCT punct 1
""")


def test_what_came_before_happened_elsewhere():
    report, doc = ALERT
    assert Finder(report, doc, [place(report, "Lyra")], [], [], []).where(event(doc, 1, range(7))) is None


def test_a_clock_time_has_the_zone_of_its_place_and_is_told_in_utc():
    report, doc = STORY
    at = report.text.index("Monday")
    clock = Time(
        span=report.span(at, at + 6), type="TIME", value="2025-05-05T01:00", start="2025-05-05T01:00",
        end="2025-05-05T02:00", granularity="hour", approximate=True, zone=None, anchor="published",
    )  # fmt: skip
    lyra = change(place(report, "Lyra"), country="PAK")
    ((when, _),) = Finder(report, doc, [lyra], [clock], [], []).settle([event(doc, 1, range(6))])
    assert when is not None
    assert (when.zone, when.anchor, when.start_utc) == ("Asia/Karachi", "place", "2025-05-04T20:00Z")


LEAD = parsed("""
Six NUM nummod 1
guards NOUN nsubj 2
died VERB ROOT 2
. PUNCT punct 2

Jets NOUN nsubj 5
bombed VERB ROOT 5
the DET det 7
port NOUN dobj 5
. PUNCT punct 5
""")


def led(event_of_lead, more=()):
    report, doc = LEAD
    counts = [number(report, "Six guards", "killed", 6), *more]
    return Finder(report, doc, [], [], counts, []).quantities([event_of_lead])


def bombing(**more):
    _, doc = LEAD
    at = next(t.i for t in doc if t.lower_ == "bombed")
    return event(doc, at, range(at - 1, at + 4), **more)


def test_the_dead_counted_before_the_deed_is_told_are_its_dead():
    ((dead,),) = led(bombing())
    assert (dead.what, dead.best) == ("killed", 6)


def test_a_deed_that_did_not_happen_has_none_of_the_dead_counted_before_it():
    assert led(bombing(status="planned")) == [()]


def test_a_deed_with_dead_of_its_own_keeps_them_alone():
    report, _ = LEAD
    (counts,) = led(bombing(), [number(report, "the port", "killed", 2)])
    assert [q.best for q in counts] == [2]


FELLED = parsed("""
Rebels NOUN nsubj 1
gun VERB ccomp 8
down ADP prt 1
cooks NOUN dobj 1
; PUNCT punct 1
guards NOUN nsubj 6
died VERB ccomp 8
, PUNCT punct 8
said VERB ROOT 8
Goma PROPN nsubj 8
. PUNCT punct 8
""")


def test_people_who_are_gunned_down_are_no_aircraft_brought_down():
    report, doc = FELLED
    killing = replace(event(doc, 1, range(4)), trigger=(doc[1].idx, doc[2].idx + 4))
    downing = replace(killing, trigger=(doc[0].idx, doc[2].idx + 4), head=3)
    counts = [number(report, "guards", "killed", 4)]
    assert [q.best for (q,) in Finder(report, doc, [], [], counts, []).quantities([killing])] == [4]
    assert Finder(report, doc, [], [], counts, []).quantities([downing]) == [()]


YEARLY = parsed("""
Six NUM nummod 1
guards NOUN nsubj 3
have AUX aux 3
died VERB ROOT 3
this DET det 5
year NOUN npadvmod 3
. PUNCT punct 3
""")


def test_a_years_tally_is_not_the_toll_of_a_deed():
    report, doc = YEARLY
    counts = [number(report, "Six guards", "killed", 6)]
    assert Finder(report, doc, [], [], counts, []).quantities([event(doc, 3, range(6))]) == [()]
