"""Which attachments does the model get wrong where tense tells better? Mended in the parse, for all who read it.

'X said it is watching the border and urged both to talk': the model joins 'urged' to 'watching', but a past
tense is not joined to a present one; it goes on with the verb of saying. A noun is not joined to a verb either.
A verb has one subject, the nearest before it; what a conjunction opens is no main clause; what stands before a
semicolon is not what is said behind it.
"""

from spacy.tokens import Doc, Token

from detente.lexicon.speech import load_speech
from detente.reading.reach import is_day

PRESENT = frozenset({"VBZ", "VBP", "MD"})
"""Tags of a finite verb, or of its first auxiliary, that is not past."""


SINCE = frozenset("after before since because although though while when until once as".split())
"""Words that open a subordinate clause."""

TAGS = frozenset("say report add write state".split())
"""Verbs that stand with their subject alone at the end of what was said."""

SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")


def mend(doc: Doc) -> Doc:
    """The same parse with such attachments put right; tokens and sentences stay as they are."""
    spelled = load_speech().spelled
    for token in doc:
        if token.lower_ in spelled:
            token.lemma_ = spelled[token.lower_]
        if token.pos_ in ("VERB", "AUX"):
            _mend_order(token)
            _mend_tag(token)
            _mend_tail(token)
            _mend_two_subjects(token)
            _mend_semicolon(token)
    for token in doc:
        if token.tag_ == "VB":
            _mend_day(token)
        if token.dep_ != "conj":
            continue
        _mend_pair(token)
        _mend_subject(token)
        if token.dep_ == "conj" and token.tag_ == "VBD" and (teller := _teller(token)) is not None:
            for mark in [c for c in token.head.rights if c.dep_ in ("cc", "punct") and c.i < token.i]:
                mark.head = teller
            token.head = teller
    return doc


def _mend_pair(noun: Token) -> None:
    """'Entered the airspace and targeted several towns': a verb is joined to a verb, and the towns are its object."""
    verb = noun.head
    if noun.dep_ != "conj" or noun.pos_ != "NOUN" or verb.pos_ != "VERB" or verb.tag_ != "VBD":
        return
    first = noun.doc[noun.left_edge.i]
    if first.dep_ != "amod" or first.head.i != noun.i or first.tag_ not in ("VBN", "VBD") or not first.i:
        return
    if noun.doc[first.i - 1].dep_ != "cc":
        return
    first.head, first.dep_ = verb, "conj"
    first.tag_, first.pos_ = "VBD", "VERB"
    noun.head, noun.dep_ = first, "dobj"


def _mend_day(verb: Token) -> None:
    """'Offered on Sunday to work with both': it is not Sunday that works."""
    day = verb.head
    if verb.tag_ != "VB" or verb.dep_ not in ("acl", "relcl") or not is_day(day) or day.i > verb.i:
        return
    over = day.head if day.dep_ == "npadvmod" else day.head.head
    if day.dep_ in ("pobj", "npadvmod") and over.pos_ == "VERB" and any(c.lower_ == "to" for c in verb.lefts):
        verb.head, verb.dep_ = over, "xcomp"


def _mend_order(verb: Token) -> None:
    """'Ships left the port, hours after it said that guns had fired': 'said' stands under 'left', not over it."""
    mark = next((c for c in verb.lefts if c.dep_ == "mark" and c.lower_ in SINCE), None)
    main = next((c for c in verb.lefts if c.dep_ == "ccomp"), None)
    if mark is None or main is None or main.right_edge.i > mark.i or not any(c.dep_ in SUBJECTS for c in main.lefts):
        return
    over, dep = verb.head, verb.dep_
    beside = [c for c in verb.lefts if c.i < main.i and c.dep_ not in SUBJECTS]
    end = [c for c in verb.rights if c.dep_ == "punct"]
    main.head, main.dep_ = (main if over.i == verb.i else over), dep
    verb.head, verb.dep_ = main, "advcl"
    for token in (*beside, *end):
        token.head = main


