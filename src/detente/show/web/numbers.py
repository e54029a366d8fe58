"""Whose numbers? What reports count, how many each source says, in which words; and what else is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from detente.joining.conflicts import UNCOUNTED
from detente.ledger import Filter, Ledger, then
from detente.records import Event, Quantity
from detente.show.web import charts
from detente.show.web.address import Address

LOOKED = 2000
"""Events that are looked through, the latest first: under 100 ms, and weeks of a crisis."""
NARROW = 500
"""Events looked through for one thing: they are found by its word."""
FATES = ("killed", "wounded", "missing", "detained", "displaced", "captured", "destroyed")
AGAINST = ("deny", "reject", "question", "accuse", "admit", "confirm")
"""Acts that answer a claim stand first among what is said."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing that is counted: how many tellings by how many sources, and between which numbers."""

    of: str
    tellings: int
    sources: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """The page ``/numbers``; with ``of`` one thing's numbers by source, and the statements in which it stands."""

    of: str | None
    counted: list[Counted]
    ranges: list[charts.Range]
    said: list[dict[str, Any]]
    looked: int
    more: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """One number in one report."""

    of: tuple[str, ...]
    quantity: Quantity
    source: str
    event: Event


def make(ledger: Ledger, at: Address) -> Numbers:
    """What is counted, or everything about one counted thing (``?of=drones``)."""
    of = at.view.get("of", "").strip().casefold() or None
    found, looked, more = tellings(ledger, at.filter, of, NARROW if of and of not in FATES else LOOKED)
    if of is None:
        return Numbers(None, counted(found), [], [], looked, more)
    ranges = charts.ranges([_number(t, of) for t in found if of in t.of])
    return Numbers(of, counted(found), ranges, _said(ledger, at.filter, of), looked, more)


def tellings(ledger: Ledger, asked: Filter, of: str | None, most: int) -> tuple[list[Telling], int, bool]:
    """Numbers in the latest events of a filter, each with its source; how many events that were, and if there are more.

    Raises :class:`InputError` where ``of`` holds no word.
    """
    words = " ".join(filter(None, (asked.text, of if of not in FATES else None))) or None
    page = ledger.page("event", replace(asked, text=words, limit=most, cursor=None))
    events = [msgspec.json.decode(r["record"], type=Event) for r in page.rows if '"quantities":[{' in r["record"]]
    chain = {e.id: e.according_to for e in events}
    names = ledger.look(then.tellers, sorted({s for c in chain.values() for s in c}), asked.snapshot)
    outlets = {r["id"]: r["outlet"] or "outlet unknown" for r in page.rows}
    out = []
    for e in events:
        told = [names[s] for s in e.according_to if s in names]
        source = f"{told[-1]}, in {outlets[e.id]}" if told else outlets[e.id]
        out += [Telling(tuple(_things(q)), q, source, e) for q in e.quantities]
    return out, len(page.rows), page.cursor is not None


def _things(q: Quantity) -> Iterator[str]:
    """What a quantity counts: the thing, and what became of it; 'two sides' says who is meant and counts nothing."""
    if q.what in UNCOUNTED:
        return
    thing = (q.of or q.what).casefold().replace("_", " ")
    yield thing
    if q.what in FATES and q.what != thing:
        yield q.what


def counted(found: list[Telling]) -> list[Counted]:
    """Each counted thing, the one that most sources count first."""
    groups: dict[str, list[Telling]] = {}
    for t in found:
        if _values(t.quantity):
            for thing in t.of:
                groups.setdefault(thing, []).append(t)
    out = []
    for thing, some in groups.items():
        values = [v for t in some for v in _values(t.quantity)]
        out.append(Counted(thing, len(some), len({t.source for t in some}), min(values), max(values)))
    return sorted(out, key=lambda c: (-c.sources, -c.tellings, c.of))


def _values(q: Quantity) -> list[float]:
    return [v for v in (q.low, q.best, q.high) if v is not None]


def _number(t: Telling, of: str) -> charts.Number:
    q = t.quantity
    words = " ".join(t.event.sentence.quote.split())
    return charts.Number(t.source, of, q.low, q.best, q.high, words, t.event.report, q.span.start, t.event.id)


def _said(ledger: Ledger, asked: Filter, of: str) -> list[dict[str, Any]]:
    """Statements in which the thing stands, those that answer a claim first."""
    words = " ".join(filter(None, (asked.text, of)))
    rows = ledger.page("statement", replace(asked, text=words, limit=80, cursor=None)).rows
    order = {act: n for n, act in enumerate(AGAINST)}
    return sorted(rows, key=lambda r: (order.get(r["act"], len(order)), r["sort"] or "", r["id"]))
