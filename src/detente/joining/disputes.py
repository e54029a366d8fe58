"""On which questions do the accounts of a report conflict?

Did it happen (a denial against a claim), who did it (blame against a denial), how many (two tellers' numbers of
the same thing whose ranges do not meet). A denial is kept with whoever made the claim that it denies: 'Pakistan
denies Indian claims' sets Pakistan against India, and is no denial of what Pakistan itself says.
"""

from collections.abc import Iterable, Sequence

from detente.joining.incidents import side_key, side_of
from detente.records import (
    ActorRef,
    Dispute,
    DisputePosition,
    Event,
    Incident,
    Quantity,
    Report,
    Statement,
    content_id,
)
from detente.records.across import DisputeKind

BLAME = frozenset({"accuse", "blame"})
WORDS = 12
"""Words of a quote that a question repeats."""

SHARED = 0.5
"""Share of a denial's words (three letters and more) that a claim must hold to be the claim denied."""


def disputes(
    report: Report, events: Sequence[Event], statements: Sequence[Statement], incidents: Sequence[Incident]
) -> tuple[Dispute, ...]:
    """The disputes of one report, each with at least two positions."""
    by_id = {s.id: s for s in statements}
    home = {e: i.id for i in incidents for e in i.events}
    found = [
        *_denials(report, events, statements, by_id, home),
        *_numbers(report, events, by_id, home),
    ]
    unique: dict[str, Dispute] = {}
    for d in found:
        unique.setdefault(d.id, d)
    return tuple(unique.values())


def _short(quote: str) -> str:
    words = quote.split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")


def _dispute(
    report: Report, kind: DisputeKind, question: str, incident: str | None, rows: Iterable[DisputePosition]
) -> Dispute | None:
    positions: dict[tuple[str, str], DisputePosition] = {}
    for row in rows:
        positions.setdefault((side_key(row.side), row.answer), row)
    if len({side for side, _ in positions}) < 2:
        return None
    return Dispute(
        id=content_id("DSP", report.id, kind, question),
        question=question,
        kind=kind,
        incident=incident,
        positions=tuple(positions.values()),
        opened=report.published,
        last_moved=report.published,
    )


def _denials(
    report: Report,
    events: Sequence[Event],
    statements: Sequence[Statement],
    by_id: dict[str, Statement],
    home: dict[str, str],
) -> Iterable[Dispute]:
    at = {e.id: e for e in events}
    for s in statements:
        if s.act != "deny" or s.negated or s.speaker is None or not s.content:
            continue
        denied = [at[i] for i in s.claims if i in at]
        no = DisputePosition(side=s.speaker, answer="denies", statements=(s.id,))
        yes: list[DisputePosition] = [
            DisputePosition(side=ref, answer="asserts", statements=())
            for ref in s.about
            if side_key(ref) != side_key(s.speaker)
        ]
        yes += list(_claims(report, s, denied, events, statements, by_id))
        blamed = any(by_id[i].act in BLAME for row in yes for i in row.statements if i in by_id)
        kind: DisputeKind = "responsibility" if blamed else "occurrence"
        words = _short(" ".join(c.quote for c in s.content))
        incident = next((home[e.id] for e in denied if e.id in home), None)
        made = _dispute(report, kind, f"{s.cue.quote if s.cue else 'denied'}: {words}", incident, (no, *yes))
        if made:
            yield made


def _claims(
    report: Report,
    denial: Statement,
    denied: Sequence[Event],
    events: Sequence[Event],
    statements: Sequence[Statement],
    by_id: dict[str, Statement],
) -> Iterable[DisputePosition]:
    """Whoever asserts what is denied: by an event of the same kind and parties, or by blame of the denier."""
    assert denial.speaker is not None
    me = side_key(denial.speaker)
    for e in events:
        if e.status not in ("occurred", "ongoing") or denial.id in e.according_to or e.background:
            continue
        if any(_same(e, d) for d in denied):
            side = side_of(e, by_id, report.outlet)
            if side_key(side) != me:
                yield DisputePosition(side=side, answer="asserts", statements=e.according_to)
    for s in statements:
        if s.id == denial.id or s.speaker is None or side_key(s.speaker) == me or s.act not in BLAME:
            continue
        if any(side_key(r) == me for r in (*s.about, *s.addressees)) and _shares(denial, s):
            yield DisputePosition(side=s.speaker, answer="asserts", statements=(s.id,))


def _same(e: Event, d: Event) -> bool:
    if e.type != d.type or e.part == "teaser" != d.part:
        return False
    codes = [{r.country or r.actor for r in refs} for refs in (e.actors, d.actors, e.recipients, d.recipients)]
    actors = not codes[0] or not codes[1] or bool(codes[0] & codes[1])
    targets = not codes[2] or not codes[3] or bool(codes[2] & codes[3])
    informed = bool((codes[0] and codes[1]) or (codes[2] and codes[3]))
    placed = not (e.where and d.where) or e.where.name == d.where.name or e.where.country == d.where.country
    return actors and targets and informed and placed


def _bag(s: Statement) -> set[str]:
    return {w.strip(".,;:'\"“”‘’").casefold() for c in s.content for w in c.quote.split() if len(w) > 3}


def _shares(denial: Statement, claim: Statement) -> bool:
    mine = _bag(denial)
    general = {"involvement", "role", "accusation", "accusations", "allegation", "allegations", "charge", "charges"}
    return bool(mine & general) or (bool(mine) and len(mine & _bag(claim)) >= SHARED * len(mine))


def _numbers(
    report: Report, events: Sequence[Event], by_id: dict[str, Statement], home: dict[str, str]
) -> Iterable[Dispute]:
    told: dict[tuple[str, str, str | None], list[tuple[ActorRef | str, Quantity, Event]]] = {}
    for e in events:
        if e.status not in ("occurred", "ongoing") or e.id not in home:
            continue
        for q in e.quantities:
            if q.best is not None:
                key = (home[e.id], q.what, q.of)
                told.setdefault(key, []).append((side_of(e, by_id, report.outlet), q, e))
    for (incident, what, _), rows in told.items():
        if _disjoint([q for _, q, _ in rows]):
            question = f"how many {what}: {_short(rows[0][2].sentence.quote)}"
            positions = [
                DisputePosition(side=side, answer=q.span.quote, statements=e.according_to) for side, q, e in rows
            ]
            made = _dispute(report, "number", question, incident, positions)
            if made:
                yield made


def _disjoint(rows: Sequence[Quantity]) -> bool:
    lows = [q.low if q.low is not None else q.best or 0.0 for q in rows]
    highs = [q.high if q.high is not None else float("inf") for q in rows]
    return max(lows) > min(highs)
