"""Which tables hold the ledger, and which column means what?

Every change is a row of ``revisions`` and its ``seq`` is the ledger's clock. A record's row is valid from ``since_seq``
until ``until_seq`` (empty: now), so that any earlier state can be read again; a row is closed, never changed.
``record`` is the record whole, as JSON; the other columns repeat from it what is searched, sorted or read by eye.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

BIG = BigInteger().with_variant(Integer(), "sqlite")
SHIFT = 20
"""A row's number is ``seq`` shifted by so many bits, plus a counter: unique without asking the database."""

metadata = MetaData()


def _text(*names: str, needed: bool = False) -> list[Column[Any]]:
    """Columns of words; ``needed`` ones are never empty."""
    return [Column(n, Text, nullable=not needed) for n in names]


def _valid() -> list[Column[Any]]:
    """From when until when a row holds, by the ledger's clock."""
    return [Column("since_seq", BIG, nullable=False), Column("until_seq", BIG)]


revisions = Table(
    "revisions",
    metadata,
    Column("seq", BIG, primary_key=True, autoincrement=True),
    *_text("at", "author", "action", needed=True),
    *_text("kind", "record", "reason", "detail"),
    Column("undoes", BIG),
    Index("revisions_record", "record"),
    Index("revisions_undoes", "undoes"),
    Index("revisions_action", "action"),
)
"""Who changed what, when and why: ``keep, reread, appear, join, accept, reject, edit, merge, split, undo, ...``."""

