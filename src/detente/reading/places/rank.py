"""Which of the places that bear a name is meant?

Each distinct name of a report is resolved once: every candidate, and the answer 'none of these', gets a score, a sum of
few terms that can be read, from what is known of it and from the rest of the report. Three rounds: what is likely in
one round is evidence in the next. The weights of the terms are trained (``training/ranker.py``) and stand in
``lexicon/data/places/ranker.toml`` with the data they were made from; below the threshold there stays no answer.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from spacy.tokens import Doc

from detente.lexicon.gazetteer import Candidate, Gazetteer
from detente.lexicon.gazetteer_rows import normalise
from detente.lexicon.place_ranker import Ranker, load_ranker
from detente.lexicon.place_signs import place_signs
from detente.lexicon.place_words import place_words
from detente.reading.places import dialect, features, kinds
from detente.reading.places.context import Context, Told, beside, company, holds, spoken_of
from detente.reading.places.features import Seen
from detente.reading.places.finder import Spot
from detente.reading.shown import shown

MOST = 80
"""Candidates of one name that are looked at, best known first."""
ROUNDS = 3


class Evidence(NamedTuple):
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
    signs: Sequence[Seen]
    weights: Mapping[str, float]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The reasons, each with its points; made when they are asked for."""
        return tuple(Evidence(s.says, self.weights[s.feature] * s.value) for s in self.signs)

    @property
    def why(self) -> str:
        """The reasons in words."""
        if self.candidate is None:
            return f"none of {self.rivals} places of this name is likely here" if self.rivals else "unknown name"
        return ", ".join(f"{e.what} {e.points:+.1f}" for e in self.evidence) + f"; one of {self.rivals}"


def fitting(found: Sequence[Candidate], context: Context) -> Context:
    """The context without what stands beside the name, where that holds none of its bearers.

    'Washington, New York and London' is a list: no place called Washington lies in what stands behind it.
    """
    held = any(c.quality >= 3 and holds(context.inside, c) for c in found)
    if context.inside and (not held or features.lists(found, context.inside)):
        return replace(context, inside=frozenset())
    return context


def rank(found: Sequence[Candidate], name: str, context: Context, ranker: Ranker | None = None) -> list[Choice]:
    """Candidates with scores and reasons, best first; confidence is the share among them and 'none of these'."""
    ranker = ranker or load_ranker()
    looked = found[:MOST]
    if not looked:
        return []
    seen = features.of_all(looked, normalise(name), fitting(looked, context))
    weights = ranker.weights
    scored = [
        (sum([weights[feature] * value for feature, value, _ in signs]), c, signs)
        for c, signs in zip(looked, seen, strict=True)
    ]
    scored.sort(key=lambda s: (-s[0], s[1].id))
    none = weights[features.NONE]
    top = max(scored[0][0], none)
    mass = [math.exp((s[0] - top) / ranker.temperature) for s in scored]
    total = sum(mass) + math.exp((none - top) / ranker.temperature)
    return [
        Choice(c, round(score, 3), m / total, len(found), signs, weights)
        for (score, c, signs), m in zip(scored, mass, strict=True)
    ]


def settle(
    found: Sequence[Spot],
    doc: Doc,
    gazetteer: Gazetteer,
    home: str | None = None,
    spoken: Mapping[str, float] | None = None,
) -> list[Choice | None]:
    """A choice for each spot, one sense per name; ``None`` where the gazetteer has nothing under the name.

    ``home`` is the country of the outlet, ``spoken`` how much its actors speak for each country.
    """
    ranker = load_ranker()
    ranked = rounds(found, doc, gazetteer, ranker, home, spoken)
    return [_answer(ranked[k], ranker) if k in ranked else None for k in (normalise(s.name) for s in found)]


def rounds(
    found: Sequence[Spot],
    doc: Doc,
    gazetteer: Gazetteer,
    ranker: Ranker,
    home: str | None = None,
    spoken: Mapping[str, float] | None = None,
) -> dict[str, list[Choice]]:
    """The choices of each name after the last round, by its key."""
    ranked: dict[str, list[Choice]] = {}
    for key, candidates, context in contexts(found, doc, gazetteer, ranked, home, spoken):
        ranked[key] = rank(candidates, key, context, ranker)
    return ranked


def contexts(
    found: Sequence[Spot],
    doc: Doc,
    gazetteer: Gazetteer,
    ranked: Mapping[str, Sequence[Choice]],
    home: str | None = None,
    spoken: Mapping[str, float] | None = None,
) -> Iterator[tuple[str, tuple[Candidate, ...], Context]]:
    """Name by name and round by round: key, candidates and context; the caller writes into ``ranked`` between them."""
    keys = [normalise(s.name) for s in found]
    mentions = Counter(keys)
    names = {k: s.name for k, s in zip(keys, found, strict=True)}
    candidates = {k: gazetteer.lookup(n) for k, n in names.items()}
    near = beside(found, shown(doc), gazetteer)
    lands = spoken_of(doc, gazetteer)
    words = dialect.spoken(shown(doc), place_signs())
    speech = dialect.dialect(words)
    for land, n in (*(spoken or {}).items(), *words.items()):
        lands[land] += n  # type: ignore[assignment]
    met = company(candidates)
    kind, mates = kinds.called(found, shown(doc), place_words()), kinds.listed(found, shown(doc), candidates)
    for _ in range(ROUNDS):
        whole = Told.of(ranked, mentions, lands, home, met)
        for key, found_here in candidates.items():
            if found_here:
                context = whole.without(key, near.get(key, frozenset()))
                context.dialect = speech
                context.called, context.listed = kind.get(key), mates.get(key, ())
                yield key, found_here, context


def _answer(ranked: Sequence[Choice], ranker: Ranker) -> Choice:
    best = ranked[0]
    if best.score >= ranker.weights[features.NONE] and best.confidence >= ranker.threshold:
        return best
    return Choice(None, best.score, best.confidence, best.rivals, best.signs, best.weights)
