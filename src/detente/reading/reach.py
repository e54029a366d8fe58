"""How far does what is said reach? To the one who is asked, to the 'as' behind it, and not to the day it was said on.

'Oslo urged *both sides to talk*', 'called *the raid an act of war*', 'described *it as a farce*'; but 'offered *to
resign* last night'.
"""

import functools

from spacy.tokens import Doc, Token

from detente.lexicon.times import load_time_words

GAP = 4
"""Tokens that may stand between the one who is asked and the infinitive ('asked the court on Friday to ...')."""

CLOCK = frozenset({"DATE", "TIME"})


def is_day(token: Token) -> bool:
    """Whether a word is a day or an hour, so that 'offered on Sunday' offers no Sunday."""
    return token.ent_type_ in CLOCK or (token.pos_ in ("PROPN", "NOUN") and token.lower_ in _days())


@functools.lru_cache(maxsize=1)
def _days() -> frozenset[str]:
    words = load_time_words()
    return frozenset({*words.months, *words.weekdays, "today", "tonight", "tomorrow", "yesterday"})


def widened(doc: Doc, verb: Token, start: int, end: int) -> tuple[int, int, Token | None]:
    """A content [start, end) of tokens behind its cue, with what belongs to it; and the word that ends the cue."""
    if start <= verb.i or start >= end:
        return start, end, None
    end = _before_the_day(doc, start, end)
    marker: Token | None = None
    if doc[start].lower_ == "to" or doc[start].tag_ == "VB":
        asked, marker = _asked(verb, start)
        if asked is not None:
            start = asked.left_edge.i
    for c in verb.rights:
        if c.dep_ == "prep" and c.lower_ == "as" and c.i == end and any(g.dep_ in ("pobj", "amod") for g in c.children):
            end = c.right_edge.i + 1
    return start, end, marker


def _asked(verb: Token, start: int) -> tuple[Token | None, Token | None]:
    """Who is asked to do it: the object before the infinitive, or the one behind 'on' or 'to'."""
    for c in verb.rights:
        objects: list[tuple[Token, Token | None]] = (
            [(c, None)] if c.dep_ in ("dobj", "dative") and c.pos_ != "ADP" else []
        )
        if c.dep_ in ("prep", "dative") and c.lower_ in ("on", "upon", "to", "for"):
            objects = [(g, c) for g in c.children if g.dep_ == "pobj"]
        for asked, marker in objects:
            if (
                not is_day(asked)
                and verb.i < asked.left_edge.i
                and asked.right_edge.i < start
                and start - asked.right_edge.i <= GAP + 1
            ):
                return asked, marker
    return None, None


def _before_the_day(doc: Doc, start: int, end: int) -> int:
    """Where a phrase without a subject of its own ends before a bare day ('... to resign last night')."""
    last = doc[end - 1]
    if last.ent_type_ not in CLOCK or any(t.dep_ in ("nsubj", "nsubjpass") for t in doc[start:end]):
        return end
    k = end - 1
    while k > start and doc[k - 1].ent_type_ in CLOCK and doc[k].ent_iob_ == "I":
        k -= 1
    return k if k > start and doc[k:end].root.dep_ == "npadvmod" else end
