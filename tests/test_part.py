"""Does a ledger into which reports come in any order, some at a time, hold what one joining of all reports makes?

The worlds are small and crowded: few towns, sides and days, so that all hangs together with all, blocks are full (their
reach is lowered), reports repeat, deny and correct one another, and most reports touch what others brought.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisis import Wire
from detente.joining import blocks, regroup
from detente.ledger import Filter, joined, open_ledger
from detente.records import Item, Reading
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
        w = Wire(f"{lead} {one} denied {DENIED[count]}. {other} was silent.", outlet, published)
        w.says(w.story.who(one, SIDES[one]), "deny", DENIED[count])
        w.story.who(other, SIDES[other], kind="government")
    elif kind == "talks":
        w = Wire(f"{speaker} offered to host talks between {one} and {other} in {town}. {lead}", outlet, published)
        a, b = w.story.who(one, SIDES[one]), w.story.who(other, SIDES[other])
        w.says(
            w.story.who(speaker, SIDES[speaker]), "offer", f"to host talks between {one} and {other}", addressees=(a, b)
        )
        w.event("talks", "CONSULT", (a, b), ())
        w.event("offered", "THREATEN", (a,), (b,))
    else:
        w = Wire(f"{speaker} condemned {one} over {town}. {lead}", outlet, published)
        w.says(
            w.story.who(speaker, SIDES[speaker]), "condemn", f"{one} over {town}", about=(w.story.who(one, SIDES[one]),)
        )
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
    for r in readings:
        ledger.keep(r, Item(name=r.report.id, source_id=r.report.source_id))


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
