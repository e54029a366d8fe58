"""Who is named in a report, and whom does each phrase mean?

Names come from the registry and from how the report itself introduces people; generic phrases ('Pakistani officials')
are composed; pronouns and descriptions are resolved in one walk from the front (:mod:`detente.reading.resolve`).
"""

from collections.abc import Mapping
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.lexicon.actor_rows import Body, Country, fold
from detente.lexicon.actors import Registry
from detente.lexicon.compose import TRANSPARENT
from detente.lexicon.dates import day_of
from detente.lexicon.identity import Identity, identity
from detente.reading.drafts import Mention, Phrase
from detente.reading.introduce import People
from detente.reading.issued import ISSUED, issuer
from detente.reading.phrases import (
    LOOSE,
    MODIFIERS,
    NEAR,
    SITES,
    acts_with_others,
    is_plural,
    left_of,
    owner_of,
    possessor_of,
    right_of,
    text_of,
)
from detente.reading.resolve import FIRST, HE, IT, RELATIVE, SHE, STATES, THEY, TWO, Discourse, clause_of, group_of
from detente.reading.speech import subject
from detente.reading.spots import Spot, bracketed, find_spots, own_first, stakes, without_capitals
from detente.records import Report

NOMINAL = frozenset(["NOUN", "PROPN", "ADJ", "PRON", "NUM"])


