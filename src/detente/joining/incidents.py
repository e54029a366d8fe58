"""Which events are one happening, and who says what of it?

Two events of a report are one incident when they are of one type, at least one of place and time is told for
both and is the same, and nothing that is told for both differs. Events that did not happen by anybody's word
(plans, wishes, threats) are no incidents.
"""

import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from detente.lexicon.judging import load_judging
from detente.records import (
    Account,
    ActorRef,
    Event,
    Incident,
    Quantity,
    Report,
    ReportShare,
    Statement,
    Where,
    content_id,
)
from detente.records.across import Says, Standing

TOLD = frozenset({"occurred", "ongoing", "denied", "failed"})
FINE = frozenset({"site", "city", "admin"})
SAYS: dict[str, Says] = {"confirm": "confirms", "admit": "admits", "deny": "denies", "blame": "blames_other"}


def incidents(report: Report, events: Sequence[Event], statements: Sequence[Statement]) -> tuple[Incident, ...]:
    """The incidents of one report, in the order of their first event."""
    by_id = {s.id: s for s in statements}
    return tuple(_incident(report, g, by_id) for g in bundles(events))


def bundles(events: Sequence[Event]) -> list[list[Event]]:
    """Events of one report that tell of one happening, in the order of their first event.

    First those that share a place or a time are put together; then what is told again in other words ('the attack',
    'two men died') is taken to mean the nearest happening of its kind with which nothing differs.
    """
    kinds: dict[str, list[list[Event]]] = defaultdict(list)  # events of two types are never one happening
    loose: list[Event] = []
    told = [e for e in events if e.status in TOLD and not e.background]
    war = between_states(told)
    for e in told:
        groups = kinds[e.type]
        fits = [g for g in groups if all(may_join(e, o) and not (war and _other_end(e, o)) for o in g)]
        home = next((g for g in fits if any(joins(e, o, war) for o in g)), None)
        if home is not None:
            home.append(e)
        elif e.type in RETOLD and not (_fine(e) and e.when and e.when.start):
            loose.append(e)
        else:
            groups.append([e])
    for e in loose:
        groups = kinds[e.type]
        near = [g for g in groups if all(may_join(e, o) and _one_page(e, o) for o in g)]
        if war:
            near = [g for g in near if all(_one_blow(e, o) for o in g)]
        home = min(near, key=lambda g: min(abs(o.trigger.start - e.trigger.start) for o in g), default=None)
        if home is None:
            groups.append([e])
        else:
            home.append(e)
    made = [g for groups in kinds.values() for g in groups]
    for g in made:
        g.sort(key=lambda e: (e.trigger.start, e.id))
    return sorted(made, key=lambda g: (g[0].trigger.start, g[0].id))


def between_states(events: Sequence[Event]) -> bool:
    """Whether a report tells of dealings between countries: many blows a day, and 'the attack' may be any of them."""
    return any(len(_codes((*e.actors, *e.recipients))) > 1 for e in events)


RETOLD = frozenset({"ASSAULT", "PROTEST"})
"""Types told over several sentences; a saying or a meeting without place and time stands for itself."""

HURT = frozenset({"killed", "wounded", "missing"})
"""Counts of one blow's victims; 'killed 26 and shot down five jets' tells of two."""

NEAR_KM = 30.0
"""A street and its town, or two names of one town, lie no further apart."""


def _fine(e: Event) -> bool:
    return e.where is not None and e.where.precision in FINE


def _one_page(a: Event, b: Event) -> bool:
    """A teaser tells of another article's matter."""
    return (a.part == "teaser") == (b.part == "teaser")


def _one_blow(a: Event, b: Event) -> bool:
    """Between states, only what stands in one sentence, or names the same two sides and no other count, is one blow."""
    if _other_end(a, b):
        return False
    if a.sentence == b.sentence:
        counted = {q.what for e in (a, b) for q in e.quantities}
        return counted <= HURT or not (a.quantities and b.quantities)
    sides = (_codes(a.actors), _codes(a.recipients))
    if not all(sides) or sides != (_codes(b.actors), _codes(b.recipients)):
        return False
    mine = {q.what: q.best for q in a.quantities if q.best is not None}
    its = {q.what: q.best for q in b.quantities if q.best is not None}
    return not (mine and its) or any(its.get(what) == best for what, best in mine.items())


def downs(event: Event) -> bool | None:
    """Whether something that flies is brought down, by the words of the trigger; who denies it may use any words."""
    return None if event.status == "denied" else _downing(event.trigger.quote)


@functools.lru_cache(maxsize=4096)
def _downing(trigger: str) -> bool:
    return bool(load_judging().downing.search(trigger))


def _other_end(a: Event, b: Event) -> bool:
    return None not in (downs(a), downs(b)) and downs(a) != downs(b)


def _codes(refs: Iterable[ActorRef]) -> set[str]:
    return {r.country for r in refs if r.country}


