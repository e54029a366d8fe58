"""How does a ledger become Parquet? One file a kind of record; every field a typed column, nested where records nest.

Lists are lists, records within records are structs, days are dates, instants are timestamps in UTC; nothing is JSON in
a string. A side that is either an actor or a word is a struct of ``ref`` and ``name``, one of which is null. Rows are
written a group at a time, so memory does not grow with the ledger. The same ledger and pyarrow give the same bytes.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import inspect

from detente.errors import InputError
from detente.ledger import Filter, Ledger
from detente.ledger.listing import whole
from detente.records import Actor, Channel, CopyGroup, Dispute, Event, Incident, Position, Report, Statement

if TYPE_CHECKING:
    import pyarrow

TYPES: dict[str, type[Any]] = {
    "report": Report, "actor": Actor, "statement": Statement, "event": Event, "incident": Incident,
    "dispute": Dispute, "channel": Channel, "position": Position, "copy": CopyGroup,
}  # fmt: skip
GROUP = 5000
"""Rows of a group: some 10 MB of events in memory, and large enough for a reader to skip by its statistics."""
BESIDE: dict[str, tuple[str, ...]] = {
    "report": ("published_day", "published_utc"),
    "event": ("day", "outlet", "published", "published_utc", "review"),
    "statement": ("day", "outlet", "published", "published_utc", "review"),
    "incident": ("review",), "dispute": ("review",), "channel": ("day", "review"), "position": ("review",),
    "actor": ("reports",),
}  # fmt: skip
"""Columns that stand beside the record's own fields, as they do in lists."""
DAYS = frozenset({"day", "published_day"})
INSTANTS = frozenset({"published_utc", "start_utc", "end_utc"})


def parquet(ledger: Ledger, kind: str, asked: Filter) -> Iterator[bytes]:
    """A Parquet file of one kind of record, in pieces; nothing at all where no record fits.

    Raises :class:`~detente.errors.InputError` where pyarrow is not installed.
    """
    pa, pq = _pyarrow()
    schema = schema_of(kind)
    rows = (_row(kind, r) for r in ledger.each(kind, asked))
    sink, writer = _Pieces(), None
    while some := list(islice(rows, GROUP)):
        writer = writer or pq.ParquetWriter(sink, schema, compression="zstd")
        writer.write_batch(pa.RecordBatch.from_pylist([_fitted(r, schema) for r in some], schema=schema))
        yield from sink.taken()
    if writer is not None:
        writer.close()
        yield from sink.taken()


def schema_of(kind: str) -> "pyarrow.Schema":
    """The columns of a kind of record.

    >>> schema_of("dispute").field("positions").type.value_type.field("side").type.field("name").type
    DataType(string)
    """
    pa, _ = _pyarrow()
    own = [pa.field(f.encode_name, _type(f.type, f.encode_name)) for f in _fields(TYPES[kind])]
    beside = [pa.field(name, _named(name) or pa.string()) for name in BESIDE.get(kind, ())]
    if kind == "report":
        facts = ("source_id", "outlet", "url", "title", "published")
        shown = pa.struct([pa.field(name, pa.string()) for name in facts])
        beside.append(pa.field("appearances", pa.list_(shown)))
    return pa.schema([*own, *beside])


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        told = "Parquet is written by pyarrow, which is not installed; run: pip install 'detente[parquet]'"
        raise InputError(told) from None
    return pyarrow, pyarrow.parquet


class _Pieces(io.RawIOBase):
    """What a writer wrote since it was last asked: a Parquet file needs no way back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._at += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._at

    def taken(self) -> Iterator[bytes]:
        parts, self._parts = self._parts, []
        yield from parts


def _fields(type_: type[Any]) -> tuple[inspect.Field, ...]:
    told = inspect.type_info(type_)
    assert isinstance(told, inspect.StructType)
    return told.fields


def _named(name: str) -> Any:
    """The type that a column's name tells."""
    pa, _ = _pyarrow()
    if name in DAYS:
        return pa.date32()
    return {**dict.fromkeys(INSTANTS, pa.timestamp("us", tz="UTC")), "reports": pa.int64()}.get(name)


def _type(told: inspect.Type, name: str = "") -> Any:
    """The column type of a field's type."""
    pa, _ = _pyarrow()
    if isinstance(told, inspect.UnionType):
        parts = [t for t in told.types if not isinstance(t, inspect.NoneType)]
        if len(parts) == 1:
            return _type(parts[0], name)
        ref = next(t for t in parts if isinstance(t, inspect.StructType))
        return pa.struct([pa.field("ref", _type(ref)), pa.field("name", pa.string())])
    if isinstance(told, inspect.StructType):
        return pa.struct([pa.field(f.encode_name, _type(f.type, f.encode_name)) for f in told.fields])
    if isinstance(told, inspect.VarTupleType):
        return pa.list_(_type(told.item_type))
    if isinstance(told, inspect.TupleType):
        return pa.list_(_type(told.item_types[0]))
    plain = {inspect.IntType: pa.int64(), inspect.FloatType: pa.float64(), inspect.BoolType: pa.bool_()}
    if type(told) in plain:
        return plain[type(told)]
    assert isinstance(told, inspect.StrType | inspect.LiteralType), told
    return (_named(name) if name in DAYS | INSTANTS else None) or pa.string()


def _row(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the columns beside it."""
    record = whole(kind, dict(row))
    record |= {name: row.get(name) for name in ("day", "outlet", "published") if name in BESIDE.get(kind, ())}
    published = record.get("published")
    record["published_day"], record["published_utc"] = published, published
    return record


def _fitted(value: Any, type_: Any) -> Any:
    """A value of JSON as a column of this type takes it."""
    pa, _ = _pyarrow()
    if value is None:
        return None
    if isinstance(type_, pa.Schema):
        return {f.name: _fitted(value.get(f.name), f.type) for f in type_}
    if pa.types.is_struct(type_):
        fields = [type_.field(i) for i in range(type_.num_fields)]
        if [f.name for f in fields] == ["ref", "name"]:
            value = {"name": value} if isinstance(value, str) else {"ref": value}
        return {f.name: _fitted(value.get(f.name), f.type) for f in fields}
    if pa.types.is_list(type_):
        return [_fitted(v, type_.value_type) for v in value]
    if pa.types.is_date32(type_):
        return _day(str(value))
    return _instant(str(value)) if pa.types.is_timestamp(type_) else value


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told[:10])
    except ValueError:
        return None


def _instant(told: str) -> datetime | None:
    """An instant in UTC; a bare day, or a time without its zone, is none."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
