"""Which strands are held against one another at all? Those that share a key: a place, two sides, rare words, in time.

A strand enters the block of each of its keys on a day (the one told, that of its report, or both). In a block, by day
and id, it meets the ``REACH`` entries that follow it, if they are no more than ``SPAN`` days away; names lead on.
A key is a number of 64 bits, so that a ledger's entries are three arrays, sorted once. A pair is met as many times as
its entries reach one another: who adds a strand to a block adds its own meetings, and takes away those of its
neighbours that it pushed out of reach, and nothing else changes (:mod:`detente.joining.regroup`).
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.joining.incidents import HURT
from detente.joining.strands import Field, Strand

SPAN = 6
"""Days between two entries of a block that meet; whoever tells of a happening later does so under its names."""

RAREST = 10
"""Words of a report under which it is looked for: 16 find the same with three times the keys, 8 lose half a point."""

FEW = 6
"""Words under which a report of a crisis of states is looked for, beside its places and sides."""

REACH = 24
"""In a block, each strand is compared with this many that follow it."""

FAR = np.uint64(1)
"""The lowest bit of a key: set where the days of a block do not matter."""

Keys = NDArray[np.uint64]

STIR = (np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(32))
"""An odd number that spreads bits upwards, and shifts that bring them down again (as in splitmix64)."""


def candidates(field: Field) -> list[tuple[int, int]]:
    """Pairs of strands that meet in a block and stand in two reports, in order."""
    return list(meetings(field))


def meetings(field: Field) -> dict[tuple[int, int], int]:
    """How often each pair of strands of two reports meets, the pairs in order."""
    if not field.strands:
        return {}
    keys, days, owners = _sorted(field)
    report = np.array([s.report for s in field.strands], dtype=np.int64)
    count = len(field.strands)
    met = [np.array([], dtype=np.int64)]
    for step in range(1, min(REACH, len(keys) - 1) + 1):
        one, other = owners[:-step], owners[step:]
        near = (days[step:] - days[:-step] <= SPAN) | (keys[step:] & FAR == FAR)
        both = (keys[:-step] == keys[step:]) & near & (report[one] != report[other])
        a, b = one[both], other[both]
        met.append(np.minimum(a, b) * count + np.maximum(a, b))
    pairs, times = np.unique(np.concatenate(met), return_counts=True)
    return {(p // count, p % count): n for p, n in zip(pairs.tolist(), times.tolist(), strict=True)}


def _sorted(field: Field) -> tuple[Keys, NDArray[np.int64], NDArray[np.int64]]:
    """All keys with the days and strands that enter them, block after block, each block by days and ids."""
    many = [entries(field, i) for i in range(len(field.strands))]
    owners = np.repeat(np.arange(len(many)), [len(keys) for keys, _ in many])
    rank = np.empty(len(many), dtype=np.int64)
    rank[sorted(range(len(many)), key=lambda i: field.strands[i].id)] = np.arange(len(many))
    keys, days = np.concatenate([k for k, _ in many]), np.concatenate([d for _, d in many])
    by = np.lexsort((rank[owners], days, keys))
    return keys[by], days[by], owners[by]


def entries(field: Field, i: int) -> tuple[Keys, NDArray[np.int64]]:
    """The keys of a strand and the day on which it enters each block, every such entry once."""
    s = field.strands[i]
    own = np.array(list(dict.fromkeys(_told(s, field))), dtype=np.uint64).reshape(-1, 2)
    worded = list(_worded(s, field))
    published = field.sources[s.report].day or 0
    keys = np.concatenate([own[:, 0], *worded])
    days = np.concatenate([own[:, 1].astype(np.int64), np.full(sum(map(len, worded)), published, dtype=np.int64)])
    return keys, days


def _told(s: Strand, field: Field) -> Iterator[tuple[int, int]]:
    """Keys of what a strand itself tells: its places and sides by day, its counts by the day of its report."""
    told = s.days[0] if s.days else None
    published = field.sources[s.report].day
    sides = s.actors | s.recipients
    keys = [_key(s.family, "place", spot.name) for spot in s.spots if spot.fine]
    keys += [_key(s.family, "sides", *sorted(sides))] if len(sides) > 1 else []
    keys += [_key(s.family, "sentence", said) for said in s.sayings]
    if s.abroad:  # one side's tolls of a few days: the later may be of the same happening
        keys += [_key(s.family, "toll", t, w) for t in s.tellers for w in HURT & s.counts.keys()]
    for day in sorted({d for d in (told, published) if d is not None}) or [0]:
        yield from ((key, day) for key in keys)
    if s.lead and published is not None:
        yield from ((_key(s.family, "count", what, max(counts)), published) for what, counts in s.counts.items())


def _worded(s: Strand, field: Field) -> Iterator[Keys]:
    """Keys of a report's words: the story as a whole, whatever was read as its place.

    Names lead on to what is told weeks later (a charge, a trial), other words only within the span; two are needed,
    one is chance. The names of a crisis stand in all its reports, for months, and lead nowhere.
    """
    if not s.lead:
        return
    if not s.abroad:
        yield _pairs(_key(s.family, "names"), field.names[s.report].top(RAREST)) | FAR
    if field.sources[s.report].day is not None:
        yield _pairs(_key(s.family, "words"), field.story[s.report].top(FEW if s.abroad else RAREST)) & ~FAR


def _key(*parts: object) -> int:
    told = "\x1f".join(map(str, parts)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "little") & ~1


def _pairs(under: int, terms: Sequence[int]) -> Keys:
    """A key for each two of these terms, whatever their order."""
    order = np.sort(np.array(terms, dtype=np.uint64))
    one, other = np.triu_indices(len(order), 1)
    times, down, half = STIR
    made = np.full(len(one), under, dtype=np.uint64)
    for part in (order[one], order[other]):
        made = (made ^ part) * times
        made = (made ^ (made >> down)) * times
        made ^= made >> half
    return made
