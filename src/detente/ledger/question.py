"""How does a Filter become SQL? One function; every value is bound, and words never reach a query language raw."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, exists, or_, select
from sqlalchemy.sql import ColumnElement, FromClause

from detente.errors import InputError, NotFound
from detente.ledger import schema
from detente.ledger.filter import Filter
from detente.ledger.narrow import Narrowed, Want, in_crisis, narrowed

TYPE_COLUMN = {
    "event": ("type", "mode"),
    "incident": ("type",),
    "statement": ("act",),
    "dispute": ("kind",),
    "position": ("kind",),
    "channel": ("state",),
    "actor": ("kind",),
}
STATUS_COLUMN = {"event": "status", "incident": "standing", "channel": "state"}


@dataclass(frozen=True, slots=True)
class Crisis:
    """A named selection: parties and places, days."""

    name: str
    actors: tuple[str, ...]
    places: tuple[str, ...]
    since: str | None
    until: str | None


def crisis(conn: Connection, name: str) -> Crisis:
    """The crisis of this name; raises :class:`NotFound` and names those that there are."""
    c = schema.crises.c
    rows = conn.execute(select(c.name, c.actors, c.places, c.since, c.until).where(c.until_seq.is_(None))).all()
    for row in rows:
        if row[0].casefold() == name.casefold():
            return Crisis(row[0], tuple(json.loads(row[1])), tuple(json.loads(row[2])), row[3], row[4])
    there = ", ".join(sorted(r[0] for r in rows)) or "none yet; make one with 'detente crisis create'"
    raise NotFound(f"there is no crisis {name!r}; there are: {there}")


def as_of(conn: Connection, name: str | None) -> int | None:
    """The clock's reading that a snapshot names, ``None`` for now; raises :class:`NotFound`."""
    if name is None:
        return None
    s = schema.snapshots.c
    found = conn.execute(select(s.seq).where(s.name == name)).scalar()
    if found is None:
        there = ", ".join(conn.execute(select(s.name).order_by(s.seq)).scalars()) or "none yet"
        raise NotFound(f"there is no snapshot {name!r}; there are: {there}")
    return int(found)


def holds(table: FromClause, seq: int | None) -> ColumnElement[bool]:
    """Whether a row holds now, or held at ``seq``."""
    if seq is None:
        return table.c.until_seq.is_(None)
    return and_(table.c.since_seq <= seq, or_(table.c.until_seq.is_(None), table.c.until_seq > seq))


def ask(
    conn: Connection,
    kind: str,
    f: Filter,
    *columns: ColumnElement[object],
    wanted: int | None = None,
    ordered: bool = True,
    near: bool = False,
) -> Select[tuple[object, ...]]:
    """The rows of a kind that a filter asks for, in the order of :data:`schema.ORDER`; without limit, though it may be
    told of how many rows are ``wanted``, that their order is nothing, and that its days hold few more (``near``)."""
    table = schema.RECORDS[kind]
    c = table.c
    seq = as_of(conn, f.snapshot)
    query = select(*(columns or (table,))).where(holds(table, seq))
    if not f.rejected:
        query = query.where(or_(c.review.is_(None), c.review != "rejected"))
    parts: list[Narrowed] = []
    want = Want(wanted, ordered and kind in schema.ORDER, near)
    if f.crisis:
        which = crisis(conn, f.crisis)
        f = f.with_crisis(which.actors, which.places, which.since, which.until)
        parts.append(in_crisis(conn, table, kind, which.actors, which.places, f, want))
    parts.append(narrowed(conn, table, kind, f, want))
    query = query.where(*(test for p in parts for test in p.tests))
    if any(p.looked_up for p in parts):
        query = by_number(query, kind, f, columns)
    for words, names in ((f.type, TYPE_COLUMN.get(kind)), (f.status, (STATUS_COLUMN.get(kind),))):
        if words:
            query = query.where(_one_of(table, kind, words, [n for n in names or () if n]))
    query = _narrow(query, table, kind, f)
    if f.cursor:
        query = query.where(_behind(table, kind, f.cursor))
    *first, last = (c[n] for n in order_of(kind))
    return query.order_by(*(column.desc() for column in first), last)


