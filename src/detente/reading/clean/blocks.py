"""Of which pieces is a report's text made, and how do they become one text with parts?"""

from collections.abc import Iterable
from dataclasses import dataclass

from detente.records import Part, PartKind

GAP = "\n\n"
"""What stands between two pieces in a text that we put together ourselves."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a heading, a caption: words with what they are in the make-up of the page."""

    kind: PartKind
    text: str


def join(pieces: Iterable[Piece]) -> tuple[str, tuple[Part, ...]]:
    """One text of pieces a blank line apart, and its parts.

    >>> join([Piece("headline", "Truce holds"), Piece("body", "The guns fell silent.")])[0]
    'Truce holds\\n\\nThe guns fell silent.'
    """
    words: list[str] = []
    parts: list[Part] = []
    at = 0
    for piece in pieces:
        text = piece.text.strip()
        if not text:
            continue
        if words:
            words.append(GAP)
            at += len(GAP)
        parts.append(Part(kind=piece.kind, start=at, end=at + len(text)))
        words.append(text)
        at += len(text)
    return "".join(words), tuple(parts)
