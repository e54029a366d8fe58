"""How does what came in become a Report? Decoded, cleaned, dated, its language told, its text proven."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.errors import EmptyInput, EncodingError, SpanError
from detente.lexicon.page import load_page
from detente.reading.clean import dates
from detente.reading.clean.blocks import Piece, join
from detente.reading.clean.language import language_of
from detente.reading.clean.lines import kind_of_line, names_in_byline
from detente.reading.clean.plain import lines_of, mark
from detente.records import Part, Report, check_text, report_id

_HEAD_LINES = 30
_ODD = {
    "direction marks (bidi controls)": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    "zero-width characters": "\u200b\u2060\ufeff\u00ad",
}
"""Characters that are not seen and may make a text read otherwise than it looks."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a carrier (page, mail, front matter) says of the report; ``None`` where it is silent."""

    title: str | None = None
    outlet: str | None = None
    bylines: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    warnings: tuple[str, ...] = field(default=())


def make(
    text: str,
    parts: Sequence[Part],
    facts: Facts,
    data: bytes,
    published: str | None,
    source_id: str | None = None,
) -> Report:
    """A report of a finished text; a date given by the caller goes before the page's own."""
    day = dates.given(published) if published is not None else facts.published
    body = " ".join(text[p.start : p.end] for p in parts if p.kind not in {"furniture", "teaser"})
    language = language_of(body or text, facts.language)
    return Report(
        id=report_id(text),
        text=text,
        parts=tuple(parts),
        sha256=hashlib.sha256(data).hexdigest(),
        source_id=source_id,
        url=facts.url,
        outlet=facts.outlet,
        title=facts.title,
        bylines=facts.bylines,
        published=day,
        language=language,
        warnings=(*facts.warnings, *odd_characters(text)),
    )


def from_pieces(
    pieces: Sequence[Piece], facts: Facts, data: bytes, published: str | None, source_id: str | None = None
) -> Report:
    """A report whose text we put together ourselves."""
    text, parts = join(pieces)
    return make(text, parts, facts, data, published, source_id)


def from_text(
    text: str, facts: Facts, data: bytes, published: str | None, name: str, source_id: str | None = None
) -> Report:
    """A report whose text is exactly what was given."""
    refuse_unusable(text, name)
    parts = mark(text)
    return make(text, parts, with_own_words(text, parts, facts), data, published, source_id)


def refuse_unusable(text: str, name: str) -> None:
    """Raise for text that is empty or cannot be written down again."""
    if not text.strip():
        raise EmptyInput(f"{name}: there is nothing in it")
    try:
        check_text(text)
    except SpanError as why:
        raise EncodingError(f"{name}: {why}") from None


def odd_characters(text: str) -> tuple[str, ...]:
    """A warning a kind of unseen character, each of which stays in the text.

    >>> odd_characters("safe\\u202etxt")
    ('the text holds direction marks (bidi controls); it may not read as it looks',)
    """
    return tuple(
        f"the text holds {what}; it may not read as it looks"
        for what, chars in _ODD.items()
        if any(c in text for c in chars)
    )


def with_own_words(text: str, parts: Sequence[Part], facts: Facts) -> Facts:
    """Title, bylines and date from the text's own lines, where the carrier is silent."""
    page = load_page()
    title = facts.title or next((text[p.start : p.end] for p in parts if p.kind == "headline"), None)
    bylines, published = facts.bylines, facts.published
    started = False
    for start, end in lines_of(text)[:_HEAD_LINES]:
        line = " ".join(text[start:end].split())
        kind = kind_of_line(line, page)
        if not bylines and kind == "byline":
            bylines = names_in_byline(line, page)
        if not published and (kind == "stamp" or (kind == "clock" and not started)):
            published = dates.day_in(line)
        started = started or (kind == "prose" and len(line) > 60)
    return Facts(
        title=title,
        outlet=facts.outlet,
        bylines=bylines,
        published=published,
        language=facts.language,
        url=facts.url,
        warnings=facts.warnings,
    )
