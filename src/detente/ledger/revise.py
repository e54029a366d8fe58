"""How does a person correct the ledger? By revisions with author, time and reason; nothing is overwritten.

Whoever revises says which version they looked at (``expect``, the record's ``revision``): if somebody else was there
first, nothing happens but a :class:`~detente.errors.Conflict` that says who.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from detente.errors import Conflict, InputError, NotFound
from detente.ledger import human, rows, schema, shortcuts, spellings, strains, tallies, told_at
from detente.ledger.find import DECISIONS, lead
from detente.ledger.keep import Numbers, index, revise, take_part
from detente.ledger.rows import Row
from detente.records import (
    Channel,
    Dispute,
    Event,
    Incident,
    Position,
    Record,
    Report,
    Statement,
    content_id,
    spans_of,
)

TYPES: dict[str, type[Record]] = {
    "event": Event,
    "statement": Statement,
    "incident": Incident,
    "dispute": Dispute,
    "channel": Channel,
    "position": Position,
}
FIXED = frozenset({"id", "report", "trigger", "sentence", "events", "reports", "accounts"})
"""Fields that no edit sets: what makes the record this record, and what joining derives."""


def current(conn: Connection, kind: str, ident: str, expect: int | None) -> Row:
    """The row of a record that holds now; raises :class:`NotFound` or :class:`Conflict`."""
    table = schema.RECORDS[kind]
    row = (
        conn.execute(select(table).where(table.c.id == lead(conn, ident), table.c.until_seq.is_(None)))
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(f"there is no {kind} {ident!r} now")
    if expect is not None and row["since_seq"] != expect:
        r = schema.revisions.c
        who = conn.execute(select(r.author, r.at, r.action).where(r.seq == row["since_seq"])).first()
        told = f"{who[0]} ({who[2]}, {who[1]})" if who else "somebody"
        raise Conflict(f"{ident} was revised by {told} after you looked at it; look again, then decide")
    return dict(row)


def _write(conn: Connection, kind: str, record: Record, row: Row, numbers: Numbers) -> None:
    """A new version of a record's row, with its parties, members and words."""
    table = schema.RECORDS[kind]
    row = row | {"row": numbers.take(), "since_seq": numbers.seq, "until_seq": None}
    conn.execute(insert(table).values(**row))
    tallies.add(conn, table, [row])
    taking = rows.parties(record, kind, row["row"], row["sort"])
    take_part(conn, taking, [row])
    if "place" in table.c:
        spellings.note(conn, "place", [row["place"]])
    index(conn, [(row["row"], rows.words_of(record))])
    if isinstance(record, Incident):
        strains.note(conn, [row])
        shared = {"row": row["row"], "kind": "incident", "of": record.id, "since_seq": numbers.seq}
        conn.execute(insert(schema.members), [shared | {"member": e} for e in dict.fromkeys(record.events)])
        told_at.note(conn, [row["row"]])


def _close(conn: Connection, kind: str, row: int, seq: int) -> None:
    for table in (schema.RECORDS[kind], schema.members, shortcuts.strains):
        tallies.close(conn, table, table.c.row == row)
        conn.execute(update(table).where(table.c.row == row, table.c.until_seq.is_(None)).values(until_seq=seq))


def _record(kind: str, row: Row) -> Record:
    made: Record = msgspec.json.decode(row["record"], type=TYPES[kind])
    return made


def review(
    conn: Connection, kind: str, ident: str, verdict: str, at: str, author: str, reason: str | None, expect: int | None
) -> int:
    """Accept or reject a record; returns the revision."""
    if kind not in TYPES:
        raise InputError(f"a {kind} is not reviewed; its records are")
    row = current(conn, kind, ident, expect)
    seq = revise(conn, author, verdict, at, kind=kind, record=row["id"], reason=reason)
    _close(conn, kind, row["row"], seq)
    _write(conn, kind, _record(kind, row), row | {"review": f"{verdict}ed"}, Numbers(seq))
    return seq


def edit(
    conn: Connection,
    kind: str,
    ident: str,
    fields: Mapping[str, Any],
    at: str,
    author: str,
    reason: str | None,
    expect: int | None,
) -> int:
    """Set some fields of a record; every span of it must stand in its report. Returns the revision."""
    row = current(conn, kind, ident, expect)
    if kind not in TYPES:
        raise InputError(f"a {kind} is not edited; its records are")
    if fixed := sorted(FIXED & set(fields)):
        raise InputError(f"{fixed[0]!r} is not edited: it is what makes {ident} this record, or is derived")
    try:
        record: Any = msgspec.convert(msgspec.json.decode(row["record"]) | dict(fields), TYPES[kind])
    except msgspec.ValidationError as why:
        raise InputError(f"this makes no {kind}: {why}") from None
    made = _made(conn, kind, record, row)
    detail = json.dumps({"fields": dict(fields)}, ensure_ascii=False, sort_keys=True)
    seq = revise(conn, author, "edit", at, kind=kind, record=row["id"], reason=reason, detail=detail)
    _close(conn, kind, row["row"], seq)
    _write(conn, kind, record, row | made | {"review": "edited"}, Numbers(seq))
    return seq


