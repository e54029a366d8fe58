"""What is a record? Every type of detente's vocabulary; this room knows no other."""

from detente.records.across import (
    Account,
    Channel,
    Contribution,
    Dispute,
    DisputePosition,
    Incident,
    Position,
    ReportShare,
    Tension,
)
from detente.records.actor import Actor, ActorKind, ActorRef, Via
from detente.records.base import Record, change, content_id
from detente.records.event import (
    Event,
    EventType,
    Granularity,
    Precision,
    Quantity,
    Status,
    When,
    Where,
)
from detente.records.item import Item
from detente.records.mention import Name, Number, Place, Time, TimexType
from detente.records.raw import Raw, RawKind
from detente.records.reading import Reading, check, from_json, refs_of, schema, spans_of, to_json
from detente.records.report import Part, PartKind, Report, canonical, report_id
from detente.records.span import Span, check_text, cut
from detente.records.statement import Act, Form, SaidAt, Statement

__all__ = [
    "Account",
    "Act",
    "Actor",
    "ActorKind",
    "ActorRef",
    "Channel",
    "Contribution",
    "Dispute",
    "DisputePosition",
    "Event",
    "EventType",
    "Form",
    "Granularity",
    "Incident",
    "Item",
    "Name",
    "Number",
    "Part",
    "PartKind",
    "Place",
    "Position",
    "Precision",
    "Quantity",
    "Raw",
    "RawKind",
    "Reading",
    "Record",
    "Report",
    "ReportShare",
    "SaidAt",
    "Span",
    "Statement",
    "Status",
    "Tension",
    "Time",
    "TimexType",
    "Via",
    "When",
    "Where",
    "canonical",
    "change",
    "check",
    "check_text",
    "content_id",
    "cut",
    "from_json",
    "refs_of",
    "report_id",
    "schema",
    "spans_of",
    "to_json",
]
