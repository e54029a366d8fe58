"""The ledger's first schema: append-only records with the days of their validity, revisions, snapshots, crises.

Revision ID: 0001
"""

from typing import Any

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


VERSIONED = {
    "reports": "source_id url outlet title published language sha256 text",
    "events": "report part type mode status actors recipients day day_end place country lat:real lon:real precision "
    "cameo goldstein:real quad:int killed:real according_to trigger_start:int trigger_end:int sentence outlet "
    "published background:int confidence:real why",
    "statements": "report part speaker country act form content cue via day within negated:int content_start:int "
    "content_end:int outlet published confidence:real why",
    "incidents": "type actors recipients day day_end place country lat:real lon:real precision standing reports:int "
    "events:int confidence:real",
    "disputes": "kind question incident opened last_moved sides:int",
    "channels": "parties intermediary level state day",
    "positions": "actor country kind toward day",
    "copies": "origin members:int",
}
"""Tables of records: the columns between the machinery (row, id, validity, review, sort) and the record itself."""

PLAIN = {
    "revisions": "*seq:big at! author! action! kind record reason detail undoes:big",
    "readings": "*row:big report! since_seq:big! until_seq:big version! data:bytes!",
    "inputs": "*key version! report name! error seq:big!",
    "appearances": "*id report! source_id outlet url title published sha256! origin since_seq:big!",
    "actors": "*id name! kind country sector office wikidata reports:int! record! since_seq:big!",
    "parties": "*row:big *role *actor kind! name! country sector sort!",
    "members": "*row:big *member kind! of! since_seq:big! until_seq:big",
    "redirects": "*row:big from_id! to_id! because! since_seq:big! until_seq:big",
    "snapshots": "*name seq:big! at! author! reason",
    "crises": "*row:big name! actors! places! since until since_seq:big! until_seq:big",
    "sources": "*url kind title etag last_modified last_tried last_success last_item items:int! failures:int! "
    "last_error",
}
"""All other tables; ``*`` is part of the key, ``!`` is never empty; text unless a type stands behind."""

INDEXES: dict[str, dict[str, list[Any]]] = {
    "actors": {"country": ["country"], "reports": ["reports", "id"]},
    "appearances": {"report": ["report"], "source_id": ["source_id"]},
    "crises": {"name": ["name"]},
    "members": {"member": ["member", "kind"], "of": ["of"]},
    "parties": {
        "actor": ["kind", "actor", sa.text("sort DESC"), "row"],
        "country": ["kind", "country", sa.text("sort DESC"), "row"],
        "name": ["name"],
    },
    "readings": {"report": ["report"]},
    "redirects": {"from": ["from_id"]},
    "revisions": {"action": ["action"], "record": ["record"], "undoes": ["undoes"]},
}
TYPES: dict[str, Any] = {"": sa.Text, "real": sa.Float, "int": sa.Integer, "bytes": sa.LargeBinary, "big": lambda: BIG}
SEVERAL = ("parties", "members")
"""Tables whose key is of several columns: kept in the order of the key."""


def _column(told: str) -> Any:
    name, _, kind = told.strip("*!").partition(":")
    key = told.startswith("*")
    return sa.Column(
        name, TYPES[kind](), primary_key=key, nullable=not (key or "!" in told), autoincrement=key and name == "seq"
    )


def _tables() -> None:
    for name, told in PLAIN.items():
        more: dict[str, Any] = {"sqlite_with_rowid": False} if name in SEVERAL else {}
        op.create_table(name, *map(_column, told.split()), **more)
        for index, columns in INDEXES.get(name, {}).items():
            op.create_index(f"{name}_{index}", name, columns)
    for name, told in VERSIONED.items():
        head = "*row:big id! since_seq:big! until_seq:big review sort!"
        op.create_table(name, *map(_column, f"{head} {told} record!".split()))
        now, over = sa.text("until_seq IS NULL"), sa.text("until_seq IS NOT NULL")
        op.create_index(f"{name}_id", name, ["id", "since_seq"])
        op.create_index(f"{name}_since", name, ["since_seq"])
        op.create_index(f"{name}_until", name, ["until_seq"], sqlite_where=over, postgresql_where=over)
        latest: list[Any] = [sa.text("sort DESC"), "id"]
        op.create_index(f"{name}_sort", name, latest, sqlite_where=now, postgresql_where=now)
        if told.startswith("report "):
            op.create_index(f"{name}_report", name, ["report", "since_seq"])
