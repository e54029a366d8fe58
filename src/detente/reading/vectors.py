"""What vectors have the words of a text in spaCy's model? Its own layers, with what is asked of them kept in mind.

A word's vector begins with an embedding, in which nothing counts but the word itself: it is made once for each word and
remembered. What follows are four convolutions over the neighbours, each a product of matrices, a maximum and a layer
norm (Maxout Window Encoder, spaCy's documentation), made here for one text at a time, so that all of it stays in the
processor's cache. The numbers are the model's but for rounding (tests/test_vectors.py).
"""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

from detente.errors import ModelError

Floats = NDArray[np.float32]
OF_THE_WORD = frozenset({"NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE", "SPACY"})
"""Features that an embedding may look at: with the letters, the norm and the space behind tell all of them."""
KEPT = 60_000
"""Words remembered, 25 MB for each model; then all are made anew, so that memory stays flat."""
EPSILON = 1e-8
"""Added to the variance, as thinc does."""


class Vectors:
    """A token-to-vector layer of a spaCy pipeline: an embedding and a window encoder."""

    def __init__(self, vocab: Vocab, model: "Model[Any, Any]") -> None:
        self._vocab = vocab
        self._embed, encode = model.layers
        columns = {c for m in self._embed.walk() if m.name == "extract_features" for c in m.attrs["columns"]}
        if not columns <= OF_THE_WORD or not encode.name.startswith("with_array"):
            raise ModelError("the model's vectors are of another make; install the pinned model")
        self._key: list[int | str] = ["ORTH", "NORM", *(["SPACY"] if "SPACY" in columns else [])]
        self._pad: int = encode.attrs["pad"]
        self._layers = [_layer(residual) for residual in encode.layers[0].layers]
        self.width: int = self._layers[0][1].shape[0] // 3
        self._rows: dict[tuple[int, ...], int] = {}
        self._table: Floats = np.zeros((1024, self.width), np.float32)

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of each text, words x width."""
        return self.of([self.keys(d) for d in docs])

    def keys(self, doc: Doc) -> list[tuple[int, ...]]:
        """What the embedding of each word of a text depends on."""
        return list(map(tuple, doc.to_array(self._key).tolist()))

    def of(self, keys: Sequence[Sequence[tuple[int, ...]]]) -> list[Floats]:
        """The vectors of texts whose words are given by their keys."""
        if len(self._rows) > KEPT:
            self._rows.clear()
        self._learn(list({k: None for words in keys for k in words if k not in self._rows}))
        return [self._encode([self._rows[k] for k in words]) for words in keys]

    def _learn(self, new: Sequence[tuple[int, ...]]) -> None:
        """Make and remember the embeddings of words."""
        if not new:
            return
        doc = Doc(self._vocab, words=[self._vocab.strings[k[0]] for k in new])
        doc.from_array(self._key[1:], cast(Any, np.array([k[1:] for k in new], dtype=np.uint64)))
        begin = len(self._rows)
        while begin + len(new) > len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._table[begin : begin + len(new)] = self._embed.predict([doc])[0]
        self._rows.update(zip(new, range(begin, begin + len(new)), strict=True))

    def _encode(self, rows: Sequence[int]) -> Floats:
        """The window encoder over one text, with empty words before and behind it as thinc lays them."""
        pad, width = self._pad, self.width
        x = np.zeros((len(rows) + 2 * pad, width), np.float32)
        x[pad : pad + len(rows)] = self._table[rows]
        wide = np.zeros((len(x), 3 * width), np.float32)
        for weights, bias, scale, shift in self._layers:
            wide[1:, :width] = x[:-1]
            wide[:, width : 2 * width] = x
            wide[:-1, 2 * width :] = x[1:]
            pieces = wide @ weights
            pieces += bias
            best = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
            np.maximum(best, pieces[:, 2 * width :], out=best)
            best -= best.mean(axis=1, keepdims=True)
            variance = np.einsum("ij,ij->i", best, best) / width + EPSILON
            best *= (1 / np.sqrt(variance))[:, None]
            best *= scale
            best += shift
            x += best
        return x[pad : pad + len(rows)]


def _layer(residual: "Model[Any, Any]") -> tuple[Floats, Floats, Floats, Floats]:
    """Weights and bias of one convolution, its three pieces side by side, and its layer norm's scale and shift."""
    maxout = next(m for m in residual.walk() if m.name == "maxout")
    norm = next(m for m in residual.walk() if m.name == "layernorm")
    weights, bias = cast(Any, maxout.get_param("W")), cast(Any, maxout.get_param("b"))  # width x pieces x inputs
    if weights.shape[1] != 3 or weights.shape[2] != 3 * weights.shape[0]:
        raise ModelError("the model's vectors are of another make; install the pinned model")
    beside = weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])
    scale, shift = (cast(Floats, norm.get_param(p)) for p in ("G", "b"))
    return np.ascontiguousarray(beside.T), np.ascontiguousarray(bias.T.reshape(-1)), scale, shift
