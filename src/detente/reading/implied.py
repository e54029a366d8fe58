"""Who takes part in a deed although its clause does not name them?

Arrests are made by the police that the report speaks of; a raid of one state in another's territory is one on that
other; who mediates does so between those who are named with 'between'; drones that nobody owns are those of the
attacker named just before. Each of these is taken from words of the report, marked as implied, and less sure.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.lexicon.judging import load_judging
from detente.reading.drafts import EventDraft, Phrase
from detente.reading.names import Cast
from detente.reading.roles import is_passive, members
from detente.reading.speech import agent, noun_phrase, subject
from detente.records import Where

SENTENCES = 4
"""Sentences before an arrest, and after it, in which the police may be named who made it."""

WEAPON_BACK = 2
"""Sentences between an attack and the weapons that belong to it."""

LESS = 0.85
"""What remains of the confidence of an event of which a part is implied."""

STATES = frozenset({"state", "government", "military"})
CONDITIONS = frozenset({"until", "unless", "if", "till"})
"""Words that open the clause on whose deed a refusal or a threat depends."""
SURE = frozenset({"occurred", "ongoing", "denied"})


class Implied:
    """The mentions of a report, as asked for those whom a clause leaves out."""

    def __init__(self, doc: Doc, cast: Cast, where: Callable[[EventDraft], Where | None]) -> None:
        self.doc = doc
        self.cast = cast
        self.mentions = cast.mentions
        self.where = where
        self.order = {s.start: n for n, s in enumerate(doc.sents)}

    def fill(self, drafts: Sequence[EventDraft]) -> tuple[EventDraft, ...]:
        """The events with those whom the words around them imply."""
        out: list[EventDraft] = []
        for d in drafts:
            d = self._owner(d, out)
            out.append(self._police(self._struck(self._between(self._on_condition(self._home(d))))))
        return tuple(out)

    def _number(self, i: int) -> int:
        return self.order[self.doc[i].sent.start]

    def _police(self, d: EventDraft) -> EventDraft:
        """'Forty people were arrested, police said': by the police."""
        if d.type != "COERCE" or d.mode != "arrest" or d.actors or d.status not in SURE:
            return d
        taken = {p.head for p in d.recipients}
        here = self._number(d.head)
        best: tuple[int, int] | None = None
        for m in self.mentions:
            if m.identity.sector != "COP" or m.phrase.head in taken or self.doc[m.phrase.head].pos_ == "PRON":
                continue
            away = here - self._number(m.phrase.head)
            key = (abs(away) + (away < 0), abs(m.phrase.head - d.head))
            if abs(away) <= SENTENCES and (best is None or key < best):
                best, found = key, m
        return d if best is None else _with(d, actors=(found.phrase,), why="arrests are made by the police named here")

    def _home(self, d: EventDraft) -> EventDraft:
        """'Two monitors were expelled from Chad': whoever expels from a state is that state."""
        if d.mode not in ("expel", "deport") or d.actors:
            return d
        for c in self.doc[d.head].children:
            if c.dep_ != "prep" or c.lower_ != "from":
                continue
            for state in (g for g in c.children if g.dep_ == "pobj"):
                phrase = noun_phrase(state)
                who = self.cast.who(phrase)
                if who is not None and who.kind in STATES:
                    return _with(d, actors=(phrase,), why="the state from which somebody is expelled")
        return d

    def _on_condition(self, d: EventDraft) -> EventDraft:
        """'Will not end the strike until Chad pays': a refusal or a threat is aimed at those who are to act first."""
        if d.type not in ("REJECT", "THREATEN", "PROTEST") or d.recipients:
            return d
        taken = {p.head for p in d.actors}
        for c in self.doc[d.head].rights:
            if c.dep_ != "advcl" or not any(g.dep_ == "mark" and g.lower_ in CONDITIONS for g in c.lefts):
                continue
            for who in (agent(c) if is_passive(c) else subject(c), subject(c)):
                if who is None or who.pos_ not in ("NOUN", "PROPN") or who.i in taken:
                    continue
                known = self.cast.who(noun_phrase(who))
                if known is not None and (known.country or known.sector):
                    return _with(d, recipients=tuple(members(who)), why="those on whose deed it depends")
        return d

    def _struck(self, d: EventDraft) -> EventDraft:
        """'A French strike near Gao': on Mali, whose town it is; a call for an inquiry there is one to Mali."""
        asks = d.type == "REQUEST" and not d.recipients
        if d.type != "ASSAULT" and not asks:
            return d
        actors = [who for p in d.actors if (who := self.cast.who(p)) is not None]
        doers = {a.country for a in actors if a.kind in STATES and a.country}
        if len(doers) != 1 or len(actors) != len(d.actors) or any(self._known(p) for p in d.recipients):
            return d
        place = self.where(d)
        if place is None or place.country is None or place.country in doers:
            return d
        if asks and not any(self.doc[i].lemma_ in ("investigation", "inquiry", "probe") for i in d.clause):
            return d
        state = self._state(place.country, d.head)
        if state is None:
            return d
        return _with(d, recipients=(*d.recipients, state), why=f"{place.name} is where it happened, in {place.country}")

    def _known(self, p: Phrase) -> bool:
        found = self.cast.who(p)
        return found is not None and bool(found.country or found.sector)

    def _state(self, country: str, head: int) -> Phrase | None:
        """The mention of a state or its government nearest before an event, else the first one after it."""
        named = [
            m for m in self.mentions
            if m.identity.country == country and m.identity.kind in STATES and m.identity.via != "pronoun"
        ]  # fmt: skip
        return (
            min(named, key=lambda m: (m.phrase.head > head + 40, abs(m.phrase.head - head))).phrase if named else None
        )

    def _between(self, d: EventDraft) -> EventDraft:
        """'Leads efforts, and others help, to ease tension between Chad and Sudan': those between whom it is."""
        if d.mode != "third-party" or d.recipients:
            return d
        for t in self.doc[d.head].sent:
            if t.lower_ != "between" or t.dep_ != "prep":
                continue
            for filler in (c for c in t.children if c.dep_ == "pobj"):
                sides = _sides(filler)
                if len(sides) > 1 and not {p.head for p in sides} & {p.head for p in d.actors}:
                    return _with(d, recipients=tuple(sides), why="those between whom it is")
        return d

    def _owner(self, d: EventDraft, before: Sequence[EventDraft]) -> EventDraft:
        """'Some 40 drones crossed the border' after 'Iran launched drones': those of Iran."""
        if d.type not in ("ASSAULT", "MOBILIZE"):
            return d
        weapon = self._weapon(d)
        if weapon is None or any(p.head != weapon for p in d.actors):
            return d
        word = self.doc[weapon].lemma_.lower()
        here = self._number(d.head)
        for e in reversed(before):
            if here - self._number(e.head) > WEAPON_BACK:
                break
            owners = tuple(p for p in e.actors if p.head != weapon)
            tells = any(self.doc[i].lemma_.lower() == word for i in e.clause)
            if e.type in ("ASSAULT", "MOBILIZE") and e.status in SURE and owners and tells and e.head != d.head:
                tool = d.instrument or (self.doc[weapon].idx, self.doc[weapon].idx + len(self.doc[weapon]))
                return _with(replace(d, instrument=tool), actors=owners, why=f"the {word}s of the attack told before")
        return d

    def _weapon(self, d: EventDraft) -> int | None:
        """The token of the weapon that stands where who did it should: as actor, or turned into the instrument."""
        words = load_judging().weapons
        for p in d.actors:
            token = self.doc[p.head]
            if token.lemma_.lower() in words and not _owned(token):
                return p.head
        if d.actors or d.instrument is None:
            return None
        span = self.doc.char_span(*d.instrument, alignment_mode="expand")
        return span.root.i if span is not None and span.root.lemma_.lower() in words and not _owned(span.root) else None


def _owned(token: Token) -> bool:
    return any(c.dep_ == "poss" or c.ent_type_ in ("NORP", "GPE", "ORG") for c in token.lefts)


def _sides(filler: Token) -> list[Phrase]:
    """Those of a list, also where it explains a noun: 'between neighbours Chad and Sudan'."""
    named = next((c for c in filler.rights if c.dep_ == "appos" and any(g.dep_ == "conj" for g in c.rights)), None)
    return list(members(named if named is not None else filler))


def _with(d: EventDraft, why: str, actors: tuple[Phrase, ...] = (), recipients: tuple[Phrase, ...] = ()) -> EventDraft:
    return replace(
        d,
        actors=actors or d.actors,
        recipients=recipients or d.recipients,
        confidence=round(d.confidence * LESS, 3),
        why=f"{d.why}; implied: {why}",
    )
