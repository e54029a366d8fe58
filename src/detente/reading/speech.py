"""How far do a cue, a speaker and a content reach? Extents of phrases on the parse, as a reader would mark them."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.reading.drafts import Phrase

CLAUSE_TAILS = frozenset({"relcl", "acl", "advcl", "parataxis", "cc", "conj", "punct", "appos", "prep", "ccomp"})
GROUP = frozenset({"aux", "auxpass", "neg"})
CONTROL = frozenset(
    "refuse decline continue seem appear begin start go try want need use decide agree vow pledge promise threaten "
    "seek plan intend hope hasten fail come tend happen".split()
)
"""Verbs that make one cue with the verb of saying in their clause: 'declined to say', 'went on to accuse'."""

OWN_MEANS = frozenset("use offer promise have give spend take need get propose".split())
"""Verbs whose object is a means of their own subject: in 'used the loan to press for talks' the lender presses."""

DEPTH = 8

MANNER = 4
"""Words of 'with a broad smile' behind a verb of saying, at most."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of text and the token that heads it."""

    start: int
    end: int
    head: int


LOOSE = frozenset({",", ";", ":", ".", "-", "--", "—", "–"})
JOINING = frozenset({"and", "or", "but"})


def subject(verb: Token) -> Token | None:
    """Who does what the verb says: its own subject, else that of the verb it is joined or subordinate to."""
    token = verb
    for _ in range(DEPTH):
        own = next((c for c in token.lefts if c.dep_ in ("nsubj", "nsubjpass", "csubj", "expl")), None)
        if own is None:
            own = next((c for c in token.rights if c.dep_ in ("nsubj", "nsubjpass")), None)
        if own is not None:
            return None if own.dep_ in ("expl", "csubj") else own
        if token.dep_ == "relcl":
            return None
        if token.dep_ == "acl":
            return token.head if token.head.pos_ in ("NOUN", "PROPN", "PRON") else None
        if token.dep_ not in ("conj", "xcomp", "advcl", "parataxis", "ccomp", "pcomp", "dep"):
            return None
        if token.dep_ == "pcomp":
            token = token.head
            if (charged := _charged(token)) is not None:
                return charged
            if token.lower_ == "by" and any(c.dep_ == "nsubjpass" for c in token.head.children):
                return None  # 'was killed by shelling': whoever was killed shelled nobody
        if token.head.i == token.i:
            return None
        if token.dep_ == "xcomp":
            handed = next((c for c in token.head.children if c.dep_ == "dobj"), None)
            if handed is not None and token.head.lemma_ not in OWN_MEANS:
                return handed
        token = token.head
    return None


def _charged(prep: Token) -> Token | None:
    """Who is said to do it in 'accused Minsk of arming', 'blamed the army for burning', 'kept him from leaving'."""
    verb = prep.head
    if prep.lower_ not in ("of", "for", "from", "into") or verb.pos_ != "VERB":
        return None
    whom = ("nsubjpass",) if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children) else ("dobj", "dative")
    return next(
        (c for c in verb.children if c.dep_ in whom and c.i < prep.i and c.pos_ in ("NOUN", "PROPN", "PRON")), None
    )


def agent(verb: Token) -> Token | None:
    """The one named with 'by' after a passive verb."""
    for c in verb.rights:
        if c.dep_ == "agent":
            return next((g for g in c.children if g.dep_ == "pobj"), None)
    return None


def noun_phrase(head: Token, apposition: bool = True) -> Phrase:
    """The noun phrase of a head without its relative clauses: 'Pakistan's Defence Minister Khawaja Asif'."""
    left, right = head.left_edge.i, head.i
    doc = head.doc
    for child in head.rights:
        if child.dep_ in ("relcl", "advcl", "parataxis") or (child.dep_ == "acl" and _is_long(child)):
            break
        if child.dep_ == "prep" and any(g.ent_type_ in ("DATE", "TIME") for g in child.children):
            break
        if child.dep_ == "appos" and not apposition:
            break
        if child.dep_ == "punct" and child.text not in "-/)":
            follows = [c for c in head.rights if c.i > child.i]
            if not follows or follows[0].dep_ not in ("conj", "appos", "cc", "punct", "nmod"):
                break
            continue
        right = max(right, short_edge(child))
    while left < head.i and (doc[left].is_punct or doc[left].is_space) and doc[left].text not in "([":
        left += 1
    while right > head.i and (doc[right].is_space or doc[right].text in {",", ";", ":", "-", "--"}):
        right -= 1
    return Phrase(doc[left].idx, doc[right].idx + len(doc[right]), head.i)


