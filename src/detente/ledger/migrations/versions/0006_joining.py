"""What was joined is remembered, so that new reports are joined with what they touch.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the next joining fills them."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

    def own(name: str, kind: object) -> sa.Column[object]:
        return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)  # type: ignore[arg-type]

    def told(name: str, kind: object) -> sa.Column[object]:
        return sa.Column(name, kind, nullable=False)  # type: ignore[arg-type]

    op.create_table(
        "join_reports", own("report", sa.Text), told("seq", big), told("day", sa.Integer), told("denies", sa.Integer),
        told("origin", sa.Text), told("data", sa.LargeBinary),
    )  # fmt: skip
    op.create_index("join_reports_denies", "join_reports", ["denies", "day"])
    op.create_table(
        "join_strands", own("strand", plain), told("report", sa.Text), sa.Column("incident", sa.Text),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("join_strands_report", "join_strands", ["report"])
    op.create_index("join_strands_incident", "join_strands", ["incident"])
    op.create_table(
        "join_blocks", own("key", big), own("day", sa.Integer), own("strand", plain), sqlite_with_rowid=False
    )
    op.create_table(
        "join_runs", own("run", big), own("day", sa.Integer), own("report", sa.Text), sqlite_with_rowid=False
    )
    op.create_table(
        "join_ties", own("one", plain), own("other", plain), told("odds", sa.Float(53)), told("times", sa.Integer),
        told("loose", sa.Integer), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "join_pieces", own("kind", plain), own("key", plain), own("rank", plain), own("owner", plain),
        told("data", sa.LargeBinary), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("join_pieces_owner", "join_pieces", ["owner", "kind"])


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
