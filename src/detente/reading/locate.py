"""How does a place name hang on an event? By the prepositions, objects and nouns between the two in the parse."""

from collections.abc import Collection
from typing import NamedTuple

from spacy.tokens import Token

from detente.lexicon.place_words import place_words
from detente.records import Place

LOCATIVE = frozenset(
    "in at near on inside into over from across along around outside within off towards toward to through between "
    "beyond against of beside alongside onto".split()
)
"""Prepositions that can say where something happened."""

WEAK = frozenset({"of", "against", "to", "from", "between", "through"})
"""Those of them that more often name a party or a path: taken last."""

STANDS = frozenset({"in", "at", "near", "inside", "outside", "around", "off", "along", "within", "on"})
"""Those that say where the doer is: 'police in Tbilisi fired', not 'fighters from Tripoli fired'."""

TURNS_AWAY = frozenset({"after", "before", "since", "despite", "during", "amid", "following", "until", "than", "like"})
"""Behind these stands something else that happened: 'on alert after clashes in Kosovo'."""

FINENESS = {"site": 0, "city": 1, "admin": 2, "region": 3, "country": 4, "unknown": 1}
"""The exact goes first. A name that the gazetteer lacks is mostly a village's."""

FARTHEST = 12
"""Arcs from a place to the event, at most."""


class Way(NamedTuple):
    """How a mention hangs on an event: lower is nearer. ``found`` says it in words."""

    rank: int
    steps: int
    found: str


def whole(token: Token) -> Token:
    """The noun that a place name only names more closely: 'crossing' for 'the Torkham crossing', 'village of Uri'."""
    say = place_words()
    for _ in range(4):
        head = token.head
        if token.dep_ in ("compound", "nmod", "amod") and (head.lower_ in say.settled or head.lower_ in say.holding):
            token = head
        elif (
            token.dep_ == "pobj"
            and head.lower_ == "of"
            and (head.head.lower_ in say.settlement or head.head.lower_ in say.holding)
        ):
            token = head.head
        else:
            return token
    return token


def place_way(root: Token, head: Token, clause: Collection[int], place: Place, cues: Collection[int]) -> Way | None:
    """How the place whose name ends in ``root`` hangs on the event at ``head``; ``None``: it is not where it happened.

    ``cues`` are the words of saying: what hangs on one of those is where somebody spoke.
    """
    token = whole(root)
    if token.head.i == head.i:
        if token.dep_ in ("compound", "amod", "nmod"):
            return Way(1, 0, "clause") if place.precision != "country" else None
        if token.dep_ in ("dobj", "nsubjpass"):
            named = token.i != root.i or place.precision in ("site", "city", "admin", "region")
            return Way(1, 0, "clause") if named or head.lemma_ in place_words().entering else None
    return _climb(token, head, clause, cues)


def _is_example(prep: Token) -> bool:
    """'Including', 'such as': what stands behind is one of those named before."""
    return prep.lower_ == "including" or (prep.lower_ == "as" and prep.i > 0 and prep.nbor(-1).lower_ == "such")


def _climb(token: Token, head: Token, clause: Collection[int], cues: Collection[int]) -> Way | None:
    say = place_words()
    located = weak = stands = doer = False
    steps = 0
    while token.head.i != token.i and steps < FARTHEST:
        if token.dep_ == "prep":
            if _is_example(token):
                located = weak = True  # 'hit several towns, including Sumy'
            elif token.lower_ in TURNS_AWAY or (token.lower_ == "of" and token.head.lemma_ in say.holder):
                return None
            if token.lower_ in LOCATIVE:
                weak = weak or (token.lower_ in WEAK and not located)
                stands = stands or token.lower_ in STANDS
                located = True
        elif token.dep_ == "poss":
            return None
        elif token.dep_ == "advmod" and token.lower_ in say.direction:
            located = True  # '40 km north of Kidal'
        elif token.dep_ in ("nsubj", "nsubjpass"):
            if not stands or token.head.i != head.i:
                return None
            doer = token.dep_ == "nsubj"
        token = token.head
        steps += 1
        if token.i == head.i:
            return Way(3 if doer else 2 if weak else 0, steps, "clause") if located else None
        if token.pos_ in ("VERB", "AUX"):
            break
    if not located or token.i in cues:
        return None
    if token.i in clause:
        return Way(4 + weak, steps, "clause")
    if token.is_ancestor(head) or token in head.conjuncts:
        return Way(6 + weak, steps, "sentence")
    return None
