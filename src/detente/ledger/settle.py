"""How does what many reports make together come into the ledger? As new rows where it changed, and only there.

What joining finds is derived: it is computed anew and compared with what holds. A record that is the same stays as it
is, one that changed gets a new row under its id, one that is gone is closed. What humans decided about joined records
(merges, splits, reviews, edits) is laid over what joining found, so that a new report never undoes a person's work.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, func, select, update

from detente.ledger import bulk, rows, schema, spellings, strains, tallies, told_at
from detente.ledger.human import overlay, targets
from detente.ledger.keep import Numbers, index, table_row, take_part
from detente.ledger.rows import Row, pairs
from detente.records import Channel, Dispute, Incident, Position, content_id

JOINED = ("incident", "dispute", "channel", "position", "copy")


@dataclass(frozen=True, slots=True)
class Found:
    """What joining found in all reports; ``copies`` are groups with ``id``, ``origin`` and ``members`` (report ids)."""

    incidents: Sequence[Incident] = ()
    disputes: Sequence[Dispute] = ()
    channels: Sequence[Channel] = ()
    positions: Sequence[Position] = ()
    copies: Sequence[Any] = ()


NEWS = ("keep", "reread", "appear", "reject", "edit", "undo")
"""Revisions after which a ledger is joined again."""


def last_join(conn: Connection) -> dict[str, Any]:
    """What is noted of the last joining: ``read_at`` (0: there was none), and ``by`` which rules what is remembered."""
    c = schema.revisions.c
    last = conn.execute(select(c.detail).where(c.action == "join").order_by(c.seq.desc()).limit(1)).scalar()
    return json.loads(last) if last else {"read_at": 0}


def joined_at(conn: Connection) -> int:
    """The ledger's time when what was last joined was read; what came after it is not joined yet."""
    return int(last_join(conn)["read_at"])


def stale(conn: Connection) -> bool:
    """Whether reports came, or changed, after those that were joined last."""
    c = schema.revisions.c
    return conn.execute(select(c.seq).where(c.seq > joined_at(conn), c.action.in_(NEWS)).limit(1)).first() is not None


def news(conn: Connection) -> dict[str, int]:
    """Reports that came or changed after the last joining, by date and id, each with the ledger's time of that."""
    c = schema.revisions.c
    query = select(c.seq, c.kind, c.record).where(c.seq > joined_at(conn), c.action.in_(NEWS)).order_by(c.seq)
    told: dict[str, int] = {}
    inner: dict[str, dict[str, int]] = {"event": {}, "statement": {}}
    for seq, kind, record in conn.execute(query):
        if kind == "report":
            told[record] = seq
        elif kind in inner:
            inner[kind][record] = seq
    for kind, seqs in inner.items():
        t = schema.RECORDS[kind].c
        for ident, report in _some(conn, select(t.id, t.report).where(t.until_seq.is_(None)), t.id, seqs):
            told[report] = max(told.get(report, 0), seqs[ident])
    r = schema.reports.c
    order = sorted((s, i) for i, s in _some(conn, select(r.id, r.sort).where(r.until_seq.is_(None)), r.id, told))
    return {i: told[i] for _, i in order}


def _some(conn: Connection, query: Any, column: Any, ids: Iterable[str] | None) -> Iterator[Any]:
    """The rows that a query finds for these ids (``None``: for all)."""
    if ids is None:
        yield from conn.execute(query)
        return
    many = sorted(ids)
    for i in range(0, len(many), 500):
        yield from conn.execute(query.where(column.in_(many[i : i + 500]))).all()


class Part(Protocol):
    """What joining found in a part of the ledger.

    ``seen`` are the ids of each kind that were looked at and may be gone; ``reports``: so were their copies.
    """

    incidents: list[Incident]
    disputes: list[Dispute]
    channels: list[Channel]
    positions: list[Position]
    copies: list[Any]
    seen: dict[str, set[str]]
    reports: set[str]


def settle(conn: Connection, seq: int, found: Found) -> dict[str, int]:
    """Write what changed; returns how many rows of each kind are new."""
    return _settle(conn, seq, found, None, None)


def settle_part(conn: Connection, seq: int, part: Part) -> dict[str, int]:
    """Write what changed in a part; what was not looked at stays as it is."""
    seen = {kind: set(part.seen.get(kind, ())) for kind in JOINED}
    seen["incident"] |= targets(conn)
    found = Found(part.incidents, part.disputes, part.channels, part.positions, part.copies)
    return _settle(conn, seq, found, seen, part.reports)


