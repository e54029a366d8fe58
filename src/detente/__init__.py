"""detente reads the news of an international crisis and keeps a ledger of it that can be checked word by word.

``detente.Ledger(file)`` opens a ledger, ``detente.Filter`` asks it, ``detente.read(path)`` reads one report,
``detente.Client(address)`` asks a server of detente; ``Ledger.frame`` and ``detente.frame`` give data frames. They are
loaded when they are first named.
"""

import importlib
from typing import Any

__version__ = "0.1.0"
__all__ = ["Client", "Filter", "Ledger", "__version__", "frame", "read"]


_HOMES = {
    "Client": "detente.show.python",
    "Filter": "detente.ledger",
    "Ledger": "detente.show.python",
    "frame": "detente.show.python",
    "read": "detente.show.python",
}
"""Where each public name lives: by name, since this module stands beneath all floors and imports none of them."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
