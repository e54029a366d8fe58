"""Which days and incidents of a crisis matter, and which sentence tells each best?"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from detente.joining.tension import HasIncidents, strains, weigh
from detente.lexicon.tension import TensionWeights, load_tension
from detente.records import TimelineDay, TimelineEntry
from detente.records.strain import Strain, Strained

MOST = 5
"""Incidents shown of a day."""


def timeline(
    joined: HasIncidents | Sequence[Strained],
    *,
    actors: Iterable[str] = (),
    since: str | None = None,
    until: str | None = None,
    most: int = MOST,
    scale: TensionWeights | None = None,
) -> tuple[TimelineDay, ...]:
    """The days that matter, in order; ``actors`` (countries) limits to incidents that one of them takes part in.

    An incident matters by its weight on the tension scale and by how many origins tell of it, each doubling of them
    adding its weight once more by half. Of incidents that were cut down the sentence that tells each best is not known.
    """
    scale = scale or load_tension()
    wanted = frozenset(actors)
    best = {} if isinstance(joined, Sequence) else {i.id: i.best for i in joined.incidents}
    days: dict[str, list[TimelineEntry]] = defaultdict(list)
    for incident, day, _, told in strains(joined):
        if (since and day < since[:10]) or (until and day > until[:10]):
            continue
        if wanted and wanted.isdisjoint((*told.doers, *told.done)):
            continue
        if weight := importance(told, scale):
            days[day].append(
                TimelineEntry(
                    incident=incident, weight=round(weight, 3), origins=told.origins, standing=told.standing,
                    best=best.get(incident),
                )
            )  # fmt: skip
    out = []
    for day in sorted(days):
        entries = sorted(days[day], key=lambda e: (-e.weight, e.incident))
        total = sum(e.weight for e in entries)
        if total >= scale.scale.timeline_least:
            out.append(TimelineDay(day=day, weight=round(total, 3), entries=tuple(entries[:most])))
    return tuple(out)


def importance(told: Strain, scale: TensionWeights) -> float:
    """How much an incident matters on its day."""
    weights = weigh(told, scale)
    if weights is None:
        return 0.0
    return max(weights.weight, weights.high / 2) * (1.0 + 0.5 * math.log2(max(1, told.origins)))
