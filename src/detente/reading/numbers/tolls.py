"""What does a toll count? 'The death toll rose to 26', 'bringing the number of wounded to 40'."""

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from detente.lexicon.numbers import NumberWords

_THIS_YEAR = re.compile(
    r"(?:already )?(?:so far )?(?:this year|in (?:19|20)\d\d)$|since the (?:start|beginning) of (?:the|this) year$"
)


SLOTS = frozenset({"nsubj", "nsubjpass", "dobj", "agent"})


def toll(number: Token, words: NumberWords) -> str | None:
    """'The death toll rose to 26', 'bringing the number of wounded to 40', 'a toll of 26'."""
    token = number
    while token.dep_ in ("nummod", "quantmod", "compound") and token.head.i != token.i:
        token = token.head
    if token.dep_ != "pobj":
        if token.dep_ in ("attr", "dobj") and token.head.lemma_ in words.signs.risen:
            return _toll_below(token.head, words)
        return None
    prep = token.head
    if prep.lower_ == "of" and prep.head.lemma_ == "toll":
        return _toll_kind(prep.head, words)
    over = prep.head
    word = prep.lower_
    if word == "from" and number.i and number.doc[number.i - 1].lower_ == "to":
        word = "to"  # the parser takes '7 to 11' for one figure
    if over.lower_ == "from" and over.dep_ == "prep":
        over = over.head  # 'climbed from 7 to 11'
    if word in ("to", "at", "by", "past") and (over.lemma_ in words.signs.risen or over.lemma_ == "toll"):
        return _toll_below(over, words) or (_toll_kind(over, words) if over.lemma_ == "toll" else None)
    return None


def is_tally(counted: Token) -> bool:
    """Whether a count runs over a year's many deeds and is no deed's toll: 'so far this year 40 soldiers have died'.

    'Earlier this year raiders killed 12' tells of one deed; only 'so far' and a perfect count on.
    """
    verb = counted
    while verb.pos_ not in ("VERB", "AUX") and verb.head.i != verb.i:
        verb = verb.head
    if not any(c.dep_ == "aux" and c.lower_ in ("have", "has", "'ve") for c in verb.children):
        return False
    beside = [" ".join(t.lower_ for t in c.subtree if not t.is_space) for c in verb.children if c.dep_ not in SLOTS]
    return any(_THIS_YEAR.match(words) for words in beside)


def _toll_below(verb: Token, words: NumberWords) -> str | None:
    for c in verb.children:
        if c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.lemma_ in ("toll", "number", "total", "count", "dead"):
            return _toll_kind(c, words)
    return None


def _toll_kind(noun: Token, words: NumberWords) -> str | None:
    for t in _few(noun.subtree):
        kind = words.nouns.get(t.lemma_.lower()) or words.states.get(t.lower_)
        if kind:
            return kind
    return "killed" if noun.lemma_ == "toll" else None


def _few(tokens: Iterable[Token]) -> Iterator[Token]:
    for n, t in enumerate(tokens):
        if n > 12:
            return
        yield t
