"""Which strands are one happening? Candidates by blocks, then the likeliest joined first, as long as the mean agrees.

Blocks keep time near linear: two strands are compared only where they share a family of types and, within a few days,
a place, a pair of countries or two of the rarest words of their reports. All is done in an order that the records
themselves give (ids, dates), so that the order in which reports arrive changes nothing.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from detente.joining.alike import Vectors, log_odds
from detente.joining.incidents import HURT, RETOLD
from detente.joining.spread import Spread, here
from detente.joining.strands import Field, Strand
from detente.lexicon.joining import JoiningWeights

WINDOW = 7
"""Days per block; neighbouring blocks overlap by half, so that no two strands within three days are kept apart."""

RAREST = 16
"""Words of a report under which it is looked for."""

FEW = 6
"""Words under which a report of a crisis of states is looked for, beside its places and sides."""

REACH = 24
"""In a block, each strand is compared with this many that follow it."""

SAMPLE = 4
"""Members of each cluster that are compared before two clusters join."""


def cluster(
    field: Field, weights: JoiningWeights, vectors: Vectors | None = None, spread: Spread = here
) -> list[list[int]]:
    """Strands (indices) that tell of one happening, each group and the list in the order of their ids.

    The pairs of the blocks are weighed where ``spread`` says; they stand in the order of their reports' days.
    """
    pairs = candidates(field)
    odds = dict(zip(pairs, spread(odds_of, (field, weights, vectors), pairs), strict=True))
    score = _Scores(field, weights, vectors, dict(odds))
    groups = _Groups(field, score)
    groups.join(((p, o) for p, o in odds.items() if o > weights.join_at), weights.join_at)
    # two reports that share one happening are likely to share their main one, told with fewer words in common
    linked = groups.linked()
    near = weights.join_at - weights.linked
    some = ((p, o) for p, o in odds.items() if o > near and _reports(p, field) in linked and _main(p, field))
    groups.join(some, near)
    return groups.listed()


def odds_of(shared: tuple[Field, JoiningWeights, Vectors | None], pairs: Sequence[tuple[int, int]]) -> list[float]:
    """The log odds of pairs of strands."""
    field, weights, vectors = shared
    return [log_odds(a, b, field, weights, vectors) for a, b in pairs]


def _reports(pair: tuple[int, int], field: Field) -> tuple[int, int]:
    a, b = (field.strands[i].report for i in pair)
    return (a, b) if a < b else (b, a)


def _main(pair: tuple[int, int], field: Field) -> bool:
    """Whether both tell of a report's main happening, and of no country's blow against another."""
    return all(field.strands[i].lead and not _sided(field.strands[i]) for i in pair)


class _Groups:
    """Clusters that grow together, the likeliest pairs first."""

    def __init__(self, field: Field, score: "_Scores") -> None:
        self._field, self._score = field, score
        self._home = list(range(len(field.strands)))
        self._members: dict[int, list[int]] = {i: [i] for i in self._home}

    def _root(self, i: int) -> int:
        while self._home[i] != i:
            self._home[i] = self._home[self._home[i]]
            i = self._home[i]
        return i

    def join(self, pairs: Iterable[tuple[tuple[int, int], float]], least: float) -> None:
        """Join pairs in the order of their odds, as long as the two clusters agree in the mean."""
        strands = self._field.strands
        order = sorted(pairs, key=lambda p: (-p[1], sorted((strands[p[0][0]].id, strands[p[0][1]].id))))
        for (a, b), _ in order:
            one, other = self._root(a), self._root(b)
            if one == other or not _agree(self._members[one], self._members[other], self._score, least, self._field):
                continue
            one, other = (one, other) if strands[one].id < strands[other].id else (other, one)
            self._home[other] = one
            both = self._members[one] + self._members.pop(other)
            self._members[one] = sorted(both, key=lambda i: strands[i].id)

    def linked(self) -> set[tuple[int, int]]:
        """Pairs of reports that share a cluster."""
        out: set[tuple[int, int]] = set()
        for group in self._members.values():
            reports = sorted({self._field.strands[i].report for i in group})
            for k, r in enumerate(reports):
                out.update((r, s) for s in reports[k + 1 : k + 1 + REACH])
        return out

    def listed(self) -> list[list[int]]:
        """All clusters, each and the list in the order of ids."""
        return sorted(self._members.values(), key=lambda g: self._field.strands[g[0]].id)


class _Scores:
    """Log odds of pairs, each reckoned once; some are known already."""

    def __init__(
        self, field: Field, weights: JoiningWeights, vectors: Vectors | None, known: dict[tuple[int, int], float]
    ) -> None:
        self._field, self._weights, self._vectors = field, weights, vectors
        self._known = known

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
    return s.abroad or len(s.actors | s.recipients) > 1 or s.family not in RETOLD


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
            if s.abroad:  # one side's tolls of a few days: the later may be of the same happening
                yield from (
                    (s.family, "toll", teller, w, window) for teller in s.tellers for w in HURT & s.counts.keys()
                )
    if s.lead:
        # words of the report: the story as a whole, whatever was read as its place. Names lead on to what is told
        # weeks later (a charge, a trial), other words only within the window; two are needed, one is chance.
        words, names = tops[s.report]
        for window in _windows(published) if published is not None else ():
            for what, counts in s.counts.items():
                yield (s.family, "count", what, max(counts), window)
        if s.abroad:
            words, names = words[:FEW], ()  # the names of a crisis stand in all its reports, for months
        for one, other in itertools.combinations(sorted(names), 2):
            yield (s.family, "names", one, other)
        for window in _windows(published) if published is not None else ():
            for one, other in itertools.combinations(sorted(words), 2):
                yield (s.family, "words", one, other, window)


def _windows(day: int) -> Iterable[int]:
    return ((2 * day) // WINDOW, (2 * day) // WINDOW + 1)
