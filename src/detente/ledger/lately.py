"""What came or changed last, as the ledger learned of it, whatever the day that it tells of?"""

from dataclasses import replace

from sqlalchemy import Connection

from detente.ledger import schema
from detente.ledger.filter import Filter
from detente.ledger.question import ask
from detente.ledger.rows import Row


def latest(conn: Connection, kind: str, f: Filter, most: int, least_reports: int = 0) -> list[Row]:
    """Rows that a filter asks for, the last written first; of incidents, those told by so many reports at least."""
    c = schema.RECORDS[kind].c
    query = ask(conn, kind, replace(f, limit=None, cursor=None))
    if least_reports and "reports" in c:
        query = query.where(c.reports >= least_reports)
    order = (c.since_seq.desc(), c.sort.desc(), c.id)
    return [dict(row) for row in conn.execute(query.order_by(None).order_by(*order).limit(most)).mappings()]
