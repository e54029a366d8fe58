"""What do all records share?"""

import hashlib
from typing import Any

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen, slotted, typed row; unknown is ``None``, never a default that claims something."""


def content_id(prefix: str, *parts: object) -> str:
    """An id derived from content alone, so that it is the same on every machine.

    >>> content_id("EV", "RPT-1", 10, 14)
    'EV-4ff805ea1c98'
    """
    material = msgspec.json.encode([prefix, *parts], order="deterministic")
    return f"{prefix}-{hashlib.sha256(material).hexdigest()[:12]}"


def change(record: Any, **fields: Any) -> Any:
    """The same record with some fields replaced."""
    return msgspec.structs.replace(record, **fields)
