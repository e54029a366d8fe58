"""What does one reading of one report hold, and does every quote in it stand?"""

import functools
import itertools
import typing
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from detente.errors import RecordError, SpanError
from detente.records.across import Channel, Dispute, Incident, Position
from detente.records.actor import Actor, ActorRef
from detente.records.base import Record
from detente.records.event import Event
from detente.records.mention import Name, Number, Place, Time
from detente.records.report import Report
from detente.records.span import Span, check_text
from detente.records.statement import Statement

R = TypeVar("R", bound=msgspec.Struct)


class Reading(Record, frozen=True, kw_only=True):
    """One report and all that it says: the object that ``detente read --format json`` prints."""

    report: Report
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    numbers: tuple[Number, ...] = ()
    names: tuple[Name, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    incidents: tuple[Incident, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    channels: tuple[Channel, ...] = ()
    positions: tuple[Position, ...] = ()


@functools.cache
def _deep(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a type that can hold records: those of text, numbers and labels are passed over."""
    return tuple(f.name for f in msgspec.structs.fields(kind) if _holds(f.type))


def _holds(hint: Any) -> bool:
    inner = typing.get_args(hint)
    if typing.get_origin(hint) is typing.Literal or not inner:
        return hint not in (str, int, float, bool, bytes, type(None)) and typing.get_origin(hint) is not typing.Literal
    return any(_holds(h) for h in inner if h is not ...)


def found_in(value: Any, kind: type[R]) -> Iterator[R]:
    """Every record of one type in a record or in tuples of them, however deep; not those within one of that type."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, kind):
            yield one
        elif isinstance(one, msgspec.Struct):
            waiting += [x for name in _deep(type(one)) if (x := getattr(one, name)) is not None]
        elif isinstance(one, tuple | list):
            waiting += one


def spans_of(value: Any) -> Iterator[Span]:
    """Every span in a record, however deep."""
    return found_in(value, Span)


def check(reading: Reading) -> None:
    """Re-prove every quote and every reference of a reading; raises :class:`SpanError` or :class:`RecordError`."""
    text = reading.report.text
    check_text(text)
    for span in spans_of(reading):
        span.check(text)
    for part in reading.report.parts:
        if not 0 <= part.start < part.end <= len(text):
            raise SpanError(f"the {part.kind} part {part.start}:{part.end} lies outside the text")
    for one, other in itertools.pairwise(reading.report.parts):
        if other.start < one.end:
            raise SpanError(
                f"the {other.kind} part {other.start}:{other.end} begins before the one in front of it ends"
            )
    actors = {a.id for a in reading.actors}
    told = {s.id for s in reading.statements}
    done = {e.id for e in reading.events}
    for ref in refs_of((reading.statements, reading.events, reading.channels, reading.positions, reading.incidents)):
        if ref not in actors:
            raise RecordError(f"actor {ref} is referred to and not listed")
    for e in reading.events:
        if missing := set(e.according_to) - told:
            raise RecordError(f"{e.id} is told by {missing.pop()}, which is not listed")
    for s in reading.statements:
        if s.within is not None and s.within not in told:
            raise RecordError(f"{s.id} stands within {s.within}, which is not listed")
        if missing := set(s.claims) - done:
            raise RecordError(f"{s.id} claims {missing.pop()}, which is not listed")


def refs_of(value: Any) -> Iterator[str]:
    """Every actor id that a record refers to, however deep."""
    return (ref.actor for ref in found_in(value, ActorRef))


def to_json(reading: Reading) -> bytes:
    """A reading as one line of UTF-8 JSON; the fields stand in the order of the types."""
    return msgspec.json.encode(reading)


def from_json(data: bytes | str) -> Reading:
    """A reading from JSON, every quote re-proved; raises :class:`RecordError` or :class:`SpanError`."""
    try:
        reading = msgspec.json.decode(data, type=Reading)
    except (msgspec.DecodeError, UnicodeError) as why:
        raise RecordError(f"not a reading: {why}") from None
    check(reading)
    return reading


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``detente read --format json`` prints."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Reading)}
