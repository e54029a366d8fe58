"""Where does the trained encoder live, is it the one that was measured, and what does it make of a text?

One ONNX file (int8) gives vectors of word pieces; small heads, in numpy, read cues, deeds, roles and labels off them.
Both are shipped beside the lexicon with their hashes, which are checked when they are loaded.
"""

import functools
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from detente.errors import ModelError
from detente.reading.encoder.windows import Offsets, Window, cut, stretches

Array = NDArray[np.float32]


OF_WORDS = ("cue", "kind", "name.word", "said.word", "said.right", "done.word", "done.right")
"""Layers of the heads that see each word alone: one product for all."""


@dataclass(frozen=True, slots=True)
class Card:
    """What ``encoder.json`` says of the shipped files: labels in the order of the heads, and hashes."""

    acts: tuple[str, ...]
    types: tuple[str, ...]
    status: tuple[str, ...]
    said: tuple[str, ...]
    done: tuple[str, ...]
    names: tuple[str, ...]
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """The words of a report as offsets in its text, their vectors (words x 384), and for each the first word of its
    sentence and the first behind it (words x 2)."""

    words: tuple[Offsets, ...]
    vectors: Array
    homes: NDArray[np.int64]
    layers: Mapping[str, Array] = field(default_factory=dict)
    """What the layers of :data:`OF_WORDS` make of the vectors, where it is known."""


class Encoder:
    """The session, the tokenizer and the heads of one set of files."""

    def __init__(self, data: Mapping[str, bytes], card: Card) -> None:
        self.card = card
        self._tokenizer = Tokenizer.from_str(data["tokenizer.json"].decode("utf-8"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        first, last = (self._tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]"))
        if first is None or last is None:
            raise ModelError("tokenizer.json lacks [CLS] or [SEP]; install detente again")
        self._marks = (first, last)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        # the graph is as training/fuse.py made it; what more is fused by default is slower
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(data["encoder.onnx"], options, providers=["CPUExecutionProvider"])
        self.heads = _arrays(data["heads.npz"])
        self._wide = np.ascontiguousarray(np.concatenate([self.heads[f"{n}.weight"] for n in OF_WORDS]).T)
        self._wide_bias = np.concatenate([self.heads[f"{n}.bias"] for n in OF_WORDS])
        self._ends = np.cumsum([len(self.heads[f"{n}.bias"]) for n in OF_WORDS])

    def windows(self, text: str, sentences: Sequence[Offsets], left_out: Sequence[Offsets] = ()) -> list[Window]:
        """The windows of a text, in order, as they would be with the words that are left out."""
        spots = list(stretches(text, sentences))
        told = self._tokenizer.encode_batch([text[a:b] for a, b in spots], add_special_tokens=False)
        out = frozenset(i for a, b in left_out for i in range(a, b))
        return [
            window
            for (a, _), t in zip(spots, told, strict=True)
            for window in cut(t.offsets, t.ids, t.word_ids, a, self._marks, out)
        ]

    def read(self, text: str, sentences: Sequence[Offsets], left_out: Sequence[Offsets] = ()) -> Read:
        """Vectors of the words of a text, in its order; ``sentences`` are offsets in it, in order, and so are those
        that are ``left_out`` of them."""
        windows = self.windows(text, sentences, left_out)
        out: list[Array] = []
        for w in windows:  # each alone: nothing is padded, and no window changes how another is quantised
            (hidden,) = self._session.run(["hidden"], {"ids": np.array([w.ids], dtype=np.int64)})
            out.append(pooled(hidden[0], w.of))
        words = tuple(word for w in windows for word in w.words)
        vectors = np.concatenate(out) if out else np.zeros((0, 384), np.float32)
        wide = vectors @ self._wide + self._wide_bias
        layers = dict(zip(OF_WORDS, np.split(wide, self._ends[:-1], axis=1), strict=True))
        return Read(words, vectors, homes(words, sentences), layers)


def homes(words: Sequence[Offsets], sentences: Sequence[Offsets]) -> NDArray[np.int64]:
    """For each word the first word of its sentence and the first behind it, words x 2.

    >>> homes([(0, 2), (3, 5), (6, 8)], [(0, 5), (6, 8)]).tolist()
    [[0, 2], [0, 2], [2, 3]]
    """
    begin = np.array([a for a, _ in words], dtype=np.int64)
    home = np.searchsorted(np.array([a for a, _ in sentences], dtype=np.int64), begin, side="right")
    return np.stack([np.searchsorted(home, home, side="left"), np.searchsorted(home, home, side="right")], axis=1)


def pooled(hidden: Array, of: NDArray[np.int64]) -> Array:
    """Vectors of words: the mean of their pieces' (``of`` names the word of each piece, -1 none)."""
    pieces = np.flatnonzero(of >= 0)
    starts = np.flatnonzero(np.diff(of[pieces], prepend=-1))
    counts = np.diff(starts, append=len(pieces))
    means = hidden[pieces[starts]]
    for more in range(1, int(counts.max(initial=0))):  # most words are one piece
        longer = np.flatnonzero(counts > more)
        means[longer] += hidden[pieces[starts[longer] + more]]
    longer = np.flatnonzero(counts > 1)
    means[longer] /= counts[longer, None].astype(np.float32)
    return means


def _arrays(data: bytes) -> dict[str, Array]:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {k: stored[k].astype(np.float32) for k in stored.files}


def card_of(raw: Mapping[str, Any]) -> Card:
    """The card from its JSON."""
    acts, types, status, said, done = (tuple(raw[k]) for k in ("acts", "types", "status", "said", "done"))
    return Card(acts, types, status, said, done, tuple(raw["names"]), raw["sha256"])


@functools.lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """The shipped encoder, loaded once a process; raises :class:`~detente.errors.ModelError` on a foreign file."""
    folder = files("detente.lexicon") / "data" / "encoder"
    try:
        raw = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        card = card_of(raw)
        data = {name: (folder / name).read_bytes() for name in card.sha256}
    except (OSError, KeyError, json.JSONDecodeError) as why:
        raise ModelError(f"the encoder's files are not whole ({why}); install detente again") from None
    for name, wanted in card.sha256.items():
        if hashlib.sha256(data[name]).hexdigest() != wanted:
            raise ModelError(f"{name} is not the one that was measured (its SHA-256 differs); install detente again")
    return Encoder(data, card)
