"""What does joining keep of each report? Its strands: the events of one report that tell of one happening."""

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from detente.joining.incidents import FINE, RETOLD, between_states, bundles, downs
from detente.joining.terms import Bag, Rarity, Vector, bag, rarity, reading_text
from detente.lexicon.joining import JoiningWeights
from detente.records import Actor, ActorRef, Event, Reading, Statement

T = TypeVar("T")

LEAD = 600
"""Characters of a report's body that count as its lead, headline and deck apart."""

LONG = 8
"""Words from which a sentence that two reports share word for word tells of one happening."""

HELD = 2048
"""Sentences of which their words are held, some 4 MB: several happenings stand in one, and reports repeat it."""

WORDS = re.compile(r"\w+")
MARKS = ".,;:'\""

DATED = frozenset({"minute", "hour", "part_of_day", "day"})
COARSE = frozenset({"week", "month", "quarter", "season", "year"})


@dataclass(frozen=True, slots=True)
class Source:
    """A report as joining needs it: whose it is, when, and in which words."""

    id: str
    source_id: str | None
    outlet: str | None
    published: str | None
    day: int | None
    bag: Bag


@dataclass(frozen=True, slots=True)
class Told:
    """What one report says and tells, without its text."""

    report: str
    published: str | None
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a happening."""

    name: str
    lat: float | None
    lon: float | None
    country: str | None
    fine: bool


class Strand(msgspec.Struct, frozen=True):
    """The events of one report that tell of one happening; ``days`` is an interval of ordinals, the end excluded."""

    id: str
    report: int
    family: str
    events: tuple[Event, ...]
    modes: frozenset[str]
    actors: frozenset[str]
    recipients: frozenset[str]
    days: tuple[int, int] | None
    spots: tuple[Spot, ...]
    counts: Mapping[str, frozenset[float]]
    bag: Bag
    lead: bool  # told at the head of the report, or in most of its sentences
    abroad: bool  # in a report in which several countries act: one crisis has many happenings with the same names
    teaser: bool
    tellers: frozenset[str]  # countries on whose word it is told
    downs: bool | None  # something that flies is brought down; None where all is denied
    sayings: frozenset[str]  # its longer sentences, as wires pass them on
    around: tuple[int, int] | None = None  # the weeks or months told where no day is ('two weeks ago')
    moved: bool = False  # its sentences hold a word of a count that moved ('rose to 31')


def ordinal(iso: str | None) -> int | None:
    """The day of an ISO 8601 date or date-time as a number, or ``None``."""
    if not iso:
        return None
    try:
        return datetime.date.fromisoformat(iso[:10]).toordinal()
    except ValueError:
        return None


def source(reading: Reading) -> Source:
    """The report of a reading, without its text."""
    r = reading.report
    return Source(r.id, r.source_id, r.outlet, r.published, ordinal(r.published), bag(reading_text(r)))


def strands(reading: Reading, at: int, weights: JoiningWeights) -> list[Strand]:
    """The strands of one report, in the order of their first event."""
    opening = _opening(reading)
    groups = bundles(reading.events)
    main = max((g for g in groups if g[0].type in RETOLD and g[0].part != "teaser"), key=len, default=None)
    abroad = between_states(reading.events)
    speakers = {s.id: s.speaker for s in reading.statements}
    return [_strand(g, at, weights, None if g is main else opening, abroad, speakers) for g in groups]


def _opening(reading: Reading) -> int:
    parts = [p for p in reading.report.parts if p.kind == "body"]
    return (parts[0].start if parts else 0) + LEAD


def _strand(
    group: Sequence[Event],
    at: int,
    weights: JoiningWeights,
    opening: int | None,
    abroad: bool,
    speakers: Mapping[str, ActorRef | None],
) -> Strand:
    told = "\n".join(dict.fromkeys(e.sentence.quote for e in group))
    counts: dict[str, set[float]] = {}
    for e in group:
        for q in e.quantities:
            if q.best is not None:
                counts.setdefault(q.what, set()).add(q.best)
    return Strand(
        id=min(e.id for e in group),
        report=at,
        family=weights.family(group[0].type),
        events=tuple(group),
        modes=frozenset(e.mode for e in group if e.mode),
        actors=countries_of(r for e in group for r in e.actors),
        recipients=countries_of(r for e in group for r in e.recipients),
        days=days_of(group),
        around=days_of(group, COARSE),
        spots=_spots(group),
        counts={k: frozenset(v) for k, v in counts.items()},
        bag=_bag(told),
        lead=opening is None
        or any(e.part in ("headline", "deck", "caption") or e.trigger.start < opening for e in group),
        abroad=abroad,
        teaser=all(e.part == "teaser" for e in group),
        tellers=countries_of(speakers.get(i) for e in group for i in e.according_to),
        downs=None if all(e.status == "denied" for e in group) else any(downs(e) for e in group),
        sayings=frozenset(w for e in group if len((w := _plain(e)).split()) >= LONG),
        moved=not weights.update.words.isdisjoint(w.strip(MARKS) for w in told.casefold().split()),
    )


@functools.lru_cache(maxsize=HELD)
def _bag(sentences: str) -> Bag:
    return bag(sentences)


def _plain(event: Event) -> str:
    """The words of an event's sentence in small letters, and which of them is the event's own."""
    return f"{_small(event.sentence.quote)} : {event.trigger.quote.casefold()}"


@functools.lru_cache(maxsize=HELD)
def _small(sentence: str) -> str:
    return " ".join(WORDS.findall(sentence.casefold()))


def countries_of(refs: Iterable[object]) -> frozenset[str]:
    """The countries named among references; whoever has none ('gunmen') tells two happenings apart by words only."""
    return frozenset(c for r in refs if (c := getattr(r, "country", None)))


def days_of(group: Iterable[Event], kinds: frozenset[str] = DATED) -> tuple[int, int] | None:
    """The days told for a happening, by times of these granularities: the narrowest interval that is told."""
    best: tuple[int, int] | None = None
    for e in group:
        if e.when is None or e.when.granularity not in kinds:
            continue
        start, end = ordinal(e.when.start), ordinal(e.when.end)
        if start is None:
            continue
        told = (start, max(end or start, start + 1))
        if best is None or told[1] - told[0] < best[1] - best[0]:
            best = told
    return best


def _spots(group: Iterable[Event]) -> tuple[Spot, ...]:
    found: dict[str, Spot] = {}
    for e in group:
        if e.where is not None:
            w = e.where
            found.setdefault(w.name, Spot(w.name.casefold(), w.lat, w.lon, w.country, w.precision in FINE))
    return tuple(found.values())


def _names(rare: Rarity, sources: Sequence[Source], at: int) -> NDArray[np.uint32]:
    return rare.names(sources[at].bag)


def _vector(
    rare: Rarity, sources: Sequence[Source], named: "Made[NDArray[np.uint32]]", at: int, *, names_only: bool
) -> Vector:
    return rare.vector(sources[at].bag, named[at], names_only=names_only)


def _words(rare: Rarity, many: Sequence[Strand], named: "Made[NDArray[np.uint32]]", at: int) -> Vector:
    return rare.vector(many[at].bag, named[many[at].report])


@dataclass(frozen=True, slots=True)
class Field:
    """All strands and reports of a joining, with the vectors of their words."""

    sources: Sequence[Source]
    strands: Sequence[Strand]
    story: "Made[Vector]"
    names: "Made[Vector]"
    words: "Made[Vector]"
    rare: Rarity


def field(sources: Sequence[Source], many: Sequence[Strand]) -> Field:
    """Weigh the words of all reports."""
    rare = rarity()
    named = Made(len(sources), functools.partial(_names, rare, sources))
    return Field(
        sources=sources,
        strands=many,
        story=Made(len(sources), functools.partial(_vector, rare, sources, named, names_only=False)),
        names=Made(len(sources), functools.partial(_vector, rare, sources, named, names_only=True)),
        words=Made(len(many), functools.partial(_words, rare, many, named)),
        rare=rare,
    )


class Made(Generic[T]):
    """Things by number, each made when it is first asked for; processes can send one another what is yet to be made."""

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._there: list[T | None] = [None] * count
        self._make = make

    def __getitem__(self, at: int) -> T:
        if (there := self._there[at]) is None:
            there = self._there[at] = self._make(at)
        return there
