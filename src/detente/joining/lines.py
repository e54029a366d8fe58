"""How do channels change over time? Those of each report, put together, with the states that they went through."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.joining.channels import channels
from detente.joining.parties import countries
from detente.joining.strands import Told, days_of
from detente.lexicon.diplomacy import Diplomacy
from detente.records import Actor, Channel, ChannelMove, content_id

RANK = ("offered", "requested", "accepted", "open", "held", "refused", "broken_off")
"""States in the order in which they follow one another where one day tells several."""


Telling = tuple[tuple[str, ...], Channel, str | None]
"""What makes a channel this one, the channel as a report tells of it, and the day."""


def lines(told: Sequence[Told], words: Diplomacy) -> tuple[Channel, ...]:
    """Channels over all reports, in the order of their first day; ``state`` is the last told."""
    return drawn(x for t in told for x in tellings(t, words))


def tellings(t: Told, words: Diplomacy) -> Iterator[Telling]:
    """The channels that one report tells of."""
    known = {a.id: a for a in t.actors}
    own = [s for s in t.statements if s.part != "teaser"]
    done = [e for e in t.events if e.part != "teaser"]
    for c in channels(own, done, t.actors, words):
        key = _name(c, known)
        if key is not None:
            yield key, c, _day(c, t)


def drawn(many: Iterable[Telling]) -> tuple[Channel, ...]:
    """Channels from what reports tell of them, in the order of the reports."""
    found: dict[tuple[str, ...], list[tuple[Channel, str | None]]] = defaultdict(list)
    for key, c, day in many:
        found[key].append((c, day))
    made = [_line(key, some) for key, some in found.items()]
    return tuple(sorted(made, key=lambda c: (c.first or "~", c.id)))


def _name(c: Channel, known: Mapping[str, Actor]) -> tuple[str, ...] | None:
    """What makes a channel this one: its parties and who stands between; ``None`` where a party is nobody known."""
    parties = {p for r in c.parties for p in countries([r], dict(known))}
    between = set(countries([c.intermediary], dict(known))) if c.intermediary else set()
    if len(parties) < 2 or (c.intermediary is not None and (not between or between & parties)):
        return None
    return (*sorted(parties), "by", *sorted(between))


def _day(c: Channel, t: Told) -> str | None:
    """The day of a contact, where it is told, else that of the report."""
    told = days_of([e for e in t.events if e.id in c.events])
    if told and told[1] - told[0] == 1:
        return datetime.date.fromordinal(told[0]).isoformat()
    said = [s.said.start for s in t.statements if s.id in c.statements and s.said and s.said.start]
    return (said[0] if said else t.published or "")[:10] or None


def _union(many: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for some in many for x in some))


def ident(key: tuple[str, ...]) -> str:
    """The id of the channel of these parties and whoever stands between."""
    return content_id("CHN", *key)


def _line(key: tuple[str, ...], many: list[tuple[Channel, str | None]]) -> Channel:
    order = sorted(many, key=lambda m: (m[1] or "~", RANK.index(m[0].state), m[0].id))
    moves: list[ChannelMove] = []
    for c, day in order:
        if moves and moves[-1].state == c.state:
            last = moves.pop()
            moves.append(
                ChannelMove(
                    state=c.state,
                    day=last.day or day,
                    statements=_union((last.statements, c.statements)),
                    events=_union((last.events, c.events)),
                )
            )
        else:
            moves.append(ChannelMove(state=c.state, day=day, statements=c.statements, events=c.events))
    days = sorted(day for _, day in order if day)
    first = order[0][0]
    return Channel(
        id=ident(key),
        parties=first.parties,
        intermediary=first.intermediary,
        level=next((c.level for c, _ in order if c.level), None),
        state=moves[-1].state,
        according_to=_union(c.according_to for c, _ in order),
        statements=_union(c.statements for c, _ in order),
        events=_union(c.events for c, _ in order),
        moves=tuple(moves),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )
