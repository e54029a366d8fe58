"""Who is talking to whom, directly or through whom? Channels from contacts, offers, efforts and refusals.

The parties of a mediation are those that the sentence names; where it names none, the two sides of the
crisis are meant ('Tehran offered its channels'), and the channel's level and state say only what was told.
"""

from collections.abc import Iterable, Sequence

from detente.joining.parties import Dyad, countries, dyad
from detente.lexicon.diplomacy import Diplomacy
from detente.records import Actor, ActorRef, Channel, Event, Statement, change, content_id
from detente.records.across import ChannelState

OFFERS = frozenset({"offer", "propose"})
REFUSALS = frozenset({"reject", "deny"})
ASKS = frozenset({"appeal", "demand", "want"})
HELD = frozenset({"occurred", "ongoing"})


def channels(
    statements: Sequence[Statement], events: Sequence[Event], actors: Sequence[Actor], words: Diplomacy
) -> tuple[Channel, ...]:
    """Channels within one report (or a ledger's window), each with the records that it stands on."""
    known = {a.id: a for a in actors}
    sides = dyad(events, known)
    found: dict[str, Channel] = {}
    for e in events:
        _add(found, _contact(e, known, sides, words))
        _add(found, _effort(e, known, sides, words))
    for s in statements:
        _add(found, _offer(s, sides, words))
        _add(found, _told_effort(s, known, sides, words))
    return tuple(found.values())


def _add(found: dict[str, Channel], channel: Channel | None) -> None:
    if channel is None:
        return
    old = found.get(channel.id)
    if old is None:
        found[channel.id] = channel
        return
    found[channel.id] = change(
        old,
        level=old.level or channel.level,
        according_to=_union(old.according_to, channel.according_to),
        statements=_union(old.statements, channel.statements),
        events=_union(old.events, channel.events),
    )


def _union(a: Iterable[str], b: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*a, *b)))


def _channel(
    parties: Sequence[ActorRef],
    middle: ActorRef | None,
    level: str | None,
    state: ChannelState,
    told_by: Iterable[str],
    statements: Iterable[str],
    events: Iterable[str],
) -> Channel:
    key = [sorted({p.country or p.actor for p in parties}), middle and (middle.country or middle.actor), state]
    return Channel(
        id=content_id("CHN", *key),
        parties=tuple(parties),
        intermediary=middle,
        level=level,
        state=state,
        according_to=tuple(told_by),
        statements=tuple(statements),
        events=tuple(events),
    )


def _each_side(refs: Iterable[ActorRef]) -> dict[str, ActorRef]:
    out: dict[str, ActorRef] = {}
    for ref in refs:
        if ref.country or ref.sector:
            out.setdefault(ref.country or ref.actor, ref)
    return out


def _contact(e: Event, known: dict[str, Actor], sides: Dyad | None, words: Diplomacy) -> Channel | None:
    """A contact that was held: direct between two parties, or by a third party with both sides."""
    if e.type != "CONSULT" or e.status not in (*HELD, "planned", "requested", "offered", "failed"):
        return None
    state: ChannelState = "held" if e.status in HELD else "refused" if e.status == "failed" else "requested"
    if e.status == "offered":
        state = "offered"
    parties = _each_side((*e.actors, *e.recipients))
    offices = [known[r.actor].office for r in parties.values() if r.actor in known]
    level = words.level(e.sentence.quote, *offices)
    if sides and sides.first in parties and sides.second in parties and len(parties) > 2:
        middle = next(r for c, r in parties.items() if c not in sides)
        both = [parties[sides.first], parties[sides.second]]
        return _channel(both, middle, level, state, e.according_to, (), (e.id,))
    if len(parties) == 2:
        return _channel(list(parties.values()), None, level, state, e.according_to, (), (e.id,))
    return None


def _named_sides(e_refs: Iterable[ActorRef], middle: ActorRef, sides: Dyad | None) -> list[ActorRef]:
    named = [r for c, r in _each_side(e_refs).items() if c != middle.country]
    if len(named) >= 2:
        return named
    return list(sides.refs) if sides and middle.country not in sides else []


def _effort(e: Event, known: dict[str, Actor], sides: Dyad | None, words: Diplomacy) -> Channel | None:
    """Somebody at work between others: 'X is mediating', 'leading efforts to calm'."""
    if e.type not in ("CONSULT", "SUPPORT", "COOPERATE", "AID", "AGREE") or not words.mediation.search(
        e.sentence.quote
    ):
        return None
    if e.status not in (*HELD, "offered", "planned"):
        return None
    middle = next((r for r in e.actors if sides is None or r.country not in sides), None)
    if middle is None or (middle.country is None and not known[middle.actor].members and middle.sector is None):
        return None
    parties = _named_sides(e.recipients, middle, sides)
    if len(parties) < 2:
        return None
    state: ChannelState = "open" if e.status in HELD and e.type != "AGREE" else "offered"
    return _channel(parties, middle, words.level(e.sentence.quote), state, e.according_to, (), (e.id,))


def _offer(s: Statement, sides: Dyad | None, words: Diplomacy) -> Channel | None:
    """An offer to mediate, a request for it, or its refusal."""
    said = " ".join(c.quote for c in s.content)
    if s.speaker is None or not words.talking.search(said):
        return None
    if s.act in OFFERS or (s.act == "promise" and words.mediation.search(said)):
        state: ChannelState = "offered"
    elif s.act in REFUSALS and (words.refused.search(said) or words.mediation.search(said)):
        state = "refused"
    elif s.act in ASKS and sides and s.speaker.country in sides and words.mediation.search(said):
        state = "requested"
    else:
        return None
    if state == "offered":
        middle: ActorRef | None = s.speaker
        parties = _named_sides((*s.addressees, *s.about), s.speaker, sides)
        if sides and s.speaker.country in sides:
            middle, parties = None, list(sides.refs)
    else:
        middle = next((r for r in (*s.addressees, *s.about) if not sides or r.country not in sides), None)
        parties = list(sides.refs) if sides else []
    if len(parties) < 2 or (state != "offered" and middle is None):
        return None  # who wants no go-between, or any at all, says nothing of talking directly
    within = (s.within,) if s.within else ()
    return _channel(parties, middle, words.level(said), state, within, (s.id,), s.claims)


def _told_effort(s: Statement, known: dict[str, Actor], sides: Dyad | None, words: Diplomacy) -> Channel | None:
    """A third party at work, as told in a statement's words without an event of its own."""
    if s.speaker is None or sides is None or s.act not in ("support", "appeal", "propose", "assert"):
        return None
    said = " ".join(c.quote for c in s.content)
    group = known.get(s.speaker.actor)
    outsider = s.speaker.country not in sides and (s.speaker.country or (group and group.members))
    if not outsider or not s.within or not words.mediation.search(said):
        return None
    if set(countries([s.speaker], known)) & {sides.first, sides.second}:
        return None
    return _channel(sides.refs, s.speaker, words.level(said), "open", (s.within,), (s.id,), ())
