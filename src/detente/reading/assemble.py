"""How do drafts become records? Phrases become actors, indices become ids."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from detente.lexicon.codes import Codes
from detente.lexicon.identity import Identity
from detente.lexicon.judging import load_judging
from detente.reading.attach import Finder, span_or_none
from detente.reading.drafts import EventDraft, Mention, Phrase, StatementDraft
from detente.reading.names import Cast
from detente.reading.phrases import is_plural
from detente.reading.speech import noun_phrase, subject
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

US = frozenset({"we", "us", "i", "me", "you"})
"""Pronouns of those who speak and are spoken to."""
NOBODY = frozenset({"nobody", "nothing", "none", "neither"})
CALENDAR = frozenset("night day morning evening afternoon week month year weekend hour".split())
"""Nouns of time that the parser takes for a subject: 'the night passed without shelling'."""
ITSELF = frozenset({"himself", "herself", "itself", "themselves", "each other", "one another"})


class Players:
    """The actors of one report: gives references, and keeps the list of everybody referred to."""

    def __init__(self, report: Report, doc: Doc, cast: Cast) -> None:
        self.report = report
        self.doc = doc
        self.cast = cast
        self.actors: dict[str, Actor] = {}
        self._mentions: dict[int, list[Mention]] | None = None

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

    def named(self, phrase: Phrase) -> Phrase:
        """The words of the same sentence that name whom a pronoun stands for: 'Fiji' in 'Fiji said it left'."""
        head = self.doc[phrase.head]
        if head.tag_ not in ("PRP", "PRP$") or head.lower_ in ITSELF:
            return phrase
        who = self.cast.who(phrase)
        if who is None or who.kind == "unknown":
            return self._teller(head) or phrase
        named = [
            m.phrase
            for m in self._here(head)
            if m.identity.key == who.key and m.identity.via != "pronoun" and m.phrase.head < phrase.head
        ]
        return named[-1] if named else phrase

    def _teller(self, pronoun: Token) -> Phrase | None:
        """'Guards say they will strike': they, of whom nothing else is known, are the guards who say so."""
        verb = pronoun.head
        if pronoun.dep_ not in ("nsubj", "nsubjpass") or verb.dep_ != "ccomp":
            return None
        teller = subject(verb.head)
        many = pronoun.lower_ == "they"
        if teller is None or teller.pos_ not in ("NOUN", "PROPN") or is_plural(teller) != many or pronoun.lower_ in US:
            return None
        return noun_phrase(teller)

    def _here(self, token: Token) -> Sequence[Mention]:
        """The mentions of a token's sentence."""
        if self._mentions is None:
            self._mentions = defaultdict(list)
            for m in sorted(self.cast.mentions, key=lambda m: m.phrase.head):
                self._mentions[self.doc[m.phrase.head].sent.start].append(m)
        return self._mentions[token.sent.start]

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
        doing = [p for p in _people(d.actors, players) if not _is_matter(p, players)]
        doing = [players.named(p) for p in doing]
        whom = [players.named(p) for p in _people(d.recipients, players)]
        actors, recipients = _sides(players.refs(doing), players.refs(whom))
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


def _is_matter(phrase: Phrase, players: Players) -> bool:
    """Whether a phrase names no one but a matter: 'tragic consequences' do nothing, 'violations by Turkey' may."""
    head = players.doc[phrase.head]
    if head.lemma_.lower() not in load_judging().matters:
        return False
    who = players.cast.who(phrase)
    return who is None or (who.kind == "unknown" and who.country is None)


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
