"""Which reports do the rows of a Parquet file hold? Columns by the names of JSON Lines, a handful of rows at a time."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from detente.errors import InputError
from detente.records import Item
from detente.sources import rows
from detente.sources.unpack import Budget

HANDFUL = 64
"""Rows in memory at once."""

KNOWN = frozenset((*rows.TEXT, *rows.HTML, *rows.TITLE, *rows.URL, *rows.DAY, *rows.OUTLET, *rows.IDENT))


def opened(stream: BinaryIO, name: str) -> Any:
    """The file, its layout read; raises :class:`InputError` where it is damaged or pyarrow is not there."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise InputError(f"{name}: a Parquet table needs pyarrow: pip install 'detente[parquet]'") from None
    try:
        return pq.ParquetFile(stream)
    except (pa.ArrowException, OSError, ValueError) as why:
        raise InputError(f"{name}: a Parquet table, but damaged ({' '.join(str(why).split())[:200]})") from None


def of_parquet(stream: BinaryIO, name: str, budget: Budget, origin: str | None = None) -> Iterator[Item]:
    """Items of a table; raises :class:`InputError` where no column holds a text, or the file is damaged."""
    import pyarrow as pa

    table = opened(stream, name)
    columns = [c for c in table.schema_arrow.names if c.strip().lower() in KNOWN]
    if not {c.strip().lower() for c in columns} & {*rows.TEXT, *rows.HTML}:
        raise InputError(f"{name}: no column is called {', '.join(rows.TEXT[:4])}; there are {', '.join(columns[:12])}")
    n = 0
    try:
        for batch in table.iter_batches(HANDFUL, columns=columns):
            budget.came(batch.nbytes, name)
            for row in batch.to_pylist():
                n += 1
                yield rows.of_row({k: _plain(v) for k, v in row.items() if v is not None}, f"{name}, row {n}", origin)
    except (pa.ArrowException, OSError) as why:
        raise InputError(f"{name}: a Parquet table, but damaged ({' '.join(str(why).split())[:200]})") from None


def _plain(value: Any) -> Any:
    """Dates and times as ISO 8601."""
    return value.isoformat() if hasattr(value, "isoformat") else value
