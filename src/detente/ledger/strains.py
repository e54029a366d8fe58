"""What does tension weigh between two countries? Their incidents, cut down to that, without opening them whole.

A row of ``strains`` is an incident's row once more for each pair of countries in it, with the parties' countries, the
type, the standing and who counts the dead. Rows are added and closed with the incident's own, so that a pair's days
come from one stretch of a table that is sorted by pair, now and at any snapshot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import msgspec
from sqlalchemy import Connection, insert, or_, select, update

from detente.ledger import schema
from detente.ledger.filter import Filter
from detente.ledger.question import as_of, crisis, holds
from detente.ledger.rows import Row, packed
from detente.records import ActorRef, Incident, change

STEP = 1000
"""Rows that are written at a time."""


def note(conn: Connection, incidents: Sequence[Row]) -> None:
    """Add what tension weighs of these rows of incidents."""
    many = [row for i in incidents for row in rows(i)]
    for i in range(0, len(many), STEP):
        conn.execute(insert(schema.strains), many[i : i + STEP])


def close(conn: Connection, gone: Sequence[int], seq: int) -> None:
    """End the validity of what was taken from these rows of incidents."""
    s = schema.strains
    for i in range(0, len(gone), 500):
        where = (s.c.row.in_(gone[i : i + 500]), s.c.until_seq.is_(None))
        conn.execute(update(s).where(*where).values(until_seq=seq))


def rows(incident: Row) -> list[Row]:
    """The rows that a row of an incident makes: one for each pair of countries, none where it has no day."""
    told = msgspec.json.decode(incident["record"], type=Incident)
    if told.day is None:
        return []
    shared = {
        **{f: incident[f] for f in ("row", "review", "since_seq")},
        "until_seq": incident.get("until_seq"),
        "sort": told.day[:10],
        "record": packed(cut(told)),
    }
    return [shared | {"a": a, "b": b} for a, b in pairs(told)]


def cut(told: Incident) -> Incident:
    """An incident with no more in it than tension weighs."""
    counting = tuple(
        change(a, quantities=killed, superseded=(), statements=(), reports=())
        for a in told.accounts
        if (killed := tuple(q for q in a.quantities if q.what == "killed"))
    )
    made: Incident = change(
        told,
        actors=_each(told.actors),
        recipients=_each(told.recipients),
        accounts=counting,
        outlets=told.outlets[:2],  # one that tells it alone, or more
        **dict.fromkeys(("when", "where", "best")),
        **dict.fromkeys(("events", "reports"), ()),
    )
    return made


def _each(refs: Iterable[ActorRef]) -> tuple[ActorRef, ...]:
    """The first mention of each country."""
    first: dict[str, ActorRef] = {}
    for ref in refs:
        if ref.country is not None:
            first.setdefault(ref.country, ref)
    return tuple(first.values())


def pairs(told: Incident) -> list[tuple[str, str]]:
    """Every two countries that take part, in the order of letters; one with itself where it acts on nobody else."""
    doers, done = ({r.country for r in refs if r.country} for refs in (told.actors, told.recipients))
    alone = [(a, a) for a in sorted(doers) if a in done or not done - {a}]
    return [*combinations(sorted(doers | done), 2), *alone]


def between(conn: Connection, first: str, second: str, f: Filter) -> list[str] | None:
    """The incidents of two countries as JSON, cut down, of all days; ``None`` where a filter asks for more than a
    snapshot, what was rejected, or a crisis that one of the two is a party of."""
    bare = replace(f, since=None, until=None, limit=None, cursor=None)
    if replace(bare, crisis=None, snapshot=None, rejected=False) != Filter():
        return None
    s = schema.strains
    a, b = sorted((first, second))
    query = select(s.c.record).where(s.c.a == a, s.c.b == b, holds(s, as_of(conn, f.snapshot)))
    if not f.rejected:
        query = query.where(or_(s.c.review.is_(None), s.c.review != "rejected"))
    if f.crisis:
        which = crisis(conn, f.crisis)
        if not {first, second} & set(which.actors):
            return None
        if which.since:
            query = query.where(s.c.sort >= which.since)
        if which.until:
            query = query.where(s.c.sort < which.until + "~")
    return list(conn.execute(query).scalars())
