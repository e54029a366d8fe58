"""What is it that is agreed on, asked for or offered: a truce, a pull-back, mediation? CAMEO has a code for each.

'Agreed to a ceasefire', 'agreed to suspend hostilities', 'demanded an end to the fighting', 'appealed for mediation',
'accepted a mediation offer', 'asked Peru to help resolve the dispute'.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from detente.lexicon.judging import Judging

FAR = 4
"""Arcs from a verb of asking to what is asked for, at most."""

CODES = {
    ("AGREE", "ceasefire"): "0871", ("AGREE", "mediation"): "039", ("AGREE", "withdrawal"): "0356",
    ("REQUEST", "ceasefire"): "0256", ("REQUEST", "withdrawal"): "0256", ("REQUEST", "mediation"): "028",
    ("REJECT", "ceasefire"): "1246", ("REJECT", "mediation"): "126",
    ("REJECT", "withdrawal"): "1246",
    ("SIGN", "ceasefire"): "0871", ("DEMAND", "ceasefire"): "1056", ("DEMAND", "withdrawal"): "1056",
    ("DEMAND", "mediation"): "108",
}  # fmt: skip
"""CAMEO codes by what is done and what it is about; a DEMAND is a REQUEST that leaves no choice,
and to SIGN is a SUPPORT."""

SIGNED = "057"
"""CAMEO's code of an agreement that is signed."""

HELPING = frozenset({"help", "assist", "assistance", "intervention", "aid"})
"""Words for a third party's part in what others settle."""

INNER = frozenset(
    {"xcomp", "ccomp", "dobj", "prep", "pobj", "pcomp", "conj", "nsubjpass", "compound", "amod", "attr", "acl"}
)
"""Arcs by which one comes from a verb to what it is about."""


def code_of(kind: str, cameo: str | None, head: Token, lists: Judging) -> str | None:
    """The CAMEO code of an agreement or a request by its content; the code that it has where that tells nothing."""
    deed = "DEMAND" if kind == "REQUEST" and head.lemma_.lower() in lists.demanding else kind
    deed = "SIGN" if cameo == SIGNED else deed
    if (deed, "ceasefire") not in CODES:
        return cameo
    what = next((w for t in _content(head) if (w := topic(t, lists)) is not None), None)
    return CODES.get((deed, what), cameo) if what is not None else cameo


def topic(token: Token, lists: Judging) -> str | None:
    """Whether a word of a content is a truce, a pull-back or mediation."""
    lemma = token.lemma_.lower()
    if token.pos_ in ("NOUN", "PROPN", "VERB"):
        found = next((k for k, words in lists.topics.items() if lemma in words), None)
        if found is not None:
            return found
    if lemma in lists.ending and any(g.lemma_.lower() in lists.hostilities for g in _below(token)):
        return "ceasefire"
    if lemma in lists.settling and token.pos_ == "VERB" and token.head.lemma_ in HELPING:
        return "mediation"
    good = lemma == "office" and any(c.lower_ == "good" for c in token.lefts)
    return "mediation" if good else None


def is_for_peace(verb: Token, lists: Judging) -> bool:
    """Whether an effort is one of peace: 'leads efforts to ease tension', and not 'leads the relief effort'."""
    return any(t.lemma_.lower() in lists.peace for t in verb.subtree)


def _below(token: Token) -> Iterator[Token]:
    """The objects of a verb, and what a noun is one of or to: 'an end to the fighting'."""
    for c in token.children:
        if c.dep_ in ("dobj", "nsubjpass"):
            yield c
        elif c.dep_ == "prep" and c.lower_ in ("to", "of"):
            yield from (g for g in c.children if g.dep_ == "pobj")


def _content(head: Token) -> Iterator[Token]:
    """The words of what is asked for, the nearest first; no clause with a tense of its own."""
    level = [c for c in head.children if c.dep_ in INNER and (c.i > head.i or c.dep_ == "nsubjpass")]
    for _ in range(FAR):
        yield from level
        level = [g for t in level for g in t.children if g.dep_ in INNER and g.i != head.i]
