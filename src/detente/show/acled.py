"""Which rows would a table in ACLED's columns have of these incidents? 31 columns; what was not told stays empty.

The rows are detente's own reading of the news, in the shape that tools for such tables take: none comes from ACLED, and
ids never look like theirs. ``docs/exports.md`` says what each column holds and which stay empty, and why.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from detente.ledger import Filter, Ledger
from detente.lexicon.countries import countries
from detente.lexicon.shapes import load_shapes
from detente.records import ActorRef
from detente.show.happenings import POINT, Happening, days, happenings, names, toll
from detente.show.ledgers import csv_lines

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
EMPTY = ("region", "admin2", "admin3", "source_scale")
"""Columns that never hold anything."""
TIME_PRECISION = {"week": 2, "month": 3, "minute": 1, "hour": 1, "part_of_day": 1, "day": 1}
Cells = dict[str, Any]


def acled(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """A CSV table, its header first; one row an incident of a kind that ACLED counts."""
    wanted = load_shapes().wanted
    rows = (
        cells(h)
        for h in happenings(ledger, asked)
        if h.incident.type == "ASSAULT" or (h.incident.type, h.incident.mode) in wanted
    )
    return (line.encode() for line in csv_lines(COLUMNS, rows))


def cells(h: Happening) -> Cells:
    """One incident as ACLED's columns."""
    i, shapes = h.incident, load_shapes()
    found = shapes.of(i.type, i.mode, h.toward())
    one, other = h.sides()
    first, second = _inter(h, one, found.event if found else None), _inter(h, other, None)
    dead = toll(i)
    return {
        "event_id_cnty": i.id,
        **_day(h),
        "disorder_type": found.disorder if found else None,
        "event_type": found.event if found else None,
        "sub_event_type": found.sub if found else None,
        "actor1": names(one[:1]), "assoc_actor_1": names(one[1:]), "inter1": first,
        "actor2": names(other[:1]), "assoc_actor_2": names(other[1:]), "inter2": second,
        "interaction": f"{first}-{second}" if first and second else None,
        "civilian_targeting": _civilians(h),
        **_place(h),
        "source": "; ".join(dict.fromkeys(r["outlet"] for r in h.reports if r.get("outlet"))),
        "notes": i.best.sentence.quote if i.best else None,
        "fatalities": dead.best if dead else None,
        "tags": _tags(h),
        "timestamp": _timestamp(h),
    }  # fmt: skip


def _day(h: Happening) -> Cells:
    told, when = days(h.incident.when), h.incident.when
    if told is None or when is None:
        return {}
    exact = TIME_PRECISION.get(when.granularity)
    if exact is None:
        return {"year": told[0].year} if told[0].year == told[1].year else {}
    return {"event_date": told[0].isoformat(), "year": told[0].year, "time_precision": exact}


def _inter(h: Happening, refs: tuple[ActorRef, ...], event: str | None) -> str | None:
    """The sort of the first of these parties, as ACLED calls it."""
    if not refs:
        return None
    inter, sort = load_shapes().inter, h.sorts.get(refs[0].actor)
    if sort == "civilian" and event in ("Protests", "Riots"):
        return inter["protester" if event == "Protests" else "rioter"]
    if sort == "state":
        here = h.incident.where.country if h.incident.where else None
        home = refs[0].country
        if here is None or home is None:
            return None  # at home a state's own forces, abroad 'foreign': without the place it is not told which
        return inter["state" if home == here else "foreign"]
    return inter[sort] if sort else None


def _civilians(h: Happening) -> str | None:
    violent = h.incident.type == "ASSAULT" and h.incident.mode != "crowd-control"
    return "Civilian targeting" if violent and h.toward() == "civilian" else None


def _place(h: Happening) -> Cells:
    w = h.incident.where
    if w is None:
        return {}
    land = countries().get(w.country or "")
    point = w.precision in POINT and w.lat is not None
    return {
        "iso": land.numeric if land else None,
        "country": land.name if land else None,
        "admin1": w.admin1,
        "location": w.name if w.precision not in ("country", "unknown") else None,
        "latitude": w.lat if point else None,
        "longitude": w.lon if point else None,
        "geo_precision": 1 if point else None,
    }


def _tags(h: Happening) -> str:
    i, dead = h.incident, toll(h.incident)
    told = [f"standing={i.standing}", f"origins={i.origins}"]
    if dead and len(dead.counts) > 1:
        told.append("killed=" + " or ".join(f"{n:g}" for n in dead.counts))
    return "; ".join(told)


def _timestamp(h: Happening) -> int | None:
    """Unix seconds of the latest report whose hour and zone are told."""
    moments = []
    for report in h.reports:
        try:
            at = datetime.fromisoformat(report.get("published") or "")
        except ValueError:
            continue
        if at.tzinfo is not None:
            moments.append(int(at.timestamp()))
    return max(moments, default=None)
