"""Which rows of the lexicon fire on a word as it is used here? The narrowest use first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from spacy.tokens import Token

from detente.lexicon.rows import Row
from detente.reading.speech import agent, subject

R = TypeVar("R", bound=Row)

LONGEST = 5
"""Words and hyphens before its head that the lemma of a row may have: 'hit-and-run attack' has six tokens."""

AMOUNTS = frozenset(
    "dozen score hundred thousand million billion number couple pair handful series wave salvo barrage volley round "
    "part half third most all some rest piece tonne ton kilo type kind group state array string spate range "
    "day batch load crate shipment consignment set several".split()
)
"""Nouns whose 'of' leads to what is meant: 'fired dozens of missiles', 'declared a state of emergency'."""


def names(token: Token) -> tuple[str, ...]:
    """The lemmas under which a word is looked up, the longest first: 'missile strike' before 'strike', 'cease-fire'."""
    kept = cast(dict[Any, Any], token.doc.user_data)
    key = ("names", token.i)
    if key not in kept:
        kept[key] = tuple(_names(token))
    found: tuple[str, ...] = kept[key]
    return found


def _names(token: Token) -> Iterator[str]:
    lemma, doc, i = token.lemma_.lower(), token.doc, token.i
    if i + 2 < len(doc) and doc[i + 1].text == "-" and i + 2 < token.sent.end:
        yield f"{token.lower_}-{doc[i + 2].lower_}"
    if token.pos_ == "VERB":
        yield from (n for n in _stems(token.lower_) if n != lemma)
    hyphen = i >= 2 and doc[i - 1].text == "-" and i - 2 >= token.sent.start
    if hyphen or token.pos_ in ("NOUN", "PROPN"):
        before = [t.lower_ for t in doc[max(token.sent.start, i - LONGEST) : i]]
        for n in range(len(before), 0, -1):
            yield " ".join([*before[-n:], lemma]).replace(" - ", "-")
    yield lemma


def _stems(form: str) -> Iterator[str]:
    """Verbs that an inflected form may belong to: the model takes 'staged' for 'stag', 'hopes' for 'hop'."""
    if form.endswith("ed") and len(form) > 4:
        yield form[:-1]
        yield form[:-3] if form[-3] == form[-4] else form[:-2]
    elif form.endswith("es"):
        yield form[:-1]
    elif form.endswith("ing") and len(form) > 5:
        yield form[:-3] + "e"


def matching(rows: Mapping[str, tuple[R, ...]], token: Token) -> Iterator[R]:
    """The rows whose demands on particle, object and preposition the token's children meet; several steps ask, and the
    answer is kept with the parse, which must not change in between."""
    kept = cast(dict[Any, Any], token.doc.user_data)
    key = ("rows", id(rows), token.i)
    if key not in kept:  # the rows are held, so that no others can come to their address
        kept[key] = rows, tuple(row for name in names(token) for row in rows.get(name, ()) if _fits(row, token))
    return iter(kept[key][1])


def _led_to(prep: str, token: Token) -> set[str]:
    """Lemmas that a preposition of the word leads to: 'strike' in 'went on strike'."""
    below = [g for c in token.children if c.lower_ == prep for g in c.children]
    return {g.lemma_.lower() for g in below if g.dep_ == "pobj"} | {g.lower_ for g in below if g.dep_ == "pcomp"}


def _led_below(prep: str, token: Token) -> set[str]:
    """The same, where the preposition hangs one word lower: 'accused him of theft', 'walked out of talks'."""
    low = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "prt", "prep", "advmod")]
    return _led_to(prep, token).union(*(_led_to(prep, c) for c in low))


def _fits(row: Row, token: Token) -> bool:
    children = list(token.children)
    objects = {c.lemma_.lower() for c in children if c.dep_ in ("dobj", "nsubjpass", "attr", "oprd")}
    if token.dep_ == "acl" and token.tag_ == "VBN":
        objects.add(token.head.lemma_.lower())
    if (row.object_class and not objects) or (row.bare and any(c.dep_ == "dobj" for c in children)):
        return False
    if row.object:
        objects |= {g for c in children if c.lemma_.lower() in AMOUNTS for g in _led_to("of", c)}
        if row.prep:
            objects |= _led_below(row.prep, token)
    if row.particle and not any(
        c.lower_ == row.particle and c.dep_ in ("prt", "advmod", "prep", "advcl", "acomp", "oprd") for c in children
    ):
        return False
    if row.object and not objects & set(row.object):
        return False
    if row.prep:
        own = any(c.lower_ == row.prep and c.dep_ in ("prep", "agent", "dative", "prt") for c in children)
        if not own and not ((row.object or row.particle) and _led_below(row.prep, token)):
            return False
    if row.not_object and objects & set(row.not_object):
        return False
    if row.subject and not _doers(token) & set(row.subject):
        return False
    return not (row.not_subject and _causes(children) & set(row.not_subject))


def _doers(token: Token) -> set[str]:
    """Lemmas of who does it, also where the subject is shared or counted: 'hundreds of students clashed'."""
    doer = agent(token) or subject(token)
    if doer is None:
        return set()
    below = {g for c in doer.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"}
    below |= {g for b in below for c in b.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"}
    return {doer.lemma_.lower()} | ({b.lemma_.lower() for b in below} if doer.lemma_.lower() in AMOUNTS else set())


def _causes(children: Sequence[Token]) -> set[str]:
    """Lemmas of what does it: the subject ('Hurricane Maria' too), and in the passive 'by floods', 'in a crash'."""
    doers = [c for c in children if c.dep_ == "nsubj"]
    doers += [g for c in doers if c.pos_ == "PROPN" for g in c.children if g.dep_ == "compound"]
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in children):
        preps = [c for c in children if c.lower_ in ("by", "in", "from")]
        doers += [g for c in preps for g in c.children if g.dep_ == "pobj"]
    return {d.lemma_.lower() for d in doers}
