"""One question on which accounts conflict: who says what, side by side, in the order of time; and whose numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from detente.errors import NotFound
from detente.ledger import Filter, Ledger, then
from detente.records import Account, ActorRef, Dispute, Event, Incident, Quantity, Statement
from detente.show.web import charts
from detente.show.web.reader import who


@dataclass(frozen=True, slots=True)
class Voice:
    """One side of a question; ``says`` is its answer."""

    name: str
    says: str
    actor: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """A cell: the exact words, who spoke, where and when; ``wires`` counts further outlets with the same words."""

    side: int
    when: str
    speaker: str
    quote: str
    report: str
    record: str
    outlet: str
    wires: int


@dataclass(frozen=True, slots=True)
class Quarrel:
    """The page ``/dispute/DSP-...``, and an incident's accounts in the same shape."""

    id: str
    question: str
    kind: str
    incident: Incident | None
    sides: list[Voice]
    rows: list[Words]
    ranges: list[charts.Range]
    events: list[Event]
    near: list[dict[str, Any]]
    outlets: dict[str, tuple[str, str]]
    opened: str | None
    last_moved: str | None
    revision: int
    review: str | None
    undo: int | None
    citation: str


def name_of(side: ActorRef | str) -> str:
    """A side's name as it is read."""
    return side.name if isinstance(side, ActorRef) else side.removeprefix("outlet:")


def dispute(ledger: Ledger, ident: str, snapshot: str | None = None) -> Quarrel:
    """A dispute, as it was at a snapshot where one is named; raises :class:`NotFound`."""
    kind, row = ledger.look(then.record, ident, snapshot)
    if kind != "dispute":
        raise NotFound(f"{ident} is a {kind}, no dispute")
    told = msgspec.json.decode(row["record"], type=Dispute)
    incident = _incident(ledger, told.incident, snapshot)
    sides = [Voice(name_of(p.side), p.answer, _actor(p.side)) for p in told.positions]
    found = [(i, p.side, p.statements) for i, p in enumerate(told.positions)]
    page = _page(ledger, told.id, told.question, told.kind, incident, sides, found, row, snapshot)
    return replace(page, opened=told.opened, last_moved=told.last_moved)


def incident(ledger: Ledger, ident: str, snapshot: str | None = None) -> Quarrel:
    """An incident with the accounts of it; raises :class:`NotFound`."""
    kind, row = ledger.look(then.record, ident, snapshot)
    if kind != "incident":
        raise NotFound(f"{ident} is a {kind}, no incident")
    told = msgspec.json.decode(row["record"], type=Incident)
    sides = [Voice(name_of(a.side), a.says, _actor(a.side)) for a in told.accounts]
    found = [(i, a.side, a.statements) for i, a in enumerate(told.accounts)]
    return _page(ledger, told.id, title(told), "incident", told, sides, found, row, snapshot)


def title(told: Incident) -> str:
    """An incident in a few words."""
    who_did = " and ".join(a.name for a in told.actors[:2]) or "somebody"
    whom = ", ".join(a.name for a in told.recipients[:2])
    return f"{told.type}: {who_did}" + (f" → {whom}" if whom else "")


def _actor(side: ActorRef | str) -> str | None:
    return side.actor if isinstance(side, ActorRef) else None


def _incident(ledger: Ledger, ident: str | None, snapshot: str | None) -> Incident | None:
    if ident is None:
        return None
    try:
        kind, row = ledger.look(then.record, ident, snapshot)
    except NotFound:
        return None
    return msgspec.json.decode(row["record"], type=Incident) if kind == "incident" else None


