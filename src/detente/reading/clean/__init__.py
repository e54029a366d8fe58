"""Which report do these bytes hold? Pages, texts, Markdown, PDF and e-mail, each as text with its parts."""

import importlib
from typing import TYPE_CHECKING

from detente.reading.clean import dates
from detente.reading.clean.blocks import join
from detente.reading.clean.decode import decode
from detente.reading.clean.mail import read_mail, set_apart
from detente.reading.clean.markdown import read_markdown
from detente.reading.clean.plain import mark
from detente.reading.clean.report import Facts, from_pieces, from_text, make, refuse_unusable, with_own_words
from detente.records import Raw, Report

if TYPE_CHECKING:
    from detente.reading.clean.blocks import Piece

__all__ = ["clean", "clean_html", "clean_text"]


def _read_pdf(data: bytes, name: str) -> tuple[str, Facts]:
    """Loaded when a PDF comes: pypdf takes a twentieth of the time in which a text is read."""
    found: tuple[str, Facts] = importlib.import_module("detente.reading.clean.pdf").read_pdf(data, name)
    return found


def _read_page(html: str, name: str, url: str | None) -> "tuple[list[Piece], Facts]":
    """Loaded when a page comes, for the same reason (trafilatura)."""
    found: tuple[list[Piece], Facts] = importlib.import_module("detente.reading.clean.html").read_page(html, name, url)
    return found


def clean(raw: Raw, published: str | None = None) -> Report:
    """A report of what a file held; ``published`` is the caller's day (ISO 8601) and goes before the page's own.

    Raises :class:`~detente.errors.InputError` or a child of it: an unknown encoding, no article, another language than
    English, a date that is none. The text of a plain text file is the file's own, character for character.
    """
    if raw.kind == "pdf":
        text, facts = _read_pdf(raw.data, raw.name)
        return from_text(text, facts, raw.data, published, raw.name)
    if raw.kind == "eml":
        return _mail(raw, published)
    text, warnings = decode(raw)
    if raw.kind == "html":
        return _page(text, raw.data, Facts(url=raw.url, warnings=warnings), published, raw.name, None)
    if raw.kind == "markdown":
        refuse_unusable(text, raw.name)
        pieces, facts = read_markdown(text, raw.name)
        return from_pieces(pieces, _over(facts, Facts(url=raw.url, warnings=warnings)), raw.data, published)
    return from_text(text, Facts(url=raw.url, warnings=warnings), raw.data, published, raw.name)


def clean_text(
    text: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
    source_id: str | None = None,
) -> Report:
    """A report of a text given as it is: ``report.text`` equals it, only its parts are marked.

    A ``published`` that cannot be told for certain stays unknown, with a warning: batches come from scrapers.

    >>> clean_text("The guns fell silent.", published="2025-05-10").text
    'The guns fell silent.'
    """
    name = f"text {source_id!r}" if source_id else "the text"
    refuse_unusable(text, name)
    day, doubts = dates.stated(published)
    facts = Facts(title=title, outlet=outlet, url=url, published=day, warnings=doubts)
    return from_text(text, facts, text.encode("utf-8"), None, name, source_id)


def clean_html(
    html: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
    source_id: str | None = None,
) -> Report:
    """A report of a page given as text; what the caller says of it goes before what the page says of itself."""
    name = f"page {source_id!r}" if source_id else "the page"
    refuse_unusable(html, name)
    day, doubts = dates.stated(published)
    facts = Facts(title=title, outlet=outlet, url=url, published=day, warnings=doubts)
    return _page(html, html.encode("utf-8"), facts, None, name, source_id)


def _page(html: str, data: bytes, given: Facts, published: str | None, name: str, source_id: str | None) -> Report:
    refuse_unusable(html, name)
    pieces, facts = _read_page(html, name, given.url)
    return from_pieces(pieces, _over(facts, given), data, published, source_id)


def _mail(raw: Raw, published: str | None) -> Report:
    words, kind, facts = read_mail(raw.data, raw.name)
    refuse_unusable(words, raw.name)
    if kind == "html":
        pieces, inner = _read_page(words, raw.name, raw.url)
        text, parts = join(pieces)
        return make(text, parts, _over(inner, facts), raw.data, published)
    parts = set_apart(words, mark(words))
    return make(words, parts, with_own_words(words, parts, facts), raw.data, published)


def _over(facts: Facts, given: Facts) -> Facts:
    """The page's facts, with those of its carrier or caller in their place where there are any."""
    return Facts(
        title=given.title or facts.title,
        outlet=given.outlet or facts.outlet,
        bylines=given.bylines or facts.bylines,
        published=given.published or facts.published,
        language=given.language or facts.language,
        url=given.url or facts.url,
        warnings=(*given.warnings, *facts.warnings),
    )
