"""Which words does spaCy's recogniser take for names? Its own weights and moves, weighed for all words at once.

The recogniser goes through a text word by word and chooses one move at each: no name (O), a name of one word (U), or
the beginning (B), inside (I) or last word (L) of a longer one (biluo; Ratinov and Roth 2009). What it weighs are the
vectors of the word, of the name's first word and of the word before, the latter two only within a name. So outside a
name a move depends on its word alone, and within one on where it began: both can be weighed in a few products of
matrices. The names are the same (tests/test_recogniser.py); spaCy's own loop asks for the interpreter's lock some
hundred times a word.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

from detente.errors import ModelError
from detente.reading.vectors import Vectors

Found = tuple[int, int, str]
"""First token, the one behind the last, and kind."""
Floats = NDArray[np.float32]


class Recogniser:
    """The recogniser of a spaCy pipeline, for texts in which no names are marked yet."""

    def __init__(self, vocab: Vocab, ner: EntityRecognizer) -> None:
        model = ner.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        if lower.get_dim("nF") != 3 or model.attrs["unseen_classes"]:
            raise ModelError("the model's recogniser is of another make; install the pinned model")
        vectors, _, narrow = model.get_ref("tok2vec").layers
        self._vectors = Vectors(vocab, vectors)
        self._narrow: Floats = np.ascontiguousarray(narrow.get_param("W").T)
        self._narrow_bias: Floats = narrow.get_param("b")
        weights = lower.get_param("W").transpose(0, 2, 1, 3)  # features x pieces x hidden x inputs
        self._shape = weights.shape[:3]
        self._weights: Floats = np.ascontiguousarray(weights.reshape(-1, weights.shape[3]).T)
        self._pad: Floats = np.ascontiguousarray(lower.get_param("pad")[0].transpose(0, 2, 1))
        self._bias: Floats = np.ascontiguousarray(lower.get_param("b").T)
        self._out, self._out_bias = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        moves = [ner.moves.get_class_name(i).split("-", 1) for i in range(ner.moves.n_moves)]
        self._kinds = sorted({m[1] for m in moves if m[0] == "B"})
        place = {tuple(m): i for i, m in enumerate(moves)}
        self._nothing = place[("O",)]
        self._begin, self._inside, self._last, self._single = (
            np.array([place[move, kind] for kind in self._kinds]) for move in "BILU"
        )

    def among(self, doc: Doc, tokens: Sequence[int]) -> list[Found]:
        """The names in some sentences of a text, given by their tokens and read as one; names count these tokens."""
        if not len(tokens):
            return []
        keys = self._vectors.keys(doc)
        vectors: Floats = self._vectors.of([[keys[i] for i in tokens]])[0] @ self._narrow + self._narrow_bias
        seen = cast(Floats, vectors @ self._weights).reshape(-1, *self._shape)
        facts = doc.to_array(["SENT_START", "IS_SPACE"]).astype(np.int64)[tokens]
        closes = np.append(facts[1:, 0] == 1, True)  # behind this word no name goes on
        return self._walk(self._moves(seen, closes, facts[:, 1] == 1), self._kinds)

    def _scores(self, features: Floats) -> Floats:
        """Words x moves, from the sums of features (words x pieces x hidden)."""
        scores: Floats = (features + self._bias).max(axis=1) @ self._out + self._out_bias
        return scores

    def _moves(self, seen: Floats, closes: NDArray[np.bool_], space: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
        """For each word outside a name: the kind of the name that it begins, -1 for none, and that name's last word."""
        scores = self._scores((seen[:, 0] + self._pad[1]) + self._pad[2])
        begin, single = scores[:, self._begin], scores[:, self._single]
        begin[closes | space] = -np.inf
        single[space] = -np.inf
        best, alone = begin.max(axis=1), single.max(axis=1)
        named = np.maximum(best, alone) > scores[:, self._nothing]
        longer = named & (best > alone)
        kind = np.where(longer, begin.argmax(axis=1), single.argmax(axis=1))
        kind[~named] = -1
        last = np.arange(len(seen))
        starts = np.flatnonzero(longer)
        at = starts + 1
        while len(starts):
            scores = self._scores((seen[at, 0] + seen[starts, 1]) + seen[at - 1, 2])
            row = np.arange(len(starts))
            goes_on = scores[row, self._inside[kind[starts]]] > scores[row, self._last[kind[starts]]]
            goes_on &= ~closes[at]
            last[starts] = at
            starts, at = starts[goes_on], at[goes_on] + 1
        return kind.tolist(), last.tolist()

    @staticmethod
    def _walk(moves: tuple[list[int], list[int]], kinds: Sequence[str]) -> list[Found]:
        """The names that are met from left to right."""
        kind, last = moves
        out: list[Found] = []
        at = 0
        while at < len(kind):
            if kind[at] >= 0:
                out.append((at, last[at] + 1, kinds[kind[at]]))
            at = last[at] + 1
        return out
