"""Which day, and which hour of it? Dates, weekdays, clock times, parts of the day, holidays, weekends."""

from dataclasses import replace
from datetime import date, timedelta

from detente.reading.times import calendar as cal
from detente.reading.times.calendar import Value
from detente.reading.times.context import Context
from detente.reading.times.scan import Hit

SOON, LONG = 60, 300
"""Days: a date as near ahead as this, and last as long ago, is ahead even in a past clause ('payable Dec. 7')."""


HALF_YEAR = 200
"""Days: 'a truce for Ramadan' two months after it is the last one, although 'for' looks ahead."""


class Days(Context):
    """Families of expressions that name a day or a time of day."""

    def _do_day(self, hit: Hit) -> Value | None:
        d = self._date(hit)
        if d is None:
            return None
        if isinstance(d, Value):
            return d
        part = hit.groups.get("part")
        if hit.groups.get("rel") == "tonight":
            part = "night"
        anchor: cal.Anchor = "text" if self._has_year(hit) else "published"
        if part:
            return cal.part_of_day(d, *self.words.parts[part.lower()], anchor)
        value = cal.on_day(d, anchor)
        if hit.groups.get("d2"):
            last = d.replace(day=int(hit.groups["d2"] or 0))
            return Value(
                "DATE", value.value, value.start, (last + timedelta(days=1)).isoformat(), "day", False, None, anchor, d
            )
        return value

    def _has_year(self, hit: Hit) -> bool:
        return any(hit.groups.get(k) for k in ("y", "yB", "iy", "sy"))

    def _date(self, hit: Hit) -> date | Value | None:
        g = {k: v for k, v in hit.groups.items() if v}
        if "rel" in g:
            return self._relative_day(g["rel"].lower())
        if "iy" in g:
            return date(int(g["iy"]), int(g["im"]), int(g["id"]))
        if "sy" in g:
            a, b = int(g["s1"]), int(g["s2"])
            return date(int(g["sy"]), b, a) if b <= 12 and (a > 12 or a > b) else date(int(g["sy"]), a, b)
        if "d" in g or "dB" in g:
            month = self.words.months[(g.get("mo") or g["moB"]).lower().rstrip(".")]
            return self._month_day(month, int(g.get("d") or g["dB"]), g.get("y") or g.get("yB"), hit)
        if "wday" in g:
            return self._weekday(self.words.weekdays[g["wday"].lower().rstrip(".")], g, hit)
        return None

    def _relative_day(self, word: str) -> date | Value:
        if self.today is None:
            return cal.ref(
                "PRESENT_REF" if word in ("today", "tonight") else "PAST_REF" if word[0] == "y" else "FUTURE_REF"
            )
        by = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
        return self.today + timedelta(days=by)

    def _month_day(self, month: int, day: int, year: str | None, hit: Hit) -> date | Value | None:
        if year:
            return date(int(year), month, day)
        if self.today is None:
            date(2024, month, day)
            return Value("DATE", f"XXXX-{month:02d}-{day:02d}", granularity="day", anchor="none")
        options = []
        for y in (self.today.year - 1, self.today.year, self.today.year + 1):
            try:
                options.append(date(y, month, day))
            except ValueError:
                continue
        if not options:
            raise ValueError("no such day")
        looks = self.looks(hit)
        before = [d for d in options if d <= self.today]
        after = [d for d in options if d >= self.today]
        long_ago = (
            bool(before and after) and (after[0] - self.today).days <= SOON < LONG < (self.today - before[-1]).days
        )
        if before and (looks == "past" or (looks == "loose" and not long_ago)):
            return before[-1]
        if looks in ("future", "starts") and after:
            return after[0]
        return min(options, key=lambda d: abs((d - self.today).days))  # type: ignore[operator]

    def _weekday(self, n: int, g: dict[str, str], hit: Hit) -> date | Value | None:
        short = g["wday"]
        if not short.lower().endswith("day") and not (short[0].isupper() and short.endswith(".")):
            return None
        if self.today is None:
            return Value("DATE", f"XXXX-WXX-{n}", granularity="day", anchor="none")
        which = (g.get("which") or "").lower()
        back = (self.today.isoweekday() - n) % 7
        if g.get("lw"):
            week = self.today - timedelta(days=self.today.isoweekday() - 1)
            shift = {"last": -7, "next": 7}.get(g["lw"].split()[0].lower(), 0)
            return week + timedelta(days=shift + n - 1)
        if which in ("next", "the following", "this coming", "coming"):
            return self.today + timedelta(days=(-back) % 7 or 7)
        if which in ("last", "the previous", "past", "this past"):
            return self.today - timedelta(days=back or 7)
        if self.looks(hit) in ("future", "starts", "named"):
            return self.today + timedelta(days=(-back) % 7)
        return self.today - timedelta(days=back)

    def _do_clock_day(self, hit: Hit) -> Value | None:
        d = self._date(hit)
        return self._at(hit, d) if isinstance(d, date) else None

    _do_day_clock = _do_clock_day

    def _do_clock(self, hit: Hit) -> Value | None:
        if hit.groups.get("rel"):
            d = self._date(hit)
        else:
            d = self.today
        if not isinstance(d, date):
            hour, minute, _ = self._clock(hit)
            return Value("TIME", f"XXXX-XX-XXT{hour:02d}:{minute:02d}", granularity="minute", anchor="none")
        return self._at(hit, d)

    def _clock(self, hit: Hit) -> tuple[int, int, bool]:
        g = hit.groups
        if word := g.get("word"):
            return (0 if word.lower() == "midnight" else 12), 0, True
        hour = int(g.get("h") or g.get("h2") or g.get("h3") or 0)
        minutes = g.get("m") or g.get("m2") or g.get("m3")
        if ap := g.get("ap"):
            hour = hour % 12 + (12 if ap.lower().startswith("p") else 0)
        return hour, int(minutes or 0), minutes is not None

    def _at(self, hit: Hit, d: date) -> Value:
        hour, minute, exact = self._clock(hit)
        value = cal.at_time(d, hour, minute, exact and not hit.groups.get("about"))
        zone = {"GMT": "UTC", "UTC": "UTC", "IST": "Asia/Kolkata", "PKT": "Asia/Karachi"}.get(
            (hit.groups.get("zone") or "").strip("()")
        )
        return Value(
            value.type, value.value, value.start, value.end, value.granularity, value.approximate, zone, "published", d
        )

    def _do_hours_of(self, hit: Hit) -> Value | None:
        d = self._date(hit)
        if not isinstance(d, date):
            return None
        return cal.part_of_day(d, "NI", 0, 6)

    def _do_night_of(self, hit: Hit) -> Value | None:
        d = self._date(hit)
        return (
            cal.part_of_day(d, *self.words.parts[(hit.groups["part"] or "").lower()]) if isinstance(d, date) else None
        )

    def _do_this_part(self, hit: Hit) -> Value | None:
        which = (hit.groups.get("which") or "").lower()
        bare = (hit.groups.get("bare") or "").lower()
        part = (hit.groups.get("part") or hit.groups.get("partB") or "night").lower()
        code, first, last = self.words.parts[part]
        if self.today is None:
            return Value("TIME", f"XXXX-XX-XXT{code}", granularity="part_of_day", anchor="none")
        if which in ("that", "the"):
            if self._said is None and which == "that":
                return None
            return cal.part_of_day(self._said or self.today, code, first, last, "text")
        d = self.today
        if which in ("last", "yesterday"):
            d -= timedelta(days=1)
        elif which == "tomorrow":
            d += timedelta(days=1)
        if bare == "overnight":
            return cal.part_of_day(d, "NI", -4, 6)
        return cal.part_of_day(d, code, first, last)

    def _do_holiday(self, hit: Hit) -> Value | None:
        word = (hit.groups["w"] or "").lower().replace("’", "'")
        if self.today is None:
            return None
        years = (self.today.year - 1, self.today.year, self.today.year + 1)
        if fixed := self.words.holidays.get(word):
            month, day = map(int, fixed.split("-"))
            days = [date(y, month, day) for y in years]
        elif word in self.words.moving:
            days = [date.fromisoformat(d) for d in self.words.moving[word]]
            days = [d for d in days if d.year in years]
        else:
            shift = {"good friday": -2, "easter monday": 1}.get(word, 0)
            days = [cal.easter(y) + timedelta(days=shift) for y in years]
        if not days:
            return None
        if hit.groups.get("eve"):
            days = [d - timedelta(days=1) for d in days]
        looks = self.looks(hit)
        past = [d for d in days if d <= self.today]
        ahead = [d for d in days if d >= self.today]
        if looks in ("past", "loose") and past:
            chosen = past[-1]
        elif looks in ("future", "starts") and ahead and (ahead[0] - self.today).days < HALF_YEAR:
            chosen = ahead[0]
        else:
            today = self.today
            chosen = min(days, key=lambda d: abs((d - today).days))
        value = cal.on_day(chosen)
        length = 1 if hit.groups.get("eve") else self.words.lengths.get(word, 1)
        end = (chosen + timedelta(days=length)).isoformat()
        return value if length == 1 else replace(value, end=end, granularity="week" if length < 28 else "month")

    def _do_foreign_day(self, hit: Hit) -> Value | None:
        """'7 mai 2025', '3. Oktober', '9 de mayo': dates as they stand in names and quotations of other languages."""
        month = self.words.foreign_months[(hit.groups["moF"] or "").lower()]
        year = hit.groups["yF"]
        d = self._month_day(month, int(hit.groups["dF"] or 0), year, hit)
        return cal.on_day(d, "text" if year else "published") if isinstance(d, date) else d

    def _do_foreign_weekday(self, hit: Hit) -> Value | None:
        """'martes', 'Freitag': a day of the week as a quotation has it, seen as its English name would be."""
        n = self.words.foreign_weekdays[(hit.groups["wF"] or "").lower()]
        d = self._weekday(n, {"wday": "day"}, hit)
        return cal.on_day(d) if isinstance(d, date) else d

    def _do_next_day(self, hit: Hit) -> Value | None:
        """'the next day', 'the previous night', 'the same day', 'two days later': seen from the day told of last."""
        from_day = self._said or self.today
        which = (hit.groups["which"] or "").lower()
        part = (hit.groups["what"] or "").lower()
        if from_day is None:
            return None
        if self._said is None and which in ("next", "following") and self.looks(hit) in ("past", "loose"):
            return cal.ref("PAST_REF")
        d = from_day + timedelta(days={"next": 1, "following": 1, "previous": -1}.get(which, 0))
        anchor: cal.Anchor = "text" if self._said else "published"
        return cal.on_day(d, anchor) if part == "day" else cal.part_of_day(d, *self.words.parts[part], anchor)

    def _do_weekend(self, hit: Hit) -> Value | None:
        if self.today is None:
            return None
        which = (hit.groups["which"] or "").lower()
        ahead = which in ("next", "this coming") or (
            which.startswith("this") and self.looks(hit) in ("future", "starts")
        )
        if ahead or self.today.isoweekday() >= 6:
            return cal.on_weekend(self.today + timedelta(days=7 if which == "next" else 0))
        if which == "the" and self.looks(hit) == "future":
            return cal.on_weekend(self.today)
        return cal.on_weekend(self.today - timedelta(days=7))
