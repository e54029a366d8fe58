"""Which words make one report like another? Words weighed by how rare they are in news.

How rare a word is stands in a table that is counted once (:mod:`detente.lexicon.seen`), and not in the reports at hand:
two reports are as alike in a ledger of ten as in one of a million, so that what was joined stays so whatever comes.
"""

import functools
import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.lexicon.seen import Seen, load_seen
from detente.records import Report

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
WORD_OR_BREAK = re.compile(rf"({WORD.pattern})|[.!?:;\n“\"]")

WEIGHED = 100_000
"""Terms whose weight is remembered, as names and as other words: some 25 MB."""

TIMES = 3
"""How often each report of the table counts against the prior (training/joining/README.md)."""

PRIOR = 100
"""How many reports of other matters the weights are given as if seen, beside the table. 30 and 300 give the same."""

COMMON = 60
"""In how many of these a function word stands."""

PLAIN = 3
"""In how many of these any other word stands; a proper name stands in one."""

FUNCTION_WORDS = frozenset(
    "a about after again against all also an and any are as at be because been before being between both but by can "
    "could did do does during each for from had has have he her here him his how if in into is it its just last may "
    "might more most near new no not of off on one only or other our out over own people say says said she should so "
    "some such than that the their them then there these they this those three through to today told two under until "
    "up was we were what when where which while who whom will with would year years yesterday you your".split()
)

UNREAD = frozenset({"furniture", "teaser", "dateline"})
"""Parts that tell nothing of the report's own matter."""


def reading_text(report: Report) -> str:
    """The text of a report without furniture, teasers and dateline."""
    if not report.parts:
        return report.text
    return "\n".join(report.text[p.start : p.end] for p in report.parts if p.kind not in UNREAD)


@dataclass(frozen=True, slots=True)
class Bag:
    """How often each term stands in a text; ``names`` are the terms written with a capital within a sentence."""

    terms: NDArray[np.uint32]
    counts: NDArray[np.float32]
    names: NDArray[np.bool_]


def words_in(text: str) -> tuple[Counter[str], set[str]]:
    """How often each word stands in a text, and which are written with a capital within a sentence."""
    words = WORD_OR_BREAK.findall(text)  # of a break nothing
    within = {word for before, word in pairwise(words) if before and word and word[0].isupper()}
    seen = Counter(words)
    del seen[""]
    return seen, within


def plain(word: str) -> str:
    """A word without case and without the ending of possession.

    >>> plain("Lyra's")
    'lyra'
    """
    return word.casefold().removesuffix("'s").removesuffix("’s")


def term_of(word: str) -> int:
    """The number by which joining knows a plain word."""
    return zlib.crc32(word.encode("utf-8", "replace"))


@functools.lru_cache(maxsize=65_536)
def _known(word: str) -> int:
    return term_of(plain(word))


def bag(text: str) -> Bag:
    """The terms of a text, as hashes in ascending order.

    >>> len(bag("Shells hit Lyra, police in Lyra said.").terms)
    6
    """
    seen, within = words_in(text)
    counts: dict[int, int] = {}
    names: set[int] = set()
    for word, times in seen.items():
        term = _known(word)
        counts[term] = counts.get(term, 0) + times
        if word in within and term not in FUNCTION_TERMS:
            names.add(term)
    order = sorted(counts)
    return Bag(
        np.array(order, dtype=np.uint32),
        np.array([counts[t] for t in order], dtype=np.float32),
        np.array([t in names for t in order], dtype=np.bool_),
    )


