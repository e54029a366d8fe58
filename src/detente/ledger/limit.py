"""How long may one question take? A reader that strangers can reach gives up after so many seconds."""

import time

from sqlalchemy import Connection, Engine, event, text

STEPS = 20_000
"""SQLite's own steps between two looks at the clock: about a millisecond."""


def limit(engine: Engine, seconds: float) -> None:
    """Let no question on this engine take longer; the database then says 'interrupted', told as a sentence."""
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "begin")
        def _timeout(conn: Connection) -> None:
            conn.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))

        return

    @event.listens_for(engine, "before_cursor_execute")
    def _start(conn, _cursor, _statement, _parameters, _context, _many):  # type: ignore[no-untyped-def]
        raw = conn.connection.dbapi_connection
        if conn.in_transaction() and not conn.info.get("pen"):
            end = time.monotonic() + seconds
            raw.set_progress_handler(lambda: time.monotonic() > end, STEPS)

    @event.listens_for(engine, "after_cursor_execute")
    def _stop(conn, _cursor, _statement, _parameters, _context, _many):  # type: ignore[no-untyped-def]
        conn.connection.dbapi_connection.set_progress_handler(None, 0)
