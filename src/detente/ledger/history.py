"""What did the ledger say earlier, and what has changed since? Snapshots, and the difference to one."""

from typing import Any

from sqlalchemy import Connection, func, insert, select

from detente.errors import Conflict, InputError, NotFound
from detente.ledger import schema
from detente.ledger.keep import revise

COMPARED = ("report", "event", "statement", "incident", "dispute", "channel", "position")


def clock(conn: Connection) -> int:
    """The ledger's time now."""
    return int(conn.execute(select(func.coalesce(func.max(schema.revisions.c.seq), 0))).scalar() or 0)


def stamp(conn: Connection) -> tuple[object, ...]:
    """What differs whenever anything that a page shows was written: the clock, and how the sources fare."""
    s = schema.sources.c
    fares = (func.count(), func.max(s.last_tried), func.max(s.last_success), func.sum(s["items"]), func.sum(s.failures))
    return (clock(conn), *conn.execute(select(*fares)).one())


def snapshot(conn: Connection, name: str, at: str, author: str, reason: str | None) -> int:
    """Name the state of now; raises :class:`Conflict` where the name is taken: a snapshot never moves."""
    if not name.strip() or len(name) > 80:
        raise InputError("a snapshot needs a name of 1 to 80 characters")
    s = schema.snapshots.c
    if taken := conn.execute(select(s.at).where(s.name == name)).scalar():
        raise Conflict(f"there is a snapshot {name!r} already, of {taken}; snapshots never move, take another name")
    seq = clock(conn)
    revise(conn, author, "snapshot", at, record=name, reason=reason)
    conn.execute(insert(schema.snapshots).values(name=name, seq=seq, at=at, author=author, reason=reason))
    return seq


def snapshots(conn: Connection) -> list[dict[str, Any]]:
    """All snapshots, the oldest first."""
    return [dict(r) for r in conn.execute(select(schema.snapshots).order_by(schema.snapshots.c.seq)).mappings()]


def moment(conn: Connection, since: str, day: str | None) -> int:
    """The clock's reading at a snapshot, a revision's number, or the start of a day; raises :class:`NotFound`."""
    s, r = schema.snapshots.c, schema.revisions.c
    named = conn.execute(select(s.seq).where(s.name == since)).scalar()
    if named is not None:
        return int(named)
    if since.isdigit() and len(since) != 4:
        return int(since)
    if day is None:
        there = ", ".join(conn.execute(select(s.name).order_by(s.seq)).scalars()) or "none yet"
        raise NotFound(f"{since!r} is no day and no snapshot; snapshots: {there}")
    return int(conn.execute(select(func.coalesce(func.max(r.seq), 0)).where(r.at < day)).scalar() or 0)


def difference(conn: Connection, since: int) -> list[dict[str, Any]]:
    """What is new, changed or gone after a moment: ``{"change", "kind", "id", "before", "after", ...}``."""
    out: list[dict[str, Any]] = []
    for kind in COMPARED:
        table = schema.RECORDS[kind]
        c = table.c
        after = {
            r["id"]: r for r in conn.execute(select(table).where(c.since_seq > since, c.until_seq.is_(None))).mappings()
        }
        held = (c.since_seq <= since, c.until_seq > since)
        before = {r["id"]: r for r in conn.execute(select(table).where(*held)).mappings()}
        for ident in sorted(after.keys() | before.keys()):
            old, new = before.get(ident), after.get(ident)
            change = "new" if old is None else "gone" if new is None else "changed"
            out.append(
                {
                    "change": change,
                    "kind": kind,
                    "id": ident,
                    "fields": _changed(old, new) if old and new else [],
                    "before": old["record"] if old else None,
                    "after": new["record"] if new else None,
                    "row": dict(new or old or {}),
                }
            )
    return out


def _changed(old: Any, new: Any) -> list[str]:
    skip = {"row", "since_seq", "until_seq", "record", "sort"}
    named = [k for k in new if k not in skip and old[k] != new[k]]
    return named or (["record"] if old["record"] != new["record"] else [])


def revisions_of(conn: Connection, ident: str) -> list[dict[str, Any]]:
    """Who changed a record, when and why; the first entry is the report's coming."""
    c = schema.revisions.c
    return [dict(r) for r in conn.execute(select(schema.revisions).where(c.record == ident).order_by(c.seq)).mappings()]