def _made(conn: Connection, kind: str, record: Any, row: Row) -> Row:
    if kind in ("event", "statement"):
        report = report_of(conn, row["report"])
        for span in spans_of(record):
            span.check(report.text)
        return rows.event_row(record, report) if kind == "event" else rows.statement_row(record, report)
    if kind == "channel":
        return rows.channel_row(record, {"": row["sort"]} if row["sort"] else {}) | {
            "sort": row["sort"],
            "day": row["day"],
        }
    make = {"incident": rows.incident_row, "dispute": rows.dispute_row, "position": rows.position_row}[kind]
    return make(record)  # type: ignore[no-any-return, operator]


def report_of(conn: Connection, ident: str) -> Report:
    """A report as it holds now, with its text."""
    c = schema.reports.c
    row = conn.execute(select(c.record, c.text).where(c.id == ident, c.until_seq.is_(None))).first()
    if row is None:
        raise NotFound(f"there is no report {ident!r} now")
    return msgspec.structs.replace(msgspec.json.decode(row[0], type=Report), text=row[1])


def merge(
    conn: Connection, idents: Sequence[str], at: str, author: str, reason: str | None, expect: Mapping[str, int]
) -> int:
    """Put incidents together under the first one's id; the others' ids lead to it. Returns the revision."""
    found = [current(conn, "incident", i, expect.get(i)) for i in dict.fromkeys(idents)]
    parts = {r["id"]: r for r in found}
    if len(parts) < 2:
        raise InputError("name two or more different incidents to be merged")
    whole, *rest = [_record("incident", r) for r in parts.values()]
    assert isinstance(whole, Incident)
    groups = [list(whole.events)]
    made = whole
    for part in rest:
        assert isinstance(part, Incident)
        groups.append(list(part.events))
        made = human.together(made, part)
    detail = json.dumps({"to": whole.id, "groups": groups})
    seq = revise(conn, author, "merge", at, kind="incident", record=whole.id, reason=reason, detail=detail)
    numbers = Numbers(seq)
    for row in parts.values():
        _close(conn, "incident", row["row"], seq)
        if row["id"] != whole.id:
            values = {
                "row": numbers.take(),
                "from_id": row["id"],
                "to_id": whole.id,
                "because": "merge",
                "since_seq": seq,
            }
            conn.execute(insert(schema.redirects).values(**values))
    _write(conn, "incident", made, found[0] | rows.incident_row(made), numbers)
    return seq


def split(
    conn: Connection, ident: str, events: Sequence[str], at: str, author: str, reason: str | None, expect: int | None
) -> int:
    """Take events out of an incident into one of their own. Returns the revision."""
    row = current(conn, "incident", ident, expect)
    whole = _record("incident", row)
    assert isinstance(whole, Incident)
    if strange := [e for e in events if e not in whole.events]:
        raise InputError(f"{strange[0]} is no event of {row['id']}")
    target = content_id("INC", sorted(events))
    left, taken = human.apart(whole, human.events_of(conn, events), target)
    if left is None or taken is None:
        raise InputError("name some events of the incident, not all: both parts must hold one")
    detail = json.dumps({"from": row["id"], "to": target, "events": sorted(events)})
    seq = revise(conn, author, "split", at, kind="incident", record=row["id"], reason=reason, detail=detail)
    numbers = Numbers(seq)
    _close(conn, "incident", row["row"], seq)
    _write(conn, "incident", left, row | rows.incident_row(left), numbers)
    _write(conn, "incident", taken, row | rows.incident_row(taken) | {"review": None}, numbers)
    return seq


def undo(conn: Connection, seq: int, at: str, author: str, reason: str | None) -> int:
    """Take a person's revision back; what held before it holds again. Returns the revision that does so."""
    r = schema.revisions.c
    told = conn.execute(select(r.action, r.kind, r.record).where(r.seq == seq)).first()
    if told is None:
        raise NotFound(f"there is no revision {seq}")
    if told[0] not in DECISIONS:
        raise InputError(f"revision {seq} ({told[0]}) is no person's decision; it is not undone")
    if conn.execute(select(r.seq).where(r.undoes == seq)).first():
        raise Conflict(f"revision {seq} has been undone already")
    table = schema.RECORDS[told[1]]
    opened = conn.execute(select(table).where(table.c.since_seq == seq)).mappings().all()
    closed = conn.execute(select(table).where(table.c.until_seq == seq)).mappings().all()
    if any(o["until_seq"] is not None for o in opened):
        raise Conflict(f"something later stands on revision {seq}; undo that first ('detente show {told[2]}' lists it)")
    new = revise(conn, author, "undo", at, kind=told[1], record=told[2], reason=reason, undoes=seq)
    numbers = Numbers(new)
    for row in opened:
        _close(conn, told[1], row["row"], new)
    for row in closed:
        _write(conn, told[1], _record(told[1], dict(row)), dict(row), numbers)
    d = schema.redirects.c
    conn.execute(update(schema.redirects).where(d.since_seq == seq, d.until_seq.is_(None)).values(until_seq=new))
    return new
