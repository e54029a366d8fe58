"""What part of speech, morphology and base form has each word? spaCy's own ruler and lemmatizer, asked once a word.

Both look at nothing of a word but its letters, its tag and its role, and a few rules at those of its neighbour as well
("gon na", "there is"). What they said of a word holds wherever the same comes again, so they are asked for new words
only. The result is theirs, word for word; they were a third of the parse's time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import numpy as np
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

from detente.errors import ModelError

Word = tuple[int, int, int]
"""Letters, tag and role, as spaCy's numbers."""
Told = tuple[int, int, int, int, int]
"""Tag, role, part of speech, morphology and base form: what the two components write."""
WRITTEN: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
Run = tuple[Word, ...]
"""Words side by side, each of which some rule of two words may join to the next."""

KEPT = 200_000
"""Words remembered, some 60 MB; then all are asked anew, so that memory stays flat over any number of reports."""


class Forms:
    """What an attribute ruler and a lemmatizer, called in this order, write into a parse."""

    def __init__(self, vocab: Vocab, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self._vocab, self._ruler, self._lemmatizer = vocab, ruler, lemmatizer
        self._first, self._second = Matcher(vocab), Matcher(vocab)
        rows = cast(Any, ruler.patterns)
        for n, pattern in enumerate(p for row in rows for p in row["patterns"] if len(p) > 1):
            if len(pattern) > 2:
                raise ModelError("the model's attribute ruler has rules over three words; install the pinned model")
            self._first.add(str(n), [pattern[:1]])
            self._second.add(str(n), [pattern[1:]])
        dot = vocab.strings.add(".")
        self._dot: Word = (dot, dot, vocab.strings.add("punct"))
        self._words: dict[Word, tuple[Told, bool, bool]] = {}
        """For each word what is written, and whether a rule of two words may begin or end with it."""
        self._runs: dict[Run, list[Told]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Write the forms into a parse; it is returned."""
        words: list[Word] = [(o, t, d) for o, t, d in doc.to_array(["ORTH", "TAG", "DEP"]).tolist()]
        if not words:
            return doc
        if len(self._words) + len(self._runs) > KEPT:
            self._words.clear()
            self._runs.clear()
        self._learn(dict.fromkeys(w for w in words if w not in self._words))
        known = [self._words[w] for w in words]
        told = [k[0] for k in known]
        joined = [i for i in range(1, len(words)) if known[i][2] and known[i - 1][1]]
        for start, end in _runs(joined):
            told[start:end] = self._run(tuple(words[start:end]))
        doc.from_array(WRITTEN, cast(Any, np.array(told, dtype=np.uint64)))
        return doc

    def _learn(self, new: Iterable[Word]) -> None:
        """Ask for words, a full stop between them, so that no rule reaches from one to the next."""
        words = list(new)
        if not words:
            return
        doc = self._text([w for word in words for w in (word, self._dot)])
        firsts, seconds = ({start for _, start, _ in m(doc, allow_missing=True)} for m in (self._first, self._second))
        for i, (word, told) in enumerate(zip(words, self._ask(doc)[::2], strict=True)):
            self._words[word] = (told, 2 * i in firsts, 2 * i in seconds)

    def _run(self, run: Run) -> list[Told]:
        """What is written for words side by side."""
        if run not in self._runs:
            self._runs[run] = self._ask(self._text(run))
        return self._runs[run]

    def _text(self, words: Sequence[Word]) -> Doc:
        """Words as a text with their tags and roles."""
        doc = Doc(self._vocab, words=[self._vocab.strings[w[0]] for w in words])
        doc.from_array(WRITTEN[:2], cast(Any, np.array([w[1:] for w in words], dtype=np.uint64)))
        return doc

    def _ask(self, doc: Doc) -> list[Told]:
        """What the ruler and the lemmatizer say of each word of a text."""
        done = self._lemmatizer(self._ruler(doc))
        return [(a, b, c, d, e) for a, b, c, d, e in done.to_array(WRITTEN).tolist()]


def _runs(joined: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches of words, each of ``joined`` with the one before it.

    >>> list(_runs([3, 4, 9]))
    [(2, 5), (8, 10)]
    """
    at = 0
    while at < len(joined):
        start = end = joined[at]
        while at < len(joined) and joined[at] == end:
            at, end = at + 1, end + 1
        yield start - 1, end
