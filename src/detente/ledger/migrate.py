"""How does a ledger of an earlier version come up to date? By the Alembic migrations that the package carries."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from detente.errors import LedgerError


def upgrade(conn: Connection, target: str, found: str | None) -> None:
    """Run what is missing, within the transaction that ``conn`` is in: it all happens or nothing does."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise LedgerError(
            f"{target}: made by a newer detente (schema {found}); run: pip install --upgrade detente"
        ) from None
