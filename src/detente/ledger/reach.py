"""How far back must a list be looked through for its first so many records? To a day that an index tells.

The newest thousands of a party's records are neither few enough to be looked up whole nor met soon on the way, but an
index of parties holds their days in order: the list is asked for from that day on, which few of them are. Where that
gives as many as are wanted it is the beginning of the whole list; where it does not, the whole list is asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select
from sqlalchemy.sql import ColumnElement

from detente.ledger import schema, sides
from detente.ledger.filter import Filter
from detente.ledger.narrow import between, outlets, party, placed
from detente.ledger.question import ask, crisis
from detente.ledger.shortcuts import sides as pairs
from detente.ledger.sides import DOERS, SUFFERERS

SPARE = 1.3
"""Rows looked for, to one that is wanted: some no longer hold, and some parties both do and suffer."""

PARTS = ("actor", "by", "to", "outlet", "place", "country", "type", "status", "text", "part", "report")
VALUES = 4
"""Parties or outlets asked for at once up to which it is tried: each may hold as many records as are wanted."""
FEW = 500
"""Records up to which it is tried although several parts narrow a list, and few of the last ones may fit them all."""


def first(conn: Connection, kind: str, f: Filter, most: int, *columns: Any) -> Sequence[Any]:
    """The first so many rows of a list, with these columns (all of them where none is named)."""

    def rows(asked: Filter) -> Sequence[Any]:
        near = asked != f and _alone(asked)
        return conn.execute(ask(conn, kind, asked, *columns, wanted=most, near=near).limit(most)).all()

    asked = nearer(conn, kind, f, most)
    found = rows(asked)
    return found if asked == f or len(found) == most else rows(f)


def newest(conn: Connection, kind: str, f: Filter, most: int, *which: ColumnElement[bool]) -> Sequence[Any]:
    """The numbers of the first so many rows by their days that pass these tests as well, whatever the list's order."""
    c = schema.RECORDS[kind].c

    def rows(asked: Filter) -> Sequence[Any]:
        near = asked != f and _alone(asked)
        query = ask(conn, kind, asked, c.row, wanted=most, ordered=False, near=near).where(*which)
        return conn.execute(query.order_by(None).order_by(c.sort.desc(), c.id).limit(most)).scalars().all()

    asked = nearer(conn, kind, f, most, ordered=False)
    found = rows(asked)
    return found if asked == f or len(found) == most else rows(f)


def _alone(f: Filter) -> bool:
    """Whether the part of a filter by whose days it was bounded is the only one that has an index of its own."""
    pair = sides.countries(f.by, f.to)
    return sum(map(bool, (f.actor, f.by, f.to and not pair, f.outlet, f.place, f.text, f.crisis))) == 1


def count(conn: Connection, kind: str, f: Filter, most: int) -> int:
    """How many rows a list has, counted so far."""

    def rows(asked: Filter) -> int:
        near = asked != f and _alone(asked)
        some = ask(conn, kind, asked, schema.RECORDS[kind].c.row, wanted=most, ordered=False, near=near)
        met = some.order_by(None).limit(most).subquery()
        return int(conn.execute(select(func.count()).select_from(met)).scalar() or 0)

    asked = nearer(conn, kind, f, most, ordered=False)
    found = rows(asked)
    return found if asked == f or found == most else rows(f)


def numbers(rows: Sequence[int]) -> ColumnElement[Any]:
    """Numbers of rows as a list in SQL, written out: thousands of them are slow to bind one by one."""
    return literal_column(f"({', '.join(map(str, rows)) or 'NULL'})")


def nearer(conn: Connection, kind: str, f: Filter, most: int, *, ordered: bool = True) -> Filter:
    """The filter from a day on since when it holds about so many records; the filter itself where no index tells, or
    where a list that is ``ordered`` is not so by its days."""
    both = sides.countries(f.by, f.to)  # their days are told together, where they stand beside them by type as well
    alone = {"by", "to", *(("type",) if kind in sides.TYPED else ())} if both else set()
    several = sum(bool(getattr(f, part)) for part in PARTS if part not in alone) > (0 if both else 1)
    if (ordered and kind in schema.ORDER) or (several and most > FEW):
        return f
    until = f.until and f.until + "~"
    questions = list(_days(conn, kind, f))
    for query, sort in questions if len(questions) <= VALUES else ():
        last = min(filter(None, (until, f.cursor and f.cursor.partition("|")[0] + "~")), default=None)
        bound = query if last is None else query.where(sort < last)
        day = str(conn.execute(bound.order_by(sort.desc()).offset(int(most * SPARE)).limit(1)).scalar() or "")
        f = replace(f, since=max(day, f.since or "") or None)
    return f


def _days(conn: Connection, kind: str, f: Filter) -> Iterator[tuple[Select[tuple[str]], ColumnElement[str]]]:
    """The days of what one part of a filter asks for: its outlets, places or parties, else a crisis' parties.

    Where several are asked for, each has a question of its own: along an index the days of one are in order, those of
    several would have to be sorted. Since the day since when one of them has as many as are wanted, all have.
    """
    c, p = schema.RECORDS[kind].c, schema.parties.c
    if f.outlet and "outlet" in c:
        for name in outlets(conn, f):
            yield select(c.sort).where(c.outlet == name, c.until_seq.is_(None)), c.sort
        return
    if f.place and "place" in c:
        yield select(c.sort).where(placed(conn, schema.RECORDS[kind], f.place), c.until_seq.is_(None)), c.sort
        return
    if sides.countries(f.by, f.to):
        yield select(pairs.c.sort).where(*between(f, kind)), pairs.c.sort
        return
    parties = crisis(conn, f.crisis).actors if f.crisis else ()
    for values, roles in ((f.actor, ()), (f.by, DOERS), (f.to, SUFFERERS), (parties, ())):
        for v in values:
            query = select(p.sort).where(p.kind == kind, party(conn, (v,))(p))
            yield query.where(p.role.in_(roles)) if roles else query, p.sort
        if values:
            return
