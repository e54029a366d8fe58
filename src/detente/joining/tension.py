"""Is it getting worse between two parties? A score a day, with its band and the incidents that make it.

Each incident counts once, however often it is told. Conflict and cooperation, deeds and words are summed apart, older
days fading; the score holds them against the pair's own usual day. The band is as wide as what is contested, told by
one origin alone, or long silent; ``spread`` is how far the score moves when any one outlet is left out.
"""

import bisect
import datetime
import math
import operator
import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from detente.lexicon.tension import TensionWeights, Weight, load_tension
from detente.records import Contribution, Incident, Tension
from detente.records.strain import Strain, Strained, strain_of


class HasIncidents(Protocol):
    """What tension and timeline need of a joining."""

    @property
    def incidents(self) -> tuple[Incident, ...]: ...


class Weights(NamedTuple):
    """What a strain weighs, with the least and the most that it may be, signs left out."""

    row: Weight
    low: float
    weight: float
    high: float


class Weighed(NamedTuple):
    """An incident on its day (days since 1 January of year 1), and the outlet that alone tells of it."""

    day: int
    incident: str
    alone: str | None
    row: Weight
    low: float
    weight: float
    high: float


def tension(
    joined: HasIncidents | Sequence[Strained],
    dyad: tuple[str, str],
    *,
    directed: bool = True,
    since: str | None = None,
    until: str | None = None,
    scale: TensionWeights | None = None,
) -> tuple[Tension, ...]:
    """The days of a pair of countries (ISO 3166-1 alpha-3), from the first incident to the last or ``until``.

    ``directed`` counts what the first does to the second; else both ways count and the order of the two is nothing.
    """
    scale = scale or load_tension()
    many = _weighed(joined, dyad, directed, scale)
    if not many:
        return ()
    first = _day(since) if since else many[0].day
    last = max(_day(until) if until else many[-1].day, first)
    return _days(many, first, last, _usual(many, scale), scale)


def lately(
    joined: HasIncidents | Sequence[Strained],
    dyad: tuple[str, str],
    days: int,
    *,
    directed: bool = True,
    scale: TensionWeights | None = None,
) -> tuple[tuple[Tension, ...], Tension | None]:
    """The last so many days of a pair up to the last incident, and its worst day of all, each incident weighed once;
    as :func:`tension` and :func:`worst` have them. Nothing and ``None`` where nothing happened."""
    scale = scale or load_tension()
    many = _weighed(joined, dyad, directed, scale)
    if not many:
        return (), None
    usual = _usual(many, scale)
    day, last = _worst(many, usual, scale), many[-1].day
    return _days(many, last - days, last, usual, scale), _days(many, day, day, usual, scale)[0]


def strains(joined: HasIncidents | Sequence[Strained]) -> Iterable[Strained]:
    """What is weighed of incidents, which may have been cut down to that before."""
    if isinstance(joined, Sequence):
        return joined
    return (s for i in joined.incidents if (s := strain_of(i)) is not None)


def _weighed(
    joined: HasIncidents | Sequence[Strained], dyad: tuple[str, str], directed: bool, scale: TensionWeights
) -> list[Weighed]:
    """The incidents of a pair that weigh anything, by day; a shape is weighed once, however many incidents have it."""
    weights: dict[int, tuple[Strain, Weights | None]] = {}
    days: dict[str, int] = {}
    many = []
    for incident, day, alone, strain in strains(joined):
        if (known := weights.get(id(strain))) is None:  # held beside its weights, so that its number stays its own
            known = weights[id(strain)] = (strain, weigh(strain, scale) if between(strain, dyad, directed) else None)
        if known[1] is not None:
            number = days.get(day) or days.setdefault(day, _day(day))
            many.append(Weighed(number, incident, alone, *known[1]))
    many.sort(key=operator.itemgetter(0, 1))
    return many


def _days(many: Sequence[Weighed], first: int, last: int, usual: float, scale: TensionWeights) -> tuple[Tension, ...]:
    """The days from the first to the last, of incidents that stand by day."""
    days = [w.day for w in many]
    reach = math.ceil(scale.scale.half_life * math.log2(1.0 / scale.scale.least_share))
    made = []
    for day in range(first, last + 1):
        end = bisect.bisect_right(days, day)
        near = many[bisect.bisect_left(days, day - reach) : end]
        made.append(_on(day, near, day - days[max(0, end - 1)], usual, scale))
    return tuple(made)


def _worst(many: Sequence[Weighed], usual: float, scale: TensionWeights) -> int:
    """The day on which the score is greatest, without making every day whole."""
    shares: list[float] = []
    while (share := math.pow(0.5, len(shares) / scale.scale.half_life)) >= scale.scale.least_share:
        shares.append(share)
    shares.reverse()
    first, days = many[0].day, many[-1].day - many[0].day + 1
    # A day's sum stands behind as many empty days as still weigh, so that each day looks back over as many.
    sums = {stream: [0.0] * (len(shares) - 1 + days) for stream in ("conflict", "cooperation")}
    for w in many:
        sums[w.row.stream][len(shares) - 1 + w.day - first] += w.weight

    def on(day: int) -> tuple[float, int]:
        against, together = (
            sum(map(operator.mul, shares, sums[s][day : day + len(shares)])) for s in ("conflict", "cooperation")
        )
        return round(score(against, together, usual), 2), first + day

    return max(map(on, range(days)))[1]


