"""Did it happen, and on whose word? Status, polarity, hedges, background and the chain of tellers of each event."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.lexicon.judging import Judging, load_judging
from detente.lexicon.words import Words
from detente.reading.covers import Covers
from detente.reading.drafts import EventDraft, StatementDraft
from detente.reading.match import matching
from detente.reading.promise import is_told_ahead, recast
from detente.records import Report, Status

SURE = frozenset({"occurred", "ongoing"})
LESS = 0.45
"""What remains of the confidence of a deed that did not happen on anybody's word."""

OLD = 1
"""Years before publication from which on a dated deed is background."""

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_FACTIVE = frozenset({"acknowledge", "admit", "confirm", "regret", "condemn", "denounce", "welcome", "praise", "thank"})
_TAKING_PART = frozenset({"nsubj", "nsubjpass", "dobj"})
_NOBODY = frozenset({"nobody", "nothing", "none", "neither"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_MEANWHILE = frozenset({"as", "while", "after", "before", "when", "since", "because", "although", "though", "once"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
"""Tags of verbs that stand in a clause of their own."""
_BY_MEANS = frozenset({"through", "via", "by", "after", "following", "thanks", "despite", "amid"})
"""Prepositions behind which stands how or when something came about, whatever became of it."""
_LASTING = frozenset({"RETREAT", "AGREE", "CONSULT", "COOPERATE"})
"""Types that can fail once they are there: 'the truce collapsed'."""
_UNREAL = frozenset({"if", "unless", "whether", "lest", "should"})


def judge(
    report: Report, doc: Doc, events: Sequence[EventDraft], statements: Sequence[StatementDraft], words: Words
) -> tuple[EventDraft, ...]:
    """Events with status, polarity, hedges, background and ``according_to``: indices of statements, outermost first."""
    lists = load_judging()
    tellers = _Tellers(statements)
    year = int(report.published[:4]) if report.published else None
    out = []
    for e in events:
        head = doc[e.head]
        chain = tellers.of(e)
        negative = _negated(head)
        status = _status(head, e, words, lists)
        status = _by_statement(status, chain, statements, head, lists)
        standing = status == "occurred" and _is_standing_call(head, e)
        out.append(
            replace(
                e,
                status="denied" if negative and status in SURE else "requested" if standing else status,
                polarity="negative" if negative else "positive",
                hedges=_hedges(head, lists),
                background=_background(doc, e, year),
                according_to=chain,
                confidence=round(e.confidence * (1 if status in SURE and not negative else LESS), 3),
                why=f"{e.why}; {status}",
            )
        )
    return tuple(recast(e, statements, doc) for e in out)


class _Tellers:
    """Statements by the stretch of their content, for looking up who tells a trigger."""

    def __init__(self, statements: Sequence[StatementDraft]) -> None:
        self.statements = statements
        self._contents = Covers((a, b, i) for i, s in enumerate(statements) for a, b in s.content)

    def of(self, event: EventDraft) -> tuple[int, ...]:
        start, end = event.trigger
        hits = {i for _, _, i in self._contents.of(start, end) if not self._own_cue(i, event)}
        return tuple(sorted(hits, key=self._depth))

    def _own_cue(self, index: int, event: EventDraft) -> bool:
        return self.statements[index].cue_token == event.head

    def _depth(self, index: int) -> tuple[int, int]:
        depth, at, seen = 0, self.statements[index].within, {index}
        while at is not None and at not in seen:
            seen.add(at)
            depth, at = depth + 1, self.statements[at].within
        return depth, index


def _negated(head: Token) -> bool:
    """'Did not fire', 'no base was hit', 'nobody was hurt', 'passed without shelling'."""
    if any(c.dep_ == "neg" or c.lower_ in ("never", "no") for c in head.children if c.dep_ in ("neg", "det", "advmod")):
        return True
    if head.pos_ in ("VERB", "AUX") and any(_is_none(c) for c in head.children if c.dep_ in _TAKING_PART):
        return True
    over = head.head
    if head.dep_ in ("pobj", "pcomp"):
        return over.lower_ == "without" or (over.lower_ == "of" and over.head.lemma_ in ("absence", "lack"))
    return head.dep_ == "dobj" and any(c.dep_ == "neg" for c in over.children)


def _is_none(token: Token) -> bool:
    """'Nobody', 'nothing', 'no base', 'neither side', 'none of them'."""
    return token.lower_ in _NOBODY or any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in token.children)


def _status(head: Token, event: EventDraft, words: Words, lists: Judging) -> Status:
    """The status that the event's own verb group and its governors give it, in the outlet's voice."""
    token = head
    if _asked(head):
        return "hypothetical"
    offered = event.type == "CONSULT" and head.head.lemma_ == "use"  # 'ready to use its good offices'
    if _is_looked_back_on(head, lists) and not offered:
        return "occurred"
    if event.type in _LASTING and head.dep_ == "nsubj" and head.head.lemma_ in lists.collapsing:
        return "failed"
    for step in range(8):
        own = _by_modal(token, lists)
        if own is not None:
            return own
        if token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _UNREAL for c in token.children):
            return "hypothetical"
        over = token.head
        if over.i == token.i or _is_meanwhile(token) or _stands_apart(token) or _is_joined_clause(token):
            break
        if token.dep_ == "ccomp" and token.left_edge.lower_ in ("whether", "if"):
            return "hypothetical"
        if over.lemma_ in _FACTIVE and token.dep_ in ("dobj", "ccomp", "pobj", "prep"):
            break
        governed = _by_governor(token, over, words, lists)
        part = over.i == event.head or (event.mode == "ceasefire" and _is_in(over, event.trigger))
        if governed is not None and not (step == 0 and part):
            return governed
        if token.dep_ in ("relcl", "nsubj", "nsubjpass", "appos", "parataxis", "npadvmod"):
            break
        token = over
    progressive = head.tag_ == "VBG" and any(
        c.dep_ == "aux" and c.lemma_ == "be" and c.tag_ in ("VBP", "VBZ") for c in head.children
    )
    return "ongoing" if progressive else "occurred"


def _is_in(token: Token, stretch: tuple[int, int]) -> bool:
    """Whether a word stands in a trigger: what is halted in 'the shelling was halted' is no shelling to come."""
    return stretch[0] <= token.idx < stretch[1]


def _is_standing_call(head: Token, event: EventDraft) -> bool:
    """'Backed Chile's call for an inquiry': what is asked for stands asked for; nobody is told to ask just now."""
    alone = event.trigger == (head.idx, head.idx + len(head))
    return event.type == "REQUEST" and head.pos_ == "NOUN" and alone and any(c.lower_ == "for" for c in head.rights)


def _is_looked_back_on(head: Token, lists: Judging) -> bool:
    """'The inquiry into the raid', 'wanted to use the killing of guards': told as something that has happened."""
    known = any(c.lower_ in _DEFINITE or c.dep_ == "poss" for c in head.lefts)
    if head.pos_ not in ("NOUN", "PROPN") or not known:
        return False
    over = head.head.head if head.dep_ == "pobj" and head.head.dep_ == "prep" else head.head
    return head.dep_ in ("pobj", "dobj") and over.i != head.i and over.lemma_.lower() in lists.looking_back


def _is_meanwhile(token: Token) -> bool:
    """A clause of time or reason with its own subject: what is offered 'as troops traded fire' is not the fire."""
    if token.dep_ != "advcl" or not any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
        return False
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in _MEANWHILE for c in token.children)


def _is_joined_clause(token: Token) -> bool:
    """'Urged both to wait and spoke with Fiji': a finite verb that is joined to an infinitive is not urged with it.

    Nor is one with a subject of its own.
    """
    over = token.head
    if token.dep_ != "conj" or token.pos_ not in ("VERB", "AUX"):
        return False
    own = any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
    return own or (is_finite(token) and over.tag_ in ("VB", "VBG") and not is_finite(over))


def is_finite(verb: Token) -> bool:
    """'Spoke', 'speaks', 'has spoken', and no 'to speak'."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    return verb.tag_ in FINITE or any(c.tag_ in FINITE or c.tag_ == "MD" for c in helpers)


def _has_aim(verb: Token) -> bool:
    return any(c.dep_ in ("xcomp", "advcl") and any(g.lower_ == "to" for g in c.lefts) for c in verb.rights)


def _stands_apart(token: Token) -> bool:
    """'Urged calm, with envoys now involved in talks': a clause of its own behind 'with'."""
    inner = [c for g in token.children for c in g.children if g.dep_ == "pobj"]
    return token.dep_ == "prep" and token.lower_ == "with" and any(c.dep_ == "acl" for c in inner)


def _is_beside(head: Token, cue: int | None) -> bool:
    """Whether between a deed and the cue of the statement that holds it stands a clause of time or reason."""
    token = head
    while token.head.i != token.i and token.i != cue:
        if _is_meanwhile(token) or _stands_apart(token):
            return True
        token = token.head
    return False


def _asked(head: Token) -> bool:
    """Whether the deed is the verb of a question: 'Did Iran attack Iraq?'; a question why or how takes it for done."""
    sent = head.sent
    top = next((t for t in head.ancestors if t.dep_ == "ROOT"), head)
    if top.i != head.i and not (head.head.i == top.i and head.dep_ in ("conj", "xcomp", "dobj")):
        return False
    closing = [t.text for t in sent if not t.is_space][-2:]
    return "?" in closing and not any(t.lower_ in ("why", "how") for t in sent)


def _by_modal(token: Token, lists: Judging) -> Status | None:
    for c in token.children:
        if c.dep_ in ("aux", "auxpass"):
            if c.lower_ in lists.modals:
                if c.lower_ in ("would", "'d") and is_told_ahead(token):
                    return "planned"
                perfect = any(k.dep_ == "aux" and k.lemma_ == "have" for k in token.children)
                return "hypothetical" if perfect and c.lower_ != "will" else lists.modals[c.lower_]
            if c.lower_ == "to" and token.dep_ == "ROOT":
                return "planned"  # headlines: 'India to send troops'
    return None


def _by_governor(token: Token, over: Token, words: Words, lists: Judging) -> Status | None:
    """What a verb or noun makes of what stands in its clause, its object, or behind its preposition."""
    if token.dep_ not in (
        "xcomp",
        "ccomp",
        "acl",
        "pcomp",
        "dobj",
        "pobj",
        "prep",
        "advcl",
        "oprd",
        "nsubjpass",
        "conj",
    ):
        return None
    if token.dep_ == "conj" and token.pos_ in ("VERB", "AUX"):
        return None  # 'asked Togo to wait and met Benin': what is joined to the asking is not asked for
    finite = token.dep_ == "ccomp" and token.tag_ in ("VBD", "VBZ", "VBP")
    if token.dep_ in ("advcl",):
        purpose = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
        return "planned" if purpose and over.lemma_ not in ("use", "help") else None
    if token.dep_ == "nsubjpass" and over.lemma_ in ("intend", "mean", "design") and _has_aim(over):
        return None  # 'the raid had been intended to cut the road': the cutting was intended
    if token.dep_ == "xcomp" and over.lemma_ in lists.implying:
        return None  # 'were forced to withdraw': they did
    if token.dep_ == "prep" and token.lower_ in _BY_MEANS and over.pos_ == "VERB":
        return None  # 'war was averted through mediation': the mediation was no failure
    if over.lemma_ == "call" and token.dep_ in ("dobj", "nsubjpass"):
        return None  # 'called the raid a crime'
    if over.lemma_ in lists.refusing and token.lemma_ in lists.claims:
        return "denied"
    if token.dep_ == "acl" and _is_none(over):
        return "hypothetical"  # 'there was no decision to attack'
    for rows in (words.verbs, words.nouns):
        row = next((r for r in matching(rows, over) if r.complement), None)
        if row is not None and over.pos_ in ("VERB", "NOUN") and not finite:
            return row.complement
    if (
        over.lemma_ in lists.complements
        and over.pos_ in ("VERB", "NOUN", "ADJ")
        and not finite
        and token.dep_ != "conj"
    ):
        return lists.complements[over.lemma_]
    return None


def _by_statement(
    status: Status, chain: Sequence[int], statements: Sequence[StatementDraft], head: Token, lists: Judging
) -> Status:
    if not chain or status not in SURE:
        return status
    act = statements[chain[-1]].act
    made = lists.acts.get(act)
    if made is None or (act != "deny" and _is_looked_back_on(head, lists)):
        return status
    if _is_beside(head, statements[chain[-1]].cue_token):
        return status
    past = head.tag_ == "VBD" or any(c.dep_ == "aux" and c.tag_ == "VBD" for c in head.children)
    return made if act == "deny" or not past else status


def _hedges(head: Token, lists: Judging) -> tuple[tuple[int, int], ...]:
    near = [*head.children]
    if head.head.i != head.i and head.dep_ in ("dobj", "xcomp", "pcomp", "pobj", "conj"):
        near += [*head.head.children]
    return tuple(
        (c.idx, c.idx + len(c))
        for c in sorted(near, key=lambda t: t.i)
        if c.dep_ in ("advmod", "amod") and c.lemma_.lower() in lists.hedges
    )


def _background(doc: Doc, event: EventDraft, year: int | None) -> bool:
    """Whether the clause dates the deed to a year well before the report."""
    if year is None or not event.clause:
        return False
    words = " ".join(doc[i].text for i in event.clause)
    years = [int(y) for y in _YEAR.findall(words)]
    return bool(years) and max(years) < year - OLD
