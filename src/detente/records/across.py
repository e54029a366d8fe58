"""What do several accounts make together: incidents, disputes, channels, positions, tension?"""

from typing import Literal

from detente.records.actor import ActorRef
from detente.records.base import Record
from detente.records.event import EventType, Quantity, When, Where
from detente.records.span import Span

Says = Literal["asserts", "confirms", "denies", "hedges", "admits", "blames_other"]
Standing = Literal["single_source", "corroborated", "contested", "denied", "admitted", "superseded"]
DisputeKind = Literal["occurrence", "responsibility", "number", "place", "time", "motive", "role"]
ChannelState = Literal["offered", "requested", "accepted", "refused", "open", "held", "broken_off"]
CopyKind = Literal["same", "edited", "shortened", "extended", "update"]
PositionKind = Literal[
    "urges_restraint",
    "supports",
    "opposes",
    "condemns",
    "offers_mediation",
    "mediates",
    "calls_for_investigation",
    "neutral_monitoring",
]


class Account(Record, frozen=True, kw_only=True):
    """What one side says of an incident; ``side`` is an actor reference or ``outlet:<name>``.

    ``quantities`` are the numbers that stand; ``superseded`` those that the same source replaced by later ones.
    """

    side: ActorRef | str
    says: Says
    quantities: tuple[Quantity, ...]
    statements: tuple[str, ...]
    reports: tuple[str, ...]
    first: str | None
    last: str | None
    superseded: tuple[Quantity, ...] = ()


class ReportShare(Record, frozen=True, kw_only=True):
    """A report and how many of its events are members of the incident; ``origin`` is the report that it repeats."""

    id: str
    source_id: str | None
    events: int
    outlet: str | None = None
    published: str | None = None
    origin: str | None = None


class Telling(Record, frozen=True, kw_only=True):
    """The sentence that tells an incident best, and where it stands."""

    report: str
    event: str
    sentence: Span


class Incident(Record, frozen=True, kw_only=True):
    """One happening in the world, however many reports tell it.

    ``day`` is the day on which it counts: the one told, else the day of the earliest report. ``origins`` counts the
    reports that do not repeat one another.
    """

    id: str
    type: EventType
    actors: tuple[ActorRef, ...]
    recipients: tuple[ActorRef, ...]
    when: When | None
    where: Where | None
    events: tuple[str, ...]
    reports: tuple[ReportShare, ...]
    accounts: tuple[Account, ...]
    standing: Standing
    confidence: float
    mode: str | None = None
    day: str | None = None
    origins: int = 1
    outlets: tuple[str, ...] = ()
    best: Telling | None = None


class DisputePosition(Record, frozen=True, kw_only=True):
    """One side's answer to a disputed question."""

    side: ActorRef | str
    answer: str
    statements: tuple[str, ...]


class Dispute(Record, frozen=True, kw_only=True):
    """A question on which accounts conflict."""

    id: str
    question: str
    kind: DisputeKind
    incident: str | None
    positions: tuple[DisputePosition, ...]
    opened: str | None
    last_moved: str | None


class ChannelMove(Record, frozen=True, kw_only=True):
    """A state of a channel, the day from which it is told, and the records that tell it."""

    state: ChannelState
    day: str | None
    statements: tuple[str, ...]
    events: tuple[str, ...]


class Counted(Record, frozen=True, kw_only=True):
    """A number as one report tells it; ``statement`` is the innermost one that tells it, ``None`` in its own voice."""

    report: str
    event: str
    statement: str | None
    outlet: str | None
    published: str | None
    low: float | None
    best: float
    high: float | None
    approximate: bool
    span: Span


class NumberChange(Record, frozen=True, kw_only=True):
    """One side counts the same thing again, in a later report, and comes to another number.

    ``what`` is killed, wounded, ... or the counted noun, ``of`` whom it counts ('people' where anybody is).
    """

    id: str
    incident: str
    side: ActorRef | str
    what: str
    of: str
    before: Counted
    after: Counted


class Channel(Record, frozen=True, kw_only=True):
    """A way in which parties talk; ``intermediary`` is ``None`` where they talk directly.

    ``moves`` are its states in the order of time; ``state`` is the last of them.
    """

    id: str
    parties: tuple[ActorRef, ...]
    intermediary: ActorRef | None
    level: str | None
    state: ChannelState
    according_to: tuple[str, ...]
    statements: tuple[str, ...]
    events: tuple[str, ...]
    moves: tuple[ChannelMove, ...] = ()
    first: str | None = None
    last: str | None = None


class Position(Record, frozen=True, kw_only=True):
    """Where a third party stands; ``toward`` is a list of actors, or empty for the crisis as a whole.

    ``last`` is the last day on which it was told; ``until`` and ``then`` are the day and the position that reversed it.
    """

    id: str
    actor: ActorRef
    toward: tuple[ActorRef, ...]
    kind: PositionKind
    since: str | None
    statements: tuple[str, ...]
    events: tuple[str, ...]
    last: str | None = None
    until: str | None = None
    then: str | None = None


class CopyChange(Record, frozen=True, kw_only=True):
    """How a report differs from the origin that it repeats.

    ``shared`` is the share of its own words that stand in the origin; ``added`` and ``removed`` are sentences,
    ``altered`` pairs of the origin's sentence and its new wording.
    """

    report: str
    kind: CopyKind
    shared: float
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: tuple[tuple[str, str], ...] = ()


class CopyGroup(Record, frozen=True, kw_only=True):
    """Reports that repeat one another: one origin, however many outlets print it."""

    id: str
    origin: str
    members: tuple[str, ...]
    changed: tuple[CopyChange, ...]
    why: str


class Contribution(Record, frozen=True, kw_only=True):
    """How much one incident adds to a day's tension."""

    incident: str
    weight: float


class Tension(Record, frozen=True, kw_only=True):
    """A dyad's day: score with its band, and the incidents that make it.

    ``score`` runs from -100 (all cooperation) to 100 (all conflict). The four streams are sums of weights, older days
    fading; ``spread`` is how far the score moves when any one outlet is left out; ``silent`` counts days since the
    last incident.
    """

    day: str
    score: float
    low: float
    high: float
    n: int
    contributions: tuple[Contribution, ...]
    conflict_deeds: float = 0.0
    conflict_words: float = 0.0
    cooperation_deeds: float = 0.0
    cooperation_words: float = 0.0
    spread: float = 0.0
    silent: int = 0


class TimelineEntry(Record, frozen=True, kw_only=True):
    """An incident that matters on its day, with the sentence that tells it best."""

    incident: str
    weight: float
    origins: int
    standing: Standing
    best: Telling | None


class TimelineDay(Record, frozen=True, kw_only=True):
    """A day of the crisis that matters."""

    day: str
    weight: float
    entries: tuple[TimelineEntry, ...]