def between(told: Strain, dyad: tuple[str, str], directed: bool) -> bool:
    """Whether the first of a pair does this to the second (or, where direction is nothing, either to the other)."""
    doers, done = set(told.doers), set(told.done)
    a, b = dyad
    forth = a in doers and b in done
    back = b in doers and a in done
    together = {a, b} <= doers and not (done - {a, b})
    return forth or together or (back and not directed)


def weigh(told: Strain, scale: TensionWeights) -> Weights | None:
    """What an incident weighs; ``None`` where its type has no weight."""
    row = scale.of(told.type, told.mode)
    if row is None or not row.weight:
        return None
    s = scale.scale
    low = usual = high = row.weight
    if told.dead:
        usual *= scale.deadly(statistics.median(told.dead))
        low, high = row.weight * scale.deadly(min(told.dead)), row.weight * scale.deadly(max(told.dead))
    if told.standing == "denied":
        return Weights(row, 0.0, 0.0, s.contested * high)
    if told.standing == "contested":
        return Weights(row, 0.0, s.contested * usual, high)
    if told.standing == "single_source":
        low *= s.single_source
    return Weights(row, low, usual, max(high, usual))


def _day(iso: str) -> int:
    return datetime.date.fromisoformat(iso[:10]).toordinal()


def _usual(many: Sequence[Weighed], scale: TensionWeights) -> float:
    """The median of the pair's days on which anything happened."""
    days: dict[int, float] = {}
    for w in many:
        days[w.day] = days.get(w.day, 0.0) + w.weight
    return max(scale.scale.least_usual, statistics.median(days.values()))


def _alone(many: Sequence[Weighed]) -> dict[str, frozenset[str]]:
    """Incidents that one outlet alone tells, by outlet."""
    found: dict[str, set[str]] = {}
    for w in many:
        if w.alone is not None:
            found.setdefault(w.alone, set()).add(w.incident)
    return {outlet: frozenset(ids) for outlet, ids in sorted(found.items())}


def score(conflict: float, cooperation: float, usual: float) -> float:
    """From -100 (all cooperation) to 100 (all conflict); 0 where nothing happens or both weigh the same."""
    return 100.0 * (conflict - cooperation) / (conflict + cooperation + usual)


def _sums(
    some: Iterable[tuple[Weighed, float]], which: str, left_out: frozenset[str] = frozenset()
) -> tuple[float, float]:
    """Conflict and cooperation: ``which`` takes the weight, or the least conflict, or the most."""
    conflict = cooperation = 0.0
    for w, share in some:
        if w.incident in left_out:
            continue
        if w.row.stream == "conflict":
            conflict += share * {"weight": w.weight, "low": w.low, "high": w.high}[which]
        else:
            cooperation += share * {"weight": w.weight, "low": w.high, "high": w.low}[which]
    return conflict, cooperation


def _on(day: int, near: Sequence[Weighed], silent: int, usual: float, scale: TensionWeights) -> Tension:
    """A day from the incidents that are near enough to weigh; ``silent`` counts days since the last one of all."""
    s = scale.scale
    some = [(w, share) for w in near if (share := math.pow(0.5, (day - w.day) / s.half_life)) >= s.least_share]
    conflict, cooperation = _sums(some, "weight")
    now = score(conflict, cooperation, usual)
    without = [score(*_sums(some, "weight", ids), usual) for ids in _alone(near).values()]
    silent = max(0, silent)
    quiet = s.silence * (1.0 - math.pow(0.5, silent / s.silence_half))
    ends = (score(*_sums(some, "low"), usual), score(*_sums(some, "high"), usual), now)
    streams = dict.fromkeys(("conflict_deed", "conflict_word", "cooperation_deed", "cooperation_word"), 0.0)
    for w, share in some:
        streams[f"{w.row.stream}_{w.row.kind}"] += share * w.weight
    made = [(w.incident, share * w.weight * (1 if w.row.stream == "conflict" else -1)) for w, share in some]
    return Tension(
        day=datetime.date.fromordinal(day).isoformat(),
        score=round(now, 2),
        low=round(max(-100.0, min(ends) - quiet), 2),
        high=round(min(100.0, max(ends) + quiet), 2),
        n=sum(w.day == day for w, _ in some),
        contributions=tuple(
            Contribution(incident=i, weight=round(x, 3)) for i, x in sorted(made, key=lambda m: (-abs(m[1]), m[0]))
        ),
        conflict_deeds=round(streams["conflict_deed"], 3),
        conflict_words=round(streams["conflict_word"], 3),
        cooperation_deeds=round(streams["cooperation_deed"], 3),
        cooperation_words=round(streams["cooperation_word"], 3),
        spread=round(max((abs(now - x) for x in without), default=0.0), 2),
        silent=silent,
    )
