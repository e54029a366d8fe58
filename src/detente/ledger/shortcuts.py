"""Which tables repeat what records hold, so that a question about many of them need open none?

Nothing here says anything new: each row is made from a record's row, or from its parties and members, by whoever writes
that, in the same transaction, and could be made again from them.
"""

from sqlalchemy import Column, Index, Table, Text

from detente.ledger.schema import BIG, metadata

_KEY = (Column(n, Text, primary_key=True) for n in ("kind", "sort"))
tallies = Table("tallies", metadata, *_KEY, Column("n", BIG, nullable=False), sqlite_with_rowid=False)
"""How many records of a kind hold on a day: see :mod:`detente.ledger.tallies`."""

strains = Table(
    "strains",
    metadata,
    *(Column(n, Text, primary_key=True) for n in ("a", "b", "sort")),
    Column("row", BIG, primary_key=True, autoincrement=False),
    Column("since_seq", BIG, nullable=False),
    Column("until_seq", BIG),
    Column("review", Text),
    Column("id", Text, nullable=False),
    Column("alone", Text),
    Column("record", Text, nullable=False),
    Index("strains_row", "row"),
    sqlite_with_rowid=False,
)
"""What tension weighs of an incident (its row), for each two countries in it: see :mod:`detente.ledger.strains`."""

sides = Table(
    "sides",
    metadata,
    *(Column(n, Text, primary_key=True) for n in ("kind", "a", "b", "sort")),
    Column("row", BIG, primary_key=True, autoincrement=False),
    Column("type", Text),
    Column("mode", Text),
    sqlite_with_rowid=False,
)
"""Which country (``a``) does something to which (``b``) in a record (its row): see :mod:`detente.ledger.sides`."""

told_at = Table(
    "told_at",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("row", BIG, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which outlets tell of an incident (its row): see :mod:`detente.ledger.told_at`."""