FUNCTION_TERMS = frozenset(term_of(w) for w in FUNCTION_WORDS)


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms and their weights, of length one; empty where nothing weighs."""

    terms: NDArray[np.uint32]
    weights: NDArray[np.float32]

    def cosine(self, other: "Vector") -> float:
        """From 0 (nothing in common) to 1 (the same)."""
        if not len(self.terms) or not len(other.terms):
            return 0.0
        at = np.searchsorted(other.terms, self.terms)
        at[at == len(other.terms)] = 0
        same = other.terms[at] == self.terms
        return float(np.dot(self.weights[same], other.weights[at[same]]))

    def shared(self, other: "Vector") -> NDArray[np.uint32]:
        """The terms that both hold, in ascending order."""
        return self.terms[_among(self.terms, other.terms)]

    def top(self, n: int) -> tuple[int, ...]:
        """The ``n`` terms that weigh most."""
        order = np.lexsort((self.terms, -self.weights))[:n]
        return tuple(int(t) for t in self.terms[order])


def _among(some: NDArray[np.uint32], many: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of some terms are among many, which stand in ascending order."""
    if not len(many):
        return np.zeros(len(some), dtype=np.bool_)
    at = np.searchsorted(many, some)
    at[at == len(many)] = 0
    same: NDArray[np.bool_] = many[at] == some
    return same


EMPTY = Vector(np.array([], dtype=np.uint32), np.array([], dtype=np.float32))


class Rarity:
    """How rare each term is in news: what a table of words seen says, and nothing of the reports at hand."""

    def __init__(self, seen: Seen) -> None:
        self.reports = TIMES * seen.reports
        self._seen = {term_of(w): TIMES * n for w, n in seen.words.items()}
        self._named = np.array(sorted(term_of(w) for w in seen.names), dtype=np.uint32)
        self._weighed: tuple[dict[int, float], dict[int, float]] = {}, {}

    def of(self, term: int, named: bool) -> float:
        """The weight of a term, as a name or as any word: the rarer, the more."""
        weighed = self._weighed[named]
        known = weighed.get(term)
        if known is None:
            prior = COMMON if term in FUNCTION_TERMS else 1 if named else PLAIN
            known = math.log((self.reports + PRIOR + 1) / (self._seen.get(term, 0) + prior))
            if len(weighed) >= WEIGHED:  # news never runs out of new words
                weighed.clear()
            weighed[term] = known
        return known

    def share(self, term: int) -> float:
        """The weight of a name as a share of that of a word seen in two reports only: 0 to 1."""
        most = math.log((self.reports + PRIOR + 1) / 3)
        return max(0.0, min(1.0, self.of(term, True) / most)) ** 2

    def names(self, b: Bag) -> NDArray[np.uint32]:
        """The terms of a bag that are names, by the table or by how its report writes them, in ascending order."""
        return b.terms[b.names | _among(b.terms, self._named)]

    def vector(self, b: Bag, names: NDArray[np.uint32], names_only: bool = False) -> Vector:
        """The bag with each term weighed; ``names`` are the names of its report, ``names_only`` keeps only these."""
        named = _among(b.terms, names)
        keep = named if names_only else np.ones(len(b.terms), dtype=np.bool_)
        terms = b.terms[keep]
        if not len(terms):
            return EMPTY
        plain, proper = (weighed.get for weighed in self._weighed)
        rare = np.array(
            [
                (proper(t) if n else plain(t)) or self.of(t, n)
                for t, n in zip(terms.tolist(), named[keep].tolist(), strict=True)
            ],
            dtype=np.float32,
        )
        weights = (1 + np.log(b.counts[keep])) * np.maximum(rare, 0.0)
        length = float(np.linalg.norm(weights))
        return Vector(terms, (weights / length).astype(np.float32)) if length else EMPTY


@functools.lru_cache(maxsize=1)
def rarity() -> Rarity:
    """How rare words are by the bundled table."""
    return Rarity(load_seen())


def mean(vectors: Sequence[Vector]) -> Vector:
    """The direction in the middle of several vectors."""
    total: Counter[int] = Counter()
    for v in vectors:
        for t, w in zip(v.terms.tolist(), v.weights.tolist(), strict=True):
            total[t] += w
    order = sorted(total)
    weights = np.array([total[t] for t in order], dtype=np.float32)
    length = float(np.linalg.norm(weights))
    return Vector(np.array(order, dtype=np.uint32), weights / length) if length else EMPTY
