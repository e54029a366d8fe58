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
from dataclasses import dataclass
from typing import Protocol

from detente.lexicon.tension import TensionWeights, Weight, load_tension
from detente.records import Contribution, Incident, Tension


class HasIncidents(Protocol):
    """What tension and timeline need of a joining."""

    @property
    def incidents(self) -> tuple[Incident, ...]: ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """An incident on its day: its weight with the least and the most that it may be, signs left out."""

    incident: Incident
    day: int
    row: Weight
    low: float
    weight: float
    high: float


def tension(
    joined: HasIncidents,
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
    joined: HasIncidents,
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


def _weighed(joined: HasIncidents, dyad: tuple[str, str], directed: bool, scale: TensionWeights) -> list[Weighed]:
    """The incidents of a pair that weigh anything, by day."""
    many = [w for i in joined.incidents if between(i, dyad, directed) and (w := weigh(i, scale)) is not None]
    many.sort(key=lambda w: (w.day, w.incident.id))
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


def between(i: Incident, dyad: tuple[str, str], directed: bool) -> bool:
    """Whether the first of a pair does this to the second (or, where direction is nothing, either to the other)."""
    doers = {r.country for r in i.actors}
    done = {r.country for r in i.recipients}
    a, b = dyad
    forth = a in doers and b in done
    back = b in doers and a in done
    together = {a, b} <= doers and not (done - {a, b, None})
    return forth or together or (back and not directed)


def weigh(i: Incident, scale: TensionWeights) -> Weighed | None:
    """What an incident weighs; ``None`` where it has no day or its type no weight."""
    row = scale.of(i.type, i.mode)
    if row is None or not row.weight or i.day is None:
        return None
    s = scale.scale
    dead = [q.best for a in i.accounts if a.says != "denies" for q in a.quantities if q.what == "killed" and q.best]
    low = usual = high = row.weight
    if dead:
        usual *= scale.deadly(statistics.median(dead))
        low, high = row.weight * scale.deadly(min(dead)), row.weight * scale.deadly(max(dead))
    if i.standing == "denied":
        return Weighed(i, _day(i.day), row, 0.0, 0.0, s.contested * high)
    if i.standing == "contested":
        return Weighed(i, _day(i.day), row, 0.0, s.contested * usual, high)
    if i.standing == "single_source":
        low *= s.single_source
    return Weighed(i, _day(i.day), row, low, usual, max(high, usual))


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
        if len(w.incident.outlets) == 1:
            found.setdefault(w.incident.outlets[0], set()).add(w.incident.id)
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
        if w.incident.id in left_out:
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
    made = [(w.incident.id, share * w.weight * (1 if w.row.stream == "conflict" else -1)) for w, share in some]
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
