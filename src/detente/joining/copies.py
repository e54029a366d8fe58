"""Which reports repeat one another, and which of them came first?

Two reports are one story when a large share of the shorter one's runs of five words stands in the other: a wire story
cut to a brief shares all of its words and yet resembles the original little, so what is measured is containment.
Candidates come from a sample of the runs (those whose hash is divisible by ``SAMPLE``), so that time grows with the
number of reports; each candidate is then compared with all of its runs.
"""

import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.joining.changes import changes
from detente.joining.terms import reading_text
from detente.records import CopyChange, CopyGroup, Reading, Report, content_id
from detente.records.across import CopyKind

RUN = 5
"""Words in a run: four joins reports that quote one speech, six loses lightly edited copies (training/copies.py)."""

SAMPLE = 4
"""One run in four is a key under which candidates are found."""

CROWD = 200
"""A run that stands in more reports than this is boilerplate, and no key."""

SHARED = 0.42
"""Least share of the shorter one's runs: chosen on pairs of our own making (training/copies.py)."""

FEWEST = 12
"""Reports with fewer runs than this are too short to be told from a headline that many outlets share."""

DAYS = 10
"""A wire story is repeated within days; the same words a year later are another story (weather, weekly columns)."""

PRIOR = 100
"""Reports of other matters that the weights are given as if seen, so that two reports alone can be compared."""

CREDIT = re.compile(r"\(([A-Z][\w .'-]{2,40})\)")


@dataclass(frozen=True, slots=True)
class Shape:
    """A report as its runs of words: hashes in ascending order."""

    id: str
    runs: NDArray[np.uint32]
    words: int
    published: str | None
    outlet: str | None
    credits: frozenset[str]


def plain_words(text: str) -> list[str]:
    """The words of a text without case, accents and marks: what an editor's house style changes is not a change."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[a-z0-9\u0400-\uffff]+", flat)


def shape(report: Report) -> Shape:
    """The runs of a report, furniture left out."""
    text = reading_text(report)
    words = plain_words(text)
    runs = {zlib.crc32(" ".join(words[i : i + RUN]).encode()) for i in range(len(words) - RUN + 1)}
    named = frozenset(c.casefold() for c in CREDIT.findall(report.text))
    return Shape(
        id=report.id,
        runs=np.array(sorted(runs), dtype=np.uint32),
        words=len(words),
        published=report.published,
        outlet=report.outlet,
        credits=named,
    )


def rarity(shapes: Sequence[Shape]) -> Callable[[NDArray[np.uint32]], NDArray[np.float64]]:
    """What each run weighs: the standing background of a crisis, which half the reports repeat, weighs little."""
    if not shapes:
        return lambda runs: np.ones(len(runs))
    runs, seen = np.unique(np.concatenate([s.runs for s in shapes]), return_counts=True)
    weights = np.log((len(shapes) + PRIOR) / seen) ** 2

    def weigh(some: NDArray[np.uint32]) -> NDArray[np.float64]:
        return weights[np.searchsorted(runs, some)]

    return weigh


def contained(a: Shape, b: Shape, weigh: Callable[[NDArray[np.uint32]], NDArray[np.float64]]) -> float:
    """The share of the shorter one's runs, each by its weight, that stands in the other."""
    short, long = (a, b) if len(a.runs) <= len(b.runs) else (b, a)
    if len(short.runs) < FEWEST:
        return 0.0
    both = np.intersect1d(short.runs, long.runs, assume_unique=True)
    whole = float(weigh(short.runs).sum())
    return float(weigh(both).sum()) / whole if whole else 0.0


def candidates(shapes: Sequence[Shape]) -> set[tuple[int, int]]:
    """Pairs (indices) that share at least two sampled runs."""
    at: dict[int, list[int]] = defaultdict(list)
    for i, s in enumerate(shapes):
        for run in s.runs[s.runs % SAMPLE == 0].tolist():
            at[run].append(i)
    met: dict[tuple[int, int], int] = defaultdict(int)
    for many in at.values():
        if 1 < len(many) <= CROWD:
            # in a large crowd each is compared with its neighbours: groups hang together through them
            reach = 8 if len(many) > 16 else len(many)
            for x, i in enumerate(many):
                for j in many[x + 1 : x + 1 + reach]:
                    met[i, j] += 1
    return {pair for pair, n in met.items() if n >= 2}


