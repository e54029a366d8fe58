"""What do several accounts make together: incidents, disputes, channels, positions, tension?"""

from typing import Literal

from detente.records.actor import ActorRef
from detente.records.base import Record
from detente.records.event import EventType, Quantity, When, Where

Says = Literal["asserts", "confirms", "denies", "hedges", "admits", "blames_other"]
Standing = Literal["single_source", "corroborated", "contested", "denied", "admitted", "superseded"]
DisputeKind = Literal["occurrence", "responsibility", "number", "place", "time", "motive", "role"]
ChannelState = Literal["offered", "requested", "accepted", "refused", "open", "held", "broken_off"]
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
    """What one side says of an incident; ``side`` is an actor reference or ``outlet:<name>``."""

    side: ActorRef | str
    says: Says
    quantities: tuple[Quantity, ...]
    statements: tuple[str, ...]
    reports: tuple[str, ...]
    first: str | None
    last: str | None


class ReportShare(Record, frozen=True, kw_only=True):
    """A report and how many of its events are members of the incident."""

    id: str
    source_id: str | None
    events: int


class Incident(Record, frozen=True, kw_only=True):
    """One happening in the world, however many reports tell it."""

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


class Channel(Record, frozen=True, kw_only=True):
    """A way in which parties talk; ``intermediary`` is ``None`` where they talk directly."""

    id: str
    parties: tuple[ActorRef, ...]
    intermediary: ActorRef | None
    level: str | None
    state: ChannelState
    according_to: tuple[str, ...]
    statements: tuple[str, ...]
    events: tuple[str, ...]


class Position(Record, frozen=True, kw_only=True):
    """Where a third party stands; ``toward`` is a list of actors, or empty for the crisis as a whole."""

    id: str
    actor: ActorRef
    toward: tuple[ActorRef, ...]
    kind: PositionKind
    since: str | None
    statements: tuple[str, ...]
    events: tuple[str, ...]


class Contribution(Record, frozen=True, kw_only=True):
    """How much one incident adds to a day's tension."""

    incident: str
    weight: float


class Tension(Record, frozen=True, kw_only=True):
    """A dyad's day: score with its band, and the incidents that make it."""

    day: str
    score: float
    low: float
    high: float
    n: int
    contributions: tuple[Contribution, ...]
