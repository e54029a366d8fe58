"""What of an incident do tables of conflict data ask for? Parties by sort, day and place with precision, the dead.

ACLED and UCDP GED count happenings, each once, as incidents do. Both want one number of dead; detente tells what each
side says, so there is one only where all who count agree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

import msgspec

from detente.ledger import Filter, Ledger, heads
from detente.lexicon.shapes import load_shapes
from detente.records import Account, ActorRef, Incident, When

STEP = 500
"""Incidents whose actors and reports are looked up at once."""
POINT = frozenset({"site", "city"})
FORCES = frozenset({"state", "rebel", "militia"})
STATES = frozenset({"state", "government", "military"})
"""Kinds of actors that are a state's forces where their sector is not told ('India struck ...')."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An incident with the sort of each party (``state | rebel | militia | civilian``) and its reports' titles."""

    incident: Incident
    sorts: Mapping[str, str | None]
    reports: list[dict[str, Any]]

    def sort(self, refs: tuple[ActorRef, ...]) -> str | None:
        """The one sort of all these parties; ``None`` where there are several, or it is not known."""
        found = {self.sorts.get(r.actor) for r in refs}
        return found.pop() if len(found) == 1 else None

    def mutual(self) -> bool:
        """Whether forces fight each other: the same parties do and suffer, or several do and nobody else suffers."""
        i = self.incident
        doing, suffering = {r.actor for r in i.actors}, {r.actor for r in i.recipients}
        return len(doing) > 1 and suffering in (doing, set()) and {self.sorts.get(a) for a in doing} <= FORCES

    def toward(self) -> str | None:
        """To whom it is done: ``mutual``, ``civilian``, ``armed``, or ``None``."""
        if self.mutual():
            return "mutual"
        i = self.incident
        if self.sort(i.recipients) == "civilian":
            return "civilian"
        both = {self.sorts.get(r.actor) for r in (*i.actors, *i.recipients)}
        return "armed" if i.actors and i.recipients and both <= FORCES else None

    def sides(self) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
        """Who stands on the first side and who on the second; of those who fight each other, the first named is one."""
        i = self.incident
        return (i.actors[:1], i.actors[1:]) if self.mutual() else (i.actors, i.recipients)


def happenings(ledger: Ledger, asked: Filter) -> Iterator[Happening]:
    """The incidents of a filter, newest first; those that are only ever denied are none."""
    rows = ledger.each("incident", asked)
    while some := [msgspec.json.decode(r["record"], type=Incident) for r in islice(rows, STEP)]:
        some = [i for i in some if i.standing != "denied"]
        kinds = ledger.look(heads.kinds, [r.actor for i in some for r in (*i.actors, *i.recipients)])
        told = ledger.look(heads.reports, [r.id for i in some for r in i.reports])
        for i in some:
            sorts = {r.actor: _sort(r, kinds.get(r.actor)) for r in (*i.actors, *i.recipients)}
            reports = [told.get(r.id) or {"outlet": r.outlet, "published": r.published} for r in i.reports]
            yield Happening(i, sorts, sorted(reports, key=lambda r: (r.get("published") or "~", r.get("outlet") or "")))


def _sort(ref: ActorRef, kind: str | None) -> str | None:
    if ref.sector is not None:
        return load_shapes().sorts.get(ref.sector)
    return "state" if kind in STATES else None


@dataclass(frozen=True, slots=True)
class Toll:
    """How many were killed: bounds over all who count (``None``: not told), ``best`` where they agree."""

    low: float | None
    best: float | None
    high: float | None
    counts: tuple[float, ...]
    civilians: bool
    """Whether all counts are of civilians."""


def toll(incident: Incident) -> Toll | None:
    """What the sides say of the dead, each by the largest count that it gives; ``None`` where nobody counts."""
    largest = [q for a in incident.accounts if a.says != "denies" if (q := _largest(a)) is not None]
    if not largest:
        return None
    lows, highs = [q.low for q in largest], [q.high for q in largest]
    counts = tuple(sorted({float(q.best) for q in largest if q.best is not None}))
    return Toll(
        low=None if None in lows else min(v for v in lows if v is not None),
        best=counts[0] if len(counts) == 1 else None,
        high=None if None in highs else max(v for v in highs if v is not None),
        counts=counts,
        civilians=all((q.of or "").casefold().endswith(("civilian", "civilians")) for q in largest),
    )


def _largest(account: Account) -> Any:
    counted = [q for q in account.quantities if q.what == "killed" and q.best is not None]
    return max(counted, key=lambda q: q.best or 0.0, default=None)


def days(when: When | None) -> tuple[date, date] | None:
    """First and last day of what is told, both included; ``None`` where no day is."""
    if when is None or when.start is None or when.granularity in ("unknown", "season", "decade"):
        return None
    try:
        first = date.fromisoformat(when.start[:10])
        after = date.fromisoformat(when.end[:10]) if when.end else first + timedelta(days=1)
    except ValueError:
        return None
    whole = when.end is not None and len(when.end) > 10 and not when.end[10:].startswith("T00:00")
    return first, max(first, after if whole else after - timedelta(days=1))


def names(refs: tuple[ActorRef, ...]) -> str:
    """Names in one cell, each once."""
    return "; ".join(dict.fromkeys(r.name for r in refs))
