"""How do many rows come into a table? In one statement that is made once, the values passed to the driver as they are.

SQLAlchemy prepares each row of a list for its statement; with the 300 rows that one report brings that took as long as
SQLite took to write them. What it makes of the statement for each database is used as it is.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite

STEP = 2000
"""Rows that are added at a time."""

T = TypeVar("T")


def add(conn: Connection, table: Table, rows: Iterable[Mapping[str, Any]], *, known: bool = False) -> None:
    """Add rows, all with the columns of the first; ``known``: those that are there already are passed over."""
    rest = iter(rows)
    while some := list(islice(rest, STEP)):
        columns = tuple(some[0])
        sql, order = _statement(table, columns, known, conn.dialect)
        values = itemgetter(*order)
        conn.exec_driver_sql(sql, [values(r) for r in some] if len(order) > 1 else [(values(r),) for r in some])


@functools.lru_cache(maxsize=256)
def _statement(table: Table, columns: tuple[str, ...], known: bool, dialect: Dialect) -> tuple[str, Sequence[str]]:
    """The words of an insertion, and the columns in the order of its values."""
    made = (sqlite if dialect.name == "sqlite" else postgresql).insert(table).inline()
    made = made.on_conflict_do_nothing() if known else made
    compiled: Any = made.compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), compiled.positiontup
