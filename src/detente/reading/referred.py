"""Does a noun of deed tell of it, or only refer to it? And which verb carries it, or ends it?

'Launched an attack', 'clashes broke out', 'hostilities ended' tell; 'until its demands are met', 'its mediation had
little effect' only refer.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from detente.lexicon.judging import Judging
from detente.lexicon.rows import Row
from detente.reading import roles
from detente.reading.drafts import Phrase

VERBAL = frozenset({"AGREE", "SUPPORT", "REQUEST", "REJECT", "ACCUSE", "CONCEDE", "SANCTION"})
"""Types whose nouns need two parties, or a verb that carries them, to be told and not only referred to."""

UNSIGNED = frozenset({"ASSAULT", "PROTEST", "MOBILIZE", "RETREAT", "COERCE"})
"""Types that are an event although the text names nobody: 'Fighting broke out at dawn.'"""

MEDIATES = "CONSULT.third-party"
"""The kind of those who step between others."""

NAMED_BY_KIND = frozenset({"0871", "045"})
"""Codes whose noun tells enough without parties: a ceasefire agreement that is reached, mediation that begins."""


def ended_by(lists: Judging, noun: Token, row: Row) -> Token | None:
    """The verb that tells of the end of fighting: 'hostilities ended', 'the shelling was halted' are a ceasefire."""
    verb = noun.head
    if verb.lemma_ not in lists.ending:
        return None
    if (row.event or "").startswith("MOBILIZE"):
        return verb if noun.dep_ in ("nsubj", "nsubjpass", "dobj") else None  # 'ended the state of alert'
    if not (row.event or "").startswith("ASSAULT") or noun.lemma_.lower() not in lists.hostilities:
        return None
    if noun.dep_ not in ("nsubj", "nsubjpass") or verb.i < noun.i:
        return None
    over = noun.dep_ == "nsubjpass" or not any(c.dep_ == "dobj" for c in verb.children)
    return verb if over else None


def is_in_passing(lists: Judging, noun: Token, row: Row, named: Sequence[Phrase]) -> bool:
    """'Until its demands are met', 'for the trial of the clerk': talk only referred to, of one whom no name tells."""
    kind = (row.event or "").partition(".")[0]
    if noun.dep_ == "nsubj" and noun.head.lemma_ in lists.weighing and row.event == MEDIATES:
        return True  # 'its mediation had little effect' weighs what was told elsewhere
    if kind not in VERBAL or noun.dep_ not in ("pobj", "conj", "appos", "nsubjpass", "poss", "nmod"):
        return False
    called = any(noun.doc[p.head].ent_type_ in roles.NAMING for p in named) and kind == "REQUEST"
    return len(named) < 2 and not called


def happens(lists: Judging, noun: Token, row: Row) -> bool:
    """'Clashes broke out', 'the truce took effect', 'there was heavy fighting': told to happen, whoever took part."""
    unsigned = (row.event or "").partition(".")[0] in UNSIGNED or row.cameo in NAMED_BY_KIND
    if not unsigned or noun.dep_ not in ("nsubj", "nsubjpass", "attr", "dobj"):
        return False
    verb = noun.head
    if noun.dep_ == "attr":
        return verb.lemma_ == "be" and any(c.dep_ == "expl" for c in verb.children)
    return verb.lemma_ in lists.happen or ended_by(lists, noun, row) is not None


def carrier(lists: Judging, noun: Token) -> Token | None:
    """The verb that carries a noun of deed: 'launched an attack', 'talks were held', 'responded with strikes'."""
    head = noun.head
    if head.lemma_ == "call" and _is_named(noun):
        return None
    if noun.dep_ in ("dobj", "nsubjpass") and head.pos_ == "VERB" and head.lemma_ in lists.support_verbs:
        return head
    if noun.dep_ == "pobj" and head.lower_ in ("with", "in", "out", "to") and head.head.pos_ == "VERB":
        verb = head.head
        return verb if verb.lemma_ in lists.support_verbs else None
    if noun.dep_ == "conj" and head.pos_ == "NOUN":
        return carrier(lists, head)
    return None


def _is_named(noun: Token) -> bool:
    """'Called the attack a crime': spoken of, where 'called a strike' makes one."""
    definite = any(c.lower_ in ("the", "this", "that", "these", "those") or c.dep_ == "poss" for c in noun.lefts)
    return definite or any(c.dep_ in ("oprd", "ccomp") for c in noun.head.children)
