"""Which rows of the lexicon fire on a word as it is used here? The narrowest use first."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from spacy.tokens import Token

from detente.lexicon.rows import Row

R = TypeVar("R", bound=Row)


def matching(rows: Mapping[str, tuple[R, ...]], token: Token) -> Iterator[R]:
    """The rows whose demands on particle, object and preposition the token's children meet."""
    for row in rows.get(token.lemma_.lower(), ()):
        if _fits(row, token):
            yield row


def _fits(row: Row, token: Token) -> bool:
    children = list(token.children)
    objects = {c.lemma_.lower() for c in children if c.dep_ in ("dobj", "nsubjpass", "attr")}
    if row.particle and not any(
        c.lower_ == row.particle and c.dep_ in ("prt", "advmod", "prep", "advcl", "acomp", "oprd") for c in children
    ):
        return False
    if row.object and not objects & set(row.object):
        return False
    if row.prep and not any(c.lower_ == row.prep and c.dep_ in ("prep", "agent", "dative", "prt") for c in children):
        return False
    if row.not_object and objects & set(row.not_object):
        return False
    subjects = {c.lemma_.lower() for c in children if c.dep_ == "nsubj"}
    return not (row.not_subject and subjects & set(row.not_subject))
