"""How did one record stand at a snapshot? What a list shows with ``snapshot`` set, its own page must show too."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from detente.errors import NotFound
from detente.ledger import find, schema
from detente.ledger.question import as_of, holds
from detente.ledger.rows import Row, pairs


def record(conn: Connection, ident: str, snapshot: str | None) -> tuple[str, dict[str, Any]]:
    """Kind and row of a record as it was at a snapshot (``None``: now); raises :class:`NotFound`.

    An actor is the same at all times: who somebody is, is no finding of one moment.
    """
    seq = as_of(conn, snapshot)
    if seq is None:
        return find.find(conn, ident)
    kind = find.PREFIXES.get(ident.partition("-")[0].upper())
    if kind is None:
        return find.find(conn, ident)
    table = schema.RECORDS[kind]
    row = conn.execute(select(table).where(table.c.id == ident, holds(table, seq))).mappings().first()
    if row is None:
        raise NotFound(f"{ident} did not stand at snapshot {snapshot!r}")
    return kind, dict(row)


def records(conn: Connection, kind: str, ids: Sequence[str], snapshot: str | None) -> list[str]:
    """The JSON of these records as they were, in this order; those that did not stand are left out."""
    table = schema.RECORDS[kind]
    seq = as_of(conn, snapshot)
    out: dict[str, str] = {}
    for i in range(0, len(ids), 500):
        query = select(table.c.id, table.c.record).where(table.c.id.in_(ids[i : i + 500]), holds(table, seq))
        out |= pairs(conn.execute(query))
    return [out[i] for i in ids if i in out]


def verdicts(conn: Connection, kind: str, report: str, snapshot: str | None) -> dict[str, Row]:
    """What people had said of the records of a report: ``id`` to ``review``, ``revision`` and ``record``."""
    table = schema.RECORDS[kind]
    c = table.c
    query = select(c.id, c.review, c.since_seq.label("revision"), c.record).where(
        c.report == report, holds(table, as_of(conn, snapshot))
    )
    return {row["id"]: dict(row) for row in conn.execute(query).mappings()}


def homes(conn: Connection, events: Sequence[str], snapshot: str | None) -> dict[str, str]:
    """The incident that each of these events was a member of."""
    m = schema.members.c
    query = select(m.member, m.of).where(
        m.kind == "incident", holds(schema.members, as_of(conn, snapshot)), m.member.in_(events)
    )
    return pairs(conn.execute(query))


def tellers(conn: Connection, statements: Sequence[str], snapshot: str | None) -> dict[str, str]:
    """Who speaks in these statements, by name; those whose speaker the text hides are left out."""
    c = schema.statements.c
    query = select(c.id, c.speaker).where(
        c.id.in_(statements), holds(schema.statements, as_of(conn, snapshot)), c.speaker.is_not(None)
    )
    return pairs(conn.execute(query))


def revision(conn: Connection, seq: int) -> list[Row]:
    """The revision by which something came to be, as a list of one."""
    r = schema.revisions
    return [dict(row) for row in conn.execute(select(r).where(r.c.seq == seq)).mappings()]


def decided(conn: Connection, seqs: Sequence[int]) -> set[int]:
    """Which of these revisions are decisions of a person that stand, and so can be undone."""
    r, back = schema.revisions.c, schema.revisions.alias("back").c
    undone = select(back.seq).where(back.undoes == r.seq).exists()
    query = select(r.seq).where(r.seq.in_(sorted(set(seqs))), r.action.in_(find.DECISIONS), ~undone)
    return set(conn.execute(query).scalars())
