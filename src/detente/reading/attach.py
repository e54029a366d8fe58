"""When, where and how many: which of the times, places and numbers found in a report belong to an event?

Each answer carries how it was found: from the event's own ``clause``, then from its ``sentence``, then from the
``narrative`` of its paragraph ('there', 'the town', or a deed that goes on), by 'here' from the ``dateline``. A time
that hangs on a reporting verb ('said on Thursday') is when something was said, not when it happened; a dateline is
where the reporter is. What none of these tells stays unknown.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from spacy.tokens import Doc, Token

from detente.lexicon.judging import load_judging
from detente.lexicon.numbers import load_number_words
from detente.reading.covers import Covers
from detente.reading.dated import governor, time_way
from detente.reading.drafts import EventDraft, StatementDraft
from detente.reading.locate import FINENESS, Way, place_way
from detente.reading.numbers.tolls import is_tally
from detente.reading.times import zone_for
from detente.records import Number, Place, Quantity, Report, SaidAt, Span, Time, When, Where, change

CASUALTIES = frozenset({"killed", "wounded", "missing", "detained", "displaced", "captured", "destroyed"})

HURT = frozenset({"killed", "wounded", "missing"})
"""What a later sentence may count for the violence told before it."""

HARM = frozenset({"ASSAULT", "COERCE"})

_OF_THE_KNOWN = re.compile(r"\s+of (?:the|those) (?:wounded|injured|dead|missing)\b")
"""'Several of the wounded' counts some of those told of before."""

REACH = 3
"""How many sentences back, or ahead, an act of violence may stand whose dead a sentence counts ('Twelve died.')."""

BACK = frozenset({"there"})
HERE = "here"
TOWN = frozenset({"city", "town", "village", "camp", "settlement", "port"})
UNIT = frozenset({"province", "region", "district", "state", "island", "county"})
"""'The city' and 'the province' are the last that were named before, in the same paragraph."""

M = TypeVar("M", Place, Time, Number)


class Finder:
    """Places, times and numbers of one report by sentence; built once a report, linear in its length."""

    def __init__(
        self,
        report: Report,
        doc: Doc,
        places: Sequence[Place],
        times: Sequence[Time],
        numbers: Sequence[Number],
        statements: Sequence[StatementDraft],
    ) -> None:
        self.report = report
        self.doc = doc
        self.dateline = next((p for p in places if report.part_at(p.span.start) == "dateline"), None)
        told = [p for p in places if report.part_at(p.span.start) != "dateline"]
        self.told = told
        self.places = _by_sentence(doc, told)
        self.times = _by_sentence(doc, [t for t in times if report.part_at(t.span.start) != "dateline"])
        self.numbers = _by_sentence(doc, numbers)
        self.statements = statements
        self._contents = Covers((a, b, i) for i, s in enumerate(statements) for a, b in s.content)
        self.cues = {s.cue_token for s in statements if s.cue_token is not None}

    def settle(self, events: Sequence[EventDraft]) -> list[tuple[When | None, Where | None]]:
        """Time and place of each event; what its sentence does not tell is taken from the story so far.

        'Jets bombed the port on Monday. Six guards were killed.': the second sentence goes on with the same kind
        of deed in the same paragraph, so it has the first one's day and place, marked ``narrative``.
        """
        out: list[tuple[When | None, Where | None]] = []
        last: dict[str, tuple[int, int, When | None, Where | None]] = {}
        for e in events:
            when, where = self.when(e), self.where(e) or self._pointed(e)
            before = last.get(e.type)
            if before is not None and before[0] != e.sentence[0] and self._goes_on(before[1], e):
                sent = self.doc[e.head].sent.start
                untimed = not any(t.start for t, _ in self.times.get(sent, ()))
                if where is None and before[3] and not self.places.get(sent):
                    where = change(before[3], found="narrative")
                if when is None and before[2] and untimed:
                    when = change(before[2], found="narrative")
            if _happened(e):
                last[e.type] = (e.sentence[0], e.sentence[1], when, where)
            out.append((_zoned(when, where), where))
        return out

    def _goes_on(self, end: int, event: EventDraft) -> bool:
        """Whether an event that happened stands in the next sentence of the paragraph, behind the one that ended."""
        if event.status not in ("occurred", "ongoing"):
            return False
        start = event.sentence[0]
        words = _last_word(self.report.text, start)
        return words <= end <= start and "\n" not in self.report.text[words:start]

    def _pointed(self, event: EventDraft) -> Where | None:
        """The place that 'here', 'there', 'the city' or 'the province' points to from the event's clause."""
        for i in event.clause:
            token = self.doc[i]
            word = token.lower_
            if word == HERE and token.dep_ == "advmod" and self.dateline is not None:
                return _where(self.dateline, "dateline")
            kinds: tuple[str, ...] = ()
            if word in BACK and token.dep_ == "advmod":
                kinds = ("site", "city", "admin", "region", "country")
            elif (word in TOWN or word in UNIT) and any(c.lower_ == "the" for c in token.children):
                kinds = ("city", "site") if word in TOWN else ("admin", "region")
            found = self._last_named(token.idx, kinds) if kinds else None
            if found is not None:
                return _where(found, "narrative")
        return None

    def _last_named(self, offset: int, kinds: Sequence[str]) -> Place | None:
        """The last place of some kind that the paragraph names before ``offset``."""
        start = self.report.text.rfind("\n", 0, offset) + 1
        before = [p for p in self.told if start <= p.span.start < offset and p.precision in kinds]
        return before[-1] if before else None

    def when(self, event: EventDraft) -> When | None:
        """The time of an event, or ``None`` where the text does not say."""
        head = self.doc[event.head]
        clause = set(event.clause)
        best: tuple[Way, int, Time] | None = None
        for time, root in self.times.get(head.sent.start, ()):
            if time.type not in ("DATE", "TIME") or time.start is None:
                continue
            way = time_way(root, head, clause, time, self.cues, event.status)
            if way and (best is None or (way, abs(root.i - head.i)) < best[:2]):
                best = (way, abs(root.i - head.i), time)
        return _when(best[2], best[0].found) if best else None

    def where(self, event: EventDraft) -> Where | None:
        """The place of an event, or ``None`` where the text does not say."""
        head = self.doc[event.head]
        clause = set(event.clause)
        best: tuple[tuple[int, int, int, int], Place, str] | None = None
        for place, root in self.places.get(head.sent.start, ()):
            way = place_way(root, head, clause, place, self.cues)
            if way is None:
                continue
            key = (way.rank, FINENESS[place.precision], way.steps, root.i)
            if best is None or key < best[0]:
                best = (key, place, way.found)
        return _where(best[1], best[2]) if best else None

    def said(self, cue_token: int | None) -> SaidAt | None:
        """When a statement was made: the time that hangs on its cue."""
        if cue_token is None:
            return None
        cue = self.doc[cue_token]
        for time, root in self.times.get(cue.sent.start, ()):
            if time.type in ("DATE", "TIME") and time.start and governor(root, cue)[0].i == cue.i:
                return SaidAt(start=time.start, end=time.end, span=time.span)
        return None

    def quantities(self, events: Sequence[EventDraft]) -> list[tuple[Quantity, ...]]:
        """The quantities of each event, each number given to one event at most."""
        by_sentence: dict[int, list[int]] = defaultdict(list)
        for i, e in enumerate(events):
            by_sentence[self.doc[e.head].sent.start].append(i)
        out: list[list[Quantity]] = [[*e.quantities] for e in events]
        recent: list[tuple[int, int]] = []
        ahead: list[tuple[int, Number]] = []
        for order, sent in enumerate(self.doc.sents):
            here = by_sentence.get(sent.start, [])
            for number, root in self.numbers.get(sent.start, ()):
                if number.what in HURT and is_tally(root):
                    continue
                taker = self._taker(number, root, here, events)
                if taker is None and number.what in HURT:
                    taker = self._before(number, recent, order, events)
                if taker is not None and all(q.span != number.span for q in out[taker]):
                    out[taker].append(_quantity(number))
                elif taker is None and number.what in HURT and not any(order - at <= REACH for at, _ in recent):
                    ahead.append((order, number))
            violent = [(order, i) for i in here if events[i].type == "ASSAULT" and _happened(events[i])]
            first = next((i for _, i in violent if not self._downs(events[i])), None)
            if first is not None and not recent:
                self._told_first(ahead, order, first, events, out)
            recent += violent
        return [tuple(q) for q in out]

    def _told_first(
        self,
        ahead: Sequence[tuple[int, Number]],
        order: int,
        event: int,
        events: Sequence[EventDraft],
        out: Sequence[list[Quantity]],
    ) -> None:
        """Gives the report's first violence the victims that were counted before it: 'Two are dead. Rebels shelled it.'

        Nothing is added of a kind that the violence's own sentence counts, or that another side tells of.
        """
        own = {q.what for q in out[event]}
        for at, number in ahead:
            if order - at <= REACH and number.what not in own and self._may_count(number, events[event]):
                out[event].append(_quantity(number))

    def _before(
        self, number: Number, recent: Sequence[tuple[int, int]], order: int, events: Sequence[EventDraft]
    ) -> int | None:
        """The violence that the last sentences told of, and whose victims are counted only now.

        A count that another side gives than the one that told of the deed is another account, and no count of this one.
        """
        for at, i in reversed(recent):
            e = events[i]
            if order - at > REACH or _OF_THE_KNOWN.match(self.report.text, number.span.end):
                return None
            if any(q.what == number.what for q in e.quantities) or not self._may_count(number, e):
                continue
            return i
        return None

    def _may_count(self, number: Number, event: EventDraft) -> bool:
        teller = self._teller(number.span.start)
        return teller is None or not event.according_to or teller in {self._speaker(n) for n in event.according_to}

    def _teller(self, offset: int) -> str | None:
        """Who tells what stands at an offset, by the words of the innermost statement; ``None``: the outlet itself."""
        inner = min(((b - a, i) for a, b, i in self._contents.of(offset, offset + 1)), default=None)
        return self._speaker(inner[1]) if inner else None

    def tellers(self, span: Span) -> tuple[int, ...]:
        """The statements, as indices of drafts, in whose words a span stands, the outermost first."""
        wide = {i: b - a for a, b, i in sorted(self._contents.of(span.start, span.end), key=lambda s: (s[2], s[:2]))}
        return tuple(sorted(wide, key=lambda i: -wide[i]))

    def _speaker(self, index: int) -> str | None:
        speaker = self.statements[index].speaker
        return self.report.text[speaker.start : speaker.end].casefold() if speaker else None

    def _is_of_another_blow(self, number: Number, root: Token, event: EventDraft) -> bool:
        """'Reports 26 dead and says it downed five jets': the dead are not those of the jets."""
        head = self.doc[event.head]
        return number.what in HURT and self._downs(event) and head != root and not head.is_ancestor(root)

    def _downs(self, event: EventDraft) -> bool:
        """Whether a blow brings down what flies; 'gunned down' is of people."""
        lemma = self.doc[event.head].lemma_.lower()
        if any(p.what == "killed" and p.lemma == lemma for p in load_number_words().phrasal):
            return False
        return load_judging().downing.search(self.report.text[slice(*event.trigger)]) is not None

    def _taker(self, number: Number, root: Token, here: Iterable[int], events: Sequence[EventDraft]) -> int | None:
        best: tuple[int, int, int] | None = None
        for i in here:
            e = events[i]
            inside = root.i in e.clause
            if number.what in CASUALTIES:
                if e.type not in HARM or not _happened(e) or self._is_of_another_blow(number, root, e):
                    continue
            elif not inside or not _participates(root, e.head):
                continue
            near = 0 if inside and _participates(root, e.head) else 1 if inside else 2
            key = (near, abs(root.i - e.head), i)
            best = min(best, key) if best else key
        return best[2] if best else None


