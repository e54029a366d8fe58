"""How is a ledger opened? A path or URL to a connection that waits its turn, at the newest schema.

Writers take turns: ``BEGIN IMMEDIATE`` in SQLite, an advisory lock in PostgreSQL; so two processes on one ledger wait
for each other and the ledger's clock never runs out of order. What a database says in its own words becomes one
sentence here.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from detente.errors import LedgerError, NotFound

HEAD = "0008"
"""The newest revision of the schema; a test holds it against the migrations."""

CACHE, SHARED_CACHE = 65_536, 2_048
"""kB of pages that a connection to a file holds. Several that a server keeps open hold little each: the
system holds the file's pages for all of them, and a million events' pages took the same CPU with 1, 4 and 16 MB."""
ONCE, LASTING, SERVING = 0, 1, 4
"""Connections to a file that are kept open between questions: none (the file is whole and alone after each), that of
one who writes again and again, those of a server."""
FOLDED = 10_000
"""Pages (4 kB) of SQLite's log after which they are folded into the file, so that the pages that report after report
writes to (500 each) are folded once for twenty: ten times SQLite's own number, and 40 MB beside the file."""

LOCK = 7_166_283
"""Number of the advisory lock in PostgreSQL: any number that nobody else uses."""

WAIT_SECONDS = 120
"""How long a writer waits for another one: a transaction is one report, so this is ample for any queue of processes."""


def address(target: str) -> str:
    """A file or URL as SQLAlchemy wants it.

    >>> address("postgresql://me@host/crisis")
    'postgresql+pg8000://me@host/crisis'
    """
    if target.startswith(("postgresql://", "postgres://")):
        return "postgresql+pg8000://" + target.split("://", 1)[1]
    if "://" in target:
        return target
    return f"sqlite:///{Path(target).expanduser().absolute()}"


def connect(target: str, *, create: bool, read_only: bool = False, connections: int = ONCE) -> Engine:
    """An engine on the ledger, its schema made or brought up to date; raises :class:`LedgerError` in one sentence."""
    try:
        url = make_url(address(target))
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise LedgerError(f"{target}: a ledger is an SQLite file or a postgresql:// address")
        if url.get_backend_name() == "sqlite":
            return _sqlite(target, Path(url.database or ""), create, read_only, connections)
        engine = create_engine(url, pool_size=2, pool_pre_ping=True)
        with told(target), engine.begin() as conn:
            _bring_up_to_date(conn, target, create)
        return engine
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as why:
        raise LedgerError(
            f"{target!r} is no ledger that can be opened ({why}); give a file, or postgresql://user@host/name "
            "(pip install 'detente[postgres]')"
        ) from None


def _sqlite(target: str, path: Path, create: bool, read_only: bool, connections: int) -> Engine:
    if path.is_dir():
        raise LedgerError(f"{target}: this is a folder; --ledger takes a file")
    if not path.exists():
        if not create:
            raise NotFound(
                f"{target}: there is no ledger here yet; make one with 'detente ingest --ledger {target} ...'"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise LedgerError(f"{target}: the folder of the ledger cannot be made ({why.strerror})") from None
    frozen = path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    immutable = frozen and not Path(f"{path}-wal").exists()
    engine = _engine(path, read_only=read_only or frozen, immutable=immutable, connections=connections)
    with told(target), engine.connect() as conn:
        if _version(conn) != HEAD:
            if read_only or frozen:
                raise LedgerError(
                    f"{target}: no ledger of this version, and it cannot be written; copy it and open that"
                )
            conn.rollback()
            with writing(conn):
                _bring_up_to_date(conn, target, create)
    return engine


class Hinted(SQLiteCompiler):
    """SQL for SQLite in which a table may be told its index (``INDEXED BY``)."""

    def get_from_hint_text(self, _table: Any, text: str | None) -> str | None:
        """The hint as it was given."""
        return text


def _engine(path: Path, *, read_only: bool, immutable: bool, connections: int) -> Engine:
    def open_file() -> sqlite3.Connection:
        mode = "?mode=ro" + ("&immutable=1" if immutable else "") if read_only else "?mode=rwc"
        return sqlite3.connect(
            path.as_uri() + mode, uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )

    pool: dict[str, Any] = {"poolclass": NullPool}
    if connections != ONCE:
        pool = {"poolclass": QueuePool, "pool_size": connections, "max_overflow": -1}
    engine = create_engine("sqlite://", creator=open_file, **pool)
    engine.dialect.statement_compiler = Hinted

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, _record: Any) -> None:
        raw.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute(f"PRAGMA cache_size = -{CACHE if connections <= LASTING else SHARED_CACHE}")
        if not read_only:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = NORMAL")
            raw.execute(f"PRAGMA wal_autocheckpoint = {FOLDED}")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.info.pop("writes", False) else "BEGIN")

    return engine


