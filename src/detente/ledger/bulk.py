"""How are many rows written, and asked for? With statements made once, the values passed to the driver as they are.

SQLAlchemy prepares each row of a list for its statement; with the 300 rows that one report brings that took as long as
SQLite took to write them. What it makes of the statement for each database is used as it is.
"""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ClauseElement, Connection, Dialect, Table, bindparam, func, select
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


def each(conn: Connection, statement: ClauseElement, rows: Iterable[Mapping[str, Any]]) -> None:
    """Carry out a statement with the values of each of these rows."""
    sql, own, order = _question(statement, conn.dialect)
    if many := [tuple({**own, **row}[name] for name in order) for row in rows]:
        conn.exec_driver_sql(sql, many)


def ask(conn: Connection, question: ClauseElement, values: Mapping[str, Any]) -> Any:
    """The answer to a question that is asked again and again, its values passed to the driver as they are."""
    sql, own, order = _question(question, conn.dialect)
    given = own | dict(values)
    return conn.exec_driver_sql(sql, tuple(given[name] for name in order))


SOME: Any = bindparam("some")
LISTED = func.json_each(SOME).table_valued("value")


class Among:
    """A question for the rows with some values of a column: given as one list, it has the same words for any number."""

    def __init__(self, by: Any, question: Any) -> None:
        self.question = question
        self._whole = {
            "sqlite": question.where(by.in_(select(LISTED.c.value))),
            "postgresql": question.where(by == func.any(SOME)),
        }

    def of(self, conn: Connection, some: Collection[Any], **more: Any) -> Any:
        """The answer for these values; ``more`` are what else it asks for."""
        name = conn.dialect.name
        values = msgspec.json.encode(list(some)).decode() if name == "sqlite" else list(some)
        return ask(conn, self._whole[name], {"some": values, **more})


@functools.lru_cache(maxsize=256)
def _question(question: ClauseElement, dialect: Dialect) -> tuple[str, dict[str, Any], Sequence[str]]:
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
