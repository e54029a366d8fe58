"""The lists: which records fit, how many of each sort, on which days, at which places?"""

from dataclasses import dataclass, replace
from typing import Any

from detente.ledger import Ledger, facets, then
from detente.show.web import charts, maps
from detente.show.web.address import Address, paged

KINDS = {
    "events": "event",
    "incidents": "incident",
    "statements": "statement",
    "reports": "report",
    "positions": "position",
    "actors": "actor",
    "copies": "copy",
    "disputes": "dispute",
    "channels": "channel",
}
TITLE = {
    "actor": "Who",
    "type": "Type",
    "status": "Status",
    "country": "Where",
    "outlet": "Outlet",
    "part": "Part of the page",
}
TITLES = {"incident": {"status": "Standing"}, "statement": {"type": "Act"}, "dispute": {"type": "Kind"}}
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
    """A list page: ``days`` are (day, rows) in order, ``map`` and ``strip`` where the kind has places and days."""

    kind: str
    name: str
    total: int
    facets: list[Facet]
    days: list[tuple[str, list[dict[str, Any]]]]
    cursor: str | None
    strip: charts.Strip | None
    map: maps.Map | None
    homes: dict[str, str]
    tellers: dict[str, str]


def make(ledger: Ledger, at: Address, name: str) -> Listing:
    """The page of one list."""
    kind = KINDS[name]
    asked = paged(at.filter)
    page = ledger.page(kind, asked)
    counted = kind not in ("actor", "copy")
    days: list[tuple[str, list[dict[str, Any]]]] = []
    for row in page.rows:
        day = str(row.get("sort") or "")[:10] if counted else ""
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(row)
    placed = kind in ("event", "incident")
    found = ledger.look(facets.places, kind, asked, 400) if placed else []
    return Listing(
        kind=kind,
        name=name,
        total=ledger.count(kind, replace(asked, cursor=None)) if counted else len(page.rows),
        facets=_facets(ledger, at, kind),
        days=days,
        cursor=page.cursor,
        strip=charts.strip(ledger.look(facets.days, kind, asked), asked.since, asked.until) if counted else None,
        map=maps.draw(found) if placed else None,
        homes=ledger.look(then.homes, [r["id"] for r in page.rows], asked.snapshot) if kind == "event" else {},
        tellers=tellers(ledger, page.rows, asked.snapshot) if kind == "event" else {},
    )


def tellers(ledger: Ledger, rows: list[dict[str, Any]], snapshot: str | None) -> dict[str, str]:
    """On whose word each event stands: ``id`` to the speakers, outermost first; the outlet's own voice is left out."""
    chains = {r["id"]: r["according_to"].split("; ") for r in rows if r["according_to"]}
    names = ledger.look(then.tellers, sorted({s for chain in chains.values() for s in chain}), snapshot)
    told = {i: " → ".join(dict.fromkeys(names[s] for s in chain if s in names)) for i, chain in chains.items()}
    return {i: who or "somebody unnamed" for i, who in told.items()}


def _facets(ledger: Ledger, at: Address, kind: str) -> list[Facet]:
    if kind in ("actor", "copy"):
        return []
    told = ledger.look(facets.facets, kind, at.filter, MOST)
    out = []
    for part in ("actor", "type", "status", "country", "outlet", "part"):
        values = [(v, n, at.has(part, v)) for v, n in told.get(part, ())]
        there = {v for v, _, _ in values}
        values += [(v, 0, True) for v in getattr(at.filter, part) if v not in there]
        if values:
            out.append(Facet(part, TITLES.get(kind, {}).get(part) or TITLE[part], values))
    return out
