"""What tension weighs between two countries, and how many records are of each day, stand in tables of their own.

Revision ID: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LISTED = "review type standing country place lat lon precision"
"""What incidents are narrowed and counted by."""
TALLIED = {
    "reports": "report",
    "events": "event",
    "statements": "statement",
    "incidents": "incident",
    "disputes": "dispute",
    "channels": "channel",
    "positions": "position",
    "copies": "copy",
}
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and count the days; what tension weighs is filled in by 0007, which keeps it in another shape."""
    op.create_table(
        "strains",
        *(sa.Column(n, sa.Text, primary_key=True, nullable=False) for n in ("a", "b", "sort")),
        sa.Column("row", BIG, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG),
        sa.Column("review", sa.Text),
        sa.Column("record", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        *(sa.Column(n, sa.Text, primary_key=True, nullable=False) for n in ("kind", "sort")),
        sa.Column("n", BIG, nullable=False),
        sqlite_with_rowid=False,
    )
    for table, kind in TALLIED.items():
        op.execute(
            f"INSERT INTO tallies (kind, sort, n) SELECT '{kind}', sort, count(*) FROM {table} "
            "WHERE until_seq IS NULL AND (review IS NULL OR review <> 'rejected') GROUP BY sort"
        )
    op.create_index("strains_row", "strains", ["row"])
    _indexes(op.get_bind().dialect.name == "sqlite")


def _indexes(sqlite: bool) -> None:
    """Records are found by their outlet in order; the index of most told incidents holds what they are counted by."""
    now = sa.text("until_seq IS NULL")
    op.drop_index("appearances_report", "appearances")
    op.create_index("appearances_report", "appearances", ["report", "outlet"])
    for name in ("events", "statements"):
        at: list[Any] = ["outlet", sa.text("sort DESC"), "id"]
        op.create_index(f"{name}_outlet", name, at, sqlite_where=now, postgresql_where=now)
    if not sqlite:
        return
    order: list[Any] = [sa.text(f"{n} DESC") for n in ("origins", "reports", "sort")]
    op.drop_index("incidents_told", "incidents")
    op.create_index("incidents_most", "incidents", [*order, "id", *LISTED.split(), "until_seq"], sqlite_where=now)


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