def _mend_tail(verb: Token) -> None:
    """'A clerk was hurt in Lome, Ada Obi, the governor, said': who stands right before 'said' says it."""
    told = next((c for c in verb.lefts if c.dep_ == "ccomp"), None)
    if told is None or verb.tag_ not in ("VBD", "VBZ", "VBP") or any(c.dep_ in SUBJECTS for c in verb.children):
        return
    last = verb.i - 1
    while last > told.i and verb.doc[last].is_punct:
        last -= 1
    if last == verb.i - 1:
        return
    names = [
        t
        for t in told.subtree
        if t.dep_ in ("appos", "conj")
        and t.tag_ == "NNP"
        and t.right_edge.i in (last, verb.i - 1)
        and t.left_edge.i > told.i
    ]
    if not names or verb.doc[names[0].left_edge.i - 1].text != ",":
        return
    before = names[0].left_edge.i - 1
    own = {t.i for t in names[0].subtree}
    names[0].head, names[0].dep_ = verb, "nsubj"
    for token in [t for t in verb.doc[before : verb.i] if t.is_punct and t.i not in own]:
        token.head = verb


def _mend_two_subjects(verb: Token) -> None:
    """'Ten were killed, most of them in Lome, officials said': the officials say it; 'most' tells of the ten."""
    own = [c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")]
    told = next((c for c in verb.lefts if c.dep_ == "ccomp"), None)
    if len(own) < 2 or told is None:
        return
    whom = next((c for c in told.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    for aside in own[:-1]:
        if told.i < aside.i and whom is not None:
            aside.head, aside.dep_ = whom, "appos"


def _mend_semicolon(verb: Token) -> None:
    """'Perth says it rained; Darwin denies it': what stands before the semicolon is not what Darwin denies."""
    for c in verb.lefts:
        if c.dep_ != "ccomp":
            continue
        subject = next((k for k in verb.lefts if k.i > c.i and k.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and subject.left_edge.i and verb.doc[subject.left_edge.i - 1].text == ";":
            c.dep_ = "parataxis"


def _mend_subject(verb: Token) -> None:
    """'Is leading efforts and some nations are involved': who stands before a finite verb is its subject."""
    if verb.dep_ != "conj" or any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for c in verb.children):
        return
    first = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), None)
    if first is None or first.tag_ not in ("VBZ", "VBP", "VBD") or first.i < 2:
        return
    noun = verb.doc[first.i - 1]
    before = verb.doc[noun.left_edge.i - 1] if noun.left_edge.i else noun
    if noun.dep_ != "conj" or noun.pos_ not in ("NOUN", "PROPN") or noun.head.dep_ not in ("dobj", "pobj"):
        return
    if before.dep_ != "cc" or before.head.i != noun.head.i or not _agrees(noun, first):
        return
    noun.head, noun.dep_ = verb, "nsubjpass" if first.dep_ == "auxpass" else "nsubj"
    before.head = verb.head


def _agrees(noun: Token, first: Token) -> bool:
    plural = noun.tag_ in ("NNS", "NNPS")
    return first.tag_ == "VBD" or plural == (first.tag_ == "VBP")


def _teller(verb: Token) -> Token | None:
    """The past-tense verb of saying whose clause, told in the present, a past-tense verb was joined to."""
    told = verb.head
    if told.dep_ != "ccomp" or any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children):
        return None
    teller = told.head
    if teller.tag_ != "VBD" or teller.i > told.i or not any(c.dep_ == "nsubj" for c in teller.lefts):
        return None
    first = next((c for c in told.lefts if c.dep_ in ("aux", "auxpass")), told)
    return teller if first.tag_ in PRESENT or _goes_back(told, verb) else None


def _goes_back(told: Token, verb: Token) -> bool:
    """'Admitted that a plane had been damaged, and denied that ...': past perfect, a comma, and a clause of its own."""
    had = any(c.dep_ in ("aux", "auxpass") and c.lower_ == "had" for c in told.lefts)
    joint = next((c for c in told.rights if c.dep_ == "cc" and c.i < verb.i), None)
    return (
        had and joint is not None and verb.doc[joint.i - 1].text == "," and any(c.dep_ == "ccomp" for c in verb.rights)
    )


def _mend_tag(verb: Token) -> None:
    """'Rome has asked both to talk, the ministry says': what is told stands before the tag, not the tag in it."""
    tag = next((c for c in verb.rights if c.dep_ == "ccomp" and c.lemma_ in TAGS), None)
    if tag is None or tag.doc[tag.left_edge.i - 1].text != "," or not any(c.dep_ == "nsubj" for c in tag.lefts):
        return
    if any(c.dep_ != "punct" for c in tag.rights) or tag.right_edge.i + 2 < tag.sent.end:
        return
    over, dep = verb.head, verb.dep_
    end = [c for c in verb.rights if c.dep_ == "punct" and c.i > tag.i]
    tag.head, tag.dep_ = (tag if over.i == verb.i else over), dep
    verb.head, verb.dep_ = tag, "ccomp"
    for token in end:
        token.head = tag
