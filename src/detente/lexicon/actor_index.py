"""Which rows bear a name? Every name of every row, folded, with the way in which it means the row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.lexicon.actor_rows import Body, Country, Person, Region, Rows, Term, fold
from detente.lexicon.compose import TRANSPARENT, Vocabulary
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
