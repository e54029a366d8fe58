"""How far does a speaker's phrase reach? The noun phrase, and behind it what tells who that is and nothing more."""

from spacy.tokens import Token

from detente.lexicon.speech import load_speech
from detente.reading import tags
from detente.reading.drafts import Phrase
from detente.reading.saying import Page
from detente.reading.speech import agent, noun_phrase, subject

OCCASION = frozenset({"in", "during", "on", "at", "after", "before", "as", "to", "about", "when", "over"})
"""Prepositions behind 'said Boru' that tell of the saying, not of Boru: 'in his speech', 'on Friday'."""
FARTHEST = 30
"""Tokens of a relative clause behind a speaker's name, at most."""
NEAR = 14
"""Tokens of a participle that tells whose or which thing it is ('a report released by the ministry'), at most."""
HOMES = frozenset({"of", "from", "including", "like"})
"""Words that go on behind a comma: 'Ana Reis, 31, of Porto', 'several states, including Ghana'."""

SPEAKS = frozenset("NOUN PROPN PRON NUM ADJ DET X SYM".split())


def speaker_of(page: Page, verb: Token) -> tuple[Phrase | None, str | None]:
    """The speaker's phrase, and the words that hide one ('officials said' has both)."""
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children) or _is_told(verb)
    head = agent(verb) if passive else tags.teller(page.quotes, verb, subject(verb))
    if head is None:
        it = next((c for c in verb.lefts if c.lower_ == "it" and c.dep_ in ("nsubjpass", "expl")), None)
        return None, page.report.text[it.idx : verb.idx + len(verb)] if it is not None else None
    if (
        head.pos_ not in SPEAKS
        or head.lower_ in ("what", "this")
        or (head.lower_ in ("that", "which") and not _stands_for(head))
    ):
        return None, None
    phrase = speaker_phrase(head, verb)
    bare = head.lemma_ in page.speech.hidden and not any(c.ent_type_ == "PERSON" for c in head.subtree)
    return phrase, page.report.text[phrase.start : phrase.end] if bare and head.tag_ != "NNP" else None


def _is_told(verb: Token) -> bool:
    """'Asked about the raid, the minister said ...': the minister was asked, and the text hides by whom."""
    return (
        verb.tag_ == "VBN"
        and verb.dep_ in ("advcl", "acl")
        and verb.lemma_ in load_speech().addressing
        and not any(c.dep_ in ("aux", "nsubj") for c in verb.lefts)
    )


def told_to(verb: Token) -> tuple[Phrase, ...]:
    """Whom a passive verb of asking or telling addresses: 'the minister was asked', 'Asked of it, the minister ...'."""
    if verb.lemma_ not in load_speech().addressing:
        return ()
    whom = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
    if whom is None and _is_told(verb):
        whom = subject(verb)
    return (noun_phrase(whom),) if whom is not None and whom.pos_ in SPEAKS else ()


def is_patient(who: Token, verb: Token) -> bool:
    """Whether somebody is the one to whom a passive verb is done: 'the minister was asked', 'Asked of it, she ...'."""
    if any(c.dep_ == "nsubjpass" and c.i == who.i for c in verb.children):
        return True
    return verb.dep_ == "advcl" and _is_told(verb) and who.head.i == verb.head.i


def _stands_for(pronoun: Token) -> bool:
    """Whether 'that' or 'which' is the subject of a relative clause, and so stands for the noun before it."""
    clause = pronoun.head
    return (
        pronoun.dep_ == "nsubj"
        and clause.dep_ == "relcl"
        and clause.head.pos_ in ("NOUN", "PROPN")
        and clause.head.i < pronoun.i
    )


def speaker_phrase(head: Token, verb: Token) -> Phrase:
    """Who speaks, with what tells who that is: 'Ada Obi, who runs the camp', 'a report released by the ministry'.

    Whoever is named by a surname alone is known by then: what a clause tells of 'Obi, who left in May', is news of her.
    """
    plain = noun_phrase(head)
    last = next((t for t in reversed(list(head.subtree)) if t.idx + len(t) <= plain.end), head)
    if head.i > verb.i and head.pos_ == "PROPN":
        aside = next((c for c in head.rights if c.dep_ == "prep" and c.lower_ in OCCASION and c.i <= last.i), None)
        if aside is not None:
            last = head.doc[aside.left_edge.i - 1]
    last = _whole_name(last, verb)
    last = _home(head, last, verb)
    last = _made(head, last, verb)
    clause = _told_of(head, last.i)
    if (
        clause is not None
        and not clause.is_ancestor(verb)
        and clause.right_edge.i - last.i <= FARTHEST
        and not _is_known(head, plain, clause)
    ):
        last = clause.right_edge
        while last.i > head.i and (last.is_punct or last.is_space):
            last = head.doc[last.i - 1]
    return Phrase(plain.start, last.idx + len(last), plain.head)


def _whole_name(last: Token, verb: Token) -> Token:
    """The last word of the name that the phrase ends in: the parse may cut 'Ada | Obi'."""
    doc = last.doc
    while (
        last.pos_ == "PROPN"
        and last.i + 1 < len(doc)
        and last.i + 1 != verb.i
        and (after := doc[last.i + 1]).pos_ == "PROPN"
        and after.sent == last.sent
        and last.ent_type_ == after.ent_type_ == "PERSON"
    ):
        last = after
    return last


def _home(head: Token, last: Token, verb: Token) -> Token:
    """Behind a comma, where somebody is from or who is among them, as far as it stands before the next comma."""
    doc = head.doc
    if last.i + 2 >= len(doc) or doc[last.i + 1].text != "," or doc[last.i + 2].lower_ not in HOMES:
        return last
    opens = doc[last.i + 2]
    if opens.dep_ != "prep" or opens.head not in (head, last) or opens.is_ancestor(verb):
        return last
    ends = opens.right_edge
    if ends.i - opens.i > NEAR or (opens.i < verb.i < ends.i):
        return last
    while ends.i > opens.i and (ends.is_punct or ends.is_space):
        ends = doc[ends.i - 1]
    return ends


def _made(head: Token, last: Token, verb: Token) -> Token:
    """The participle right behind the phrase, without a comma: which report, which survey."""
    child = next((c for c in head.rights if c.dep_ == "acl" and c.left_edge.i == last.i + 1), None)
    if child is None or child.tag_ not in ("VBN", "VBG") or child.is_ancestor(verb) or child.i == verb.i:
        return last
    ends = child.right_edge
    if ends.i - last.i > NEAR or last.i < verb.i <= ends.i:
        return last
    while ends.i > child.i and (ends.is_punct or ends.is_space):
        ends = head.doc[ends.i - 1]
    return ends


def _told_of(head: Token, last: int) -> Token | None:
    """The relative clause that begins right behind a phrase, of its head or of the name that explains it."""
    for t in head.subtree:
        if t.dep_ == "relcl" and last < t.left_edge.i <= last + 2 and t.head.i <= last:
            return t
    return None


def _is_known(head: Token, plain: Phrase, clause: Token) -> bool:
    """A person's surname alone, with or without a title, before a clause behind a comma."""
    doc = head.doc
    if head.pos_ != "PROPN" or clause.head.i != head.i or doc[clause.left_edge.i - 1].text not in {",", "―", "—", "--"}:
        return False
    names = [t for t in doc[head.left_edge.i : head.i + 1] if t.idx >= plain.start and t.pos_ == "PROPN"]
    return len([t for t in names if not t.text.endswith(".")]) == 1 and clause.left_edge.lower_ in (
        "who",
        "whose",
        "whom",
    )
