"""What are the records as tables of Arrow and Parquet? Schemas made from the types, and rows there and back.

A record becomes a row and a field a column of its own type: tuples are lists, records within records are structs, days
are dates, instants are timestamps in UTC, ``None`` is null. Where a field holds either a reference or a word
(``Account.side``), the column is a struct of ``ref`` and ``name``, one of which is null. What comes back is what went
in. Needs pyarrow (extra ``[parquet]`` or ``[cluster]``), which no type of record imports.
"""

import functools
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar, Union

import msgspec
import pyarrow as pa

from detente.records.base import Record

_PLAIN: dict[Any, Any] = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.binary()}

_NAMED: dict[str, Any] = {"day": pa.date32(), **dict.fromkeys(("start_utc", "end_utc"), pa.timestamp("us", tz="UTC"))}
"""Fields of text that are dates and instants, by name."""

_MINUTE = "%Y-%m-%dT%H:%MZ"
"""How records write an instant."""

R = TypeVar("R", bound=Record)


@functools.cache
def schema_of(kind: type[Record], *leading: str) -> pa.Schema:
    """The schema of a type of record; ``leading`` names columns of text that stand before its own fields.

    >>> from detente.records import Span
    >>> schema_of(Span, "report").names
    ['report', 'start', 'end', 'quote']
    """
    first = [pa.field(name, pa.string()) for name in leading]
    own = [_field(name, hint) for name, hint in _hints(kind).items()]
    return pa.schema([*first, *own])


def table_of(kind: type[R], records: Iterable[R], **leading: Sequence[str]) -> pa.Table:
    """A table of records, in their order; ``leading`` holds the values of columns before theirs."""
    rows = [as_row(kind, r) for r in records]
    names = list(leading)
    for i, row in enumerate(rows):
        row.update({name: leading[name][i] for name in names})
    return pa.Table.from_pylist(rows, schema=schema_of(kind, *names))


def records_of(kind: type[R], table: pa.Table) -> Iterator[R]:
    """The records of a table that :func:`table_of` made; columns that are not the type's are passed over."""
    names = list(_hints(kind))
    for row in table.select(names).to_pylist():
        yield msgspec.convert(_unfold(row, kind) if _folded(kind) else row, type=kind)


def as_row(kind: type[R], record: R) -> dict[str, Any]:
    """A record as the row that its schema describes."""
    row: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(bytes,))
    return _fold(row, kind) if _folded(kind) else row


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


def _choices(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a union, ``None`` left out; the hint itself where it is none."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is Union:
        return tuple(a for a in typing.get_args(hint) if a is not type(None))
    return (hint,)


def _optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _record(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _field(name: str, hint: Any) -> pa.Field:
    return pa.field(name, _NAMED.get(name) or arrow_of(hint), _optional(hint))


@functools.cache
def arrow_of(hint: Any) -> pa.DataType:
    """The Arrow type of a field's type; raises :class:`TypeError` on one that no record has."""
    choices = _choices(hint)
    if len(choices) == 2 and str in choices:
        (other,) = (c for c in choices if c is not str)
        return pa.struct([pa.field("ref", arrow_of(other)), pa.field("name", pa.string())])
    (one,) = choices
    if one in _PLAIN:
        return _PLAIN[one]
    origin, args = typing.get_origin(one), typing.get_args(one)
    if origin is Literal:
        return pa.string()
    if origin in (tuple, list):
        return pa.list_(pa.field("item", arrow_of(args[0]), _optional(args[0])))
    if _record(one):
        return pa.struct([_field(n, h) for n, h in _hints(one).items()])
    raise TypeError(f"no column can hold {hint!r}")


@functools.cache
def _folded(hint: Any) -> bool:
    """Whether there is, however deep, a field that its column holds in another form."""
    choices = _choices(hint)
    if len(choices) > 1:
        return True
    (one,) = choices
    if typing.get_origin(one) in (tuple, list):
        return _folded(typing.get_args(one)[0])
    return _record(one) and any(n in _NAMED or _folded(h) for n, h in _hints(one).items())


def _fold(value: Any, hint: Any) -> Any:
    """Plain values as their columns hold them."""
    if value is None or not _folded(hint):
        return value
    choices = _choices(hint)
    if len(choices) > 1:
        return {"ref": None, "name": value} if isinstance(value, str) else {"ref": value, "name": None}
    (one,) = choices
    if typing.get_origin(one) in (tuple, list):
        return [_fold(v, typing.get_args(one)[0]) for v in value]
    return {n: _moment(n, value[n]) if n in _NAMED else _fold(value[n], h) for n, h in _hints(one).items()}


def _moment(name: str, told: str | None) -> date | datetime | None:
    if told is None:
        return None
    try:
        return date.fromisoformat(told) if name == "day" else datetime.strptime(told, _MINUTE).replace(tzinfo=UTC)
    except ValueError:  # '2025-05' is no day
        return None


def _unfold(value: Any, hint: Any) -> Any:
    """What a column holds as plain values."""
    if value is None or not _folded(hint):
        return value
    choices = _choices(hint)
    if len(choices) > 1:
        return value["name"] if value["ref"] is None else value["ref"]
    (one,) = choices
    if typing.get_origin(one) in (tuple, list):
        return [_unfold(v, typing.get_args(one)[0]) for v in value]
    return {n: _words(value[n]) if n in _NAMED else _unfold(value[n], h) for n, h in _hints(one).items()}


def _words(moment: date | datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.strftime(_MINUTE) if isinstance(moment, datetime) else moment.isoformat()
