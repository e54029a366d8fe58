"""Which attachments does the model get wrong where tense tells better? Mended in the parse, for all who read it.

'X said it is watching the border and urged both to talk': the model joins 'urged' to 'watching', but a past
tense is not joined to a present one; it goes on with the verb of saying. A noun is not joined to a verb either.
"""

from spacy.tokens import Doc, Token

PRESENT = frozenset({"VBZ", "VBP", "MD"})
"""Tags of a finite verb, or of its first auxiliary, that is not past."""


def mend(doc: Doc) -> Doc:
    """The same parse with such attachments put right; tokens and sentences stay as they are."""
    for token in doc:
        _mend_pair(token)
        _mend_subject(token)
        if token.dep_ == "conj" and token.tag_ == "VBD" and (teller := _teller(token)) is not None:
            for mark in [c for c in token.head.rights if c.dep_ in ("cc", "punct") and c.i < token.i]:
                mark.head = teller
            token.head = teller
    return doc


def _mend_pair(noun: Token) -> None:
    """'Entered the airspace and targeted several towns': a verb is joined to a verb, and the towns are its object."""
    verb = noun.head
    if noun.dep_ != "conj" or noun.pos_ != "NOUN" or verb.pos_ != "VERB" or verb.tag_ != "VBD":
        return
    first = noun.doc[noun.left_edge.i]
    if first.dep_ != "amod" or first.head.i != noun.i or first.tag_ not in ("VBN", "VBD") or not first.i:
        return
    if noun.doc[first.i - 1].dep_ != "cc":
        return
    first.head, first.dep_ = verb, "conj"
    first.tag_, first.pos_ = "VBD", "VERB"
    noun.head, noun.dep_ = first, "dobj"


def _mend_subject(verb: Token) -> None:
    """'Is leading efforts and some nations are involved': who stands before a finite verb is its subject."""
    if verb.dep_ != "conj" or any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for c in verb.children):
        return
    first = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), None)
    if first is None or first.tag_ not in ("VBZ", "VBP", "VBD") or first.i < 2:
        return
    noun = verb.doc[first.i - 1]
    before = verb.doc[noun.left_edge.i - 1] if noun.left_edge.i else noun
    if noun.dep_ != "conj" or noun.pos_ not in ("NOUN", "PROPN") or noun.head.dep_ not in ("dobj", "pobj"):
        return
    if before.dep_ != "cc" or before.head.i != noun.head.i or not _agrees(noun, first):
        return
    noun.head, noun.dep_ = verb, "nsubjpass" if first.dep_ == "auxpass" else "nsubj"
    before.head = verb.head


def _agrees(noun: Token, first: Token) -> bool:
    plural = noun.tag_ in ("NNS", "NNPS")
    return first.tag_ == "VBD" or plural == (first.tag_ == "VBP")


def _teller(verb: Token) -> Token | None:
    """The past-tense verb of saying whose clause, told in the present, a past-tense verb was joined to."""
    told = verb.head
    if told.dep_ != "ccomp" or any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children):
        return None
    teller = told.head
    if teller.tag_ != "VBD" or teller.i > told.i or not any(c.dep_ == "nsubj" for c in teller.lefts):
        return None
    first = next((c for c in told.lefts if c.dep_ in ("aux", "auxpass")), told)
    return teller if first.tag_ in PRESENT else None
