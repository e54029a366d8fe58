"""What is a deed that is only promised, refused or threatened? PLOVER codes the promise, the refusal, the threat.

'Will send aid' is AGREE, 'will not lift the ban' REJECT, 'will expel the envoys', said by those who would do it,
THREATEN; CAMEO has a code for each of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.reading.drafts import EventDraft, Phrase, StatementDraft
from detente.reading.oneness import ASKED, THREATS
from detente.records import EventType

PROMISED: dict[EventType, str] = {
    "CONSULT": "036", "SUPPORT": "032", "COOPERATE": "031", "AID": "033", "RETREAT": "035",
}  # fmt: skip
"""Types whose promise is AGREE, with the CAMEO code of the promise."""

PROMISED_MODES = {"third-party": "039", "ceasefire": "0356"}
"""Codes of a promise by the mode of what is promised: to mediate, to cease fire."""

REFUSED: dict[EventType, str] = {
    "CONSULT": "125", "SUPPORT": "120", "COOPERATE": "121", "AID": "122", "RETREAT": "124", "CONCEDE": "124",
    "AGREE": "120",
}  # fmt: skip
"""Types whose refusal is REJECT, with the CAMEO code of the refusal."""

THREATENED: dict[EventType, str] = {"ASSAULT": "138", "SANCTION": "130", "COERCE": "132", "PROTEST": "133"}
"""Types that one threatens by saying that one will do them, with the CAMEO code of the threat."""

SELF = frozenset({"we", "i", "it", "they", "he", "she"})
"""Pronouns that, in somebody's own words, most often stand for the speaker."""


def recast(event: EventDraft, statements: Sequence[StatementDraft], doc: Doc) -> EventDraft:
    """The event as what it is before it happens; one that happened, or has no actor, is left as it is."""
    kind, negative = event.type, event.polarity == "negative"
    if event.status == "requested" and event.according_to and not negative:
        return _demand(event, statements[event.according_to[-1]].speaker, doc)
    if not event.actors or event.status not in ("planned", "failed", "threatened"):
        return event
    if (negative and event.status == "planned" and kind in REFUSED) or (event.status == "failed" and kind == "AGREE"):
        return replace(
            event, type="REJECT", mode=ASKED.get(kind) if kind != "AGREE" else None, cameo=REFUSED[kind],
            status="occurred", polarity="positive",
        )  # fmt: skip
    if event.status != "planned" or negative:
        return event
    if kind in PROMISED and not _is_purpose(doc[event.head]):
        cameo = PROMISED_MODES.get(event.mode or "", PROMISED[kind])
        return replace(event, type="AGREE", mode=None, cameo=cameo)
    if kind in THREATENED and _own_words(event, statements, doc):
        return replace(event, type="THREATEN", mode=THREATS[kind], cameo=THREATENED[kind], status="threatened")
    return event


def _is_purpose(verb: Token) -> bool:
    """'Flew to Oslo to discuss the dam': what somebody acts for is no promise."""
    return verb.dep_ == "advcl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _demand(event: EventDraft, speaker: Phrase | None, doc: Doc) -> EventDraft:
    """'The envoy said that both must withdraw' is a REQUEST by the envoy, of both."""
    must = any(c.dep_ == "aux" and c.lower_ in ("must", "should", "ought") for c in doc[event.head].children)
    if not must or speaker is None or not event.actors or speaker.head in {p.head for p in event.actors}:
        return event
    return replace(
        event, type="REQUEST", mode=ASKED.get(event.type, "change"), cameo="100", status="occurred",
        actors=(speaker,), recipients=event.actors,
    )  # fmt: skip


def _own_words(event: EventDraft, statements: Sequence[StatementDraft], doc: Doc) -> bool:
    """Whether those who would do it are those who say so: 'the union said it will strike'."""
    if not event.according_to:
        return False
    speaker = statements[event.according_to[-1]].speaker
    if speaker is None:
        return False
    return any(p.head == speaker.head or doc[p.head].lower_ in SELF for p in event.actors)


def is_told_ahead(verb: Token) -> bool:
    """Whether 'would' is the past of 'will': 'the king said he would send grain'."""
    if any(c.dep_ == "advcl" and any(g.dep_ == "mark" and g.lower_ == "if" for g in c.children) for c in verb.children):
        return False
    over = verb.head
    return verb.dep_ == "ccomp" and over.tag_ in ("VBD", "VBN") and over.pos_ == "VERB"
