"""Which strands are one happening? Candidates by blocks, then the likeliest joined first, as long as the mean agrees.

Blocks keep time near linear: two strands are compared only where they share a family of types and, within a few days,
a place, a pair of countries or two of the rarest words of their reports. All is done in an order that the records
themselves give (ids, dates), so that the order in which reports arrive changes nothing.
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from detente.joining.alike import Vectors, log_odds
from detente.joining.incidents import RETOLD
from detente.joining.strands import Field, Strand
from detente.lexicon.joining import JoiningWeights

WINDOW = 7
"""Days per block; neighbouring blocks overlap by half, so that no two strands within three days are kept apart."""

RAREST = 12
"""Words of a report under which it is looked for."""

REACH = 24
"""In a block, each strand is compared with this many that follow it."""

SAMPLE = 4
"""Members of each cluster that are compared before two clusters join."""


def cluster(field: Field, weights: JoiningWeights, vectors: Vectors | None = None) -> list[list[int]]:
    """Strands (indices) that tell of one happening, each group and the list in the order of their ids."""
    score = _Scores(field, weights, vectors)
    heap: list[tuple[float, str, str, int, int]] = []
    for a, b in candidates(field):
        odds = score(a, b)
        if odds > weights.join_at:
            x, y = field.strands[a].id, field.strands[b].id
            heap.append((-odds, min(x, y), max(x, y), a, b))
    heapq.heapify(heap)
    home = list(range(len(field.strands)))
    members: dict[int, list[int]] = {i: [i] for i in home}

    def root(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    while heap:
        _, _, _, a, b = heapq.heappop(heap)
        one, other = root(a), root(b)
        if one == other or not _agree(members[one], members[other], score, weights.join_at, field):
            continue
        one, other = (one, other) if field.strands[one].id < field.strands[other].id else (other, one)
        home[other] = one
        members[one] = sorted(members[one] + members.pop(other), key=lambda i: field.strands[i].id)
    return sorted(members.values(), key=lambda g: field.strands[g[0]].id)


class _Scores:
    """Log odds of pairs, each reckoned once."""

    def __init__(self, field: Field, weights: JoiningWeights, vectors: Vectors | None) -> None:
        self._field, self._weights, self._vectors = field, weights, vectors
        self._known: dict[tuple[int, int], float] = {}

    def __call__(self, a: int, b: int) -> float:
        key = (a, b) if a < b else (b, a)
        if key not in self._known:
            self._known[key] = log_odds(*key, self._field, self._weights, self._vectors)
        return self._known[key]


def _agree(one: list[int], other: list[int], score: _Scores, least: float, field: Field) -> bool:
    """Whether two clusters agree in the mean.

    Between states, strands of one report that its reader kept apart are two blows and never join; a crime told in
    two strands of one report is one crime if other reports' tellings of it agree.
    """
    strands = field.strands
    reports = {strands[i].report for i in one if _sided(strands[i])}
    if any(strands[j].report in reports and _sided(strands[j]) for j in other):
        return False
    odds = [score(i, j) for i in _some(one) for j in _some(other) if strands[i].report != strands[j].report]
    return bool(odds) and sum(odds) / len(odds) > least


def _sided(s: Strand) -> bool:
    """Whether a strand tells of one country's doing to another, or is a saying: told once a report."""
    return len(s.actors | s.recipients) > 1 or s.family not in RETOLD


def _some(group: list[int]) -> list[int]:
    if len(group) <= SAMPLE:
        return group
    step = len(group) / SAMPLE
    return [group[int(k * step)] for k in range(SAMPLE)]


def candidates(field: Field) -> list[tuple[int, int]]:
    """Pairs of strands that share a block and a family and stand in two reports."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    tops = [(v.top(RAREST), n.top(RAREST)) for v, n in zip(field.story, field.names, strict=True)]
    for i, s in enumerate(field.strands):
        for key in _keys(s, field, tops):
            blocks[key].append(i)
    found: set[tuple[int, int]] = set()
    for many in blocks.values():
        many.sort(key=lambda i: (_day(field, i) or 0, field.strands[i].id))
        for k, i in enumerate(many):
            for j in many[k + 1 : k + 1 + REACH]:
                if field.strands[i].report != field.strands[j].report:
                    found.add((min(i, j), max(i, j)))
    return sorted(found)


def _day(field: Field, i: int) -> int | None:
    s = field.strands[i]
    return s.days[0] if s.days else field.sources[s.report].day


def _keys(s: Strand, field: Field, tops: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> Iterator[tuple[object, ...]]:
    told = s.days[0] if s.days else None
    published = field.sources[s.report].day
    for day in sorted({d for d in (told, published) if d is not None}) or [0]:
        for window in _windows(day):
            for spot in s.spots:
                if spot.fine:
                    yield (s.family, "place", spot.name, window)
            sides = s.actors | s.recipients
            if len(sides) > 1:
                yield (s.family, "sides", *sorted(sides), window)
    if s.lead:
        # words of the report: the story as a whole, whatever was read as its place. Names lead on to what is told
        # weeks later (a charge, a trial), other words only within the window; two are needed, one is chance.
        words, names = tops[s.report]
        for one, other in itertools.combinations(sorted(names), 2):
            yield (s.family, "names", one, other)
        for window in _windows(published) if published is not None else ():
            for one, other in itertools.combinations(sorted(words), 2):
                yield (s.family, "words", one, other, window)


def _windows(day: int) -> Iterable[int]:
    return ((2 * day) // WINDOW, (2 * day) // WINDOW + 1)
