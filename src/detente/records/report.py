"""What is one article as published?"""

import hashlib
from bisect import bisect_right
from typing import Literal

from detente.records.base import Record
from detente.records.span import Span, check_text, cut

PartKind = Literal["headline", "deck", "dateline", "body", "caption", "quote_block", "teaser", "furniture"]


class Part(Record, frozen=True, kw_only=True):
    """A stretch of the text and what it is in the make-up of the page."""

    kind: PartKind
    start: int
    end: int


class Report(Record, frozen=True, kw_only=True):
    """One article as published; ``text`` is the reading text to which every offset refers."""

    id: str
    text: str
    parts: tuple[Part, ...]
    sha256: str
    source_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    bylines: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    retrieved: str | None = None
    copy_of: str | None = None
    warnings: tuple[str, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The words between two offsets; raises :class:`~detente.errors.SpanError` where there are none."""
        return cut(self.text, start, end)

    def part_at(self, offset: int) -> PartKind:
        """The kind of part that a character stands in; ``body`` where none is marked. Parts stand in order."""
        i = bisect_right(self.parts, offset, key=lambda part: part.start)
        return self.parts[i - 1].kind if i and offset < self.parts[i - 1].end else "body"


def canonical(text: str) -> str:
    """The text with every run of white space as one space: what a report's id is derived from."""
    return " ".join(text.split())


def report_id(text: str) -> str:
    """``RPT-`` and the hash of the canonical text; raises :class:`~detente.errors.SpanError` on lone surrogates."""
    check_text(text)
    return "RPT-" + hashlib.sha256(canonical(text).encode("utf-8")).hexdigest()[:12]