def _apart(a: Shape, b: Shape) -> bool:
    if not (a.published and b.published):
        return False
    one, other = np.datetime64(a.published[:10]), np.datetime64(b.published[:10])
    return abs(int((one - other).astype(int))) > DAYS


def pairs(shapes: Sequence[Shape]) -> list[tuple[int, int, float]]:
    """Every pair of reports that repeat one another, with the share of the shorter one's runs."""
    out = []
    weigh = rarity(shapes)
    for i, j in sorted(candidates(shapes)):
        share = contained(shapes[i], shapes[j], weigh)
        if share >= SHARED and not _apart(shapes[i], shapes[j]):
            out.append((i, j, share))
    return out


def groups(shapes: Sequence[Shape]) -> list[list[int]]:
    """Reports that repeat one another, directly or through a third; each group in order of time."""
    home = list(range(len(shapes)))

    def root(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    for i, j, _ in pairs(shapes):
        home[max(root(i), root(j))] = min(root(i), root(j))
    many: dict[int, list[int]] = defaultdict(list)
    for i in range(len(shapes)):
        many[root(i)].append(i)
    return [sorted(g, key=lambda i: _first(shapes[i])) for g in many.values() if len(g) > 1]


def _first(s: Shape) -> tuple[str, int, str]:
    return (s.published or "~", -s.words, s.id)


def origin(group: Sequence[Shape]) -> tuple[Shape, str]:
    """The likely origin: the outlet that the others credit, else the earliest, the longest where times tie."""
    order = sorted(group, key=_first)
    for s in order:
        name = (s.outlet or "").casefold()
        if name and any(name in other.credits for other in order if other.id != s.id):
            return s, f"the others credit {s.outlet}"
    dated = any(s.published for s in order)
    return order[0], "the earliest" if dated else "the longest; none has a date"


def copies(readings: Sequence[Reading], shapes: Sequence[Shape]) -> tuple[CopyGroup, ...]:
    """Groups of reports that repeat one another, with what each changed; ``shapes`` stand in the readings' order.

    The same words at two outlets have one report id and are one member.
    """
    out = []
    for g in groups(shapes):
        unique = {shapes[i].id: i for i in reversed(g)}
        if len(unique) < 2:
            continue
        many = [shapes[i] for i in unique.values()]
        first, why = origin(many)
        text = reading_text(readings[unique[first.id]].report)
        rest = sorted((s for s in many if s.id != first.id), key=_first)
        changed = tuple(_change(first, text, s, reading_text(readings[unique[s.id]].report)) for s in rest)
        members = (first.id, *(s.id for s in rest))
        out.append(
            CopyGroup(id=content_id("CPY", first.id), origin=first.id, members=members, changed=changed, why=why)
        )
    return tuple(sorted(out, key=lambda c: c.id))


def _change(first: Shape, text: str, other: Shape, its: str) -> CopyChange:
    added, removed, altered = changes(text, its)
    both = len(np.intersect1d(first.runs, other.runs, assume_unique=True))
    share = both / max(1, len(other.runs))
    kept = both / max(1, len(first.runs))
    kind = kind_of(first, other, share, kept)
    return CopyChange(report=other.id, kind=kind, shared=round(share, 3), added=added, removed=removed, altered=altered)


def kind_of(first: Shape, other: Shape, share: float, kept: float) -> CopyKind:
    """The same, a shorter or longer version, an edited one, or (same outlet, later) an update."""
    if share > 0.97 and kept > 0.97:
        return "same"
    if first.outlet and first.outlet == other.outlet:
        return "update"
    if share > 0.85 and kept < 0.75:
        return "shortened"
    if kept > 0.85 and share < 0.75:
        return "extended"
    return "edited"


def origins(reports: Iterable[str], groups_: Sequence[CopyGroup]) -> dict[str, str]:
    """The origin of each report: itself where it repeats nobody."""
    home = {r: r for r in reports}
    for g in groups_:
        home.update(dict.fromkeys(g.members, g.origin))
    return home
