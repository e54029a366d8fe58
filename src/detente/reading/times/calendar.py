"""What interval does a TIMEX3 value stand for? Days, weeks, months, seasons, years, in local time."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from detente.records import Granularity, TimexType

Anchor = Literal["published", "place", "text", "none"]


NO_SUCH_DAY = "XXXX-XX-XX"
"""The value of a date that no calendar has, such as 31 February: it is listed, and stands for no interval."""


@dataclass(frozen=True, slots=True)
class Value:
    """A TIMEX3 type and value with its local interval [start, end) in ISO 8601."""

    type: TimexType
    value: str
    start: str | None = None
    end: str | None = None
    granularity: Granularity = "unknown"
    approximate: bool = False
    zone: str | None = None
    anchor: Anchor = "published"
    day: date | None = None


def on_day(d: date, anchor: Anchor = "published", approximate: bool = False) -> Value:
    """A day."""
    end = (d + timedelta(days=1)).isoformat()
    return Value("DATE", d.isoformat(), d.isoformat(), end, "day", approximate, None, anchor, d)


def at_time(d: date, hour: int, minute: int, exact: bool, anchor: Anchor = "published") -> Value:
    """A clock time; an hour long where no minutes are told."""
    begin = datetime(d.year, d.month, d.day) + timedelta(hours=hour, minutes=minute)
    end = begin + (timedelta(minutes=1) if exact else timedelta(hours=1))
    text = f"{d.isoformat()}T{hour:02d}:{minute:02d}"
    grain: Granularity = "minute" if exact else "hour"
    return Value("TIME", text, _clock(begin), _clock(end), grain, not exact, None, anchor, d)


def part_of_day(d: date, code: str, first: int, last: int, anchor: Anchor = "published") -> Value:
    """A morning, an evening, a night; hours beyond 24 are of the next day."""
    begin = datetime(d.year, d.month, d.day) + timedelta(hours=first)
    end = datetime(d.year, d.month, d.day) + timedelta(hours=last)
    return Value("TIME", f"{d.isoformat()}T{code}", _clock(begin), _clock(end), "part_of_day", False, None, anchor, d)


def _clock(t: datetime) -> str:
    return t.isoformat(timespec="minutes")


def in_month(year: int, month: int, anchor: Anchor = "published") -> Value:
    """A month."""
    first = date(year, month, 1)
    end = first + timedelta(days=monthrange(year, month)[1])
    return Value("DATE", f"{year:04d}-{month:02d}", first.isoformat(), end.isoformat(), "month", False, None, anchor)


def in_year(year: int, anchor: Anchor = "text") -> Value:
    """A year."""
    return Value("DATE", f"{year:04d}", f"{year:04d}-01-01", f"{year + 1:04d}-01-01", "year", False, None, anchor)


def in_week(d: date, anchor: Anchor = "published") -> Value:
    """The ISO week that a day lies in."""
    year, week, _ = d.isocalendar()
    first = date.fromisocalendar(year, week, 1)
    end = first + timedelta(days=7)
    return Value("DATE", f"{year:04d}-W{week:02d}", first.isoformat(), end.isoformat(), "week", False, None, anchor)


def on_weekend(d: date, anchor: Anchor = "published") -> Value:
    """The weekend of the ISO week that a day lies in."""
    year, week, _ = d.isocalendar()
    first = date.fromisocalendar(year, week, 6)
    end = first + timedelta(days=2)
    return Value("DATE", f"{year:04d}-W{week:02d}-WE", first.isoformat(), end.isoformat(), "day", True, None, anchor)


def in_quarter(year: int, quarter: int, anchor: Anchor = "published") -> Value:
    """A calendar quarter."""
    first = date(year, 3 * quarter - 2, 1)
    last = date(year + (quarter == 4), 1 if quarter == 4 else 3 * quarter + 1, 1)
    return Value("DATE", f"{year:04d}-Q{quarter}", first.isoformat(), last.isoformat(), "month", True, None, anchor)


def in_season(year: int, code: str, anchor: Anchor = "published") -> Value:
    """A season of the northern half of the world; winter begins in December of its year."""
    month = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    first = date(year, month, 1)
    last = date(year + (month == 12), 3 if month == 12 else month + 3, 1)
    return Value("DATE", f"{year:04d}-{code}", first.isoformat(), last.isoformat(), "season", True, None, anchor)


def in_decade(first: int, anchor: Anchor = "text") -> Value:
    """Ten years from ``first``."""
    return Value(
        "DATE", f"{first // 10:03d}", f"{first:04d}-01-01", f"{first + 10:04d}-01-01", "decade", True, None, anchor
    )


def duration(value: str, approximate: bool = False) -> Value:
    """A length of time, which lies nowhere by itself."""
    return Value("DURATION", value, approximate=approximate, anchor="none")


def ref(value: str) -> Value:
    """PRESENT_REF, PAST_REF or FUTURE_REF."""
    return Value("DATE", value, anchor="none")


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """A month some months away."""
    n = year * 12 + month - 1 + by
    return n // 12, n % 12 + 1


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss's method as in Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    m = (a + 11 * h) // 319
    j, k = c // 4, c % 4
    n = (2 * e + 2 * j - k - h + m + 32) % 7
    month = (h - m + n + 90) // 25
    return date(year, month, (h - m + n + month + 19) % 32)
