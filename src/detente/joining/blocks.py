"""Which strands are held against one another at all? Those that share a key: a place, two sides, rare words, in time.

A report has hundreds of keys, most of them its own alone; each is a number of 64 bits, so that a ledger's keys are two
arrays, sorted once, and not as many lists.
"""

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from detente.joining.incidents import HURT
from detente.joining.strands import Field, Strand

WINDOW = 7
"""Days per block; neighbouring blocks overlap by half, so that no two strands within three days are kept apart."""

RAREST = 10
"""Words of a report under which it is looked for: 16 find the same with three times the keys, 8 lose half a point."""

FEW = 6
"""Words under which a report of a crisis of states is looked for, beside its places and sides."""

REACH = 24
"""In a block, each strand is compared with this many that follow it."""

Keys = NDArray[np.uint64]

STIR = (np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(32))
"""An odd number that spreads bits upwards, and shifts that bring them down again (as in splitmix64)."""


def candidates(field: Field) -> list[tuple[int, int]]:
    """Pairs of strands that share a block and a family and stand in two reports, in order."""
    if not field.strands:
        return []
    keys, owners = _keyed(field)
    report = np.array([s.report for s in field.strands], dtype=np.int64)
    count = len(field.strands)
    found = np.array([], dtype=np.int64)
    for step in range(1, min(REACH, len(keys) - 1) + 1):
        one, other = owners[:-step], owners[step:]
        met = (keys[:-step] == keys[step:]) & (report[one] != report[other])
        a, b = one[met], other[met]
        found = np.union1d(found, np.minimum(a, b) * count + np.maximum(a, b))
    return [(int(p) // count, int(p) % count) for p in found]


def _keyed(field: Field) -> tuple[Keys, NDArray[np.int64]]:
    """All keys and the strands that have them, block after block, each block in the order of days and ids."""
    tops: dict[int, tuple[Keys, Keys]] = {}
    keys: list[Keys] = []
    for s in field.strands:
        if s.report not in tops:
            tops[s.report] = _rarest(field, s.report)
        keys.append(np.concatenate([np.array(list(_told(s, field)), dtype=np.uint64), *_worded(s, field, tops)]))
    owners = np.repeat(np.arange(len(keys)), [len(k) for k in keys])
    order = sorted(range(len(keys)), key=lambda i: (_day(field, i) or 0, field.strands[i].id))
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys))
    flat = np.concatenate(keys)
    by = np.lexsort((rank[owners], flat))
    return flat[by], owners[by]


def _day(field: Field, i: int) -> int | None:
    s = field.strands[i]
    return s.days[0] if s.days else field.sources[s.report].day


def _rarest(field: Field, report: int) -> tuple[Keys, Keys]:
    """The words and the names of a report that weigh most, the heaviest first."""
    words, names = field.story[report].top(RAREST), field.names[report].top(RAREST)
    return np.array(words, dtype=np.uint64), np.array(names, dtype=np.uint64)


def _told(s: Strand, field: Field) -> Iterator[int]:
    """Keys of what a strand itself tells: its places and sides by day, its counts by the day of its report."""
    told = s.days[0] if s.days else None
    published = field.sources[s.report].day
    for day in sorted({d for d in (told, published) if d is not None}) or [0]:
        for window in _windows(day):
            for spot in s.spots:
                if spot.fine:
                    yield _key(s.family, "place", spot.name, window)
            sides = s.actors | s.recipients
            if len(sides) > 1:
                yield _key(s.family, "sides", *sorted(sides), window)
            yield from (_key(s.family, "sentence", said, window) for said in s.sayings)
            if s.abroad:  # one side's tolls of a few days: the later may be of the same happening
                yield from (_key(s.family, "toll", t, w, window) for t in s.tellers for w in HURT & s.counts.keys())
    if s.lead:
        for window in _windows(published) if published is not None else ():
            for what, counts in s.counts.items():
                yield _key(s.family, "count", what, max(counts), window)


def _worded(s: Strand, field: Field, tops: dict[int, tuple[Keys, Keys]]) -> Iterator[Keys]:
    """Keys of a report's words: the story as a whole, whatever was read as its place.

    Names lead on to what is told weeks later (a charge, a trial), other words only within the window; two are needed,
    one is chance. The names of a crisis stand in all its reports, for months, and lead nowhere.
    """
    if not s.lead:
        return
    words, names = tops[s.report]
    published = field.sources[s.report].day
    if s.abroad:
        words = words[:FEW]
    else:
        yield _pairs(_key(s.family, "names"), names)
    for window in _windows(published) if published is not None else ():
        yield _pairs(_key(s.family, "words", window), words)


def _windows(day: int) -> Iterable[int]:
    return ((2 * day) // WINDOW, (2 * day) // WINDOW + 1)


def _key(*parts: object) -> int:
    told = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "little")


def _pairs(under: int, terms: Keys) -> Keys:
    """A key for each two of these terms, whatever their order."""
    order = np.sort(terms)
    one, other = np.triu_indices(len(order), 1)
    times, down, half = STIR
    made = np.full(len(one), under, dtype=np.uint64)
    for part in (order[one], order[other]):
        made = (made ^ part) * times
        made = (made ^ (made >> down)) * times
        made ^= made >> half
    return made
