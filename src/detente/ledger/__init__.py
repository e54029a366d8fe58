"""Where are the records kept? In SQLite or PostgreSQL, through one code; nothing is ever overwritten."""

from detente.ledger.filter import Filter
from detente.ledger.store import Ledger, open_ledger

__all__ = ["Filter", "Ledger", "open_ledger"]
