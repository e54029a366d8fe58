"""Which rows bear a name? Every name of every row, folded, with the way in which it means the row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.lexicon.actor_rows import Body, Country, Person, Region, Rows, Term, fold
from detente.lexicon.compose import OFFICIAL, TRANSPARENT, Vocabulary
from detente.lexicon.identity import Identity, identity
from detente.records.actor import Via


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name can mean: one of the rows, and the way in which the name means it."""

    row: Country | Region | Body | Person | tuple[str, str]
    via: Via
    seat: bool = False

    @property
    def place(self) -> bool:
        """Whether the name is that of a place or its people, so that it gives a country to what stands beside it."""
        return not isinstance(self.row, Body | Person)


@dataclass(frozen=True, slots=True)
class Index:
    """Names and acronyms; people by surname; terms by country and office."""

    names: Mapping[str, tuple[Entry, ...]]
    acronyms: Mapping[str, tuple[Entry, ...]]
    surnames: Mapping[str, tuple[Person, ...]]
    holders: Mapping[tuple[str, str], tuple[tuple[Person, Term], ...]]


def _all_names(rows: Rows) -> Iterator[tuple[str, Entry]]:
    """Every name with its meaning; the first to take a name is asked first."""
    for c in rows.countries:
        for name in (c.name, *c.aliases):
            yield name, Entry(c, "name")
        for name in c.people:
            yield name, Entry(c, "demonym")
            if name.endswith("s") and not name.endswith("ss"):
                yield name[:-1], Entry(c, "demonym")
        for name in c.adjectives:
            yield name, Entry(c, "demonym")
        for name in (*c.capitals, *c.seats):
            yield name, Entry(c, "metonym", seat=True)
    for b in rows.bodies:
        for name in (b.name, *b.aliases):
            yield name, Entry(b, "name")
    for p in rows.people:
        for name in (p.name, *p.aliases):
            yield name, Entry(p, "name")
    for r in rows.regions:
        yield r.name, Entry(r, "name")
        for name in r.adjectives:
            yield name, Entry(r, "demonym")


def _is_acronym(name: str) -> bool:
    plain = name.replace(".", "")
    return len(plain) <= 6 and plain.isupper() and plain.isalnum()


def build_index(rows: Rows, vocabulary: Vocabulary) -> Index:
    """All look-up tables of the registry; a city gives way to any other meaning of its name."""
    names: dict[str, list[Entry]] = {}
    acronyms: dict[str, list[Entry]] = {}
    for name, entry in _all_names(rows):
        if _is_acronym(name):
            acronyms.setdefault(name.replace(".", ""), []).append(entry)
        else:
            names.setdefault(fold(name), []).append(entry)
    for city in rows.cities:
        key = fold(city[0])
        if key not in names and key not in vocabulary.heads and key not in vocabulary.marks and key not in TRANSPARENT:
            names[key] = [Entry(city, "name")]
    surnames: dict[str, list[Person]] = {}
    holders: dict[tuple[str, str], list[tuple[Person, Term]]] = {}
    for p in rows.people:
        surnames.setdefault(fold(p.name).split()[-1], []).append(p)
        for t in p.terms:
            holders.setdefault((t.country or "", t.office), []).append((p, t))
    return Index(
        names={k: tuple(v) for k, v in names.items()},
        acronyms={k: tuple(v) for k, v in acronyms.items()},
        surnames={k: tuple(v) for k, v in surnames.items()},
        holders={k: tuple(v) for k, v in holders.items()},
    )


REAL_WORDS = frozenset("hungry marital maritime roman germane cubism".split())


def omissions(rows: Rows) -> dict[str, str]:
    """Names and adjectives of countries with one letter left out, where that makes no other name: 'ethipian'."""
    names = [
        n for c in rows.countries for n in (c.name, *c.adjectives, *c.people) if len(n) > SHORTEST and " " not in n
    ]
    known = {fold(n) for n in names}
    out: dict[str, set[str]] = {}
    for name in names:
        key = fold(name)
        for i in range(1, len(key)):
            out.setdefault(key[:i] + key[i + 1 :], set()).add(name)
    return {k: min(v) for k, v in out.items() if len({fold(n) for n in v}) == 1 and k not in known | REAL_WORDS}


SHORTEST = 6
"""Letters in a name of which one may be left out."""


def person_as_of(row: Person, day: str) -> Identity:
    """Somebody as of a day: the offices held then; a former official afterwards."""
    now = [t for t in row.terms if t.covers(day)]
    key = f"person:{fold(row.name)}"
    if now:
        first = now[-1]
        office = " and ".join(dict.fromkeys(t.office for t in reversed(now)))
        return identity(
            key, row.name, "person", country=first.country, sector=first.sector, office=office,
            why=f"{row.name}, {office} since {first.start or 'an unknown day'}", confidence=0.9,
        )  # fmt: skip
    past = [t for t in row.terms if t.end and t.end < day]
    if past:
        last = max(past, key=lambda t: t.end)
        sector = "ELI" if last.sector in OFFICIAL or last.sector == "MIL" else last.sector
        return identity(
            key, row.name, "person", country=last.country, sector=sector, office=f"former {last.office}",
            why=f"{row.name}, {last.office} until {last.end}", confidence=0.85,
        )  # fmt: skip
    return identity(
        key, row.name, "person", country=row.terms[0].country, why=f"{row.name}, before any office", confidence=0.7
    )


def fits(entry: Entry, hint: frozenset[str]) -> bool:
    """Whether a row belongs to one of the hinted countries."""
    row = entry.row
    if isinstance(row, Person):
        return any(t.country in hint for t in row.terms)
    code = row.code if isinstance(row, Country) else row[1] if isinstance(row, tuple) else row.country
    return code in hint


def in_force(entry: Entry, day: str) -> bool:
    """Whether a row with dates holds on a day."""
    row = entry.row
    if isinstance(row, Body):
        return (not row.start or row.start <= day) and (not row.end or day <= row.end)
    return True


def _the(country: str) -> str:
    """The article that some names of countries take after 'of'."""
    takes = country.startswith("United") or country.endswith(
        ("Republic", "Islands", "lands", "Philippines", "Maldives")
    )
    return f"the {country}" if takes or "Republic of" in country else country


def country_under(row: Country, entry: Entry, words: str) -> Identity:
    """A country under one of its names: the state, its people, or the government by its seat."""
    if entry.seat:
        return identity(
            f"gov:{row.code}", f"Government of {_the(row.name)}", "government", country=row.code, sector="GOV",
            via="metonym",
            why=f"{words!r} stands for the government of {_the(row.name)}", confidence=0.8,
        )  # fmt: skip
    if entry.via == "demonym":
        return identity(
            f"people:{row.code}", words, "population", country=row.code, via="demonym",
            why=f"the people of {_the(row.name)}", confidence=0.8,
        )  # fmt: skip
    return identity(f"state:{row.code}", row.name, "state", country=row.code, why="a country's name", confidence=0.95)
