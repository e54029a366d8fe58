"""What does a report tell of where it plays? Countries, admin units and points that its other names bring along."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from spacy.tokens import Doc

from detente.lexicon.gazetteer import Candidate, Gazetteer
from detente.lexicon.gazetteer_rows import normalise
from detente.reading.places.finder import Spot
from detente.reading.places.within import is_owned, is_part

FEW = 0.6
"""Mentions of countries at which they count half."""
VOTERS = 6
"""Candidates of one name that count as evidence for the others, each by its likelihood,"""
LEAST = 0.05
"""and the least likelihood that counts."""

COMPANY_KM = 80.0
COMMON = 3
"""A name with more bearers than these counts less as company: some Springfield lies near everything."""

Anchor = tuple[str, float, float, float]
Unit = tuple[str, str | None]


class Likely(Protocol):
    """A candidate with its likelihood."""

    @property
    def candidate(self) -> Candidate | None:
        """The place; ``None`` for 'none of these'."""

    @property
    def confidence(self) -> float:
        """From 0 to 1."""


@dataclass(slots=True)
class Context:
    """What a report tells of where it plays."""

    countries: dict[str, float] = field(default_factory=dict)
    """Share of its mentions of countries, by ISO 3166-1 alpha-3."""
    admins: dict[tuple[str, str], float] = field(default_factory=dict)
    """Share of its mentions of admin units, by country and name."""
    anchors: tuple[Anchor, ...] = ()
    """Where the other names may lie: key, latitude, longitude, how likely."""
    inside: frozenset[Unit] = frozenset()
    """Countries and admin units named beside the name."""
    weight: float = 1.0
    """How much the shares count, from 0 to 1: one mention of a country is weak evidence, five are strong."""
    home: str | None = None
    """Country in which the outlet is at home."""
    company: Mapping[int, float] = field(default_factory=dict)
    """For each candidate by its id: how many of the report's other names have a bearer close by."""
    dialect: str | None = None
    """Country whose own words the report uses."""
    called: str | None = None
    """'unit' or 'city', where the words beside the name call it so."""
    listed: tuple[Sequence[Candidate], ...] = ()
    """What the other names of its list may be."""

    @classmethod
    def of(cls, gazetteer: Gazetteer, near: str | None, inside: str | None) -> "Context":
        """A context for one name, given by hand."""
        out = cls()
        if near and (land := gazetteer.country(near.upper())):
            out.countries = {land.country or "": 1.0}
        elif near and (found := gazetteer.lookup(near)):
            best = max(found, key=lambda c: (c.kind != "city", c.population))
            out.countries = {best.country: 1.0} if best.country else {}
            if best.lat is not None and best.lon is not None:
                out.anchors = ((normalise(near), best.lat, best.lon, 1.0),)
        if inside:
            out.inside = containers(gazetteer.lookup(inside))
        return out


def containers(found: Iterable[Candidate]) -> frozenset[Unit]:
    """Countries and admin units among the candidates of a name: what 'X' in 'Paris, X' may hold."""
    out: set[Unit] = set()
    for c in found:
        if c.quality < 3 or c.country is None:
            continue
        if c.kind == "country":
            out.add((c.country, None))
        elif c.kind == "admin1":
            out.add((c.country, c.name))
    return frozenset(out)


def units(found: Sequence[Candidate]) -> frozenset[Unit]:
    """What the name of a town or an area may hold: itself, or the admin unit of the best known town of this name."""
    held = containers(found)
    best = next((c for c in found if c.kind == "city" and c.country), None)
    return held or (frozenset({(best.country, best.admin1)}) if best and best.country else frozenset())


def holds(inside: frozenset[Unit], c: Candidate) -> bool:
    """Whether a candidate lies in one of the countries and admin units named beside it."""
    if c.country is None:
        return False
    return (c.country, None) in inside or (c.kind != "admin1" and (c.country, c.admin1) in inside)


