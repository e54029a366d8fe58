"""Does a ledger into which reports come in any order, some at a time, hold what one joining of all reports makes?

The worlds are small and crowded: few towns, sides and days, so that all hangs together with all, blocks are full (their
reach is lowered), reports repeat, deny and correct one another, and most reports touch what others brought.
"""

import random
import sqlite3
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from crisis import Wire
from detente.joining import blocks, part, regroup
from detente.joining.crisis import canonical, digest
from detente.joining.strands import field
from detente.ledger import Filter, joined, open_ledger, schema
from detente.lexicon.joining import load_joining
from detente.records import Item, Reading, change, to_json
from detente.upkeep import joined as found_in
from detente.upkeep import update

KINDS = ("incident", "dispute", "channel", "position", "copy")
SIDES = {"Atlantis": "ATL", "Borduria": "BOR", "Syldavia": "SYL"}
TOWNS = ("Lyra", "Norport", "Eastmarch")
OUTLETS = ("Harbour Courier", "The Lantern", "Radio Delta", "Capital Wire")
COUNTS = {3: "Three", 6: "Six", 12: "Twelve"}
DENIED = {3: "the reports", 6: "any role in the shelling", 12: "that people died when its guns shelled the town"}
ASIDES = (
    "The ferry to the islands was held for an hour by fog and left with half of its benches empty.",
    "A choir of miners sang in the market hall, where the price of bread had doubled since the harvest.",
    "Snow closed the pass above the monastery, and the post came on the backs of mules from the valley.",
)


def told(kind, one, other, town, day, count, outlet, aside, speaker):
    """A report: a shelling, a protest at home, a denial, an offer of talks or a stand."""
    published = f"2025-05-{day:02}"
    dead = COUNTS[count]
    lead = ASIDES[aside]
    if kind == "shelling":
        w = Wire(
            f"Guns at {town}. {dead} people died when {one} shelled {town} of {other}, {speaker} said. {lead}",
            outlet,
            published,
        )
        a, b = w.story.who(one, SIDES[one]), w.story.who(other, SIDES[other])
        s = w.says(w.story.who(speaker, SIDES[speaker]), "accuse", f"{dead} people died when {one} shelled {town}")
        w.event(
            "shelled", "ASSAULT", (a,), (b,), according_to=(s.id,),
            where=w.story.at(town, country=SIDES[other]),
            quantities=(w.story.count(f"{dead} people", "killed", count),),
        )  # fmt: skip
    elif kind == "protest":
        w = Wire(f"{dead} people marched in {town} against the bread tax. {lead}", outlet, published)
        w.event("marched", "PROTEST", (), (), where=w.story.at(town, country=SIDES[one]))
        w.event("tax", "ASSAULT", (), (), where=w.story.at(town, country=SIDES[one]))
    elif kind == "denial":
        w = Wire(f"{lead} {one} denied {DENIED[count]}. {other} itself was silent.", outlet, published)
        w.says(w.story.who(one, SIDES[one]), "deny", DENIED[count])
        w.story.who(f"{other} itself", SIDES[other])
    elif kind == "talks":
        w = Wire(f"{speaker} offered to host talks between {one} and {other} in {town}. {lead}", outlet, published)
        a, b = w.story.who(one, SIDES[one]), w.story.who(other, SIDES[other])
        w.says(
            w.story.who(speaker, SIDES[speaker]), "offer", f"to host talks between {one} and {other}", addressees=(a, b)
        )
        w.event("talks", "CONSULT", (a, b), ())
        w.event("offered", "THREATEN", (a,), (b,))
    else:
        who = (
            "The League" if aside == 2 else speaker
        )  # whose stand is that of its members, each by the best of its names
        w = Wire(f"{who} condemned {one} over {town}. {lead}", outlet, published)
        members = tuple(SIDES.values()) if who == "The League" else ()
        by = w.story.who(who, SIDES.get(who), kind="igo" if members else "state", members=members)
        w.says(by, "condemn", f"{one} over {town}", about=(w.story.who(one, SIDES[one]),))
    return w.reading()


pairs = st.sampled_from([(a, b) for a in SIDES for b in SIDES if a != b])
reports = st.builds(
    lambda kind, sides, *rest: told(kind, *sides, *rest),
    st.sampled_from(("shelling", "shelling", "shelling", "protest", "denial", "talks", "stand")),
    pairs,
    st.sampled_from(TOWNS),
    st.sampled_from((1, 2, 3, 9, 14)),
    st.sampled_from(sorted(COUNTS)),
    st.sampled_from(OUTLETS),
    st.integers(0, len(ASIDES) - 1),
    st.sampled_from(sorted(SIDES)),
)
worlds = st.lists(st.lists(reports, min_size=1, max_size=6), min_size=1, max_size=5)


def held(ledger):
    return {kind: [r["record"] for r in ledger.each(kind, Filter())] for kind in KINDS}


