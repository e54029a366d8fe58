"""What do the words of a phrase say of its country and sector, when nobody is known by the whole phrase?

'Slovak soldiers' are SVK and MIL because an adjective names a country and a head noun a sector; 'a group of tourists'
is what follows 'of'; 'rebel forces' are rebels because 'forces' alone says little. The words stand in sectors.toml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from detente.lexicon.actor_rows import Rows, fold

WORD = re.compile(r"[^\W_](?:[\w&./+-]|(?<=\w)['’](?!s\b))*|['’]s\b|,|\(|\)")
LONGEST = 5
"""Words in the longest name or head noun that is looked up inside a phrase."""

IN = frozenset("of in from at across throughout within inside around near over for".split())
PREPOSITIONS = IN | frozenset(
    "to on with against by based who that which including such under after before during between among and or "
    "has have is are was were whose where when as about".split()
)
TRANSPARENT = frozenset(
    "group team number dozen dozens hundreds thousands several some most many members one two pair couple crowd band "
    "handful scores majority all part half wave series generation lot lots tens two three four five ten millions "
    "each any few both none gang convoy party column throng mob".split()
)
TITLED = frozenset(
    "president head chairman chairwoman chair director chief leader member members secretary-general spokesman "
    "spokeswoman spokesperson founder commander official officials representative representatives deputy speaker "
    "employee employees executive boss manager supporter supporters fighters fighter officer officers staff editor "
    "coordinator candidate secretary adviser spokespeople source sources director-general".split()
)
FORMER = frozenset(["former", "ex", "deposed", "ousted", "onetime", "erstwhile"])
OFFICIAL = frozenset(["GOV", "LEG", "SPY", "JUD"])
STRONG_MARKS = frozenset(["REB", "PRM", "CRM", "REF"])
"""Marks that decide even before a head that says something itself: 'rebel army', 'refugee doctors' stay outside."""

LINKED = re.compile(
    r"^(.+)-(based|led|born|controlled|run|owned|administered|occupied|ruled|dominated)$", re.IGNORECASE
)
AGAINST = re.compile(r"^anti-?\w+", re.IGNORECASE)
IRREGULAR = {"men": "man", "women": "woman", "children": "child", "people": "people", "police": "police"}


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: its sector, whether it is a human being, and whether it stands in the plural."""

    sector: str
    person: bool
    plural: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A country, region or organisation named inside a phrase; ``sector`` is an organisation's own."""

    country: str | None
    sector: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Composed:
    """What the words of a phrase say."""

    country: str | None = None
    sector: str | None = None
    head: str | None = None
    person: bool = False
    plural: bool = False
    former: bool = False
    why: str = ""


class Names(Protocol):
    """What composition asks of the registry."""

    def inside(self, words: str) -> Found | None:
        """A country, region, city or organisation by its exact name."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Head nouns and marks by their folded words."""

    heads: Mapping[str, Head]
    marks: Mapping[str, str]
    offices: Mapping[str, tuple[str, str]]


