"""How likely are two strands of two reports to tell of one happening?

Each feature lies between 0 and 1 and is 0 where one of the two tells nothing: silence is no evidence. The weights are
learned (:mod:`detente.lexicon.joining`).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.joining.incidents import HURT
from detente.joining.recounts import later
from detente.joining.strands import Field, Spot, Strand
from detente.lexicon.joining import JoiningWeights, Update

NEAR_KM = 30.0
"""Two fine places this near are the same town and its edge."""

REFUTED = -20.0
"""Log odds of two tellings in a crisis of states whose towns differ, or whose days lie three and more apart: each town
and each night has its own strike, told in the same words by the same people."""

VERBATIM = 8.0
"""Log odds of two tellings in the same words: a wire's sentence that two newsrooms print tells of what it told of."""

SPREAD = 14.0
"""Days after which two reports' dates are as far apart as dates can be for this purpose."""

WEEK = 7

MANY_NAMES = 5.0
"""A town, a street, two victims and an officer: who shares as many rare names tells of one thing."""

Vectors = Mapping[str, NDArray[np.float32]]
"""Sentence vectors of an encoder by event id, each of length one."""


class Stories:
    """How alike two reports are as a whole: the same for each pair of their strands, and so reckoned once.

    Pairs come report by report, so that what is remembered is one report's likeness to the others.
    """

    def __init__(self, field: Field) -> None:
        self._field = field
        self._report = -1
        self._story: dict[int, float] = {}
        self._names: dict[int, tuple[float, float]] = {}

    def _turn(self, r: int) -> None:
        if r != self._report:
            self._report = r
            self._story.clear()
            self._names.clear()

    def story(self, r: int, s: int) -> float:
        """The likeness of all words of two reports (indices)."""
        self._turn(r)
        if s not in self._story:
            self._story[s] = self._field.story[r].cosine(self._field.story[s])
        return self._story[s]

    def names(self, r: int, s: int) -> tuple[float, float]:
        """The likeness of the names of two reports, and how many rare ones they share."""
        self._turn(r)
        if s not in self._names:
            names = self._field.names
            self._names[s] = names[r].cosine(names[s]), _shared(self._field, r, s)
        return self._names[s]


def features(
    a: int, b: int, field: Field, vectors: Vectors | None = None, stories: Stories | None = None
) -> dict[str, float]:
    """What two strands (indices) have in common and what sets them apart; ``stories`` remembers for many pairs."""
    one, other = field.strands[a], field.strands[b]
    r, s = one.report, other.report
    lead = one.lead and other.lead
    stories = stories or Stories(field)
    story = stories.story(r, s)
    names, shared = stories.names(r, s) if lead else (0.0, 0.0)
    same, near, apart = _places(one, other)
    at_once, later = _days(one, other)
    agree, differ = _numbers(one, other)
    sided, against = _sides(one, other)
    first, last = field.sources[r].day, field.sources[s].day
    gap = abs(first - last) if first is not None and last is not None else 0
    return {
        "story": story if lead else 0.0,
        "story_aside": 0.0 if lead else story,
        "names": names,
        "names_shared": shared,
        "words": field.words[a].cosine(field.words[b]),
        "place_same": same,
        "place_near": near,
        "place_apart": apart,
        "day_same": at_once,
        "day_apart": later,
        "published_apart": min(1.0, math.log1p(gap) / math.log1p(SPREAD)),
        "sides_same": sided,
        "sides_apart": against,
        "numbers_same": agree,
        "numbers_apart": differ,
        "mode_same": float(bool(one.modes & other.modes)),
        "mode_apart": float(bool(one.modes and other.modes and not one.modes & other.modes)),
        "both_lead": float(lead),
        "sentences": _sentences(one, other, vectors),
    }


def log_odds(
    a: int,
    b: int,
    field: Field,
    weights: JoiningWeights,
    vectors: Vectors | None = None,
    stories: Stories | None = None,
) -> float:
    """The log odds that two strands tell of one happening."""
    one, other = field.strands[a], field.strands[b]
    abroad = one.abroad or other.abroad
    if one.sayings & other.sayings and not _long_apart(one, other, field):
        return VERBATIM
    if abroad and one.family == "ASSAULT" and _other_targets(one, other):
        return REFUTED
    if abroad and (_places(one, other)[2] or _days(one, other)[1] >= 1.0 or _long_apart(one, other, field)):
        return REFUTED
    told = features(a, b, field, vectors, stories)
    profile = weights.abroad if abroad else weights.home
    moved = weights.update.weight if abroad and moved_on(one, other, field, weights.update) else 0.0
    return moved + profile.get("bias", 0.0) + sum([profile.get(k, 0.0) * v for k, v in told.items() if v])


