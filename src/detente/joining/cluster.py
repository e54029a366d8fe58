"""Which strands are one happening? Candidates by blocks, then the likeliest joined first, as long as the mean agrees.

Blocks keep time near linear: two strands are compared only where they share a family of types and, within a few days,
a place, a pair of countries or two of the rarest words of their reports (:mod:`.blocks`). All is done in an
order that the records themselves give (ids, dates), so that the order in which reports arrive changes nothing.
"""

from collections.abc import Iterable, Sequence

from detente.joining.alike import Stories, Vectors, log_odds
from detente.joining.blocks import REACH, candidates
from detente.joining.incidents import RETOLD
from detente.joining.spread import Spread, here
from detente.joining.strands import Field, Strand
from detente.lexicon.joining import JoiningWeights

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
    return grouped(field, weights, odds, vectors)


def grouped(
    field: Field, weights: JoiningWeights, odds: dict[tuple[int, int], float], vectors: Vectors | None = None
) -> list[list[int]]:
    """The same from the odds of pairs; those that do not count by :func:`counts` may be left out."""
    score = _Scores(field, weights, vectors, dict(odds))
    groups = _Groups(field, score)
    groups.join(((p, o) for p, o in odds.items() if o > weights.join_at), weights.join_at)
    # two reports that share one happening are likely to share their main one, told with fewer words in common
    linked = groups.linked()
    near = weights.join_at - weights.linked
    some = ((p, o) for p, o in odds.items() if counts(p, o, field, weights) and _reports(p, field) in linked)
    groups.join((p for p in some if main(p[0], field)), near)
    return groups.listed()


def counts(pair: tuple[int, int], odds: float, field: Field, weights: JoiningWeights) -> bool:
    """Whether a pair can bring two strands together: by its odds alone, or where their reports share another happening.

    Which strands end in one group depends on the pairs that count, and on nothing beyond those who hang together by
    them and by the reports of such main ones; so a ledger need remember no others.
    """
    return odds > weights.join_at or (odds > weights.join_at - weights.linked and main(pair, field))


def odds_of(shared: tuple[Field, JoiningWeights, Vectors | None], pairs: Sequence[tuple[int, int]]) -> list[float]:
    """The log odds of pairs of strands."""
    field, weights, vectors = shared
    stories = Stories(field)
    return [log_odds(a, b, field, weights, vectors, stories) for a, b in pairs]


def _reports(pair: tuple[int, int], field: Field) -> tuple[int, int]:
    a, b = (field.strands[i].report for i in pair)
    return (a, b) if a < b else (b, a)


def main(pair: tuple[int, int], field: Field) -> bool:
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
