"""In which tables does a ledger remember what was joined, so that new reports are joined with what they touch?

Nothing here is a record: it can be taken away and is made anew. What each table holds and why stands in
:mod:`detente.joining.held`.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from detente.ledger.schema import BIG, metadata

PLAIN = Text().with_variant(Text(collation="C"), "postgresql")
"""Words that are put in order by their code points, in every database alike."""

reports = Table(
    "join_reports",
    metadata,
    Column("report", Text, primary_key=True),
    Column("seq", BIG, nullable=False),
    Column("day", Integer, nullable=False),
    Column("denies", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("join_reports_denies", "denies", "day"),
)
"""What is remembered of each report, up to which time of the ledger's clock it was joined, and what it repeats."""

strands = Table(
    "join_strands",
    metadata,
    Column("strand", PLAIN, primary_key=True),
    Column("report", Text, nullable=False),
    Column("incident", Text),
    Index("join_strands_report", "report"),
    Index("join_strands_incident", "incident"),
    sqlite_with_rowid=False,
)
"""The events of one report that tell of one happening, and the incident that they are part of."""

blocks = Table(
    "join_blocks",
    metadata,
    Column("key", BIG, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("strand", PLAIN, primary_key=True),
    sqlite_with_rowid=False,
)
"""Under which keys each strand is looked for."""

runs = Table(
    "join_runs",
    metadata,
    Column("run", BIG, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("report", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Under which runs of words each report is looked for as a copy; day 0: none."""

ties = Table(
    "join_ties",
    metadata,
    Column("one", PLAIN, primary_key=True),
    Column("other", PLAIN, primary_key=True),
    Column("odds", Float(53), nullable=False),
    Column("times", Integer, nullable=False),
    Column("loose", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Strands that can bring each other together, and reports that repeat each other; both ways."""

pieces = Table(
    "join_pieces",
    metadata,
    Column("kind", PLAIN, primary_key=True),
    Column("key", PLAIN, primary_key=True),
    Column("rank", PLAIN, primary_key=True),
    Column("owner", PLAIN, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Index("join_pieces_owner", "owner", "kind"),
    sqlite_with_rowid=False,
)
"""What reports and incidents bring to channels, positions and disputes."""

TABLES = (reports, strands, blocks, runs, ties, pieces)
