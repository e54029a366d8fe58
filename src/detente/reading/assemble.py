"""How do drafts become records? Phrases become actors, indices become ids, repeats become ``also``.

A headline, deck or caption that says again what the body says does not double a record: the fullest wording
carries it and the others are listed in ``also``. A teaser is another article's headline and is never mixed in.
"""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from detente.lexicon.codes import Codes
from detente.lexicon.identity import Identity
from detente.reading.attach import Finder, span_or_none
from detente.reading.drafts import EventDraft, Phrase, StatementDraft
from detente.reading.names import Cast
from detente.records import (
    Actor,
    ActorRef,
    Event,
    Name,
    Report,
    Span,
    Statement,
    change,
    content_id,
)

REPEATS = ("headline", "deck", "caption")
"""Parts that say again what the body says."""

NOBODY = frozenset({"nobody", "nothing", "none", "neither"})
CALENDAR = frozenset("night day morning evening afternoon week month year weekend hour".split())
"""Nouns of time that the parser takes for a subject: 'the night passed without shelling'."""
ITSELF = frozenset({"himself", "herself", "itself", "themselves", "each other", "one another"})

SAME_WORDS = 0.6
"""Share of the shorter wording's words that must stand in the longer for the two to be one statement."""


class Players:
    """The actors of one report: gives references, and keeps the list of everybody referred to."""

    def __init__(self, report: Report, doc: Doc, cast: Cast) -> None:
        self.report = report
        self.doc = doc
        self.cast = cast
        self.actors: dict[str, Actor] = {}

    def ref(self, phrase: Phrase) -> ActorRef:
        """A reference for one phrase; 'Iran, Malaysia and Turkey' is one group with three members."""
        parts = [p for p in self.split(phrase) if p != phrase]
        if parts:
            members = [self.ref(p) for p in parts]
            if len({m.actor for m in members}) > 1:
                return self._group(phrase, members)
            same: ActorRef = change(members[-1], span=self.report.span(phrase.start, phrase.end))
            return same
        who = self.cast.who(phrase)
        words = self.report.span(phrase.start, phrase.end)
        if who is None:
            who = _nobody(self.report, words)
        return self._keep(who, words)

    def refs(self, phrases: Iterable[Phrase]) -> tuple[ActorRef, ...]:
        """References for several phrases, each actor once, coordinations taken apart."""
        out: dict[tuple[str, int], ActorRef] = {}
        for phrase in phrases:
            for part in self.split(phrase):
                ref = self.ref(part)
                out.setdefault((ref.actor, 0), ref)
        return tuple(out.values())

    def split(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """The members of a coordination ('India and Pakistan'), or the phrase alone."""
        chain = [self.doc[phrase.head]]
        while nxt := [c for c in chain[-1].rights if c.dep_ == "conj"]:
            chain.append(nxt[0])
        inside = [t for t in chain if phrase.start <= t.idx and t.idx + len(t) <= phrase.end]
        if len(inside) < 2:
            return (phrase,)
        out = []
        for t, after in zip(inside, [*inside[1:], None], strict=True):
            stop = after.left_edge.i if after is not None else len(self.doc)
            words = [w for w in t.subtree if w.i < stop and not (w.head.i == t.i and w.dep_ in ("cc", "punct", "conj"))]
            words = [w for w in words if w.idx >= phrase.start and w.idx + len(w) <= phrase.end]
            if not words:
                return (phrase,)
            out.append(Phrase(words[0].idx, words[-1].idx + len(words[-1]), t.i))
        return tuple(out)

    def _group(self, phrase: Phrase, members: Sequence[ActorRef]) -> ActorRef:
        known = [m.country or m.name for m in members]
        span = self.report.span(phrase.start, phrase.end)
        who = Identity(
            key="group:" + "+".join(sorted(m.actor for m in members)),
            name=" and ".join(m.name for m in members) if len(members) < 3 else ", ".join(m.name for m in members),
            kind="group",
            country=None,
            sector=None,
            office=None,
            members=tuple(dict.fromkeys(known)),
            wikidata=None,
            via="name",
            why="a coordination of " + ", ".join(m.name for m in members),
            confidence=min((m.confidence or 0.5) for m in members),
        )
        return self._keep(who, span)

    def _keep(self, who: Identity, words: Span) -> ActorRef:
        actor = Actor(
            id=content_id("ACT", who.key),
            name=who.name,
            kind=who.kind,
            country=who.country,
            sector=who.sector,
            office=who.office,
            members=who.members,
            wikidata=who.wikidata,
        )
        kept = self.actors.setdefault(actor.id, actor)
        if kept.office is None and actor.office is not None:
            self.actors[actor.id] = change(kept, office=actor.office)
        return ActorRef(
            actor=actor.id,
            name=who.name,
            country=who.country,
            sector=who.sector,
            span=words,
            via=who.via,
            why=who.why,
            confidence=round(who.confidence, 3),
        )

    def names(self) -> tuple[Name, ...]:
        """Every actor mention, in the order of the text."""
        out = []
        for m in self.cast.mentions:
            ref = self._keep(m.identity, self.report.span(m.phrase.start, m.phrase.end))
            out.append(
                Name(span=ref.span, actor=ref.actor, via=ref.via, why=ref.why or "", confidence=ref.confidence or 0.0)
            )
        return tuple(sorted(out, key=lambda n: (n.span.start, n.span.end)))


def _nobody(report: Report, words: Span) -> Identity:
    """Somebody (or something) whom the text names and of whom nothing is known."""
    return Identity(
        key=f"words:{report.id}:{words.quote.casefold()}",
        name=words.quote,
        kind="unknown",
        country=None,
        sector=None,
        office=None,
        members=(),
        wikidata=None,
        via="name",
        why="the words alone; nothing is known of them",
        confidence=0.3,
    )


def statements(
    drafts: Sequence[StatementDraft], players: Players, finder: Finder
) -> tuple[list[Statement], list[str | None]]:
    """Statement records, and for each draft the id of the record that carries it (``None``: dropped)."""
    report = players.report
    out: list[Statement] = []
    ids: list[str | None] = []
    seen: set[str] = set()
    for d in drafts:
        spot = d.cue or (d.content[0] if d.content else None)
        if spot is None:
            ids.append(None)
            continue
        part = report.part_at(spot[0])
        if part == "furniture":
            ids.append(None)
            continue
        speaker = (d.speaker.start, d.speaker.end) if d.speaker else None
        ident = content_id("STM", report.id, d.cue, d.content, speaker, d.act)
        if ident in seen:
            ids.append(ident)
            continue
        seen.add(ident)
        out.append(
            Statement(
                id=ident,
                report=report.id,
                part=part,
                speaker=players.ref(d.speaker) if d.speaker else None,
                cue=span_or_none(report, d.cue),
                content=tuple(report.span(a, b) for a, b in d.content),
                form=d.form,
                act=d.act,
                stance_of_reporter=d.stance,
                negated=d.negated,
                anonymity=d.anonymity,
                addressees=players.refs(d.addressees),
                about=players.refs(d.about),
                via=players.ref(d.via).name if d.via else None,
                said=finder.said(d.cue_token),
                within=ids[d.within] if d.within is not None and d.within < len(ids) else None,
                confidence=round(d.confidence, 3),
                why=d.why,
            )
        )
        ids.append(ident)
    return out, ids


def events(
    drafts: Sequence[EventDraft], told_by: Sequence[str | None], players: Players, finder: Finder, codes: Codes
) -> list[Event]:
    """Event records; ``told_by`` maps statement drafts to their records."""
    report = players.report
    out = []
    seen: set[str] = set()
    settled = finder.settle(drafts)
    for d, counts, (when, where) in zip(drafts, finder.quantities(drafts), settled, strict=True):
        part = report.part_at(d.trigger[0])
        ident = content_id("EV", report.id, d.trigger, d.type)
        if part == "furniture" or ident in seen:
            continue
        seen.add(ident)
        actors, recipients = _sides(
            players.refs(_people(d.actors, players)), players.refs(_people(d.recipients, players))
        )
        out.append(
            Event(
                id=ident,
                report=report.id,
                part=part,
                trigger=report.span(*d.trigger),
                sentence=report.span(*d.sentence),
                type=d.type,
                mode=d.mode,
                context=d.context,
                cameo=d.cameo,
                goldstein=codes.goldstein(d.cameo) if d.cameo else None,
                quad=codes.quad(d.type),
                actors=actors,
                recipients=recipients,
                when=when,
                where=where,
                quantities=tuple(change(q, according_to=_ids(finder.tellers(q.span), told_by)) for q in counts),
                instrument=span_or_none(report, d.instrument),
                operation=report.span(*d.operation).quote if d.operation else None,
                status=d.status,
                polarity=d.polarity,
                according_to=_ids(d.according_to, told_by),
                hedges=tuple(report.span(a, b) for a, b in d.hedges),
                background=d.background,
                confidence=round(d.confidence, 3),
                why=d.why,
            )
        )
    return out


def _people(phrases: Sequence[Phrase], players: Players) -> list[Phrase]:
    """Phrases that stand for somebody: no 'nobody', and no bare number beside others ('20 people; 46')."""
    heads = [(p, players.doc[p.head]) for p in phrases]
    some = [
        (p, t)
        for p, t in heads
        if t.lower_ not in NOBODY and not any(c.lower_ == "no" and t.lower_ == "one" for c in t.lefts)
    ]
    some = [(p, t) for p, t in some if t.lemma_.lower() not in CALENDAR]
    named = [p for p, t in some if t.pos_ != "NUM"]
    return named or [p for p, _ in some]


def _sides(
    actors: Sequence[ActorRef], recipients: Sequence[ActorRef]
) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
    """Nobody does it to himself, unless all do it to each other: 'offered its services' is offered to somebody else."""
    doing = {a.actor for a in actors}
    if len(doing) > 1 and doing == {r.actor for r in recipients}:
        return tuple(actors), tuple(recipients)
    return tuple(actors), tuple(r for r in recipients if r.actor not in doing or r.span.quote.casefold() in ITSELF)


def _ids(drafts: Sequence[int], told_by: Sequence[str | None]) -> tuple[str, ...]:
    """The records of statement drafts; those that were dropped are left out."""
    return tuple(i for n in drafts if (i := told_by[n]) is not None)


def claimed(told: Sequence[Statement], done: Sequence[Event]) -> list[Statement]:
    """Statements with the ids of the events that their content asserts."""
    by_teller: dict[str, list[str]] = {}
    for e in done:
        if e.according_to:
            by_teller.setdefault(e.according_to[-1], []).append(e.id)
    return [change(s, claims=tuple(by_teller[s.id])) if s.id in by_teller else s for s in told]


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
