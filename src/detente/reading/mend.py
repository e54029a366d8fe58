"""Which attachments does the model get wrong where tense tells better? Mended in the parse, for all who read it.

'X said it is watching the border and urged both to talk': the model joins 'urged' to 'watching', but a past
tense is not joined to a present one; it goes on with the verb of saying.
"""

from spacy.tokens import Doc, Token

PRESENT = frozenset({"VBZ", "VBP", "MD"})
"""Tags of a finite verb, or of its first auxiliary, that is not past."""


def mend(doc: Doc) -> Doc:
    """The same parse with such attachments put right; tokens and sentences stay as they are."""
    for token in doc:
        if token.dep_ == "conj" and token.tag_ == "VBD" and (teller := _teller(token)) is not None:
            for mark in [c for c in token.head.rights if c.dep_ in ("cc", "punct") and c.i < token.i]:
                mark.head = teller
            token.head = teller
    return doc


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
