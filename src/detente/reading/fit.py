"""Which stretch of words do the encoder's probabilities mean? The likeliest among those that the grammar allows.

Word by word, probabilities fray at the edges; a speaker is a noun phrase and a content is a clause, a phrase or a
quotation. Each candidate is scored by the log-odds of its words (the likelihood of the window under the encoder, but
for a constant), so grammar gives the edges and the encoder chooses.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from detente.reading.drafts import Phrase
from detente.reading.encoder.decode import Cue
from detente.reading.encoder.model import Array
from detente.reading.roles import NOMINAL
from detente.reading.speech import chars, noun_phrase, trim

Range = tuple[int, int]

CAP = 3.0
"""Log-odds beyond which a word counts no more: one word that is surely in or out decides no stretch alone."""

WIDEST = 12
"""Words of the encoder in one token of the parser: 'de-escalation-minded' has five, addresses more."""


class Odds:
    """Log-odds of the tokens of a cue's sentence in one role, summed up for any stretch at once.

    Beyond the sentence the encoder takes the contents of other cues for this one's; quotations that run on are joined
    later by the paragraphs.
    """

    def __init__(self, doc: Doc, cue: Cue, told: Array) -> None:
        first, last = tokens(doc, (cue.words[0][0], cue.words[-1][1]))
        sentence = doc[tokens(doc, cue.span)[0]].sent
        self.start, self.end = max(first, sentence.start), min(last, sentence.end)
        starts, likely = [a for a, _ in cue.words], told.tolist()
        odds = np.zeros(self.end - self.start)
        for token in doc[self.start : self.end]:
            a, b = token.idx, token.idx + len(token)
            first = max(0, bisect_right(starts, a) - 1)
            near = range(first, min(len(starts), first + WIDEST))
            inside = [likely[i] for i in near if cue.words[i][0] < b and a < cue.words[i][1]]
            p = min(max(sum(inside) / len(inside), 1e-3), 1 - 1e-3) if inside else 0.5
            odds[token.i - self.start] = min(max(math.log(p / (1 - p)), -CAP), CAP)
        self._sums: NDArray[np.float64] = np.concatenate([[0.0], np.cumsum(odds)])

    def of(self, spots: Iterable[Range]) -> float:
        """The log-odds of stretches of tokens [start, end); what lies outside the window counts nothing."""
        total = 0.0
        for a, b in spots:
            a, b = max(a, self.start), min(b, self.end)
            if a < b:
                total += float(self._sums[b - self.start] - self._sums[a - self.start])
        return total


def tokens(doc: Doc, spot: Range) -> Range:
    """The tokens [start, end) that characters touch."""
    span: Span = doc.char_span(*spot, alignment_mode="expand")  # type: ignore[assignment]
    return span.start, span.end


def content(doc: Doc, cue: Cue, own: float) -> tuple[Range, ...]:
    """What is said, as characters; ``own`` is what its own stretches of words lose.

    Sought in the cue's sentence; a content that lies elsewhere is left as the encoder has it.
    """
    if cue.contents is None:
        return cue.content[0]
    odds = Odds(doc, cue, cue.contents)
    best: tuple[float, list[Range]] = (-np.inf, [])
    for spots in _stretches(doc, odds, tokens(doc, cue.span)):
        best = max(best, (odds.of(spots), spots), key=lambda s: s[0])
    found = [s for s in (tokens(doc, c) for c in cue.content[0]) if odds.start <= s[0] and s[1] <= odds.end]
    best = max(best, (odds.of(found) - own, found), key=lambda s: s[0])
    return tuple(chars(doc, *s) for s in sorted(best[1]))


def _stretches(doc: Doc, odds: Odds, cue: Range) -> Iterator[list[Range]]:
    """Constituents of the window, those around the cue cut where it stands."""
    for i in range(odds.start, odds.end):
        token = doc[i]
        left, right = max(odds.start, token.left_edge.i), min(odds.end, token.right_edge.i + 1)
        if token.is_space or any(doc[k].is_space and "\n" in doc[k].text for k in range(left, right)):
            continue  # what is said does not run over a line break; quotations that do are joined later
        parts = [(left, right)]
        if left < cue[1] and cue[0] < right:
            parts = [(left, max(left, cue[0])), (min(right, cue[1]), right)]
        for part in parts:
            a, b = trim(doc, *part)
            if a < b:
                yield [(a, b)]


def source(doc: Doc, cue: Cue, own: float) -> Phrase | None:
    """Who says it: a noun phrase, the encoder's own stretch, or nobody, whichever is likeliest."""
    mine: Phrase | None = None
    if cue.source is not None:
        spot = tokens(doc, cue.source[0])
        mine = Phrase(*chars(doc, *spot), doc[spot[0] : spot[1]].root.i)
    if cue.sources is None:
        return mine
    odds = Odds(doc, cue, cue.sources)
    best: tuple[float, Phrase | None] = (0.0, None)
    for i in range(odds.start, odds.end):
        if doc[i].pos_ in NOMINAL:
            phrase = noun_phrase(doc[i])
            best = max(best, (odds.of([tokens(doc, (phrase.start, phrase.end))]), phrase), key=lambda s: s[0])
    if mine is not None:
        best = max(best, (odds.of([tokens(doc, (mine.start, mine.end))]) - own, mine), key=lambda s: s[0])
    return best[1]
