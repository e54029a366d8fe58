"""Names are found by how they are spelled, and what a long list is narrowed by stands in its index.

Revision ID: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from detente.ledger import spellings

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LISTED = {
    "events": "review type mode status country outlet part place lat lon precision report",
    "statements": "review act country outlet part report",
    "incidents": "review type standing country place lat lon precision",
    "reports": "review outlet",
}
"""What a list is narrowed and counted by: in SQLite's index of it, so that no record has to be opened for that."""


def upgrade() -> None:
    """Make the table of spellings, fill it, and exchange indexes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "spellings",
        sa.Column("kind", sa.Text, primary_key=True, nullable=False),
        sa.Column("folded", key, primary_key=True, nullable=False),
        sa.Column("name", sa.Text, primary_key=True, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("spellings_name", "spellings", ["kind", "name"])
    for kind, query in (
        ("party", "SELECT DISTINCT name FROM parties"),
        ("place", "SELECT DISTINCT place FROM events UNION SELECT DISTINCT place FROM incidents"),
        ("outlet", "SELECT DISTINCT outlet FROM appearances"),
    ):
        spellings.note(op.get_bind(), kind, list(op.get_bind().execute(sa.text(query)).scalars()))
    _indexes(sqlite)


def _indexes(sqlite: bool) -> None:
    now = sa.text("until_seq IS NULL")
    latest: list[Any] = [sa.text("sort DESC")]
    op.drop_index("parties_name", "parties")
    op.create_index("parties_name", "parties", ["kind", "name", *latest, "row"])
    op.create_index("appearances_outlet", "appearances", ["outlet", "report"])
    op.create_index("disputes_incident", "disputes", ["incident"])
    for name in ("events", "incidents"):
        op.create_index(f"{name}_place", name, ["place", *latest, "id"], sqlite_where=now, postgresql_where=now)
    for name, columns in LISTED.items():
        if sqlite:
            op.drop_index(f"{name}_sort", name)
            op.create_index(f"{name}_list", name, [*latest, "id", *columns.split(), "until_seq"], sqlite_where=now)


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