def by_number(
    query: Select[tuple[object, ...]], kind: str, f: Filter, columns: Sequence[ColumnElement[object]]
) -> Select[tuple[object, ...]]:
    """A question that names rows by their numbers, told to ask what else it asks of the index that holds that beside
    them (SQLite): records are twenty times as long. The same question where an index does not hold these columns."""
    name = schema.RECORDS[kind].name
    if f.snapshot is not None or name not in schema.LISTED or not columns:
        return query
    if not {getattr(c, "name", "") for c in columns} <= set(schema.held_columns(name)):
        return query
    return query.with_hint(schema.RECORDS[kind], f"INDEXED BY {name}_held", "sqlite")


def order_of(kind: str) -> tuple[str, ...]:
    """The columns by which a list of this kind is ordered: all from the greatest, the id from the least."""
    return schema.ORDER.get(kind, schema.NEWEST)


def cursor_of(kind: str, row: Mapping[str, Any]) -> str:
    """Where a page ends that ends with this row.

    >>> cursor_of("incident", {"origins": 3, "reports": 5, "sort": "2025-05-07", "id": "INC-1"})
    '3|5|2025-05-07|INC-1'
    """
    return "|".join(str(row[n]) for n in order_of(kind))


def _behind(table: FromClause, kind: str, cursor: str) -> ColumnElement[bool]:
    """Whether a row comes behind the one that a cursor names."""
    names = order_of(kind)
    told = cursor.split("|", len(names) - 1)
    told += [""] * (len(names) - len(told))
    try:
        values = [int(v) if isinstance(table.c[n].type, Integer) else v for n, v in zip(names, told, strict=True)]
    except ValueError:
        raise InputError(f"{cursor[:40]!r} is no cursor of a list of {kind}s") from None
    tests: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for name, value in zip(names, values, strict=True):
        column = table.c[name]
        tests.append(and_(*same, column > value if name == "id" else column < value))
        same.append(column == value)
    # The first test lets the database begin at the right place of the index instead of walking all before it.
    return and_(table.c[names[0]] <= values[0], or_(*tests))


def _narrow(query: Select[tuple[object, ...]], table: FromClause, kind: str, f: Filter) -> Select[tuple[object, ...]]:
    c = table.c
    if f.since:
        query = query.where(c.sort >= f.since)
    if f.until:
        query = query.where(and_(c.sort < f.until + "~", c.sort != ""))
    if f.country:
        query = query.where(_one_of(table, kind, [v.upper() for v in f.country], ["country"], folded=False))
    if f.part:
        query = query.where(_one_of(table, kind, f.part, ["part"]))
    if f.report:
        query = query.where(_of_report(table, kind, f.report))
    return query


def _has(table: FromClause, kind: str, column: str, flag: str) -> None:
    if column not in table.c:
        raise InputError(f"{flag} does not narrow a list of {kind}s; leave it out")


def _one_of(
    table: FromClause, kind: str, values: Sequence[str], columns: Sequence[str], *, folded: bool = True
) -> ColumnElement[bool]:
    there = [n for n in columns if n in table.c]
    if not there:
        raise InputError(f"a list of {kind}s has nothing like {values[0]!r} to be narrowed by; leave it out")
    spelled = {v for w in values for v in ((w, w.upper(), w.lower()) if folded else (w,))}
    return or_(*(table.c[n].in_(sorted(spelled)) for n in there))


def _of_report(table: FromClause, kind: str, ident: str) -> ColumnElement[bool]:
    if kind == "report":
        return table.c.id == ident
    if kind == "incident":
        e, m = schema.events.c, schema.members.c
        return exists(
            select(m.row).where(
                m.row == table.c.row, m.kind == "incident", m.member.in_(select(e.id).where(e.report == ident))
            )
        )
    _has(table, kind, "report", "--report")
    return table.c.report == ident
