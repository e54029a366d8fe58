"""One report with every record in it: the words tinted, and beside them what was read there, and why."""

import functools
from dataclasses import dataclass, replace
from typing import Any, get_args, get_type_hints

import msgspec

from detente.errors import NotFound
from detente.ledger import Filter, Ledger, then
from detente.records import ActorRef, Event, Report, Statement
from detente.show.web import tint


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that a person may set: its value now, and what else it may be (none: any words)."""

    name: str
    value: str
    values: list[str]


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
    edit: list[Choice]
    citation: str
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """The page ``/report/RPT-...``."""

    report: Report
    appearances: list[dict[str, Any]]
    copy_of: str | None
    blocks: list[tint.Block]
    headed_at: int | None
    cards: list[Card]
    counts: dict[str, int]
    citation: str
    revisions: list[dict[str, Any]]


def make(ledger: Ledger, ident: str, *, rejected: bool, snapshot: str | None = None) -> Reader:
    """The report of an id, as it was at a snapshot where one is named; raises :class:`NotFound`."""
    kind, row = ledger.look(then.record, ident, snapshot)
    if kind != "report":
        raise NotFound(f"{ident} is a {kind}, no report")
    reading = ledger.reading(row["id"])
    if reading is None:
        raise NotFound(f"there is no reading of {ident} now")
    told = ledger.page("report", Filter(report=row["id"], rejected=True)).records()[0]
    cards: list[Card] = []
    events: list[Event] = []
    statements: list[Statement] = []
    said: dict[str, Statement] = {}
    for name, type_ in (("statement", Statement), ("event", Event)):
        verdicts = ledger.look(then.verdicts, name, row["id"], snapshot)
        homes = ledger.look(then.homes, list(verdicts), snapshot) if name == "event" else {}
        for v in verdicts.values():
            record: Any = msgspec.json.decode(v["record"], type=type_)
            if name == "statement":
                said[record.id] = record
            if v["review"] == "rejected" and not rejected:
                continue
            (events if name == "event" else statements).append(record)
            cards.append(_card(record, v, homes.get(record.id), said, reading.report))
    mine = ledger.look(then.decided, [c.revision for c in cards if c.review])
    cards = [replace(c, undo=c.revision) if c.revision in mine else c for c in cards]
    cards.sort(key=lambda c: (c.start, c.kind, c.id))
    report = reading.report
    blocks = tint.blocks(report, tint.marks(reading, events, statements))
    return Reader(
        report=report,
        appearances=told.get("appearances", []),
        copy_of=told.get("copy_of"),
        blocks=blocks,
        headed_at=next((b.start for b in blocks if b.kind == "headline"), None),
        cards=cards,
        counts={"events": len(events), "statements": len(statements)},
        citation=cite_report(report),
        revisions=ledger.revisions(report.id),
    )


def _card(
    record: Event | Statement, verdict: dict[str, Any], home: str | None, said: dict[str, Statement], report: Report
) -> Card:
    if isinstance(record, Event):
        kind, start = "event", record.trigger.start
        edit = [*choices(record, "status", "type", "polarity"), Choice("mode", record.mode or "", [])]
        tellers = [who(said[i]) for i in record.according_to if i in said]
    else:
        kind, start, tellers = "statement", record.content[0].start if record.content else 0, []
        edit = choices(record, "act", "form", "stance_of_reporter")
        edit.append(Choice("negated", str(record.negated).lower(), ["false", "true"]))
    return Card(
        kind, record.id, start, record, tellers, verdict["review"], verdict["revision"], home, edit,
        cite_record(record, report),
    )  # fmt: skip


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def choices(record: Event | Statement, *names: str) -> list[Choice]:
    """The fields of a record that are one of a few words, with these words."""
    hints = _hints(type(record))
    return [Choice(n, str(getattr(record, n)), [*get_args(hints[n])]) for n in names]


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


def cite_record(record: Event | Statement, report: Report) -> str:
    """A citation line of an event or a statement: its words, whose they are, and where exactly they stand."""
    span = record.sentence if isinstance(record, Event) else record.content[0] if record.content else record.cue
    if span is None:
        return f"{cite_report(report)} {record.id}"
    words = " ".join(span.quote.split())
    teller = f"{who(record)}: " if isinstance(record, Statement) else ""
    return f"{teller}“{words}”, {cite_report(report)} {record.id}, characters {span.start}–{span.end}"