readings = Table(
    "readings",
    metadata,
    Column("row", BIG, primary_key=True, autoincrement=False),
    Column("report", Text, nullable=False),
    *_valid(),
    Column("version", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("readings_report", "report"),
)
"""What each version of detente read in a report: the whole reading without its text, JSON packed with zlib."""

inputs = Table(
    "inputs",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("report", Text),
    Column("name", Text, nullable=False),
    Column("error", Text),
    Column("seq", BIG, nullable=False),
)
"""What was given to be read, by the hash of its content, and what became of it."""

appearances = Table(
    "appearances",
    metadata,
    Column("id", Text, primary_key=True),
    Column("report", Text, nullable=False),
    *_text("source_id", "outlet", "url", "title", "published"),
    Column("sha256", Text, nullable=False),
    Column("origin", Text),
    Column("since_seq", BIG, nullable=False),
    Index("appearances_report", "report", "outlet"),
    Index("appearances_source_id", "source_id"),
    Index("appearances_outlet", "outlet", "report"),
)
"""Where a report was published: the same words at two outlets are one report that appears twice."""


NEWEST = ("sort", "id")
LISTED = {
    "events": "review type mode status country outlet part place lat lon precision report background",
    "statements": "review act country outlet part report",
    "incidents": "review type standing country place lat lon precision origins reports",
    "reports": "review outlet",
}
"""What a list is narrowed, counted and put in order by: in SQLite's index of it, so that no record has to be opened for
that. PostgreSQL bounds the length of a key, so its index is of days alone."""


def held_columns(name: str) -> tuple[str, ...]:
    """The columns of SQLite's index of what holds by the numbers of rows: a list's, for rows that were looked up."""
    return ("row", *NEWEST, *LISTED[name].split())


def _versioned(name: str, *columns: Column[Any]) -> Table:
    """A table of records: who it is, from when until when it holds, and what a human said of it."""
    table: Table = Table(
        name,
        metadata,
        Column("row", BIG, primary_key=True, autoincrement=False),
        Column("id", Text, nullable=False),
        *_valid(),
        Column("review", Text),
        Column("sort", Text, nullable=False),
        *columns,
        Column("record", Text, nullable=False),
    )
    Index(f"{name}_id", table.c.id, table.c.since_seq)
    now = table.c.until_seq.is_(None)
    latest = Index(f"{name}_sort", table.c.sort.desc(), table.c.id, sqlite_where=now, postgresql_where=now)
    if name in LISTED:
        latest.info["only"] = "postgresql"
        listed = (table.c[n] for n in (*LISTED[name].split(), "until_seq"))
        wide = Index(f"{name}_list", table.c.sort.desc(), table.c.id, *listed, sqlite_where=now)
        wide.info["only"] = "sqlite"
        held = Index(f"{name}_held", *(table.c[n] for n in held_columns(name)), sqlite_where=now)
        held.info["only"] = "sqlite"
    if "place" in table.c:
        place = (table.c.place, table.c.sort.desc(), table.c.id)
        Index(f"{name}_place", *place, sqlite_where=now, postgresql_where=now)
    if {"report", "outlet"} <= set(table.c.keys()):
        at = (table.c.outlet, table.c.sort.desc(), table.c.id)
        Index(f"{name}_outlet", *at, sqlite_where=now, postgresql_where=now)
    Index(f"{name}_day", table.c.sort, table.c.review, sqlite_where=now, postgresql_where=now)
    Index(f"{name}_since", table.c.since_seq)
    over = table.c.until_seq.is_not(None)
    Index(f"{name}_until", table.c.until_seq, sqlite_where=over, postgresql_where=over)
    if "report" in table.c:
        Index(f"{name}_report", table.c.report, table.c.since_seq)
    return table


reports = _versioned(
    "reports", *_text("source_id", "url", "outlet", "title", "published", "language", "sha256", "text")
)
events = _versioned(
    "events",
    *_text("report", "part", "type", "mode", "status", "actors", "recipients", "day", "day_end", "place", "country"),
    Column("lat", Float),
    Column("lon", Float),
    *_text("precision", "cameo"),
    Column("goldstein", Float),
    Column("quad", Integer),
    Column("killed", Float),
    *_text("according_to"),
    Column("trigger_start", Integer),
    Column("trigger_end", Integer),
    *_text("sentence", "outlet", "published"),
    Column("background", Integer),
    Column("confidence", Float),
    *_text("why"),
)
statements = _versioned(
    "statements",
    *_text("report", "part", "speaker", "country", "act", "form", "content", "cue", "via", "day", "within"),
    Column("negated", Integer),
    Column("content_start", Integer),
    Column("content_end", Integer),
    *_text("outlet", "published"),
    Column("confidence", Float),
    *_text("why"),
)
incidents = _versioned(
    "incidents",
    *_text("type", "actors", "recipients", "day", "day_end", "place", "country"),
    Column("lat", Float),
    Column("lon", Float),
    *_text("precision", "standing"),
    Column("reports", Integer),
    Column("events", Integer),
    Column("confidence", Float),
    Column("origins", Integer),
)
_NOW = incidents.c.until_seq.is_(None)
_TOLD = tuple(incidents.c[n].desc() for n in ("origins", "reports", "sort"))
Index("incidents_told", *_TOLD, incidents.c.id, postgresql_where=_NOW).info["only"] = "postgresql"
_LISTED = (incidents.c[n] for n in (*LISTED["incidents"].split(), "until_seq") if n not in ("origins", "reports"))
Index("incidents_most", *_TOLD, incidents.c.id, *_LISTED, sqlite_where=_NOW).info["only"] = "sqlite"
disputes = _versioned(
    "disputes", *_text("kind", "question", "incident", "opened", "last_moved"), Column("sides", Integer)
)
Index("disputes_incident", disputes.c.incident)
channels = _versioned("channels", *_text("parties", "intermediary", "level", "state", "day"))
positions = _versioned("positions", *_text("actor", "country", "kind", "toward", "day"))
copies = _versioned("copies", *_text("origin"), Column("members", Integer))
actors = Table(
    "actors",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    *_text("kind", "country", "sector", "office", "wikidata"),
    Column("reports", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("since_seq", BIG, nullable=False),
    Index("actors_reports", "reports", "id"),
    Index("actors_country", "country"),
)
"""Everybody named: the fullest description that any report gives, and in how many reports."""

parties = Table(
    "parties",
    metadata,
    Column("row", BIG, primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    *_text("kind", "name", needed=True),
    *_text("country", "sector"),
    Column("sort", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Who takes which part in which record (by its row): what 'everything about X' is answered from."""
Index("parties_country", parties.c.kind, parties.c.country, parties.c.sort.desc(), parties.c.row)
Index("parties_name", parties.c.kind, parties.c.name, parties.c.sort.desc(), parties.c.row)

spellings = Table(
    "spellings",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("folded", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("name", Text, primary_key=True),
    Index("spellings_name", "kind", "name"),
    sqlite_with_rowid=False,
)
"""Names as records spell them, by what they are found by (kinds ``party``, ``place``, ``outlet``); of kind ``actor``
names of an actor (its id) other than that of its description."""

members = Table(
    "members",
    metadata,
    Column("row", BIG, primary_key=True, autoincrement=False),
    Column("member", Text, primary_key=True),
    *_text("kind", "of", needed=True),
    *_valid(),
    Index("members_member", "member", "kind"),
    Index("members_of", "of"),
    sqlite_with_rowid=False,
)
"""Which events make an incident (kind ``incident``), which reports are copies of one another (kind ``copy``)."""

redirects = Table(
    "redirects",
    metadata,
    Column("row", BIG, primary_key=True, autoincrement=False),
    *_text("from_id", "to_id", "because", needed=True),
    *_valid(),
    Index("redirects_from", "from_id"),
)
"""Ids that lead on to the id that stands: merged by a human (``merge``), or grown into another (``join``)."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", BIG, nullable=False),
    *_text("at", "author", needed=True),
    Column("reason", Text),
)
crises = Table(
    "crises",
    metadata,
    Column("row", BIG, primary_key=True, autoincrement=False),
    *_text("name", "actors", "places", needed=True),
    *_text("since", "until"),
    *_valid(),
    Index("crises_name", "name"),
)
"""A crisis is a named selection: parties and places (JSON lists), and days."""

sources = Table(
    "sources",
    metadata,
    Column("url", Text, primary_key=True),
    *_text("kind", "title", "etag", "last_modified", "last_tried", "last_success", "last_item"),
    Column("items", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_error", Text),
)
"""Feeds and site maps that are followed, and how they fare. This table and the next two hold no
record, and their rows change."""

hooks = Table(
    "hooks",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("since_seq", BIG, nullable=False),
    Column("seq", BIG, nullable=False),
    Column("last_success", Text),
    Column("failures", Integer, nullable=False),
    Column("last_error", Text),
)
"""Web hooks, known by a hash of their address: from when on, and up to when, they were told of what is new."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("hook", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What each hook was told (``sent``), or is being told (``sending``)."""

RECORDS: dict[str, Table] = {
    "report": reports,
    "event": events,
    "statement": statements,
    "incident": incidents,
    "dispute": disputes,
    "channel": channels,
    "position": positions,
    "copy": copies,
}
"""The tables of records, by the kind of record that they hold."""

ORDER: dict[str, tuple[str, ...]] = {"incident": ("origins", "reports", "sort", "id")}
"""The columns by which a list is ordered, the greatest first, ids from the least: newest first where nothing stands
here; incidents most told first, by independent origins, then by reports, then the newest."""


def column_types(kind: str) -> dict[str, str]:
    """The columns of a kind of record in order, each as ``text``, ``whole`` or ``number``."""
    table = actors if kind == "actor" else RECORDS[kind]
    names = {Float: "number", Integer: "whole", BigInteger: "whole"}
    return {c.name: next((n for t, n in names.items() if isinstance(c.type, t)), "text") for c in table.columns}
