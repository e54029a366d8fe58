"""Which cues and deeds do the heads see in a window, and which words play which role for each?"""

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
    """The words of its window; ``sources`` and ``contents`` give for each how likely it is in that role."""
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


def _linear(heads: Mapping[str, Array], name: str, x: Array) -> Array:
    out: Array = x @ heads[f"{name}.weight"].T + heads[f"{name}.bias"]
    return out


def keys_of(heads: Mapping[str, Array], name: str, words: Array) -> tuple[Array, Array]:
    """What all anchors of a window are compared with, computed once."""
    return _linear(heads, f"{name}.word", words), _linear(heads, f"{name}.right", words)


def roles_of(
    heads: Mapping[str, Array], name: str, words: Array, keys: tuple[Array, Array], anchor: NDArray[np.int64]
) -> Array:
    """Probability of each role for each word, words x roles (training/network.py: Roles)."""
    far = np.clip(np.arange(len(words)) - anchor[0], -FAR, FAR) + FAR
    middle = words[anchor].mean(axis=0)
    mixed = _linear(heads, f"{name}.anchor", middle) + keys[0] + heads[f"{name}.distance.weight"][far]
    mixed = mixed + _linear(heads, f"{name}.left", middle) * keys[1]
    return sigmoid(_linear(heads, f"{name}.out", np.maximum(mixed, 0)))


def cues(encoder: Encoder, read: Read, floor: float = FLOOR) -> Iterator[Cue]:
    """The sayings of a window, in order."""
    heads, words, spots = encoder.heads, read.vectors, read.window.words
    told = softmax(_linear(heads, "cue", words))
    keys = keys_of(heads, "said", words)
    for anchor in _runs(told, floor):
        p = roles_of(heads, "said", words, keys, anchor)
        p[anchor, 1] = 0.0
        content = _stretches(p[:, 1], spots, anchor)
        inside = p[:, 1] > IN_ROLE
        if not content[0]:
            continue
        mean = words[inside].mean(axis=0) if inside.any() else words[anchor].mean(axis=0)
        out = _linear(heads, "act", np.concatenate([words[anchor].mean(axis=0), mean]))
        names = encoder.card.acts
        flags = sigmoid(out[len(names) :])
        yield Cue(
            span=(spots[anchor[0]][0], spots[anchor[-1]][1]),
            sure=float((1 - told[anchor, 0]).max()),
            source=_best(p[:, 0], spots),
            content=content,
            addressee=_best(p[:, 2], spots),
            about=_best(p[:, 3], spots),
            via=_best(p[:, 4], spots),
            acts=dict(zip(names, softmax(out[: len(names)]).tolist(), strict=True)),
            negated=float(flags[0]),
            supposed=float(flags[1]),
            words=spots,
            sources=p[:, 0],
            contents=p[:, 1],
        )


def deeds(encoder: Encoder, read: Read, floor: float = FLOOR) -> Iterator[Deed]:
    """The deeds of a window, in order."""
    heads, words, spots = encoder.heads, read.vectors, read.window.words
    kinds = softmax(_linear(heads, "kind", words))
    keys = keys_of(heads, "done", words)
    for anchor in _groups(kinds, floor):
        p = roles_of(heads, "done", words, keys, anchor)
        out = _linear(heads, "status", words[anchor].mean(axis=0))
        names = encoder.card.status
        yield Deed(
            span=(spots[anchor[0]][0], spots[anchor[-1]][1]),
            types=dict(zip(encoder.card.types, kinds[anchor].mean(axis=0).tolist(), strict=True)),
            actors=_stretches(p[:, 0], spots, anchor),
            recipients=_stretches(p[:, 1], spots, anchor),
            status=dict(zip(names, softmax(out[: len(names)]).tolist(), strict=True)),
            background=float(sigmoid(out[-1:])[0]),
        )


def _runs(told: Array, floor: float) -> Iterator[NDArray[np.int64]]:
    """Words of each cue: begun by B or by a word behind none, carried on by I."""
    inside = 1 - told[:, 0] > max(floor, 1e-6)
    run: list[int] = []
    for i in range(len(told) + 1):
        here = i < len(told) and inside[i]
        if run and (not here or (told[i, 1] > told[i, 2] and told[i, 1] > 0.3)):
            yield _tight(told, np.array(run))
            run = []
        if here:
            run.append(i)


def _tight(told: Array, run: NDArray[np.int64]) -> NDArray[np.int64]:
    """The part of a run whose words are about as likely as its likeliest."""
    p = 1 - told[run, 0]
    keep = np.flatnonzero(p >= min(0.5, 0.5 * float(p.max())))
    return run[keep[0] : keep[-1] + 1]


def _groups(kinds: Array, floor: float) -> Iterator[NDArray[np.int64]]:
    """Words of each trigger: neighbours that are likely the same type."""
    sure = 1 - kinds[:, 0]
    best = kinds[:, 1:].argmax(axis=1)
    run: list[int] = []
    for i in range(len(kinds) + 1):
        here = i < len(kinds) and sure[i] > floor
        if run and (not here or best[i] != best[run[-1]]):
            yield np.array(run)
            run = []
        if here:
            run.append(i)


def _stretches(p: Array, spots: tuple[Range, ...], anchor: NDArray[np.int64]) -> tuple[tuple[Range, ...], float]:
    """Stretches of words in a role, small gaps bridged, and the mean probability of what is in them."""
    inside = np.flatnonzero(p > IN_ROLE)
    if not len(inside):
        return (), 0.0
    taken = set(anchor.tolist())
    runs = [[int(inside[0])]]
    for i in inside[1:].tolist():
        gap = range(runs[-1][-1] + 1, i)
        if len(gap) <= BRIDGE and not any(k in taken for k in gap):
            runs[-1] += [*gap, i]
        else:
            runs.append([i])
    if len(runs) > 1:
        longest = max(len(r) for r in runs)
        runs = [r for r in runs if len(r) > 1 or longest == 1 or p[r[0]] > 0.8]
    return tuple((spots[r[0]][0], spots[r[-1]][1]) for r in runs), float(p[inside].mean())


def _best(p: Array, spots: tuple[Range, ...]) -> tuple[Range, float] | None:
    """The one stretch of words most likely in a role, or ``None``."""
    inside = np.flatnonzero(p > IN_ROLE)
    if not len(inside):
        return None
    runs = [[int(inside[0])]]
    for i in inside[1:].tolist():
        if i - runs[-1][-1] <= BRIDGE:
            runs[-1] += range(runs[-1][-1] + 1, i + 1)
        else:
            runs.append([i])
    run = max(runs, key=lambda r: float((p[r] - IN_ROLE).sum()))
    return (spots[run[0]][0], spots[run[-1]][1]), float(p[run].mean())