def km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres, in the haversine form."""
    p, q = math.radians(lat), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def company(candidates: Mapping[str, Sequence[Candidate]]) -> dict[int, float]:
    """For each town: how many other names of the report have a bearer within 80 km, whichever of them is meant.

    'Mansfield', 'Ashland' and 'Ontario' are each many towns; only in one corner of Ohio do the three lie together.
    """
    grid: dict[tuple[int, int], list[tuple[str, float, float, float]]] = {}
    for key, found in candidates.items():
        counts = min(1.0, COMMON / max(1, len(found)))
        for c in found:
            if c.kind in ("city", "site", "admin2") and c.quality >= 3 and c.lat is not None and c.lon is not None:
                grid.setdefault((int(c.lat), int(c.lon)), []).append((key, c.lat, c.lon, counts))
    out: dict[int, float] = {}
    for key, found in candidates.items():
        for c in found:
            if c.kind not in ("city", "site", "admin2") or c.lat is None or c.lon is None:
                continue
            met: dict[str, float] = {}
            for i in (-1, 0, 1):
                for j in (-1, 0, 1):
                    for other, lat, lon, counts in grid.get((int(c.lat) + i, int(c.lon) + j), ()):
                        if other != key and other not in met and km(c.lat, c.lon, lat, lon) <= COMPANY_KM:
                            met[other] = counts
            if met:
                out[c.id] = sum(met.values())
    return out


def beside(found: Sequence[Spot], text: str, gazetteer: Gazetteer) -> dict[str, frozenset[Unit]]:
    """For each name, the states and countries beside it: 'Paris, Texas', 'Uri in Kashmir', 'Iraq's Anbar'."""
    out: dict[str, set[Unit]] = {}
    for this, after in itertools.pairwise(found):
        gap = text[this.end : after.start]
        key = normalise(this.name)
        if gap.strip() in (",", "(", ", in", "in", "/") and len(gap) < 8 and "\n" not in gap:
            held = containers(gazetteer.lookup(after.name))
            if held:
                out.setdefault(key, set()).update(held)
        elif is_part(gap):
            out.setdefault(key, set()).update(units(gazetteer.lookup(after.name)))
        elif is_owned(gap):
            out.setdefault(normalise(after.name), set()).update(units(gazetteer.lookup(this.name)))
        elif gap.replace("’", "'").startswith("'s ") and len(gap) < 30 and "," not in gap:
            held = containers(gazetteer.lookup(this.name))
            if held:
                out.setdefault(normalise(after.name), set()).update(held)
    for a, b, c in zip(found, found[1:], found[2:], strict=False):
        if text[a.end : b.start].strip() == "," and text[b.end : c.start].strip() == ",":
            held = containers(gazetteer.lookup(c.name))
            if held and "ount" in b.name:
                out.setdefault(normalise(a.name), set()).update(held)
    return {k: frozenset(v) for k, v in out.items()}


def spoken_of(doc: Doc, gazetteer: Gazetteer) -> Counter[str]:
    """How often the demonyms of each country stand in a report ('Indian' counts for IND)."""
    words = gazetteer.demonyms()
    return Counter(words[t.text] for t in doc if t.text in words)


K = TypeVar("K")


def _shares(counts: Mapping[K, float]) -> dict[K, float]:
    left = {k: v for k, v in counts.items() if v > 0.01}
    total = sum(left.values())
    return {k: v / total for k, v in left.items()}


@dataclass(slots=True)
class Told:
    """What each name of a report tells of where it plays, kept apart so that no name is evidence for itself."""

    lands: Counter[str]
    units: Counter[tuple[str, str]]
    own: dict[str, list[tuple[str, str | None, float]]]
    anchors: tuple[Anchor, ...]
    home: str | None = None
    company: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        ranked: Mapping[str, Sequence[Likely]],
        mentions: Mapping[str, int],
        spoken: Mapping[str, int],
        home: str | None = None,
        company: Mapping[int, float] | None = None,
    ) -> "Told":
        """Add up the candidates of the last round by their likelihood; ``spoken`` counts demonyms by country."""
        out = cls(Counter(spoken), Counter(), {}, (), home, company or {})
        anchors: list[Anchor] = []
        for key, choices in ranked.items():
            own = out.own.setdefault(key, [])
            for choice in choices[:VOTERS]:
                c, likely = choice.candidate, choice.confidence
                if c is None or likely < LEAST:
                    continue
                if c.country is not None:
                    own.append((c.country, c.admin1, math.sqrt(mentions[key]) * likely))
                if c.lat is not None and c.lon is not None and c.kind in ("city", "site", "admin2"):
                    anchors.append((key, c.lat, c.lon, likely))
            for country, admin, weight in own:
                out.lands[country] += weight  # type: ignore[assignment]
                if admin:
                    out.units[country, admin] += weight  # type: ignore[assignment]
        out.anchors = tuple(anchors)
        return out

    def without(self, key: str, inside: frozenset[Unit]) -> Context:
        """The context for one name: everything that the other names tell."""
        lands, units = self.lands.copy(), self.units.copy()
        for country, admin, weight in self.own.get(key, ()):
            lands[country] -= weight  # type: ignore[assignment]
            if admin:
                units[country, admin] -= weight  # type: ignore[assignment]
        told = sum(lands.values())
        weight = told / (told + FEW)
        return Context(_shares(lands), _shares(units), self.anchors, inside, weight, self.home, self.company)
