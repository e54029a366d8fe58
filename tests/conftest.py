"""Fixtures of more than one file of tests."""

from pathlib import Path

import pytest

from detente.ledger import open_ledger
from stores import postgres, target

__all__ = ["demo_file", "postgres", "target"]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of the bundled crisis; whoever writes takes a copy."""
    from detente.demo import load
    from detente.pipeline import read_reports
    from detente.reading.clean import clean
    from detente.show.demo import _keep, _named
    from detente.show.knowledge import knowledge

    path = tmp_path_factory.mktemp("demo") / "demo.db"
    loaded = load()
    _, know = knowledge(None)
    readings = list(read_reports([_named(clean(raw, row.published), row) for raw, row in loaded], know))
    _keep(open_ledger(str(path), create=True), loaded, readings)
    return path
