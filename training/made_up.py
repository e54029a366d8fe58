"""Reports made up out of GeoNames' facts, for the ranker of places to learn from; no text of others is read.

A made-up report plays in the world, in one country, or in one corner of it, as news does. Its places are drawn by their
inhabitants within where it plays, named as GeoNames names them, some with the state or country beside them, and with
demonyms; a few strays lie anywhere. The place that was drawn is the answer.
"""

import math
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detente.lexicon.gazetteer import Candidate, Gazetteer
from detente.lexicon.gazetteer_rows import normalise
from detente.reading.places.finder import Spot

ENGLISH = {"USA": 5.0, "GBR": 3.0, "CAN": 2.0, "AUS": 1.5, "IND": 1.5, "IRL": 1.5, "NGA": 1.2, "ZAF": 1.2, "NZL": 1.2}
"""Local news in English is mostly news of these."""


@dataclass(slots=True)
class Town:
    """A row of the index."""

    id: int
    name: str
    kind: str
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    people: int
    capital: bool


@dataclass(slots=True)
class World:
    """All rows, by where they lie."""

    rows: list[Town]
    other: dict[int, list[str]]
    cities: dict[str, list[Town]] = field(default_factory=lambda: defaultdict(list))
    units: dict[str, list[Town]] = field(default_factory=lambda: defaultdict(list))
    counties: dict[tuple[str, str | None], list[Town]] = field(default_factory=lambda: defaultdict(list))
    grid: dict[tuple[int, int], list[Town]] = field(default_factory=lambda: defaultdict(list))
    countries: dict[str, Town] = field(default_factory=dict)
    wide: list[Town] = field(default_factory=list)
    weight: dict[str, float] = field(default_factory=dict)
    demonyms: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    large: list[Town] = field(default_factory=list)

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> "World":
        """Read the whole index."""
        db = sqlite3.connect(f"file:{gazetteer.path}?mode=ro", uri=True)
        rows = [Town(*r) for r in db.execute(
            "SELECT id, name, kind, coalesce(lat, 99), coalesce(lon, 999), country, admin1, population, capital "
            "FROM places"
        )]  # fmt: skip
        out = cls(rows, {})
        for t in rows:
            if t.kind == "country" and t.country:
                out.countries[t.country] = t
            elif t.lat == 99 or (t.country is None and t.kind == "city"):
                continue
            elif t.kind == "city" and t.country:
                out.cities[t.country].append(t)
                out.grid[int(t.lat // 1), int(t.lon // 1)].append(t)
                if t.people >= 300_000:
                    out.large.append(t)
            elif t.kind == "admin1" and t.country:
                out.units[t.country].append(t)
            elif t.kind == "admin2" and t.country:
                out.counties[t.country, t.admin1].append(t)
            else:
                out.wide.append(t)
        for land, towns in out.cities.items():
            out.weight[land] = math.sqrt(sum(t.people for t in towns) + 1)
        for word, land in gazetteer.demonyms().items():
            out.demonyms[land].append(word)
        return out


Said = tuple[Town, str, str]
"""A place, the name it is called by, and what stands behind it (', Texas')."""


class Author:
    """Makes up reports."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)

    def land(self, english: bool = False) -> str:
        """A country, by its size and, for local news, its language."""
        lands = list(self.world.weight)
        boost = ENGLISH if english else {}
        return self.random.choices(
            lands, [self.world.weight[k] * boost.get(k, 0.1 if english else 1.0) for k in lands]
        )[0]

    def one(self, towns: Sequence[Town], power: float) -> Town | None:
        """One of some places, by inhabitants to a power."""
        if not towns:
            return None
        return self.random.choices(towns, [max(t.people, 300) ** power * (3 if t.capital else 1) for t in towns])[0]

    def around(self, centre: Town) -> list[Town]:
        """Towns within about 120 km."""
        a, o = int(centre.lat // 1), int(centre.lon // 1)
        return [t for i in (-1, 0, 1) for j in (-1, 0, 1) for t in self.world.grid.get((a + i, o + j), ())]

    def stray(self) -> Town | None:
        """A place that has nothing to do with where the report plays."""
        if self.random.random() < 0.6:
            return self.world.countries[self.land()]
        return self.one(self.world.large, 0.9)

    def world_news(self) -> Iterator[Town | None]:
        """Of one to three countries."""
        lands = [self.land()]
        here = self.world.countries[lands[0]]
        for _ in range(self.random.randint(0, 2)):
            others = [self.land() for _ in range(4)]
            lands.append(min(others, key=lambda k: abs(self.world.countries[k].lat - here.lat)
                             + abs(self.world.countries[k].lon - here.lon)))  # fmt: skip
        for _ in range(self.random.randint(2, 12)):
            land, x = self.random.choice(lands), self.random.random()
            if x < 0.35:
                yield self.world.countries[land]
            elif x < 0.65:
                yield self.one(self.world.cities[land], 0.75)
            elif x < 0.75:
                yield self.one(self.world.units[land], 0.4)
            elif x < 0.82:
                yield self.random.choice(self.world.wide)
            elif x < 0.92:
                yield self.one(self.world.cities[land], 0.75)
            else:
                yield self.stray()

    def national_news(self) -> Iterator[Town | None]:
        """Of one country."""
        land = self.land(english=self.random.random() < 0.3)
        for _ in range(self.random.randint(1, 12)):
            x = self.random.random()
            if x < 0.15:
                yield self.world.countries[land]
            elif x < 0.65:
                yield self.one(self.world.cities[land], 0.65)
            elif x < 0.83:
                yield self.one(self.world.units[land], 0.4)
            elif x < 0.88 and (unit := self.one(self.world.units[land], 0.4)):
                yield self.one(self.world.counties[land, unit.admin1], 0.3)
            elif x < 0.90:
                yield self.random.choice(self.world.wide)
            elif x < 0.95:
                yield self.world.countries[land]
            else:
                yield self.stray()

    def local_news(self) -> Iterator[Town | None]:
        """Of a town and those around it; which state that is often nobody says."""
        land = self.land(english=True)
        centre = self.one(self.world.cities[land], 0.5)
        if centre is None:
            return
        near = [t for t in self.around(centre) if t.country == land] or [centre]
        spoken = self.random.random() < 0.6
        for _ in range(self.random.randint(1, 12)):
            x = self.random.random()
            if x < 0.25:
                yield centre
            elif x < 0.70:
                yield self.one(near, 0.45)
            elif x < 0.82 and spoken:
                yield next((u for u in self.world.units[land] if u.name == centre.admin1), None)
            elif x < 0.90:
                yield self.one(self.world.counties[land, centre.admin1], 0.3)
            elif x < 0.96:
                yield self.one(self.world.cities[land], 0.8)
            else:
                yield self.stray()

    def called(self, t: Town, gazetteer: Gazetteer) -> Said:
        """What a report calls a place, and what it says behind the name."""
        name = t.name
        if t.kind == "city" and name.endswith(" City") and self.random.random() < 0.5:
            name = name.removesuffix(" City")
        behind = ""
        x = self.random.random()
        if t.kind == "city" and t.country and x < 0.12 and t.admin1:
            behind = t.admin1
        elif t.kind in ("city", "admin1") and t.country and x < 0.2:
            behind = self.world.countries[t.country].name
        if behind and not gazetteer.lookup(behind):
            behind = ""
        return t, name, behind

    def report(self, gazetteer: Gazetteer) -> tuple[str, list[Spot], dict[str, int], str | None]:
        """Text, spots, the right row by key, and the country of the outlet."""
        kind = self.random.choice((self.world_news, self.national_news, self.local_news))
        text, spots, gold = "", [], {}
        towns = [t for t in kind() if t is not None]
        for t in towns:
            _, name, behind = self.called(t, gazetteer)
            text += "It rained in " if self.random.random() < 0.5 else "Then people left "
            for words, row in ((name, t.id), (behind, 0)):
                if not words:
                    continue
                spots.append(Spot(len(text), len(text) + len(words), 0, 1, words, "GPE", ""))
                text += words + (", " if row and behind else "")
                if row:
                    gold.setdefault(normalise(words), row)
            text += ". "
        lands = [t.country for t in towns if t.country]
        for land in lands:
            if self.world.demonyms[land] and self.random.random() < 0.15:
                text += f"The {self.random.choice(self.world.demonyms[land])} side spoke. "
        home = self.random.choice(lands) if lands and self.random.random() < 0.3 else None
        return text, spots, gold, home


class Holed:
    """The index without some rows."""

    def __init__(self, gazetteer: Gazetteer, without: frozenset[int]) -> None:
        self._whole, self._without = gazetteer, without

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """Candidates but those taken out."""
        return tuple(c for c in self._whole.lookup(name) if c.id not in self._without)

    def demonyms(self) -> dict[str, str]:
        """As they are."""
        return self._whole.demonyms()
