"""Which countries do a report's outlet and the people in it bring along, before any place is looked at?"""

from collections import Counter

from detente.lexicon.actors import Registry
from detente.lexicon.dates import day_of
from detente.reading.names import Cast
from detente.records import Report

SPEAKS = 0.5
"""What the country of a person or body counts against one of a demonym: they are said more often."""

PLACED = frozenset({"state", "government", "population", "group", "unknown"})
"""Kinds of actors whose names are countries' names and demonyms, which count already."""


def home(report: Report, registry: Registry) -> str | None:
    """The country of the outlet, where the registry knows it: 'Dawn' is at home in PAK."""
    if not report.outlet:
        return None
    found = registry.exact(report.outlet, day_of(report.published))
    return found.country if found else None


def players(cast: Cast) -> dict[str, float]:
    """How much the persons and bodies of a report speak for each country: 'Asif' and 'the BJP' are of PAK and IND."""
    named: Counter[tuple[str, str]] = Counter()
    for mention in cast.mentions:
        who = mention.identity
        if who.country and len(who.country) == 3 and who.kind not in PLACED:
            named[who.country, who.key] += 1
    out: dict[str, float] = {}
    for (country, _), times in named.items():
        out[country] = out.get(country, 0.0) + SPEAKS * min(times, 2)
    return out
