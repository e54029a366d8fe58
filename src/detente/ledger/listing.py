"""What does a list hold? Records of one kind that a filter asks for, each with its revision and what humans said."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, func, or_, select

from detente.errors import InputError
from detente.ledger import reach, schema, tallies
from detente.ledger.filter import Filter
from detente.ledger.question import as_of, ask, crisis, cursor_of, holds

Row = dict[str, Any]
COUNTED = 10_000
"""Records that are counted where a page need not know their number: it says that there are more."""
STEP = 1000
"""Records that are held at a time while all of a list go by."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, and the cursor of the next page (``None``: that was all)."""

    kind: str
    rows: list[Row]
    cursor: str | None

    def records(self) -> list[Row]:
        """The records whole, as they are printed in JSON."""
        return [whole(self.kind, r) for r in self.rows]


def page(conn: Connection, kind: str, f: Filter) -> Page:
    """One page of a list; rows are the table's, ``record`` is the record as JSON."""
    if kind == "actor":
        return _actors(conn, f)
    found = (
        _opened(conn, kind, f, f.limit + 1) if f.limit else [dict(r._mapping) for r in conn.execute(ask(conn, kind, f))]
    )
    if kind == "report":
        _with_copies(conn, found, as_of(conn, f.snapshot))
    more = bool(f.limit) and len(found) > (f.limit or 0)
    found = found[: f.limit] if f.limit else found
    return Page(kind, found, cursor_of(kind, found[-1]) if more else None)


def _opened(conn: Connection, kind: str, f: Filter, most: int) -> list[Row]:
    """The first rows of a list whole: which ones these are is found from what is narrow, before any is opened."""
    table = schema.RECORDS[kind]
    numbers = [r[0] for r in reach.first(conn, kind, f, most, table.c.row)]
    out: dict[int, Row] = {}
    for i in range(0, len(numbers), 500):
        for r in conn.execute(select(table).where(table.c.row.in_(numbers[i : i + 500]))).mappings():
            out[r["row"]] = dict(r)
    return [out[n] for n in numbers]


def each(conn: Connection, kind: str, f: Filter) -> Iterator[Row]:
    """All records of a list, or the first ``limit`` of them, one after another, without holding them all."""
    left, at = f.limit, f.cursor
    while True:
        some = page(conn, kind, _paged(f, min(STEP, left or STEP), at))
        yield from some.rows
        left = left - len(some.rows) if left else None
        if (at := some.cursor) is None or left == 0:
            return


def _paged(f: Filter, size: int, cursor: str | None) -> Filter:
    return replace(f, limit=size, cursor=cursor)


def records(conn: Connection, kind: str, f: Filter) -> list[str]:
    """All records that a filter asks for, as JSON, in no order."""
    found = conn.execute(ask(conn, kind, f, schema.RECORDS[kind].c.record).order_by(None)).scalars()
    return [str(record) for record in found]


def count(conn: Connection, kind: str, f: Filter, most: int | None = None) -> int:
    """How many records a filter asks for; with ``most``, one more than that where there are more.

    All of a kind are told from a table of their days, whatever their number.
    """
    if replace(f, limit=None, cursor=None) == Filter() and not f.cursor:
        return sum(tallies.days(conn, kind).values())
    if most is not None:
        return reach.count(conn, kind, f, most + 1)
    query = ask(conn, kind, f, schema.RECORDS[kind].c.row).order_by(None).subquery()
    return int(conn.execute(select(func.count()).select_from(query)).scalar() or 0)


def whole(kind: str, row: Row) -> Row:
    """A row as the record that it holds, with its revision (for ``expect``) and a human's verdict."""
    record: Row = json.loads(row["record"])
    if kind == "report":
        record["text"] = row["text"]
        record["copy_of"] = row.get("copy_of")
        record["appearances"] = row.get("appearances", [])
    record["revision"] = row["since_seq"]
    if "review" in row:
        record["review"] = row["review"]
    if kind == "actor":
        record["reports"] = row["reports"]
    return record


def _with_copies(conn: Connection, found: list[Row], seq: int | None) -> None:
    """Add to each report what it repeats, and where else the same words appeared."""
    m, k, a = schema.members.c, schema.copies.c, schema.appearances
    for i in range(0, len(found), 500):
        some = {r["id"]: r for r in found[i : i + 500]}
        query = (
            select(m.member, k.origin)
            .join(schema.copies, k.row == m.row)
            .where(m.kind == "copy", m.member.in_(some), holds(schema.members, seq))
        )
        for ident, origin in conn.execute(query):
            some[ident]["copy_of"] = origin if origin != ident else None
        shown = select(a).where(a.c.report.in_(some)).order_by(a.c.published, a.c.outlet, a.c.id)
        for row in conn.execute(shown).mappings():
            fields = ("source_id", "outlet", "url", "title", "published", "origin")
            some[row["report"]].setdefault("appearances", []).append({f: row[f] for f in fields})


def _actors(conn: Connection, f: Filter) -> Page:
    c = schema.actors.c
    query = select(schema.actors).where(c.reports > 0).order_by(c.reports.desc(), c.id)
    for given, flag in (
        (f.since or f.until, "--since"),
        (f.place, "--place"),
        (f.outlet, "--outlet"),
        (f.part, "--part"),
    ):
        if given:
            raise InputError(f"{flag} does not narrow a list of actors; leave it out")
    wanted = (*f.actor, *f.by, *f.to)
    if f.crisis:
        wanted = (*wanted, *crisis(conn, f.crisis).actors)
    if wanted:
        tests = [t for v in wanted for t in (c.id == v, c.country == v, c.name == v, c.name.like(f"% {v}"))]
        query = query.where(or_(*tests))
    if f.type:
        query = query.where(c.kind.in_(f.type))
    if f.country:
        query = query.where(c.country.in_([v.upper() for v in f.country]))
    if f.text:
        escaped = f.text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(func.lower(c.name).like(f"%{escaped}%", escape="\\"))
    if f.report:
        p, r = schema.parties.c, schema.reports.c
        row = select(r.row).where(r.id == f.report, r.until_seq.is_(None)).scalar_subquery()
        query = query.where(c.id.in_(select(p.actor).where(p.row == row, p.role == "named")))
    if f.cursor:
        n, _, ident = f.cursor.partition("|")
        many = int(n) if n.isdigit() else 0
        query = query.where(or_(c.reports < many, (c.reports == many) & (c.id > ident)))
    found = [dict(r) for r in conn.execute(query.limit(f.limit + 1) if f.limit else query).mappings()]
    more = bool(f.limit) and len(found) > (f.limit or 0)
    found = found[: f.limit] if f.limit else found
    return Page("actor", found, f"{found[-1]['reports']}|{found[-1]['id']}" if more else None)


def encoded(kind: str, row: Row) -> bytes:
    """A record as one line of JSON."""
    return msgspec.json.encode(whole(kind, row))
