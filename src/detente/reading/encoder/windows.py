"""How is a text cut for the encoder? Windows of whole sentences, and words with their pieces.

The same windows serve training and reading, so this file knows neither torch nor spaCy.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PIECES = 224
"""Word pieces in a window: longer paragraphs are cut between sentences, longer sentences between words."""

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the text as the encoder sees it: ids of pieces, offsets of ``words``, and the word of each piece."""

    ids: NDArray[np.int64]
    of: NDArray[np.int64]
    words: tuple[Offsets, ...]


def stretches(text: str, sentences: Sequence[Offsets], cost: int = 4, most: int = PIECES) -> Iterator[Offsets]:
    """Paragraphs as [start, end), cut between sentences where they are longer than about ``most`` pieces.

    ``cost`` is characters a piece: English news has 4.5; fewer only makes windows shorter.
    """
    start: int | None = None
    end = 0
    for a, b in sentences:
        if start is not None and ("\n" in text[end:a] or b - start > cost * most):
            yield start, end
            start = None
        start, end = a if start is None else start, b
    if start is not None:
        yield start, end


def cut(
    offsets: Sequence[Offsets],
    ids: Sequence[int],
    word_ids: Sequence[int | None],
    start: int,
    ends: tuple[int, int],
    left_out: Collection[int] = (),
) -> Iterator[Window]:
    """Windows of one tokenised stretch that begins at ``start``; ``ends`` are the ids of [CLS] and [SEP].

    Words that begin at an offset ``left_out`` are not in them.
    """
    first, last = ends
    pieces: list[int] = []
    of: list[int] = []
    words: list[Offsets] = []
    before: int | None = None
    for (a, b), piece, word in zip(offsets, ids, word_ids, strict=True):
        if word is None or a == b or start + a in left_out:
            continue
        if word != before and len(pieces) >= PIECES:
            yield _window(pieces, of, words, first, last)
            pieces, of, words = [], [], []
        if word != before:
            words.append((start + a, start + b))
            before = word
        else:
            words[-1] = (words[-1][0], start + b)
        pieces.append(piece)
        of.append(len(words) - 1)
    if pieces:
        yield _window(pieces, of, words, first, last)


def _window(pieces: list[int], of: list[int], words: list[Offsets], first: int, last: int) -> Window:
    return Window(
        np.array([first, *pieces, last], dtype=np.int64), np.array([-1, *of, -1], dtype=np.int64), tuple(words)
    )
