"""Who does a phrase mean, on which date? The registry of known actors, and composition for all others.

'Ishaq Dar' stands in the registry; 'Slovak soldiers' in nobody's, yet they are SVK and MIL. What neither names stays
unknown. :func:`load_registry` loads the files once; :meth:`Registry.identify` answers for any actor phrase.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from detente.lexicon.actor_index import Entry, build_index, country_under, fits, in_force, omissions, person_as_of
from detente.lexicon.actor_rows import Body, Country, Office, Person, Region, Term, fold, read_rows
from detente.lexicon.compose import (
    PREPOSITIONS,
    WORD,
    Composed,
    Found,
    Vocabulary,
    build_vocabulary,
    compose,
)
from detente.lexicon.dates import TODAY, day_of
from detente.lexicon.identity import Identity, identity
from detente.lexicon.offices import BEFORE_TITLES, HONORIFICS, generic, office_in
from detente.records.actor import ActorKind

BLOCS = frozenset(["IGO", "UNO", "EUR", "NGO", "MNC", "IMG", "ISM"])
PRONOUNS = frozenset(
    "he she they it we i you him her them us me who whom himself herself themselves itself his hers theirs".split()
)
SAFE = 6
"""Letters that a misspelled name needs: shorter ones ('Hung', 'Irn') are too near to other words."""

SHORT = 3
"""Letters that a name needs in a text without capitals: 'us' and 'un' are words there."""


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``detente actor --jsonl``; ``source_id`` is the caller's own."""

    source_id: str | None = None
    actor: str
    name: str
    kind: ActorKind
    country: str | None
    sector: str | None
    office: str | None
    why: str


PHRASES = 20_000
"""Phrases whose country and sector are remembered, some 8 MB; news repeats them."""


