"""What stands beside the five screens: search, how the sources fare, the review queue, the words that are known?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from detente.ledger import Filter, Ledger
from detente.ledger.listing import COUNTED
from detente.lexicon.words import load_words
from detente.show.web.address import Address
from detente.show.web.listing import tellers

SILENT_DAYS = 2


@dataclass(frozen=True, slots=True)
class Source:
    """A feed that is followed; ``health`` is failing, silent or well."""

    url: str
    title: str | None
    health: str
    last_item: str | None
    last_success: str | None
    failures: int
    last_error: str | None


def sources(ledger: Ledger, today: date) -> list[Source]:
    """All feeds, those that need somebody's eye first, the longest silent on top."""
    limit = (today - timedelta(days=SILENT_DAYS)).isoformat()
    out = []
    for r in ledger.sources():
        quiet = (r["last_item"] or "") < limit
        health = "failing" if r["last_error"] else "silent" if quiet else "well"
        fields = ("last_item", "last_success", "failures", "last_error")
        out.append(Source(r["url"], r["title"], health, *(r[f] for f in fields)))
    order = {"failing": 0, "silent": 1, "well": 2}
    return sorted(out, key=lambda s: (order[s.health], s.last_item or ""))


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found of each kind: (kind, how many, the first rows)."""

    words: str
    found: list[tuple[str, int, list[dict[str, Any]]]]
    tellers: dict[str, str]


def search(ledger: Ledger, at: Address) -> Hits:
    """Actors by name; disputes, statements, events and reports by the words that stand in them."""
    words = at.view.get("q", "").strip()
    if not any(c.isalnum() for c in words):
        return Hits(words, [], {})
    asked = Filter(text=words, crisis=at.filter.crisis, snapshot=at.filter.snapshot, limit=8)
    found = []
    for kind in ("actor", "dispute", "event", "statement", "report"):
        page = ledger.page(kind, asked)
        many = len(page.rows) if kind == "actor" else ledger.count(kind, replace(asked, limit=None), COUNTED)
        found.append((kind, many, page.rows))
    events = [r for kind, _, rows in found for r in rows if kind == "event"]
    return Hits(words, found, tellers(ledger, events, at.filter.snapshot))


@dataclass(frozen=True, slots=True)
class Queue:
    """What a person should look at first: ``groups`` are (reason, rows), a row with a note of what put it there."""

    rows: list[tuple[str, dict[str, Any]]]
    groups: list[tuple[str, list[tuple[str, dict[str, Any]]]]]
    tellers: dict[str, str]


def queue(ledger: Ledger, at: Address, most: int = 60) -> Queue:
    """Incidents on which accounts disagree, then those told most, then events that were read least surely."""
    base = replace(at.filter, limit=None, cursor=None)
    seen: dict[str, tuple[str, dict[str, Any]]] = {}
    for standing in ("contested", "denied"):
        for r in ledger.page("incident", replace(base, status=(standing,), limit=most)).rows:
            if r["review"] is None:
                many = "" if r["reports"] == 1 else "s"
                seen.setdefault(r["id"], (f"{standing}, told by {r['reports']} report{many}", r))
    fresh = [r for r in ledger.page("event", replace(base, limit=500)).rows if r["review"] is None]
    for r in sorted(fresh, key=lambda r: (r["confidence"] or 0, r["id"]))[:most]:
        seen.setdefault(r["id"], (f"read with confidence {r['confidence'] or 0:.2f}", r))
    rows = list(seen.values())[:most]
    disputed = [(why, r) for why, r in rows if r["id"].startswith("INC")]
    unsure = [(why, r) for why, r in rows if not r["id"].startswith("INC")]
    groups = [(w, some) for w, some in (("Accounts disagree", disputed), ("Read least surely", unsure)) if some]
    return Queue(rows, groups, tellers(ledger, [r for _, r in unsure], at.filter.snapshot))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rows of words that fit: (kind of row, word, act, event)."""

    words: str
    total: int
    rows: list[tuple[str, str, str, str]]


def lexicon(at: Address, most: int = 200) -> Lexicon:
    """Verbs, nouns, adjectives and idioms in which some letters stand."""
    wanted = at.view.get("q", "").strip().casefold()
    rows = []
    for name, row in load_words(None).rows:
        word = str(getattr(row, "lemma", None) or getattr(row, "words", None) or name)
        told = (word, str(getattr(row, "act", None) or ""), str(getattr(row, "event", None) or ""))
        if not wanted or wanted in " ".join(told).casefold():
            rows.append((type(row).__name__.lower(), *told))
    rows.sort(key=lambda r: (not r[1].casefold().startswith(wanted), r[1], r[0], r[3]))
    return Lexicon(wanted, len(rows), rows[:most])
