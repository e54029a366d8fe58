"""What stands in the files of ``lexicon/data/actors``, and is every row one that can stand?

Rows are read into small frozen types; a row that cannot stand raises :class:`~detente.errors.LexiconError` with its
file and line. Names are looked up by :func:`fold`, so that accents, dots and hyphens do not matter.
"""

import csv
import functools
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import get_args

import msgspec
import tomli

from detente.errors import LexiconError
from detente.records.actor import ActorKind

SECTORS = frozenset(
    "AGR BUS COP CRM CVL EDU ELI GOV IGO JRN JUD LAB LEG MED MIL "
    "NGO OPP PRE PRM PTY REB REF REL SOC SPY UAF UNK".split()
)
KINDS = frozenset(get_args(ActorKind))

_MARKS = str.maketrans(
    {
        "’": None,
        "‘": None,
        "'": None,
        "`": None,
        "ʼ": None,
        "ʻ": None,
        ".": None,
        "-": " ",
        "‐": " ",
        "‑": " ",
        "–": " ",
    }
    | {"ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "\u00a0": " "}
)


@functools.lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """A name as it is looked up: no accents, no apostrophes or dots, hyphens as spaces, case folded.

    >>> fold("Côte d’Ivoire"), fold("U.S."), fold("Jean-Yves Le Drian")
    ('cote divoire', 'us', 'jean yves le drian')
    """
    if name.isascii() and name.isalpha():
        return name.casefold()
    plain = name.translate(_MARKS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


@dataclass(frozen=True, slots=True)
class Country:
    """One row of countries.csv."""

    code: str
    name: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """One row of regions.csv."""

    name: str
    country: str
    sector: str | None
    adjectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """One row of organisations.csv, armed_groups.csv, media.csv or groups.csv."""

    name: str
    aliases: tuple[str, ...]
    kind: ActorKind
    country: str | None
    sector: str | None
    start: str
    end: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in an office; ``start`` and ``end`` are ISO dates or months, empty where open."""

    country: str | None
    sector: str
    office: str
    start: str
    end: str

    def covers(self, date: str) -> bool:
        """Whether a day lies in the term; months count as whole."""
        return (not self.start or self.start <= date) and (not self.end or date[: len(self.end)] <= self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in people.csv, with all terms in order."""

    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]


class Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of offices.toml."""

    name: str
    sector: str
    words: tuple[str, ...]
    one: bool = False
    only: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict, name="in")


class _Offices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    office: tuple[Office, ...]


class Nouns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sector of sectors.toml."""

    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that the files hold."""

    countries: tuple[Country, ...]
    regions: tuple[Region, ...]
    cities: tuple[tuple[str, str], ...]
    bodies: tuple[Body, ...]
    people: tuple[Person, ...]
    offices: tuple[Office, ...]
    sectors: Mapping[str, Nouns]
    weak: frozenset[str]
    genders: Mapping[str, str]


def split(cell: str) -> tuple[str, ...]:
    """A cell of several values."""
    return tuple(v.strip() for v in cell.split(";") if v.strip())


def _lines(name: str, overlay: Path | None, columns: str) -> Iterator[tuple[str, list[str]]]:
    """Rows of a CSV file, those of the overlay after the bundled ones, each with ``file:line``."""
    sources = [(f"actors/{name}", files("detente.lexicon") / "data" / "actors" / name)]
    if overlay is not None and (own := overlay / "actors" / name).is_file():
        sources.append((str(own), own))
    want = columns.split()
    for label, source in sources:
        header = False
        for n, row in enumerate(csv.reader(source.read_text(encoding="utf-8").splitlines()), 1):
            if not row or row[0].startswith("#"):
                continue
            if not header:
                if row != want:
                    raise LexiconError(f"{label}:{n}: the columns must be {','.join(want)}")
                header = True
                continue
            if len(row) != len(want):
                raise LexiconError(f"{label}:{n}: {len(row)} columns where there must be {len(want)}: {','.join(want)}")
            yield f"{label}:{n}", row


def _sector(where: str, value: str) -> str | None:
    if value and value not in SECTORS:
        raise LexiconError(f"{where}: there is no sector {value!r}; there are {' '.join(sorted(SECTORS))}")
    return value or None


def _bodies(name: str, overlay: Path | None) -> Iterator[Body]:
    for where, (label, aliases, kind, country, sector, start, end) in _lines(
        name, overlay, "name aliases kind country sector start end"
    ):
        if kind not in KINDS:
            raise LexiconError(f"{where}: there is no kind {kind!r}; there are {' '.join(sorted(KINDS))}")
        yield Body(label, split(aliases), kind, country or None, _sector(where, sector), start, end)  # type: ignore[arg-type]


def _groups(overlay: Path | None) -> Iterator[Body]:
    for _, (name, aliases, members) in _lines("groups.csv", overlay, "name aliases members"):
        yield Body(name, split(aliases), "group", None, None, "", "", split(members))


def _people(overlay: Path | None) -> tuple[Person, ...]:
    aliases: dict[str, list[str]] = {}
    terms: dict[str, list[Term]] = {}
    for where, (name, other, country, sector, office, start, end) in _lines(
        "people.csv", overlay, "name aliases country sector office start end"
    ):
        if not office or not _sector(where, sector):
            raise LexiconError(f"{where}: {name} needs a sector and an office")
        if start and end and start > end:
            raise LexiconError(f"{where}: the term of {name} ends before it starts")
        aliases.setdefault(name, []).extend(split(other))
        terms.setdefault(name, []).append(Term(country or None, sector, office, start, end))
    return tuple(Person(n, tuple(dict.fromkeys(aliases[n])), tuple(terms[n])) for n in terms)


def _cities() -> tuple[tuple[str, str], ...]:
    """The one long file, generated: split by hand, since the checks of the others take 20 ms on 14,000 rows."""
    text = (files("detente.lexicon") / "data" / "actors" / "cities.csv").read_text(encoding="utf-8")
    rows = [line.rpartition(",") for line in text.splitlines() if not line.startswith("#")]
    return tuple((name.strip('"'), country) for name, _, country in rows[1:])


def _table(name: str) -> dict[str, object]:
    return tomli.loads((files("detente.lexicon") / "data" / "actors" / name).read_text(encoding="utf-8"))


def read_rows(overlay: Path | None = None) -> Rows:
    """Read all files; ``overlay`` is a folder whose ``actors/*.csv`` are laid over the bundled rows."""
    try:
        offices = msgspec.convert(_table("offices.toml"), _Offices).office
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"actors/offices.toml: {why}") from None
    try:
        raw = _table("sectors.toml")
        weak = msgspec.convert(raw.pop("weak"), frozenset[str])
        sectors = {code: msgspec.convert(table, Nouns) for code, table in raw.items()}
    except (KeyError, tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"actors/sectors.toml: {why}") from None
    for code in sectors:
        _sector("actors/sectors.toml", code)
    return Rows(
        countries=tuple(
            Country(r[0], r[2], split(r[3]), split(r[4]), split(r[5]), split(r[6]), split(r[7]))
            for _, r in _lines("countries.csv", overlay, "iso3 iso2 name aliases adjectives people capital seats")
        ),
        regions=tuple(
            Region(r[0], r[1], _sector(where, r[2]), split(r[3]))
            for where, r in _lines("regions.csv", overlay, "name country sector adjectives")
        ),
        cities=_cities(),
        bodies=(
            *_bodies("organisations.csv", overlay),
            *_bodies("armed_groups.csv", overlay),
            *_bodies("media.csv", overlay),
            *_groups(overlay),
        ),
        people=_people(overlay),
        offices=offices,
        sectors=sectors,
        weak=weak,
        genders={fold(n): r[0] for _, r in _lines("given_names.csv", overlay, "gender names") for n in split(r[1])},
    )
