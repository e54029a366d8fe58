"""How does a ledger take in readings, and what do all of its reports make together? Joining and ledger, tied here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from detente.joining import crisis, held, part
from detente.joining.crisis import Joined, join
from detente.joining.recounts import recounts
from detente.joining.tension import lately as last_days
from detente.ledger import Filter, Ledger, facets, listing, strains, then
from detente.ledger.settle import JOINED, Found
from detente.records import Incident, Item, NumberChange, Reading, Tension, TimelineDay, change
from detente.records.strain import Strained

ONE = msgspec.json.Decoder(Incident)


def keep(ledger: Ledger, reading: Reading, item: Item, key: str) -> bool:
    """Keep a reading in the ledger, in one transaction; returns whether there was news in it."""
    return ledger.keep(reading, item, key)


AT_ONCE = 128
"""Reports that are joined in one transaction: a few seconds of it, and memory for these and what they touch. Half of
them took the same time a report; with four times as many, what they touch was opened more than once."""


def update(ledger: Ledger) -> dict[str, int]:
    """Join what came or changed with all that the ledger holds; returns how many rows of each kind are new.

    What comes out is what one joining of all reports makes (:func:`joined`), in any order of arrival.
    """
    written: Counter[str] = Counter(dict.fromkeys(JOINED, 0))
    by = part.rules()
    if not ledger.remembers(by):
        return ledger.remember(part.rejoin, joined, by, held, AT_ONCE)
    while (more := ledger.rejoin(part.rejoin, by, held, AT_ONCE)) is not None:
        written.update(more)
    return dict(written)


def joined(readings: Sequence[Reading]) -> Found:
    """What many reports make together, as the ledger keeps it."""
    made = join(readings)
    return Found(
        incidents=made.incidents,
        disputes=made.disputes,
        channels=made.channels,
        positions=made.positions,
        copies=made.copies,
    )


def _decoded(ledger: Ledger, asked: Filter) -> dict[str, Incident]:
    found = ledger.look(listing.records, "incident", replace(asked, limit=None, cursor=None))
    return {i.id: i for i in map(ONE.decode, found)}


def tension(ledger: Ledger, first: str, second: str, asked: Filter, *, directed: bool = False) -> list[Tension]:
    """The days of two countries; ``directed`` counts only what the first does to the second."""
    both = _between(ledger, first, second, asked)
    return list(crisis.tension(both, (first, second), directed=directed, since=asked.since, until=asked.until))


def _between(ledger: Ledger, first: str, second: str, asked: Filter) -> Joined | list[Strained]:
    if (cut := ledger.look(strains.between, first, second, asked)) is not None:
        return cut
    pair = replace(asked, since=None, until=None, actor=(first,))
    found = _decoded(ledger, replace(pair, by=(second,))) | _decoded(ledger, replace(pair, to=(second,)))
    return Joined(incidents=tuple(found.values()))


def lately(ledger: Ledger, first: str, second: str, asked: Filter, days: int) -> tuple[list[Tension], Tension | None]:
    """The tension of two countries, both ways counted: the last so many days of it, and its worst day of all."""
    both = _between(ledger, first, second, asked)
    made, peak = last_days(both, (first, second), days, directed=False)
    return list(made), peak


def curve(found: Found, dyad: tuple[str, str]) -> list[Tension]:
    """The days of two countries in what was joined just now, both ways counted."""
    return list(crisis.tension(Joined(incidents=tuple(found.incidents)), dyad, directed=False))


def timeline(ledger: Ledger, asked: Filter, most: int, days: int | None = None) -> list[TimelineDay]:
    """The days that matter, in order, each with its incidents; ``days``: of the last so many days told of only."""
    if days is not None:
        told = ledger.look(facets.latest, "incident", asked, days)
        asked = replace(asked, since=told[-1] if told else asked.since)
    made = crisis.timeline(ledger.look(strains.told, asked), most=most)
    ids = [e.incident for d in made for e in d.entries]
    opened = map(ONE.decode, ledger.look(then.records, "incident", ids, asked.snapshot))
    best = {i.id: i.best for i in opened}
    return [change(d, entries=tuple(change(e, best=best.get(e.incident)) for e in d.entries)) for d in made]


def changed_numbers(ledger: Ledger, found: Sequence[Incident]) -> list[NumberChange]:
    """Where a side's number of these incidents changed from one report to a later one, the latest change first."""
    events = {e.id: e for e in ledger.events([x for i in found for x in i.events])}
    told = {s.id: s for s in ledger.statements([x for e in events.values() for x in e.according_to])}
    made = [c for i in found for c in recounts(i, [events[x] for x in i.events if x in events], told)]
    return sorted(made, key=lambda c: (c.after.published or "", c.id), reverse=True)
