"""detente reads the news of an international crisis and keeps a ledger of it that can be checked word by word."""

__version__ = "0.1.0"
