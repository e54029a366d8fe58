"""What of an incident do tension and timeline weigh, and nothing else of it?"""

from typing import NamedTuple

import msgspec

from detente.records.across import Incident, Standing
from detente.records.event import EventType


class Strain(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The shape that many incidents share: countries of those who did it and to whom, in the order of letters; ``dead``
    are the killed that sides count who do not deny it, from the fewest."""

    type: EventType
    mode: str | None
    standing: Standing
    origins: int
    doers: tuple[str, ...]
    done: tuple[str, ...]
    dead: tuple[float, ...]


class Strained(NamedTuple):
    """A strain on its day (ISO 8601); ``alone`` is the outlet that alone tells of the incident, if one does."""

    incident: str
    day: str
    alone: str | None
    strain: Strain


def strain_of(i: Incident) -> Strained | None:
    """An incident cut down to that; ``None`` where it has no day."""
    if i.day is None:
        return None
    doers, done = (tuple(sorted({r.country for r in refs if r.country})) for refs in (i.actors, i.recipients))
    dead = sorted(
        q.best for a in i.accounts if a.says != "denies" for q in a.quantities if q.what == "killed" and q.best
    )
    shape = Strain(i.type, i.mode, i.standing, i.origins, doers, done, tuple(dead))
    return Strained(i.id, i.day[:10], i.outlets[0] if len(i.outlets) == 1 else None, shape)
