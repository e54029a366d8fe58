"""Which pictures stand on the pages? Strips, lines, ranges and networks, drawn here as plain numbers for SVG."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.records import Tension

WIDE, HIGH = 720, 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days in the time strip; ``since`` and ``until`` are its first and last day."""

    x: float
    width: float
    height: float
    since: str
    until: str
    n: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """How many records of each day; ``step`` is how many days a bar holds."""

    bars: list[Bar]
    first: str
    last: str
    step: int
    most: int
    outside: int
    width: int = WIDE
    height: int = HIGH


MOST_BARS = 120


def strip(days: Sequence[tuple[str, int]], since: str | None, until: str | None) -> Strip | None:
    """The time strip; stray early days (background of decades ago) are counted apart, not drawn."""
    told = [(d[:10], n) for d, n in days if len(d) >= 10]
    if not told:
        return None
    total = sum(n for _, n in told)
    seen, start = 0, 0
    for i, (_, n) in enumerate(told):
        if seen + n > total * 0.1:
            start = i
            break
        seen += n
    end, ahead = len(told), 0
    while (
        end > start + 1 and ahead + told[end - 1][1] <= total * 0.02 and _gap(told[end - 2][0], told[end - 1][0]) > 30
    ):
        ahead += told[end - 1][1]
        end -= 1
    shown = told[start:end]
    first, last = date.fromisoformat(shown[0][0]), date.fromisoformat(shown[-1][0])
    span = (last - first).days + 1
    step = max(1, math.ceil(span / MOST_BARS))
    counts = [0] * math.ceil(span / step)
    for d, n in shown:
        counts[(date.fromisoformat(d) - first).days // step] += n
    most = max(counts)
    width = WIDE / len(counts)
    bars = []
    for i, n in enumerate(counts):
        a = first + timedelta(days=i * step)
        b = a + timedelta(days=step - 1)
        chosen = (since or "") <= b.isoformat() and a.isoformat() <= (until or "9999")
        height = 0.0 if n == 0 else max(2.0, n / most * HIGH)
        bars.append(
            Bar(round(i * width, 2), round(width * 0.86, 2), round(height, 1), a.isoformat(), b.isoformat(), n, chosen)
        )
    outside = total - sum(n for _, n in shown)
    return Strip(bars, first.isoformat(), last.isoformat(), step, most, outside)


def _gap(one: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


@dataclass(frozen=True, slots=True)
class Point:
    """A day of the tension line."""

    x: float
    y: float
    day: str
    score: float
    n: int


@dataclass(frozen=True, slots=True)
class Line:
    """The tension of two sides: a line with its band; y grows downwards; ``grid`` are (y, score) of even scores."""

    points: list[Point]
    path: str
    band: str
    grid: list[tuple[float, int]]
    peak: Point
    width: int = WIDE
    height: int = 150


def line(days: Sequence[Tension]) -> Line | None:
    """A line through days of tension, on a scale of 0 to 100 and below it where there is cooperation."""
    if not days:
        return None
    low = math.floor(min(0.0, *(d.low for d in days)) / 50) * 50
    high = math.ceil(max(50.0, *(d.high for d in days)) / 50) * 50
    left, right, pad, tall = 34, 8, 10, 150

    def x(i: int) -> float:
        return round(left + (WIDE - left - right) * (i / (len(days) - 1) if len(days) > 1 else 0.5), 1)

    def y(score: float) -> float:
        return round(pad + (tall - 2 * pad) * (high - score) / (high - low), 1)

    points = [Point(x(i), y(d.score), d.day, d.score, d.n) for i, d in enumerate(days)]
    path = "M" + "L".join(f"{p.x} {p.y}" for p in points)
    upper = [f"{x(i)} {y(d.high)}" for i, d in enumerate(days)]
    lower = [f"{x(i)} {y(d.low)}" for i, d in reversed(list(enumerate(days)))]
    grid = [(y(score), score) for score in range(low, high + 1, 50)]
    peak = max(points, key=lambda p: (p.score, p.day))
    return Line(points, path, "M" + "L".join([*upper, *lower]) + "Z", grid, peak)


@dataclass(frozen=True, slots=True)
class Number:
    """What one source says a number is, in which words of which report; ``record`` is the event that holds it."""

    source: str
    what: str
    low: float | None
    best: float | None
    high: float | None
    words: str
    report: str
    start: int
    record: str | None = None

    def values(self) -> list[float]:
        """The bounds and the best, as far as they are told."""
        return [v for v in (self.low, self.best, self.high) if v is not None]


@dataclass(frozen=True, slots=True)
class Range:
    """A number as a dot between its bounds, on an axis of 0 to 100; ``alone`` is one that no other is beside."""

    number: Number
    at: float
    start: float
    end: float
    alone: bool


def ranges(told: Sequence[Number]) -> list[Range]:
    """Dots and ranges of numbers that sources give, the smallest first."""
    told = [n for n in told if n.values()]
    highest: dict[str, float] = {}
    for n in told:
        highest[n.what] = max(highest.get(n.what, 1.0), *n.values())
    counted = Counter(n.what for n in told)
    out = []
    for n in told:
        values, top = n.values(), highest[n.what]
        at = n.best if n.best is not None else sum(values) / len(values)
        dot, start, end = (round(v / top * 100, 1) for v in (at, min(values), max(values)))
        out.append(Range(n, dot, start, end, alone=counted[n.what] < 2))
    return sorted(out, key=lambda r: (r.number.what, r.at, r.number.source, r.number.report, r.number.start))


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the network."""

    id: str
    name: str
    x: float
    y: float
    r: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Two who take part in the same records."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    a: str
    b: str
    n: int


@dataclass(frozen=True, slots=True)
class Network:
    """Who stands together in records: on a circle, the best tied beside each other."""

    nodes: list[Node]
    ties: list[Tie]
    width: int = 640
    height: int = 460


def network(rows: Sequence[dict[str, Any]], most: int = 18) -> Network | None:
    """A network of the best-tied; the same rows give the same picture."""
    weight: dict[str, int] = {}
    names: dict[str, str] = {}
    for r in rows:
        for side in ("a", "b"):
            ident = str(r[side])
            weight[ident] = weight.get(ident, 0) + int(r["n"])
            names[ident] = str(r[f"{side}_name"])
    chosen = sorted(weight, key=lambda i: (-weight[i], i))[:most]
    if len(chosen) < 2:
        return None
    order = [chosen[0]]
    near = {(str(r["a"]), str(r["b"])): int(r["n"]) for r in rows}

    def tied(one: str, other: str) -> int:
        return near.get((one, other), 0) + near.get((other, one), 0)

    while len(order) < len(chosen):
        rest = [c for c in chosen if c not in order]
        order.append(max(rest, key=lambda c: (tied(order[-1], c), weight[c])))
    wide, tall = 640, 460
    at: dict[str, tuple[float, float]] = {}
    nodes = []
    for i, ident in enumerate(order):
        angle = 2 * math.pi * i / len(order) - math.pi / 2
        x, y = wide / 2 + 190 * math.cos(angle), tall / 2 + 190 * math.sin(angle)
        at[ident] = (x, y)
        anchor = "middle" if abs(math.cos(angle)) < 0.2 else "start" if math.cos(angle) > 0 else "end"
        size = 4 + 2.2 * math.sqrt(weight[ident] / max(weight.values()) * 9)
        nodes.append(Node(ident, names[ident], round(x, 1), round(y, 1), round(size, 1), anchor))
    ties = []
    for (a, b), n in near.items():
        if a in at and b in at:
            (x1, y1), (x2, y2) = at[a], at[b]
            width = round(0.6 + 2.2 * math.log1p(n), 1)
            ties.append(Tie(round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1), width, names[a], names[b], n))
    return Network(nodes, ties)
