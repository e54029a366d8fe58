"""What do tension and timeline weigh of incidents? Their strains (:mod:`detente.records.strain`), and none is opened.

A row of ``strains`` is an incident's row once more for each pair of countries in it, sorted by pair and day, and once
under no pair (``ALL``), for timelines. Many incidents share a shape: who does what to whom, how it stands, on how many
origins, how many dead. Rows are added and closed with the incident's own, so that a pair's days, or the days of all,
come from one stretch of a table, now and at any snapshot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, or_, select, update

from detente.ledger import bulk
from detente.ledger.filter import Filter
from detente.ledger.question import as_of, ask, crisis, holds
from detente.ledger.rows import Row, packed
from detente.ledger.schema import RECORDS
from detente.ledger.shortcuts import strains
from detente.records import Incident
from detente.records.strain import Strain, Strained, strain_of

ALL = ("", "")
"""The pair under which every incident stands."""
SHAPE = msgspec.json.Decoder(Strain)


def note(conn: Connection, incidents: Sequence[Row]) -> None:
    """Add what tension weighs of these rows of incidents."""
    bulk.add(conn, strains, (row for i in incidents for row in rows(i)))


def close(conn: Connection, gone: Sequence[int], seq: int) -> None:
    """End the validity of what was taken from these rows of incidents."""
    s = strains
    for i in range(0, len(gone), 500):
        where = (s.c.row.in_(gone[i : i + 500]), s.c.until_seq.is_(None))
        conn.execute(update(s).where(*where).values(until_seq=seq))


def rows(incident: Row) -> list[Row]:
    """The rows that a row of an incident makes: one for each pair of countries and one for none, where it has a day."""
    told = strain_of(msgspec.json.decode(incident["record"], type=Incident))
    if told is None:
        return []
    shared = {
        **{f: incident[f] for f in ("row", "review", "since_seq")},
        "until_seq": incident.get("until_seq"),
        "id": told.incident,
        "sort": told.day,
        "alone": told.alone,
        "record": packed(told.strain),
    }
    return [shared | {"a": a, "b": b} for a, b in (ALL, *pairs(told.strain))]


def pairs(told: Strain) -> list[tuple[str, str]]:
    """Every two countries that take part, in the order of letters; one with itself where it acts on nobody else."""
    doers, done = set(told.doers), set(told.done)
    alone = [(a, a) for a in sorted(doers) if a in done or not done - {a}]
    return [*combinations(sorted(doers | done), 2), *alone]


def between(conn: Connection, first: str, second: str, f: Filter) -> list[Strained] | None:
    """The strains of two countries of all days; ``None`` where a filter asks for more than a snapshot, what was
    rejected, or a crisis that one of the two is a party of."""
    bare = replace(f, since=None, until=None)
    if not _plain(replace(bare, crisis=None)):
        return None
    if f.crisis:
        which = crisis(conn, f.crisis)
        if not {first, second} & set(which.actors):
            return None
        bare = replace(bare, since=which.since, until=which.until)
    a, b = sorted((first, second))
    return _of(conn, a, b, bare)


def told(conn: Connection, f: Filter) -> list[Strained]:
    """The strains of all incidents that a filter asks for and that have a day, in no order."""
    if _plain(f):
        return _of(conn, *ALL, f)
    i, s = RECORDS["incident"].c, strains.c
    asked = ask(conn, "incident", replace(f, limit=None, cursor=None), i.row, i.sort).order_by(None).subquery().c
    same = and_(s.a == ALL[0], s.b == ALL[1], s.sort == asked.sort, s.row == asked.row)
    return _strained(conn.execute(select(s.id, s.sort, s.alone, s.record).where(same)))


def _plain(f: Filter) -> bool:
    """Whether a filter asks for no more than days, a snapshot, or what was rejected."""
    bare = replace(f, since=None, until=None, snapshot=None, rejected=False, limit=None, cursor=None)
    return bare == Filter()


def _of(conn: Connection, a: str, b: str, f: Filter) -> list[Strained]:
    """The strains of a pair that a plain filter asks for."""
    s = strains.c
    query = select(s.id, s.sort, s.alone, s.record).where(s.a == a, s.b == b, holds(strains, as_of(conn, f.snapshot)))
    if not f.rejected:
        query = query.where(or_(s.review.is_(None), s.review != "rejected"))
    if f.since:
        query = query.where(s.sort >= f.since)
    if f.until:
        query = query.where(s.sort < f.until + "~")
    return _strained(conn.execute(query))


def _strained(found: Iterable[Any]) -> list[Strained]:
    """Rows as strains; what many share is unpacked once."""
    shapes: dict[str, Strain] = {}
    out = []
    for ident, day, alone, record in found:
        if (shape := shapes.get(record)) is None:
            shape = shapes[record] = SHAPE.decode(record)
        out.append(Strained(ident, day, alone, shape))
    return out
