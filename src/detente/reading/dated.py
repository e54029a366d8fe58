"""Which day belongs to which deed? How a time of the sentence hangs on a deed's word, and when it is no day of it.

A treaty's year is not the year of what is done with it ('suspend the treaty of 1960'), the end of a span is not when it
began ('closed until May 15'), and what somebody blames today for a killing 'two weeks ago' dates the killing.
"""

from collections.abc import Set as AbstractSet

from spacy.tokens import Token

from detente.lexicon.judging import load_judging
from detente.reading.locate import Way
from detente.records import Status, Time

ENDS = frozenset({"until", "till", "through"})
GONE = frozenset({"ago", "last", "yesterday", "earlier"})
"""Words by which a time lies before the day of the report."""


def time_way(
    root: Token, head: Token, clause: AbstractSet[int], time: Time, cues: AbstractSet[int], status: Status
) -> Way | None:
    """How a time (its root) belongs to a deed (its word and the verbs of its clause), or ``None`` where it does not."""
    if _is_another_matter(root, head, time, status):
        return None
    over, steps = governor(root, head)
    if over.i == head.i:
        return None if _is_too_late_for(over, time) else Way(0, steps, "clause")
    if over.i in cues and not (_is_too_late_for(over, time) and over.is_ancestor(head)):
        return None
    if over.i in clause or over.i in cues:
        return Way(1, steps, "clause")
    if over.is_ancestor(head):
        return Way(2, steps, "sentence")
    if over in head.conjuncts:
        return Way(3, steps, "sentence")
    return None


def _is_another_matter(root: Token, head: Token, time: Time, status: Status) -> bool:
    """Whether a time tells when something ends, for how long it holds, or when a paper was signed."""
    if root.dep_ != "pobj":
        return False
    prep = root.head
    if prep.lower_ in ENDS or (prep.lower_ == "for" and status == "occurred"):
        return True  # 'closed until May 15', 'banned rallies for the weekend'
    noun = prep.head
    return (
        prep.lower_ in ("of", "from")
        and noun.i != head.i
        and noun.lemma_.lower() in load_judging().papers
        and (time.granularity == "year")
    )


def _is_too_late_for(verb: Token, time: Time) -> bool:
    """'Blames them for the killing two weeks ago': what is done in the present was not done then."""
    present = verb.tag_ in ("VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in verb.lefts)
    return present and bool(GONE & set(time.span.quote.casefold().split()))


def governor(token: Token, head: Token) -> tuple[Token, int]:
    """The verb (or the deed's own word) that a time hangs on, and how many arcs away."""
    steps = 0
    while token.head.i != token.i:
        token = token.head
        steps += 1
        if token.i == head.i or token.pos_ in ("VERB", "AUX"):
            break
    return token, steps
