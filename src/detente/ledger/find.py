"""Which record bears this id? The first letters are enough; an id that was merged leads to the one that stands."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from detente.errors import NotFound
from detente.ledger import schema
from detente.records import Reading, Record

PREFIXES = {
    "RPT": "report",
    "EV": "event",
    "STM": "statement",
    "INC": "incident",
    "DSP": "dispute",
    "CHN": "channel",
    "POS": "position",
    "CPY": "copy",
}
SHOWN = 6
DECISIONS = ("accept", "reject", "edit", "merge", "split")
"""What a person can do to a record, and undo."""


def lead(conn: Connection, ident: str) -> str:
    """The id that stands in the place of a merged one; the id itself where it was not merged."""
    d = schema.redirects.c
    seen: set[str] = set()
    while ident not in seen:
        seen.add(ident)
        query = select(d.to_id).where(d.from_id == ident, d.until_seq.is_(None)).order_by(d.since_seq.desc())
        onward = conn.execute(query).scalar()
        if onward is None or any(_holds(conn, ident)):
            break
        ident = onward
    return ident


def _holds(conn: Connection, ident: str) -> Sequence[str]:
    c = schema.incidents.c
    return conn.execute(select(c.id).where(c.id == ident, c.until_seq.is_(None))).scalars().all()


def find(conn: Connection, ident: str) -> tuple[str, dict[str, Any]]:
    """Kind and row of the record whose id begins so; raises :class:`NotFound` where there is none, or more than one."""
    hits: dict[str, tuple[str, dict[str, Any]]] = {}
    for kind, table in schema.RECORDS.items():
        c = table.c
        for spelled in dict.fromkeys((ident, lead(conn, ident), _spelled(ident))):
            upper = spelled[:-1] + chr(ord(spelled[-1]) + 1) if spelled else "~"
            query = select(table).where(c.until_seq.is_(None), c.id >= spelled, c.id < upper).limit(SHOWN + 1)
            for row in conn.execute(query).mappings():
                hits.setdefault(row["id"], (kind, dict(row)))
    a = schema.actors.c
    for row in conn.execute(select(schema.actors).where(a.id >= ident, a.id < ident + "~").limit(SHOWN)).mappings():
        hits.setdefault(row["id"], ("actor", dict(row)))
    if ident in hits:
        return hits[ident]
    if not hits:
        raise NotFound(f"no record {ident!r} in this ledger; 'detente events' and the other lists show ids")
    if len(hits) > 1:
        few = ", ".join(sorted(hits)[:SHOWN]) + (", ..." if len(hits) > SHOWN else "")
        raise NotFound(f"{ident!r} could be any of {len(hits)} records ({few}); give more of the id")
    return next(iter(hits.values()))


def _spelled(ident: str) -> str:
    """An id as it is written: the kind in capitals, the rest in small letters."""
    head, dash, tail = ident.partition("-")
    return head.upper() + dash + tail.lower()


def record_in(reading: Reading, ident: str) -> Record | None:
    """A record of a reading by its id."""
    if reading.report.id == ident:
        return reading.report
    for field in ("statements", "events", "actors"):
        for record in getattr(reading, field):
            if record.id == ident:
                return msgspec.structs.replace(record)  # type: ignore[no-any-return]
    return None
