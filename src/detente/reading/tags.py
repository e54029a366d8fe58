"""Whose is a quotation that stands beside a tag? '"Never!" Boru said', '"Why?" she asked him', 'issued this: | "No."'

A tag is a clause of saying without a content of its own; the quotation stands right before it, behind a comma or mark
of its own, or right after the colon that ends its sentence, in the next paragraph too.
"""

import functools
import re
from collections.abc import Sequence

from spacy.tokens import Token

from detente.lexicon.speech import load_speech
from detente.reading.quotes import Quote, touching
from detente.reading.speech import subject

Range = tuple[int, int]

NAME = r"(?:[\w.’'-]+,? ){1,7}?"
OWN = r"(?! (?:that|he|she|they|it|there|we|I|his|her|their|its|if|whether|what|how|why)\b)"
"""What opens a content of the verb's own: 'Boru said she would go' is no tag."""

_MARK = re.compile(r"[?!…][\"'”’»]\s*\Z")
_ENDS = (",", "?", "!", "—", "–", "…", "-")


def is_tag(text: str, end: int) -> bool:
    """Whether a quotation that ends at ``end``, its own '?' or '!' last, is followed by a tag in its sentence.

    >>> is_tag('"Never!" Boru said on Friday.', 8), is_tag('"Never!" Boru said she was ill.', 8)
    (True, False)
    """
    return bool(_MARK.search(text, max(0, end - 3), end)) and bool(_tag().match(text, end))


@functools.lru_cache(maxsize=1)
def _tag() -> re.Pattern[str]:
    said = "|".join(sorted(load_speech().tags))
    return re.compile(rf"\s(?:{NAME}(?:{said})\b{OWN}|(?:{said}) [A-Z])")


def quoted_before(text: str, quotes: Sequence[Quote], verb: Token) -> Range | None:
    """The quotation that ends right before a tag: before its subject, or before the verb of '"No," said Boru'."""
    who = teller(quotes, verb, subject(verb))
    first = (
        verb
        if who is None or who.i > verb.i or (who.head.i != verb.i and who.i != verb.i - 1)
        else verb.doc[who.left_edge.i]
    )
    for q in touching(quotes, first.idx - 4, first.idx):
        inner = text[q.start : q.end].rstrip("\"'”’»")
        if q.end <= first.idx and not text[q.end : first.idx].strip() and inner.endswith(_ENDS):
            return q.start, q.end
    return None


def teller(quotes: Sequence[Quote], verb: Token, who: Token | None) -> Token | None:
    """Who says it: no noun of the quotation before the tag ('"A bridge," the man said'), but who stands by the verb."""
    if who is None or verb.i == 0 or who.i > verb.i:
        return who
    around = next(iter(touching(quotes, who.idx, who.idx + 1)), None)
    beside = verb.doc[verb.i - 1]
    if around is None or around.end > beside.idx or beside.pos_ not in ("NOUN", "PROPN", "PRON"):
        return who
    return beside


def quoted_after(text: str, quotes: Sequence[Quote], verb: Token) -> Range | None:
    """The quotation right after the colon that ends the verb's sentence."""
    end = verb.sent.end_char
    while end > verb.idx and text[end - 1].isspace():
        end -= 1
    if text[end - 1] != ":":
        return None
    start = end
    while start < len(text) and text[start].isspace():
        start += 1
    found = next((q for q in touching(quotes, start, start + 1) if q.start == start), None)
    return (found.start, found.end) if found is not None else None
