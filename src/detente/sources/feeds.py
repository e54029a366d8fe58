"""What does a feed list? RSS and Atom, JSON Feed, OPML (feeds), news site maps: entries with address, title and day."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree

from detente.errors import InputError, Refused

MOST = 5_000
"""Entries of one feed or site map that are looked at: busy wires list some hundreds."""

_KIND = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|urlset|sitemapindex|opml)[\s>/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article; ``html`` is what it carries of it."""

    url: str | None
    title: str | None = None
    published: str | None = None
    html: str | None = None
    outlet: str | None = None
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries, or the feeds and site maps that it leads to."""

    kind: str
    title: str | None
    entries: tuple[Entry, ...]
    leads: tuple[str, ...] = ()


def kind_of(head: bytes) -> str | None:
    """Which kind of list these first bytes open, ``None`` where none.

    >>> kind_of(b'<?xml version="1.0"?><rss version="2.0">'), kind_of(b"<html><body>")
    ('feed', None)
    """
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith(b"{") and b"jsonfeed.org/version" in plain[:2048].replace(b"\\/", b"/"):
        return "json feed"
    if not plain.startswith(b"<") or plain[:200].lower().lstrip().startswith((b"<!doctype html", b"<html")):
        return None
    if m := _KIND.search(plain[:4096]):
        return {b"urlset": "site map", b"sitemapindex": "site map", b"opml": "opml"}.get(m[1].lower(), "feed")
    return None


def read(data: bytes, name: str, base: str | None = None) -> Feed:
    """A feed from its bytes; raises :class:`InputError` where it is none, :class:`Refused` on declared entities."""
    kind = kind_of(data[:8192])
    if kind is None:
        raise InputError(f"{name}: this is no feed, site map or OPML (a page, perhaps); give the feed's own address")
    if kind == "json feed":
        return _json(data, name, base)
    if b"<!ENTITY" in data.replace(b"\x00", b"").upper():
        raise Refused(f"{name}: declares XML entities, which no honest feed needs; it is not read")
    if kind == "feed":
        return _feed(data, name, base)
    tree = _tree(data, name)
    return _opml(tree, base) if kind == "opml" else _site_map(tree, base)


def _web(address: object, base: str | None) -> str | None:
    if not isinstance(address, str) or not address.strip():
        return None
    try:
        full = urljoin(base or "", address.strip())
        return full if urlsplit(full).scheme in ("http", "https") else None
    except ValueError:
        return None


def _day(value: object, parsed: Any = None) -> str | None:
    """ISO 8601 of a date as feeds write it, with its zone; an unreadable one stays unknown."""
    if isinstance(value, str) and value.strip():
        for read_as in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                found = read_as(value.strip())
                return value.strip()[:10] if len(value.strip()) == 10 else found.isoformat()
            except (ValueError, TypeError, IndexError):
                continue
    if parsed:
        try:
            year, month, date, hour, minute, second = parsed[:6]
            return datetime(year, month, date, hour, minute, second, tzinfo=UTC).isoformat()
        except (ValueError, TypeError):
            return None
    return None


def _feed(data: bytes, name: str, base: str | None) -> Feed:
    told = feedparser.parse(io.BytesIO(data), response_headers={"content-location": base} if base else {})
    if not told.get("version") and not told.get("entries"):
        raise InputError(f"{name}: this cannot be read as a feed ({told.get('bozo_exception') or 'no entries'})")
    title = told.feed.get("title") or None
    entries = []
    for e in told.entries[:MOST]:
        held = [c.get("value") for c in e.get("content", [])] + [e.get("summary")]
        html = max((h for h in held if isinstance(h, str) and h.strip()), key=len, default=None)
        source = e.get("source")
        entries.append(
            Entry(
                url=_web(e.get("link"), base),
                title=e.get("title") or None,
                published=_told(e, "published") or _told(e, "updated"),
                html=html,
                outlet=(source.get("title") if source else None) or title,
                changed=_told(e, "updated"),
            )
        )
    return Feed("feed", title, tuple(entries))


def _told(entry: Any, field: str) -> str | None:
    """A date that the entry itself holds: feedparser's own look-up takes one field for another."""
    return _day(dict.get(entry, field), dict.get(entry, f"{field}_parsed"))


def _json(data: bytes, name: str, base: str | None) -> Feed:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as why:
        raise InputError(f"{name}: a JSON Feed that cannot be read ({why})") from None
    items = told.get("items")
    if not isinstance(items, list):
        raise InputError(f"{name}: a JSON Feed without 'items'")
    title = told.get("title") if isinstance(told.get("title"), str) else None
    entries = []
    for i in (i for i in items[:MOST] if isinstance(i, dict)):
        html = i.get("content_html") or i.get("content_text") or i.get("summary")
        entries.append(
            Entry(
                url=_web(i.get("url") or i.get("external_url"), base),
                title=i.get("title") if isinstance(i.get("title"), str) else None,
                published=_day(i.get("date_published")),
                html=html if isinstance(html, str) else None,
                outlet=title,
                changed=_day(i.get("date_modified")),
            )
        )
    return Feed("json feed", title, tuple(entries))


def _tree(data: bytes, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as why:
        raise InputError(f"{name}: XML that cannot be read ({why})") from None
    if tree is None:
        raise InputError(f"{name}: XML that cannot be read")
    return tree


def _local(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _opml(tree: Any, base: str | None) -> Feed:
    leads: dict[str, None] = {}
    title = None
    for element in tree.iter():
        if _local(element) == "title" and title is None:
            title = (element.text or "").strip() or None
        for key, value in element.attrib.items():
            if key.lower() == "xmlurl" and (address := _web(value, base)):
                leads[address] = None
    if not leads:
        raise InputError("this OPML names no feeds (no outline has an xmlUrl)")
    return Feed("opml", title, (), tuple(leads)[:MOST])


def _site_map(tree: Any, base: str | None) -> Feed:
    leads: dict[str, None] = {}
    entries: list[Entry] = []
    for element in tree:
        kind = _local(element)
        told = {_local(c): (c.text or "").strip() for c in element.iter() if isinstance(c.tag, str)}
        address = _web(told.get("loc"), base)
        if address and kind == "sitemap":
            leads[address] = None
        elif address and kind == "url":
            day = _day(told.get("publication_date")) or None
            entries.append(
                Entry(
                    url=address,
                    title=told.get("title") or None,
                    published=day,
                    outlet=told.get("name") or None,
                    changed=_day(told.get("lastmod")),
                )
            )
    entries.sort(key=lambda e: e.published or e.changed or "", reverse=True)
    return Feed("site map", None, tuple(entries[:MOST]), tuple(leads)[:200])


def addresses(feed: Feed) -> Iterator[str]:
    """Where a feed leads: other feeds, or its articles."""
    yield from feed.leads
    yield from (e.url for e in feed.entries if e.url)
