"""Which incidents do new reports touch, and what becomes of these?

What is kept of a strand: its entries in blocks (:mod:`detente.joining.blocks`) and its ties, the pairs whose log odds
count (:func:`detente.joining.cluster.counts`), each with the number of its meetings. A strand that enters a block meets
the entries around it and pushes apart those at the edge of reach, so that ties are always those of one joining of all.
Groups hang together by ties alone, and by the reports of loose ones; so only strands that hang together with something
that changed are grouped again, and what comes out is what grouping all would make.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import msgspec

from detente.joining import strands as stranding
from detente.joining.alike import Stories, log_odds
from detente.joining.blocks import FAR, REACH, SPAN, entries
from detente.joining.cluster import counts, grouped
from detente.joining.digests import Kept, told, unpacked, whole
from detente.joining.held import Entry, Home, Look, Memory, Tie
from detente.joining.merge import incident
from detente.joining.strands import Strand, Told
from detente.lexicon.joining import JoiningWeights
from detente.records import Incident

BATCH = 200
"""Reports whose readings are held at once while incidents are told again."""

NEIGHBOURS = 512
"""Entries whose remembered neighbours, 48 each at most, are held at once."""

Pair = tuple[str, str]


@dataclass(slots=True)
class Touched:
    """What changes as reports come and go: strands to be grouped again, incidents that may be gone, their events."""

    strands: set[str] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    met: Counter[Pair] = field(default_factory=Counter)


def leave(memory: Memory, old: Kept, touched: Touched) -> None:
    """Take the strands of a report out of what is remembered."""
    homes = memory.strands_of([old.source.id])
    for s, rows in _entries(old):
        for key, at in rows:
            memory.leave([(key, at)])
            [(before, after)] = memory.around([_look(key, at)], REACH)
            _meet(key, at, before, after, touched.met, -1)
        touched.strands.discard(s)
    touched.incidents |= {h.incident for h in homes.values() if h.incident is not None}
    touched.events |= {e for events in old.events for e in events}
    ties = memory.ties(list(homes))
    touched.strands |= {t.other for t in ties} - set(homes)
    memory.untie((t.one, t.other) for t in ties)
    for pair in [p for p in touched.met if p[0] in homes or p[1] in homes]:
        del touched.met[pair]


def enter(memory: Memory, new: Sequence[Kept], touched: Touched) -> None:
    """Put the strands of reports into what is remembered.

    What is remembered is asked for the neighbours of all of them, and told of all of them, once; meanwhile they meet
    each other here. In which order strands enter a block makes no difference to who has met whom in the end.
    """
    memory.place({s.id: Home(k.source.id, None) for k in new for s in k.strands})
    touched.strands |= {s.id for k in new for s in k.strands}
    rows = [row for k in new for _, some in _entries(k) for row in some]
    shared = memory.shared({key for key, _ in rows})
    many = Counter(key for key, _ in rows)
    come: dict[int, list[Entry]] = defaultdict(list)
    for key, at, before, after in _around(memory, (row for row in rows if row[0] in shared), NEIGHBOURS):
        _come(key, at, before, after, come[key], touched.met)
    for key, at in rows:
        if key not in shared and many[key] > 1:
            _come(key, at, [], [], come[key], touched.met)
    memory.enter(sorted(rows))


def _around(
    memory: Memory, rows: Iterable[tuple[int, Entry]], step: int
) -> Iterator[tuple[int, Entry, list[Entry], list[Entry]]]:
    """Entries with their remembered neighbours, so many of them held at once."""
    rest = iter(rows)
    while some := list(islice(rest, step)):
        found = memory.around([_look(key, at) for key, at in some], REACH)
        yield from ((key, at, *sides) for (key, at), sides in zip(some, found, strict=True))


def _look(key: int, at: Entry) -> Look:
    far = bool(key & int(FAR))
    return Look(key, at, *((0, date.max.toordinal()) if far else (at.day - SPAN, at.day + SPAN)))


def _come(
    key: int, at: Entry, before: Sequence[Entry], after: Sequence[Entry], come: list[Entry], met: Counter[Pair]
) -> None:
    """Meet the remembered neighbours, and those who have come to this block (in order) just before."""
    place = bisect_left(come, at)
    mine = come[max(place - REACH, 0) : place][::-1], come[place : place + REACH]
    come.insert(place, at)
    if any(mine):
        before, after = sorted([*before, *mine[0]], reverse=True)[:REACH], sorted([*after, *mine[1]])[:REACH]
    _meet(key, at, before, after, met, 1)


def _entries(kept: Kept) -> Iterator[tuple[str, list[tuple[int, Entry]]]]:
    field = stranding.field([kept.source], kept.strands)
    for i, s in enumerate(kept.strands):
        keys, days = entries(field, i)
        yield s.id, [(k, Entry(d, s.id)) for k, d in zip(keys.tolist(), days.tolist(), strict=True)]


def _meet(key: int, at: Entry, before: Sequence[Entry], after: Sequence[Entry], met: Counter[Pair], sign: int) -> None:
    """Count the meetings that an entry makes, and those of its neighbours that it ends by standing between them."""

    far = bool(key & int(FAR))

    def near(one: Entry, other: Entry) -> bool:
        return far or abs(one.day - other.day) <= SPAN

    for other in (*before, *after):
        if near(at, other):
            met[_pair(at.strand, other.strand)] += sign
    for k, one in enumerate(before):
        if (edge := REACH - 1 - k) < len(after) and near(one, after[edge]):
            met[_pair(one.strand, after[edge].strand)] -= sign


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def retie(memory: Memory, touched: Touched, weights: JoiningWeights) -> None:
    """Bring the ties up to date with the meetings that were counted."""
    met = {p: n for p, n in touched.met.items() if n}
    homes = memory.strands({s for p in met for s in p})
    met = {p: n for p, n in met.items() if homes[p[0]].report != homes[p[1]].report}
    known = {_pair(t.one, t.other): t for t in memory.ties({s for p in met for s in p})}
    fresh = [p for p, n in met.items() if n > 0 and p not in known]
    made = [t._replace(times=t.times + met[p]) for p, t in known.items() if p in met]
    made += [t._replace(times=met[_pair(t.one, t.other)]) for t in _weighed(memory, fresh, homes, weights)]
    memory.tie(t for t in made if t.times > 0)
    gone = [t for t in made if t.times <= 0]
    memory.untie((t.one, t.other) for t in gone)
    changed = [*gone, *(t for t in made if _pair(t.one, t.other) not in known)]
    touched.strands |= {s for t in changed for s in (t.one, t.other)}
    touched.met.clear()


def _weighed(
    memory: Memory, pairs: Sequence[tuple[str, str]], homes: dict[str, Home], weights: JoiningWeights
) -> Iterator[Tie]:
    """The ties among pairs of strands: those whose odds count."""
    wanted = {s for p in pairs for s in p}
    land, at = _field(memory, wanted, {homes[s].report for s in wanted})
    stories = Stories(land)
    order = sorted((min(at[a], at[b]), max(at[a], at[b])) for a, b in pairs)
    for pair in order:
        odds = log_odds(*pair, land, weights, None, stories)
        if counts(pair, odds, land, weights):
            one, other = (land.strands[i].id for i in pair)
            yield Tie(one, other, odds, 1, odds <= weights.join_at)


def _field(memory: Memory, wanted: Collection[str], reports: Collection[str]) -> tuple[stranding.Field, dict[str, int]]:
    """Strands of some reports, in the order in which one joining of all has them, and the place of each."""
    kept = sorted((unpacked(d) for d in memory.digests(reports).values()), key=lambda k: k.rank)
    many = [msgspec.structs.replace(s, report=at) for at, k in enumerate(kept) for s in k.strands if s.id in wanted]
    return stranding.field([k.source for k in kept], many), {s.id: i for i, s in enumerate(many)}


def together(memory: Memory, start: Collection[str]) -> tuple[dict[str, Home], list[Tie]]:
    """All strands that hang together with some, and their ties.

    A loose tie counts only where its two reports share another happening: so with it hang all strands of the two that
    have ties.
    """
    found = memory.strands(start)
    reports: set[str] = set()
    ties: dict[tuple[str, str], Tie] = {}
    rest = set(found)
    while rest:
        reports_now = {found[s].report for s in rest} - reports
        reports |= reports_now
        of = memory.strands_of(reports_now)
        mine = memory.ties({*of, *rest})
        tied: dict[str, list[Tie]] = defaultdict(list)
        for t in mine:
            tied[t.one].append(t)
        loose = {of[t.one].report for t in mine if t.loose and t.one in of}
        more = rest | {s for s, h in of.items() if h.report in loose and s in tied}
        for s in more:
            for t in tied[s]:
                ties[_pair(t.one, t.other)] = t
        others = {t.other for s in more for t in tied[s]} | more
        new = others - found.keys()
        found |= memory.strands(new)
        rest = new
    return found, list(ties.values())


def regroup(
    memory: Memory, touched: Touched, changed: Collection[str], moved: Collection[str], weights: JoiningWeights
) -> list[list[str]]:
    """Groups of strands that are to be told again: what hangs together with what was touched, as far as it changed.

    ``changed`` are reports that are new or read anew, ``moved`` those that repeat another one than before.
    """
    homes, ties = together(memory, touched.strands)
    groups = _grouped(memory, homes, ties, weights)
    was = _by_incident(memory.strands_in({h.incident for h in homes.values() if h.incident is not None}))
    again = {*changed, *moved}
    decided = _holding(memory, memory.decided())

    def same(group: list[str]) -> bool:
        old = {homes[s].incident for s in group}
        home = old.pop()
        return not old and home is not None and home not in touched.incidents and was[home] == set(group)

    out = [g for g in groups if not same(g) or any(homes[s].report in again or s in decided for s in g)]
    aside = {**memory.strands_of(moved), **decided}
    kept = {h.incident for s, h in aside.items() if s not in homes and h.incident is not None}
    out += [sorted(g) for g in _by_incident(memory.strands_in(kept)).values()]
    touched.incidents |= {h.incident for h in memory.strands({s for g in out for s in g}).values() if h.incident}
    return out


def _by_incident(homes: dict[str, Home]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for s, h in homes.items():
        out[h.incident or ""].add(s)
    return out


def _holding(memory: Memory, events: set[str]) -> dict[str, Home]:
    """The strands that hold these events."""
    if not events:
        return {}
    kept = [unpacked(d) for d in memory.digests(memory.reports_of(events)).values()]
    return memory.strands([s.id for k in kept for s, own in zip(k.strands, k.events, strict=True) if events & set(own)])


def _grouped(memory: Memory, homes: dict[str, Home], ties: list[Tie], weights: JoiningWeights) -> list[list[str]]:
    bound = {s for t in ties for s in (t.one, t.other)}
    alone = [[s] for s in sorted(homes.keys() - bound)]
    if not bound:
        return alone
    land, at = _field(memory, bound, {homes[s].report for s in bound})
    odds = {(min(at[t.one], at[t.other]), max(at[t.one], at[t.other])): t.odds for t in ties}
    return [*alone, *([land.strands[i].id for i in g] for g in grouped(land, weights, odds))]


def told_again(memory: Memory, groups: Sequence[Sequence[str]]) -> Iterator[tuple[list[Incident], list[Told]]]:
    """The incidents that groups of strands make, some at a time, with all that their reports tell.

    Groups of the same reports stand together, so that these need not be opened again and again.
    """
    homes = memory.strands({s for g in groups for s in g})
    batch: list[Sequence[str]] = []
    reports: set[str] = set()
    for g in sorted(groups, key=lambda g: min((homes[s].report, s) for s in g)):
        more = {homes[s].report for s in g}
        if batch and len(reports | more) > BATCH:
            yield _told(memory, batch, reports, homes)
            batch, reports = [], set()
        batch.append(g)
        reports |= more
    if batch:
        yield _told(memory, batch, reports, homes)


def _told(
    memory: Memory, groups: Sequence[Sequence[str]], reports: set[str], homes: Mapping[str, Home]
) -> tuple[list[Incident], list[Told]]:
    kept = {r: unpacked(d) for r, d in memory.digests(reports).items()}
    readings = memory.readings(reports)
    order = [kept[r.report.id].source for r in readings]
    strands: dict[str, Strand] = {}
    wanted = {s for g in groups for s in g}
    for at, r in enumerate(readings):
        strands |= {s.id: s for s in whole(kept[r.report.id], at, {e.id: e for e in r.events}, wanted)}
    origins = memory.origins(reports)
    tellers = {s.id: s for r in readings for s in r.statements}
    made: list[Incident] = []
    moved: dict[str, Home] = {}
    for g in groups:
        if many := [strands[s] for s in sorted(g) if s in strands]:
            made.append(incident(many, order, origins, tellers))
            now = {s.id: Home(order[s.report].id, made[-1].id) for s in many}
            moved |= {s: home for s, home in now.items() if homes[s] != home}
    memory.place(moved)
    return made, [told(r) for r in readings]
