"""What are these actors and reports, in a word? Kinds and titles, looked up for many at once."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from detente.ledger import schema
from detente.ledger.rows import Row, pairs

STEP = 500
"""Ids of one question: databases bound them."""


def kinds(conn: Connection, actors: Sequence[str]) -> dict[str, str | None]:
    """The kind of each of these actors, by id."""
    c = schema.actors.c
    out: dict[str, str | None] = {}
    for some in _steps(actors):
        out |= pairs(conn.execute(select(c.id, c.kind).where(c.id.in_(some))))
    return out


def reports(conn: Connection, idents: Sequence[str]) -> dict[str, Row]:
    """``id, title, url, outlet, published`` of each of these reports as it holds now, by id."""
    c = schema.reports.c
    out: dict[str, Row] = {}
    for some in _steps(idents):
        query = select(c.id, c.title, c.url, c.outlet, c.published).where(c.id.in_(some), c.until_seq.is_(None))
        out |= {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return out


def _steps(idents: Sequence[str]) -> Iterable[list[str]]:
    each = list(dict.fromkeys(idents))
    return (each[i : i + STEP] for i in range(0, len(each), STEP))


def disputes(conn: Connection, incidents: Sequence[str]) -> dict[str, list[Row]]:
    """The disputes over each of these incidents as they hold now, as JSON gives them, by the incident's id."""
    c = schema.disputes.c
    out: dict[str, list[Row]] = {}
    for some in _steps(incidents):
        query = select(c.incident, c.record).where(c.incident.in_(some), c.until_seq.is_(None)).order_by(c.id)
        for incident, record in conn.execute(query):
            out.setdefault(incident, []).append(json.loads(record))
    return out
