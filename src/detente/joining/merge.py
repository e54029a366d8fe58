"""What do several reports tell of one incident: who asserts, who denies, on how many independent words?

Accounts are gathered a side; a country speaks with one voice where its people carry it. Corroboration counts origins:
ten outlets with one wire story are one, and a teaser for another article is none.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from detente.joining.incidents import says_of, side_key, side_of
from detente.joining.strands import Source, Strand, days_of
from detente.records import (
    Account,
    ActorRef,
    Event,
    EventType,
    Incident,
    Quantity,
    ReportShare,
    Statement,
    Telling,
    When,
    content_id,
)
from detente.records.across import Says, Standing

Tellers = Mapping[str, Statement]


def incident(
    group: Sequence[Strand], sources: Sequence[Source], origin: Mapping[str, str], tellers: Tellers
) -> Incident:
    """One incident from its strands; its id is made from its earliest telling, so that later reports keep it."""
    events = sorted((e for s in group for e in s.events), key=lambda e: e.id)
    source_of = {e.id: sources[s.report] for s in group for e in s.events}
    fullest = max(events, key=lambda e: (bool(e.when), bool(e.where), len(e.actors) + len(e.recipients), e.confidence))
    told = accounts(events, source_of, tellers, origin)
    earliest = min(events, key=lambda e: (source_of[e.id].published or "~", e.id))
    own = [s for s in group if not s.teaser] or list(group)
    roots = {origin.get(sources[s.report].id, sources[s.report].id) for s in own}
    return Incident(
        id=content_id("INC", earliest.id),
        type=_type(events),
        actors=_refs(e.actors for e in events),
        recipients=_refs(e.recipients for e in events),
        when=_when(events),
        where=next((e.where for e in (fullest, *events) if e.where), None),
        events=tuple(e.id for e in events),
        reports=_shares(group, sources, origin),
        accounts=told,
        standing=standing(told, len(roots)),
        confidence=max(e.confidence for e in events),
        mode=fullest.mode or next((e.mode for e in events if e.mode), None),
        day=day_of(events, [sources[s.report] for s in own]),
        origins=len(roots),
        outlets=tuple(sorted({o for s in own if (o := sources[s.report].outlet)})),
        best=best(events),
    )


def _type(events: Sequence[Event]) -> EventType:
    """The type that most events have, the first by name where two tie."""
    counts: dict[EventType, int] = defaultdict(int)
    for e in events:
        counts[e.type] += 1
    return min(counts, key=lambda t: (-counts[t], t))


def _when(events: Sequence[Event]) -> When | None:
    """The narrowest time told; where reports tell several, the one that most tell."""
    told: dict[str, list[Event]] = defaultdict(list)
    for e in events:
        if e.when is not None and e.when.start is not None:
            told[e.when.start[:10]].append(e)
    if not told:
        return next((e.when for e in events if e.when), None)
    day = min(told, key=lambda d: (-len({e.report for e in told[d]}), d))
    return min(told[day], key=lambda e: (_width(e), e.id)).when


WIDTHS = ("minute", "hour", "part_of_day", "day", "week", "month", "season", "year", "decade", "unknown")


def _width(e: Event) -> int:
    return WIDTHS.index(e.when.granularity) if e.when else len(WIDTHS)


def day_of(events: Sequence[Event], told_by: Sequence[Source]) -> str | None:
    """The day on which an incident counts: the one that most reports tell, else that of the earliest report."""
    votes: dict[int, set[str]] = defaultdict(set)
    for e in events:
        days = days_of([e])
        if days:
            votes[days[0]].add(e.report)
    if votes:
        return datetime.date.fromordinal(min(votes, key=lambda d: (-len(votes[d]), d))).isoformat()
    first = min((s.day for s in told_by if s.day is not None), default=None)
    return datetime.date.fromordinal(first).isoformat() if first is not None else None


RARE = 3
"""A country named in a third as many tellings as the most named one is kept; below, it is a misreading."""


def _refs(many: Iterable[Sequence[ActorRef]]) -> tuple[ActorRef, ...]:
    """Each actor once; one without a country ('gunmen') only where nobody better is named."""
    out: dict[str, ActorRef] = {}
    times: dict[str, int] = defaultdict(int)
    for refs in many:
        for country in {r.country for r in refs if r.country}:
            times[country] += 1
        for ref in refs:
            out.setdefault(ref.actor, ref)
    most = max(times.values(), default=0)
    named = [r for r in out.values() if r.country and times[r.country] * RARE > most]
    return tuple(named or out.values())


def _shares(group: Sequence[Strand], sources: Sequence[Source], origin: Mapping[str, str]) -> tuple[ReportShare, ...]:
    counts: dict[int, int] = defaultdict(int)
    for s in group:
        counts[s.report] += len(s.events)
    order = sorted(counts, key=lambda i: (sources[i].published or "~", sources[i].id, sources[i].outlet or ""))
    return tuple(
        ReportShare(
            id=sources[i].id,
            source_id=sources[i].source_id,
            events=counts[i],
            outlet=sources[i].outlet,
            published=sources[i].published,
            origin=origin.get(sources[i].id, sources[i].id),
        )
        for i in order
    )


def accounts(
    events: Sequence[Event], source_of: Mapping[str, Source], tellers: Tellers, origin: Mapping[str, str] | None = None
) -> tuple[Account, ...]:
    """What each side says of an incident, in the order in which they speak."""
    rows: dict[tuple[str, Says], list[Event]] = defaultdict(list)
    latest = _Latest(events, source_of, tellers, origin or {})
    for e in events:
        side = side_of(e, tellers, source_of[e.id].outlet)
        rows[side_key(side), says_of(e, tellers)].append(e)
    out = [_account(says, many, source_of, tellers, latest) for (_, says), many in rows.items()]
    return tuple(sorted(out, key=lambda a: (a.first or "~", side_key(a.side), a.says)))


class _Latest:
    """Which numbers stand: the last ones that a source gave of each thing; its earlier, other ones are superseded.

    A source is a side, whoever quotes it; an outlet's own voice is one with what repeats or updates its story.
    """

    def __init__(
        self,
        events: Iterable[Event],
        source_of: Mapping[str, Source],
        tellers: Tellers,
        origin: Mapping[str, str],
    ) -> None:
        self._source_of, self._tellers, self._origin = source_of, tellers, origin
        self._told: dict[tuple[str, str, str | None], tuple[str, set[float | None]]] = {}
        for e in events:
            at = source_of[e.id].published
            for q in e.quantities if at else ():
                for key in self._keys(e, q):
                    then, bests = self._told.get(key, ("", set()))
                    if at and at > then:
                        self._told[key] = (at, {q.best})
                    elif at == then:
                        bests.add(q.best)

    def _keys(self, e: Event, q: Quantity) -> Iterable[tuple[str, str, str | None]]:
        source = self._source_of[e.id]
        side = side_key(side_of(e, self._tellers, source.outlet))
        yield side, q.what, q.of
        if side.startswith("outlet:"):
            yield self._origin.get(source.id, source.id), q.what, q.of

    def superseded(self, e: Event, q: Quantity) -> bool:
        """Whether the same source gave another number of this thing later."""
        at = self._source_of[e.id].published
        later = (self._told[key] for key in self._keys(e, q) if key in self._told)
        return at is not None and any(at < then and q.best not in bests for then, bests in later)


def _account(
    says: Says, events: Sequence[Event], source_of: Mapping[str, Source], tellers: Tellers, latest: _Latest
) -> Account:
    order = sorted(events, key=lambda e: (source_of[e.id].published or "~", e.id))
    times = [t for e in order if (t := source_of[e.id].published)]
    stand: dict[tuple[object, ...], Quantity] = {}
    gone: dict[tuple[object, ...], Quantity] = {}
    for e in order:
        for q in e.quantities:
            (gone if latest.superseded(e, q) else stand).setdefault((q.what, q.low, q.best, q.high, q.of), q)
    return Account(
        side=side_of(order[0], tellers, source_of[order[0].id].outlet),
        says=says,
        quantities=tuple(stand.values()),
        statements=tuple(dict.fromkeys(i for e in order for i in e.according_to)),
        reports=tuple(dict.fromkeys(e.report for e in order)),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        superseded=tuple(q for key, q in gone.items() if key not in stand),
    )


def standing(told: Sequence[Account], origins: int) -> Standing:
    """How an incident stands: contested where one denies what another tells, corroborated by two origins and more.

    Where one origin alone tells of it and has replaced its own numbers since, what was first told is superseded.
    """
    says = {a.says for a in told}
    if "denies" in says:
        return "contested" if says - {"denies"} else "denied"
    if "admits" in says:
        return "admitted"
    if origins > 1:
        return "corroborated"
    return "superseded" if any(a.superseded for a in told) else "single_source"


def best(events: Sequence[Event]) -> Telling | None:
    """The sentence that tells an incident best: the most facts of it, in the body, not too long."""

    def worth(e: Event) -> tuple[float, str]:
        facts = bool(e.actors) + bool(e.recipients) + bool(e.when) + bool(e.where) + bool(e.quantities)
        length = len(e.sentence.quote)
        penalty = max(0.0, (length - 250) / 100) + (1.5 if length < 30 else 0)
        own = {"body": 0.5, "headline": 0.0, "deck": 0.0}.get(e.part, -1.0)
        return facts + own + e.confidence - penalty - len(e.hedges) * 0.3, e.id

    told = max(events, key=worth, default=None)
    return Telling(report=told.report, event=told.id, sentence=told.sentence) if told else None
