"""Which of the places that bear a name is meant?

Each distinct name of a report is resolved once: every candidate gets a score, a sum of few terms that can be read, from
what is known of it (inhabitants, kind, how good the name is) and from the report (a state or country named beside it,
countries and admin units that the report speaks of, distance to its other places). Three rounds: what is sure in one
round is evidence in the next. Below a threshold the answer is 'none of these'.

The weights are set by hand and stand on a plateau: each, varied alone by a quarter to a half up and down, moved the
mean end-to-end F1 of the four places sets from 79.3 to between 78.8 and 79.3 (November 2026).
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from spacy.tokens import Doc

from detente.lexicon.gazetteer import Candidate, Gazetteer
from detente.lexicon.gazetteer_rows import normalise
from detente.reading.places.finder import Spot

PER_DECADE = 0.8
"""Score for each tenfold of inhabitants."""

KIND = {
    "city": 0.0,
    "country": 8.0,
    "continent": 8.0,
    "admin1": 6.0,
    "region": 6.0,
    "water": 5.5,
    "site": 4.5,
    "admin2": 4.0,
}
"""What a kind of place is worth before anything is known of the report: a country as much as 10^10 people."""

CAPITAL = 2.0
METROPOLIS = 13_000_000
SHORTENED = -4.0
"""'Mexico' for Mexico City, 'Quebec' for Quebec City: rarer than the country or state itself."""
QUALITY = {4: 0.0, 3: 0.0, 2: -1.5, 1: -4.0}
NOT_ITS_OWN = -1.5
INSIDE = 6.0
"""A state or country named beside it ('Paris, Texas') holds it; as much again is lost where another is named."""
COUNTRY_SHARE = 3.0
ADMIN_SHARE = 3.0
ELSEWHERE = -1.0
"""The report speaks of countries, and never of this one."""
NEAR = 1.5
NEAR_KM = 150.0
NONE_BELOW = 0.9
"""No candidate with a lower score is taken."""
MOST = 80
"""Candidates of one name that are looked at, best known first."""
FEW = 0.6
"""Mentions of countries at which they count half."""
VOTERS = 6
"""Candidates of one name that count as evidence for the others, each by its likelihood,"""
LEAST = 0.05
"""and the least likelihood that counts."""
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: how much it adds and why."""

    what: str
    points: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate with its score; ``candidate`` is ``None`` where none of them is good enough."""

    candidate: Candidate | None
    score: float
    confidence: float
    rivals: int
    evidence: tuple[Evidence, ...]

    @property
    def why(self) -> str:
        """The reasons in words."""
        if self.candidate is None:
            return f"none of {self.rivals} places of this name is likely here" if self.rivals else "unknown name"
        return ", ".join(f"{e.what} {e.points:+.1f}" for e in self.evidence) + f"; one of {self.rivals}"


Anchor = tuple[str, float, float, float]


@dataclass(slots=True)
class Context:
    """What a report tells of where it plays."""

    countries: dict[str, float] = field(default_factory=dict)
    """Share of its mentions of countries, by ISO 3166-1 alpha-3."""
    admins: dict[tuple[str, str], float] = field(default_factory=dict)
    """Share of its mentions of admin units, by country and name."""
    anchors: tuple[Anchor, ...] = ()
    """Where the other names may lie: key, latitude, longitude, how likely."""
    inside: frozenset[tuple[str, str | None]] = frozenset()
    """Countries and admin units named beside the name."""
    weight: float = 1.0
    """How much the shares count, from 0 to 1: one mention of a country is weak evidence, five are strong."""

    @classmethod
    def of(cls, gazetteer: Gazetteer, near: str | None, inside: str | None) -> "Context":
        """A context for one name, given by hand."""
        out = cls()
        if near and (land := gazetteer.country(near.upper())):
            out.countries = {land.country or "": 1.0}
        elif near and (found := gazetteer.lookup(near)):
            best = max(found, key=lambda c: _own_worth(c)[0])
            out.countries = {best.country: 1.0} if best.country else {}
            if best.lat is not None and best.lon is not None:
                out.anchors = ((normalise(near), best.lat, best.lon, 1.0),)
        if inside:
            out.inside = containers(gazetteer.lookup(inside))
        return out


def containers(found: Iterable[Candidate]) -> frozenset[tuple[str, str | None]]:
    """Countries and admin units among the candidates of a name: what 'X' in 'Paris, X' may hold."""
    out: set[tuple[str, str | None]] = set()
    for c in found:
        if c.quality < 3 or c.country is None:
            continue
        if c.kind == "country":
            out.add((c.country, None))
        elif c.kind == "admin1":
            out.add((c.country, c.name))
    return frozenset(out)


def km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres, in the haversine form."""
    p, q = math.radians(lat), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def _own_worth(
    c: Candidate, wider: frozenset[tuple[str, str | None]] = frozenset(), named: bool = False
) -> tuple[float, list[Evidence]]:
    out = [Evidence(c.kind, KIND[c.kind])] if KIND[c.kind] else []
    if c.kind == "city":
        out.append(Evidence(f"{c.population:,} inhabitants", PER_DECADE * math.log10(max(c.population, 300) + 1)))
        if c.capital:
            out.append(Evidence("a capital", CAPITAL))
    shadowed = (c.quality <= 2 and bool(wider)) or (c.country, c.admin1) in wider
    if c.kind == "city" and c.population < METROPOLIS and not c.capital and shadowed:
        out.append(Evidence("a country or state bears the name itself", SHORTENED))
    if QUALITY[c.quality]:
        out.append(Evidence("an alternate name" if c.quality == 2 else "a code or rare name", QUALITY[c.quality]))
    if c.quality <= 2 and named:
        out.append(Evidence("others bear it as their own name", NOT_ITS_OWN))
    return sum(e.points for e in out), out