def _last_word(text: str, offset: int) -> int:
    """Where the white space before ``offset`` begins."""
    while offset > 0 and text[offset - 1].isspace():
        offset -= 1
    return offset


def _happened(event: EventDraft) -> bool:
    return event.status in ("occurred", "ongoing", "denied") and not event.background


def _participates(root: Token, head: int) -> bool:
    """Whether a counted noun is the event's subject, object, or what its prepositions lead to."""
    token = root
    for _ in range(6):
        if token.head.i == head:
            return True
        if token.head.i == token.i or token.head.pos_ == "VERB":
            return False
        token = token.head
    return False


def _by_sentence(doc: Doc, items: Sequence[M]) -> dict[int, list[tuple[M, Token]]]:
    out: dict[int, list[tuple[M, Token]]] = defaultdict(list)
    begins = [s.start for s in doc.sents]
    for item in items:
        words = doc.char_span(item.span.start, item.span.end, alignment_mode="expand")
        if words is not None and len(words):
            root = words.root
            out[begins[bisect_right(begins, root.i) - 1]].append((item, root))
    return out


def _when(time: Time, found: str) -> When:
    return When(
        start=time.start,
        end=time.end,
        granularity=time.granularity,
        approximate=time.approximate,
        span=time.span,
        zone=time.zone,
        anchor=time.anchor,
        found=found,
    )