class Cast:
    """Everybody in one report: the mentions in order, and an answer for any phrase."""

    def __init__(self, report: Report, doc: Doc, registry: Registry) -> None:
        self.report = report
        self.doc = doc
        self.registry = registry
        self.date = report.published[:10] if report.published else None
        self._day = day_of(self.date)
        self._plain = without_capitals(report.text)
        self._spots = find_spots(report, doc, registry)
        self._at: Mapping[int, Spot] = {i: s for s in self._spots for i in range(s.start, s.end)}
        self._short = bracketed(report, doc, self._spots)
        self._people = People(report, doc, registry, self._spots, self.date)
        self._heads: dict[int, Identity] = {}
        self._cache: dict[tuple[int, int], Identity | None] = {}
        self._actors: set[int] = set()
        self._discourse = Discourse(stakes(self._spots), registry.genders)
        self._documents: list[int] = []
        self._walk()
        self.mentions: tuple[Mention, ...] = self._mentions()

    def who(self, phrase: Phrase, speaker: Identity | None = None) -> Identity | None:
        """Whom a phrase means: by its head token; 'I' and 'we' are the ``speaker``. ``None``: nothing is named."""
        head = self.doc[phrase.head]
        if head.lower_ in FIRST and head.pos_ in ("PRON", "DET"):
            if speaker is None:
                return None
            return replace(speaker, via="pronoun", why=f"{head.lower_!r} said by {speaker.name}", confidence=0.6)
        key = (phrase.start, phrase.end)
        if key not in self._cache:
            self._cache[key] = self._answer(phrase, head)
        return self._cache[key]

    def _answer(self, phrase: Phrase, head: Token) -> Identity | None:
        known = self._heads.get(head.i)
        if known is not None:
            return known
        if head.pos_ == "PRON" or head.lower_ in RELATIVE:
            return None
        words = " ".join(self.report.text[phrase.start : phrase.end].split())
        if not any(c.isalnum() for c in words):
            return None
        if (owner := owner_of(head, self._heads)) is not None:
            return owner
        told = self.registry.compose(words[:300])
        if told.sector and told.head in self.registry.vocabulary.heads:
            return self._keyed(self.registry.identify(words[:300], "", self.date), words)
        return identity(
            f"words:{self.report.id}:{words.casefold()}", words, "unknown", country=told.country,
            why="words that name no known actor" + (f", of {told.country}" if told.country else ""), confidence=0.3,
        )  # fmt: skip

    def _walk(self) -> None:
        """One pass from the front: names, composed phrases, descriptions, pronouns."""
        block = 0
        for number, sent in enumerate(self.doc.sents):
            part = self.report.part_at(sent.start_char)
            for token in sent:
                if token.is_space:
                    block += "\n" in token.text
                    continue
                self._visit(token, number, block, part)
            self._pair(sent.start, sent.end, number, block, part)

    def _visit(self, token: Token, number: int, block: int, part: str) -> None:
        spot = self._at.get(token.i)
        if spot is not None and spot.head != token.i:
            return
        who: Identity | None = None
        plural = is_plural(token)
        actor = True
        if spot is not None and spot.head == token.i:
            who = self._named(spot, token)
            plural = plural and not isinstance(spot.entry.row if spot.entry else None, Country | Body)
        elif token.pos_ in ("PRON", "DET") or token.lower_ in RELATIVE:
            who = self._pronoun(token, number, block, part)
        elif (introduced := self._people.titles.get(token.i)) is not None and spot is None:
            who = self._entitled(token, introduced)
        elif token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM"):
            who, actor = self._nominal(token, number, part)
        if who is None:
            return
        if actor:
            self._heads[token.i] = who
            self._actors.add(token.i)
        if token.lower_ in RELATIVE or token.lower_ in ISSUED or (token.dep_ == "attr" and spot is None):
            return  # 'had been a victim of terrorism' names nobody anew
        self._discourse.note(who, token, number, block, part, plural=plural, actor=actor)

    def _entitled(self, token: Token, spot: Spot) -> Identity | None:
        """A word of the title that introduces a person: the person, where the word is a noun that could act."""
        noun = self.registry.vocabulary.heads.get(fold(token.text))
        if token.pos_ not in ("NOUN", "PROPN") or noun is None or not noun.person or token.dep_ in MODIFIERS:
            return None
        self._employ(spot)
        who, _ = self._people.of(spot)
        return replace(who, via="office")

    def _named(self, spot: Spot, token: Token) -> Identity | None:
        if (full := self._short.get(spot.name)) is not None and not spot.person:
            words = self._text(full[0], full[1])
            return self._keyed(self.registry.identify(words, "", self.date), words)
        if spot.person:
            self._employ(spot)
            who, titles = self._people.of(spot)
            self._discourse.entitle(who, titles)
            return who
        entry = spot.entry
        if entry is None:
            return None
        if isinstance(entry.row, Country):
            return self._country(spot, token, entry.row)
        who = self.registry.exact(
            spot.name, self._day, own_first(self.registry, spot, token, self._discourse.stakes)
        ) or self.registry.of_entry(entry, spot.name, self._day)
        if isinstance(entry.row, Body):
            if (
                token.i in self._people.titles
                and token.dep_ in MODIFIERS
                and fold(spot.name) in self.registry.vocabulary.heads
            ):
                return None
            if fold(spot.name) in self.registry.vocabulary.heads and any(c.dep_ == "poss" for c in token.lefts):
                words = self._text(left_of(self.doc, token), token.i + 1)
                own = self._people.titles.get(token.i)
                return self._people.of(own)[0] if own else self.registry.identify(words, "", self.date)
            return who
        return None if token.dep_ in MODIFIERS or entry.via != "demonym" else who

    def _employ(self, spot: Spot) -> None:
        """'Its spokesman, Avi Dror': what 'its' refers to gives the person a country."""
        for i in range(max(0, spot.start - NEAR), min(len(self.doc), spot.end + NEAR)):
            token = self.doc[i]
            if token.dep_ == "poss" and token.pos_ in ("PRON", "DET") and self._people.titles.get(i) == spot:
                employer = self._heads.get(i)
                if employer is not None and employer.country:
                    self._people.settle(spot, employer)

    def _country(self, spot: Spot, token: Token, row: Country) -> Identity | None:
        entry = spot.entry
        if entry is None:
            return None
        who = self.registry.of_entry(entry, spot.name, self._day)
        if entry.via == "metonym":
            if token.dep_ in ("compound", "amod", "nmod", "npadvmod", "appos", "ROOT", "conj") and not acts_with_others(
                token
            ):
                return None
            if token.dep_ == "pobj" and token.head.lower_ in SITES:
                return None
            return who
        if entry.via == "demonym" and (token.dep_ in MODIFIERS or token.pos_ == "ADJ"):
            return identity(
                f"state:{row.code}", row.name, "state", country=row.code, via="demonym",
                why=f"{spot.name!r} names {row.name}", confidence=0.75,
            )  # fmt: skip
        if token.dep_ == "npadvmod":
            return None
        return who

    def _nominal(self, token: Token, number: int, part: str) -> tuple[Identity | None, bool]:
        """A common noun: a composed actor, a description of somebody named before, or a thing (noted, no actor)."""
        if token.dep_ == "compound" or (token.pos_ == "ADJ" and token.dep_ in ("amod", "acomp", "advmod", "conj")):
            return None, False
        key = fold(token.text)
        if key in ("other", "another") and (mutual := self._each_other(token)) is not None:
            return mutual, True
        noun = self.registry.vocabulary.heads.get(key)
        if (full := self._short.get(token.text)) is not None:
            words = self._text(full[0], full[1])
            return self._keyed(self.registry.identify(words, "", self.date), words), True
        if key in TRANSPARENT and (counted := self._counted(token)) is not None:
            return counted, True
        if key in ISSUED:
            return self._issued(token, number), True
        if noun is None:
            if token.pos_ == "PROPN" and token.ent_type_ == "ORG":
                words = self._text(left_of(self.doc, token), token.i + 1)
                return self._keyed(self.registry.identify(words, "", self.date), words), True
            return self._thing(token), False
        start, words = left_of(self.doc, token), ""
        lead = self.doc[start].lower_
        if lead in ("both", "two") or any(t.lower_ in ("both", "two") for t in self.doc[start : token.i]):
            lemma = token.lemma_.lower()
            if lemma in TWO and (pair := self._discourse.both(self._text(start, token.i + 1), token, number, part)):
                return pair, True
        if (shared := self._shared(token, start)) is not None:
            return shared, True
        owner = possessor_of(token, self._heads)
        words = self._text(start, token.i + 1 if owner else right_of(token))
        told = self.registry.compose(words)
        if owner is not None and token.lemma_.lower() in STATES and (state := self._state_of(owner)) is not None:
            return state, True
        definite = lead in ("the", "this", "that", "its", "their", "his", "her", "these", "those")
        found = self._definite(token, start, number, part) if definite and told.country is None else None
        if found is not None and (owner is None or found.country == owner.country):
            return found, True
        if told.sector is None and told.country is None and owner is None:
            return self._thing(token), False
        if noun.sector == "UNK" and not noun.person and told.country is None and not definite:
            return self._thing(token), False
        who = self._keyed(self.registry.identify(words, "", self.date), words)
        if owner is not None and who.country is None:
            why = f"{who.why}; of {owner.name}"
            who = replace(who, key=f"generic:{owner.key}:{fold(token.text)}", country=owner.country, why=why)
        if owner is not None and lead in ("its", "their", "his", "her") and who.name == words:
            who = replace(who, name=f"{owner.name}'s{words[len(lead) :]}")
        return who, True

    def _each_other(self, token: Token) -> Identity | None:
        """'Peru and Chile accuse each other': both of them."""
        if not token.i or self.doc[token.i - 1].lower_ not in ("each", "one"):
            return None
        doer = subject(clause_of(token))
        who = [self._heads[t.i] for t in (doer, *doer.conjuncts) if t.i in self._heads] if doer is not None else []
        if len(who) < 2:
            return replace(who[0], via="pronoun", confidence=0.5) if who and who[0].members else None
        return replace(
            group_of(who), via="pronoun", why=f"'{self.doc[token.i - 1].lower_} {token.lower_}' is each of them"
        )

    def _state_of(self, owner: Identity) -> Identity | None:
        """'His country': the state of whoever is meant, where the report names it."""
        state, _ = self._discourse.stakes.get(owner.country or "", (None, 0.0))
        return replace(state, why=f"the country of {owner.name}", confidence=0.6) if state is not None else None

    def _issued(self, token: Token, number: int) -> Identity | None:
        """'The statement' speaks for those who issued it."""
        definite = any(c.lower_ in ("the", "that", "this") or c.dep_ == "poss" for c in token.lefts)
        who = issuer(token, self._documents, self._heads, self._discourse.notes, number) if definite else None
        self._documents.append(token.i)
        return who

    def _counted(self, token: Token) -> Identity | None:
        """'Dozens of Chilean miners': who is counted."""
        if not any(c.dep_ == "prep" and c.lower_ == "of" for c in token.rights):
            return None
        words = self._text(left_of(self.doc, token), right_of(token))
        told = self.registry.compose(words)
        return self._keyed(self.registry.identify(words, "", self.date), words) if told.sector else None

    def _definite(self, token: Token, start: int, number: int, part: str) -> Identity | None:
        content = [t.lower_ for t in self.doc[start : token.i] if t.pos_ in ("ADJ", "NOUN", "PROPN")]
        lemma = token.lemma_.lower()
        noun = self.registry.vocabulary.heads[fold(token.text)]
        if noun.person and not noun.plural:
            return self._discourse.titled([*content, lemma], part, number)
        if content and lemma not in ("bloc", "alliance"):
            content = [w for w in content if w not in LOOSE]
        return None if content else self._discourse.described(lemma, part)

    def _thing(self, token: Token) -> Identity | None:
        """A thing that 'it' may mean later: only what stands where an actor could."""
        if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "ROOT", "pobj") or token.pos_ not in ("NOUN", "PROPN"):
            return None
        owner = owner_of(token, self._heads)
        words = self._text(left_of(self.doc, token), token.i + 1)
        return owner or identity(
            f"words:{self.report.id}:{words.casefold()}", words, "unknown", why="a thing", confidence=0.2
        )

    def _pronoun(self, token: Token, number: int, block: int, part: str) -> Identity | None:
        word = token.lower_
        if (word in RELATIVE and token.tag_ in ("WDT", "WP", "WP$", "")) or word == "who":
            clause = token.head if token.dep_ != "poss" else token.head.head
            for _ in range(4):
                if clause.dep_ == "relcl":
                    who = self._heads.get(clause.head.i)
                    return (
                        replace(who, via="pronoun", why=f"{word!r} refers to {who.name}, right before it")
                        if who
                        else None
                    )
                if clause.head.i == clause.i:
                    break
                clause = clause.head
            return None
        if word not in HE | SHE | IT | THEY:
            return None
        return self._discourse.pronoun(token, number, block, part, self._below(token))

    def _below(self, token: Token) -> list[Identity]:
        """Whom the clause of a subject pronoun names after it."""
        if token.dep_ not in ("nsubj", "nsubjpass") or token.head.pos_ not in ("VERB", "AUX"):
            return []
        out = []
        edge = min(token.head.right_edge.i + 1, token.i + 40)
        for i in range(token.i + 1, edge):
            spot = self._at.get(i)
            if spot is not None and spot.head == i and spot.entry is not None:
                out.append(self.registry.of_entry(spot.entry, spot.name, self._day))
        return out

    def _pair(self, start: int, end: int, number: int, block: int, part: str) -> None:
        """Actors named side by side are one group for a later 'they'."""
        for i in range(start, end):
            token = self.doc[i]
            if i not in self._heads or token.dep_ == "conj" or not token.n_rights:
                continue
            rest = [t for t in token.conjuncts if t.i > i and t.i in self._heads]
            chain = [self._heads[i], *(self._heads[t.i] for t in rest)]
            two = frozenset(c.country for c in chain if c.country and c.kind in ("state", "government"))
            if len(chain) == len(two) == 2:
                self._discourse.pairs.append((number, two))
            if len(chain) > 1 and all(c.kind in ("state", "government", "person", "igo") for c in chain):
                self._discourse.note(group_of(chain), rest[-1], number, block, part, plural=True, actor=True)

    def _shared(self, token: Token, start: int) -> Identity | None:
        """'Indian and Pakistani advisers': a group of each state's own."""
        states: dict[str, Identity] = {}
        for i in range(start, token.i):
            spot = self._at.get(i)
            if spot is not None and spot.entry is not None and isinstance(spot.entry.row, Country):
                row = spot.entry.row
                what = f"{spot.name} {token.text}"
                who = replace(self.registry.identify(what, "", self.date), name=what)
                states.setdefault(row.code, who)
        if len(states) < 2 or not is_plural(token):
            return None
        return group_of(list(states.values()), self._text(start, token.i + 1), confidence=0.65)

    def _text(self, start: int, end: int) -> str:
        """The words of tokens, names with a capital where the whole report has none."""
        words = text_of(self.report, self.doc, start, end)
        if not self._plain:
            return words
        for i in range(start, end):
            spot = self._at.get(i)
            if spot is not None and spot.start == i and spot.entry is not None and not spot.person:
                words = words.replace(spot.name, spot.name.title(), 1)
        return words

    def _keyed(self, who: Identity, words: str) -> Identity:
        """A generic without a country is this report's own: rebels here are not the rebels of another report."""
        if who.country is None and who.key.startswith(("generic:", "words:", "office:")):
            return replace(who, key=f"words:{self.report.id}:{fold(words)}")
        return who

    def _mentions(self) -> tuple[Mention, ...]:
        out = []
        for i in self._actors:
            token = self.doc[i]
            spot = self._at.get(i)
            if spot is not None:
                start, end = spot.start, spot.end
            elif token.pos_ in ("PRON", "DET"):
                start, end = i, i + 1
            else:
                start, end = left_of(self.doc, token), i + 1
                while start < i and self.doc[start].pos_ in ("PUNCT", "SPACE"):
                    start += 1
            first, last = self.doc[start], self.doc[end - 1]
            out.append(Mention(Phrase(first.idx, last.idx + len(last), i), self._heads[i]))
        return tuple(sorted(out, key=lambda m: (m.phrase.start, m.phrase.end)))


def find(report: Report, doc: Doc, registry: Registry) -> Cast:
    """Everybody in a report. ``doc`` is its parse; the registry is asked as of the day of publication."""
    return Cast(report, doc, registry)
