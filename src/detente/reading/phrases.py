"""Where does a noun phrase begin and end, and is it one or many?"""

from spacy.tokens import Doc, Token

from detente.records import Report

WIDE = 14
"""Tokens of a noun phrase before its head that are read; longer ones are lists."""

WITHIN = frozenset("of in from at across throughout within inside around near over including".split())


def text_of(report: Report, doc: Doc, start: int, end: int) -> str:
    """The words of tokens ``[start, end)``, white space made even."""
    first, last = doc[start], doc[end - 1]
    return " ".join(report.text[first.idx : last.idx + len(last)].split())


def left_of(doc: Doc, token: Token) -> int:
    """Where the noun phrase of a head begins."""
    start = max(token.left_edge.i, token.i - WIDE)
    while start < token.i and (
        doc[start].is_punct or doc[start].is_space or doc[start].dep_ in ("cc", "advmod", "prep")
    ):
        start += 1
    return start


def right_of(token: Token) -> int:
    """Where its complement ('of the trade union', 'in Lagos') ends."""
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in WITHIN and child.i - token.i <= 2:
            return min(child.right_edge.i + 1, token.i + 10)
    return token.i + 1


def is_plural(token: Token) -> bool:
    """Whether a noun stands in the plural, by its tag or its morphology."""
    return token.tag_ in ("NNS", "NNPS") or "Number=Plur" in str(token.morph)


def acts_with_others(token: Token) -> bool:
    """'Tehran and Ankara said': the second name acts as the first does."""
    return token.dep_ == "conj" and token.head.dep_ in ("nsubj", "dobj", "conj")
