"""Incidents know by how many independent origins they are told, and are listed by it; days are counted by an index.

Revision ID: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RECORDS = ("reports", "events", "statements", "incidents", "disputes", "channels", "positions", "copies")


def upgrade() -> None:
    """Add what lists are ordered by, filled from the records."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("incidents", sa.Column("origins", sa.Integer))
    told = "json_extract(record, '$.origins')" if sqlite else "CAST(CAST(record AS json) ->> 'origins' AS integer)"
    op.execute(f"UPDATE incidents SET origins = coalesce({told}, 1)")
    now = sa.text("until_seq IS NULL")
    order: list[Any] = [sa.text("origins DESC"), sa.text("reports DESC"), sa.text("sort DESC"), "id"]
    op.create_index("incidents_told", "incidents", order, sqlite_where=now, postgresql_where=now)
    for name in RECORDS:
        op.create_index(f"{name}_day", name, ["sort", "review"], sqlite_where=now, postgresql_where=now)
    op.execute("DROP VIEW incidents_now")
    columns = "id, day, type, actors, recipients, place, country, standing, origins, reports, events, review"
    op.execute(f"CREATE VIEW incidents_now AS SELECT {columns} FROM incidents WHERE until_seq IS NULL")


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
