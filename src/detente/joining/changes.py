"""What did a report change in the story that it repeats? Sentences added, cut and reworded."""

import difflib
import re

SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[“\"A-Z0-9])|\n+")

ALIKE = 0.5
"""Least likeness (difflib, words) of a sentence with its new wording."""

MANY = 400
"""Sentences beyond this are not compared one by one."""


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space made plain.

    >>> sentences("Shells hit Lyra. Nobody was hurt.")
    ['Shells hit Lyra.', 'Nobody was hurt.']
    """
    return [" ".join(s.split()) for s in SENTENCE.split(text) if s.strip()]


def changes(origin: str, other: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Sentences that ``other`` added, those that it cut, and pairs (origin's sentence, new wording)."""
    old, new = sentences(origin)[:MANY], sentences(other)[:MANY]
    kept = set(old) & set(new)
    gone = [s for s in old if s not in kept]
    come = [s for s in new if s not in kept]
    altered: list[tuple[str, str]] = []
    for s in list(gone):
        best = max(come, key=lambda t: _likeness(s, t), default=None)
        if best is not None and _likeness(s, best) >= ALIKE:
            altered.append((s, best))
            gone.remove(s)
            come.remove(best)
    return tuple(come), tuple(gone), tuple(altered)


def _likeness(a: str, b: str) -> float:
    one, other = a.casefold().split(), b.casefold().split()
    shared = len(set(one) & set(other))
    if shared * 2 < min(len(set(one)), len(set(other))):
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
