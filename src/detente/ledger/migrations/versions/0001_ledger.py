"""The ledger's first schema: append-only records with the days of their validity, revisions, snapshots, crises.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, the index of words and the views."""
    _tables()
    _words()
    _views()


def downgrade() -> None:
    """There is nothing before this."""
    raise NotImplementedError("a ledger is not taken back; use a copy from before")


def _words() -> None:
    """The index of words: FTS5 without a second copy of the text, or a column of lexemes."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2')")
    else:
        op.execute('CREATE TABLE words ("row" BIGINT PRIMARY KEY, body TSVECTOR NOT NULL)')
        op.execute("CREATE INDEX words_body ON words USING gin (body)")


def _views() -> None:
    """What holds now, for Datasette and for anybody's own SQL."""
    for name, columns in VIEWS.items():
        op.execute(f"CREATE VIEW {name}_now AS SELECT {columns} FROM {name} WHERE until_seq IS NULL")


VIEWS = {
    "events": "id, day, type, mode, actors, recipients, status, place, country, killed, sentence, outlet, published, "
    "report, review, confidence",
    "statements": "id, speaker, country, act, content, outlet, published, report, review, confidence",
    "reports": "id, published, outlet, title, url, source_id, language, sha256",
    "incidents": "id, day, type, actors, recipients, place, country, standing, reports, events, review",
    "disputes": "id, kind, question, sides, opened, last_moved, incident",
    "channels": "id, parties, intermediary, level, state, day",
    "positions": "id, actor, country, kind, toward, day",
}


def _tables() -> None:
    op.create_table(
        "actors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("wikidata", sa.Text(), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("actors_country", "actors", ["country"], unique=False)
    op.create_index("actors_reports", "actors", ["reports", "id"], unique=False)
    op.create_table(
        "appearances",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("since_seq", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("appearances_report", "appearances", ["report"], unique=False)
    op.create_index("appearances_source_id", "appearances", ["source_id"], unique=False)
    op.create_table(
        "channels",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("parties", sa.Text(), nullable=True),
        sa.Column("intermediary", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("channels_id", "channels", ["id", "since_seq"], unique=False)
    op.create_index("channels_since", "channels", ["since_seq"], unique=False)
    op.create_index(
        "channels_sort",
        "channels",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("channels_until", "channels", ["until_seq"], unique=False)
    op.create_table(
        "copies",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("copies_id", "copies", ["id", "since_seq"], unique=False)
    op.create_index("copies_since", "copies", ["since_seq"], unique=False)
    op.create_index(
        "copies_sort",
        "copies",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("copies_until", "copies", ["until_seq"], unique=False)
    op.create_table(
        "crises",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("crises_name", "crises", ["name"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("opened", sa.Text(), nullable=True),
        sa.Column("last_moved", sa.Text(), nullable=True),
        sa.Column("sides", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("disputes_id", "disputes", ["id", "since_seq"], unique=False)
    op.create_index("disputes_since", "disputes", ["since_seq"], unique=False)
    op.create_index(
        "disputes_sort",
        "disputes",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("disputes_until", "disputes", ["until_seq"], unique=False)
    op.create_table(
        "events",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("actors", sa.Text(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("day_end", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("cameo", sa.Text(), nullable=True),
        sa.Column("goldstein", sa.Float(), nullable=True),
        sa.Column("quad", sa.Integer(), nullable=True),
        sa.Column("killed", sa.Float(), nullable=True),
        sa.Column("according_to", sa.Text(), nullable=True),
        sa.Column("trigger_start", sa.Integer(), nullable=True),
        sa.Column("trigger_end", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("background", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("events_id", "events", ["id", "since_seq"], unique=False)
    op.create_index("events_since", "events", ["since_seq"], unique=False)
    op.create_index(
        "events_sort",
        "events",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("events_until", "events", ["until_seq"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("actors", sa.Text(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("day_end", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=True),
        sa.Column("events", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("incidents_id", "incidents", ["id", "since_seq"], unique=False)
    op.create_index("incidents_since", "incidents", ["since_seq"], unique=False)
    op.create_index(
        "incidents_sort",
        "incidents",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("incidents_until", "incidents", ["until_seq"], unique=False)
    op.create_table(
        "inputs",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("seq", BIG, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "members",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.PrimaryKeyConstraint("row", "member"),
        sqlite_with_rowid=False,
    )
    op.create_index("members_member", "members", ["member", "kind"], unique=False)
    op.create_index("members_of", "members", ["of"], unique=False)
    op.create_index("members_until", "members", ["until_seq"], unique=False)
    op.create_table(
        "parties",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", "role", "actor"),
        sqlite_with_rowid=False,
    )
    op.create_index("parties_actor", "parties", ["kind", "actor", sa.literal_column("sort DESC"), "row"], unique=False)
    op.create_index(
        "parties_country", "parties", ["kind", "country", sa.literal_column("sort DESC"), "row"], unique=False
    )
    op.create_index("parties_name", "parties", ["name"], unique=False)
    op.create_table(
        "positions",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("toward", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("positions_id", "positions", ["id", "since_seq"], unique=False)
    op.create_index("positions_since", "positions", ["since_seq"], unique=False)
    op.create_index(
        "positions_sort",
        "positions",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("positions_until", "positions", ["until_seq"], unique=False)
    op.create_table(
        "readings",
        sa.Column("row", BIG, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("readings_report", "readings", ["report"], unique=False)
    op.create_table(
        "redirects",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("redirects_from", "redirects", ["from_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("reports_id", "reports", ["id", "since_seq"], unique=False)
    op.create_index("reports_since", "reports", ["since_seq"], unique=False)
    op.create_index(
        "reports_sort",
        "reports",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("reports_until", "reports", ["until_seq"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("seq", BIG, autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("undoes", BIG, nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("revisions_action", "revisions", ["action"], unique=False)
    op.create_index("revisions_record", "revisions", ["record"], unique=False)
    op.create_index("revisions_undoes", "revisions", ["undoes"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "sources",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_tried", sa.Text(), nullable=True),
        sa.Column("last_success", sa.Text(), nullable=True),
        sa.Column("last_item", sa.Text(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_table(
        "statements",
        sa.Column("row", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since_seq", BIG, nullable=False),
        sa.Column("until_seq", BIG, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("negated", sa.Integer(), nullable=True),
        sa.Column("content_start", sa.Integer(), nullable=True),
        sa.Column("content_end", sa.Integer(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("statements_id", "statements", ["id", "since_seq"], unique=False)
    op.create_index("statements_since", "statements", ["since_seq"], unique=False)
    op.create_index(
        "statements_sort",
        "statements",
        [sa.literal_column("sort DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("until_seq IS NULL"),
        postgresql_where=sa.text("until_seq IS NULL"),
    )
    op.create_index("statements_until", "statements", ["until_seq"], unique=False)
