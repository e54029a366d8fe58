"""Who does it, and to whom, where the clause of the verb does not say so by itself?

'Refused to meet *a senior envoy*': what is refused has somebody in it. 'Issued a statement condemning the raid': whose
statement it is condemns. 'Reiterated Fiji's support': who says so supports, with Fiji.
"""

from spacy.tokens import Token

from detente.lexicon.judging import Judging, load_judging
from detente.lexicon.rows import Row
from detente.lexicon.words import Words
from detente.reading import roles
from detente.reading.drafts import Phrase
from detente.reading.match import matching
from detente.reading.speech import subject

CONTENT = frozenset({"AGREE", "REJECT", "CONCEDE", "THREATEN"})
"""Types whose verb tells by its infinitive what is agreed on, refused or threatened."""

PLACED = frozenset({"RETREAT", "COERCE", "MOBILIZE", "AID", "SANCTION", "CONCEDE", "SUPPORT", "PROTEST"})
"""Types whose noun, carried by a verb, reaches whoever is named behind the verb: 'imposed a curfew in Lome'."""

STEPS = 3
"""From a paper to whoever made it, at most: a statement accuses, whose statement is released by a body."""


def of_verb(verb: Token, row: Row, words: Words) -> roles.Cast:
    """The roles around a verb; who is nowhere named is sought in what is agreed on or refused, then in the clause."""
    cast = roles.of_verb(verb, row)
    if not cast.recipients and (row.event or "").partition(".")[0] in CONTENT:
        taken = {p.head for p in cast.actors}
        cast.recipients = [p for p in _in_content(verb, words) if p.head not in taken]
    if not cast.recipients:
        roles.reached(cast, verb)
    return cast


def _in_content(verb: Token, words: Words) -> list[Phrase]:
    """To whom that is done which is agreed on or refused: 'refused to meet *a senior envoy* over the dam'."""
    inner = next((c for c in verb.rights if c.dep_ == "xcomp" and c.pos_ == "VERB"), None)
    if inner is None:
        return []
    if inner.lemma_ in load_judging().letting:
        let = next((c for c in inner.rights if c.dep_ in ("dobj", "ccomp")), None)
        whom = let if let is None or let.dep_ == "dobj" else next((c for c in let.lefts if c.dep_ == "nsubj"), None)
        return list(roles.members(whom)) if whom is not None and whom.pos_ in roles.NOMINAL else []
    row = next((r for r in matching(words.verbs, inner) if r.event), None)
    return roles.of_verb(inner, row).recipients if row is not None else []


def of_noun(noun: Token, row: Row, support: Token | None) -> roles.Cast:
    """The roles around a noun of deed; a verb that carries it may tell where it reaches: 'imposed a curfew in Lome'."""
    cast = roles.of_noun(noun, row, support)
    if not cast.actors and noun.dep_ == "pobj" and noun.head.lower_ == "as" and noun.lemma_ in load_judging().between:
        over, before = noun.head.head, noun.doc[max(noun.head.i - 1, 0)]
        if before.dep_ == "pobj" and before.head.lower_ == "with":
            over = before
        doer = subject(over) if over.pos_ in ("VERB", "AUX") else over
        if doer is not None and doer.pos_ in roles.NOMINAL:
            cast.put("actor", doer)  # 'with Norway as mediator'
    if not cast.recipients and support is not None and (row.event or "").partition(".")[0] in PLACED:
        roles.reached(cast, support)
    return cast


def before_hyphen(verb: Token) -> Phrase | None:
    """'A Vatican-mediated treaty', 'a UN-brokered truce': the name before the hyphen."""
    doc = verb.doc
    if verb.dep_ not in ("amod", "compound") or verb.i - 2 < verb.sent.start or doc[verb.i - 1].text != "-":
        return None
    who = doc[verb.i - 2]
    return Phrase(who.idx, who.idx + len(who), who.i) if who.ent_type_ in roles.REACHED or who.pos_ == "PROPN" else None


def behind(head: Token, phrase: Phrase, lists: Judging) -> list[Phrase]:
    """Those who act through a paper, an effort or a plan: 'the navy' for its statement; else the phrase as it is."""
    token = head
    for _ in range(STEPS):
        if token.lemma_.lower() not in lists.means or token.pos_ != "NOUN":
            break
        made = _maker(token)
        if made is None or made.i == token.i:
            return [phrase]
        token = made
    if token.i == head.i:
        return [phrase]
    return list(roles.members(token))


def _maker(noun: Token) -> Token | None:
    """Whose it is by the words around it, or who released, signed or made it."""
    for c in noun.children:
        if c.dep_ == "poss" and c.pos_ in ("NOUN", "PROPN"):
            return c
        if c.dep_ == "prep" and c.lower_ in ("by", "from"):
            owner = next((g for g in c.children if g.dep_ == "pobj"), None)
            if owner is not None:
                return owner
    if noun.dep_ == "dobj":
        return subject(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "with"):
        over = noun.head.head
        return subject(over) if over.pos_ == "VERB" else None
    return None
