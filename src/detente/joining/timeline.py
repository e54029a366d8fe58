"""Which days and incidents of a crisis matter, and which sentence tells each best?"""

import math
from collections import defaultdict
from collections.abc import Iterable

from detente.joining.tension import HasIncidents, weigh
from detente.lexicon.tension import TensionWeights, load_tension
from detente.records import Incident, TimelineDay, TimelineEntry

MOST = 5
"""Incidents shown of a day."""


def timeline(
    joined: HasIncidents,
    *,
    actors: Iterable[str] = (),
    since: str | None = None,
    until: str | None = None,
    most: int = MOST,
    scale: TensionWeights | None = None,
) -> tuple[TimelineDay, ...]:
    """The days that matter, in order; ``actors`` (countries) limits to incidents that one of them takes part in.

    An incident matters by its weight on the tension scale and by how many origins tell of it, each doubling of them
    adding its weight once more by half.
    """
    scale = scale or load_tension()
    wanted = frozenset(actors)
    days: dict[str, list[TimelineEntry]] = defaultdict(list)
    for i in joined.incidents:
        if i.day is None or (since and i.day < since[:10]) or (until and i.day > until[:10]):
            continue
        if wanted and not wanted & {r.country for r in (*i.actors, *i.recipients)}:
            continue
        weight = importance(i, scale)
        if weight:
            days[i.day].append(
                TimelineEntry(
                    incident=i.id, weight=round(weight, 3), origins=i.origins, standing=i.standing, best=i.best
                )
            )
    out = []
    for day in sorted(days):
        entries = sorted(days[day], key=lambda e: (-e.weight, e.incident))
        total = sum(e.weight for e in entries)
        if total >= scale.scale.timeline_least:
            out.append(TimelineDay(day=day, weight=round(total, 3), entries=tuple(entries[:most])))
    return tuple(out)


def importance(i: Incident, scale: TensionWeights) -> float:
    """How much an incident matters on its day."""
    weighed = weigh(i, scale)
    if weighed is None:
        return 0.0
    return max(weighed.weight, weighed.high / 2) * (1.0 + 0.5 * math.log2(max(1, i.origins)))
