"""What came out of a file, a feed or an archive, to be read as one report, and what its carrier says of it?"""

import hashlib

import msgspec

from detente.records.base import Record
from detente.records.raw import Raw


class Item(Record, frozen=True, kw_only=True):
    """One thing to be read: bytes (``raw``), or a text or page given as characters; or the reason why it is neither.

    ``origin`` is what brought it: the address of a feed, the path of an archive.
    """

    name: str
    """What to call it in a sentence to the user."""
    raw: Raw | None = None
    text: str | None = None
    html: str | None = None
    source_id: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    origin: str | None = None
    error: str | None = None
    mark: str | None = None
    """What a feed's entry is known by before its page is fetched, in the place of a key made of content."""

    def key(self) -> str:
        """The same for the same content and the same facts: what has been kept under it need not be read again."""
        if self.mark is not None:
            return self.mark
        facts = (self.text, self.html, self.source_id, self.published, self.outlet, self.url, self.title)
        body = (self.raw.data, self.raw.kind, self.raw.url) if self.raw else ()
        return hashlib.sha256(msgspec.msgpack.encode((*facts, *body))).hexdigest()
