"""How far may a role of a deed reach? Grammar's veto on somebody whom the encoder proposes.

The encoder sees words, not clauses: 'India said that it hit militants whom it blames for the killing of 26 people' has
India near 'killing'. Who tells of a deed, or wants to use it, has not done it.
"""

from spacy.tokens import Token

from detente.lexicon.judging import Judging
from detente.reading.speech import subject

TOLD = frozenset({"ccomp", "parataxis"})
"""Arcs over which a clause is the content of another: nobody outside it does what is done in it."""
SAID_OF = frozenset({"relcl", "acl"})
"""Arcs over which a clause tells more of a noun: that noun, nobody else outside, may have a role in it."""

WHILE = frozenset({"during", "in", "after", "before", "amid", "within", "throughout", "over", "on"})
"""Prepositions of circumstance: 'troops took the hill after days of fighting' has the troops in the fighting."""


def may_fill(deed: Token, who: Token, lists: Judging) -> bool:
    """Whether somebody (the head of a phrase) stands where a role of a deed can stand."""
    if who.dep_ == "compound" and who.head.i != deed.i and who.head.pos_ in ("NOUN", "PROPN"):
        return False
    if not _in_clause(deed, who) or _is_in_a_clause_below(deed, who):
        return False
    return deed.pos_ not in ("NOUN", "PROPN") or not _is_subject_beside(deed, who, lists)


def _in_clause(deed: Token, who: Token) -> bool:
    token = deed
    while token.head.i != token.i:
        if token.dep_ in TOLD:
            return token.is_ancestor(who) or token.i == who.i
        if token.dep_ in SAID_OF and token.pos_ in ("VERB", "AUX"):
            return token.is_ancestor(who) or token.i == who.i or who.i in _joined(token.head)
        token = token.head
    return True


def _is_in_a_clause_below(deed: Token, who: Token) -> bool:
    """'Struck the camps of militants whom it blames for the killing of 26 people': the 26 were not struck."""
    token = who
    while token.head.i != token.i:
        if token.i == deed.i:
            return False
        if token.i != who.i and token.dep_ in SAID_OF and token.pos_ in ("VERB", "AUX") and token.head.i != deed.i:
            return deed.is_ancestor(token)
        token = token.head
    return False


def _joined(noun: Token) -> set[int]:
    return {noun.i, *(t.i for t in noun.conjuncts)}


def _is_subject_beside(noun: Token, who: Token, lists: Judging) -> bool:
    """Whether somebody is only the subject of a verb that the noun of deed hangs on: 'used the killing as a pretext'.

    Not so where the verb carries the noun ('launched an attack'), or the noun only tells when: 'died in the attack'.
    """
    token = noun
    while token.head.i != token.i:
        if token.dep_ == "pobj" and token.head.lower_ in WHILE:
            return False
        token = token.head
        if token.pos_ not in ("VERB", "AUX"):
            continue
        does = subject(token)
        if does is not None and who.i in _joined(does):
            return token.lemma_ not in lists.support_verbs | lists.phases and "pass" not in does.dep_
        if token.dep_ != "xcomp":
            return False
    return False
