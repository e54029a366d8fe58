"""Who is told of in one list? Those joined by 'and', companions ('along with'), and lists that the parse broke."""

from collections.abc import Iterator

from spacy.tokens import Token

from detente.lexicon.numbers import load_number_words

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def is_year_old(noun: Token) -> bool:
    """Whether a word ends 'a 16-year-old'."""
    return noun.lower_ in ("old", "olds") and noun.i > 1 and noun.nbor(-2).lower_ in ("year", "month", "years")


def host_of(token: Token) -> Token | None:
    """Whose fate a companion shares: 'a guard' in 'a guard was shot along with his daughter', 'died together with'.

    Beside an active verb with an object ('killed a nurse along with his brother') he may be among the doers: ``None``.
    """
    prep = token.head
    if token.dep_ != "pobj" or prep.lower_ != "with" or any(c.dep_ == "amod" and c.tag_ == "VBN" for c in token.lefts):
        return None  # 'along with the wounded guard'
    if not prep.i or prep.nbor(-1).lower_ not in ("along", "together"):
        return None
    over = prep.head.head if prep.head == prep.nbor(-1) else prep.head
    if over.pos_ in ("NOUN", "PROPN"):
        return over if over.dep_ in SUBJECTS else None
    if any(c.dep_ == "dobj" for c in over.children):
        return None
    return next((c for c in over.children if c.dep_ in SUBJECTS), over.head if over.dep_ == "acl" else None)


def host_in_list(token: Token) -> Token | None:
    """The first of 'a baker, a tailor and a nurse', where the parser takes the rest for another name of the first."""
    head = token.head
    if token.dep_ != "appos" or head.pos_ != "NOUN" or token.pos_ != "NOUN" or not any(token.conjuncts):
        return None
    one = all(any(c.lower_ in ("a", "an") for c in t.children) for t in (head, token))
    named = head.lemma_.lower() in load_number_words().people.anybody  # 'a man, a baker and a father of six'
    return head if one and head.tag_ == "NN" and not is_year_old(head) and not named else None


def root_of(token: Token) -> Token:
    """The first member of the list that a token stands in, or the token itself."""
    while above := _above(token):
        token = above
    return token


def _above(token: Token) -> Token | None:
    if token.dep_ == "conj" and token.head.pos_ in NOMINAL:
        return token.head
    return host_of(token) or host_in_list(token)


def members_of(root: Token) -> Iterator[Token]:
    """Those joined to ``root``: by 'and', as companions ('along with his daughter'), in a list that the parse broke."""
    for t in [*root.conjuncts, *_companions(root), *(c for c in root.children if host_in_list(c) is not None)]:
        if t.pos_ in NOMINAL:
            yield t
            yield from (c for c in t.conjuncts if c.pos_ in NOMINAL and t.dep_ != "conj")


def _companions(root: Token) -> Iterator[Token]:
    for over in (root, root.head, *(c for c in root.children if c.dep_ == "acl")):
        for prep in (g for c in over.children if c.dep_ in ("prep", "advmod") for g in (c, *c.children)):
            yield from (c for c in prep.children if host_of(c) is not None and host_of(c) == root)


def list_of(token: Token) -> set[int]:
    """Where the heads of a list stand, ``token`` being one of them."""
    root = root_of(token)
    return {root.i, *(c.i for c in members_of(root))}
