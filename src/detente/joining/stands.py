"""Where do third parties stand over time, and who changed sides? Positions of each report, put together."""

from collections import defaultdict
from collections.abc import Sequence

from detente.joining.parties import Dyad, countries, dyad
from detente.joining.positions import positions
from detente.joining.strands import Told
from detente.lexicon.diplomacy import Diplomacy
from detente.records import Actor, ActorRef, Position, change, content_id

REVERSES: dict[str, frozenset[str]] = {
    "supports": frozenset({"opposes", "condemns"}),
    "opposes": frozenset({"supports"}),
    "condemns": frozenset({"supports"}),
    "neutral_monitoring": frozenset({"supports", "opposes", "condemns", "mediates", "offers_mediation"}),
    "offers_mediation": frozenset({"mediates"}),
}
"""Which later position ends an earlier one towards the same: whoever condemns no longer supports."""


def stands(told: Sequence[Told], words: Diplomacy) -> tuple[Position, ...]:
    """Positions over all reports, each with its first and last day, in the order of the first."""
    found: dict[tuple[str, ...], Position] = {}
    faces = _faces(told)
    for t in told:
        known = {a.id: a for a in t.actors}
        sides = dyad(t.events, known)
        own = [s for s in t.statements if s.part != "teaser"]
        for p in positions(own, t.events, t.actors, words, t.published):
            for key in _names(p, known, sides):
                old = found.get(key)
                new = _position(p, key, faces)
                found[key] = _longer(old, new) if old else new
    return tuple(sorted(_ended(found), key=lambda p: (p.since or "~", p.id)))


def _faces(told: Sequence[Told]) -> dict[str, Actor]:
    """A state or government for each country, so that a member of 'both' or of a group has a name of its own."""
    out: dict[str, Actor] = {}
    for a in (a for t in told for a in t.actors):
        if a.country and a.kind in ("state", "government"):
            old = out.get(a.country)
            if old is None or (a.kind != "state", len(a.name), a.id) < (old.kind != "state", len(old.name), old.id):
                out[a.country] = a
    return out


def _position(p: Position, key: tuple[str, ...], faces: dict[str, Actor]) -> Position:
    """The position as one actor's, towards single actors; the words stay those of the text."""

    def ref(code: str, told: ActorRef) -> ActorRef:
        if told.country == code or code not in faces:
            return told
        face = faces[code]
        made: ActorRef = change(told, actor=face.id, name=face.name, country=code, sector=face.sector)
        return made

    toward = []
    for code in key[2:]:
        told = next((r for r in p.toward if r.country == code), p.toward[0] if p.toward else p.actor)
        toward.append(ref(code, told))
    made: Position = change(
        p, id=content_id("POS", *key), last=p.since, actor=ref(key[0], p.actor), toward=tuple(toward) or p.toward
    )
    return made


def _names(p: Position, known: dict[str, Actor], sides: Dyad | None) -> list[tuple[str, ...]]:
    """Who stands where towards whom; 'both' are the two sides, and what a group says each of its members says."""
    toward = set(countries(p.toward, known))
    if not toward and sides and any(r.via == "pronoun" or r.name.casefold() in BOTH for r in p.toward):
        toward = {sides.first, sides.second}
    who = countries([p.actor], known) or (p.actor.actor,)
    return [(actor, p.kind, *sorted(toward - {actor})) for actor in who]


BOTH = frozenset({"both", "both sides", "both countries", "the two", "the two countries", "the two sides", "them"})


def _longer(old: Position, new: Position) -> Position:
    days = sorted(d for d in (old.since, old.last, new.since) if d)
    made: Position = change(
        old,
        since=days[0] if days else None,
        last=days[-1] if days else None,
        statements=tuple(dict.fromkeys((*old.statements, *new.statements))),
        events=tuple(dict.fromkeys((*old.events, *new.events))),
    )
    return made


def _ended(found: dict[tuple[str, ...], Position]) -> list[Position]:
    """Positions with the day and the position that reversed them."""
    by: dict[tuple[str, ...], list[Position]] = defaultdict(list)
    for (actor, _, *toward), p in found.items():
        by[actor, *toward].append(p)
    out: list[Position] = []
    for (_, *toward), row in by.items():
        for p in row:
            # 'condemned the attack', then 'welcomed the truce': without anybody named these are no two minds on one
            ends = [
                q for q in row if toward and q.kind in REVERSES.get(p.kind, ()) and (q.since or "") > (p.last or "")
            ]
            first = min(ends, key=lambda q: (q.since or "", q.id), default=None)
            out.append(change(p, until=first.since, then=first.id) if first else p)
    return out
