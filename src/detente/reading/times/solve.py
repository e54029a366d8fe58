"""What does an expression stand for? Each family of expressions has one method that answers."""

import re
from collections.abc import Callable

from spacy.tokens import Doc

from detente.reading.times import calendar as cal
from detente.reading.times.calendar import Value
from detente.reading.times.days import Days
from detente.reading.times.periods import Periods
from detente.reading.times.scan import Hit


class Solver(Days, Periods):
    """One report's calendar with an answer for every family of ``time_patterns.toml``."""

    def __init__(self, doc: Doc, published: str | None) -> None:
        super().__init__(doc, published)
        self._by: dict[str, Callable[[Hit], Value | None]] = {
            name.removeprefix("_do_"): getattr(self, name) for name in dir(self) if name.startswith("_do_")
        }

    def solve(self, hit: Hit) -> Value | None:
        """The value of an expression, or ``None`` where the words are no time after all (31 February, a verb 'may')."""
        try:
            value = self._by[hit.family](hit)
        except (ValueError, OverflowError):
            dated = any(hit.groups.get(k) for k in ("d", "dB", "dF", "id", "s1"))
            return Value("DATE", cal.NO_SUCH_DAY, granularity="day", anchor="none") if dated else None
        if value is not None and value.day is not None:
            self._said = value.day
        told = value is not None and hit.family not in ("ago", "year_ago", "the_quarter")
        if told and value is not None and (m := re.fullmatch(r"(\d{4})-Q([1-4])", value.value)):
            self._quarter = (int(m[1]), int(m[2]))
            self._quarter_at = hit.start
        if value is not None and value.granularity == "year" and value.value.isdigit():
            self._year = int(value.value)
        return value
