"""Which records are asked for? The one question type: flags, addresses and Python all make this."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from detente.errors import InputError

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_AGO = re.compile(r"(\d{1,4})\s*(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?(?: ago)?\Z")
_SPAN = {"d": 1, "w": 7, "m": 30, "y": 365}
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list; every part that is given must hold, and one of the values of a part is enough.

    An actor is named by id, by country or by name ('IND', 'ACT-...', 'Ishaq Dar'). Days are ISO dates, both included.
    """

    actor: tuple[str, ...] = ()
    """Who takes any part: does, suffers, speaks, is addressed."""
    by: tuple[str, ...] = ()
    """Who does or speaks."""
    to: tuple[str, ...] = ()
    """To whom."""
    type: tuple[str, ...] = ()
    """Type of event or incident, act of a statement, kind of a dispute or position, state of a channel."""
    status: tuple[str, ...] = ()
    """Status of an event, standing of an incident."""
    since: str | None = None
    until: str | None = None
    outlet: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    """Where it happened: ISO 3166-1 alpha-3."""
    place: tuple[str, ...] = ()
    text: str | None = None
    """Words that must all stand in it."""
    part: tuple[str, ...] = ()
    report: str | None = None
    crisis: str | None = None
    snapshot: str | None = None
    rejected: bool = False
    """Also what a human rejected."""
    limit: int | None = None
    cursor: str | None = None
    """Where the last page ended: the cursor that it gave."""

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str] | None], today: date | None = None) -> "Filter":
        """A filter of strings, as an address or flags give them; raises :class:`InputError` on what is none.

        >>> Filter.from_query({"actor": "IND", "since": "2025-05-07", "limit": "20"}).limit
        20
        """
        known = {f.name: f for f in fields(cls)}
        values: dict[str, object] = {}
        for key, given in query.items():
            name = {"from": "since"}.get(key, key)
            if name not in known:
                raise InputError(f"there is no filter {key!r}; there are {', '.join(sorted(known))}")
            many = [given] if isinstance(given, str) else list(given or ())
            many = [v.strip() for v in many if v and v.strip()]
            if not many:
                continue
            if known[name].type == tuple[str, ...]:
                values[name] = tuple(dict.fromkeys(many))
            elif name == "limit":
                values[name] = _whole(many[-1])
            elif name == "rejected":
                values[name] = _truth(name, many[-1])
            elif name in ("since", "until"):
                values[name] = day(many[-1], today, end=name == "until")
            else:
                values[name] = many[-1]
        made = cls(**values)  # type: ignore[arg-type]
        if made.since and made.until and made.since > made.until:
            raise InputError(f"the days run backwards: from {made.since} to {made.until}")
        return made

    def to_query(self) -> dict[str, list[str]]:
        """The filter as strings again; what is not asked for is left out."""
        out: dict[str, list[str]] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if value not in (None, (), False):
                out[f.name] = [*value] if isinstance(value, tuple) else ["1" if value is True else str(value)]
        return out

    def with_crisis(
        self, actors: tuple[str, ...], places: tuple[str, ...], since: str | None, until: str | None
    ) -> "Filter":
        """The filter narrowed to a crisis' days; its parties and places are heeded by the query."""
        _ = actors, places
        later = max(filter(None, (self.since, since)), default=None)
        earlier = min(filter(None, (self.until, until)), default=None)
        return replace(self, since=later, until=earlier)


def _truth(name: str, value: str) -> bool:
    word = value.lower()
    if word not in {"1", "true", "yes", "0", "false", "no"}:
        raise InputError(f"{name}: {value[:40]!r} is neither true nor false")
    return word in {"1", "true", "yes"}


def _whole(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) <= MOST:
        raise InputError(f"limit: {value!r} is no whole number from 1 to {MOST:,}")
    return int(value)


def day(value: str, today: date | None = None, *, end: bool = False) -> str:
    """An ISO day from an ISO date, month or year, ``today``, ``yesterday`` or ``3d``; raises :class:`InputError`.

    >>> day("2025-02", end=True), day("yesterday", date(2025, 5, 8)), day("2w", date(2025, 5, 15))
    ('2025-02-28', '2025-05-07', '2025-05-01')
    """
    now = today or date.today()
    word = value.strip().lower()
    if word in ("today", "now"):
        return now.isoformat()
    if word == "yesterday":
        return (now - timedelta(days=1)).isoformat()
    if m := _AGO.match(word):
        try:
            return (now - timedelta(days=int(m[1]) * _SPAN[m[2]])).isoformat()
        except OverflowError:
            raise InputError(f"{value!r} lies before the calendar") from None
    try:
        if _DAY.match(word):
            return _whole_day(word, end)
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        raise InputError(f"{value!r} is no day; give one like 2025-05-08, 2025-05, yesterday or 3d") from None


def _whole_day(word: str, end: bool) -> str:
    first = date.fromisoformat((word + "-01-01")[:10])
    if len(word) == 10 or not end:
        return first.isoformat()
    after = first.replace(year=first.year + 1) if len(word) == 4 else (first + timedelta(days=32)).replace(day=1)
    return (after - timedelta(days=1)).isoformat()
