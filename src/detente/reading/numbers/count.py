"""Which noun does a figure count, and is it a count at all? Ages, addresses, labels and lone figures are none."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.lexicon.numbers import NumberWords
from detente.reading.numbers.scan import Figure
from detente.reading.shown import starts

INNER = frozenset({"nummod", "quantmod", "compound", "number", "advmod"})
TO_NOUN = frozenset({"nummod", "quantmod", "amod", "compound", "nmod", "det", "predet", "poss"})
UNITS_OF_TIME = frozenset(
    "second minute hour day night week fortnight month quarter year decade century a.m. p.m. am pm".split()
)
REACH = 4
"""How many words may stand between a figure and its noun where the parser did not join them."""


@dataclass(frozen=True, slots=True)
class Count:
    """A figure, the token that stands for it in the tree, and the noun that it counts (``None``: 'killing 12')."""

    figure: Figure
    number: Token
    noun: Token | None
    is_set: bool = False
    """Whether others count some of these: the 'three' of 'one of three suspects'."""

    @property
    def head(self) -> Token:
        """The token whose place in the sentence tells what became of those counted.

        In 'one of the three men died' that is 'one', which governs 'men'.
        """
        return self.noun if self.noun is not None and not self.number.is_ancestor(self.noun) else self.number

    @property
    def is_share(self) -> bool:
        """Whether it is some of a known set: 'one of the three men', not 'dozens of men'."""
        if self.noun is None or not self.number.is_ancestor(self.noun):
            return False
        return any(c.dep_ in ("det", "poss") for c in self.noun.children)


class Counter:
    """Joins figures to the nouns that they count, in one report."""

    def __init__(self, doc: Doc, words: NumberWords) -> None:
        self.doc = doc
        self.words = words
        self._starts = starts(doc).tolist()

    def token_at(self, offset: int) -> Token:
        """The token that holds an offset."""
        return self.doc[max(0, bisect_right(self._starts, offset) - 1)]

    def count(self, figure: Figure) -> Count | None:
        """The count that a figure tells, or ``None`` where it tells none ('Jane Roe, 44,', 'Highway 9')."""
        first, last = self.token_at(figure.start), self.token_at(figure.end - 1)
        if last.lower_ == "of" and last.i > first.i:
            last = last.nbor(-1)
        number = self._top(first, last)
        noun = self._noun(number, last)
        if self._is_age(first, last, noun) or self._is_name(first, last, noun):
            return None
        if noun is not None and noun.lemma_.lower() in UNITS_OF_TIME and noun.lower_ != "seconds":
            return None
        if first.lower_ == "one" and not self._counts(first, noun):
            return None
        return Count(figure, number, noun, any(c.lower_ == "of" and c.dep_ == "quantmod" for c in number.lefts))

    def _top(self, first: Token, last: Token) -> Token:
        token = last
        while token.dep_ in INNER and first.i <= token.head.i <= last.i and token.head.i != token.i:
            token = token.head
        return token

    def _noun(self, number: Token, last: Token) -> Token | None:
        head = number.head
        joined = number.dep_ in TO_NOUN and last.i < head.i < last.i + 12 and head.pos_ in ("NOUN", "PROPN", "ADJ")
        if joined and not self._is_cut(last, head):
            return self._last_of_compound(head)
        if number.dep_ == "quantmod" and number.i + 1 < head.i and self.doc[number.i + 1].lower_ == "of":
            return head.head if head.dep_ == "nummod" else None  # 'one of three suspects'
        for c in number.children:
            if c.dep_ == "prep" and c.lower_ == "of" and c.i >= last.i:
                return self._object(c)
        if number.pos_ in ("NOUN", "PROPN") and number.i > last.i:
            return number
        return self._near(last)

    def _is_cut(self, last: Token, noun: Token) -> bool:
        """Whether a figure and its noun are parted: 'Image 1 of 44 A girl was hurt', '9 John Roe, 24'."""
        if noun.pos_ == "PROPN" and noun.ent_type_ == "PERSON":
            return True
        return any(t.pos_ == "DET" or t.is_space or t.text in (",", "/", ":") for t in self.doc[last.i + 1 : noun.i])

    def _object(self, of: Token) -> Token | None:
        """What stands behind 'of'; 'of them' and 'of whom' name nobody anew."""
        return next((c for c in of.children if c.dep_ == "pobj" and c.pos_ in ("NOUN", "PROPN")), None)

    def _last_of_compound(self, noun: Token) -> Token:
        while noun.dep_ == "compound" and noun.head.i == noun.i + 1 and noun.head.pos_ in ("NOUN", "PROPN"):
            noun = noun.head
        return noun

    def _near(self, last: Token) -> Token | None:
        """The plural behind a figure that the parser left alone, as in headlines: '2 men shot'."""
        best = None
        for token in self.doc[last.i + 1 : last.i + 1 + REACH]:
            if token.pos_ in ("NOUN", "PROPN"):
                best = token if token.tag_ in ("NNS", "NNPS") or token.lemma_ in self.words.people.nouns else best
                if best is not None:
                    return best
            elif token.pos_ not in ("ADJ",) or token.lower_ in self.words.states:
                return None
        return best

    def _is_age(self, first: Token, last: Token, noun: Token | None) -> bool:
        """'Jane Roe, 44,', 'a boy (12)', 'aged 44', '44 years old', 'ages 20 to 30', 'a 26-year-old'."""
        doc = self.doc
        before = [t.lower_ for t in doc[max(first.sent.start, first.i - 4) : first.i]]
        after = [t.lower_ for t in doc[last.i + 1 : last.i + 5]]
        if after and after[0] in ("y/o", "yo", "yrs", "yr"):
            return True
        if "old" in after and after[0] in ("-", "year", "years", "month", "months", "year-old"):
            return True
        if set(before) & {"age", "aged", "ages"}:
            return True
        if noun is None and first.i and doc[first.i - 1].text in (",", "("):
            closed = not after or after[0] in (",", ".", ";", ")", "of", "was", "and", "were", "is", ":")
            named = first.i > 1 and doc[first.i - 2].pos_ in ("PROPN", "NOUN")
            digits = first.text.isdecimal() and len(first.text) < 4 and int(first.text) < 120
            return closed and named and digits
        return False

    def _is_name(self, first: Token, last: Token, noun: Token | None) -> bool:
        """'Article 370', 'No. 5', '2500 block', '12 Elm Street', a year: figures that name one thing and count none."""
        doc = self.doc
        if not re.match(r"\d", first.text):
            return False
        before = doc[first.i - 1] if first.i else None
        after = doc[last.i + 1] if last.i + 1 < len(doc) else None
        if before is not None and before.lower_ in self.words.labels.words and before.text[:1].isupper():
            return True
        if after is not None and after.lower_.rstrip(".") in self.words.labels.streets:
            return True
        if after is not None and after.pos_ == "PROPN":
            names = [t.lower_.rstrip(".") for t in doc[last.i + 1 : last.i + 5] if t.pos_ in ("PROPN", "PUNCT")]
            if set(names[1:]) & self.words.labels.streets:
                return True
        year = first is last and len(first.text) == 4 and first.text.isdecimal() and 1800 <= int(first.text) < 2100
        return year and (noun is None or noun.tag_ in ("NN", "NNP"))

    def _counts(self, one: Token, noun: Token | None) -> bool:
        """Whether 'one' counts: 'one soldier', 'one of the men'; not 'no one', 'one another', 'this one'."""
        before = self.doc[one.i - 1].lower_ if one.i else ""
        after = self.doc[one.i + 1].lower_ if one.i + 1 < len(self.doc) else ""
        if before in ("no", "any", "every", "each", "some", "this", "that", "which", "the") and noun is None:
            return False
        return after not in ("another", "day", "-") and one.tag_ != "PRP"
