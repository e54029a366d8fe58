"""Why is a record here? The words it stands on with their offsets, what decided, who revised it, and how to cite it."""

from dataclasses import dataclass
from typing import Any

import msgspec

from detente.ledger import Ledger, then
from detente.ledger.listing import whole
from detente.records import Event, Statement
from detente.show.web.reader import cite_record, cite_report

MOST = 200
"""Words shown of one record: an incident that the whole world tells of stands on thousands."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A stretch of words: whose, where they stand, and that they were held against the text just now."""

    record: str
    report: str
    outlet: str
    published: str
    start: int
    end: int
    quote: str
    decided: str


@dataclass(frozen=True, slots=True)
class Stand:
    """The page ``/why/...`` of any record."""

    id: str
    kind: str
    told: str
    decided: str | None
    confidence: float | None
    sha256: str | None
    words: list[Basis]
    beneath: int
    revisions: list[dict[str, Any]]
    citation: str


def make(ledger: Ledger, ident: str, snapshot: str | None) -> Stand:
    """What a record stands on; raises :class:`NotFound`."""
    kind, row = ledger.look(then.record, ident, snapshot)
    told = whole(kind, row)
    records = _beneath(ledger, kind, told, snapshot)
    reports = {r: ledger.report(r) for r in dict.fromkeys(x.report for x in records[:MOST])}
    words = []
    for x in records[:MOST]:
        report = reports[x.report]
        for span in [x.sentence] if isinstance(x, Event) else x.content:
            span.check(report.text)
            words.append(
                Basis(x.id, x.report, report.outlet or "outlet unknown", report.published or "", span.start, span.end,
                      span.quote, x.why)
            )  # fmt: skip
    revisions = ledger.revisions(told["id"])
    if not revisions:
        revisions = ledger.look(then.revision, row["since_seq"])
    return Stand(
        id=told["id"],
        kind=kind,
        told=title(kind, told),
        decided=told.get("why"),
        confidence=told.get("confidence"),
        sha256=told.get("sha256"),
        words=words,
        beneath=len(records),
        revisions=revisions,
        citation=_citation(ledger, kind, told, records),
    )


def _beneath(ledger: Ledger, kind: str, told: dict[str, Any], snapshot: str | None) -> list[Event | Statement]:
    """The events and statements that a record is made of; itself where it is one."""
    events = [e for e in told.get("events") or () if isinstance(e, str)]
    said = [s for s in told.get("statements") or () if isinstance(s, str)]
    for part in (*(told.get("accounts") or ()), *(told.get("positions") or ())):
        said += part.get("statements", [])
    if kind == "event":
        events, said = [told["id"]], list(told["according_to"])
    elif kind == "statement":
        said = [told["id"]]
    done = ledger.look(then.records, "event", list(dict.fromkeys(events)), snapshot)
    told_by = ledger.look(then.records, "statement", list(dict.fromkeys(said)), snapshot)
    made: list[Event | Statement] = [msgspec.json.decode(r, type=Event) for r in done]
    return made + [msgspec.json.decode(r, type=Statement) for r in told_by]


def title(kind: str, told: dict[str, Any]) -> str:
    """A record in a few words."""
    if kind in ("event", "incident"):
        whom = ", ".join(dict.fromkeys(a["name"] for a in told["recipients"]))
        who = ", ".join(dict.fromkeys(a["name"] for a in told["actors"])) or "nobody named"
        return f"{told['type']}: {who}" + (f" → {whom}" if whom else "")
    if kind == "statement":
        return f"{(told['speaker'] or {}).get('name') or told['anonymity'] or 'somebody unnamed'}: {told['act']}"
    if kind == "channel":
        middle = f" through {told['intermediary']['name']}" if told["intermediary"] else ""
        return ", ".join(p["name"] for p in told["parties"]) + f"{middle}: {told['state']}"
    if kind == "position":
        return f"{told['actor']['name']} {told['kind'].replace('_', ' ')}"
    if kind == "copy":
        return f"{len(told['members'])} tellings of one story"
    return str(told.get("question") or told.get("name") or told.get("title") or told["id"])


def _citation(ledger: Ledger, kind: str, told: dict[str, Any], records: list[Event | Statement]) -> str:
    if kind == "report":
        return cite_report(ledger.report(told["id"]))
    if kind in ("event", "statement") and records:
        return cite_record(records[0], ledger.report(records[0].report))
    return f"detente ledger, {told['id']}: {title(kind, told)} (revision {told['revision']})"
