"""How are feeds followed and their articles fetched? Through the one door, asking only for what is new."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any, Protocol

import msgspec
from lxml import html as lxml_html

from detente.errors import DetenteError, InputError, Refused
from detente.records import Item
from detente.sources import feeds, files
from detente.sources.door import Door, Fetched

WORTH_READING = 400
"""Characters of an entry's own text that stand for an article where its page cannot be had: two paragraphs."""

DEEPEST = 3
"""Site maps of site maps, OPML of feeds: how far a list of lists is followed."""


class Memory(Protocol):
    """What a ledger remembers of the web."""

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last good answer."""

    def visited(self, url: str, **facts: Any) -> None:
        """Note how a visit went."""

    def seen(self, mark: str) -> bool:
        """Whether an entry has been kept already."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _door() -> Door:
    return Door(pause=1.0)


@dataclass(slots=True)
class Web:
    """Fetches pages and follows feeds; ``offline`` takes from feeds only what they carry themselves."""

    memory: Memory
    offline: bool = False
    door: Door = field(default_factory=_door)
    clock: Callable[[], str] = _now
    failed: int = 0

    def address(self, url: str) -> Iterator[Item]:
        """Items behind an address: one page, or the articles that a feed lists."""
        if self.offline:
            raise Refused(f"{url}: not fetched, since detente runs offline; save the page and give the file")
        yield from self._visit(url, 0)

    def lists(self, data: bytes, name: str) -> Iterator[Item]:
        """Items of a feed, OPML or site map that stands in a file."""
        feed = feeds.read(data, name)
        yield from self._follow(feed, name, 0)

    def _visit(self, url: str, depth: int) -> Iterator[Item]:
        etag, modified = self.memory.validators(url)
        try:
            page = self.door.fetch(url, etag, modified)
            if page.status == 304:
                self.memory.visited(
                    url, last_tried=self.clock(), last_success=self.clock(), failures=0, last_error=None
                )
                return
            if feeds.kind_of(page.data[:8192]) is None:
                if depth or etag or modified:
                    raise InputError(f"{url}: a page came where a feed was expected; give the feed's own address")
                yield self._page(page, url, None)
                return
            feed = feeds.read(page.data, url, page.url)
        except DetenteError as why:
            self.failed += 1
            tried = {"last_tried": self.clock(), "last_error": str(why)[:500]}
            self.memory.visited(url, **tried, failures=1)
            yield Item(name=url, origin=url, url=url, error=str(why))
            return
        newest = max((e.published for e in feed.entries if e.published), default=None)
        new = sum(1 for _ in feed.entries)
        facts = {"kind": feed.kind, "title": feed.title, "last_tried": self.clock(), "last_error": None, "failures": 0}
        yield from self._follow(feed, url, depth)
        # The validators are noted last: an interrupted visit asks for the whole feed again.
        self.memory.visited(
            url,
            **facts,
            last_success=self.clock(),
            last_item=newest,
            items=new,
            etag=page.etag,
            last_modified=page.last_modified,
        )

    def _follow(self, feed: feeds.Feed, origin: str, depth: int) -> Iterator[Item]:
        if feed.leads and self.offline:
            raise Refused(f"{origin}: lists {len(feed.leads)} feeds, which are not fetched, since detente runs offline")
        if feed.leads and depth >= DEEPEST:
            raise Refused(f"{origin}: lists of lists more than {DEEPEST} deep are not followed")
        for lead in feed.leads:
            yield from self._visit(lead, depth + 1)
        for entry in feed.entries:
            mark = mark_of(entry)
            if not self.memory.seen(mark):
                yield self._article(entry, origin, mark)

    def _article(self, entry: feeds.Entry, origin: str, mark: str) -> Item:
        own = _own(entry, origin, mark)
        if self.offline or entry.url is None:
            return own or Item(
                name=entry.url or origin, origin=origin, mark=mark, error="the feed carries no article here"
            )
        try:
            made = self._page(self.door.fetch(entry.url), entry.url, origin)
        except DetenteError as why:
            if own is not None:
                return own
            return Item(name=entry.url, url=entry.url, origin=origin, mark=mark, error=str(why))
        told = {"mark": mark, "published": entry.published, "title": entry.title}
        return msgspec.structs.replace(made, **told)

    def _page(self, page: Fetched, url: str, origin: str | None) -> Item:
        raw = files.raw(page.data, page.url, url=page.url, encoding=page.charset)
        return Item(name=url, raw=raw, url=page.url, origin=origin or url)


def mark_of(entry: feeds.Entry) -> str:
    """What an entry is known by: its address and last change, or its own words."""
    told = (entry.url or entry.html or "", entry.changed or entry.published or "", entry.title or "")
    return "entry:" + hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()


def _own(entry: feeds.Entry, origin: str, mark: str) -> Item | None:
    """What the feed itself carries of an article, where that is more than a teaser."""
    if not entry.html:
        return None
    try:
        plain = lxml_html.fromstring(f"<div>{entry.html}</div>").text_content()
    except (ValueError, lxml_html.etree.ParserError):
        return None
    if len(" ".join(plain.split())) < WORTH_READING:
        return None
    title = escape(entry.title or "")
    body = entry.html if "<p" in entry.html.lower() else f"<p>{entry.html}</p>"
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    return Item(
        name=entry.url or origin,
        html=page,
        url=entry.url,
        title=entry.title,
        published=entry.published,
        outlet=entry.outlet,
        origin=origin,
        mark=mark,
    )
