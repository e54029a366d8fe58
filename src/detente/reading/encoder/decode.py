"""Which cues and deeds do the heads see in a report, and which words play which role for each?

All anchors of a report are weighed at once: a row for each pair of an anchor and a word of its sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.reading.encoder.model import Array, Encoder, Read

Range = tuple[int, int]

FAR = 40
"""Words from an anchor beyond which distance is not told apart (as in training/network.py)."""
FLOOR = 0.05
"""Probability below which a cue or a deed is not even looked at."""
IN_ROLE = 0.5
BRIDGE = 2
"""Words outside a role between two stretches in it that are taken in, where none belongs to the anchor."""
ROWS = 2048
"""Pairs weighed at once: a megabyte of numbers, which stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A saying as the encoder sees it: offsets in the text, and how sure it is of each."""

    span: Range
    sure: float
    source: tuple[Range, float] | None
    content: tuple[tuple[Range, ...], float]
    addressee: tuple[Range, float] | None
    about: tuple[Range, float] | None
    via: tuple[Range, float] | None
    acts: Mapping[str, float]
    negated: float
    supposed: float
    words: tuple[Range, ...] = ()
    """The words of its sentence; ``sources`` and ``contents`` give for each how likely it is in that role."""
    sources: Array | None = None
    contents: Array | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed as the encoder sees it."""

    span: Range
    types: Mapping[str, float]
    actors: tuple[tuple[Range, ...], float]
    recipients: tuple[tuple[Range, ...], float]
    status: Mapping[str, float]
    background: float

    @property
    def sure(self) -> float:
        """Probability that it is a deed at all."""
        return 1.0 - self.types.get("-", 0.0)


def softmax(x: Array) -> Array:
    """Probabilities along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    out: Array = e / e.sum(axis=-1, keepdims=True)
    return out


def sigmoid(x: Array) -> Array:
    """Probabilities of independent labels."""
    out: Array = (1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
    return out


def linear(heads: Mapping[str, Array], name: str, x: Array) -> Array:
    """One layer of a head: x · weight + bias."""
    out: Array = x @ heads[f"{name}.weight"].T + heads[f"{name}.bias"]
    return out


def of_words(heads: Mapping[str, Array], name: str, read: Read) -> Array:
    """One layer of a head for all words of a report."""
    made = read.layers.get(name)
    return linear(heads, name, read.vectors) if made is None else made


class Pairs:
    """Each anchor with each word of its sentence: probabilities of roles, and where an anchor's rows begin and end."""

    def __init__(self, heads: Mapping[str, Array], name: str, read: Read, anchors: list[Range]) -> None:
        self.anchors = anchors
        words = read.vectors
        spots = np.array(anchors)
        self.first = read.homes[spots[:, 0], 0]
        size = read.homes[spots[:, 1] - 1, 1] - self.first
        self.ends = np.cumsum(size)
        self.starts = self.ends - size
        self.word = np.arange(self.ends[-1]) - np.repeat(self.starts - self.first, size)
        which = np.repeat(np.arange(len(anchors)), size)
        self.middle: Array = words[spots[:, 0]]
        for n, (a, b) in enumerate(anchors):
            if b - a > 1:
                self.middle[n] = words[a:b].mean(axis=0)
        one, left = linear(heads, f"{name}.anchor", self.middle), linear(heads, f"{name}.left", self.middle)
        other, right = of_words(heads, f"{name}.word", read), of_words(heads, f"{name}.right", read)
        far = heads[f"{name}.distance.weight"]
        parts = []
        for at in range(0, len(which), ROWS):
            k, w = which[at : at + ROWS], self.word[at : at + ROWS]
            mixed = left[k] * right[w]
            mixed += one[k]
            mixed += other[w]
            mixed += far[np.clip(w - spots[k, 0], -FAR, FAR) + FAR]
            parts.append(linear(heads, f"{name}.out", np.maximum(mixed, 0, out=mixed)))
        self.p = sigmoid(np.concatenate(parts))

    def rows(self, k: int) -> tuple[Array, int]:
        """Probabilities of roles for the words of an anchor's sentence, and which word is its first."""
        return self.p[self.starts[k] : self.ends[k]], int(self.first[k])


def cues(encoder: Encoder, read: Read, floor: float = FLOOR) -> Iterator[Cue]:
    """The sayings of a report, in order."""
    heads = encoder.heads
    told = softmax(of_words(heads, "cue", read))
    anchors = list(_runs(told, read.homes, floor))
    if not anchors:
        return
    pairs = Pairs(heads, "said", read, anchors)
    for k, (a, b) in enumerate(anchors):
        pairs.p[pairs.starts[k] + a - pairs.first[k] : pairs.starts[k] + b - pairs.first[k], 1] = 0.0
    out = linear(heads, "act", np.hstack([pairs.middle, _inside(pairs, read.vectors)]))
    names = encoder.card.acts
    acts, flags = softmax(out[:, : len(names)]), sigmoid(out[:, len(names) :])
    any_role = np.logical_or.reduceat(pairs.p > IN_ROLE, pairs.starts)
    for k, (a, b) in enumerate(anchors):
        if not any_role[k, 1]:
            continue
        p, first = pairs.rows(k)
        spots = read.words[first : first + len(p)]
        source, addressee, about, via = (_best(p[:, r], spots) if any_role[k, r] else None for r in (0, 2, 3, 4))
        yield Cue(
            span=(read.words[a][0], read.words[b - 1][1]),
            sure=float((1 - told[a:b, 0]).max()),
            source=source,
            content=_stretches(p[:, 1], spots, (a - first, b - first)),
            addressee=addressee,
            about=about,
            via=via,
            acts=dict(zip(names, acts[k].tolist(), strict=True)),
            negated=float(flags[k, 0]),
            supposed=float(flags[k, 1]),
            words=spots,
            sources=p[:, 0],
            contents=p[:, 1],
        )


