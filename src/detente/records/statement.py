"""Who said what?"""

from typing import Literal

from detente.records.actor import ActorRef
from detente.records.base import Record
from detente.records.report import PartKind
from detente.records.span import Span

Act = Literal[
    "assert",
    "confirm",
    "deny",
    "accuse",
    "blame",
    "admit",
    "condemn",
    "concern",
    "warn",
    "threaten",
    "demand",
    "appeal",
    "offer",
    "propose",
    "promise",
    "agree",
    "accept",
    "reject",
    "support",
    "thank",
    "apologise",
    "justify",
    "question",
    "announce",
    "predict",
    "believe",
    "want",
    "fear",
    "intend",
]
Form = Literal["direct", "indirect", "mixed"]
Stance = Literal["neutral", "distancing", "endorsing"]


class Statement(Record, frozen=True, kw_only=True):
    """Somebody said, or is said to think, something; ``speaker`` is ``None`` where the text hides it."""

    id: str
    report: str
    part: PartKind
    speaker: ActorRef | None
    cue: Span | None
    content: tuple[Span, ...]
    form: Form
    act: Act
    stance_of_reporter: Stance = "neutral"
    negated: bool = False
    anonymity: str | None = None
    addressees: tuple[ActorRef, ...] = ()
    about: tuple[ActorRef, ...] = ()
    via: str | None = None
    said: "SaidAt | None" = None
    within: str | None = None
    claims: tuple[str, ...] = ()
    also: tuple[Span, ...] = ()
    confidence: float
    why: str


class SaidAt(Record, frozen=True, kw_only=True):
    """When it was said: an interval of ISO 8601 dates or date-times, and the words that tell."""

    start: str | None
    end: str | None
    span: Span | None
