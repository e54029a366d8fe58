"""Who did what to whom, when and where?"""

from typing import Literal

from detente.records.actor import ActorRef
from detente.records.base import Record
from detente.records.report import PartKind
from detente.records.span import Span

EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
Status = Literal[
    "occurred", "ongoing", "planned", "threatened", "requested", "offered", "hypothetical", "denied", "failed"
]
Polarity = Literal["positive", "negative"]
Granularity = Literal["minute", "hour", "part_of_day", "day", "week", "month", "season", "year", "decade", "unknown"]
Anchor = Literal["published", "place", "text", "none"]
Precision = Literal["site", "city", "admin", "country", "region", "unknown"]


class When(Record, frozen=True, kw_only=True):
    """An interval of local time, ``start`` included and ``end`` excluded; ``None`` is unknown.

    ``start_utc`` and ``end_utc`` are the same instants in UTC, where a time of day and its zone are known.
    """

    start: str | None
    end: str | None
    granularity: Granularity
    approximate: bool
    span: Span | None
    zone: str | None
    anchor: Anchor
    found: str | None = None
    start_utc: str | None = None
    end_utc: str | None = None


class Where(Record, frozen=True, kw_only=True):
    """The place of an event; coordinates in degrees (WGS 84), ``geonames`` a GeoNames id; unresolved is ``None``."""

    name: str
    lat: float | None
    lon: float | None
    geonames: int | None
    admin1: str | None
    country: str | None
    precision: Precision
    span: Span
    found: str | None = None
    claimed_by: tuple[str, ...] = ()


class Quantity(Record, frozen=True, kw_only=True):
    """A count with its bounds: ``what`` is killed, wounded, ... or the counted noun.

    ``part_of`` is the total that it is a part of ('12, among them three children'). ``according_to`` are the statements
    that give it, the outermost first: in 'twelve died, police said, but the hospital spoke of 15' each has its own.
    """

    what: str
    low: float | None
    best: float | None
    high: float | None
    approximate: bool
    of: str | None
    span: Span
    part_of: Span | None = None
    according_to: tuple[str, ...] = ()


class Event(Record, frozen=True, kw_only=True):
    """Somebody did something to somebody, as these words tell it."""

    id: str
    report: str
    part: PartKind
    trigger: Span
    sentence: Span
    type: EventType
    mode: str | None
    context: tuple[str, ...]
    cameo: str | None
    goldstein: float | None
    quad: int
    actors: tuple[ActorRef, ...]
    recipients: tuple[ActorRef, ...]
    when: When | None
    where: Where | None
    quantities: tuple[Quantity, ...]
    instrument: Span | None
    operation: str | None
    status: Status
    polarity: Polarity
    according_to: tuple[str, ...]
    hedges: tuple[Span, ...]
    also: tuple[Span, ...] = ()
    confidence: float
    why: str
    background: bool = False
