"""Which victims are told of without a figure ('killing a child'), and which counts make one total?"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from spacy.tokens import Doc, Token

from detente.lexicon.numbers import NumberWords
from detente.reading.numbers.fate import SHOT, Fates
from detente.reading.numbers.lists import SUBJECTS, is_year_old, list_of, members_of, root_of
from detente.records import Number, Report, change

HARMS = frozenset({"killed", "wounded", "missing", "detained", "displaced", "captured", "destroyed"})
HIT = HARMS | {SHOT}
ONE = frozenset({"him", "her", "himself", "herself", "me"})
_SOME_OF = re.compile(r"\S+ of (?:the|those|them|these)\b")
SCENE = frozenset({"GPE", "LOC", "FAC", "DATE", "TIME"})
REST = frozenset({"other", "others", "remaining", "surviving", "more"})
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
    out: list[Found] = []
    for noun in _candidates(doc, fates, words):
        if noun.i in seen:
            continue
        seen.add(noun.i)
        kind = _kind(noun, words)
        what = "killed" if noun.lemma_ in ("body", "corpse") else fates.of(noun) if kind else None
        if kind and what in HIT - {"displaced", "destroyed"}:
            out.append(_single(report, noun, what, kind, counted, words))
    return out


def _candidates(doc: Doc, fates: Fates, words: NumberWords) -> Iterator[Token]:
    """Nouns in a slot of a word of harm, with those joined to them."""
    for token in doc:
        lemma = token.lemma_.lower()
        heads: list[Token] = []
        if token.pos_ in ("VERB", "AUX") and lemma in fates.triggers:
            heads = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "dobj")]
            if lemma == "turn":
                heads = [g for c in token.children if c.lower_ == "on" for g in c.children if g.lower_.endswith("self")]
            if token.dep_ in ("acl", "relcl"):
                heads.append(token.head)
            elif token.dep_ == "conj" and token.head.pos_ == "VERB":
                heads += [c for c in token.head.children if c.dep_ in ("nsubj", "nsubjpass")]
        elif token.pos_ == "NOUN" and (lemma in fates.holders or lemma in words.deeds.words or lemma == "life"):
            heads = [c for c in token.children if c.dep_ == "poss"]
            heads += [g for c in token.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]
        elif (
            token.lemma_ in ("body", "corpse")
            and token.tag_ == "NN"
            and token.head.lemma_ in ("find", "recover", "discover")
        ):
            heads = [token]
        elif token.lower_ in words.states:
            heads = [token.head] if token.dep_ in ("amod", "acomp") else []
            heads += [c for c in token.children if c.dep_ == "nsubj"]
        for head in heads:
            yield head
            yield from (c for c in members_of(head) if c.i > head.i)


def _kind(noun: Token, words: NumberWords) -> str | None:
    if noun.lower_ == "another" and noun.dep_ in SUBJECTS:
        return "single"  # 'one was killed and another was wounded'
    if noun.lower_ in ("he", "she") and noun.dep_ in SUBJECTS:
        return "name"
    if noun.lower_ in ONE and noun.dep_ in ("dobj", "conj", "pobj"):
        return "self" if noun.lower_.endswith("self") else "pronoun"
    if any(c.dep_ in ("nummod", "neg") or c.lower_ in ("no", "every", "each", "any") for c in noun.children):
        return None
    if any(c.dep_ == "amod" and c.lower_ in words.ordinals for c in noun.children) and noun.dep_ in SUBJECTS:
        return "ordinal"
    if noun.lemma_ in ("body", "corpse") and noun.tag_ == "NN":
        return "single"
    if is_year_old(noun) or (
        noun.tag_ == "NN" and noun.lemma_.lower() in words.people.nouns - {"people", "personnel", "crew", "couple"}
    ):
        return "single"
    if noun.tag_ == "NNP" and noun.ent_type_ not in ("NORP", "GPE", "LOC", "EVENT", "FAC", "DATE", "TIME", "LAW"):
        return "name"
    return None


def _single(report: Report, noun: Token, what: str, kind: str, counted: Sequence[Found], words: NumberWords) -> Found:
    left = noun
    for c in noun.lefts:
        if c.dep_ in ("det", "amod", "poss", "compound", "nummod", "nmod"):
            left = min(left, c.left_edge, key=lambda t: t.i)
    many = 1.0
    if kind == "ordinal" and what == "killed" and not _is_next_in_list(noun, words):
        many = float(next(words.ordinals[c.lower_] for c in noun.children if c.lower_ in words.ordinals))
        fates = {f.number.what for f in counted if f.number.best == many - 1 and f.head.i < noun.i}
        if fates & {"wounded", SHOT} and "killed" not in fates:
            many = 1.0  # 'Three men were hurt. The fourth victim died.'
    number = Number(
        span=report.span(left.idx, noun.idx + len(noun)),
        what=what,
        low=many,
        best=many,
        high=many,
        approximate=False,
        of=None if kind in ("name", "pronoun", "self") or noun.lower_ == "another" else noun.lower_,
    )
    return Found(number, noun, kind)


def _is_next_in_list(noun: Token, words: NumberWords) -> bool:
    """Whether an ordinal counts on from people who fared otherwise, or counts attackers, and so tells no toll.

    'Two men were hurt and a third man died' is one death, as is 'a third gunman was killed'.
    """
    if noun.lemma_.lower() in words.people.attackers:
        return True
    unknown = any(c.lower_ in ("a", "another") for c in noun.children)
    return unknown and any(t.pos_ == "NUM" and t.i < noun.i for t in noun.sent)


def joined(report: Report, found: Sequence[Found]) -> list[Found]:
    """Adds the total of counts joined in one slot: 'two men and a woman were killed' are three.

    The counts that it adds up become parts of it. Nothing is added where one member of the list is uncounted.
    """
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n, f in enumerate(found):
        if f.number.what in HIT and f.number.part_of is None and f.kind != "ordinal":
            groups[root_of(f.head).i, f.number.what].append(n)
    out = list(found)
    for members in groups.values():
        rows = [found[n] for n in members]
        if len({f.head.i for f in rows}) < 2 or {f.head.i for f in rows} != list_of(rows[0].head):
            continue
        start = min(f.number.span.start for f in rows)
        end = max(f.number.span.end for f in rows)
        if end - start > WIDTH or "\n" in report.text[start:end] or _is_naming(report, rows):
            continue
        total = _sum(report, start, end, [f.number for f in rows])
        for n in members:
            out[n] = Found(change(found[n].number, part_of=total.span), found[n].head, "part")
        out.append(Found(total, root_of(rows[0].head), "figure"))
    return out


def _is_naming(report: Report, rows: Sequence[Found]) -> bool:
    """Whether names say who was counted, and add nobody: 'Two of the men, Ali Roe and Omar Haddad, died.'"""
    first, *rest = sorted(rows, key=lambda f: f.number.span.start)
    between = report.text[first.number.span.end : rest[0].number.span.start].split()
    return first.kind == "figure" and all(f.kind == "name" for f in rest) and between[:1] == [","]


def abreast(report: Report, found: Sequence[Found]) -> list[Found]:
    """Adds those told of in clauses side by side: 'a boy was shot in the arm and a woman was hit in the back' are two.

    Clauses that have each a place or a time tell of several deeds, and are not added up.
    """
    out = list(found)
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n, f in enumerate(found):
        verb = f.head.head
        if f.head.dep_ not in SUBJECTS or f.number.part_of is not None or not _is_new(f):
            continue
        while verb.head.pos_ == "VERB" and (verb.dep_ == "conj" or _is_meanwhile(verb)):
            verb = verb.head
        if f.number.what in HIT:
            groups[verb.i, f.number.what].append(n)
    for members in groups.values():
        members.sort(key=lambda n: found[n].number.span.start)
        rows = [found[n] for n in members]
        doers = any(c.dep_ == "agent" for f in rows[1:] for c in f.head.head.children)  # 'and a guard was hit by a car'
        if len(rows) < 2 or doers or sum(_has_scene(f.head.head) for f in rows) > 1:
            continue
        start, end = rows[0].number.span.start, rows[-1].number.span.end
        if start < end <= start + WIDTH and "\n" not in report.text[start:end]:
            total = _sum(report, start, end, [f.number for f in rows])
            for n in members:
                out[n] = Found(change(found[n].number, part_of=total.span), found[n].head, "part")
            out.append(Found(total, rows[-1].head, "figure"))
    return out


def _is_new(f: Found) -> bool:
    """Whether a count tells of somebody for the first time: 'a boy', 'another', 'two men'; not 'two of them'."""
    words = [c.lower_ for c in f.head.lefts]
    told = f.kind in ("single", "other") and bool({"a", "an", "another", "one"} & {*words, f.head.lower_})
    return told or (f.kind == "figure" and f.number.of is not None and "the" not in words and "of" not in words)


def _is_meanwhile(verb: Token) -> bool:
    return verb.dep_ == "advcl" and any(c.lower_ == "while" for c in verb.children)


def _has_scene(verb: Token) -> bool:
    """Whether a clause has a place or a time of its own."""
    own = (t for c in verb.children if c.dep_ in ("prep", "npadvmod", "advmod") for t in c.subtree)
    return any(t.ent_type_ in SCENE for t in own)


def with_attackers(report: Report, found: Sequence[Found]) -> list[Found]:
    """Adds the attacker who died to the dead of his sentence or, where it has none, of the one before.

    'The gunman killed two people before killing himself.' tells of three; so does 'He killed two. Then he shot himself
    dead.' in one paragraph.
    """
    out = list(found)
    dead: dict[int, list[int]] = defaultdict(list)
    for n, f in enumerate(found):
        if f.number.what == "killed" and f.number.part_of is None:
            dead[f.head.sent.start].append(n)
    for n in [n for members in dead.values() for n in members if found[n].kind == "self"]:
        f = found[n]
        first = f.head.sent.start
        near = dead[first] if not first or len(dead[first]) > 1 else dead[f.head.doc[first - 1].sent.start]
        mates = [m for m in near if _is_mate(found[m], f)]
        if len(mates) != 1 or f.number.span.end - found[mates[0]].number.span.start > WIDTH:
            continue
        if "\n" in report.text[found[mates[0]].number.span.start : f.number.span.end]:
            continue
        rows = [found[mates[0]], f]
        total = _sum(report, rows[0].number.span.start, f.number.span.end, [r.number for r in rows])
        for m in (mates[0], n):
            out[m] = Found(change(found[m].number, part_of=total.span), found[m].head, "part")
        out.append(Found(total, f.head, "figure"))
    return out


def _is_mate(other: Found, self_killed: Found) -> bool:
    """Whether ``other`` counts victims of the one who killed himself, and is not himself ('a boy who shot himself')."""
    several = other.number.best is not None and other.number.best > 1  # 'two clerks were shot dead': not himself
    named = other.kind in ("figure", "single") and (several or other.head.dep_ not in SUBJECTS)
    return named and other.number.span.end <= self_killed.number.span.start


def settle_shot(found: Sequence[Found]) -> list[Found]:
    """Says of those shot whether they are the dead or the wounded of the report.

    'Five people were shot. Two died.' leaves three wounded, at most five; 'Two men were shot. Both died.' leaves none:
    the two are the dead. Where the report tells of no death, who was shot is wounded.
    """
    died = any(f.number.what == "killed" for f in found)
    found = [
        f
        for f in found
        if not (died and f.kind == "single" and f.number.what in ("wounded", SHOT) and _is_known(f.head))
    ]
    dead = max((f.number.best for f in found if f.number.what == "killed" and f.number.best), default=0.0)
    hurt = max((f.number.best for f in found if f.number.what == "wounded" and f.number.best), default=0.0)
    rest = {f.number.best for f in found if f.number.what == "wounded" and f.number.best and _is_rest(f.head)}
    share = _left_of(found)
    return [
        Found(_settled(f.number, dead, hurt), f.head, f.kind)
        if f.number.what == SHOT or (f.number.what == "wounded" and dead and _is_all(f, dead, {*rest, share}))
        else f
        for f in found
    ]


def _left_of(found: Sequence[Found]) -> float | None:
    """How many of those hurt live, where some of them died and no other dead are told of: 'One of the victims died.'"""
    dead = [f.number for f in found if f.number.what == "killed" and f.kind == "figure"]
    if not dead or not all(_SOME_OF.match(n.span.quote) for n in dead):
        return None
    hurt = [f.number.best for f in found if f.number.what == "wounded" and f.kind == "figure" and f.number.best]
    left = max(hurt, default=0.0) - (dead[0].best or 0)
    return left if left > 0 and left not in hurt else None


def _is_rest(head: Token) -> bool:
    """Whether a count leaves out those told of before: 'two other guards', 'the others', 'the remaining five'."""
    return head.lower_ in REST or any(c.lower_ in REST for c in head.children)


def _is_all(f: Found, dead: float, rest: set[float | None]) -> bool:
    """Whether those brought to hospital include who died there: 'all three' where 'two others' live and one died."""
    n = f.number
    return n.best is not None and n.part_of is None and not _is_rest(f.head) and n.best - dead in rest


def _is_known(noun: Token) -> bool:
    """Whether a noun points back to somebody told of before: 'the teen', 'his son'."""
    return any(c.lower_ == "the" or c.dep_ == "poss" for c in noun.children)


def _settled(number: Number, dead: float, hurt: float) -> Number:
    n = number.best
    settled: Number = change(number, what="wounded")
    if n is None or not dead or (number.what == SHOT and hurt and n <= hurt):
        return settled
    if n <= dead:
        return cast(Number, change(number, what="killed"))
    return cast(Number, change(settled, low=n - dead, best=n - dead, high=n, approximate=True))


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
