"""Which rows would a table in UCDP GED's columns have of these incidents? 49 columns; what was not told stays empty.

A row is an incident of armed force in which somebody counts at least one dead. The rows are detente's own reading of
the news, none is UCDP's. ``docs/exports.md`` says what each column holds and which stay empty, and why.
"""

import hashlib
import math
from collections.abc import Iterator
from typing import Any

from detente.ledger import Filter, Ledger
from detente.lexicon.countries import countries
from detente.records import ActorRef
from detente.show.happenings import POINT, Happening, Toll, days, happenings, names, toll
from detente.show.ledgers import csv_lines

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high",
    "low", "gwnoa", "gwnob",
)  # fmt: skip
EMPTY = (
    "active_year", "code_status", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id",
    "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id", "adm_2", "country_id", "region",
    "event_clarity", "deaths_a", "deaths_b", "gwnoa", "gwnob",
)  # fmt: skip
"""Columns that never hold anything."""
ARMED = ("rebel", "militia")
Cells = dict[str, Any]


def ucdp(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """A CSV table, its header first; one row an incident of armed force with a count of dead."""
    rows = (cells(h, dead) for h in happenings(ledger, asked) if (dead := _deadly(h)) is not None)
    return (line.encode() for line in csv_lines(COLUMNS, rows))


def _deadly(h: Happening) -> Toll | None:
    dead = toll(h.incident) if h.incident.type == "ASSAULT" else None
    return dead if dead and dead.counts and dead.counts[-1] >= 1 else None


def cells(h: Happening, dead: Toll) -> Cells:
    """One incident as UCDP GED's columns."""
    i = h.incident
    one, other = h.sides()
    return {
        "id": number(i.id),
        "relid": i.id,
        "type_of_violence": _violence(h, one, other),
        "dyad_name": f"{names(one)} - {names(other)}" if one and other else None,
        "side_a": names(one),
        "side_b": names(other),
        **_sources(h),
        **_place(h),
        **_day(h),
        "deaths_civilians": dead.best if dead.civilians else None,
        "deaths_unknown": None if dead.civilians else dead.best,
        "best": dead.best, "high": dead.high, "low": dead.low,
    }  # fmt: skip


def number(ident: str) -> int:
    """UCDP's ids are whole numbers: one of 60 bits derived from ours, the same everywhere."""
    return int(hashlib.sha256(ident.encode()).hexdigest()[:15], 16)


def _violence(h: Happening, one: tuple[ActorRef, ...], other: tuple[ActorRef, ...]) -> int | None:
    """1 a state is on one side, 2 no state is, 3 civilians are the other side; empty where a side is not told."""
    first, second = h.sort(one), h.sort(other)
    if first is None or second is None:
        return None
    if second == "civilian":
        return 3 if first != "civilian" else None
    if first == "civilian":
        return None
    return 1 if "state" in (first, second) else 2


def _sources(h: Happening) -> Cells:
    """Which reports tell it; a separator within a title becomes a comma."""
    rows = [[str(r.get(c) or "").replace(";", ",") for c in ("outlet", "published", "title")] for r in h.reports]
    tellers = [a.side.name for a in h.incident.accounts if isinstance(a.side, ActorRef)]
    return {
        "number_of_sources": h.incident.origins,
        "source_article": "; ".join(", ".join(f'"{v}"' if n != 1 else v for n, v in enumerate(r)) for r in rows),
        "source_office": "; ".join(r[0] for r in rows),
        "source_date": "; ".join(r[1] for r in rows),
        "source_headline": "; ".join(r[2] for r in rows),
        "source_original": "; ".join(dict.fromkeys(tellers)),
    }


def _place(h: Happening) -> Cells:
    w = h.incident.where
    if w is None:
        return {}
    land = countries().get(w.country or "")
    told: Cells = {
        "where_prec": _precision(w.precision, w.admin1 is not None and w.admin1 == w.name),
        "where_coordinates": w.name,
        "where_description": w.span.quote,
        "adm_1": w.admin1,
        "country": land.name if land else None,
    }
    if w.precision in POINT and w.lat is not None and w.lon is not None:
        gid = cell_of(w.lat, w.lon)
        told |= {"latitude": w.lat, "longitude": w.lon, "geom_wkt": f"POINT ({w.lon} {w.lat})", "priogrid_gid": gid}
    return told


def _precision(precision: str, first_level: bool) -> int | None:
    """1 an exact place, 4 a first-level unit, 6 a country; a unit of an untold level and a region are none of them."""
    if precision == "admin":
        return 4 if first_level else None
    return {"site": 1, "city": 1, "country": 6}.get(precision)


def cell_of(lat: float, lon: float) -> int:
    """The number of the half-degree cell of PRIO-GRID, from 1 at 90°S 180°W, row by row.

    >>> cell_of(-89.9, -179.9), cell_of(33.77, 74.09)
    (1, 178349)
    """
    row = min(359, math.floor((90.0 + lat) * 2))
    column = min(719, math.floor((180.0 + lon) * 2))
    return row * 720 + column + 1


def _day(h: Happening) -> Cells:
    told = days(h.incident.when)
    if told is None:
        return {}
    first, last = told
    length = (last - first).days + 1
    exact = 1 if length == 1 else 2 if length < 7 else 3 if length == 7 else 4 if length <= 31 else 5
    year = first.year if first.year == last.year else None
    return {"year": year, "date_prec": exact, "date_start": first.isoformat(), "date_end": last.isoformat()}
