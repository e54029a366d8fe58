"""Which victims are told of without a figure ('killing a child'), and which counts make one total?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.lexicon.numbers import NumberWords
from detente.reading.numbers.fate import NOMINAL, Fates, is_year_old
from detente.records import Number, Report, change

HARMS = frozenset({"killed", "wounded", "missing", "detained", "displaced", "captured", "destroyed"})
ONE = frozenset({"him", "her", "himself", "herself", "me"})
WIDTH = 240
"""A coordination longer than this many characters is a misread list, and no total."""


@dataclass(frozen=True, slots=True)
class Found:
    """A number and the token that stands for those counted; ``kind``: figure, single, ordinal, name or pronoun."""

    number: Number
    head: Token
    kind: str = "figure"


def single_victims(report: Report, doc: Doc, counted: Sequence[Found], fates: Fates, words: NumberWords) -> list[Found]:
    """Victims who are one by grammar: 'a child was killed', 'the death of a guard', 'Jane Roe died'."""
    seen = {f.head.i for f in counted} | {t.i for f in counted for t in f.head.subtree if t.dep_ == "nummod"}
    out = []
    for noun in _candidates(doc, fates, words):
        if noun.i in seen:
            continue
        seen.add(noun.i)
        kind = _kind(noun, words)
        what = fates.of(noun) if kind else None
        if kind and what in HARMS - {"displaced", "destroyed"}:
            out.append(_single(report, noun, what, kind, words))
    return out


def _candidates(doc: Doc, fates: Fates, words: NumberWords) -> Iterator[Token]:
    """Nouns in a slot of a word of harm, with those joined to them."""
    for token in doc:
        lemma = token.lemma_.lower()
        heads: list[Token] = []
        if token.pos_ in ("VERB", "AUX") and lemma in fates.triggers:
            heads = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "dobj")]
            if token.dep_ in ("acl", "relcl"):
                heads.append(token.head)
            elif token.dep_ == "conj" and token.head.pos_ == "VERB":
                heads += [c for c in token.head.children if c.dep_ in ("nsubj", "nsubjpass")]
        elif token.pos_ == "NOUN" and (lemma in words.nouns or lemma in words.deeds.words):
            heads = [c for c in token.children if c.dep_ == "poss"]
            heads += [g for c in token.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]
        elif token.lower_ in words.states:
            heads = [token.head] if token.dep_ in ("amod", "acomp") else []
            heads += [c for c in token.children if c.dep_ == "nsubj"]
        for head in heads:
            yield head
            yield from (c for c in head.conjuncts if c.i > head.i)


def _kind(noun: Token, words: NumberWords) -> str | None:
    if noun.lower_ in ONE and noun.dep_ in ("dobj", "conj"):
        return "pronoun"
    if any(c.dep_ in ("nummod", "neg") or c.lower_ in ("no", "every", "each", "any") for c in noun.children):
        return None
    if any(c.dep_ == "amod" and c.lower_ in words.ordinals for c in noun.children) and noun.tag_ == "NN":
        return "ordinal"
    if is_year_old(noun) or (
        noun.tag_ == "NN" and noun.lemma_.lower() in words.people.nouns - {"people", "personnel", "crew", "couple"}
    ):
        return "single"
    if noun.pos_ == "PROPN" and noun.ent_type_ == "PERSON":
        return "name"
    return None


def _single(report: Report, noun: Token, what: str, kind: str, words: NumberWords) -> Found:
    left = noun
    for c in noun.lefts:
        if c.dep_ in ("det", "amod", "poss", "compound", "nummod", "nmod"):
            left = min(left, c.left_edge, key=lambda t: t.i)
    many = 1.0
    if kind == "ordinal" and what == "killed":
        many = float(next(words.ordinals[c.lower_] for c in noun.children if c.lower_ in words.ordinals))
    number = Number(
        span=report.span(left.idx, noun.idx + len(noun)),
        what=what,
        low=many,
        best=many,
        high=many,
        approximate=False,
        of=None if kind in ("name", "pronoun") else noun.lower_,
    )
    return Found(number, noun, kind)


def joined(report: Report, found: Sequence[Found]) -> list[Found]:
    """Adds the total of counts joined in one slot: 'two men and a woman were killed' are three.

    The counts that it adds up become parts of it. Nothing is added where one member of the list is uncounted.
    """
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n, f in enumerate(found):
        if f.number.what in HARMS and f.number.part_of is None and f.kind != "ordinal":
            groups[_root(f.head).i, f.number.what].append(n)
    out = list(found)
    for members in groups.values():
        rows = [found[n] for n in members]
        if len(rows) < 2 or {f.head.i for f in rows} != _list_of(rows[0].head):
            continue
        start = min(f.number.span.start for f in rows)
        end = max(f.number.span.end for f in rows)
        if end - start > WIDTH or "\n" in report.text[start:end]:
            continue
        total = _sum(report, start, end, [f.number for f in rows])
        for n in members:
            out[n] = Found(change(found[n].number, part_of=total.span), found[n].head, "part")
        out.append(Found(total, _root(rows[0].head), "figure"))
    return out


def _sum(report: Report, start: int, end: int, numbers: Sequence[Number]) -> Number:
    return Number(
        span=report.span(start, end),
        what=numbers[0].what,
        low=_add([n.low for n in numbers]),
        best=_add([n.best for n in numbers]),
        high=_add([n.high for n in numbers]),
        approximate=any(n.approximate for n in numbers),
        of=None,
    )


def _add(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) if len(known) == len(values) else None


def _root(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.pos_ in NOMINAL:
        token = token.head
    return token


def _list_of(token: Token) -> set[int]:
    root = _root(token)
    return {root.i, *(c.i for c in root.conjuncts if c.pos_ in NOMINAL)}
