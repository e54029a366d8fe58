"""Which numbers changed: the same side counts the same thing in a later report and comes to another value?

What two sides count differently is a dispute and stands in ``conflicts``; here one side is held against itself. A
report that repeats another tells nothing later, and where neither day nor hour says which came later, nothing changed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from detente.joining.conflicts import ANYBODY, UNCOUNTED
from detente.joining.incidents import side_key, side_of
from detente.records import ActorRef, Counted, Event, Incident, NumberChange, Quantity, Statement, content_id

Side = ActorRef | str
Key = tuple[str, str, str]


def recounts(i: Incident, events: Sequence[Event], by_id: Mapping[str, Statement]) -> tuple[NumberChange, ...]:
    """The changes of an incident's numbers, in the order of the reports that bring them."""
    shares = {r.id: r for r in i.reports if r.origin in (None, r.id)}
    told: dict[Key, dict[str, tuple[Side, Counted]]] = defaultdict(dict)
    for e in events:
        if e.report not in shares or e.status not in ("occurred", "ongoing") or e.background:
            continue
        share = shares[e.report]
        side = side_of(e, by_id, share.outlet)
        if isinstance(side, str) and side.startswith(("unnamed:", "outlet:unknown")):
            continue  # nobody knows whether two unnamed tellers are one
        for q in e.quantities:
            if q.best is None or q.what in UNCOUNTED:
                continue
            key = (side_key(side), q.what, "people" if q.of in ANYBODY else str(q.of))
            row = _counted(e, q, share.outlet, share.published)
            before = told[key].get(e.report)
            if before is None or row.best > before[1].best:  # a report's parts are smaller than its total
                told[key][e.report] = (side, row)
    made = [c for key, rows in sorted(told.items()) for c in _walk(i.id, key, list(rows.values()))]
    return tuple(sorted(made, key=lambda c: (c.after.published or "", c.id)))


def _counted(e: Event, q: Quantity, outlet: str | None, published: str | None) -> Counted:
    assert q.best is not None
    return Counted(
        report=e.report,
        event=e.id,
        statement=e.according_to[-1] if e.according_to else None,
        outlet=outlet,
        published=published,
        low=q.low,
        best=q.best,
        high=q.high,
        approximate=q.approximate,
        span=q.span,
    )


def _walk(incident: str, key: Key, rows: list[tuple[Side, Counted]]) -> list[NumberChange]:
    """The steps from each number to the next later one that differs."""
    order = sorted((r for r in rows if r[1].published), key=lambda r: (_place(r[1].published), r[1].event))
    out: list[NumberChange] = []
    last: Counted | None = None
    for side, now in order:
        if last is None or not later(now.published, last.published):
            last = last or now
            continue
        if now.best != last.best:
            ident = content_id("NUM", *key, last.event, now.event)
            _, what, of = key
            out.append(NumberChange(id=ident, incident=incident, side=side, what=what, of=of, before=last, after=now))
        last = now
    return out


def _instant(told: str | None) -> datetime | None:
    """A moment whose hour and zone are told."""
    try:
        at = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None


def _place(told: str | None) -> tuple[str, str]:
    at = _instant(told)
    return ((told or "")[:10], at.isoformat() if at else "")


def later(one: str | None, other: str | None) -> bool:
    """Whether the first was surely published after the second.

    >>> later("2025-05-08T01:00:00+05:00", "2025-05-07T23:00:00+02:00"), later("2025-05-08", "2025-05-08T10:00:00Z")
    (False, False)
    """
    a, b = _instant(one), _instant(other)
    if a is not None and b is not None:
        return a > b
    return bool(one and other) and str(one)[:10] > str(other)[:10]