def deeds(encoder: Encoder, read: Read, floor: float = FLOOR) -> Iterator[Deed]:
    """The deeds of a report, in order."""
    heads = encoder.heads
    kinds = softmax(of_words(heads, "kind", read))
    anchors = list(_groups(kinds, read.homes, floor))
    if not anchors:
        return
    pairs = Pairs(heads, "done", read, anchors)
    out = linear(heads, "status", pairs.middle)
    names = encoder.card.status
    status, past = softmax(out[:, : len(names)]), sigmoid(out[:, -1])
    for k, (a, b) in enumerate(anchors):
        p, first = pairs.rows(k)
        spots, anchor = read.words[first : first + len(p)], (a - first, b - first)
        yield Deed(
            span=(read.words[a][0], read.words[b - 1][1]),
            types=dict(zip(encoder.card.types, kinds[a:b].mean(axis=0).tolist(), strict=True)),
            actors=_stretches(p[:, 0], spots, anchor),
            recipients=_stretches(p[:, 1], spots, anchor),
            status=dict(zip(names, status[k].tolist(), strict=True)),
            background=float(past[k]),
        )


def _inside(pairs: Pairs, words: Array) -> Array:
    """For each anchor the mean of the words in its content, or its own mean where there are none."""
    rows = np.flatnonzero(pairs.p[:, 1] > IN_ROLE)
    out = pairs.middle.copy()
    if len(rows):
        owner = np.searchsorted(pairs.ends, rows, side="right")
        found, begins, count = np.unique(owner, return_index=True, return_counts=True)
        out[found] = np.add.reduceat(words[pairs.word[rows]], begins, axis=0) / count[:, None]
    return out


def _runs(told: Array, homes: NDArray[np.int64], floor: float) -> Iterator[Range]:
    """Words of each cue: begun by B or by a word behind none, carried on by I within the sentence."""
    inside = np.flatnonzero(1 - told[:, 0] > max(floor, 1e-6)).tolist()
    begin = ((told[:, 1] > told[:, 2]) & (told[:, 1] > 0.3)).tolist()
    run: list[int] = []
    for i in inside:
        if run and (i != run[-1] + 1 or begin[i] or homes[i, 0] == i):
            yield _tight(told, run)
            run = []
        run.append(i)
    if run:
        yield _tight(told, run)


def _tight(told: Array, run: list[int]) -> Range:
    """The part of a run whose words are about as likely as its likeliest, as [first, end)."""
    p = 1 - told[run[0] : run[-1] + 1, 0]
    keep = np.flatnonzero(p >= min(0.5, 0.5 * float(p.max())))
    return run[0] + int(keep[0]), run[0] + int(keep[-1]) + 1


def _groups(kinds: Array, homes: NDArray[np.int64], floor: float) -> Iterator[Range]:
    """Words of each trigger, as [first, end): neighbours in a sentence that are likely the same type."""
    inside = np.flatnonzero(1 - kinds[:, 0] > floor).tolist()
    best = kinds[:, 1:].argmax(axis=1).tolist()
    run: list[int] = []
    for i in inside:
        if run and (i != run[-1] + 1 or best[i] != best[run[-1]] or homes[i, 0] == i):
            yield run[0], run[-1] + 1
            run = []
        run.append(i)
    if run:
        yield run[0], run[-1] + 1


def _stretches(p: Array, spots: tuple[Range, ...], anchor: Range) -> tuple[tuple[Range, ...], float]:
    """Stretches of words in a role, small gaps bridged, and the mean probability of what is in them."""
    inside = np.flatnonzero(p > IN_ROLE)
    if not len(inside):
        return (), 0.0
    runs = [[int(inside[0])] * 2]
    for i in inside[1:].tolist():
        gap = (runs[-1][1] + 1, i)
        if gap[1] - gap[0] <= BRIDGE and not (gap[0] < anchor[1] and anchor[0] < gap[1]):
            runs[-1][1] = i
        else:
            runs.append([i, i])
    if len(runs) > 1:
        longest = max(b - a for a, b in runs)
        runs = [r for r in runs if r[1] > r[0] or not longest or p[r[0]] > 0.8]
    return tuple((spots[a][0], spots[b][1]) for a, b in runs), float(p[inside].sum()) / len(inside)


def _best(p: Array, spots: tuple[Range, ...]) -> tuple[Range, float] | None:
    """The one stretch of words most likely in a role, or ``None``."""
    inside = np.flatnonzero(p > IN_ROLE)
    if not len(inside):
        return None
    runs = [[int(inside[0])] * 2]
    for i in inside[1:].tolist():
        if i - runs[-1][1] <= BRIDGE:
            runs[-1][1] = i
        else:
            runs.append([i, i])
    a, b = max(runs, key=lambda r: float((p[r[0] : r[1] + 1] - IN_ROLE).sum()))
    return (spots[a][0], spots[b][1]), float(p[a : b + 1].mean())
