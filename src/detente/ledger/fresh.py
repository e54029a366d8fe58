"""How does a new ledger come to be? With the schema of now, made at once and stamped.

It is the schema that all migrations together make (a test holds both against one another); to run them for an empty
file took six times as long, most of it spent on loading Alembic.
"""

from sqlalchemy import Connection, text
from sqlalchemy.schema import CreateIndex, CreateTable

from detente.ledger import joined, schema, shortcuts

VIEWS = {
    "events": "id, day, type, mode, actors, recipients, status, place, country, killed, sentence, outlet, published, "
    "report, review, confidence",
    "statements": "id, speaker, country, act, content, outlet, published, report, review, confidence",
    "reports": "id, published, outlet, title, url, source_id, language, sha256",
    "incidents": "id, day, type, actors, recipients, place, country, standing, origins, reports, events, review",
    "disputes": "id, kind, question, sides, opened, last_moved, incident",
    "channels": "id, parties, intermediary, level, state, day",
    "positions": "id, actor, country, kind, toward, day",
}
"""What holds now, for Datasette and for anybody's own SQL: the columns of each view ``NAME_now``."""

WORDS = {
    "sqlite": ["CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2')"],
    "postgresql": [
        'CREATE TABLE words ("row" BIGINT PRIMARY KEY, body TSVECTOR NOT NULL)',
        "CREATE INDEX words_body ON words USING gin (body)",
    ],
}
"""The index of words: FTS5 without a second copy of the text, or a column of lexemes."""

BESIDE = (joined, shortcuts)
"""Rooms whose tables are part of the same metadata once they are loaded."""


def make(conn: Connection, version: str) -> None:
    """Make the schema in an empty database, within the transaction of ``conn``, and stamp it as Alembic does."""
    for table in schema.metadata.sorted_tables:
        conn.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            if index.info.get("only", conn.dialect.name) == conn.dialect.name:
                conn.execute(CreateIndex(index))
    for sql in WORDS[conn.dialect.name]:
        conn.execute(text(sql))
    for name, columns in VIEWS.items():
        conn.execute(text(f"CREATE VIEW {name}_now AS SELECT {columns} FROM {name} WHERE until_seq IS NULL"))
    conn.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    conn.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
