"""Which incidents does an outlet tell of? Kept beside them, since an incident names its events, and these reports.

A row of ``told_at`` is an outlet and the row of an incident one of whose reports appeared there. Rows are added with an
incident's members, and when words that are known appear at another outlet; they are never closed: whether an incident
holds stands in its own row.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from detente.ledger import schema
from detente.ledger.shortcuts import told_at

STEP = 500
"""Incidents that are looked up at a time: databases bound the values of a question."""


def note(conn: Connection, incidents: Sequence[int]) -> None:
    """Add where these rows of incidents are told of, once their members are written."""
    for i in range(0, len(incidents), STEP):
        _add(conn, outlets().where(schema.members.c.row.in_(incidents[i : i + STEP])))


def appeared(conn: Connection, report: str, outlet: str | None) -> None:
    """Add that a report appeared at an outlet to all incidents that it tells of, those that no longer hold as well."""
    if outlet is not None:
        _add(conn, outlets().where(schema.events.c.report == report, schema.appearances.c.outlet == outlet))


def outlets() -> Select[tuple[str | None, int]]:
    """Outlets and rows of incidents, as they are when all is looked up."""
    m, e, a = schema.members.c, schema.events.c, schema.appearances.c
    return (
        select(a.outlet, m.row)
        .select_from(schema.members.join(schema.events, e.id == m.member))
        .join(schema.appearances, a.report == e.report)
        .where(m.kind == "incident", a.outlet.is_not(None))
        .distinct()
    )


def _add(conn: Connection, found: Select[tuple[str | None, int]]) -> None:
    insert = (sqlite if conn.dialect.name == "sqlite" else postgresql).insert(told_at)
    conn.execute(insert.from_select(["outlet", "row"], found).on_conflict_do_nothing())
