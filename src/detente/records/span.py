"""Where do a record's words stand? The one rule: ``text[start:end] == quote``."""

from detente.errors import SpanError
from detente.records.base import Record


class Span(Record, frozen=True, kw_only=True):
    """Exact words in a report's text; offsets count Unicode code points. Cut it with :meth:`Report.span`."""

    start: int
    end: int
    quote: str

    def check(self, text: str) -> None:
        """Raise :class:`SpanError` unless the quote stands in ``text`` at these offsets."""
        if not 0 <= self.start < self.end <= len(text) or text[self.start : self.end] != self.quote:
            raise SpanError(f"the quote {self.quote[:60]!r} does not stand at {self.start}:{self.end}")

    def touches(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


def cut(text: str, start: int, end: int) -> Span:
    """Cut a span from ``text``; raises :class:`SpanError` where there is nothing between the offsets.

    >>> cut("Pakistan denies it.", 9, 15).quote
    'denies'
    """
    if not 0 <= start < end <= len(text):
        raise SpanError(f"no words between {start} and {end} in a text of {len(text)} characters")
    return Span(start=start, end=end, quote=text[start:end])


def check_text(text: str) -> None:
    """Raise :class:`SpanError` when ``text`` holds lone surrogates: such text cannot be written as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as why:
        raise SpanError(
            f"the text holds a lone surrogate (U+{ord(text[why.start]):04X}) at character {why.start}; "
            "decode the bytes again, with surrogatepass or the right encoding"
        ) from None
