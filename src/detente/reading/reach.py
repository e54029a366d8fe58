"""How far does what is said reach? To the one who is asked, to the 'as' behind it, and not to the day it was said on.

'Oslo urged *both sides to talk*', 'called *the raid an act of war*', 'described *it as a farce*'; but 'offered *to
resign* last night'.
"""

import functools

from spacy.tokens import Doc, Token

from detente.lexicon.speech import load_speech
from detente.lexicon.times import load_time_words
from detente.lexicon.words import Words
from detente.reading.match import matching
from detente.reading.speech import trim

GAP = 4
"""Tokens that may stand between the one who is asked and the infinitive ('asked the court on Friday to ...')."""

HELD = frozenset({"for", "over", "against", "from", "on"})
"""What leads from an object to what it is judged for or by: 'blamed the fire on rebels', 'scolded them for lying'."""

TOLD = frozenset({"who", "which"})
"""What opens a clause behind a comma that tells more of what was named last."""

QUOTES = frozenset("\"'”’»“")

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
    if doc[start:end].root.dep_ == "dobj":
        end = _judged(doc, verb, end)
    return start, end, marker


def named(verb: Token, what: Token) -> tuple[int, int, Token | None] | None:
    """The tokens of what a verb calls what stands before it, and its 'as'.

    'The strait is seen as *a danger*', 'what Obi called *a sham*'.
    """
    passive = what.dep_ == "nsubjpass" and what.head.i == verb.i
    if not passive and (what.dep_ != "dobj" or what.head.i != verb.i or what.i > verb.i):
        return None
    mark: Token | None = None
    said = next((c for c in verb.rights if c.dep_ == "oprd" and c.pos_ in ("NOUN", "PROPN", "ADJ")), None)
    if said is None:
        mark = next((c for c in verb.rights if c.dep_ == "prep" and c.lower_ == "as" and c.i == verb.i + 1), None)
        said = next((g for g in mark.children if g.dep_ in ("pobj", "amod", "pcomp")), None) if mark else None
    if said is None:
        return None
    return said.left_edge.i, _closed(verb.doc, said.right_edge.i + 1), mark


def raised(verb: Token, deed: Token) -> tuple[int, int] | None:
    """The tokens of whom a passive verb expects something of: '*the army* is expected to leave'."""
    whom = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
    if (
        whom is None
        or verb.lemma_ in load_speech().meant
        or deed.dep_ != "xcomp"
        or deed.head.i != verb.i
        or whom.lower_ in ("it", "that", "which", "who")
    ):
        return None
    return trim(verb.doc, whom.left_edge.i, whom.right_edge.i + 1)


def felt(verb: Token, start: int, end: int) -> tuple[int, Token] | None:
    """Where the content begins behind the noun of the cue, and the cue's last word: 'voiced concern about | it'."""
    noun = next((c for c in verb.rights if c.dep_ == "dobj" and start <= c.i < end), None)
    if noun is None or noun.i + 2 > end - 1 or noun.right_edge.i + 1 < end - 1:
        return None
    after = verb.doc[noun.i + 1]
    if after.dep_ == "prep" and after.lower_ in ("about", "over", "with", "for", "of", "at", "in", "that", "to"):
        return after.i + 1, after
    return (after.i, noun) if after.lower_ == "that" else None


def aside(doc: Doc, start: int, end: int, words: Words) -> int:
    """Where what is said ends before the reporter's own words behind a comma.

    ', citing the law', ', though he did not', ', which the army had closed in May'.
    """
    for t in doc[start + 2 : end]:
        first = t.left_edge.i
        if first <= start + 1 or doc[first - 1].text != "," or t.right_edge.i < end - 2:
            continue
        says = t.tag_ == "VBG" and first == t.i and any(r.act for r in matching(words.verbs, t))
        if t.dep_ == "advcl" and (says or t.left_edge.lower_ in load_speech().asides):
            return first - 1
        if t.dep_ == "relcl" and t.left_edge.lower_ in TOLD:
            return first - 1
    return end


def _judged(doc: Doc, verb: Token, end: int) -> int:
    """Where an object ends with what it is called or held against it: '*the raid a crime*', '*them for lying*'."""
    for c in verb.rights:
        first = c.left_edge.i
        if first < end or any(not t.is_punct for t in doc[end:first]):
            continue
        if (c.dep_ == "oprd" and c.pos_ in ("NOUN", "PROPN", "ADJ", "VERB")) or (
            c.dep_ == "prep" and c.lower_ in HELD and first == end and _is_reason(c)
        ):
            end = _closed(doc, c.right_edge.i + 1)
    return end


def _is_reason(prep: Token) -> bool:
    """Whether a preposition leads to what somebody is judged for, not to a day, or to where it was said."""
    inner = next((c for c in prep.children if c.dep_ in ("pobj", "pcomp")), None)
    return inner is not None and not is_day(inner) and inner.lemma_.lower() not in load_speech().media


def _closed(doc: Doc, end: int) -> int:
    """The end of a phrase with the quote mark that closes what it opened."""
    while end < len(doc) and doc[end].text in QUOTES and not doc[end - 1].whitespace_:
        end += 1
    return end


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
