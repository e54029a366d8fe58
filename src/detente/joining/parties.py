"""Who are the parties of a crisis? The two whose conflict the records tell of most."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.records import Actor, ActorRef, Event

CONFLICT = frozenset({"ASSAULT", "THREATEN", "MOBILIZE", "COERCE", "SANCTION", "ACCUSE", "REJECT"})

WEIGHT = {
    "ASSAULT": 3.0,
    "THREATEN": 2.0,
    "MOBILIZE": 2.0,
    "COERCE": 2.0,
    "SANCTION": 2.0,
    "ACCUSE": 1.0,
    "REJECT": 1.0,
}
"""How much a record says about who is at odds with whom: deeds before words, as in the tension curve."""

COLLECTIVE = frozenset({"IGO", "UNO", "NGO", "MNC", "ISM", "IMG"})
"""PLOVER's codes in place of a country: nobody's adversary in a dyad of states."""


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two countries at odds, and a reference for each."""

    first: str
    second: str
    refs: tuple[ActorRef, ActorRef]

    def __contains__(self, country: object) -> bool:
        return country in (self.first, self.second)


def countries(refs: Iterable[ActorRef], actors: dict[str, Actor]) -> tuple[str, ...]:
    """The countries of references, members of groups included, in order, each once."""
    out: dict[str, None] = {}
    for ref in refs:
        if ref.country:
            out[ref.country] = None
        elif ref.actor in actors:
            out.update(dict.fromkeys(m for m in actors[ref.actor].members if len(m) == 3 and m.isupper()))
    return tuple(out)


def _standing_for(ref: ActorRef, actors: dict[str, Actor]) -> int:
    """How well a name stands for its country: the state, then its government, then 'Kashmir', then its people."""
    kind = actors[ref.actor].kind if ref.actor in actors else None
    return 0 if kind == "state" else 1 if kind == "government" else 2 if ref.sector is None else 3


def dyad(events: Sequence[Event], actors: dict[str, Actor]) -> Dyad | None:
    """The two countries whose conflict the events tell of most, or ``None`` where no two are at odds."""
    score: dict[tuple[str, str], float] = defaultdict(float)
    face: dict[str, ActorRef] = {}
    for e in events:
        for ref in (*e.actors, *e.recipients):
            best = face.get(ref.country or "")
            if ref.country and (best is None or _standing_for(ref, actors) < _standing_for(best, actors)):
                face[ref.country] = ref
        if e.type not in WEIGHT:
            continue
        for one in countries(e.actors, actors):
            for other in countries(e.recipients, actors):
                if one != other and not {one, other} & COLLECTIVE:
                    score[min(one, other), max(one, other)] += WEIGHT[e.type]
    if not score:
        return None
    first, second = min(score, key=lambda pair: (-score[pair], pair))
    if first not in face or second not in face:
        return None
    return Dyad(first, second, (face[first], face[second]))