def _page(
    ledger: Ledger,
    ident: str,
    question: str,
    kind: str,
    happened: Incident | None,
    sides: list[Voice],
    found: list[tuple[int, ActorRef | str, tuple[str, ...]]],
    row: dict[str, Any],
    snapshot: str | None,
) -> Quarrel:
    ids = [i for _, _, some in found for i in some]
    statements = [msgspec.json.decode(r, type=Statement) for r in ledger.look(then.records, "statement", ids, snapshot)]
    said = {s.id: s for s in statements}
    members = ledger.look(then.records, "event", happened.events, snapshot) if happened else []
    events = [msgspec.json.decode(r, type=Event) for r in members]
    reports = {
        r: facts(ledger, r) for r in dict.fromkeys([*(s.report for s in said.values()), *(e.report for e in events)])
    }
    rows = fold(
        [_words(i, said[s], reports) for i, _, ids in found for s in ids if s in said],
        {r: f["copy_of"] or r for r, f in reports.items()},
    )
    return Quarrel(
        id=ident,
        question=question,
        kind=kind,
        incident=happened,
        sides=sides,
        rows=rows,
        ranges=charts.ranges(_numbers(happened.accounts if happened else (), events, reports)),
        events=events,
        near=_near(ledger, happened) if kind == "incident" and snapshot is None and happened else [],
        outlets={r: (f["outlet"], f["published"]) for r, f in reports.items()},
        opened=None,
        last_moved=None,
        revision=row["since_seq"],
        review=row["review"],
        undo=next(iter(ledger.look(then.decided, [row["since_seq"]])), None),
        citation=f"detente ledger, {ident}: {question} (revision {row['since_seq']})",
    )


def _near(ledger: Ledger, happened: Incident) -> list[dict[str, Any]]:
    """Incidents of the same type on the same days: those that a person may want to merge."""
    if happened.day is None:
        return []
    asked = Filter(type=(happened.type,), since=happened.day[:10], until=happened.day[:10], limit=9)
    return [r for r in ledger.page("incident", asked).rows if r["id"] != happened.id][:8]


def facts(ledger: Ledger, report: str) -> dict[str, Any]:
    """Outlet and day of a report, and which report it repeats."""
    found = ledger.page("report", Filter(report=report, rejected=True)).rows
    r = found[0] if found else {}
    return {
        "outlet": r.get("outlet") or "outlet unknown",
        "published": r.get("published") or "",
        "copy_of": r.get("copy_of"),
        "wires": max(len(r.get("appearances", ())) - 1, 0),
    }


def _words(side: int, s: Statement, reports: dict[str, dict[str, Any]]) -> Words:
    f = reports[s.report]
    quote = " … ".join(" ".join(c.quote.split()) for c in s.content)
    return Words(side, f["published"], who(s), quote, s.report, s.id, f["outlet"], f["wires"])


def instant(told: str) -> str:
    """A moment in UTC, by which words from several zones are ordered; a bare day stands before its hours."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    if len(told) <= 10 or moment.tzinfo is None:
        return told
    return moment.astimezone(UTC).isoformat()


def fold(rows: Sequence[Words], origin: dict[str, str]) -> list[Words]:
    """Rows by time; the same words of one side from one origin stand once, with the number of other outlets."""
    kept: dict[tuple[int, str, str, str], Words] = {}
    for w in sorted(rows, key=lambda w: (instant(w.when), w.side, w.record)):
        key = (w.side, w.speaker, " ".join(w.quote.casefold().split()), origin.get(w.report, w.report))
        if key in kept and kept[key].report != w.report:
            kept[key] = replace(kept[key], wires=kept[key].wires + 1)
        elif key not in kept:
            kept[key] = w
    return list(kept.values())


def _numbers(
    accounts: Sequence[Account], events: Sequence[Event], reports: dict[str, dict[str, Any]]
) -> list[charts.Number]:
    """Every number that a source gives of this, each once."""
    home: dict[tuple[int, int, str], Event] = {}
    for e in events:
        for q in e.quantities:
            home.setdefault((q.span.start, q.span.end, q.span.quote), e)
    out: dict[tuple[Any, ...], charts.Number] = {}
    for a in accounts:
        for q in a.quantities:
            event = home.get((q.span.start, q.span.end, q.span.quote))
            report = event.report if event else a.reports[0] if a.reports else ""
            if report in reports:
                source = f"{name_of(a.side)}, in {reports[report]['outlet']}"
                key = (name_of(a.side), q.what, q.low, q.best, q.high)
                out.setdefault(key, number(source, q, report, event))
    if out:
        return list(out.values())
    return [number(reports[e.report]["outlet"], q, e.report, e) for e in events for q in e.quantities]


def number(source: str, q: Quantity, report: str, event: Event | None) -> charts.Number:
    """A quantity as a source gives it."""
    what = f"{q.what} ({q.of})" if q.of and q.of != q.what else q.what
    record = event.id if event else None
    return charts.Number(source, what, q.low, q.best, q.high, q.span.quote, report, q.span.start, record)
