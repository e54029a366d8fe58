"""Which stretch of time? Months, quarters, seasons, years, lengths, sets, and words without a date of their own."""

from datetime import date, timedelta

from detente.reading.shown import shown
from detente.reading.times import calendar as cal
from detente.reading.times.calendar import Value
from detente.reading.times.context import Context
from detente.reading.times.scan import Hit

FRAMES = frozenset(
    "in since of from until till by through during between before after early late fiscal mid and to ( the year".split()
)
"""Words before four digits that make them a year even when a plural noun follows."""


LONG_SINCE = 10
"""Months: one that was as long ago as this and has no year beside it is the coming one even in a past clause."""


class Periods(Context):
    """Families of expressions that name more than a day, or no day at all."""

    def _do_month(self, hit: Hit) -> Value | None:
        g = hit.groups
        name = (g["mo"] or "").lower().rstrip(".")
        month = self.words.months[name]
        token = self.token(hit.end - 1)
        year = g.get("y")
        plain = not (year or g.get("which") or g.get("ly") or g.get("about"))
        word = self._text(hit)
        if plain and (
            not word[:1].isupper() or (name in ("may", "march", "sun", "mar", "dec") and not self._is_name(hit))
        ):
            return None
        if name in ("sat", "sun") or token is None:
            return None
        if year:
            return cal.in_month(int(year), month, "text")
        if self.today is None:
            return Value("DATE", f"XXXX-{month:02d}", granularity="month", anchor="none")
        y = self.today.year
        which = (g.get("which") or "").lower()
        if ly := (g.get("ly") or "").lower():
            return cal.in_month(y + {"last": -1, "next": 1}.get(ly, 0), month)
        if which in ("last", "the previous", "this past"):
            return cal.in_month(y if month < self.today.month else y - 1, month)
        if which in ("next", "the following", "this coming"):
            return cal.in_month(y if month > self.today.month else y + 1, month)
        if which == "this":
            return cal.in_month(y, month)
        looks = self.looks(hit)
        since = (self.today.month - month) % 12
        if looks in ("future", "starts") or (looks == "loose" and since >= LONG_SINCE):
            return cal.in_month(y if month >= self.today.month else y + 1, month)
        if looks in ("present", "unknown"):
            near = min((y - 1, y, y + 1), key=lambda k: abs((k - y) * 12 + month - self.today.month))  # type: ignore[union-attr]
            return cal.in_month(near, month)
        return cal.in_month(y if month <= self.today.month else y - 1, month)

    def _is_name(self, hit: Hit) -> bool:
        token = self.token(hit.start)
        before = self.doc[token.i - 1].lower_ if token is not None and token.i else ""
        return token is not None and token.pos_ == "PROPN" and before in (
            "in", "since", "until", "by", "of", "from", "to", "through", "between", "and", "before", "after", "during",
        )  # fmt: skip

    def _do_quarter(self, hit: Hit) -> Value | None:
        g = hit.groups
        word = (g["ord"] or "").lower()
        n = self.words.ordinals.get(word) or int(word[0])
        if g["half"] and g["half"].lower() == "half":
            return self._half(hit, n)
        if n > 4:
            return None
        if year := g.get("y") or g.get("y0"):
            return cal.in_quarter(int(year), n, "text")
        if self.today is None:
            return Value("DATE", f"XXXX-Q{n}", granularity="month", anchor="none")
        which = (g.get("which") or g.get("ly") or "").lower()
        if which:
            return cal.in_quarter(self.today.year + {"last": -1, "next": 1}.get(which, 0), n)
        begun = date(self.today.year, 3 * n - 2, 1) <= self.today
        return cal.in_quarter(self.today.year if begun else self.today.year - 1, n)

    def _half(self, hit: Hit, n: int) -> Value | None:
        if n > 2:
            return None
        year = hit.groups.get("y") or hit.groups.get("y0") or (str(self.today.year) if self.today else None)
        if year is None:
            return None
        first = f"{year}-01-01" if n == 1 else f"{year}-07-01"
        last = f"{year}-07-01" if n == 1 else f"{int(year) + 1}-01-01"
        return Value("DATE", f"{year}-H{n}", first, last, "month", True)

    def _do_the_quarter(self, hit: Hit) -> Value | None:
        which = (hit.groups["which"] or "").lower()
        if self.today is None:
            return None
        running = (self.today.year, (self.today.month - 1) // 3 + 1)
        done = (running[0], running[1] - 1) if running[1] > 1 else (running[0] - 1, 4)
        year, quarter = self._quarter or done
        if "year-earlier" in which or "year-ago" in which:
            return cal.in_quarter(year - 1, quarter, "text")
        if which in ("this", "the current"):
            return cal.in_quarter(*running)
        if which == "next":
            return cal.in_quarter(*((running[0], running[1] + 1) if running[1] < 4 else (running[0] + 1, 1)))
        return cal.in_quarter(*done) if which == "last" else cal.in_quarter(year, quarter, "text")

    def _do_season(self, hit: Hit) -> Value | None:
        g = hit.groups
        code = self.words.seasons[(g.get("season") or g.get("seasonB") or "").lower()]
        if year := g.get("y") or g.get("yB"):
            return cal.in_season(int(year), code, "text")
        which = (g.get("which") or "").lower()
        if self.today is None or which in ("the", "in"):
            return None
        y = self.today.year
        first = date(y, {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code], 1)
        if which in ("last", "the past"):
            return cal.in_season(y if first + timedelta(days=92) <= self.today else y - 1, code)
        if which in ("next", "the coming"):
            return cal.in_season(y if first > self.today else y + 1, code)
        return cal.in_season(y, code)

    def _do_period(self, hit: Hit) -> Value | None:
        which, unit = (hit.groups["which"] or "").lower(), (hit.groups["unit"] or "").lower()
        if which == "the past" and unit != "year":
            return cal.duration(self._length(1, unit))
        if which == "the past":
            return cal.duration("P1Y")
        if self.today is None:
            return cal.ref("PAST_REF" if which in ("last", "the previous") else "PRESENT_REF")
        by = {"last": -1, "the previous": -1, "next": 1, "the following": 1, "the coming": 1}.get(which, 0)
        if which in ("that", "the same"):
            return self._that(unit)
        if unit == "week":
            return cal.in_week(self.today + timedelta(days=7 * by))
        if unit == "month":
            return cal.in_month(*cal.shift_month(self.today.year, self.today.month, by))
        if unit == "year":
            return cal.in_year(self.today.year + by, "published")
        if unit == "decade":
            return cal.in_decade(self.today.year // 10 * 10 + 10 * by, "published")
        return Value("DATE", f"{self.today.year // 100 + by:02d}", granularity="unknown")

    def _that(self, unit: str) -> Value | None:
        d = self._said
        if unit == "year" and self._year:
            return cal.in_year(self._year)
        if d is None:
            return None
        if unit == "week":
            return cal.in_week(d, "text")
        return cal.in_month(d.year, d.month, "text") if unit == "month" else cal.in_year(d.year)

    def _do_span(self, hit: Hit) -> Value | None:
        g = hit.groups
        n = self._number(g["n"])
        which = (g["which"] or "").lower()
        value = cal.duration(self._length(n, (g["unit"] or "").lower()), n is None)
        if self.today is None or n is None or which not in ("past", "last"):
            return value
        days = {"D": 1, "W": 7, "M": 30, "Y": 365}.get(value.value[-1], 0) * n
        if value.value.startswith("PT"):
            days = n / 24 if value.value.endswith("H") else 0
        first = self.today - timedelta(days=max(1, round(days))) if days and days < 40_000 else None
        last = (self.today + timedelta(days=1)).isoformat()
        start = first.isoformat() if first else None
        return Value("DURATION", value.value, start, last if first else None, "day", True)

    def _do_refspan(self, hit: Hit) -> Value | None:
        which = (hit.groups["which"] or "").lower()
        return cal.ref("PAST_REF" if which in ("recent", "past") else "FUTURE_REF")

    def _do_ago(self, hit: Hit) -> Value | None:
        g = hit.groups
        n, unit, way = self._number(g["n"]), (g["unit"] or "").lower(), (g["dir"] or "").lower()
        length = self._length(n, unit)
        if way in ("later", "afterwards", "hence", "from now"):
            return self._later(n, unit) or cal.duration(length, n is None)
        if n is None:
            return cal.ref("PAST_REF")
        if self.today is None:
            return cal.duration(length)
        if unit == "year" and n == 1 and (quarter := self._quarter_near(hit)):
            return cal.in_quarter(quarter[0] - 1, quarter[1], "text")
        whole = int(n)
        if unit in ("day", "night"):
            return cal.on_day(self.today - timedelta(days=whole))
        if unit in ("week", "fortnight"):
            return cal.in_week(self.today - timedelta(days=7 * whole * (2 if unit == "fortnight" else 1)))
        if unit == "month":
            return cal.in_month(*cal.shift_month(self.today.year, self.today.month, -whole))
        if unit == "year":
            return cal.in_year(self.today.year - whole, "published")
        if unit == "decade":
            return cal.in_year(self.today.year - 10 * whole, "published")
        return cal.duration(length)

    def _later(self, n: float | None, unit: str) -> Value | None:
        """'Two days later' counts from the day told of last; ``None`` where none was."""
        if n is None or self._said is None or n != int(n):
            return None
        days = {"day": 1, "night": 1, "week": 7, "fortnight": 14}.get(unit)
        return cal.on_day(self._said + timedelta(days=days * int(n)), "text") if days else None

    def _do_vague_ago(self, hit: Hit) -> Value | None:
        unit = (hit.groups["unit"] or "").lower().replace("moments", "minutes")
        if (hit.groups["dir"] or "").lower() == "ago":
            return cal.ref("PAST_REF")
        return cal.duration(self._length(None, unit), True)

    def _do_year_ago(self, _hit: Hit) -> Value | None:
        if self.today is None:
            return None
        if self._quarter:
            return cal.in_quarter(self._quarter[0] - 1, self._quarter[1], "text")
        return cal.in_year(self.today.year - 1, "published")

    def _do_range_years(self, hit: Hit) -> Value | None:
        first = int(hit.groups["y1"] or 0)
        tail = hit.groups["y2"] or ""
        last = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
        if not first < last <= first + 300:
            return None
        return Value("DATE", f"{first}", f"{first}-01-01", f"{last + 1}-01-01", "year", False, None, "text")

    def _do_fiscal(self, hit: Hit) -> Value | None:
        """'FY2024', 'fiscal year 2025-26': states begin it in different months, so it lies somewhere in two years."""
        first = int(hit.groups["y1"] or 0)
        first += 2000 if first < 100 else 0
        tail = int(hit.groups["y2"] or 0)
        last = tail if tail > 100 else first // 100 * 100 + tail if tail else first
        begin, end = (first, last) if last > first else (first - 1, first)
        if not begin < end <= begin + 2:
            return None
        start, stop = f"{begin}-01-01", f"{end + 1}-01-01"
        return Value("DATE", f"FY{last if tail else first}", start, stop, "year", True, None, "text")

    def _do_decade(self, hit: Hit) -> Value | None:
        g = hit.groups
        if g.get("dec"):
            return cal.in_decade(int(g["dec"] or 0))
        tens = {
            "twenties": 20,
            "thirties": 30,
            "forties": 40,
            "fifties": 50,
            "sixties": 60,
            "seventies": 70,
            "eighties": 80,
            "nineties": 90,
        }
        n = tens[(g["decw"] or "").lower()] if g.get("decw") else int((g.get("dec2") or "0").strip("'’"))
        if g.get("dec2") and not (g["dec2"] or "").startswith(("'", "’")):
            return None
        return cal.in_decade(1900 + n)

    def _do_century(self, hit: Hit) -> Value | None:
        words = {"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}
        n = int(hit.groups["c"] or 0) or words[(hit.groups.get("cw") or "").lower()]
        first = (n - 1) * 100
        return Value(
            "DATE", f"{n - 1:02d}", f"{first:04d}-01-01", f"{first + 100:04d}-01-01", "unknown", True, None, "text"
        )

    def _do_set(self, hit: Hit) -> Value | None:
        what = (hit.groups["what"] or "").lower().rstrip(".")
        single = what.rstrip("s")
        if single in self.words.weekdays:
            return Value("SET", f"XXXX-WXX-{self.words.weekdays[single]}", anchor="none")
        if what in self.words.months:
            return Value("SET", f"XXXX-{self.words.months[what]:02d}", anchor="none")
        if single in self.words.seasons:
            return Value("SET", f"XXXX-{self.words.seasons[single]}", anchor="none")
        if single in self.words.parts:
            return Value("SET", f"XXXX-XX-XXT{self.words.parts[single][0]}", anchor="none")
        n = 2 if hit.groups.get("other") else self._number(hit.groups.get("n")) or 1
        return Value("SET", self._length(n, what), anchor="none")

    def _do_times_a(self, hit: Hit) -> Value | None:
        return Value("SET", self._length(1, (hit.groups["unit"] or "").lower()), anchor="none")

    def _do_setword(self, hit: Hit) -> Value | None:
        return Value("SET", self.words.sets[(hit.groups["w"] or "").lower()], anchor="none")

    def _do_ref(self, hit: Hit) -> Value | None:
        return cal.ref(self.words.refs[(hit.groups["w"] or "").lower()])

    def _do_refphrase(self, hit: Hit) -> Value | None:
        kind = "PAST_REF" if hit.groups.get("past") else "PRESENT_REF" if hit.groups.get("present") else "FUTURE_REF"
        return cal.ref(kind)

    def _do_length(self, hit: Hit) -> Value | None:
        n = self._number(hit.groups["n"])
        words = (hit.groups["n"] or "").lower()
        if n is None and not any(v in words for v in ("several", "few", "many", "some")):
            return None
        unit = (hit.groups["unit"] or "").lower()
        fraction = unit == "quarter" and words in ("a", "one", "three")
        if fraction or (unit == "second" and words in ("some", "a", "an")):
            return None
        if hit.groups.get("half"):
            smaller = {"year": "6M", "day": "T12H", "hour": "30M", "minute": "30S"}.get(unit, "")
            return cal.duration(self._length(n, unit) + smaller)
        return cal.duration(self._length(n, unit), n is None)

    def _do_spoken_year(self, hit: Hit) -> Value | None:
        if hit.groups.get("headB"):
            return cal.in_year(2000)
        n = self._number(hit.groups["tail"])
        first = (hit.groups["head"] or "").lower()
        if first in ("eighteen", "nineteen", "twenty") and (n or 0) < 10:
            return None
        if first.startswith("two"):
            return cal.in_year(2000 + int(n or 0))
        return cal.in_year((1900 if first == "nineteen" else 1800 if first == "eighteen" else 2000) + int(n or 0))

    def _do_vague(self, hit: Hit) -> Value | None:
        unit = (hit.groups["unit"] or "").lower()
        return None if unit == "generations" else cal.duration(self._length(None, unit), True)

    def _do_year(self, hit: Hit) -> Value | None:
        year = int(hit.groups["y"] or 0)
        token = self.token(hit.end - 1)
        if token is None or not 1000 <= year <= 2099:
            return None
        after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
        before = self.doc[token.i - 1].lower_ if token.i else ""
        framed = before in FRAMES
        if not framed and after is not None and after.tag_ == "NNS":
            return None
        if before in ("about", "around", "nearly", "over", "some", "than", "least"):
            return None
        if not framed and year < 1900:
            return None
        return cal.in_year(year)

    def _do_year_part(self, hit: Hit) -> Value | None:
        if self.today is None:
            return None
        text = shown(self.doc)[hit.start : hit.end].lower()
        if "month" in text:
            return cal.in_month(self.today.year, self.today.month)
        return cal.in_week(self.today) if "week" in text else cal.in_year(self.today.year, "published")