def may_join(a: Event, b: Event) -> bool:
    """Whether nothing that is told for both differs; 'two men' and 'the victims' may be the same people."""
    if a.type != b.type:
        return False
    for x, y in ((a.actors, b.actors), (a.recipients, b.recipients)):
        mine, its = _codes(x), _codes(y)
        if mine and its and not (mine <= its or its <= mine):
            return False
    if a.where and b.where and a.where.name != b.where.name and not _within(a.where, b.where):
        return False
    return not (a.when and b.when and a.when.start and b.when.start and not _overlap(a, b))


def _within(a: Where, b: Where) -> bool:
    """Whether one place may lie in the other: a town in its country, a street in its town."""
    if a.precision not in FINE or b.precision not in FINE:
        return not (a.country and b.country) or a.country == b.country
    if None in (a.lat, a.lon, b.lat, b.lon):
        return (a.precision == "site") != (b.precision == "site")
    assert a.lat is not None
    assert a.lon is not None
    assert b.lat is not None
    assert b.lon is not None
    east = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371.0 * math.hypot(east, math.radians(b.lat - a.lat)) <= NEAR_KM


def _overlap(a: Event, b: Event) -> bool:
    assert a.when is not None
    assert b.when is not None
    s1, e1, s2, e2 = a.when.start or "", a.when.end or "", b.when.start or "", b.when.end or ""
    return ((s1 < e2 or not e2) and (s2 < e1 or not e1)) or s1[:10] == s2[:10]


def joins(a: Event, b: Event, war: bool = False) -> bool:
    """Whether place or time, told for both, is the same; between states, time alone is not enough."""
    place = a.where and b.where and a.where.precision in FINE and a.where.name == b.where.name
    time = a.when and b.when and a.when.start and a.when.start == b.when.start
    same_sides = _codes(a.actors) == _codes(b.actors) and _codes(a.recipients) == _codes(b.recipients)
    if war and not (_codes(a.actors) and _codes(a.recipients)):
        same_sides = a.sentence == b.sentence
    return bool(place or (time and same_sides))


def side_of(event: Event, by_id: Mapping[str, Statement], outlet: str | None) -> ActorRef | str:
    """Whose account an event is: the innermost speaker's, else the outlet's."""
    for sid in reversed(event.according_to):
        speaker = by_id[sid].speaker if sid in by_id else None
        if speaker is not None:
            return speaker
        if sid in by_id and by_id[sid].anonymity:
            return f"unnamed: {by_id[sid].anonymity}"
    return f"outlet:{outlet or 'unknown'}"


def side_key(side: ActorRef | str) -> str:
    """One key a side: a country speaks with one voice where its people carry it."""
    return side if isinstance(side, str) else (side.country or side.actor)


def says_of(event: Event, by_id: Mapping[str, Statement]) -> Says:
    """Whether its teller asserts, confirms, admits, hedges or denies an event, or puts the blame on another."""
    if event.status == "denied":
        return "denies"
    teller = by_id.get(event.according_to[-1]) if event.according_to else None
    if teller is not None and teller.act in SAYS:
        return SAYS[teller.act]
    return "hedges" if event.hedges else "asserts"


def accounts(report: Report, group: Sequence[Event], by_id: dict[str, Statement]) -> tuple[Account, ...]:
    """What each side says of an incident, in the order in which they speak."""
    rows: dict[tuple[str, Says], tuple[ActorRef | str, list[Quantity], list[str]]] = {}
    for e in group:
        side, says = side_of(e, by_id, report.outlet), says_of(e, by_id)
        row = rows.setdefault((side_key(side), says), (side, [], []))
        row[1].extend(e.quantities)
        row[2].extend(i for i in e.according_to if i not in row[2])
    return tuple(
        Account(
            side=side,
            says=says,
            quantities=tuple(counts),
            statements=tuple(told),
            reports=(report.id,),
            first=report.published,
            last=report.published,
        )
        for (_, says), (side, counts, told) in rows.items()
    )


def standing_of(rows: Sequence[Account]) -> Standing:
    """How an incident stands within one origin: one report corroborates nothing."""
    says = {a.says for a in rows}
    if "denies" in says:
        return "contested" if says - {"denies"} else "denied"
    return "admitted" if "admits" in says else "single_source"


def _incident(report: Report, group: Sequence[Event], by_id: dict[str, Statement]) -> Incident:
    told = accounts(report, group, by_id)
    fullest = max(group, key=lambda e: (bool(e.when), bool(e.where), len(e.actors) + len(e.recipients), e.confidence))
    return Incident(
        id=content_id("INC", sorted(e.id for e in group)),
        type=fullest.type,
        actors=_merged(e.actors for e in group),
        recipients=_merged(e.recipients for e in group),
        when=next((e.when for e in (fullest, *group) if e.when), None),
        where=next((e.where for e in (fullest, *group) if e.where), None),
        events=tuple(e.id for e in group),
        reports=(ReportShare(id=report.id, source_id=report.source_id, events=len(group)),),
        accounts=told,
        standing=standing_of(told),
        confidence=max(e.confidence for e in group),
    )


def _merged(many: Iterable[Sequence[ActorRef]]) -> tuple[ActorRef, ...]:
    out: dict[str, ActorRef] = {}
    for refs in many:
        for ref in refs:
            out.setdefault(ref.actor, ref)
    return tuple(out.values())
