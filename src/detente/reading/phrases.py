"""Where does a noun phrase begin and end, is it one or many, and whose is it?"""

from collections.abc import Mapping
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.lexicon.identity import Identity
from detente.reading.speech import short_edge
from detente.records import Report

WIDE = 14
"""Tokens of a noun phrase before its head that are read; longer ones are lists."""

SITES = frozenset(
    "in at near outside around inside from into toward towards over across through to of for via on".split()
)
"""Prepositions after which a capital's name is a place and not its government."""

LOOSE = frozenset(
    "militant armed rebel military paramilitary islamist jihadist insurgent extremist terrorist wealthy neighbouring "
    "neighboring rights aid wire state ruling same".split()
)
"""Words that describe somebody named before without naming another: 'the militant group'."""

NEAR = 6
"""Tokens beside a name in which its title's 'its' or 'his' is sought."""

MODIFIERS = frozenset(["poss", "amod", "nmod", "compound"])

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
            return min(short_edge(child) + 1, token.i + 10)
    return token.i + 1


def is_plural(token: Token) -> bool:
    """Whether a noun stands in the plural, by its tag or its morphology."""
    return token.tag_ in ("NNS", "NNPS") or "Number=Plur" in str(token.morph)


def acts_with_others(token: Token) -> bool:
    """'Tehran and Ankara said': the second name acts as the first does."""
    return token.dep_ == "conj" and token.head.dep_ in ("nsubj", "dobj", "conj")


def owner_of(head: Token, heads: Mapping[int, Identity]) -> Identity | None:
    """The state whose thing this is: 'Indian jets' and 'Pakistan's airspace' stand for the two states."""
    for child in head.lefts:
        if child.dep_ in MODIFIERS and (who := heads.get(child.i)) is not None:
            if who.kind not in ("state", "government", "igo", "armed_group", "military"):
                continue
            return replace(
                who, via="demonym", why=f"what is {who.name}'s stands for it ({head.text!r})", confidence=0.55
            )
    return None


def possessor_of(token: Token, heads: Mapping[int, Identity]) -> Identity | None:
    """Whose 'its embassy', 'his army' is, where that is somebody with a country."""
    for child in token.lefts:
        if child.dep_ == "poss" and child.pos_ in ("PRON", "DET"):
            who = heads.get(child.i)
            return who if who is not None and who.country else None
    return None
