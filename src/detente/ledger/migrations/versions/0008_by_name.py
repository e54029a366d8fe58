"""Who takes part in records is looked up by name, ids as well: the index by ids is dropped.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OTHER_NAMES = """
INSERT INTO spellings (kind, folded, name)
SELECT DISTINCT 'actor', p.actor, p.name
FROM parties p LEFT JOIN actors a ON a.id = p.actor
WHERE a.name IS NULL OR a.name <> p.name
ORDER BY 1, 2, 3
"""


def upgrade() -> None:
    """Remember by which names actors are told that are not those of their descriptions."""
    op.execute(OTHER_NAMES)
    op.drop_index("parties_actor", "parties")


def downgrade() -> None:
    """A ledger is not taken back."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")
