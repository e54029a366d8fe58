"""Whose is 'the statement'? Documents speak for those who issued them, where the report tells who that was."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from detente.lexicon.identity import Identity
from detente.reading.resolve import BODIES, REACH, Note, clause_of
from detente.reading.speech import subject

ISSUED = frozenset("statement communique communiqué declaration readout release".split())
"""Documents by which a body speaks. Reports, studies and laws are left to speak for themselves."""

ISSUING = frozenset("issue release publish make give send say add read".split())


def issuer(
    token: Token, told: Sequence[int], heads: Mapping[int, Identity], notes: Sequence[Note], at: int
) -> Identity | None:
    """Who issued the document that ``token`` names; ``told`` are the documents named before, ``at`` its sentence.

    'In a statement, the navy said ...' makes the navy the one who speaks in 'the statement added'; else it is the
    body that acted last in the sentences before; else nobody is known.
    """
    for i in (token.i, *reversed(told)):
        who = _named(token.doc[i], heads)
        if who is not None:
            return _as(token, who, 0.6)
    for n in reversed(notes):
        if at - n.sentence > REACH:
            return None
        if n.role >= 1.0 and n.actor and n.identity.kind in BODIES - {"media"} and n.sentence < at:
            return _as(token, n.identity, 0.4)
    return None


def _named(document: Token, heads: Mapping[int, Identity]) -> Identity | None:
    """Who issued it by the words around a document: 'the navy's statement', 'a statement by', 'said in a statement'."""
    for c in document.children:
        if c.dep_ == "poss" and c.i in heads:
            return heads[c.i]
        if c.dep_ == "prep" and c.lower_ in ("by", "from", "of"):
            owner = next((g for g in c.children if g.dep_ == "pobj"), None)
            if owner is not None and owner.i in heads:
                return heads[owner.i]
    if document.dep_ not in ("pobj", "dobj"):
        return None
    verb = clause_of(document)
    inside = document.dep_ == "pobj" and document.head.lower_ == "in"
    if not inside and verb.lemma_ not in ISSUING:
        return None
    who = subject(verb)
    return heads.get(who.i) if who is not None and who.i != document.i else None


def _as(token: Token, who: Identity, sure: float) -> Identity:
    why = f"'{token.lower_}' is what {who.name} issued"
    return replace(who, via="metonym", why=why, confidence=min(who.confidence, sure))