def remembered(ledger):
    """All that is remembered, but for when, and for the order in which sets happen to be written."""
    out = {}
    with ledger._reading() as conn:
        for table in joined.TABLES:
            columns = [c for c in table.c if c.name not in ("seq", "data")]
            out[table.name] = sorted(map(tuple, conn.execute(table.select().with_only_columns(*columns))))
    return out


def keep(ledger, readings):
    """Keep readings as an ingest does: as they come from the processes that read."""
    for r in readings:
        decoded = msgspec.json.decode(to_json(r), type=Reading)
        ledger.keep(decoded, Item(name=r.report.id, source_id=r.report.source_id), decoded=True)


def at_once(folder: Path, readings: list[Reading]):
    """A ledger that one joining of all was written to."""
    ledger = open_ledger(str(folder / "whole.db"), create=True)
    keep(ledger, readings)
    ledger.settle(found_in(ledger.readings()), ledger.time())
    return ledger


@pytest.mark.parametrize("reach", [1, 2, 24])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=worlds, data=st.data())
def test_reports_that_come_in_rounds_make_what_one_joining_of_all_makes(reach, batches, data, monkeypatch):
    monkeypatch.setattr(blocks, "REACH", reach)
    monkeypatch.setattr(regroup, "REACH", reach)
    monkeypatch.setattr("detente.upkeep.AT_ONCE", 4)
    everything = [r for batch in batches for r in batch]
    with tempfile.TemporaryDirectory() as name:
        whole = held(at_once(Path(name), everything))
        rounds = open_ledger(str(Path(name) / "rounds.db"), create=True)
        for batch in batches:
            keep(rounds, batch)
            update(rounds)
        assert held(rounds) == whole
        shuffled = open_ledger(str(Path(name) / "shuffled.db"), create=True)
        keep(shuffled, data.draw(st.permutations(everything)))
        update(shuffled)
        assert held(shuffled) == whole
        assert remembered(shuffled) == remembered(rounds)


def some(seed, n, kinds=("shelling", "shelling", "protest", "denial", "talks", "stand")):
    """Reports, the same for the same seed."""
    rng = random.Random(seed)
    out = []
    for _ in range(n):
        one, other = rng.sample(sorted(SIDES), 2)
        count, outlet, side = rng.choice(sorted(COUNTS)), rng.choice(OUTLETS), rng.choice(sorted(SIDES))
        kind, town, day = rng.choice(kinds), rng.choice(TOWNS), rng.randint(1, 9)
        out.append(told(kind, one, other, town, day, count, outlet, rng.randrange(len(ASIDES)), side))
    return out


def test_every_database_puts_what_is_remembered_in_the_same_order(target, tmp_path):
    many = some(4, 24)
    rounds = open_ledger(target, create=True)
    for i in range(0, len(many), 6):
        keep(rounds, many[i : i + 6])
        update(rounds)
    assert held(rounds) == held(at_once(tmp_path, many))


@pytest.mark.parametrize("reach", [1, 2, 5])
def test_ties_are_met_as_often_as_in_one_joining_of_all(reach, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "REACH", reach)
    monkeypatch.setattr(regroup, "REACH", reach)
    many = some(11, 18, ("shelling",))
    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    for i in range(0, len(many), 3):
        keep(ledger, many[i : i + 3])
        update(ledger)
    digests = [digest(many[i], load_joining()) for i in canonical(many)]
    strands = [msgspec.structs.replace(s, report=at) for at, d in enumerate(digests) for s in d.strands]
    met = blocks.meetings(field([d.source for d in digests], strands))
    times = {frozenset((strands[a].id, strands[b].id)): n for (a, b), n in met.items()}
    ties = [row for row in remembered(ledger)["join_ties"] if row[0].startswith("EV-")]
    assert ties
    assert all(times[frozenset((one, other))] == n for one, other, _, n, _ in ties)


# What people and newer versions change


def anew(ledger, folder):
    """What one joining of all writes to a copy of a ledger."""
    target = folder / "copy.db"
    target.unlink(missing_ok=True)
    with sqlite3.connect(ledger.target) as raw, sqlite3.connect(target) as copy:
        raw.backup(copy)
    again = open_ledger(str(target))
    again.settle(found_in(again.readings()), again.time())
    return held(again)


def shelled(town="Lyra", day=1, count=6, outlet="The Lantern", aside=0, by="Atlantis", speaker="Borduria"):
    other = "Borduria" if by == "Atlantis" else "Atlantis"
    return told("shelling", by, other, town, day, count, outlet, aside, speaker)


@pytest.fixture
def ledger(tmp_path):
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    keep(
        made,
        [shelled(), shelled(aside=1, day=2), shelled("Norport", 3), shelled("Eastmarch", 14, 12, speaker="Syldavia")],
    )
    keep(made, [told("denial", "Atlantis", "Borduria", "Lyra", 2, 3, "Radio Delta", 2, "Atlantis")])
    update(made)
    return made


def rows_of(ledger, kind, since):
    with ledger._reading() as conn:
        table = schema.RECORDS[kind]
        return conn.execute(table.select().where(table.c.since_seq > since)).all()