@dataclass(frozen=True, slots=True)
class Registry:
    """All known actors, by folded name; acronyms by their capitals, since 'WHO' is nobody's 'who'."""

    names: Mapping[str, tuple[Entry, ...]]
    acronyms: Mapping[str, tuple[Entry, ...]]
    surnames: Mapping[str, tuple[Person, ...]]
    holders: Mapping[tuple[str, str], tuple[tuple[Person, Term], ...]]
    offices: Mapping[str, Office]
    vocabulary: Vocabulary
    genders: Mapping[str, str]
    omissions: Mapping[str, str]
    firsts: frozenset[str] = frozenset()
    """First words of all names and acronyms, folded; empty where they were not gathered."""
    _told: dict[str, Composed] = field(default_factory=dict, compare=False, repr=False)
    """What was said of phrases so far."""

    def entries(self, words: str) -> tuple[Entry, ...]:
        """Rows that bear exactly this name (a leading 'the' aside); none for words without a capital."""
        plain = words.replace(".", "").strip()
        if found := self.acronyms.get(plain):
            return found
        if not any(c.isupper() for c in words):
            return ()
        key = fold(words)
        found = self.names.get(key, ())
        if found and plain.islower():
            return ()
        return found

    def uncased(self, words: str) -> tuple[Entry, ...]:
        """Rows that bear this name in a text without capitals; no cities, and nothing that is a common noun too."""
        key = fold(words)
        if key in self.vocabulary.heads or key in self.vocabulary.marks or len(key) < SHORT:
            return ()
        found = self.names.get(key) or (self.acronyms.get(words.upper()) if " " not in words else None) or ()
        return tuple(e for e in found if not isinstance(e.row, tuple))

    def inside(self, words: str) -> Found | None:
        """A place, its people, or an organisation by its exact name: what it gives to the phrase it stands in."""
        if not (words[0].isupper() or words[:3] in ("al-", "d'I")):
            return None
        for e in self.entries(words):
            row = e.row
            if isinstance(row, Country):
                return Found(row.code, "GOV" if e.seat and e.via == "metonym" else None, words)
            if isinstance(row, Region):
                return Found(row.country, None, words)
            if isinstance(row, tuple):
                return Found(row[1], None, words)
            if isinstance(row, Body):
                return Found(row.country, row.sector, words)
        return None

    def identify(self, phrase: str, context: str = "", date: str | None = None) -> Identity:
        """Who an actor phrase means on a day (ISO date; ``None``: today).

        >>> load_registry().identify("Slovak soldiers").sector
        'MIL'
        """
        clean = _clean(phrase)
        day = day_of(date)
        if not clean:
            return identity("words:", phrase, "unknown", why="no words", confidence=0.1)
        if clean.isalpha() and fold(clean) in PRONOUNS and (clean.islower() or clean.istitle() or clean == "I"):
            return identity(
                f"pronoun:{fold(clean)}", clean, "unknown", sector="UNK", via="pronoun", why="a pronoun", confidence=0.2
            )
        hint = self._countries_in(context)
        if (known := self.exact(clean, day, hint)) is not None:
            return known
        if (known := self._body_last(clean, day) or self._named(clean, day, hint)) is not None:
            return known
        first, comma, rest = clean.partition(",")
        if comma and rest.strip() and len(first) > 2:
            known = self.identify(first, context, date)
            if known.kind != "unknown" and (known.sector or known.country):
                return known
            return replace(self.identify(rest, context, date), key=f"words:{fold(first)}", name=first.strip())
        known = self._composed(clean, day, date)
        return self._repaired(clean, context, date) or known if known.country is None else known

    def exact(self, words: str, day: str, hint: frozenset[str] = frozenset()) -> Identity | None:
        """The actor of exactly this name, the hinted countries' own first, rows in force on the day before others."""
        found = self.entries(words) or self.entries(re.sub(r"^the ", "", words, flags=re.IGNORECASE))
        if not found:
            return None
        best = min(enumerate(found), key=lambda p: (not fits(p[1], hint), not in_force(p[1], day), p[0]))[1]
        return self.of_entry(best, words, day)

    def of_entry(self, entry: Entry, words: str, day: str) -> Identity:
        """The identity of a row under one of its names."""
        row = entry.row
        if isinstance(row, Country):
            return country_under(row, entry, words)
        if isinstance(row, Region):
            return identity(
                f"region:{fold(row.name)}", row.name, "population" if entry.via == "demonym" else "unknown",
                country=row.country, sector=row.sector, via=entry.via, why=f"a region of {row.country}", confidence=0.7,
            )  # fmt: skip
        if isinstance(row, tuple):
            return identity(
                f"city:{fold(row[0])}", row[0], "unknown", country=row[1], why=f"a city in {row[1]}", confidence=0.5
            )
        if isinstance(row, Person):
            return self.person(row, day)
        return identity(
            f"{'group' if row.kind == 'group' else 'body'}:{fold(row.name)}", row.name, row.kind, country=row.country,
            sector=row.sector, members=row.members, why=f"the registry's {row.name}", confidence=0.9,
        )  # fmt: skip

    def person(self, row: Person, day: str) -> Identity:
        """Somebody as of a day: the offices held then; a former official afterwards."""
        return person_as_of(row, day)

    def holder(self, country: str, office: str, day: str) -> Identity | None:
        """Who held an office of one holder on a day, if the registry knows."""
        found = [p for p, t in self.holders.get((country, office), ()) if t.covers(day)]
        return self.person(found[0], day) if len(found) == 1 else None

    def compose(self, phrase: str) -> Composed:
        """Country and sector of a phrase from its words alone."""
        if phrase not in self._told:
            if len(self._told) >= PHRASES:
                self._told.clear()
            self._told[phrase] = compose(phrase, self.vocabulary, self)
        return self._told[phrase]

    def _body_last(self, words: str, day: str) -> Identity | None:
        """A body that ends the phrase, described or placed before: 'the German Bundestag', 'mercenary group Wagner'."""
        tokens = WORD.findall(words)
        for i in range(1, len(tokens)):
            before = tokens[i - 1]
            if before == "," or fold(before) in PREPOSITIONS or not _name_like(tokens[i]):
                continue
            tail = " ".join(tokens[i:])
            for e in self.entries(tail) if "," not in tail else ():
                told = self.compose(" ".join(tokens[:i]))
                if isinstance(e.row, Body) and e.row.kind != "group" and told.country in (None, e.row.country):
                    known = self.exact(tail, day, frozenset([e.row.country or ""]))
                    return None if told.person and not told.sector else known
        return None

    def _named(self, words: str, day: str, hint: frozenset[str]) -> Identity | None:
        """A title and a name: 'French Foreign Minister Jean-Yves Le Drian', 'Prime Minister Khan'."""
        tokens = WORD.findall(words)
        stranger: tuple[str, str] | None = None
        for i in range(1, len(tokens)):
            tail = " ".join(tokens[i:])
            if not _name_like(tokens[i]) or tokens[i - 1] in (",", "(") or not self._is_title(tokens[:i]):
                continue
            title = " ".join(tokens[:i])
            if "," not in tail and (hit := self._tail(tail, title, day, hint)) is not None:
                return hit
            if all(_name_like(t) for t in tokens[i:]) and not self.vocabulary.heads.get(fold(tail)):
                if self.inside(tokens[i]) or fold(tokens[i]) in self.vocabulary.heads:
                    continue
                stranger = (title, tail)
        return self._introduced(*stranger, day) if stranger else None

    def _tail(self, tail: str, title: str, day: str, hint: frozenset[str]) -> Identity | None:
        told = self.compose(title)
        wanted = frozenset([told.country]) if told.country else hint
        for e in self.entries(tail):
            if isinstance(e.row, Person) and (not told.country or any(t.country == told.country for t in e.row.terms)):
                return self.person(e.row, day)
            if isinstance(e.row, Body) and not told.person and not told.sector:
                return self.of_entry(e, tail, day)
        office = self.office_of(title, told.country)
        held = [
            p
            for p in self.surnames.get(fold(tail), ())
            if any(t.covers(day) and (not wanted or t.country in wanted) for t in p.terms)
        ]
        exact = [p for p in held if any(t.office == office and t.covers(day) for t in p.terms)]
        few = exact or held
        return self.person(few[0], day) if len(few) == 1 else None

    def _is_title(self, tokens: list[str]) -> bool:
        """Whether words before a name can be its title: they end in a noun for a person, an honorific, or a rank."""
        last = fold(tokens[-1])
        if all(fold(t) in BEFORE_TITLES for t in tokens):
            return False
        if last in HONORIFICS and all(
            fold(t) in HONORIFICS or self.inside(t) or fold(t) in self.vocabulary.heads for t in tokens
        ):
            return True
        for n in range(min(4, len(tokens)), 0, -1):
            noun = self.vocabulary.heads.get(fold(" ".join(tokens[-n:])))
            if noun and (noun.person or n > 1) and not noun.plural:
                return True
        return bool(re.match(r".+-led$", tokens[-1]))

    def _introduced(self, title: str, name: str, day: str) -> Identity:
        told = self._composed(title, day, None)
        office = self.office_of(title, told.country) or told.office
        return identity(
            f"person:{fold(name)}", name, "person", country=told.country, sector=told.sector, office=office,
            why=f"introduced as {title!r}: {told.why}", confidence=0.7,
        )  # fmt: skip

    def office_of(self, title: str, country: str | None) -> str | None:
        """The canonical office that a title ends in: 'Minister of Defence' for 'Pakistan's Defense Minister'."""
        return office_in(title, country, self.offices, self.vocabulary)

    def _composed(self, phrase: str, day: str, date: str | None) -> Identity:
        c = self.compose(phrase)
        bare = re.sub(r"^(the|a|an|this|that|these|those) ", "", phrase, flags=re.IGNORECASE)
        office = None
        if c.person and not c.plural:
            office = self.office_of(_before_complement(phrase), c.country)
            office = office or self.office_of(phrase.split(" of ")[0], c.country)
        single = office is not None and self.offices[office].one
        if single and date is not None and c.country and not c.former:
            who = self.holder(c.country, office or "", day)
            if who is not None:
                return replace(who, via="office", why=f"{who.why}: the {office} of {c.country}", confidence=0.75)
        if office and c.former:
            office = f"former {office}"
        return generic(c, bare, office, single=single)

    def _repaired(self, phrase: str, context: str, date: str | None) -> Identity | None:
        """The phrase with one capitalised word put right: two letters swapped, or one left out of a country's name."""
        for word in re.findall(r"\b[A-Z][a-z]{4,}\b", phrase):
            if fold(word) in self.vocabulary.heads:
                continue
            for i in range(1, len(word) - 1):
                other = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
                if other != word and any(e.place for e in self.names.get(fold(other), ())):
                    return self._read_as(phrase, word, other, context, date)
            if len(word) >= SAFE and (missing := self.omissions.get(fold(word))) and not self.names.get(fold(word)):
                return self._read_as(phrase, word, missing, context, date)
        return None

    def _read_as(self, phrase: str, word: str, other: str, context: str, date: str | None) -> Identity:
        fixed = self.identify(phrase.replace(word, other), context, date)
        return replace(fixed, why=f"{word!r} read as {other!r}: {fixed.why}", confidence=0.5)

    def _countries_in(self, context: str) -> frozenset[str]:
        if not context:
            return frozenset()
        words = WORD.findall(context)[:200]
        out = set()
        for i in range(len(words)):
            for n in (3, 2, 1):
                found = self.inside(" ".join(words[i : i + n])) if i + n <= len(words) else None
                if found and found.country:
                    out.add(found.country)
                    break
        return frozenset(out)


