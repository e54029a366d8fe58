"""How is a word written? Features that the encoder, which sees lower case only, lacks for telling names."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from detente.reading.shown import shown, starts

FEATURES = 6
AROUND = 2
"""Neighbours on each side whose writing is seen too."""
WIDTH = FEATURES * (2 * AROUND + 1)


def looks(doc: Doc, words: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Features of words given as offsets, words x :data:`WIDTH`: capital, capitals, digit, the tagger's proper noun,
    its other noun or adjective, opening of a sentence; of each word and of its neighbours (0 beyond the ends)."""
    n = len(words)
    text = shown(doc)
    cut = [text[a:b] for a, b in words]
    begin = np.array([a for a, _ in words], dtype=np.int64)
    begins = starts(doc)
    token = np.maximum(0, np.searchsorted(begins, begin, side="right") - 1)
    tags = doc.to_array(["POS", "SENT_START"]).astype(np.int64)[token]
    proper, noun, adjective = (doc.vocab.strings[p] for p in ("PROPN", "NOUN", "ADJ"))
    own = np.zeros((n + 2 * AROUND, FEATURES), np.float32)
    mine = own[AROUND : AROUND + n]
    mine[:, 0] = [w[:1].isupper() for w in cut]
    mine[:, 1] = [len(w) > 1 and w.isupper() for w in cut]
    mine[:, 2] = [w[:1].isdigit() for w in cut]
    mine[:, 3] = tags[:, 0] == proper
    mine[:, 4] = (tags[:, 0] == noun) | (tags[:, 0] == adjective)
    mine[:, 5] = (tags[:, 1] == 1) & (begins[token] == begin)
    return np.hstack([own[k : k + n] for k in range(2 * AROUND + 1)])