def plural_of(noun: str) -> str:
    """The plural by rule: 'spy' 'spies', 'church' 'churches', 'general of police' is not asked for."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    if re.search(r"(s|x|ch|sh)$", noun):
        return noun + "es"
    return noun + "s"


def build_vocabulary(rows: Rows) -> Vocabulary:
    """Singular and plural of every noun; a word in two sectors keeps the first."""
    heads: dict[str, Head] = {}
    marks: dict[str, str] = {}
    for code, nouns in rows.sectors.items():
        for group, person in ((nouns.people, True), (nouns.bodies, False)):
            for entry in group:
                one, _, many = entry.partition("/")
                weak = one in rows.weak
                heads.setdefault(fold(one), Head(code, person, False, weak))
                heads.setdefault(fold(many or plural_of(one)), Head(code, person, True, weak))
        for word in nouns.marks:
            marks.setdefault(fold(word), code)
    offices = {fold(w): (o.name, o.sector) for o in rows.offices for w in o.words}
    for words, (_, sector) in offices.items():
        heads.setdefault(words, Head(sector, True, False, False))
    return Vocabulary(heads, marks, offices)


def compose(phrase: str, vocabulary: Vocabulary, names: Names, depth: int = 0) -> Composed:
    """Country, sector and number of a phrase, from its words alone.

    >>> compose("a group of Slovak soldiers", *parts).sector  # doctest: +SKIP
    'MIL'
    """
    words = [w for w in WORD.findall(phrase) if w not in "()"]
    cut = _cut(words)
    main, rest = words[:cut], words[cut:]
    where = _fitting(list(_places(main, names)), vocabulary)
    taken = {i for a, b, _ in where for i in range(a, b)}
    head, start, noun = _head(main, taken, vocabulary)
    out = Composed(person=bool(noun and noun.person), plural=bool(noun and noun.plural))
    mark = _mark(main, start, where, vocabulary)
    sector, why = _decide(noun, head, mark, main[:start])
    country = next((f.country for *_, f in where if f.country), None)
    if rest and depth < 3:
        sector, country, out, why = _complement(main, rest, noun, sector, country, out, why, vocabulary, names, depth)
    former = any(fold(w).split(" ")[0] in FORMER for w in main[: start + 1])
    if former and sector in OFFICIAL and (noun is None or noun.person):
        sector, why = "ELI", why + "; 'former'"
    if sector is None:
        sector, why = _anywhere(main, taken, vocabulary) or (None, why)
    return replace(out, country=country, sector=sector, head=head, former=former, why=why)


def _complement(
    main: list[str],
    rest: list[str],
    noun: Head | None,
    sector: str | None,
    country: str | None,
    out: Composed,
    why: str,
    vocabulary: Vocabulary,
    names: Names,
    depth: int,
) -> tuple[str | None, str | None, Composed, str]:
    """What 'of the trade unions in Denmark' adds to the head before it."""
    link = fold(rest[0])
    inner = compose(" ".join(rest[1:]), vocabulary, names, depth + 1)
    if link in ("who", "that", "which", "whose", "where", "when", "has", "have", "is", "are", "was", "were"):
        return sector, country, out, why
    if link in IN or link == "based" or link == "including" or link == "such":
        country = country or inner.country
    last = fold(main[-1]) if main else ""
    if (
        link == "of"
        and last in TRANSPARENT
        and (noun is None or noun.weak or last in ("party", "gang", "mob"))
        and inner.sector
    ):
        return inner.sector, country, replace(out, person=inner.person, plural=True), f"{main[-1]!r} of {inner.why}"
    if link in ("of", "at", "for", "from", "with", "in") and last in TITLED and rest[1:]:
        body = _first_body(rest[1:], names)
        own = body.sector if body else None
        if own is None and inner.sector and not inner.person and inner.head and noun is not None and noun.weak:
            own = inner.sector
        if own and own not in ("IGO", "GOV"):
            return own, country, out, f"{main[-1]!r} {link} {inner.head or (body.words if body else '')}"
    if sector is None and link == "of":
        return inner.sector, country, out, inner.why
    if sector == "UNK" and link in ("of", "in") and inner.sector and noun is not None and not noun.person:
        return inner.sector, country, out, inner.why
    return sector, country, out, why


def _first_body(words: list[str], names: Names) -> Found | None:
    end = _cut(words)
    for _, _, found in _places(words[:end], names):
        if found.sector:
            return found
    return None


def _cut(words: list[str]) -> int:
    """Where the noun phrase ends and its complements begin."""
    for i, w in enumerate(words):
        if w == "," or (i and fold(w) in PREPOSITIONS and not w[0].isupper()):
            return i if i else len(words)
    return len(words)


def _places(words: list[str], names: Names) -> Iterator[tuple[int, int, Found]]:
    """Names of countries, regions and bodies, longest first, left to right."""
    i = 0
    while i < len(words):
        for n in range(min(LONGEST, len(words) - i), 0, -1):
            found = names.inside(" ".join(words[i : i + n]))
            if found is None and n == 1 and (m := LINKED.match(words[i])):
                found = names.inside(m[1])
                found = replace(found, sector=None) if found else None
            if found is not None:
                yield i, i + n, found
                i += n
                break
        else:
            i += 1


def _fitting(where: list[tuple[int, int, Found]], vocabulary: Vocabulary) -> list[tuple[int, int, Found]]:
    """Without bodies of one country named after another one where the word is a noun too ('Pakistan's NSA')."""
    first = next((f.country for *_, f in where if f.country), None)
    return [w for w in where if w[2].country in (first, None) or fold(w[2].words) not in vocabulary.heads]


def _head(words: list[str], taken: set[int], vocabulary: Vocabulary) -> tuple[str | None, int, Head | None]:
    """The longest known noun that ends the phrase: its words, where it starts, what it is."""
    end = len(words)
    while end and words[end - 1] in ("'s", "’s", ","):
        end -= 1
    for n in range(min(LONGEST, end), 0, -1):
        if any(i in taken for i in range(end - n, end)):
            continue
        key = fold(" ".join(words[end - n : end]))
        if noun := vocabulary.heads.get(key):
            return key, end - n, noun
    if end and (end - 1) not in taken:
        return fold(words[end - 1]), end - 1, None
    return None, end, None


def _mark(
    words: list[str], start: int, where: list[tuple[int, int, Found]], vocabulary: Vocabulary
) -> tuple[str, str] | None:
    """The nearest word before the head that has a sector of its own."""
    ends = {b: f for _, b, f in where if f.sector}
    end = start
    while end:
        if end in ends:
            return ends[end].sector or "", ends[end].words
        for n in range(min(3, end), 0, -1):
            key = fold(" ".join(words[end - n : end]))
            if key in vocabulary.marks:
                return vocabulary.marks[key], key
            if noun := vocabulary.heads.get(key):
                if not (noun.weak or key in TRANSPARENT):
                    return noun.sector, key
                break
        if AGAINST.match(words[end - 1]):
            return "OPP", words[end - 1]
        end -= 1
    return None


def _decide(
    noun: Head | None, head: str | None, mark: tuple[str, str] | None, before: list[str]
) -> tuple[str | None, str]:
    """Head or mark: a strong head decides unless the mark tells of rebels, militias, crime or flight."""
    if noun is None:
        return (mark[0], f"'{mark[1]}' before the head") if mark else (None, "no word with a sector")
    if mark is None or mark[0] in ("IGO", "PRE"):
        return noun.sector, f"head noun '{head}'"
    if mark[0] == "ELI":
        return noun.sector, f"head noun '{head}'"
    if mark[0] == "OPP" and noun.sector in ("CVL", "PTY", "UNK", "SOC") and noun.person | (noun.sector == "PTY"):
        return "OPP", f"'{mark[1]}' before '{head}'"
    bodily = noun.sector in ("MIL", "GOV", "COP", "UAF", "UNK", "CVL", "PTY", "MED") or noun.weak
    if noun.weak or (mark[0] in STRONG_MARKS and bodily and noun.sector != "CVL"):
        if mark[0] == "UAF" and noun.sector in ("COP", "MIL", "PRM", "REB", "CRM"):
            return noun.sector, f"head noun '{head}'"
        if mark[0] == "CVL" and noun.sector not in ("UNK", "GOV"):
            return noun.sector, f"head noun '{head}'"
        return mark[0], f"'{mark[1]}' before '{head}'"
    return noun.sector, f"head noun '{head}'" + (f" after {before[-1]!r}" if before else "")


def _anywhere(words: list[str], taken: set[int], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Last resort for long proper names: any word in them with a sector ('... Medical Services Alliance ...')."""
    if sum(w[0].isupper() for w in words) < 3:
        return None
    for n in (3, 2, 1):
        for i in range(len(words) - n, -1, -1):
            if any(j in taken for j in range(i, i + n)):
                continue
            key = fold(" ".join(words[i : i + n]))
            if key in vocabulary.marks:
                return vocabulary.marks[key], f"'{key}' in the name"
            if (noun := vocabulary.heads.get(key)) and not noun.weak:
                return noun.sector, f"'{key}' in the name"
    return None
