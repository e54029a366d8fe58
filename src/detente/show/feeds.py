"""What is new, for feed readers: disputes, changed numbers, or all together, as Atom, RSS 2.0 or JSON Feed 1.1.

Which records stand in a feed is decided by when the ledger learned of them; the moments in it are those of the reports,
so that the same ledger gives the same bytes. A record keeps its entry's id, so a reader shows it once and sees it move.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from detente import __version__
from detente.ledger import Filter, Ledger
from detente.ledger.lately import latest
from detente.records import ActorRef, Dispute, Incident, NumberChange
from detente.show.history import sentence

NEWEST = 100
"""Entries of a feed: what a reader that looks in daily does not miss."""
LOOKED = 400
"""Incidents whose numbers are compared: those of several reports that were written last."""
TOPICS = {
    "news": "What is new",
    "disputes": "Disputes: questions on which accounts conflict",
    "numbers": "Numbers that a side changed",
}
MEDIA = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json",
}
"""Forms, and what each is called on the web."""
PAGE = {
    "dispute": "/dispute/{id}",
    "incident": "/incident/{id}",
    "channel": "/channels#{id}",
    "position": "/channels#{id}",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a feed: ``opened`` and ``moved`` are moments of reports, ``None`` where they are not known."""

    id: str
    kind: str
    title: str
    words: str
    path: str
    opened: str | None
    moved: str | None
    record: Any


def disputes(ledger: Ledger, asked: Filter) -> list[Entry]:
    """Disputes that came or moved last."""
    rows = ledger.look(latest, "dispute", asked, NEWEST)
    return [of_dispute(msgspec.json.decode(r["record"], type=Dispute)) for r in rows]


def of_dispute(d: Dispute) -> Entry:
    """A dispute: its question, and each side's answer."""
    sides = [
        f"{p.side.removeprefix('outlet:') if isinstance(p.side, str) else p.side.name}: {p.answer}" for p in d.positions
    ]
    return Entry(
        d.id, "dispute", d.question, "; ".join(sides), f"/dispute/{d.id}", d.opened, d.last_moved or d.opened, d
    )


def numbers(ledger: Ledger, asked: Filter) -> list[Entry]:
    """Numbers that changed, in the incidents that were written last."""
    from detente.upkeep import changed_numbers

    rows = ledger.look(latest, "incident", asked, LOOKED, 2)
    found = [msgspec.json.decode(r["record"], type=Incident) for r in rows]
    return [of_number(c) for c in changed_numbers(ledger, found)[:NEWEST]]


def of_number(c: NumberChange) -> Entry:
    """A changed number: who counts, what it said and what it says now, each in its own words."""
    title = f"{_side(c.side)}: {_once(c.before.span.quote)} → {_once(c.after.span.quote)}"
    told = [f"{_once(n.span.quote)} ({n.outlet or 'outlet unknown'}, {n.published})" for n in (c.before, c.after)]
    words = f"{c.what}: {told[0]}, then {told[1]}"
    return Entry(c.id, "number", title, words, f"/incident/{c.incident}", c.after.published, c.after.published, c)


def news(ledger: Ledger, asked: Filter) -> list[Entry]:
    """Disputes, changed numbers, incidents, channels and positions together."""
    found = [*disputes(ledger, asked), *numbers(ledger, asked)]
    for kind in ("incident", "channel", "position"):
        for row in ledger.look(latest, kind, asked, NEWEST):
            record = json.loads(row["record"])
            told = max((r.get("published") or "" for r in record.get("reports", ())), default="")
            moved = told or record.get("last") or record.get("first") or row.get("day")
            words = _once(record["best"]["sentence"]["quote"]) if record.get("best") else ""
            path = PAGE[kind].format(id=row["id"])
            found.append(Entry(row["id"], kind, sentence(kind, row), words, path, None, moved or None, record))
    return found


MAKE: dict[str, Callable[[Ledger, Filter], list[Entry]]] = {"news": news, "disputes": disputes, "numbers": numbers}


def entries(ledger: Ledger, asked: Filter, topic: str) -> list[Entry]:
    """The entries of a topic, the last moved first."""
    found = MAKE[topic](ledger, asked)
    found.sort(key=lambda e: e.id)
    found.sort(key=lambda e: moment(e.moved), reverse=True)
    return found[: asked.limit or NEWEST]


