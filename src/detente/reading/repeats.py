"""Which records say again what another says? Repeats become ``also``.

A headline, deck or caption that says again what the body says does not double a record: the fullest wording
carries it and the others are listed in ``also``. A teaser is another article's headline and is never mixed in.
"""

from collections.abc import Iterable, Sequence

from detente.records import Event, Span, Statement, change

REPEATS = ("headline", "deck", "caption")
"""Parts that say again what the body says."""

SAME_WORDS = 0.6
"""Share of the shorter wording's words that must stand in the longer for the two to be one statement."""


def _words(spans: Iterable[Span]) -> set[str]:
    return {w for s in spans for w in s.quote.casefold().split() if len(w) > 2}


def _repeats(short: set[str], long: set[str]) -> bool:
    return bool(short) and len(short & long) >= SAME_WORDS * len(short)


def fold(told: Sequence[Statement], done: Sequence[Event]) -> tuple[list[Statement], list[Event]]:
    """Headline, deck and caption repeats folded into the fullest wording; a teaser only into a teaser."""
    kept_s, gone_s = _fold_statements(told)
    kept_e, gone_e = _fold_events(done)
    final_e = [
        change(
            e,
            according_to=_carriers(e.according_to, gone_s),
            quantities=tuple(change(q, according_to=_carriers(q.according_to, gone_s)) for q in e.quantities),
        )
        for e in kept_e
    ]
    final_s = [
        change(
            s,
            within=_carrier(s.within, gone_s) if s.within else None,
            claims=tuple(dict.fromkeys(_carrier(i, gone_e) for i in s.claims)),
        )
        for s in kept_s
    ]
    return final_s, final_e


def _carriers(idents: Sequence[str], gone: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_carrier(i, gone) for i in idents))


def _carrier(ident: str, gone: dict[str, str]) -> str:
    """The record that carries this one at last: the one that it was folded into may have been folded itself."""
    while ident in gone:
        ident = gone[ident]
    return ident


def _fold_statements(told: Sequence[Statement]) -> tuple[list[Statement], dict[str, str]]:
    kept: dict[str, Statement] = {s.id: s for s in told}
    gone: dict[str, str] = {}
    bags = {s.id: _words(s.content) for s in told}
    for s in told:
        if s.part not in (*REPEATS, "teaser"):
            continue
        for other in told:
            if other.id == s.id or other.id in gone or not _may_carry(s.part, other.part, s.id, other.id, gone):
                continue
            same = s.act == other.act and _actor(s) == _actor(other) and bool(s.within) == bool(other.within)
            if same and len(bags[other.id]) >= len(bags[s.id]) and _repeats(bags[s.id], bags[other.id]):
                first = kept[other.id]
                kept[other.id] = change(first, also=(*first.also, *s.content))
                gone[s.id] = other.id
                break
    return [kept[s.id] for s in told if s.id not in gone], gone


def _fold_events(done: Sequence[Event]) -> tuple[list[Event], dict[str, str]]:
    kept: dict[str, Event] = {e.id: e for e in done}
    gone: dict[str, str] = {}
    for e in done:
        if e.part not in (*REPEATS, "teaser"):
            continue
        for other in done:
            if other.id == e.id or other.id in gone or not _may_carry(e.part, other.part, e.id, other.id, gone):
                continue
            if _same_deed(e, other):
                first = kept[other.id]
                kept[other.id] = change(first, also=(*first.also, e.trigger))
                gone[e.id] = other.id
                break
    return [kept[e.id] for e in done if e.id not in gone], gone


def _may_carry(part: str, other: str, this_id: str, other_id: str, gone: dict[str, str]) -> bool:
    if part == "teaser" or other == "teaser":
        return part == other
    return other == "body" or (other in REPEATS and this_id not in gone.values() and other_id not in gone)


def _same_deed(e: Event, other: Event) -> bool:
    """Whether a repeat tells the same deed: same type and status, no party or place that the fuller one contradicts."""
    if (e.type, e.status) != (other.type, other.status) or e.background != other.background:
        return False
    for mine, its in ((e.actors, other.actors), (e.recipients, other.recipients)):
        if mine and not {r.actor for r in mine} <= {r.actor for r in its}:
            return False
    if e.where and other.where and e.where.name != other.where.name:
        return False
    if e.when and other.when and e.when.start != other.when.start:
        return False
    return bool(e.actors or e.recipients)


def _actor(s: Statement) -> str | None:
    return s.speaker.actor if s.speaker else None
