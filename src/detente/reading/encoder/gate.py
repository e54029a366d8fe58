"""Which paragraphs can hold a record, and are worth the encoder's time?

Those in which a verb or a noun of the lexicon stands, or a quotation mark: who speaks and what is done need one. The
others (captions, bylines, headings) are left out of the encoder's windows; there the rules stand alone, and the
recogniser tells the names. In 225 texts of nine evaluation sets they hold 2.6 in 100 words and 11 of 5,862
records, 8 of which (0.1 %) are not found for want of the encoder.
"""

from collections.abc import Iterable, Sequence

from spacy.strings import get_string_id
from spacy.tokens import Doc, Span

from detente.lexicon.words import Words

QUOTES = ('"', "''", "``")
"""Marks of speech as the parser is shown them (:data:`detente.reading.parse.SHADOW`)."""


class Gate:
    """The words of the lexicon that open it, as spaCy numbers words."""

    def __init__(self, words: Words) -> None:
        self._verbs = _numbers(words.verbs)
        self._nouns = _numbers(words.nouns)
        # headlines write verbs as names: 'Minister Slams Talks'
        self._titled = _numbers([*words.verbs, *words.nouns, *(f"{w}s" for w in (*words.verbs, *words.nouns))])
        self._quotes = _numbers(QUOTES)

    def shut(self, text: str, doc: Doc, sentences: Sequence[Span]) -> list[Span]:
        """The sentences of paragraphs that can hold no record, in order.

        A paragraph of the ``text`` ends with a sentence that a line break ends; a dateline, which the parser is shown
        as a sentence by itself, belongs to what follows it.
        """
        words = doc.to_array(["POS", "LEMMA", "LOWER"]).tolist()
        verb, proper = (doc.vocab.strings[p] for p in ("VERB", "PROPN"))
        out: list[Span] = []
        paragraph: list[Span] = []
        for s in sentences:
            paragraph.append(s)
            if s is sentences[-1] or "\n" in text[s.start_char : s.end_char]:
                if not self._opens(words[paragraph[0].start : s.end], verb, proper):
                    out += paragraph
                paragraph = []
        return out

    def _opens(self, words: list[list[int]], verb: int, proper: int) -> bool:
        """Whether one of some words (part of speech, lemma, lower case) opens it."""
        verbs, nouns, titled, quotes = self._verbs, self._nouns, self._titled, self._quotes
        return any(
            lemma in nouns or (pos == verb and lemma in verbs) or (pos == proper and lower in titled) or lower in quotes
            for pos, lemma, lower in words
        )


def _numbers(words: Iterable[str]) -> frozenset[int]:
    return frozenset(get_string_id(w) for w in words)