def _is_long(token: Token) -> bool:
    return token.right_edge.i - token.left_edge.i > 4 or token.tag_ == "VBG"


def short_edge(child: Token) -> int:
    """The right edge of a child without the relative clause at its end."""
    for t in child.rights:
        if t.dep_ in ("relcl", "advcl"):
            inner = [c for c in child.rights if c.i < t.i and c.dep_ != "punct"]
            return short_edge(inner[-1]) if inner else child.i
    last = child.right_edge
    return last.i if last.i == child.i else max(child.i, *(short_edge(c) for c in child.rights))


def cue_group(verb: Token, until: Token | None = None) -> Reach:
    """The verb with its auxiliaries, negation and the adverb before it, up to the particle or ``until``."""
    doc = verb.doc
    left = verb.i
    while left > verb.sent.start:
        before = doc[left - 1]
        near = before.head.i == verb.i or before.head.head.i == verb.i
        if (near and (before.dep_ in GROUP or (before.dep_ == "advmod" and before.pos_ == "ADV"))) or (
            before.text == "," and left - 2 >= 0 and doc[left - 2].dep_ in GROUP and doc[left - 2].head.i == verb.i
        ):
            left -= 1
        else:
            break
    while left < verb.i and doc[left].tag_ in ("WRB",):
        left += 1
    right = max((c.i for c in verb.rights if c.dep_ == "prt" and c.i == verb.i + 1), default=verb.i)
    if until is not None:
        right = max(right, until.i)
    elif right == verb.i or doc[right].dep_ == "prt":
        right = _how(verb, right)
    return Reach(doc[left].idx, doc[right].idx + len(doc[right]), verb.i)


def _how(verb: Token, right: int) -> int:
    """The last word that tells how it was said, right behind the verb: 'said repeatedly', 'asked with a smile'."""
    doc, end = verb.doc, verb.sent.end
    while right + 1 < end and (t := doc[right + 1]).dep_ == "advmod" and t.tag_ == "RB" and t.head.i == verb.i:
        if t.right_edge.i > t.i or t.left_edge.i < t.i:
            return right
        right += 1
    if right + 1 < end and (t := doc[right + 1]).lower_ == "with" and t.dep_ == "prep" and t.head.i == verb.i:
        what = next((c for c in t.children if c.dep_ == "pobj"), None)
        if what is not None and what.right_edge.i - t.i <= MANNER and what.i == what.right_edge.i:
            return what.i
    return right


def subtree_range(token: Token, drop: Iterable[Token] = ()) -> tuple[int, int]:
    """[start, end) token indices of a subtree, trimmed of outer punctuation and of what follows a dropped token."""
    left, right = token.left_edge.i, token.right_edge.i
    for d in drop:
        if left <= d.left_edge.i <= right and d.i > token.i:
            right = min(right, d.left_edge.i - 1)
        elif left <= d.right_edge.i <= right and d.i < token.i:
            left = max(left, d.right_edge.i + 1)
    return trim(token.doc, left, right + 1)


def trim(doc: Doc, left: int, right: int) -> tuple[int, int]:
    """A token range without white space, loose punctuation and a last 'and' (quote marks and brackets stay)."""
    while left < right and (doc[left].is_space or doc[left].text in LOOSE):
        left += 1
    while right > left and (
        doc[right - 1].is_space or doc[right - 1].text in LOOSE or doc[right - 1].lower_ in JOINING
    ):
        right -= 1
    return left, right


def chars(doc: Doc, left: int, right: int) -> tuple[int, int]:
    """Token range to character offsets."""
    return doc[left].idx, doc[right - 1].idx + len(doc[right - 1])