def _zoned(when: When | None, where: Where | None) -> When | None:
    """A time of day with the zone of its place, where the country has one zone, and the instants in UTC."""
    if when is None or when.granularity not in ("minute", "hour", "part_of_day") or not (when.start and when.end):
        return when
    zone = when.zone or zone_for(where.country if where else None)
    if zone is None:
        return when
    start, end = (_utc(t, zone) for t in (when.start, when.end))
    out: When = change(when, zone=zone, anchor=when.anchor if when.zone else "place", start_utc=start, end_utc=end)
    return out


def _utc(local: str, zone: str) -> str:
    """Local time of a zone as UTC, to the minute: 01:00 in Asia/Karachi is 20:00Z of the day before."""
    there = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _where(place: Place, found: str) -> Where:
    return Where(
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        geonames=place.geonames,
        admin1=place.admin1,
        country=place.country,
        precision=place.precision,
        span=place.span,
        found=found,
        claimed_by=place.claimed_by,
    )


def _quantity(number: Number) -> Quantity:
    return Quantity(
        what=number.what,
        low=number.low,
        best=number.best,
        high=number.high,
        approximate=number.approximate,
        of=number.of,
        span=number.span,
        part_of=number.part_of,
    )


def span_or_none(report: Report, bounds: tuple[int, int] | None) -> Span | None:
    """The words between two offsets, or ``None`` where there are none."""
    return report.span(*bounds) if bounds else None
