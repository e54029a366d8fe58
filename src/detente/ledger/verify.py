"""Does every quote still stand, and is every byte what it was? What 'detente verify' answers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from detente.errors import DetenteError
from detente.ledger import schema
from detente.ledger.readings import unpacked
from detente.ledger.revise import TYPES
from detente.ledger.rows import pairs
from detente.records import Report, check, report_id, spans_of

BATCH = 200


@dataclass(slots=True)
class Count:
    """What was looked at."""

    reports: int = 0
    records: int = 0
    quotes: int = 0


def faults(conn: Connection, count: Count) -> Iterator[tuple[str, str]]:
    """Whatever does not hold, as ``(id, why)``; ``count`` is filled on the way."""
    r = schema.reports.c
    last = -1
    while True:
        query = (
            select(r.row, r.id, r.text, r.record, r.sha256, r.since_seq, r.until_seq)
            .where(r.row > last)
            .order_by(r.row)
        )
        batch = conn.execute(query.limit(BATCH)).all()
        if not batch:
            break
        for row in batch:
            last = row[0]
            count.reports += 1
            yield from _report(conn, row[1], row[2], row[3], row[4], row[5], row[6], count)
    yield from _loose(conn)


def _report(
    conn: Connection, ident: str, text: str, record: str, sha256: str, since: int, until: int | None, count: Count
) -> Iterator[tuple[str, str]]:
    try:
        report = msgspec.json.decode(record, type=Report)
    except msgspec.DecodeError as why:
        yield ident, f"the report's record cannot be read: {why}"
        return
    if report_id(text) != ident:
        yield ident, "the text is not the one that was read: its hash is not the report's id"
    if (report.id, report.sha256) != (ident, sha256):
        yield ident, "the report's columns differ from its record"
    yield from _readings(conn, ident, text, since, until, count)
    for kind in ("event", "statement"):
        yield from _quotes(conn, kind, ident, text, since, until, count)


def _readings(
    conn: Connection, ident: str, text: str, since: int, until: int | None, count: Count
) -> Iterator[tuple[str, str]]:
    """The whole reading, places, times, numbers and names included, against the text that it was read in."""
    d = schema.readings.c
    found = conn.execute(select(d.data).where(d.report == ident, d.since_seq == since)).scalar()
    if found is None:
        yield ident, "there is a report without its reading"
        return
    try:
        reading = unpacked(found, text)
        check(reading)
        count.quotes += sum(1 for _ in spans_of(reading))
    except DetenteError as why:
        yield ident, str(why)
        return
    if until is not None:
        return
    for kind, records in (("event", reading.events), ("statement", reading.statements)):
        t = schema.RECORDS[kind].c
        first = pairs(conn.execute(select(t.id, t.record).where(t.report == ident, t.since_seq == since)))
        for record in records:
            if first.get(record.id) is None:
                yield record.id, f"the reading holds this {kind} and the table does not"
            elif msgspec.json.decode(first[record.id], type=TYPES[kind]) != record:
                yield record.id, f"the {kind} differs from what was read, and no revision says why"


def _quotes(
    conn: Connection, kind: str, ident: str, text: str, since: int, until: int | None, count: Count
) -> Iterator[tuple[str, str]]:
    table = schema.RECORDS[kind]
    c = table.c
    quote, start = (c.sentence, c.trigger_start) if kind == "event" else (c.content, c.content_start)
    query = select(c.id, c.record, quote, start).where(c.report == ident, c.since_seq >= since).order_by(c.row)
    for row in conn.execute(query if until is None else query.where(c.since_seq < until)):
        count.records += 1
        try:
            record = msgspec.json.decode(row[1], type=TYPES[kind])
            for span in spans_of(record):
                span.check(text)
        except (DetenteError, msgspec.DecodeError) as why:
            yield row[0], str(why)
            continue
        if kind == "event" and (record.sentence.quote, record.trigger.start) != (row[2], row[3]):  # type: ignore[attr-defined]
            yield row[0], "the event's columns differ from its record"
        if kind == "statement" and " […] ".join(s.quote for s in record.content) != (row[2] or ""):  # type: ignore[attr-defined]
            yield row[0], "the statement's columns differ from its record"


def _loose(conn: Connection) -> Iterator[tuple[str, str]]:
    """Members of incidents that no event answers to."""
    m, e = schema.members.c, schema.events.c
    query = (
        select(m.of, m.member)
        .where(m.kind == "incident", m.until_seq.is_(None), ~select(e.id).where(e.id == m.member).exists())
        .limit(100)
    )
    for incident, member in conn.execute(query):
        yield incident, f"its event {member} is not in the ledger"


def fingerprint(lines: Iterator[bytes]) -> str:
    """One SHA-256 over an export: the same for the same ledger."""
    total = hashlib.sha256()
    for line in lines:
        total.update(line)
    return total.hexdigest()
