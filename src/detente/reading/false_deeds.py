"""Which words look like a deed here and are none? Idioms, habits, works, posts, audiences, questions, names, games.

'War of words', 'often shells', 'an exhibition about the siege', 'heads of operations', 'told a rally', 'asked whether',
'Council for Cooperation', 'beat Chad 2-1'.
"""

import re
from collections.abc import Sequence

from spacy.tokens import Token

from detente.lexicon.judging import Judging
from detente.lexicon.words import Words
from detente.reading import roles
from detente.reading.match import matching
from detente.reading.speech import agent, subject

_SCORE = re.compile(r"(?<![\d-])\d{1,2} ?[-–] ?\d{1,2}(?![\d-])")
"""A score of a game: 'beat Portugal 2-1'."""

SPORTING = frozenset("beat thrash hammer crush rout down defeat batter maul demolish overpower strike hit".split())
"""Verbs of violence that tell of games too; with a score behind them they do."""

ASKING = frozenset({"ask", "quiz", "question", "wonder", "inquire", "enquire"})
"""Verbs that put a question; what they ask whether, why or about is no request."""

OPENS_QUESTION = frozenset("whether if what why how when where who which".split())
TELLING = frozenset({"tell", "address", "inform", "assure", "greet", "attend"})
"""Verbs whose object is an audience: who tells a rally something does not protest."""


def idiom_tokens(words: Words, tokens: Sequence[Token]) -> set[int]:
    """Indices of tokens that stand in an idiom which is no event."""
    lemmas = [t.lemma_.lower() for t in tokens]
    lower = [t.lower_ for t in tokens]
    out: set[int] = set()
    for i, (a, b) in enumerate(zip(lemmas, lower, strict=True)):
        for key in {a, b}:
            for parts in words.idioms.get(key, ()):
                if i + len(parts) <= len(tokens) and all(
                    p in ("*", lemmas[i + k], lower[i + k]) for k, p in enumerate(parts)
                ):
                    out.update(tokens[i + k].i for k in range(len(parts)))
    return out


def is_habit(lists: Judging, verb: Token) -> bool:
    """'Often shells': told in the present of what somebody does time and again."""
    bare = verb.tag_ == "VB" and not any(c.dep_ in ("aux", "auxpass") for c in verb.children)
    present = verb.tag_ in ("VBZ", "VBP") or bare
    return present and any(c.dep_ == "advmod" and c.lemma_.lower() in lists.habit for c in verb.children)


def is_no_violence(words: Words, lists: Judging, verb: Token) -> bool:
    """Words of violence for what hurts nobody: 'hit by falling prices', 'beat Chad 2-1', 'a heart attack killed'."""
    doers = [agent(verb) if roles.is_passive(verb) else subject(verb)]
    doers += [g for prep, g in roles.prepositions(verb) if prep in ("with", "by")]
    blocked = idiom_tokens(words, list(verb.sent)) if any(doers) else set()
    if any(d is not None and (d.lemma_.lower() in lists.intangible or d.i in blocked) for d in doers):
        return True
    return verb.lemma_ in SPORTING and _SCORE.search(verb.doc[verb.i : verb.sent.end].text) is not None


def is_told_by_a_work(lists: Judging, noun: Token) -> bool:
    """'An exhibition about the siege of Vienna': a work tells of it."""
    prep = noun.head
    return noun.dep_ == "pobj" and prep.lower_ in ("about", "on", "of") and prep.head.lemma_ in lists.works


def is_field_of_a_post(lists: Judging, noun: Token) -> bool:
    """'Heads of military operations': what somebody has the charge of; 'the commander of the raid' led one that was."""
    prep = noun.head
    if noun.dep_ != "pobj" or prep.lower_ not in ("of", "for") or prep.head.lemma_.lower() not in lists.posts:
        return False
    return not any(c.dep_ in ("det", "poss", "nummod", "relcl") for c in noun.children)


def is_question(words: Words, verb: Token) -> bool:
    """'Asked whether jets were lost', 'asked about the raid, he said': a question is no request."""
    if verb.lemma_ not in ASKING or next(matching(words.verbs, verb), None) is None:
        return False
    if verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl") and not any(c.dep_ == "xcomp" for c in verb.children):
        return True
    for c in verb.rights:
        if c.dep_ == "prep" and c.lower_ == "about":
            return True
        if c.dep_ in ("ccomp", "advcl", "pcomp") and c.left_edge.lower_ in OPENS_QUESTION:
            return True
    return False


def is_audience(noun: Token) -> bool:
    """'Told a rally that', 'addressing a demonstration': those who listen."""
    return noun.dep_ in ("dobj", "dative") and noun.head.lemma_ in TELLING


def is_in_a_name(noun: Token) -> bool:
    """'The Association for Regional Cooperation': a word of the name of a body."""
    if noun.pos_ != "PROPN" or noun.ent_type_ not in ("ORG", "FAC", "WORK_OF_ART"):
        return False
    doc = noun.doc
    near = [doc[i] for i in (noun.i - 1, noun.i + 1) if 0 <= i < len(doc)]
    return any(t.ent_type_ == noun.ent_type_ and t.pos_ in ("PROPN", "ADP", "ADJ") for t in near)
