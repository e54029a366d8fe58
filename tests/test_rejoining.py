"""Does a ledger that is joined again and again hold what one joining of all reports makes? In any order of arrival."""

import itertools
import pickle
import random

import msgspec
import pytest

from detente.joining import blocks, cluster, strands
from detente.joining.crisis import canonical, digest, join_digests
from detente.joining.digests import delivered, posted
from detente.ledger import Filter, open_ledger
from detente.lexicon.joining import load_joining
from detente.records import Item
from detente.upkeep import update
from test_crisis import crowd, denial, retold, shelling

KINDS = ("incident", "dispute", "channel", "position", "copy")


def crisis():
    """Ten reports of five happenings, one of them a copy and two that deny or correct."""
    wires = [
        *crowd(),
        shelling("Radio Delta", "2025-05-06", "Eleven", 11),
        shelling("The Lantern", "2025-05-12", "Six", 6, "Monday", "2025-05-12", "Norport"),
        shelling("Harbour Courier", "2025-05-13", "Six", 6, "Monday", "2025-05-12", "Norport"),
        denial("the shelling of Norport", "2025-05-13T09:00:00+00:00", "Rain fell on the capital."),
    ]
    readings = [w.reading() for w in wires]
    return [*readings, retold(readings[0], "Evening Wire")]


def held(ledger):
    return {kind: [r["record"] for r in ledger.each(kind, Filter())] for kind in KINDS}


def filled(path, batches):
    ledger = open_ledger(str(path), create=True)
    for batch in batches:
        for r in batch:
            ledger.keep(r, Item(name=r.report.id, source_id=r.report.source_id))
        update(ledger)
    return ledger


def split(rng, many):
    """The same reports in another order, in batches."""
    order = rng.sample(many, len(many))
    cuts = sorted(rng.sample(range(1, len(many)), rng.randint(1, 4)))
    return [order[a:b] for a, b in itertools.pairwise([0, *cuts, len(many)])]


def test_what_is_sent_between_processes_makes_the_same():
    readings = crisis()
    order = [readings[i] for i in canonical(readings)]
    digests = [digest(r, load_joining()) for r in order]
    arrived = [delivered(posted(d)) for d in digests]
    assert [d.told for d in arrived] == [d.told for d in digests]
    assert any(s.events for d in digests for s in d.strands)
    assert [[s.events for s in d.strands] for d in arrived] == [[s.events for s in d.strands] for d in digests]
    assert join_digests(arrived, order) == join_digests(digests, order)


def test_what_pairs_are_weighed_by_can_be_sent_to_workers():
    readings = crisis()
    digests = [digest(readings[i], load_joining()) for i in canonical(readings)]
    many = [msgspec.structs.replace(s, report=at) for at, d in enumerate(digests) for s in d.strands]
    here = strands.field([d.source for d in digests], many)
    pairs = blocks.candidates(here)
    there = pickle.loads(pickle.dumps(here))
    odds = [cluster.odds_of((f, load_joining(), None), pairs) for f in (here, there)]
    assert len(set(odds[0])) > 1
    assert odds[0] == odds[1]


@pytest.mark.parametrize("seed", range(8))
def test_any_order_in_any_batches_makes_what_one_joining_makes(tmp_path, seed):
    readings = crisis()
    whole = held(filled(tmp_path / "whole.db", [readings]))
    assert whole["incident"]
    assert whole["dispute"]
    assert whole["copy"]
    assert held(filled(tmp_path / "parts.db", split(random.Random(seed), readings))) == whole


def test_strands_are_held_against_one_another_where_they_share_a_key_and_only_there():
    readings = [
        *crisis(),
        shelling("The Lantern", "2025-06-30", "Four", 4, "Monday", "2025-06-30", "Eastmarch").reading(),
    ]
    digests = [digest(readings[i], load_joining()) for i in canonical(readings)]
    many = [msgspec.structs.replace(s, report=at) for at, d in enumerate(digests) for s in d.strands]
    many = [msgspec.structs.replace(s, abroad=n % 2 == 0) for n, s in enumerate(many)]
    field = strands.field([d.source for d in digests], many)
    keys = [told(s, field) for s in many]
    pairs = itertools.combinations(range(len(many)), 2)
    wanted = [(a, b) for a, b in pairs if many[a].report != many[b].report and meet(keys[a], keys[b])]
    assert 0 < len(wanted) < len(many) * (len(many) - 1) // 2
    assert blocks.candidates(field) == wanted


def meet(one, other):
    """Whether two strands share a key within six days, or one whose days do not matter."""
    return any(k == x and (d is None or abs(d - y) <= 6) for k, d in one for x, y in other)


def told(s, field):
    """The keys of a strand and their days, written out."""
    published = field.sources[s.report].day
    days = {d for d in (s.days[0] if s.days else None, published) if d is not None}
    sides = s.actors | s.recipients
    keys = {(s.family, "at", p.name) for p in s.spots if p.fine} | ({(s.family, sides)} if len(sides) > 1 else set())
    keys |= {(s.family, "sentence", said) for said in s.sayings}
    if s.abroad:
        hurt = {"killed", "wounded", "missing"} & set(s.counts)
        keys |= {(s.family, "toll", teller, what) for teller in s.tellers for what in hurt}
    out = {(k, d) for k in keys for d in days}
    if s.lead:
        words, names = field.story[s.report].top(10), field.names[s.report].top(10)
        out |= {((s.family, what, max(n)), published) for what, n in s.counts.items()}
        heavy = itertools.combinations(words[:6] if s.abroad else words, 2)
        out |= {((s.family, frozenset(p)), published) for p in heavy}
        if not s.abroad:
            out |= {((s.family, "names", frozenset(p)), None) for p in itertools.combinations(names, 2)}
    return out