def feed(found: list[Entry], topic: str, form: str, site: str | None = None) -> bytes:
    """A feed of these entries in a form; ``site`` is the dashboard's address, to which links lead."""
    write = {"atom": _atom, "rss": _rss, "json": _json}[form]
    return "".join(write(found, topic, site.rstrip("/") if site else None)).encode()


def _atom(found: list[Entry], topic: str, site: str | None) -> Iterator[str]:
    newest = max((moment(e.moved) for e in found), default=moment(None))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
    yield f"<title>{_xml(TOPICS[topic])}</title><id>urn:detente:feed:{topic}</id><updated>{newest}</updated>"
    yield f'<generator version="{__version__}">detente</generator><author><name>detente</name></author>\n'
    if site:
        yield f'<link rel="self" href={quoteattr(f"{site}/feed/{topic}.atom")}/><link href={quoteattr(site + "/")}/>\n'
    for e in found:
        yield f"<entry><title>{_xml(e.title)}</title><id>urn:detente:{_xml(e.id)}</id>"
        yield f"<updated>{moment(e.moved)}</updated><category term={quoteattr(e.kind)}/>"
        yield f"<published>{moment(e.opened)}</published>" if e.opened else ""
        yield f"<link href={quoteattr(site + e.path)}/>" if site else ""
        yield f"<summary>{_xml(e.words or e.title)}</summary></entry>\n"
    yield "</feed>\n"


def _rss(found: list[Entry], topic: str, site: str | None) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    home = f"{site}/" if site else f"urn:detente:feed:{topic}"
    yield f"<title>{_xml(TOPICS[topic])}</title><link>{_xml(home)}</link>"
    yield "<description>detente says who says what. It never says who is right.</description>"
    yield f"<generator>detente {__version__}</generator>\n"
    if site:
        yield f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(f"{site}/feed/{topic}.rss")}/>\n'
    for e in found:
        yield f'<item><title>{_xml(e.title)}</title><guid isPermaLink="false">urn:detente:{_xml(e.id)}</guid>'
        yield f"<link>{_xml(site + e.path)}</link>" if site else ""
        yield f"<category>{_xml(e.kind)}</category><description>{_xml(e.words or e.title)}</description>"
        if e.moved:
            yield f"<pubDate>{format_datetime(datetime.fromisoformat(moment(e.moved)))}</pubDate>"
        yield "</item>\n"
    yield "</channel></rss>\n"


def _json(found: list[Entry], topic: str, site: str | None) -> Iterator[str]:
    items = []
    for e in found:
        dates = {"date_published": moment(e.opened) if e.opened else None,
                 "date_modified": moment(e.moved) if e.moved else None}  # fmt: skip
        item = {"id": f"urn:detente:{e.id}", "url": site + e.path if site else None, "title": e.title,
                "content_text": e.words or e.title, **dates, "tags": [e.kind]}  # fmt: skip
        items.append({k: v for k, v in item.items() if v is not None} | {"_detente": {e.kind: e.record}})
    told = {"version": "https://jsonfeed.org/version/1.1", "title": TOPICS[topic]}
    if site:
        told |= {"home_page_url": f"{site}/", "feed_url": f"{site}/feed/{topic}.json"}
    yield msgspec.json.format(msgspec.json.encode({**told, "items": items}), indent=1).decode() + "\n"


def _side(side: ActorRef | str) -> str:
    return side.removeprefix("outlet:") if isinstance(side, str) else side.name


def _once(words: str) -> str:
    return " ".join(words.split())


def _xml(words: str) -> str:
    """Words for XML, without the characters that it does not hold."""
    return escape("".join(c for c in words if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff")))


def moment(told: str | None) -> str:
    """A moment in UTC as Atom and STIX want it: a bare day is its beginning, an unknown one the beginning of 1970.

    >>> moment("2025-05-08T09:30:00+05:00"), moment("2025-05-08")
    ('2025-05-08T04:30:00Z', '2025-05-08T00:00:00Z')
    """
    try:
        at = datetime.fromisoformat(told or "1970-01-01")
    except ValueError:
        at = datetime(1970, 1, 1)
    at = at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