def _settle(
    conn: Connection, seq: int, found: Found, seen: Mapping[str, set[str]] | None, reports: Collection[str] | None
) -> dict[str, int]:
    told = None if seen is None else {r.id for i in found.incidents for r in i.reports}
    shares = _shares(conn, told)
    numbers = Numbers(seq)
    written: dict[str, int] = {}
    days = _days(conn, {i for c in found.channels for i in (*c.statements, *c.events)})
    incidents = [_expanded(i, shares) for i in overlay(conn, found.incidents)]

    def replace(kind: str, records: Sequence[Any], make: Callable[[Any], Row]) -> None:
        written[kind] = _replace(conn, kind, records, make, numbers, None if seen is None else seen[kind])

    replace("incident", incidents, rows.incident_row)
    replace("dispute", found.disputes, rows.dispute_row)
    replace("channel", found.channels, lambda c: rows.channel_row(c, days))
    replace("position", found.positions, rows.position_row)
    written["copy"] = _copies(conn, found.copies, numbers, None if seen is None else seen["copy"], reports)
    return written


def _shares(conn: Connection, reports: Collection[str] | None) -> dict[str, list[str | None]]:
    """The callers' own ids of each report (``None``: of all), one an appearance, the report's own first."""
    a = schema.appearances.c
    out: dict[str, list[str | None]] = {}
    order = (
        a.report,
        func.coalesce(a.published, "~"),
        func.coalesce(a.outlet, "~"),
        func.coalesce(a.url, "~"),
        a.source_id,
    )
    query = select(a.report, a.source_id).order_by(*order)
    for report, source_id in _some(conn, query, a.report, reports):
        out.setdefault(report, []).append(source_id)
    return out


def _expanded(incident: Incident, shares: Mapping[str, Sequence[str | None]]) -> Incident:
    """The incident with every appearance of its reports: the same words at two outlets count for both callers' ids."""
    told = [msgspec.structs.replace(r, source_id=s) for r in incident.reports for s in shares.get(r.id, [r.source_id])]
    return msgspec.structs.replace(incident, reports=tuple(told))


def _days(conn: Connection, wanted: set[str]) -> dict[str, str]:
    """The day of each of these statements and events."""
    out: dict[str, str] = {}
    ids = sorted(wanted)
    for table in (schema.statements, schema.events):
        c = table.c
        for i in range(0, len(ids), 500):
            some = (c.until_seq.is_(None), c.sort != "", c.id.in_(ids[i : i + 500]))
            out.update(pairs(conn.execute(select(c.id, c.sort).where(*some))))
    return out


def _current(conn: Connection, kind: str, ids: Collection[str] | None) -> dict[str, tuple[int, str, str | None]]:
    """The rows of these ids (``None``: of all) that hold now."""
    c = schema.RECORDS[kind].c
    query = select(c.id, c.row, c.record, c.review).where(c.until_seq.is_(None))
    return {r[0]: (r[1], r[2], r[3]) for r in _some(conn, query, c.id, ids)}


def _edits(conn: Connection, kind: str) -> dict[str, dict[str, Any]]:
    """Fields that humans set, by record, in the order in which they did; what was undone is left out."""
    r = schema.revisions.c
    undone = select(r.undoes).where(r.undoes.is_not(None))
    query = select(r.record, r.detail).where(r.kind == kind, r.action == "edit", r.seq.not_in(undone)).order_by(r.seq)
    out: dict[str, dict[str, Any]] = {}
    for record, detail in conn.execute(query):
        out.setdefault(record, {}).update(json.loads(detail)["fields"])
    return out


def _replace(
    conn: Connection, kind: str, records: Sequence[Any], make: Any, numbers: Numbers, seen: Collection[str] | None
) -> int:
    """Close what is gone or changed of these ids (``None``: of all), add what is new; returns how many were added."""
    now = _current(conn, kind, None if seen is None else {*seen, *(r.id for r in records)})
    edits = _edits(conn, kind)
    fresh: list[Row] = []
    taking: list[Row] = []
    words: list[tuple[int, str]] = []
    gone = dict(now)
    for record in sorted({r.id: r for r in records}.values(), key=lambda r: r.id):
        ident = str(record.id)
        if ident in edits:
            told = msgspec.to_builtins(record) | edits[ident]
            record = msgspec.convert(told, type(record))
        made = make(record)
        old = now.get(ident)
        if old is not None and old[1] == made["record"]:
            del gone[ident]
            continue
        row, part = table_row(record, made, kind, numbers)
        fresh.append(row | {"review": old[2] if old else None})
        taking += part
        words.append((row["row"], rows.words_of(record)))
    table = schema.RECORDS[kind]
    _close(conn, table, [row for row, _, _ in gone.values()], numbers.seq)
    _add(conn, table, fresh, taking, words)
    if kind == "incident":
        _members(conn, kind, [row for row, _, _ in gone.values()], fresh, numbers.seq)
        told_at.note(conn, [r["row"] for r in fresh])
        _lead_on(conn, {i: v[1] for i, v in gone.items()}, fresh, numbers)
    return len(fresh)


