"""How do records become a data frame? A row a record, typed columns, in pandas or Polars, whichever is installed."""

import importlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from detente.errors import InputError
from detente.ledger import Filter, Ledger, rows, schema
from detente.records import Reading
from detente.show.kinds import KINDS

LIBRARIES = ("pandas", "polars")
INNER = frozenset({"row", "since_seq", "until_seq", "sort", "record", "trigger_start", "trigger_end"})
"""Columns that only the ledger itself needs; the words' offsets stand in the records."""
DAYS = frozenset({"day", "day_end"})
Row = Mapping[str, Any]


def of_ledger(ledger: Ledger, name: str, library: str | None, asked: Filter) -> Any:
    """The records of a list as a frame; raises :class:`InputError` where there is no such list or library."""
    kind = _kind(name)
    return made(kind, ledger.each(kind, asked) if not asked.limit else ledger.page(kind, asked).rows, library)


def of_reading(reading: Reading, name: str, library: str | None) -> Any:
    """Events or statements of one report as a frame."""
    if name == "events":
        return made("event", [rows.event_row(e, reading.report) for e in reading.events], library)
    if name == "statements":
        return made("statement", [rows.statement_row(s, reading.report) for s in reading.statements], library)
    raise InputError(f"a reading gives frames of events and statements, not of {name!r}")


def _kind(name: str) -> str:
    if name not in KINDS:
        raise InputError(f"there is no list {name!r}; there are {', '.join(sorted(KINDS))}")
    return KINDS[name]


def chosen(library: str | None) -> Any:
    """The module of a library, or of the first that is installed; raises :class:`InputError`."""
    if library is not None and library not in LIBRARIES:
        raise InputError(f"there are frames of {' and '.join(LIBRARIES)}, not of {library!r}")
    for name in (library,) if library else LIBRARIES:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    missing = library or "pandas or Polars"
    raise InputError(f"a frame needs {missing}, which is not installed here; pip install 'detente[frames]'")


def made(kind: str, found: Iterable[Row], library: str | None) -> Any:
    """A frame of rows: text, whole numbers and numbers as such, ``day`` and ``day_end`` as days.

    What is unknown is null. Several actors stand in one cell, with '; ' between them, as in CSV.
    """
    module = chosen(library)
    columns = {n: "day" if n in DAYS else t for n, t in schema.column_types(kind).items() if n not in INNER}
    data: dict[str, list[Any]] = {name: [] for name in columns}
    for row in found:
        for name, values in data.items():
            value = row.get(name)
            values.append(date.fromisoformat(value) if columns[name] == "day" and value else value)
    return _polars(module, data, columns) if module.__name__ == "polars" else _pandas(module, data, columns)


def _polars(polars: Any, data: dict[str, list[Any]], columns: dict[str, str]) -> Any:
    types = {"day": polars.Date, "number": polars.Float64, "whole": polars.Int64, "text": polars.String}
    return polars.DataFrame(data, schema={name: types[told] for name, told in columns.items()})


def _pandas(pandas: Any, data: dict[str, list[Any]], columns: dict[str, str]) -> Any:
    types = {"number": "Float64", "whole": "Int64", "text": "string"}
    series = {
        name: pandas.to_datetime(pandas.Series(values, dtype="object"))
        if columns[name] == "day"
        else pandas.Series(values, dtype=types[columns[name]])
        for name, values in data.items()
    }
    return pandas.DataFrame(series)