def _lists(found: Sequence[Candidate], inside: frozenset[tuple[str, str | None]]) -> bool:
    """Whether a name and what stands beside it are of one rank: 'China, Japan', 'Oklahoma, Pennsylvania and Ohio'."""
    kinds = {c.kind for c in found if c.quality >= 4}
    return ("country" in kinds and any(a is None for _, a in inside)) or (
        "admin1" in kinds and any(a is not None for _, a in inside)
    )


def _held(c: Candidate, inside: frozenset[tuple[str, str | None]]) -> bool:
    """Whether a candidate lies in one of the countries and admin units named beside it."""
    if c.country is None:
        return False
    return (c.country, None) in inside or (c.kind != "admin1" and (c.country, c.admin1) in inside)


def _from_report(c: Candidate, key: str, context: Context) -> list[Evidence]:
    out = []
    if context.inside and c.kind not in ("country", "continent"):
        held = _held(c, context.inside)
        out.append(
            Evidence(
                "in what is named beside it" if held else "not in what is named beside it",
                INSIDE if held else -INSIDE / 2,
            )
        )
    if c.country and context.countries:
        share = context.countries.get(c.country, 0.0)
        if share:
            out.append(Evidence(f"{c.country} in the report", COUNTRY_SHARE * share * context.weight))
        elif c.kind not in ("country", "continent") and not c.capital:
            out.append(Evidence(f"{c.country} not in the report", ELSEWHERE * context.weight))
    if c.country and c.admin1 and c.kind != "admin1":
        share = context.admins.get((c.country, c.admin1), 0.0)
        if share:
            out.append(Evidence(f"{c.admin1} in the report", ADMIN_SHARE * share))
    if c.lat is not None and c.lon is not None and c.kind in ("city", "site", "admin2", "region", "admin1"):
        lat, lon = c.lat, c.lon
        close = 0.0
        for k, a, o, likely in context.anchors:
            if k != key and abs(a - lat) < 5:  # farther apart than 550 km: nothing to add
                close += likely * math.exp(-km(lat, lon, a, o) / NEAR_KM)
        if close > 0.05:
            out.append(Evidence("near other places of the report", NEAR * min(2.0, close)))
    return out


def rank(found: Sequence[Candidate], name: str, context: Context) -> list[Choice]:
    """Candidates with scores and reasons, best first; confidence is the softmax share among them."""
    key = normalise(name)
    scored = []
    wider = containers(found)
    named = found[0].quality >= 3 if found else False
    held = any(c.quality >= 3 and _held(c, context.inside) for c in found[:MOST])
    if not held or _lists(found, context.inside):
        # 'Washington, New York and London' is a list: no place called Washington lies in what stands behind it.
        context = replace(context, inside=frozenset())
    for c in found[:MOST]:
        own, why = _own_worth(c, wider, named)
        more = _from_report(c, key, context)
        scored.append((own + sum(e.points for e in more), c, (*why, *more)))
    scored.sort(key=lambda s: (-s[0], s[1].id))
    if not scored:
        return []
    top = scored[0][0]
    mass = [math.exp(s[0] - top) for s in scored]
    total = sum(mass)
    return [
        Choice(c, round(score, 3), m / total * _trust(score), len(found), why)
        for (score, c, why), m in zip(scored, mass, strict=True)
    ]


