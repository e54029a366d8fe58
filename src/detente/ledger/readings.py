"""What do the kept reports say, as readings? One after another, whatever their number, without holding them all."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, overload

import msgspec
from sqlalchemy import Connection, Engine, func, select

from detente.errors import RecordError
from detente.ledger import schema
from detente.records import Reading

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
        r = schema.reports.c
        with engine.connect() as conn:
            self._ids: list[str] = list(conn.execute(_query(r.id).order_by(r.sort, r.id)).scalars())

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
            return some(conn, ids)


def some(conn: Connection, ids: Sequence[str]) -> list[Reading]:
    """The readings of these reports, in this order."""
    r, d = schema.reports.c, schema.readings.c
    found = {
        row[0]: unpacked(row[2], row[1]) for row in conn.execute(_query(r.id, r.text, d.data).where(r.id.in_(ids)))
    }
    return [found[i] for i in ids if i in found]


def count(conn: Connection) -> int:
    """How many reports there are now."""
    r = schema.reports.c
    return int(
        conn.execute(select(func.count()).select_from(schema.reports).where(r.until_seq.is_(None))).scalar() or 0
    )
