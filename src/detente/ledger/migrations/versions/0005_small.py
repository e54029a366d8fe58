"""What tension weighs between two countries stands in a table of its own.

Revision ID: 0005
"""

import sys
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from detente.ledger import strains
from detente.ledger.rows import Row

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STEP = 2000
"""Incidents that are opened at a time."""
MANY = 20_000
"""Incidents above which it is told how far it is: these take two seconds."""


def upgrade() -> None:
    """Make the table and fill it from the incidents that are kept, those that no longer hold as well."""
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
    for some in _incidents(op.get_bind()):
        strains.note(op.get_bind(), some)
    op.create_index("strains_row", "strains", ["row"])


def _incidents(conn: sa.Connection) -> Iterator[list[Row]]:
    """All rows of incidents in the order of their numbers."""
    whole = conn.execute(sa.text("SELECT count(*) FROM incidents")).scalar() or 0
    query = sa.text(
        'SELECT "row", review, since_seq, until_seq, record FROM incidents WHERE "row" > :last ORDER BY "row" LIMIT :n'
    )
    last, done = -1, 0
    while some := [dict(r) for r in conn.execute(query, {"last": last, "n": STEP}).mappings()]:
        yield some
        last, done = some[-1]["row"], done + len(some)
        if whole > MANY and done % MANY < STEP:
            sys.stderr.write(f"detente: bringing the ledger up to date, {done:,} of {whole:,} incidents\n")


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