@contextmanager
def writing(conn: Connection) -> Iterator[Connection]:
    """One transaction that holds the ledger's only pen; whole or not at all."""
    conn.info["writes"] = conn.info["pen"] = True
    with conn.begin():
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})
        yield conn


def _version(conn: Connection) -> str | None:
    if not conn.dialect.has_table(conn, "alembic_version"):
        return None
    row = conn.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def _bring_up_to_date(conn: Connection, target: str, create: bool) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})
    found = _version(conn)
    if found == HEAD:
        return
    if found is None and not create:
        raise NotFound(f"{target}: there is no ledger here yet; make one with 'detente ingest --ledger {target} ...'")
    if found is None:
        from detente.ledger.fresh import make

        make(conn, HEAD)
        return
    from detente.ledger.migrate import upgrade

    upgrade(conn, target, found)


_SENTENCES = (
    ("interrupted", "the question took too long and was ended; narrow it (days, a type, an actor)"),
    ("statement timeout", "the question took too long and was ended; narrow it (days, a type, an actor)"),
    ("database or disk is full", "the disk is full; what was kept before is whole, free some space and run it again"),
    ("disk i/o error", "the disk does not answer; what was kept before is whole, see to the disk and run it again"),
    ("readonly database", "it cannot be written; give it write permission, or copy it and use the copy"),
    ("unable to open", "it cannot be opened; check the path and its permissions"),
    ("database is locked", "another process has been writing to it for two minutes; wait for it, or stop it"),
    ("file is not a database", "this is no ledger (not an SQLite file); give another name"),
    ("malformed", "the file is damaged; take a copy from before, or run 'sqlite3 FILE .recover'"),
    ("connection refused", "no PostgreSQL server answers there; start it, or check host and port"),
    ("can't create a connection", "no PostgreSQL server answers there; start it, or check host and port"),
    ("password", "the server refuses this user; check user name and password"),
    ("does not exist", "there is no such database or user on that server; create it first (createdb NAME)"),
    ("no space left", "the server's disk is full; what was kept before is whole"),
)


@contextmanager
def told(target: str) -> Iterator[None]:
    """What the database says, in one sentence of :class:`LedgerError`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as why:
        said = " ".join(str(getattr(why, "orig", why)).split())
        for sign, sentence in _SENTENCES:
            if sign in said.lower():
                raise LedgerError(f"{shown(target)}: {sentence}") from why
        kind = "cannot be used" if isinstance(why, OperationalError | sqlite3.OperationalError) else "answered oddly"
        raise LedgerError(f"{shown(target)}: the database {kind} ({said[:200]})") from why
    except OSError as why:
        raise LedgerError(f"{shown(target)}: the server cannot be reached ({why.strerror or why})") from why


def shown(target: str) -> str:
    """The ledger's name without a password in it."""
    if "://" not in target:
        return target
    try:
        return make_url(target).render_as_string(hide_password=True)
    except ArgumentError:
        return "the ledger"
