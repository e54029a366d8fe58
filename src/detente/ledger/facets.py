"""What is new, what is gone, who takes part together? Answers for those who look around, each bound to a filter."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, distinct, func, select

from detente.ledger import listing, schema
from detente.ledger.filter import Filter
from detente.ledger.question import ask, by_number
from detente.ledger.reach import first, newest, numbers
from detente.ledger.rows import Row


def latest(conn: Connection, kind: str, f: Filter, most: int) -> list[str]:
    """The latest days on which there are records, the last one first; at most so many."""
    c = schema.RECORDS[kind].c
    query = ask(conn, kind, replace(f, limit=None, cursor=None), c.sort).order_by(None).where(c.sort != "")
    return [str(d) for d in conn.execute(query.group_by(c.sort).order_by(c.sort.desc()).limit(most)).scalars()]


def fresh(
    conn: Connection, kind: str, since: int, f: Filter, most: int, known: int | None = None
) -> tuple[int, int, list[Row]]:
    """What came after a moment: how many new, how many changed, and the latest rows, each with ``changed``.

    Of more than ``COUNTED`` that came, so many and one more are told as new, whether they are new or changed. ``known``
    is how many the whole list has, so far, where that was counted before: all are new where no row is older.
    """
    table = schema.RECORDS[kind]
    now, old = table.c, table.alias("old").c
    # Rows are numbered by the clock, so what is new is the end of the table.
    start = (since + 1) << schema.SHIFT
    some, older = (conn.execute(select(now.row).where(w).limit(1)).first() for w in (now.row >= start, now.row < start))
    if some is None:
        return 0, 0, []
    bare = replace(f, limit=None, cursor=None)
    total, changed = min(known or 0, listing.COUNTED + 1), 0
    before = select(old.row).where(old.id == now.id, old.since_seq <= since).correlate(table).exists()
    if known is None or older is not None:
        asked = ask(conn, kind, bare, now.row, wanted=listing.COUNTED, ordered=False).where(now.row >= start)
        new = by_number(asked.order_by(None), kind, f, [now.row]).limit(listing.COUNTED + 1)
        total = _many(conn, new)
        changed = _many(conn, new.where(before)) if older is not None and total <= listing.COUNTED else 0
    # Few are sorted; many are met soon in the order of the list, if the numbers of rows are not gone by.
    is_new = now.row >= start if total <= listing.COUNTED else now.row + 0 >= start
    latest = newest(conn, kind, bare, most, is_new) if total else []
    query = select(table, before.label("changed")).where(now.row.in_(latest))
    rows = conn.execute(query.order_by(now.sort.desc(), now.id)).mappings()
    return total - changed, changed, [dict(r) for r in rows]


def _many(conn: Connection, query: Select[Any]) -> int:
    return int(conn.execute(select(func.count()).select_from(query.subquery())).scalar() or 0)


def gone(conn: Connection, since: int, most: int) -> list[Row]:
    """Ids that no longer stand, after a moment: ``kind, id, at, because, to``; ``to`` is where a merged one leads."""
    out: list[Row] = []
    r, d = schema.revisions.c, schema.redirects.c
    for kind, table in schema.RECORDS.items():
        c, other = table.c, table.alias("other").c
        stands = select(other.row).where(other.id == c.id, other.until_seq.is_(None)).exists()
        onward = select(d.to_id).where(d.from_id == c.id, d.until_seq.is_(None)).limit(1).scalar_subquery()
        query = (
            select(c.id, func.max(c.until_seq).label("seq"), onward.label("to"))
            .where(c.until_seq > since, ~stands)
            .group_by(c.id)
            .order_by(func.max(c.until_seq), c.id)
            .limit(most)
        )
        found = [dict(row) for row in conn.execute(query).mappings()]
        told = _told(conn, [row["seq"] for row in found], r)
        out += [{"kind": kind, **row, **told.get(row["seq"], {})} for row in found]
    return sorted(out, key=lambda row: (row["seq"], row["id"]))[:most]


def _told(conn: Connection, seqs: Sequence[int], r: Any) -> dict[int, Row]:
    query = select(r.seq, r.at, r.action).where(r.seq.in_(sorted(set(seqs))[:500]))
    return {seq: {"at": at, "because": action} for seq, at, action in conn.execute(query)}


def ties(conn: Connection, kind: str, f: Filter, most: int, among: int | None = None) -> list[Row]:
    """Who takes part in records together with whom, the commonest pairs first: ``a, b, a_name, b_name, n``; of all
    records of a list, or of so many of its first ones."""
    bare, row = replace(f, limit=None, cursor=None), schema.RECORDS[kind].c.row
    p, q = schema.parties.alias("p").c, schema.parties.alias("q").c
    if among is None:
        within = [p.kind == kind, p.row.in_(ask(conn, kind, bare, row).order_by(None).scalar_subquery())]
    else:  # the kind is left out: SQLite would go through all parties of it
        within = [p.row.op("IN")(numbers([r[0] for r in first(conn, kind, bare, among, row)]))]
    many = func.count(distinct(p.row)).label("n")
    query = (
        select(
            p.actor.label("a"),
            q.actor.label("b"),
            func.max(p.name).label("a_name"),
            func.max(q.name).label("b_name"),
            many,
        )
        .where(p.row == q.row, p.actor < q.actor, *within)
        .group_by(p.actor, q.actor)
        .order_by(many.desc(), p.actor, q.actor)
        .limit(most)
    )
    return [dict(row) for row in conn.execute(query).mappings()]
