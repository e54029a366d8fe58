"""One report with every record in it: the words tinted, and beside them what was read there, and why."""

from dataclasses import dataclass
from typing import Any

import msgspec

from detente.errors import NotFound
from detente.ledger import Ledger, facets
from detente.records import ActorRef, Event, Report, Statement
from detente.show.web import tint


@dataclass(frozen=True, slots=True)
class Card:
    """A record beside its text: ``start`` orders it; ``tellers`` are who says so, outermost first."""

    kind: str
    id: str
    start: int
    record: Event | Statement
    tellers: list[str]
    review: str | None
    revision: int
    home: str | None
    edit: str


@dataclass(frozen=True, slots=True)
class Reader:
    """The page ``/report/RPT-...``."""

    report: Report
    appearances: list[dict[str, Any]]
    copy_of: str | None
    blocks: list[tint.Block]
    cards: list[Card]
    counts: dict[str, int]
    citation: str
    revisions: list[dict[str, Any]]


def make(ledger: Ledger, ident: str, *, rejected: bool) -> Reader:
    """The report of an id; raises :class:`NotFound`."""
    kind, row = ledger.find(ident)
    if kind != "report":
        raise NotFound(f"{ident} is a {kind}, no report")
    reading = ledger.reading(row["id"])
    if reading is None:
        raise NotFound(f"there is no reading of {ident} now")
    from detente.ledger import Filter

    told = ledger.page("report", Filter(report=row["id"], rejected=True)).records()[0]
    cards: list[Card] = []
    events: list[Event] = []
    statements: list[Statement] = []
    said: dict[str, Statement] = {}
    for name, type_ in (("statement", Statement), ("event", Event)):
        verdicts = ledger.look(facets.verdicts, name, row["id"])
        homes = ledger.look(facets.homes, list(verdicts)) if name == "event" else {}
        for v in verdicts.values():
            record: Any = msgspec.json.decode(v["record"], type=type_)
            if name == "statement":
                said[record.id] = record
            if v["review"] == "rejected" and not rejected:
                continue
            (events if name == "event" else statements).append(record)
            cards.append(_card(name, record, v, homes.get(record.id), said))
    cards.sort(key=lambda c: (c.start, c.kind, c.id))
    report = reading.report
    return Reader(
        report=report,
        appearances=told.get("appearances", []),
        copy_of=told.get("copy_of"),
        blocks=tint.blocks(report, tint.marks(reading, events, statements)),
        cards=cards,
        counts={"events": len(events), "statements": len(statements)},
        citation=cite_report(report),
        revisions=ledger.revisions(report.id),
    )


def _card(kind: str, record: Any, verdict: dict[str, Any], home: str | None, said: dict[str, Statement]) -> Card:
    start = record.trigger.start if kind == "event" else record.content[0].start if record.content else 0
    tellers = [who(said[i]) for i in getattr(record, "according_to", ()) if i in said]
    editable = ("status", "type", "mode", "polarity") if kind == "event" else ("act", "form", "negated")
    shown = msgspec.json.encode({f: getattr(record, f) for f in editable}).decode()
    return Card(kind, record.id, start, record, tellers, verdict["review"], verdict["revision"], home, shown)


def who(statement: Statement) -> str:
    """Who says it, in words."""
    speaker = statement.speaker
    return speaker.name if isinstance(speaker, ActorRef) else statement.anonymity or "somebody unnamed"


def cite_report(report: Report) -> str:
    """A citation line of a report."""
    parts = [
        report.outlet or "outlet unknown",
        f"“{report.title}”" if report.title else None,
        report.published,
        report.url,
    ]
    return ", ".join(p for p in parts if p) + f" [{report.id}, sha256 {report.sha256[:12]}]"
