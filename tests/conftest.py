"""Fixtures of more than one file of tests."""

from stores import postgres, target

__all__ = ["postgres", "target"]
