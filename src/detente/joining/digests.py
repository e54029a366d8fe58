"""What does joining keep of one report? A digest without its text, and the bytes in which it is remembered and sent."""

import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from detente.joining import copies as copying
from detente.joining import strands as stranding
from detente.lexicon.joining import JoiningWeights
from detente.records import Event, Reading

Rank = tuple[str, str, str, str]

OPEN = 512
"""Digests that stay open: those of a round of joining, and of what it touches; some 20 kB each."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What joining keeps of one report, without its text; its strands do not know their place among all yet."""

    rank: Rank
    shape: copying.Shape
    source: stranding.Source
    strands: tuple[stranding.Strand, ...]
    told: stranding.Told


@dataclass(frozen=True, slots=True)
class Kept:
    """What a ledger remembers of a digest: enough to compare it; ``events`` are the ids of each strand's events."""

    rank: Rank
    shape: copying.Shape
    source: stranding.Source
    strands: tuple[stranding.Strand, ...]
    events: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A digest on its way; its events stand in what is told, and are named in its strands."""

    kept: Kept
    told: stranding.Told


def digest(reading: Reading, weights: JoiningWeights) -> Digest:
    """What joining keeps of a reading; it depends on that reading alone, so it can be made anywhere."""
    r = reading.report
    return Digest(
        rank=rank_of(reading),
        shape=copying.shape(r),
        source=stranding.source(reading),
        strands=tuple(stranding.strands(reading, 0, weights)),
        told=told(reading),
    )


def told(reading: Reading) -> stranding.Told:
    """What one report says and tells, without its text."""
    r = reading.report
    return stranding.Told(r.id, r.published, reading.statements, reading.events, reading.actors)


def rank_of(reading: Reading) -> Rank:
    """By what reports are put in order; the same words at two outlets rank by outlet, and the first counts."""
    r = reading.report
    return (r.published or "~", r.id, r.outlet or "", r.source_id or "")


def kept(made: Digest) -> Kept:
    """What is remembered of a digest."""
    bare = tuple(msgspec.structs.replace(s, events=()) for s in made.strands)
    return Kept(made.rank, made.shape, made.source, bare, tuple(tuple(e.id for e in s.events) for s in made.strands))


def packed(some: Kept) -> bytes:
    """The bytes of what is remembered of a report."""
    return _ENCODER.encode(some)


@functools.lru_cache(maxsize=OPEN)
def unpacked(data: bytes) -> Kept:
    """What is remembered of a report, from its bytes."""
    return _DECODER.decode(data)


def whole(
    some: Kept, at: int, events: Mapping[str, Event], wanted: Collection[str] | None = None
) -> Iterator[stranding.Strand]:
    """The strands that were kept, of the report of this place, with those of their events that there are; those that
    are ``wanted`` alone."""
    for s, ids in zip(some.strands, some.events, strict=True):
        if wanted is not None and s.id not in wanted:
            continue
        if there := tuple(events[e] for e in ids if e in events):
            yield msgspec.structs.replace(s, report=at, events=there)


def posted(made: Digest) -> bytes:
    """The bytes in which a digest goes from one process to another: in less than half the time of pickling it."""
    return _ENCODER.encode(Parcel(kept(made), made.told))


def delivered(data: bytes) -> Digest:
    """The digest that was :func:`posted`."""
    come = _PARCEL.decode(data)
    bare, events = come.kept, {e.id: e for e in come.told.events}
    return Digest(bare.rank, bare.shape, bare.source, tuple(whole(bare, 0, events)), come.told)


def _flat(some: Any) -> Any:
    return (some.dtype.str, some.tobytes())


def _array(_kind: type, some: Any) -> Any:
    return np.frombuffer(some[1], dtype=some[0])


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_flat)
_DECODER = msgspec.msgpack.Decoder(Kept, dec_hook=_array)
_PARCEL = msgspec.msgpack.Decoder(Parcel, dec_hook=_array)
