"""What stands beside a list: how many of each sort, on which days, at which places? In bounded time, whatever is asked.

The first ``SAMPLE`` records of the list are counted (the newest, or the incidents most told); where there are more,
``whole`` is false and whoever shows the counts says so. The number and the days of a list that nothing narrows are
exact at any size: they come from an index.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from detente.errors import InputError
from detente.ledger import schema, tallies
from detente.ledger.filter import Filter
from detente.ledger.reach import first, numbers
from detente.ledger.rows import Row

FACETS: dict[str, dict[str, str]] = {
    "event": {"type": "type", "status": "status", "country": "country", "outlet": "outlet", "part": "part"},
    "incident": {"type": "type", "status": "standing", "country": "country"},
    "statement": {"type": "act", "outlet": "outlet", "part": "part"},
    "report": {"outlet": "outlet"},
    "dispute": {"type": "kind"},
    "channel": {"type": "state"},
    "position": {"type": "kind"},
}
"""Which part of a filter stands on which column of a kind's table."""

PLACE = ("place", "country", "lat", "lon", "precision")

SAMPLE = 5_000
"""Records that are counted: about 200 ms of CPU on a ledger of a million events, 20,000 of them 700 ms (make bench
ARGS="ledger"); all of a million would take twenty seconds."""

Counts = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Counts beside a list; ``places`` are rows of ``place, country, lat, lon, precision, n``, the commonest first."""

    counts: dict[str, Counts]
    days: list[tuple[str, int]]
    places: list[Row]
    records: int
    whole: bool


def beside(conn: Connection, kind: str, f: Filter, most: int, places: int = 0) -> Beside:
    """The commonest values of each part of a filter; a part does not narrow its own counts."""
    if kind not in FACETS:
        raise InputError(f"there are no facets of this list; there are of {', '.join(sorted(f'{k}s' for k in FACETS))}")
    bare = replace(f, limit=None, cursor=None)
    table = schema.RECORDS[kind]
    parts = FACETS.get(kind, {})
    placed = PLACE if places and "place" in table.c else ()
    names = tuple(dict.fromkeys((*parts.values(), *placed, "sort", "row")))
    found = _columns(conn, kind, bare, names)
    whole = len(found) <= SAMPLE
    columns = dict(zip(names, zip(*found[:SAMPLE], strict=True), strict=True)) if found else dict.fromkeys(names, ())
    counts: dict[str, Counts] = {}
    for part, column in parts.items():
        chosen: dict[str, Any] = {part: ()}
        values: Iterable[Any] = columns[column]
        if getattr(bare, part):
            values = (r[0] for r in _columns(conn, kind, replace(bare, **chosen), (column,))[:SAMPLE])
        counts[part] = _commonest(values, most)
    if kind not in ("dispute", "report"):
        rows = columns["row"]
        if bare.actor:
            rows = [r[0] for r in _columns(conn, kind, replace(bare, actor=()), ("row",))[:SAMPLE]]
        counts["actor"] = _actors(conn, rows, most)
    records = min(len(found), SAMPLE)
    if whole or bare != Filter():
        days = _by_day(columns["sort"])
    else:
        told = tallies.days(conn, kind)
        days, records = [(d, n) for d, n in told.items() if d], sum(told.values())
    where = Counter(zip(*(columns[n] for n in placed), strict=True)) if placed else Counter()
    order = sorted(((k, n) for k, n in where.items() if k[0] is not None), key=lambda p: (-p[1], str(p[0])))
    shown = [{**dict(zip(PLACE, k, strict=True)), "n": n} for k, n in order[:places]]
    return Beside(counts, days, shown, records, whole)


def days_of(conn: Connection, kind: str, f: Filter) -> list[tuple[str, int]]:
    """The days of a list, as :func:`beside` counts them, and nothing else."""
    bare = replace(f, limit=None, cursor=None)
    found = [r[0] for r in _columns(conn, kind, bare, ("sort",))]
    if len(found) > SAMPLE and bare == Filter():
        return [(d, n) for d, n in tallies.days(conn, kind).items() if d]
    return _by_day(found[:SAMPLE])


def _by_day(days: Iterable[str]) -> list[tuple[str, int]]:
    return sorted((d, n) for d, n in Counter(days).items() if d)


def _columns(conn: Connection, kind: str, f: Filter, names: Sequence[str]) -> list[Any]:
    c = schema.RECORDS[kind].c
    return list(first(conn, kind, f, SAMPLE + 1, *(c[n].label(n) for n in names)))


def _commonest(values: Iterable[Any], most: int) -> Counts:
    many = ((str(v), n) for v, n in Counter(values).items() if v is not None)
    return sorted(many, key=lambda p: (-p[1], p[0]))[:most]


def _actors(conn: Connection, rows: Sequence[int], most: int) -> Counts:
    """In how many of these records each country takes part."""
    p = schema.parties.c
    query = select(p.country, func.count(distinct(p.row))).where(p.row.op("IN")(numbers(rows)), p.country.is_not(None))
    told = ((str(country), int(n)) for country, n in conn.execute(query.group_by(p.country)))
    return sorted(told, key=lambda p: (-p[1], p[0]))[:most]
