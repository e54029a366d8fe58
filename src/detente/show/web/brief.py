"""The first page: how tense is it, what happened that matters, what is new, and which sources are silent?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from detente.errors import InputError
from detente.ledger import Filter, Ledger, facets
from detente.ledger.filter import day
from detente.ledger.history import moment
from detente.ledger.listing import COUNTED
from detente.ledger.question import Crisis
from detente.records import Tension
from detente.show.curves import told as telling
from detente.show.web import charts, numbers
from detente.show.web.address import Address
from detente.show.web.aside import Source, sources
from detente.upkeep import lately, timeline

TWO_WEEKS = 14
ENTRIES = 7
"""Incidents of a day that the days that matter are chosen from."""
MATTER = 18
"""Incidents told of: together with the rest they print on one page."""
BACK, MOST_BACK = 14, 1000
"""Days on which anything happened, the last ones first, among which those that matter are sought: ever more, until
there are enough."""
AT_ODDS = 5000
"""Events by which the pair most at odds is found, the latest ones."""
RECENT = 500
"""Events whose numbers the brief tells: the latest, so that its first byte comes soon."""
NEWS = {"dispute": 6, "incident": 10, "channel": 5, "position": 5, "report": 6}
"""Kinds that the brief tells of, and how many of each it names: together they print on one page."""


@dataclass(frozen=True, slots=True)
class Dyad:
    """The tension of two sides over two weeks, each day with what makes most of it; ``worst`` is of all days."""

    first: str
    second: str
    line: charts.Line | None
    days: list[Tension]
    worst: Tension | None


@dataclass(frozen=True, slots=True)
class News:
    """What came of one kind since a moment; ``bounded`` where there is more than was counted, new or changed."""

    kind: str
    new: int
    changed: int
    rows: list[dict[str, Any]]
    bounded: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """The page ``/``: ``counts`` are of the whole crisis, up to ``COUNTED``; ``told`` are the days that matter, latest
    first."""

    crisis: Crisis | None
    counts: Mapping[str, int]
    since: str
    since_told: str
    dyads: list[Dyad]
    news: list[News]
    told: list[dict[str, Any]]
    sources: list[Source]
    disputes: list[dict[str, Any]]
    counted: list[numbers.Counted]
    talks: list[dict[str, Any]]


def make(ledger: Ledger, at: Address, today: date) -> Brief:
    """The brief of one crisis, or of the whole ledger."""
    asked = at.filter
    since = at.view.get("since") or (today - timedelta(days=1)).isoformat()
    crisis = ledger.crisis(asked.crisis) if asked.crisis else None
    counts = {k: ledger.count(k, asked, COUNTED) for k in ("report", "event", "incident", "dispute", "channel")}
    pairs = _pairs(ledger, crisis)
    news = _news(ledger, asked, since, today, counts)
    return Brief(
        crisis=crisis,
        counts=counts,
        since=since,
        since_told=at.view.get("since") or "yesterday",
        dyads=[d for a, b in pairs if (d := _dyad(ledger, a, b, asked)).days],
        news=news,
        told=_told(ledger, asked),
        sources=[s for s in sources(ledger, today) if s.health != "well"],
        disputes=ledger.page("dispute", replace(asked, limit=6)).records(),
        counted=[c for c in numbers.counted(numbers.tellings(ledger, asked, None, RECENT)[0]) if c.tellings > 1][:12],
        talks=ledger.page("channel", replace(asked, limit=6)).rows,
    )


def _pairs(ledger: Ledger, crisis: Crisis | None) -> list[tuple[str, str]]:
    """The sides whose tension is drawn: a crisis' own countries, else the pair most at odds."""
    if crisis is not None:
        codes = [a for a in crisis.actors if len(a) == 3 and a.isupper()]
        return [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]][:3]
    return [tuple(r["actors"]) for r in ledger.suggest(None, 1, AT_ODDS, placed=False)]


def _dyad(ledger: Ledger, first: str, second: str, asked: Filter) -> Dyad:
    bare = replace(asked, since=None, until=None, limit=None, cursor=None)
    days, worst = lately(ledger, first, second, bare, TWO_WEEKS + 6)
    return Dyad(first, second, charts.line(days), days, worst)


def _news(ledger: Ledger, asked: Filter, since: str, today: date, counts: Mapping[str, int]) -> list[News]:
    try:
        first = day(since, today)
    except InputError:
        first = None
    seq = ledger.look(moment, since, first)
    out = []
    for kind, most in NEWS.items():
        new, changed, rows = ledger.look(facets.fresh, kind, seq, asked, most, counts.get(kind))
        out.append(News(kind, new, changed, rows, bounded=new > COUNTED))
    return out


def _told(ledger: Ledger, asked: Filter) -> list[dict[str, Any]]:
    """The days that matter, latest first, each with its weightiest incidents."""
    rows: list[dict[str, Any]] = []
    back = BACK
    while len(rows) < MATTER:
        rows = telling(timeline(ledger, replace(asked, limit=None, cursor=None), ENTRIES, days=back))
        if back > MOST_BACK:
            break
        back *= 4
    kept: dict[str, int] = {}
    out: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda r: (r["day"], r["weight"]), reverse=True):
        kept[row["day"]] = kept.get(row["day"], 0) + 1
        if kept[row["day"]] <= 3 and row["sentence"] and row["sentence"] not in {r["sentence"] for r in out}:
            out.append(row)
    return out[:MATTER]