def test_a_late_report_changes_its_incident_and_no_other(ledger, tmp_path):
    before, then = held(ledger), ledger.time()
    keep(ledger, [shelled(aside=2, day=2, outlet="Radio Delta")])
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert len(rows_of(ledger, "incident", then)) == 1
    assert len(set(held(ledger)["incident"]) - set(before["incident"])) == 1


def test_an_update_without_news_writes_nothing(ledger):
    then = ledger.time()
    assert update(ledger) == dict.fromkeys(KINDS, 0)
    assert ledger.time() == then
    assert not ledger.stale()


def test_the_same_words_at_another_outlet_are_another_appearance(ledger, tmp_path):
    again = shelled()
    again = change(again, report=change(again.report, outlet="Evening Wire", source_id="w1"))
    keep(ledger, [again])
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert any("Evening Wire" in r for r in held(ledger)["copy"])


def test_what_people_reject_edit_and_undo_is_joined_anew(ledger, tmp_path):
    first = shelled()
    (event,), (said,) = first.events, first.statements
    seq = ledger.review(event.id, "reject", author="Ann", reason=None)
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert not any(event.id in r for r in held(ledger)["incident"])
    ledger.edit(said.id, {"act": "deny"}, author="Ann", reason=None)
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    ledger.undo(seq, author="Ann", reason=None)
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert any(event.id in r for r in held(ledger)["incident"])


def test_merges_and_splits_hold_when_reports_come(ledger, tmp_path):
    ids = [r["id"] for r in ledger.each("incident", Filter())]
    seq = ledger.merge(ids[:2], author="Ann", reason=None)
    keep(ledger, [shelled("Eastmarch", 14, 12, "Capital Wire", 1, speaker="Syldavia")])
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert len(held(ledger)["incident"]) == len(ids) - 1
    keep(ledger, [shelled("Norport", 3, 6, "Radio Delta", 1), shelled("Lyra", 2, 6, "Radio Delta", 1)])
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert seq < ledger.time()


def test_a_reading_by_a_newer_version_takes_the_place_of_the_older(ledger, tmp_path, monkeypatch):
    monkeypatch.setattr("detente.ledger.keep.__version__", "99")
    old = shelled(aside=1, day=2)
    keep(ledger, [change(old, events=(), statements=())])
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert not any(old.events[0].id in r for r in held(ledger)["incident"])


def test_other_rules_join_all_anew_and_once(ledger, monkeypatch):
    before, state = held(ledger), remembered(ledger)
    monkeypatch.setattr(part, "rules", lambda: "other rules")
    assert not ledger.remembers(part.rules())
    assert set(update(ledger).values()) == {0}
    assert ledger.remembers(part.rules())
    assert (held(ledger), remembered(ledger)) == (before, state)


def test_a_join_that_ends_midway_leaves_all_as_it_was(ledger, tmp_path, monkeypatch):
    before, state, then = held(ledger), remembered(ledger), ledger.time()
    keep(ledger, [shelled(aside=2, day=2, outlet="Radio Delta")])
    kept = ledger.time()

    def ends(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as m:
        m.setattr("detente.joining.retell.channels", ends)
        with pytest.raises(KeyboardInterrupt):
            update(ledger)
    assert (held(ledger), remembered(ledger)) == (before, state)
    assert ledger.time() == kept > then
    assert ledger.stale()
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)


def test_a_better_name_of_a_country_reaches_the_stands_of_its_league(tmp_path):
    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    keep(ledger, [told("stand", "Atlantis", "Borduria", "Lyra", 1, 3, "The Lantern", 2, "Syldavia")])
    keep(ledger, [told("denial", "Atlantis", "Borduria", "Lyra", 9, 6, "The Lantern", 0, "Syldavia")])
    update(ledger)
    assert any("Borduria itself" in r for r in held(ledger)["position"])
    keep(ledger, [told("talks", "Syldavia", "Borduria", "Norport", 14, 3, "Radio Delta", 1, "Atlantis")])
    update(ledger)
    assert held(ledger) == anew(ledger, tmp_path)
    assert not any("Borduria itself" in r for r in held(ledger)["position"])


def test_a_round_walks_no_table(tmp_path):
    """Whatever is asked is looked up by an index: else a round takes longer the more the ledger holds."""
    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    many = some(3, 24)
    keep(ledger, many[:16])
    update(ledger)
    walked = {}

    @event.listens_for(ledger._engine, "before_cursor_execute")
    def _plan(conn, _cursor, statement, parameters, _context, several):
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            values = parameters[0] if several else parameters
            plan = conn.connection.dbapi_connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            walked[statement] = [row[3] for row in plan]

    keep(ledger, many[16:])
    update(ledger)
    assert len(walked) > 30
    tables = {f"SCAN {name}" for name in schema.metadata.tables}
    asked = {
        s: plan for s, plan in walked.items() if "DISTINCT join_pieces" not in s
    }  # where a name changed, all stands
    whole = [(s, p) for s, plan in asked.items() for p in plan if p in tables or p.endswith("KEY (kind=?)")]
    assert whole == []
