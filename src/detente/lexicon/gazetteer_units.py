"""Which admin units go into the place index, and where do they lie? Our rows first, GeoNames' names for the rest."""

import functools
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from detente.errors import LexiconError
from detente.lexicon.gazetteer_rows import (
    ADMIN1,
    ADMIN2,
    ALTERNATE,
    MAIN,
    OWN,
    UNITS1,
    UNITS2,
    Row,
    Source,
    aliases,
    load_json,
    normalise,
    number,
    read_rows,
)


@dataclass(slots=True)
class Box:
    """How far the places of an admin unit reach, and how many people live in them."""

    south: float = 90.0
    north: float = -90.0
    west: float = 180.0
    east: float = -180.0
    people: int = 0
    lat_sum: float = 0.0
    lon_sum: float = 0.0
    n: int = 0

    def add(self, lat: float, lon: float, people: int) -> None:
        """Take in one place."""
        self.south, self.north = min(self.south, lat), max(self.north, lat)
        self.west, self.east = min(self.west, lon), max(self.east, lon)
        self.people += people
        self.lat_sum += lat
        self.lon_sum += lon
        self.n += 1

    @property
    def middle(self) -> tuple[float, float]:
        """Between the middle of the reach and the mean of the places: near the middle of the unit's area."""
        lat = ((self.south + self.north) / 2 + self.lat_sum / self.n) / 2
        lon = ((self.west + self.east) / 2 + self.lon_sum / self.n) / 2
        return round(lat, 3), round(lon, 3)


def admin1_rows(
    source: Source, iso2: dict[str, str], boxes: dict[str, Box], anchors: dict[tuple[str, str], str]
) -> Iterator[Row]:
    """First-level units: ours; the unit's code is that of its ``anchor`` (its chief town) or stands in ``code``."""
    states = {s["code"]: int(s["geonameid"]) for s in load_json(source.states).values()}
    for n, r in read_rows(source.rows / "admin1.csv", ADMIN1):
        cc = iso2.get(r["iso3"])
        if cc is None:
            raise LexiconError(f"admin1.csv, line {n}: there is no country {r['iso3']!r}")
        area = f"{cc}.{r['code']}" if r["code"] else anchors.get((cc, normalise(r["anchor"])))
        box = boxes.get(area) if area else None
        lat = number("admin1.csv", n, r["lat"], -90, 90)
        lon = number("admin1.csv", n, r["lon"], -180, 180)
        if lat is None and box:
            lat, lon = box.middle
        geonames = int(r["geonames"]) if r["geonames"] else states.get(r["code"]) if cc == "US" else None
        yield Row(
            name=r["name"],
            kind="admin1",
            lat=lat,
            lon=lon,
            geonames=geonames,
            country=r["iso3"],
            admin1=r["name"],
            population=box.people if box else 0,
            names=[(r["name"], OWN), *((a, OWN) for a in aliases(r["aliases"]))],
            area=area,
        )


def admin2_rows(source: Source, iso2: dict[str, str], anchors: dict[tuple[str, str], Row]) -> Iterator[Row]:
    """Second-level units (counties, districts): ours, placed at their seat where no coordinates are given."""
    for n, r in read_rows(source.rows / "admin2.csv", ADMIN2):
        cc = iso2.get(r["iso3"])
        if cc is None:
            raise LexiconError(f"admin2.csv, line {n}: there is no country {r['iso3']!r}")
        area = f"{cc}.{r['code']}"
        seat = anchors.get((area, normalise(r["seat"])))
        lat = number("admin2.csv", n, r["lat"], -90, 90)
        lon = number("admin2.csv", n, r["lon"], -180, 180)
        if lat is None and seat:
            lat, lon = seat.lat, seat.lon
        if lat is None:
            continue
        yield Row(
            name=r["name"],
            kind="admin2",
            lat=lat,
            lon=lon,
            geonames=int(r["geonames"]) if r["geonames"] else None,
            country=r["iso3"],
            admin1=None,
            population=seat.population if seat else 0,
            names=[(r["name"], OWN), *((a, OWN) for a in aliases(r["aliases"]))],
            area=area,
        )


TOLD = {
    "admin1": ("province", "region", "state", "governorate", "county", "department", "district", "oblast"),
    "admin2": ("district", "county", "province", "municipality", "department"),
}
"""What English news calls a unit of each level, whatever the country calls it: 'Nyanza province', 'Malakal county'."""


@functools.lru_cache(maxsize=2)
def _kinds(words: Path) -> frozenset[str]:
    """Words for kinds of units in the languages of GeoNames' names: 'Provincia', 'Kabupaten', 'Obshtina'."""
    return frozenset(r["word"] for _, r in read_rows(words, ("class", "word")) if r["class"] == "unit_kind")


def bare(name: str, kinds: Set[str]) -> str:
    """A unit's name without the word for its kind.

    >>> bare("Province of Laguna", {"province"}), bare("Migori County", {"county"}), bare("Sumy", {"oblast"})
    ('Laguna', 'Migori', 'Sumy')
    """
    words = name.split()
    while len(words) > 1 and words[-1].lower() in kinds:
        words.pop()
    if len(words) > 1 and words[0].lower() in kinds:
        words.pop(0)
        while len(words) > 1 and words[0].lower() in ("of", "de", "di", "da", "do", "del", "della", "la"):
            words.pop(0)
    return " ".join(words)


def _names(name: str, kind: str, plain: str, taken: bool) -> list[tuple[str, int]]:
    """Names of a unit. Where a town of the unit is called the same, the name alone means the town."""
    out = [(name, MAIN)] if not taken or normalise(name) != normalise(plain) else []
    out += [(f"{plain} {word}", MAIN) for word in TOLD[kind]]
    if not taken:
        out.append((plain, MAIN if kind == "admin1" else ALTERNATE))
    return out


def more_units(
    source: Source, iso3: Mapping[str, str], boxes: Mapping[str, Box], ours: Set[str], towns: Set[tuple[str, str]]
) -> Iterator[Row]:
    """The units that only GeoNames names; ``ours``: areas with a row of our own, ``towns``: area and key of towns."""
    kinds = _kinds(source.rows / "words.csv")
    for _, r in read_rows(source.rows / "units1.csv", UNITS1):
        area = f"{r['cc']}.{r['code']}"
        box = boxes.get(area)
        if area in ours or box is None:
            continue
        plain = bare(r["name"], kinds)
        yield Row(
            name=r["name"],
            kind="admin1",
            lat=box.middle[0],
            lon=box.middle[1],
            geonames=None,
            country=iso3.get(r["cc"]),
            admin1=r["name"],
            population=box.people,
            names=_names(r["name"], "admin1", plain, (area, normalise(plain)) in towns),
            area=area,
        )
    for n, r in read_rows(source.rows / "units2.csv", UNITS2):
        area = f"{r['cc']}.{r['code']}"
        plain = bare(r["name"], kinds)
        yield Row(
            name=r["name"],
            kind="admin2",
            lat=number("units2.csv", n, r["lat"], -90, 90),
            lon=number("units2.csv", n, r["lon"], -180, 180),
            geonames=None,
            country=iso3.get(r["cc"]),
            admin1=None,
            population=int(r["people"]),
            names=_names(r["name"], "admin2", plain, (area, normalise(plain)) in towns),
            area=area,
        )
