"""Which reports do rows hold? JSON Lines, JSON as trafilatura and newspaper write it, CSV with a column of text."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from detente.errors import InputError, TooLarge
from detente.records import Item

TEXT = ("text", "maintext", "full_text", "article_text", "body", "content", "article")
HTML = ("html", "raw_html", "page")
TITLE = ("title", "headline")
URL = ("url", "link", "source_url", "original_url", "canonical_link")
DAY = (
    "published",
    "date",
    "date_published",
    "publish_date",
    "published_at",
    "pubdate",
    "date_publish",
    "publication_date",
)
OUTLET = ("outlet", "sitename", "source-hostname", "publisher", "source", "hostname", "source_domain", "site", "domain")
IDENT = ("id", "doc_id", "uid", "article_id", "fingerprint")
"""Names under which programs keep a report, the surest first: detente's own, trafilatura's, newspaper's, others'."""

FIELD_LIMIT = 20_000_000


def of_row(row: Mapping[str, Any], name: str, origin: str | None = None) -> Item:
    """A row as an item; one that holds neither text nor page says so.

    >>> of_row({"id": 7, "text": "India said so.", "date": "2025-05-08"}, "x").published
    '2025-05-08'
    """
    low = {str(k).strip().lower(): v for k, v in row.items()}
    text, html = _first(low, TEXT), _first(low, HTML)
    ident = _first(low, IDENT)
    shared: dict[str, Any] = {"name": f"{name} ({ident})" if ident else name, "source_id": ident, "origin": origin}
    if low.get("published") is not None and not isinstance(low["published"], str):
        return Item(**shared, error="'published' must be a string")
    for value in (text, html):
        if value is not None and (why := _unusable(value)):
            return Item(**shared, error=why)
    if text is None and html is None:
        return Item(**shared, error="there is no text in it: 'text' or 'html' is needed")
    url = _first(low, URL)
    return Item(
        **shared,
        text=text,
        html=html if text is None else None,
        published=_first(low, DAY),
        outlet=_first(low, OUTLET),
        url=url,
        title=_first(low, TITLE),
    )


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str | None:
    for name in names:
        value = row.get(name)
        if isinstance(value, dict):  # JSON-LD and the like: {"name": ...}
            value = value.get("name")
        if isinstance(value, int | float) and not isinstance(value, bool) and name in IDENT:
            value = str(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _unusable(value: str) -> str | None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as why:
        return f"the text holds a lone surrogate (U+{ord(value[why.start]):04X}) at character {why.start}"
    return None


def of_lines(lines: Iterable[bytes], name: str, origin: str | None = None, first: int = 1) -> Iterator[Item]:
    """Items of JSON Lines, counted from ``first``; a line that is none says so and the others go on."""
    for n, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as why:
            yield Item(name=f"{name}, line {n}", origin=origin, error=f"this line is not JSON: {why}")
            continue
        if not isinstance(row, dict):
            yield Item(name=f"{name}, line {n}", origin=origin, error="a line must hold one JSON object")
            continue
        yield of_row(row, f"{name}, line {n}", origin)


def of_json(data: bytes, name: str, origin: str | None = None) -> Iterator[Item]:
    """Items of a JSON file: one article, a list of them, or an object with a list under 'articles' or 'items'."""
    try:
        held = json.loads(data)
    except (ValueError, RecursionError) as why:
        raise InputError(f"{name}: not JSON: {why}") from None
    if isinstance(held, dict):
        for key in ("articles", "items", "results", "documents"):
            if isinstance(held.get(key), list):
                held = held[key]
                break
    rows = held if isinstance(held, list) else [held]
    for n, row in enumerate(rows, 1):
        where = f"{name}, {n}" if len(rows) > 1 else name
        if isinstance(row, dict):
            yield of_row(row, where, origin)
        else:
            yield Item(name=where, origin=origin, error="a JSON object with 'text' is expected here")


def of_csv(lines: Iterable[str], name: str, origin: str | None = None) -> Iterator[Item]:
    """Items of a table with a header; raises :class:`InputError` where no column holds a text."""
    csv.field_size_limit(FIELD_LIMIT)
    source = iter(lines)
    head = next(source, "")
    found = max(",;\t|", key=head.count)
    table = csv.DictReader(_again(head, source), delimiter=found)
    columns = [c.strip().lower() for c in table.fieldnames or []]
    if not {*TEXT, *HTML}.intersection(columns):
        raise InputError(f"{name}: no column is called {', '.join(TEXT[:4])}; there are {', '.join(columns[:12])}")
    try:
        for n, row in enumerate(table, 2):
            yield of_row({k: v for k, v in row.items() if k and v}, f"{name}, row {n}", origin)
    except csv.Error as why:
        raise InputError(f"{name}: not a table that can be read: {why}") from None


def _again(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def lines_of(stream: io.BufferedIOBase | Any, name: str, longest: int) -> Iterator[bytes]:
    """Lines of a stream, none longer than ``longest`` bytes."""
    while line := stream.readline(longest + 1):
        if len(line) > longest:
            raise TooLarge(f"{name}: a line is longer than {longest:,} bytes; set DETENTE_MAX_BYTES to allow more")
        yield line
