"""What was found on the way, whether or not a record uses it?"""

from typing import Literal

from detente.records.actor import Via
from detente.records.base import Record
from detente.records.event import Granularity, Precision
from detente.records.span import Span

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


class Place(Record, frozen=True, kw_only=True):
    """A place name and what it resolves to; ``candidates`` is how many places bear the name. Unresolved is nulls.

    ``use``: ``acts`` where a country or capital stands for its government, ``in_name`` inside a body's name.
    """

    span: Span
    name: str
    lat: float | None
    lon: float | None
    geonames: int | None
    admin1: str | None
    country: str | None
    precision: Precision
    confidence: float
    candidates: int
    claimed_by: tuple[str, ...] = ()
    use: Literal["place", "acts", "in_name"] = "place"
    why: str | None = None


class Time(Record, frozen=True, kw_only=True):
    """A time expression, its TIMEX3 ``value``, and the local interval [start, end)."""

    span: Span
    type: TimexType
    value: str
    start: str | None
    end: str | None
    granularity: Granularity
    approximate: bool
    zone: str | None
    anchor: Literal["published", "place", "text", "none"] = "none"


class Number(Record, frozen=True, kw_only=True):
    """A quantity and what it counts: ``what`` is killed, wounded, ... or the counted noun, ``of`` the counted noun.

    ``part_of`` is the total that this number is a part of ('12 people, including three children'): do not add them up.
    """

    span: Span
    what: str
    low: float | None
    best: float | None
    high: float | None
    approximate: bool
    of: str | None
    hedge: Span | None = None
    part_of: Span | None = None


class Name(Record, frozen=True, kw_only=True):
    """A mention of an actor and the actor that it resolves to."""

    span: Span
    actor: str
    via: Via
    why: str
    confidence: float
