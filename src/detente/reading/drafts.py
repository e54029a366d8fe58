"""What do the steps of reading hand to each other, before drafts become records?

Offsets are code points in ``report.text``; ``head`` is a token index in the parsed ``Doc``. A draft
names people by their words (:class:`Phrase`); ``resolve`` says who they are.
"""

from dataclasses import dataclass

from detente.lexicon.identity import Identity
from detente.records import Act, EventType, Form, Place, Quantity, Span, Status, Time
from detente.records.event import Polarity
from detente.records.statement import Stance


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase (or pronoun, or adjective 'Indian') that stands for somebody: its words and its head token."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the text that names an actor, and who that is."""

    phrase: Phrase
    identity: Identity


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """Somebody said something; ``within`` is the index of the draft that this one is nested in."""

    speaker: Phrase | None
    cue: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]
    act: Act
    form: Form
    stance: Stance = "neutral"
    negated: bool = False
    anonymity: str | None = None
    addressees: tuple[Phrase, ...] = ()
    about: tuple[Phrase, ...] = ()
    via: Phrase | None = None
    within: int | None = None
    cue_token: int | None = None
    confidence: float = 0.5
    why: str = ""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """Somebody did something; ``clause`` lists the token indices among which its time, place and numbers are sought.

    ``parts`` are the triggers of what was joined into it: 'killed' and 'opened fire' are one deed. ``seen`` is how sure
    the encoder is of a deed there (``None``: it was not asked), ``alone`` whether no row of the lexicon told of it.
    """

    trigger: tuple[int, int]
    head: int
    sentence: tuple[int, int]
    type: EventType
    mode: str | None
    context: tuple[str, ...]
    cameo: str | None
    actors: tuple[Phrase, ...]
    recipients: tuple[Phrase, ...]
    clause: tuple[int, ...]
    status: Status = "occurred"
    polarity: Polarity = "positive"
    quantities: tuple[Quantity, ...] = ()
    instrument: tuple[int, int] | None = None
    operation: tuple[int, int] | None = None
    hedges: tuple[tuple[int, int], ...] = ()
    background: bool = False
    according_to: tuple[int, ...] = ()
    when: Time | None = None
    where: Place | None = None
    also: tuple[Span, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()
    seen: float | None = None
    alone: bool = False
    confidence: float = 0.5
    why: str = ""