def _trust(score: float) -> float:
    """From 0.3 to 0.97 by the score: a village named without any context is a weak answer."""
    return 0.3 + 0.67 / (1 + math.exp(-(score - 3.0)))


K = TypeVar("K")


def _shares(counts: Mapping[K, float]) -> dict[K, float]:
    left = {k: v for k, v in counts.items() if v > 0.01}
    total = sum(left.values())
    return {k: v / total for k, v in left.items()}


def _beside(found: Sequence[Spot], doc: Doc, gazetteer: Gazetteer) -> dict[str, frozenset[tuple[str, str | None]]]:
    """For each name, the states and countries beside it: 'Paris, Texas', 'Uri in Kashmir', 'Iraq's Anbar'."""
    out: dict[str, set[tuple[str, str | None]]] = {}
    for this, after in itertools.pairwise(found):
        gap = doc.text[this.end : after.start]
        key = normalise(this.name)
        if gap.strip() in (",", "(", ", in", "in", "/") and len(gap) < 8 and "\n" not in gap:
            held = containers(gazetteer.lookup(after.name))
            if held:
                out.setdefault(key, set()).update(held)
        elif gap.replace("’", "'").startswith("'s ") and len(gap) < 30 and "," not in gap:
            held = containers(gazetteer.lookup(this.name))
            if held:
                out.setdefault(normalise(after.name), set()).update(held)
    for a, b, c in zip(found, found[1:], found[2:], strict=False):
        if doc.text[a.end : b.start].strip() == "," and doc.text[b.end : c.start].strip() == ",":
            held = containers(gazetteer.lookup(c.name))
            if held and "ount" in b.name:
                out.setdefault(normalise(a.name), set()).update(held)
    return {k: frozenset(v) for k, v in out.items()}


def _demonym_counts(doc: Doc, gazetteer: Gazetteer) -> Counter[str]:
    words = gazetteer.demonyms()
    return Counter(words[t.text] for t in doc if t.text in words)


def settle(found: Sequence[Spot], doc: Doc, gazetteer: Gazetteer) -> list[Choice | None]:
    """A choice for each spot, one sense per name; ``None`` where the gazetteer has nothing under the name."""
    keys = [normalise(s.name) for s in found]
    mentions = Counter(keys)
    names = {k: s.name for k, s in zip(keys, found, strict=True)}
    candidates = {k: gazetteer.lookup(n) for k, n in names.items()}
    beside = _beside(found, doc, gazetteer)
    spoken = _demonym_counts(doc, gazetteer)
    ranked: dict[str, list[Choice]] = {}
    for _ in range(ROUNDS):
        whole = Told.of(ranked, mentions, spoken)
        for key, found_here in candidates.items():
            if not found_here:
                continue
            ranked[key] = rank(found_here, key, whole.without(key, beside.get(key, frozenset())))
    return [_answer(ranked[k]) if k in ranked else None for k in keys]


def _answer(ranked: Sequence[Choice]) -> Choice:
    best = ranked[0]
    return best if best.score >= NONE_BELOW else Choice(None, best.score, 0.3, best.rivals, best.evidence)


@dataclass(slots=True)
class Told:
    """What each name of a report tells of where it plays, kept apart so that no name is evidence for itself."""

    lands: Counter[str]
    units: Counter[tuple[str, str]]
    own: dict[str, list[tuple[str, str | None, float]]]
    anchors: tuple[Anchor, ...]

    @classmethod
    def of(
        cls, ranked: Mapping[str, Sequence[Choice]], mentions: Mapping[str, int], spoken: Mapping[str, int]
    ) -> "Told":
        """Add up the candidates of the last round by their likelihood; ``spoken`` counts demonyms by country."""
        out = cls(Counter(spoken), Counter(), {}, ())
        anchors: list[Anchor] = []
        for key, choices in ranked.items():
            own = out.own.setdefault(key, [])
            for choice in choices[:VOTERS]:
                c, likely = choice.candidate, choice.confidence
                if c is None or likely < LEAST or choice.score < NONE_BELOW:
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

    def without(self, key: str, inside: frozenset[tuple[str, str | None]]) -> Context:
        """The context for one name: everything that the other names tell."""
        lands, units = self.lands.copy(), self.units.copy()
        for country, admin, weight in self.own.get(key, ()):
            lands[country] -= weight  # type: ignore[assignment]
            if admin:
                units[country, admin] -= weight  # type: ignore[assignment]
        told = sum(lands.values())
        return Context(_shares(lands), _shares(units), self.anchors, inside, told / (told + FEW))