def _lead_on(conn: Connection, gone: Mapping[str, str], fresh: Sequence[Row], numbers: Numbers) -> None:
    """An incident that grew has another id: the old one leads on to the one that holds most of its events."""
    standing = {r["id"] for r in fresh}
    home = {e: r["id"] for r in fresh for e in _held(r["record"])}
    many: list[Row] = []
    for ident, record in gone.items():
        homes = Counter(home[e] for e in _held(record) if e in home)
        if ident not in standing and homes:
            target = min(homes, key=lambda h: (-homes[h], h))
            many.append(
                {"row": numbers.take(), "from_id": ident, "to_id": target, "because": "join", "since_seq": numbers.seq}
            )
    bulk.add(conn, schema.redirects, many)


def _close(conn: Connection, table: Any, gone: Sequence[int], seq: int) -> None:
    for i in range(0, len(gone), 500):
        some = table.c.row.in_(gone[i : i + 500])
        tallies.close(conn, table, some)
        conn.execute(update(table).where(some).values(until_seq=seq))
    if table is schema.incidents:
        strains.close(conn, gone, seq)


def _add(conn: Connection, table: Any, fresh: list[Row], taking: list[Row], words: list[tuple[int, str]]) -> None:
    bulk.add(conn, table, fresh)
    tallies.add(conn, table, fresh)
    take_part(conn, taking, fresh)
    if table is schema.incidents:
        strains.note(conn, fresh)
    if "place" in table.c:
        spellings.note(conn, "place", {r["place"] for r in fresh})
    index(conn, words)


class Holding(msgspec.Struct):
    """What a record holds: an incident its events, a group of copies its reports."""

    events: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


HOLDING = msgspec.json.Decoder(Holding)


def _held(record: str) -> list[str]:
    """The ids that a record holds, each once; the rest of it is not opened."""
    told = HOLDING.decode(record)
    return list(dict.fromkeys((*told.events, *told.members)))


def _members(conn: Connection, kind: str, gone: Sequence[int], fresh: Sequence[Row], seq: int) -> None:
    _close(conn, schema.members, gone, seq)
    many: list[Row] = [
        {"row": r["row"], "member": m, "kind": kind, "of": r["id"], "since_seq": seq}
        for r in fresh
        for m in _held(r["record"])
    ]
    bulk.add(conn, schema.members, many)


def _copies(
    conn: Connection,
    groups: Sequence[Any],
    numbers: Numbers,
    seen: Collection[str] | None,
    reports: Collection[str] | None,
) -> int:
    """Groups of reports that repeat one another; the same words at two outlets are a group, too."""
    shown = _appearances(conn, reports)
    told = [msgspec.to_builtins(g) for g in groups]
    grouped = {m for g in told for m in g["members"]}
    for ident, many in shown.items():
        if ident not in grouped and len(many) > 1:
            told.append({"id": content_id("CPY", ident), "origin": ident, "members": [ident], "changed": []})
    now = _current(conn, "copy", None if seen is None else {*seen, *(g["id"] for g in told)})
    fresh: list[Row] = []
    gone = dict(now)
    for bare in sorted(told, key=lambda g: str(g["id"])):
        group = bare | {"reports": [r for m in bare["members"] for r in shown.get(m, [])]}
        record = rows.packed(group)
        if group["id"] in now and now[group["id"]][1] == record:
            del gone[group["id"]]
            continue
        values = {"id": group["id"], "sort": "", "origin": group["origin"], "members": len(group["reports"])}
        fresh.append(values | {"record": record, "row": numbers.take(), "since_seq": numbers.seq})
    rows_gone = [row for row, _, _ in gone.values()]
    _close(conn, schema.copies, rows_gone, numbers.seq)
    _add(conn, schema.copies, fresh, [], [])
    _members(conn, "copy", rows_gone, fresh, numbers.seq)
    return len(fresh)


def _appearances(conn: Connection, reports: Collection[str] | None) -> dict[str, list[Row]]:
    """Where each of these reports (``None``: all) appeared, the same in any order of arrival."""
    a = schema.appearances.c
    columns = (a.report, a.source_id, a.outlet, a.url, a.published)
    out: dict[str, list[Row]] = {}
    query = select(*columns).order_by(a.report, a.published, a.outlet, a.id)
    for row in _some(conn, query, a.report, reports):
        facts = {"id": row[0], "source_id": row[1], "outlet": row[2], "url": row[3], "published": row[4]}
        out.setdefault(row[0], []).append(facts)
    return out
