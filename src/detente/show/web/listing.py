"""The lists: which records fit, how many of each sort, on which days, at which places?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.ledger import Ledger, then
from detente.ledger.beside import SAMPLE, beside, days_of
from detente.ledger.schema import ORDER
from detente.show.kinds import KINDS
from detente.show.web import charts, maps
from detente.show.web.address import Address, paged

TITLE = {
    "actor": "Who",
    "type": "Type",
    "status": "Status",
    "country": "Where",
    "outlet": "Outlet",
    "part": "Part of the page",
}
TITLES = {"incident": {"status": "Standing"}, "statement": {"type": "Act"}, "dispute": {"type": "Kind"}}
ORDERED = {"incident": "most told first: by independent origins, then by reports, then the newest"}
"""In which order a list stands that is not in that of its days."""
MOST = 12
"""Values of a facet: what is read at a glance; a search finds the others."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One part of the filter: its values with counts, chosen ones first among equals."""

    part: str
    title: str
    values: list[tuple[str, int, bool]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page: ``days`` are (day, rows) in order, one without a day where ``order`` names another order.

    Where ``whole`` is false, what stands beside the list tells of its first ``SAMPLE`` records.
    ``map`` and ``strip`` stand where the kind has places and days.
    """

    kind: str
    name: str
    total: int
    whole: bool
    facets: list[Facet]
    days: list[tuple[str, list[dict[str, Any]]]]
    cursor: str | None
    strip: charts.Strip | None
    map: maps.Map | None
    homes: dict[str, str]
    order: str | None
    sample: int
    tellers: dict[str, str]


def make(ledger: Ledger, at: Address, name: str) -> Listing:
    """The page of one list."""
    kind = KINDS[name]
    asked = paged(at.filter)
    page = ledger.page(kind, asked)
    counted = kind not in ("actor", "copy")
    by_day = counted and kind not in ORDER
    days: list[tuple[str, list[dict[str, Any]]]] = []
    for row in page.rows:
        day = str(row.get("sort") or "")[:10] if by_day else ""
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(row)
    placed = kind in ("event", "incident")
    beside_it = ledger.look(beside, kind, asked, MOST, 400 if placed else 0) if counted else None
    strip = None
    if beside_it is not None:
        drawn = beside_it.days
        if asked.since or asked.until:  # the days around those that are chosen are drawn, too
            drawn = ledger.look(days_of, kind, replace(asked, since=None, until=None))
        strip = charts.strip(drawn, asked.since, asked.until)
    return Listing(
        kind=kind,
        name=name,
        total=beside_it.records if beside_it else len(page.rows),
        whole=beside_it.whole if beside_it else True,
        facets=_facets(beside_it.counts, at, kind) if beside_it else [],
        days=days,
        cursor=page.cursor,
        strip=strip,
        map=maps.draw(beside_it.places) if placed and beside_it else None,
        homes=ledger.look(then.homes, [r["id"] for r in page.rows], asked.snapshot) if kind == "event" else {},
        order=ORDERED.get(kind),
        sample=SAMPLE,
        tellers=tellers(ledger, page.rows, asked.snapshot) if kind == "event" else {},
    )


def tellers(ledger: Ledger, rows: list[dict[str, Any]], snapshot: str | None) -> dict[str, str]:
    """On whose word each event stands: ``id`` to the speakers, outermost first; the outlet's own voice is left out."""
    chains = {r["id"]: r["according_to"].split("; ") for r in rows if r["according_to"]}
    names = ledger.look(then.tellers, sorted({s for chain in chains.values() for s in chain}), snapshot)
    told = {i: " → ".join(dict.fromkeys(names[s] for s in chain if s in names)) for i, chain in chains.items()}
    return {i: who or "somebody unnamed" for i, who in told.items()}


def _facets(told: Mapping[str, Sequence[tuple[str, int]]], at: Address, kind: str) -> list[Facet]:
    out = []
    for part in ("actor", "type", "status", "country", "outlet", "part"):
        values = [(v, n, at.has(part, v)) for v, n in told.get(part, ())]
        there = {v for v, _, _ in values}
        values += [(v, 0, True) for v in getattr(at.filter, part) if v not in there]
        if values:
            out.append(Facet(part, TITLES.get(kind, {}).get(part) or TITLE[part], values))
    return out
