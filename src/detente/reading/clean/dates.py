"""On which day was it published? A date that a caller gave, or one that a page states; never a default."""

import datetime as dt
import email.utils
import re

from detente.errors import InputError
from detente.lexicon.page import MONTHS

_MONTH = (
    "(?:"
    + "|".join(
        m if len(m) < 4 else f"{m[:3]}(?:{m[3:]})?\\.?" + ("|sept\\.?" if m == "september" else "") for m in MONTHS
    )
    + ")"
)
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH}),? (\d{{4}})(?!\d)", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"(?<!\w)({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?!\d)", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}}),? ({_MONTH}),? (\d{{1,2}})(?!\d)", re.IGNORECASE)
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_ISO_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?\Z|\d{8}(?:T.*)?\Z", re.DOTALL)

FORM = "write a day as 2025-05-08, or a time with its zone as 2025-05-08T14:30:00+05:30"


def given(value: str) -> str:
    """The caller's date as ISO 8601; raises :class:`~detente.errors.InputError` that names what is wrong.

    >>> given("2025-05-08")
    '2025-05-08'
    """
    text = value.strip()
    if not text:
        raise InputError(f"the date of publication is empty; {FORM}")
    if not _ISO_SHAPE.match(text):
        raise InputError(f"{text[:40]!r} is no date of publication; {FORM}")
    try:
        return _iso(text)
    except ValueError as why:
        raise InputError(f"{text[:40]!r} is no date of publication ({why}); {FORM}") from None


def stated(value: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The date that a line of a batch states, and a warning where it cannot be told for certain: it stays unknown.

    >>> stated("9:55 AM ET, Sun January 4, 2015"), stated("")
    (('2015-01-04', ()), (None, ()))
    """
    day = found(value)
    if day is None and value and value.strip():
        return None, (f"{value.strip()[:40]!r} is no date that can be told for certain; published stays unknown",)
    return day, ()


def found(value: str | None) -> str | None:
    """A date that a page states in one of the usual forms, ``None`` where it cannot be told for certain.

    >>> found("Thursday, May 8, 2025"), found("05/08/2025")
    ('2025-05-08', None)
    """
    text = " ".join((value or "")[:200].split())
    if not text:
        return None
    if _ISO_SHAPE.match(text):
        try:
            return _iso(text)
        except ValueError:
            return None
    try:
        stamp = email.utils.parsedate_to_datetime(text)
        if stamp.tzinfo and stamp.year > 1500:
            return stamp.isoformat(timespec="seconds")
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return day_in(text)


def day_in(text: str) -> str | None:
    """The first full date in a line, day, month and year, as ``YYYY-MM-DD``.

    >>> day_in("Published May 8, 2025 10:20pm")
    '2025-05-08'
    """
    forms = ((_MONTH_FIRST, (3, 1, 2)), (_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3)), (_ISO_DAY, (1, 2, 3)))
    for pattern, (y, m, d) in forms:
        if hit := pattern.search(text[:400]):
            name = hit[m].lower()
            month = int(name) if name.isdigit() else next(i for i, x in enumerate(MONTHS, 1) if x[:3] == name[:3])
            try:
                return dt.date(int(hit[y]), month, int(hit[d])).isoformat()
            except ValueError:
                return None
    return None


def _iso(text: str) -> str:
    """ISO 8601 with the time kept only where its zone is given: an hour without a zone says less than it seems."""
    if len(text) in {8, 10}:
        return dt.date.fromisoformat(text).isoformat()
    stamp = dt.datetime.fromisoformat(text)
    if stamp.tzinfo is None:
        return stamp.date().isoformat()
    return stamp.isoformat(timespec="seconds")
