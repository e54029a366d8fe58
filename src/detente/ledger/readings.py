"""What do the kept reports say, as readings? One after another, whatever their number, without holding them all."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, overload

import msgspec
from sqlalchemy import Connection, Engine, func, select

from detente.errors import RecordError
from detente.ledger import schema
from detente.ledger.rows import pairs
from detente.records import Event, Reading, Statement

LATELY = 64
"""Readings that stay open after they were kept: some 10 MB."""
BATCH = 200
"""Readings in memory at once while going through all of them: about 20 MB."""


def unpacked(data: bytes, text: str) -> Reading:
    """A kept reading with its text again; raises :class:`RecordError` where the bytes are no reading."""
    try:
        reading = msgspec.json.decode(zlib.decompress(data), type=Reading)
    except (zlib.error, msgspec.DecodeError, UnicodeError) as why:
        raise RecordError(f"a kept reading cannot be opened again: {why}") from None
    return msgspec.structs.replace(reading, report=msgspec.structs.replace(reading.report, text=text))


def _query(*columns: Any) -> Any:
    r, d = schema.reports.c, schema.readings.c
    return (
        select(*columns)
        .select_from(schema.reports.join(schema.readings, d.report == r.id))
        .where(r.until_seq.is_(None), d.until_seq.is_(None))
    )


class Readings(Sequence[Reading]):
    """All current readings of a ledger, by date and id: a sequence that reads as it goes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.connect() as conn:
            self._ids = ids(conn)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Reading: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Reading]: ...
    def __getitem__(self, at: int | slice) -> Reading | Sequence[Reading]:
        if isinstance(at, slice):
            return list(self._some(self._ids[at]))
        return next(iter(self._some([self._ids[at]])))

    def __iter__(self) -> Iterator[Reading]:
        for i in range(0, len(self._ids), BATCH):
            yield from self._some(self._ids[i : i + BATCH])

    def _some(self, ids: Sequence[str]) -> list[Reading]:
        with self._engine.connect() as conn:
            told = reviews(conn, ids)
            return [corrected(r, told) for r in some(conn, ids)]


class Lately(dict[int, Reading]):
    """Readings by their rows that stay open after they were kept, for the joining that follows."""

    def add(self, row: int | None, reading: Reading) -> None:
        """Hold a reading, and let go of the one that was held longest."""
        if row is not None:
            self[row] = reading
        if len(self) > LATELY:
            del self[next(iter(self))]


def ids(conn: Connection) -> list[str]:
    """The ids of all current reports, by date and id."""
    r = schema.reports.c
    return list(conn.execute(_query(r.id).order_by(r.sort, r.id)).scalars())


def some(conn: Connection, ids: Sequence[str]) -> list[Reading]:
    """The readings of these reports, in this order."""
    r, d = schema.reports.c, schema.readings.c
    found = {
        row[0]: unpacked(row[2], row[1]) for row in conn.execute(_query(r.id, r.text, d.data).where(r.id.in_(ids)))
    }
    return [found[i] for i in ids if i in found]


def rows_of(conn: Connection, ids: Sequence[str]) -> dict[str, int]:
    """The row of the reading of each of these reports that holds now."""
    d = schema.readings.c
    return pairs(conn.execute(select(d.report, d.row).where(d.until_seq.is_(None), d.report.in_(ids))))


def decided(conn: Connection) -> bool:
    """Whether people rejected or edited anything at all."""
    r = schema.revisions.c
    return conn.execute(select(r.seq).where(r.action.in_(("reject", "edit"))).limit(1)).first() is not None


def reviews(conn: Connection, ids: Sequence[str]) -> dict[str, str | None]:
    """What people decided about events and statements of these reports: ``None`` rejected, else the record edited."""
    out: dict[str, str | None] = {}
    for table in (schema.events, schema.statements):
        c = table.c
        where = (c.report.in_(ids), c.until_seq.is_(None), c.review.in_(("rejected", "edited")))
        for ident, review, record in conn.execute(select(c.id, c.review, c.record).where(*where)):
            out[ident] = None if review == "rejected" else record
    return out


def corrected(reading: Reading, told: dict[str, str | None]) -> Reading:
    """A reading as people left it: without what they rejected, with what they edited."""
    if not told:
        return reading
    gone = {i for i, record in told.items() if record is None}

    def left(records: Sequence[Any], kind: Any) -> tuple[Any, ...]:
        kept = [r for r in records if r.id not in gone]
        return tuple(msgspec.json.decode(told[r.id] or "", type=kind) if r.id in told else r for r in kept)

    def without(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(i for i in ids if i not in gone)

    statements = left(reading.statements, Statement)
    incidents = [msgspec.structs.replace(i, events=without(i.events)) for i in reading.incidents]
    return msgspec.structs.replace(
        reading,
        events=tuple(
            msgspec.structs.replace(e, according_to=without(e.according_to)) for e in left(reading.events, Event)
        ),
        statements=tuple(
            msgspec.structs.replace(s, claims=without(s.claims), within=None if s.within in gone else s.within)
            for s in statements
        ),
        incidents=tuple(i for i in incidents if i.events),
    )


def count(conn: Connection) -> int:
    """How many reports there are now."""
    r = schema.reports.c
    return int(
        conn.execute(select(func.count()).select_from(schema.reports).where(r.until_seq.is_(None))).scalar() or 0
    )
