"""Where do third parties stand over time, and who changed sides? Positions of each report, put together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

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


Stance = tuple[tuple[str, ...], Position]
"""Who takes which stand (actor, kind, towards whom), and the position as a report tells of it."""


def stands(told: Sequence[Told], words: Diplomacy) -> tuple[Position, ...]:
    """Positions over all reports, each with its first and last day, in the order of the first."""
    best: dict[str, tuple[Rank, Actor]] = {}
    for t in told:
        for country, rank, actor in faces(t):
            if country not in best or rank < best[country][0]:
                best[country] = rank, actor
    return taken((x for t in told for x in stances(t, words)), {c: a for c, (_, a) in best.items()})


def stances(t: Told, words: Diplomacy) -> Iterator[Stance]:
    """The stands that one report tells of."""
    known = {a.id: a for a in t.actors}
    sides = dyad(t.events, known)
    own = [s for s in t.statements if s.part != "teaser"]
    for p in positions(own, t.events, t.actors, words, t.published):
        yield from ((key, p) for key in _names(p, known, sides))


def taken(many: Iterable[Stance], best: Mapping[str, Actor]) -> tuple[Position, ...]:
    """Positions from what reports tell of them, in the order of the reports.

    One is ended by another of the same actor towards the same: where one of these is given, all must be.
    """
    found: dict[tuple[str, ...], Position] = {}
    for key, p in many:
        old = found.get(key)
        new = _position(p, key, best)
        found[key] = _longer(old, new) if old else new
    return tuple(sorted(_ended(found), key=lambda p: (p.since or "~", p.id)))


def ident(key: tuple[str, ...]) -> str:
    """The id of a stand."""
    return content_id("POS", *key)


Rank = tuple[bool, int, str]


def faces(t: Told) -> Iterator[tuple[str, Rank, Actor]]:
    """States and governments of a report by their countries, and how well each stands for its own, the least best.

    So that a member of 'both' or of a group has a name of its own.
    """
    for a in t.actors:
        if a.country and a.kind in ("state", "government"):
            yield a.country, (a.kind != "state", len(a.name), a.id), a


def _position(p: Position, key: tuple[str, ...], best: Mapping[str, Actor]) -> Position:
    """The position as one actor's, towards single actors; the words stay those of the text."""

    def ref(code: str, told: ActorRef) -> ActorRef:
        if told.country == code or code not in best:
            return told
        face = best[code]
        made: ActorRef = change(told, actor=face.id, name=face.name, country=code, sector=face.sector)
        return made

    toward = []
    for code in key[2:]:
        told = next((r for r in p.toward if r.country == code), p.toward[0] if p.toward else p.actor)
        toward.append(ref(code, told))
    made: Position = change(
        p, id=ident(key), last=p.since, actor=ref(key[0], p.actor), toward=tuple(toward) or p.toward
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
