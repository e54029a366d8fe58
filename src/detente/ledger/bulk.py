"""How do many rows come into a table? In one statement that is made once, the values passed to the driver as they are.

SQLAlchemy prepares each row of a list for its statement; with the 300 rows that one report brings that took as long as
SQLite took to write them. What it makes of the statement for each database is used as it is.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Connection, Dialect, Table
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


def put(conn: Connection, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows that are made as the values of these columns, in their order."""
    rest = iter(rows)
    sql, order = _statement(table, columns, False, conn.dialect)
    assert tuple(order) == columns, f"{table.name}: give the columns in the order of the table: {order}"
    while some := list(islice(rest, STEP)):
        conn.exec_driver_sql(sql, some)


def ask(conn: Connection, question: ClauseElement, values: Mapping[str, Any]) -> Any:
    """The answer to a question that is asked again and again, its values passed to the driver as they are."""
    sql, own, order = _question(question, conn.dialect)
    given = {**own, **values}
    return conn.exec_driver_sql(sql, tuple(given[name] for name in order))


@functools.lru_cache(maxsize=64)
def _question(question: ClauseElement, dialect: Dialect) -> tuple[str, Mapping[str, Any], Sequence[str]]:
    """The words of a question, the values that it has itself, and the names of all in order."""
    compiled: Any = question.compile(dialect=dialect)
    return str(compiled), compiled.params, compiled.positiontup


@functools.lru_cache(maxsize=256)
def _statement(table: Table, columns: tuple[str, ...], known: bool, dialect: Dialect) -> tuple[str, Sequence[str]]:
    """The words of an insertion, and the columns in the order of its values."""
    made = (sqlite if dialect.name == "sqlite" else postgresql).insert(table).inline()
    made = made.on_conflict_do_nothing() if known else made
    compiled: Any = made.compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), compiled.positiontup
