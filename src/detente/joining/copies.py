"""Which reports repeat one another, and which of them came first?

Two reports are one story when a large share of the shorter one's runs of five words stands in the other: a wire story
cut to a brief shares all of its words and yet resembles the original little, so what is measured is containment.
Whether two reports are copies depends on the two alone: candidates share runs of a sample (those whose hash is
divisible by ``SAMPLE``) within ``DAYS``, so that time grows with the number of reports; each candidate is then compared
with all of its runs.
"""

import datetime
import functools
import itertools
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
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

MET = 2
"""Runs of the sample that a candidate shares; and of the shorter one's sample at least the share ``EARLY``."""

EARLY = 0.3
"""No pair of copies of our own making shares less than half of the sample; what shares less is not compared whole."""

SHARED = 0.6
"""Least share of the shorter one's runs: chosen on pairs of our own making (training/copies.py). High enough that what
half the reports of a crisis repeat (its standing background) makes no copies of them."""

FEWEST = 12
"""Reports with fewer runs than this are too short to be told from a headline that many outlets share."""

DAYS = 10
"""A wire story is repeated within days; the same words a year later are another story (weather, weekly columns)."""

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
    told = [w.encode() for w in words]
    whole, ends = b" ".join(told), [end - 1 for end in itertools.accumulate(len(w) + 1 for w in told)]
    starts = (0, *(end + 1 for end in ends))
    runs = {zlib.crc32(whole[start:end]) for start, end in zip(starts, ends[RUN - 1 :], strict=False)}
    named = frozenset(c.casefold() for c in CREDIT.findall(report.text))
    return Shape(
        id=report.id,
        runs=np.array(sorted(runs), dtype=np.uint32),
        words=len(words),
        published=report.published,
        outlet=report.outlet,
        credits=named,
    )


def sample(s: Shape) -> NDArray[np.uint32]:
    """The runs under which a report is looked for."""
    kept: NDArray[np.uint32] = s.runs[s.runs % SAMPLE == 0]
    return kept


def contained(a: Shape, b: Shape) -> float:
    """The share of the shorter one's runs that stands in the other."""
    short, long = (a, b) if len(a.runs) <= len(b.runs) else (b, a)
    return _share(short.runs, long.runs) if len(short.runs) >= FEWEST else 0.0


def _share(short: NDArray[np.uint32], long: NDArray[np.uint32]) -> float:
    both = len(np.intersect1d(short, long, assume_unique=True))
    return both / len(short) if len(short) else 0.0


def day_of(s: Shape) -> int | None:
    """The day of a report as a number, or ``None``."""
    return datetime.date.fromisoformat(s.published[:10]).toordinal() if s.published else None


def candidates(shapes: Sequence[Shape]) -> list[tuple[int, int]]:
    """Pairs (indices) that share runs of the sample within ``DAYS``; a report without a day meets those of all days."""
    days = [day_of(s) for s in shapes]
    order = sorted(range(len(shapes)), key=lambda i: (days[i] is not None, days[i] or 0, i))
    samples = [sample(s) for s in shapes]
    if not shapes or not (flat := np.concatenate(samples)).size:
        return []
    runs, seen = np.unique(flat, return_counts=True)
    told = runs[seen > 1]  # most runs stand in one report alone
    undated: dict[int, list[int]] = defaultdict(list)
    at: dict[int, list[int]] = defaultdict(list)
    out: list[tuple[int, int]] = []
    for i in order:
        met: Counter[int] = Counter()
        near = functools.partial(_near_days, days, i)
        mine = _within(samples[i], told)
        for run in mine:
            met.update(itertools.chain(itertools.takewhile(near, reversed(at[run])), undated[run]))
        for run in mine:
            (undated if days[i] is None else at)[run].append(i)
        out += [(min(i, j), max(i, j)) for j, n in met.items() if n >= MET]
    return sorted(out)


def _within(some: NDArray[np.uint32], told: NDArray[np.uint32]) -> list[int]:
    """Those of some runs that stand in an ascending array; its length hardly matters."""
    at = np.searchsorted(told, some)
    inside = at < len(told)
    inside[inside] = told[at[inside]] == some[inside]
    kept: list[int] = some[inside].tolist()
    return kept


def repeats(a: Shape, b: Shape) -> bool:
    """Whether one of two reports repeats the other: a question of these two alone."""
    one, other = sample(a), sample(b)
    met = len(np.intersect1d(one, other, assume_unique=True))
    if met < max(MET, EARLY * min(len(one), len(other))):
        return False
    return _near(day_of(a), day_of(b)) and contained(a, b) >= SHARED


def _near_days(days: Sequence[int | None], i: int, j: int) -> bool:
    return _near(days[i], days[j])


def _near(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= DAYS


def groups(shapes: Sequence[Shape]) -> list[list[int]]:
    """Reports that repeat one another, directly or through a third; each group in order of time."""
    home = list(range(len(shapes)))

    def root(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    for i, j in candidates(shapes):
        if repeats(shapes[i], shapes[j]):
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
        if len(unique) > 1:
            out.append(group([shapes[i] for i in unique.values()], lambda r, at=unique: readings[at[r]].report))  # type: ignore[misc]
    return tuple(sorted(out, key=lambda c: c.id))


def group(many: Sequence[Shape], report: Callable[[str], Report]) -> CopyGroup:
    """Reports that repeat one another as a group, with what each changed; ``report`` opens one by its id."""
    first, why = origin(many)
    text = reading_text(report(first.id))
    rest = sorted((s for s in many if s.id != first.id), key=_first)
    changed = tuple(_change(first, text, s, reading_text(report(s.id))) for s in rest)
    members = (first.id, *(s.id for s in rest))
    return CopyGroup(id=content_id("CPY", first.id), origin=first.id, members=members, changed=changed, why=why)


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
