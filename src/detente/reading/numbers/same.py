"""Which single victims are one person told twice, and how did that person fare in the end?

'A 16-year-old was hurt. ... The teenager died on Sunday.' tells of one victim, who is dead; 'Ali Roe, 7, was killed.
Her mother was also shot.' tells of two. Mentions are one person where they share a name or an age, or where a pronoun
or a 'the' points back to the one before; they are two where age, sex or name differ, or where they stand in one list.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from detente.lexicon.numbers import NumberWords
from detente.reading.numbers.fate import SHOT
from detente.reading.numbers.lists import SUBJECTS, is_year_old, root_of
from detente.reading.numbers.victims import Found
from detente.records import Report, change

FARED = frozenset({"killed", "wounded", SHOT})
LEFT = frozenset({"det", "amod", "poss", "compound", "nummod", "nmod"})
LATELY = 12
"""How many of one name or age, and how many dead, are held against a mention: a long report stays cheap."""
REACH = 2
"""How many sentences back 'he' or 'the boy' may point."""

_YEARS = re.compile(r"\b(\d{1,3}|[a-z]+)[ -]{1,2}(year|yr|month|week)s?[ -]{0,2}old\b", re.IGNORECASE)
_AGE_AFTER = re.compile(r"\s*[,(]\s*(\d{1,3})\b(?! [a-z]+s\b)")
_NAMED = re.compile(r"((?:[A-Z][\w'’-]+ ){1,4}[A-Z][\w'’-]+)(?:,? \(?[JS]r\.?)?\s?[,(] ?(\d{1,3})\b")
_NAME = re.compile(r" (?:[A-Z][\w'’-]+ ?){1,5}")

OTHER = frozenset({"another", "other", "second", "third", "fourth", "fifth", "sixth"})


@dataclass(slots=True)
class Person:
    """One mention, or several of one person: what is known of him."""

    name: tuple[str, ...] = ()
    age: str | None = None
    """'9', or '9 months'."""
    female: bool | None = None
    noun: str = ""
    """The noun of the first mention; empty for a name, a pronoun and 'a 9-year-old'."""
    other: bool = False
    """Told apart from those before: 'another man'."""
    start: int = 0
    """Where the first mention stands."""
    members: list[int] = field(default_factory=list)

    def take(self, n: int, who: "Person") -> None:
        """Adds what a mention tells."""
        self.start = self.start if self.members else who.start
        self.name = max(self.name, who.name, key=len)
        self.age = self.age if self.age is not None else who.age
        self.female = self.female if self.female is not None else who.female
        self.noun = self.noun if self.members else who.noun
        self.other = self.other or who.other
        self.members.append(n)


def told_twice(report: Report, found: Sequence[Found], words: NumberWords) -> list[Found]:
    """Gives each mention of one victim the gravest that the report tells of that victim."""
    singles = sorted((n for n, f in enumerate(found) if _is_single(f)), key=lambda n: found[n].number.span.start)
    people = _people(report, found, singles, words)
    dead = [p for p in people if any(found[n].number.what == "killed" for n in p.members)]
    many = any(f.number.what == "killed" and f.number.best != 1 for f in found)
    fates: dict[int, str] = {}
    others: set[int] = set()
    for person in people:
        whats = {found[n].number.what for n in person.members}
        apart = 0 < len(dead) <= LATELY and not many and all(_differ(person, d) or _is_other(person, d) for d in dead)
        what = "killed" if "killed" in whats else "wounded" if "wounded" in whats or apart else SHOT
        fates |= dict.fromkeys(person.members, what)
        others |= set(person.members) if apart else set()
    lists: dict[int, list[int]] = defaultdict(list)
    for n in singles:
        lists[root_of(found[n].head).i].append(n)
    for members in lists.values():
        told = {fates[n] for n in members}
        if SHOT in told and len(told) > 1:
            fates |= {n: "wounded" for n in members if fates[n] == SHOT}
    once = {n for n, what in fates.items() if what == "killed" != found[n].number.what}
    once -= {n for members in lists.values() if len(members) > 1 for n in members}
    return [
        Found(change(f.number, what=fates.get(n, f.number.what)), f.head, "other" if n in others else f.kind)
        for n, f in enumerate(found)
        if n not in once
    ]


def _is_single(f: Found) -> bool:
    n = f.number
    return n.what in FARED and n.best == 1 and n.part_of is None and f.kind != "self"


def _people(report: Report, found: Sequence[Found], singles: Sequence[int], words: NumberWords) -> list[Person]:
    """The mentions, in the order of the text, put together by person."""
    ages = dict(_ages(report.text, words))
    people: list[Person] = []
    known: dict[str, list[Person]] = defaultdict(list)  # by age and by each part of a name
    last: list[tuple[int, Person]] = []
    for n in singles:
        f = found[n]
        who = _describe(report, f, ages, words)
        root = root_of(f.head).i
        mates = {id(p) for _, p in last if any(root_of(found[m].head).i == root for m in p.members[-LATELY:])}
        last = [(start, p) for start, p in last[-LATELY:] if _between(f.head, start) <= REACH]
        keys = [*who.name, *([who.age] if who.age is not None else ())]
        one = next((p for k in keys for p in known[k] if id(p) not in mates and not _differ(p, who)), None)
        if one is None and _points_back(f):
            near = [p for _, p in reversed(last) if id(p) not in mates and not _differ(p, who)]
            one = next((p for p in near if p.noun == who.noun), None) or next(
                (p for p in near if not who.other and (f.head.pos_ == "PRON" or _fit(p.noun, who.noun, words))), None
            )
        if one is None:
            people.append(one := Person())
        one.take(n, who)
        for key in (*one.name, *([one.age] if one.age is not None else ())):
            if all(p is not one for p in known[key][-LATELY:]):
                known[key] = [*known[key][1 - LATELY :], one]
        last.append((f.head.sent.start, one))
    return people


def _fit(a: str, b: str, words: NumberWords) -> bool:
    return {a, b} <= words.people.anybody


def _points_back(f: Found) -> bool:
    """Whether a mention points to somebody told of before: 'he', 'him', 'the boy'; 'the other man' does not."""
    if f.head.pos_ == "PRON":
        return f.head.lower_ in ("he", "she", "him", "her")
    words = _words_before(f.head)
    return (words[:1] == ["the"] or _is_of(f.head)) and not set(words) & OTHER


def _between(head: Token, start: int) -> int:
    """How many sentences lie between the one that begins at ``start`` and the one of ``head``."""
    n, at = 0, head.sent.start
    while at > start and n <= REACH:
        at = head.doc[at - 1].sent.start
        n += 1
    return n


def _describe(report: Report, f: Found, ages: Mapping[str, str], words: NumberWords) -> Person:
    head = f.head
    named = [head, *(c for c in head.children if c.dep_ == "appos")]
    name = next((_name(t, words) for t in named if t.pos_ == "PROPN"), ())
    left = head.left_edge.idx if head.left_edge.i >= head.i - 8 else max(0, head.idx - 40)
    told = _YEARS.search(report.text[left : head.idx + len(head)])
    after = _AGE_AFTER.match(report.text, head.idx + len(head))
    age = _age(told, words) if told else after[1] if after else ages.get(name[-1]) if name else None
    marks = {head.lemma_.lower(), head.lower_} | {c.lower_ for c in head.children if c.dep_ in ("amod", "compound")}
    female = True if marks & words.people.female else False if marks & words.people.male else None
    noun = "" if name or is_year_old(head) or head.pos_ == "PRON" else head.lemma_.lower()
    return Person(name, age, female, noun, _is_one_more(head), head.idx)


def _is_one_more(head: Token) -> bool:
    """Whether a phrase tells its person apart from those before: 'another man', 'a guard was also shot'."""
    if head.pos_ == "PRON" and head.lower_ != "another":
        return False
    verb = head.head if head.dep_ in SUBJECTS else None
    also = verb is not None and any(c.lower_ in ("also", "too") for c in verb.children)
    return also or not OTHER.isdisjoint([head.lower_, *_words_before(head)])


def _is_of(head: Token) -> bool:
    return any(c.dep_ == "poss" and c.pos_ == "PRON" for c in head.children)


def _words_before(head: Token) -> list[str]:
    """The words of a phrase before its head: 'the third' of 'the third man'."""
    first = min((c.left_edge.i for c in head.lefts if c.dep_ in LEFT), default=head.i)
    return [t.lower_ for t in head.doc[first : head.i]]


def _name(last: Token, words: NumberWords) -> tuple[str, ...]:
    parts = [c.text for c in last.lefts if c.dep_ == "compound" and c.pos_ == "PROPN"]
    return tuple(p for p in (*parts, last.text) if len(p) > 2 and p.lower() not in words.people.nouns)


def _ages(text: str, words: NumberWords) -> Iterator[tuple[str, str]]:
    """Every part of a name with the age that the report gives it, the last part first: 'Ali Roe, 44,'."""
    for m in _NAMED.finditer(text):
        yield m[1].split()[-1], m[2]
    for m in _YEARS.finditer(text):
        if (name := _NAME.match(text, m.end())) and (age := _age(m, words)) is not None:
            yield name[0].split()[-1], age


def _age(m: re.Match[str], words: NumberWords) -> str | None:
    years = int(m[1]) if m[1].isdecimal() else words.words.get(m[1].lower())
    return None if years is None else f"{years}" if m[2][0] in "yY" else f"{years} months"


def _differ(a: Person, b: Person) -> bool:
    """Whether two cannot be one: another age, another sex, another name ('Ali Roe' and 'May Roe')."""
    ages = a.age is not None and b.age is not None and a.age != b.age
    sexes = a.female is not None and b.female is not None and a.female != b.female
    return ages or sexes or bool(a.name and b.name and not _is_one_name(a.name, b.name))


def _is_other(person: Person, dead: Person) -> bool:
    """Whether the words tell a person apart from one who was told of before: 'another man'."""
    return person.other and dead.start < person.start


def _is_one_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """'Roe' and 'Ali' are 'Ali Roe'; 'May Roe' is not."""
    short, long = sorted((a, b), key=len)
    return set(short) <= set(long)