def _name_like(token: str) -> bool:
    return token[0].isupper() or token.lower() in (
        "al",
        "el",
        "bin",
        "ibn",
        "de",
        "del",
        "da",
        "von",
        "van",
        "der",
        "la",
    )


def _before_complement(phrase: str) -> str:
    return re.split(r",| (?:at|in|from|who|that|with|on) ", phrase, maxsplit=1)[0]


def _clean(phrase: str) -> str:
    text = " ".join(phrase.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').split())
    text = re.sub(r" 's\b", "'s", text.strip(" \t\"'.,;:()[]"))
    return re.sub(r"(?i)^(?:an?|the) (?=\w)", "", text) if not text.isupper() else text


@functools.lru_cache(maxsize=4)
def load_registry(overlay: Path | None = None) -> Registry:
    """The registry, loaded once per overlay folder; raises :class:`~detente.errors.LexiconError` on a broken row."""
    rows = read_rows(overlay)
    vocabulary = build_vocabulary(rows)
    index = build_index(rows, vocabulary)
    return Registry(
        names=index.names,
        acronyms=index.acronyms,
        surnames=index.surnames,
        holders=index.holders,
        offices={o.name: o for o in rows.offices},
        vocabulary=vocabulary,
        genders=rows.genders,
        omissions=omissions(rows),
        firsts=frozenset(fold(name).split(" ")[0] for name in (*index.names, *index.acronyms)),
    )


def describe(registry: Registry, name: str, context: str = "", date: str | None = None) -> Described:
    """One answer of ``detente actor``: who a phrase means on a day ('today' and ``None`` are the same)."""
    who = registry.identify(name, context, date)
    return Described(
        actor=who.key,
        name=who.name,
        kind=who.kind,
        country=who.country,
        sector=who.sector,
        office=who.office,
        why=who.why,
    )


__all__ = ["BLOCS", "TODAY", "Described", "Entry", "Registry", "describe", "load_registry"]
