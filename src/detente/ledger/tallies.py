"""How many records of each kind hold on each day? Counted as they are written, so that nobody counts a million.

A row of ``tallies`` is a kind, a day (empty: none is told) and how many records that hold now, and that no human
rejected, are of it. Whoever adds or closes rows of records says so here, in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, func, or_, select, text
from sqlalchemy.sql import ColumnElement

from detente.ledger import bulk, schema, shortcuts
from detente.ledger.rows import pairs

KINDS = {table: kind for kind, table in schema.RECORDS.items()}
ADD = text(
    "INSERT INTO tallies (kind, sort, n) VALUES (:kind, :sort, :n) "
    "ON CONFLICT (kind, sort) DO UPDATE SET n = tallies.n + excluded.n"
)


def add(conn: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Count rows that were added."""
    _write(conn, table, Counter(r["sort"] for r in rows if r.get("review") != "rejected"), 1)


def close(conn: Connection, table: Table, *which: ColumnElement[bool]) -> None:
    """Count rows no more that are about to be closed; a table that holds no records is passed over."""
    if table in KINDS:
        _write(conn, table, pairs(conn.execute(counted(table).where(*which))), -1)


def counted(table: Table) -> Select[tuple[str, int]]:
    """Days and numbers of what holds now, as they are when all is counted."""
    c = table.c
    holds = (c.until_seq.is_(None), or_(c.review.is_(None), c.review != "rejected"))
    return select(c.sort, func.count()).where(*holds).group_by(c.sort)


def _write(conn: Connection, table: Table, many: Mapping[str, int], sign: int) -> None:
    bulk.each(conn, ADD, ({"kind": KINDS[table], "sort": day, "n": sign * n} for day, n in sorted(many.items())))


def days(conn: Connection, kind: str) -> dict[str, int]:
    """How many records of each day, the days in order; those without a day stand under ``""``."""
    t = shortcuts.tallies.c
    query = select(t.sort, t.n).where(t.kind == kind, t.n != 0).order_by(t.sort)
    return pairs(conn.execute(query).all())
