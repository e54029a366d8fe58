"""Which country does what to which, where incidents are told of, and what weighs of them stand in tables of their own.

Revision ID: 0007
"""

import sys
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from detente.ledger import strains
from detente.ledger.rows import Row

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LISTED = {
    "events": "review type mode status country outlet part place lat lon precision report background",
    "statements": "review act country outlet part report",
    "incidents": "review type standing country place lat lon precision origins reports",
    "reports": "review outlet",
}
"""What lists are narrowed, counted and put in order by."""
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STEP = 2000
"""Incidents that are opened at a time."""
MANY = 20_000
"""Incidents above which it is told how far it is: these take a second."""

SIDES = """
INSERT INTO sides (kind, a, b, sort, "row", type, mode)
SELECT DISTINCT p.kind, p.country, q.country, p.sort, p."row", {type}, {mode}
FROM parties p JOIN parties q ON q."row" = p."row" {join}
WHERE p.kind IN ({kinds}) AND p.country IS NOT NULL AND q.country IS NOT NULL
  AND p.role IN ('actor', 'speaker', 'intermediary') AND q.role IN ('recipient', 'addressee', 'about', 'toward')
ORDER BY 1, 2, 3, 4, 5
"""
TOLD_AT = """
INSERT INTO told_at (outlet, "row")
SELECT DISTINCT a.outlet, m."row"
FROM members m JOIN events e ON e.id = m.member JOIN appearances a ON a.report = e.report
WHERE m.kind = 'incident' AND a.outlet IS NOT NULL
ORDER BY 1, 2
"""


def upgrade() -> None:
    """Make the tables and fill them from the records that are kept, those that no longer hold as well."""
    conn = op.get_bind()
    many = (conn.execute(sa.text("SELECT count(*) FROM incidents")).scalar() or 0) > MANY
    _tables()
    for kind, mode in (("event", "t.mode"), ("incident", "NULL")):
        _tell(many, f"whom {kind}s set against whom")
        op.execute(
            SIDES.format(type="t.type", mode=mode, join=f'JOIN {kind}s t ON t."row" = p."row"', kinds=f"'{kind}'")
        )
    others = "'statement', 'channel', 'position', 'dispute'"
    op.execute(SIDES.format(type="NULL", mode="NULL", join="", kinds=others))
    _tell(many, "where incidents are told of")
    op.execute(TOLD_AT)
    for some in _incidents(conn):
        strains.note(conn, some)
    op.create_index("strains_row", "strains", ["row"])
    if conn.dialect.name == "sqlite":
        _tell(many, "indexes")
        _indexes()


def _indexes() -> None:
    """What lists are counted by, by day and by the numbers of rows."""
    now = sa.text("until_seq IS NULL")
    for name in ("events", "incidents"):
        latest: list[Any] = [sa.text("sort DESC"), "id", *LISTED[name].split(), "until_seq"]
        op.drop_index(f"{name}_list", name)
        op.create_index(f"{name}_list", name, latest, sqlite_where=now)
    for name, columns in LISTED.items():
        op.create_index(f"{name}_held", name, ["row", "sort", "id", *columns.split()], sqlite_where=now)


def _tables() -> None:
    def own(*names: str) -> list[sa.Column[str]]:
        return [sa.Column(n, sa.Text, primary_key=True, nullable=False) for n in names]

    def row() -> sa.Column[int]:
        return sa.Column("row", BIG, primary_key=True, autoincrement=False, nullable=False)

    op.drop_table("strains")
    op.create_table(
        "strains",
        *own("a", "b", "sort"),
        row(),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG),
        sa.Column("review", sa.Text),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("alone", sa.Text),
        sa.Column("record", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sides",
        *own("kind", "a", "b", "sort"),
        row(),
        sa.Column("type", sa.Text),
        sa.Column("mode", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_table("told_at", *own("outlet"), row(), sqlite_with_rowid=False)


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
        if done % MANY < STEP:
            _tell(whole > MANY, f"{done:,} of {whole:,} incidents")


def _tell(many: bool, what: str) -> None:
    if many:
        sys.stderr.write(f"detente: bringing the ledger up to date, {what}\n")


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
