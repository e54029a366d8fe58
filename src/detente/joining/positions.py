"""Where does each third party stand? Positions from appeals, support, condemnation, offers and watching."""

from collections.abc import Sequence

from detente.joining.parties import Dyad, dyad
from detente.lexicon.diplomacy import Diplomacy
from detente.records import Actor, ActorRef, Event, Position, Statement, change, content_id
from detente.records.across import PositionKind

ASKING = frozenset({"appeal", "demand", "warn", "propose", "support", "want"})


def positions(
    statements: Sequence[Statement],
    events: Sequence[Event],
    actors: Sequence[Actor],
    words: Diplomacy,
    published: str | None,
) -> tuple[Position, ...]:
    """Positions of everybody who is no party to the conflict, each with its statements."""
    known = {a.id: a for a in actors}
    sides = dyad(events, known)
    found: dict[str, Position] = {}
    for s in statements:
        if s.speaker is None or s.negated or (sides and s.speaker.country in sides):
            continue
        kind = _kind(s, words)
        if kind is None or not (s.speaker.country or known[s.speaker.actor].members):
            continue
        toward = _toward(s, kind, sides)
        since = (s.said.start if s.said else None) or published
        place = Position(
            id=content_id("POS", s.speaker.country or s.speaker.actor, kind, [t.country or t.actor for t in toward]),
            actor=s.speaker,
            toward=toward,
            kind=kind,
            since=since[:10] if since else None,
            statements=(s.id,),
            events=s.claims,
        )
        old = found.get(place.id)
        found[place.id] = change(old, statements=(*old.statements, s.id)) if old else place
    return tuple(found.values())


def _kind(s: Statement, words: Diplomacy) -> PositionKind | None:
    said = " ".join(c.quote for c in s.content)
    if s.act in ("offer", "propose") and words.talking.search(said):
        return "offers_mediation"
    if s.act in ("support", "appeal", "demand") and words.investigation.search(said):
        return "calls_for_investigation"
    if s.act in ASKING and words.restraint.search(said):
        return "urges_restraint"
    if s.act == "condemn":
        return "condemns"
    if s.act == "support":
        return "supports"
    if s.act == "reject":
        return "opposes"
    return "neutral_monitoring" if words.monitoring.search(said) else None


def _toward(s: Statement, kind: PositionKind, sides: Dyad | None) -> tuple[ActorRef, ...]:
    named = tuple(r for r in (*s.addressees, *s.about) if r.actor != (s.speaker and s.speaker.actor))
    if named or kind in ("supports", "opposes", "condemns"):
        return named
    return sides.refs if sides and kind == "urges_restraint" else ()
