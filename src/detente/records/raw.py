"""What came in through the door, before anybody read it?"""

from typing import Literal

from detente.records.base import Record

RawKind = Literal["html", "text", "markdown", "pdf", "eml"]


class Raw(Record, frozen=True, kw_only=True):
    """Bytes as they were read; ``sources`` makes it, ``reading.clean`` turns it into a report."""

    data: bytes
    kind: RawKind
    name: str
    """What to call it in a sentence to the user: a path, ``standard input``."""
    encoding: str | None = None
    """What the carrier says of the encoding (a header, a caller); a hint, never believed against the bytes."""
    url: str | None = None
