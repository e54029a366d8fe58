"""What did people decide about joined records, and what becomes of it when joining finds them anew?

A merge names the events of the incidents that it put together, a split those that it took out: incidents get new ids
when they grow, their events keep theirs.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from detente.ledger import schema
from detente.records import Event, Incident, ReportShare


def decisions(conn: Connection) -> list[tuple[str, dict[str, Any]]]:
    """Merges and splits in the order in which they were made, without those that were undone."""
    r = schema.revisions.c
    undone = select(r.undoes).where(r.undoes.is_not(None))
    query = select(r.action, r.detail).where(r.action.in_(("merge", "split")), r.seq.not_in(undone)).order_by(r.seq)
    return [(action, json.loads(detail)) for action, detail in conn.execute(query)]


def targets(conn: Connection) -> set[str]:
    """Ids that merges and splits gave to incidents, whether or not they were undone."""
    r = schema.revisions.c
    query = select(r.detail).where(r.action.in_(("merge", "split")))
    return {json.loads(detail)["to"] for detail in conn.execute(query).scalars()}


def overlay(conn: Connection, found: Sequence[Incident]) -> list[Incident]:
    """Incidents as joining found them, with what people decided laid over."""
    standing = {i.id: i for i in found}
    for action, told in decisions(conn):
        if action == "merge":
            _merge(standing, told["to"], told["groups"])
        else:
            _split(conn, standing, told["to"], told["events"])
    return list(standing.values())


def _owners(standing: Mapping[str, Incident], wanted: Iterable[str]) -> Counter[str]:
    asked = set(wanted)
    return Counter({i.id: n for i in standing.values() if (n := len(asked.intersection(i.events)))})


def _merge(standing: dict[str, Incident], target: str, groups: Sequence[Sequence[str]]) -> None:
    chosen: dict[str, None] = {}
    for group in groups:
        owners = _owners(standing, group)
        if owners:
            chosen[min(owners, key=lambda i: (-owners[i], i))] = None
    parts = [standing.pop(i) for i in chosen]
    if parts:
        whole = parts[0]
        for part in parts[1:]:
            whole = together(whole, part)
        standing[target] = msgspec.structs.replace(whole, id=target)


def _split(conn: Connection, standing: dict[str, Incident], target: str, events: Sequence[str]) -> None:
    owners = _owners(standing, events)
    for ident in sorted(owners):
        left, taken = apart(
            standing[ident], events_of(conn, [e for e in standing[ident].events if e in set(events)]), target
        )
        if left is not None and taken is not None:
            standing[ident] = left
            standing[target] = together(standing[target], taken) if target in standing else taken


def events_of(conn: Connection, ids: Sequence[str]) -> list[Event]:
    """These events as they hold now."""
    c = schema.events.c
    query = select(c.record).where(c.id.in_(ids), c.until_seq.is_(None)).order_by(c.id)
    return [msgspec.json.decode(r, type=Event) for r in conn.execute(query).scalars()]


def origins(reports: Iterable[ReportShare]) -> int:
    """How many of these reports do not repeat one another; one at least."""
    return max(1, len({r.origin or r.id for r in reports}))


def together(one: Incident, other: Incident) -> Incident:
    """Two incidents as one under the first's id."""
    known = {r.actor for r in one.actors}
    suffered = {r.actor for r in one.recipients}
    made: Incident = msgspec.structs.replace(
        one,
        actors=(*one.actors, *(r for r in other.actors if r.actor not in known)),
        recipients=(*one.recipients, *(r for r in other.recipients if r.actor not in suffered)),
        when=one.when or other.when,
        where=one.where or other.where,
        events=tuple(dict.fromkeys((*one.events, *other.events))),
        reports=tuple(dict.fromkeys((*one.reports, *other.reports))),
        accounts=(*one.accounts, *other.accounts),
        standing=other.standing if one.standing == "single_source" else one.standing,
        confidence=max(one.confidence, other.confidence),
        origins=origins((*one.reports, *other.reports)),
        outlets=tuple(sorted({*one.outlets, *other.outlets})),
    )
    return made


def apart(one: Incident, taken: Sequence[Event], target: str) -> tuple[Incident | None, Incident | None]:
    """An incident without some of its events, and these as one of their own; ``None`` where a part would be empty."""
    ids = {e.id for e in taken}
    rest = tuple(e for e in one.events if e not in ids)
    if not ids or not rest:
        return None, None
    counts = Counter(e.report for e in taken)
    moved = tuple(msgspec.structs.replace(r, events=counts[r.id]) for r in one.reports if r.id in counts)
    stay = tuple(
        msgspec.structs.replace(r, events=r.events - counts[r.id])
        for r in one.reports
        if r.events > counts.get(r.id, 0)
    )
    homes = {r.id for r in stay}
    told = {s for e in taken for s in e.according_to}
    theirs = tuple(a for a in one.accounts if set(a.reports) & set(counts))
    fullest = max(taken, key=lambda e: (bool(e.when), bool(e.where), e.confidence, e.id))
    made: Incident = msgspec.structs.replace(
        one,
        id=target,
        type=fullest.type,
        actors=fullest.actors,
        recipients=fullest.recipients,
        when=fullest.when,
        where=fullest.where,
        events=tuple(sorted(ids)),
        reports=moved,
        accounts=tuple(a for a in theirs if not a.statements or told & set(a.statements)) or theirs,
        standing="single_source" if len(moved) == 1 else one.standing,
        confidence=max(e.confidence for e in taken),
        origins=origins(moved),
        outlets=tuple(sorted({r.outlet for r in moved if r.outlet})),
    )
    accounts = tuple(a for a in one.accounts if set(a.reports) & homes) or one.accounts
    left: Incident = msgspec.structs.replace(one, events=rest, reports=stay, accounts=accounts, origins=origins(stay))
    return left, made