def moved_on(a: Strand, b: Strand, field: Field, update: Update) -> bool:
    """Whether one strand gives a later toll of what the other counts, on the word of the same side.

    'The number of dead rose to 31', a day after the same side counted 26, tells of no second blow.
    """
    days = [field.sources[s.report].published for s in (a, b)]
    if not a.tellers & b.tellers or not all(days) or later(days[0], days[1]) == later(days[1], days[0]):
        return False
    old, new = (b, a) if later(days[0], days[1]) else (a, b)
    one, other = field.sources[old.report].day, field.sources[new.report].day
    if one is None or other is None or abs(one - other) > update.days:
        return False
    both = [w for w in HURT if w in old.counts and w in new.counts]
    grown = all(max(new.counts[w]) > max(old.counts[w]) for w in both)
    return bool(both) and grown and new.moved


def _other_targets(a: Strand, b: Strand) -> bool:
    """Whether one brings down what flies and the other strikes, or both bring down different things."""
    if a.downs is None or b.downs is None:
        return False
    return a.downs != b.downs or (a.downs and _other_things(a, b))


def _other_things(a: Strand, b: Strand) -> bool:
    """Whether both count what was brought down, and neither thing nor number is the same: 25 drones, five jets."""
    mine, its = ({k: v for k, v in s.counts.items() if k not in HURT} for s in (a, b))
    numbers = [frozenset(x for v in c.values() for x in v) for c in (mine, its)]
    return bool(mine and its) and not mine.keys() & its.keys() and not numbers[0] & numbers[1]


def _long_apart(a: Strand, b: Strand, field: Field) -> bool:
    """Whether two tellings lie more than a week apart, by the days or weeks told or else those of their reports."""
    told = []
    for s in (a, b):
        day = field.sources[s.report].day
        spot = s.days or s.around or (None if day is None else (day, day + 1))
        if spot is None:
            return False
        told.append(spot)
    return max(told[0][0], told[1][0]) - (min(told[0][1], told[1][1]) - 1) > WEEK


def _shared(field: Field, r: int, s: int) -> float:
    """How many rare names two reports share, up to five, whatever their length."""
    both = field.names[r].shared(field.names[s])
    return min(1.0, sum(field.rare.share(t) for t in both.tolist()) / MANY_NAMES)


def _km(a: Spot, b: Spot) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371.0 * math.hypot(x, math.radians(b.lat - a.lat))


def _places(a: Strand, b: Strand) -> tuple[float, float, float]:
    """Same fine place, one within the other's area (or near), and places apart."""
    same = near = apart = False
    for x in a.spots:
        for y in b.spots:
            km = _km(x, y)
            if x.fine and y.fine:
                hit = x.name == y.name or (km is not None and km <= NEAR_KM)
                same, apart = same or hit, apart or not hit
            elif x.country and y.country:
                near, apart = near or x.country == y.country, apart or x.country != y.country
    if same:
        return 1.0, 0.0, 0.0
    return 0.0, float(near and not apart), float(apart)


def _days(a: Strand, b: Strand) -> tuple[float, float]:
    if a.days is None or b.days is None:
        return 0.0, 0.0
    gap = max(a.days[0], b.days[0]) - min(a.days[1], b.days[1]) + 1
    if gap <= 0:
        return 1.0, 0.0
    return 0.0, min(1.0, (1 + gap) / 4)


def _sides(a: Strand, b: Strand) -> tuple[float, float]:
    told = 0
    agree = 0.0
    for x, y in ((a.actors, b.actors), (a.recipients, b.recipients)):
        if x and y:
            told += 1
            agree += len(x & y) / len(x | y)
    if not told:
        return 0.0, 0.0
    return agree / 2, (told - agree) / 2


def _numbers(a: Strand, b: Strand) -> tuple[float, float]:
    """Same counts, and counts of one thing that differ; a count of 1 or 2 tells little."""
    same = apart = 0.0
    for what in a.counts.keys() & b.counts.keys():
        x, y = a.counts[what], b.counts[what]
        if x & y:
            same = max(same, 1.0 if max(x & y) > 2 else 0.5)
        else:
            low, high = sorted((max(x), max(y)))
            apart = max(apart, 1.0 - low / high if high else 0.0)
    return same, apart if not same else 0.0


def _sentences(a: Strand, b: Strand, vectors: Vectors | None) -> float:
    if vectors is None:
        return 0.0
    one: Sequence[NDArray[np.float32]] = [vectors[e.id] for e in a.events if e.id in vectors]
    other = [vectors[e.id] for e in b.events if e.id in vectors]
    if not one or not other:
        return 0.0
    return max(0.0, float((np.stack(one) @ np.stack(other).T).max()))
