"""On which questions do accounts of many reports conflict: did it happen, who did it, how many, where, when, why?

One dispute an incident and question, however many reports tell it. A later number of the same side supersedes its
earlier one and disputes nothing; numbers of two sides are held together only where they count the same thing and stand
within ``TOGETHER`` days of one another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.joining.denials import Claims, Known, claims, denials, words_of
from detente.joining.elsewhere import elsewhere, voices
from detente.joining.incidents import FINE, side_key, side_of
from detente.joining.strands import Told, days_of, ordinal
from detente.lexicon.diplomacy import Diplomacy
from detente.records import ActorRef, Dispute, DisputePosition, Event, Incident, Quantity, Statement, content_id
from detente.records.across import DisputeKind

TOGETHER = 1
"""Days between two sides' numbers beyond which the count has moved on: a toll that rises overnight is no dispute."""

WORDS = 14
ANYBODY = frozenset({None, "people", "persons", "person", "dead", "others"})
UNCOUNTED = frozenset({"side", "country", "time", "place", "way", "day", "hour", "year", "government", "capital"})
"""Counts that no side disputes: they say who is meant, not how many there were."""

Side = ActorRef | str
Row = tuple[Side, str, str, str | None]
"""A side, its answer, the statement that gives it, and when."""


class All:
    """What is looked up of some reports that are held together, and of their incidents."""

    def __init__(self, told: Iterable[Told], incidents: Iterable[Incident]) -> None:
        self._events: dict[str, Event] = {}
        self._said: dict[str, Statement] = {}
        self._when: dict[str, str | None] = {}
        self._home: dict[str, Incident] = {}
        self.add(told, incidents)

    def add(self, told: Iterable[Told], incidents: Iterable[Incident]) -> None:
        """Know these, too."""
        for t in told:
            self._when[t.report] = t.published
            self._events.update((e.id, e) for e in t.events)
            self._said.update((s.id, s) for s in t.statements)
        self._home.update((e, i) for i in incidents for e in i.events)

    def home(self, event: str) -> Incident | None:
        """The incident that an event is of."""
        return self._home.get(event)

    def event(self, ident: str) -> Event:
        """An event of an incident."""
        return self._events[ident]

    def statement(self, ident: str) -> Statement | None:
        """A statement on which an event of an incident stands."""
        return self._said.get(ident)

    def when(self, report: str) -> str | None:
        """When a report was published that tells of an incident."""
        return self._when.get(report)


def conflicts(incidents: Sequence[Incident], told: Sequence[Told], words: Diplomacy) -> tuple[Dispute, ...]:
    """All disputes of these reports, each with two sides at least, in the order in which they opened."""
    known = All(told, incidents)
    index = Claims(c for t in told for c in claims(t, words))
    answers = [a for t in told for a in denied(t, known, index, words)]
    made = [*disputed(answers), *(d for pair in elsewhere(incidents) for d in in_two_towns(*pair))]
    made += [d for i in incidents for d in within(i, known, words)]
    unique = {d.id: d for d in made}
    return tuple(sorted(unique.values(), key=lambda d: (d.opened or "~", d.id)))


def within(i: Incident, known: Known, words: Diplomacy) -> list[Dispute]:
    """The disputes on how many, where, when, why and whose doing that the accounts of one incident make."""
    rows = [e for e in map(known.event, i.events) if e.according_to and e.status in ("occurred", "ongoing")]
    made = [*_numbers(i, rows, known), *_places(i, rows, known)]
    return made + [d for d in (_motive(i, rows, known, words), _role(i, rows, known, words)) if d]


def short(quote: str) -> str:
    """The first words of a quote, for a question."""
    words = quote.split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")


def _made(
    kind: DisputeKind, question: str, incident: str | None, key: Sequence[str], rows: Iterable[Row]
) -> Dispute | None:
    """A dispute of rows, one position a side and answer; none where all are of one side."""
    order = sorted(rows, key=lambda r: (r[3] or "~", side_key(r[0]), r[1], r[2]))
    places: dict[tuple[str, str], tuple[Side, str, list[str], str | None]] = {}
    for side, answer, statement, at in order:
        row = places.setdefault((side_key(side), answer), (side, answer, [], at))
        if statement and statement not in row[2]:
            row[2].append(statement)
    if len({side for side, _ in places}) < 2 or len({answer for _, answer in places}) < 2:
        return None
    firsts = sorted(at for _, _, _, at in places.values() if at)
    last = max((at for _, _, _, at in order if at), default=None)
    return Dispute(
        id=content_id("DSP", kind, *key),
        question=question,
        kind=kind,
        incident=incident,
        positions=tuple(DisputePosition(side=s, answer=a, statements=tuple(ids)) for s, a, ids, _ in places.values()),
        opened=firsts[min(1, len(firsts) - 1)] if firsts else None,
        last_moved=last,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """A denial as it goes into a dispute: the question that it makes, and who says what to it.

    ``on`` are the events by which it was found: where their incident changes, the answer may.
    """

    key: tuple[str, ...]
    kind: DisputeKind
    question: str
    incident: str | None
    rows: tuple[Row, ...]
    on: tuple[str, ...]


def denied(t: Told, known: Known, index: Claims, words: Diplomacy) -> Iterator[Answer]:
    """The denials of a report with what they deny."""
    for d in denials(t, known, index, words):
        assert d.statement.speaker is not None
        best = words_of(d.statement)
        claim = d.claims[0][1]
        if d.incident is not None:
            key: tuple[str, ...] = (d.incident.id,)
            best = d.incident.best.sentence.quote if d.incident.best else best
        else:
            key, best = (claim.id, side_key(d.statement.speaker)), claim.said
        label = "who did it" if d.kind == "responsibility" else "did it happen"
        rows: list[Row] = [(d.statement.speaker, "denies", d.statement.id, d.published)]
        rows += [(side, "asserts", c.id, c.published) for side, c in d.claims]
        on = (*d.statement.claims, *(e for _, c in d.claims for e in c.events))
        incident = d.incident.id if d.incident else None
        yield Answer(key, d.kind, f"{label}: {short(best)}", incident, tuple(rows), tuple(dict.fromkeys(on)))


def disputed(answers: Iterable[Answer]) -> Iterator[Dispute]:
    """Denials with what they deny, those of one question together; the first says how it is asked."""
    many: dict[tuple[str, ...], list[Answer]] = defaultdict(list)
    for a in answers:
        many[a.key].append(a)
    for key, some in many.items():
        first = some[0]
        made = _made(first.kind, first.question, first.incident, key, [r for a in some for r in a.rows])
        if made:
            yield made


def _numbers(i: Incident, events: Sequence[Event], known: Known) -> Iterator[Dispute]:
    """How many, where two sides' latest numbers of one thing cannot both be true."""
    told: dict[tuple[str, str], list[tuple[Side, Quantity, Event]]] = defaultdict(list)
    for e in events:
        side = side_of(e, _tellers(e, known), None)
        if isinstance(side, str) or side.country is None:
            continue  # an outlet's own count follows whoever counted; of 'the army' alone nobody knows whose it is
        for q in e.quantities:
            if q.best is not None and q.what not in UNCOUNTED:
                told[q.what, "people" if q.of in ANYBODY else str(q.of)].append((side, q, e))
    for (what, of), rows in sorted(told.items()):
        latest: dict[str, tuple[Side, Quantity, Event]] = {}
        for row in sorted(rows, key=lambda r: (known.when(r[2].report) or "", r[1].best or 0.0)):
            latest[side_key(row[0])] = row
        clash = [
            (a, b)
            for a in latest.values()
            for b in latest.values()
            if _disjoint(a[1], b[1]) and _together(known.when(a[2].report), known.when(b[2].report))
        ]
        sides = {side_key(r[0]): r for pair in clash for r in pair}
        lines = [(s, q.span.quote, e.according_to[-1], known.when(e.report)) for s, q, e in sides.values()]
        thing = what if of in ("people", what) else f"{of} {what}"
        made = _made("number", f"how many {thing}: {_best(i)}", i.id, (i.id, what, of), lines)
        if made:
            yield made


def _disjoint(a: Quantity, b: Quantity) -> bool:
    def low(q: Quantity) -> float:
        return q.low if q.low is not None else q.best or 0.0

    def high(q: Quantity) -> float:
        if q.high is not None:
            return q.high
        return float("inf") if q.low is not None and q.low == q.best else q.best or float("inf")

    return low(a) > high(b) or low(b) > high(a)


def _together(a: str | None, b: str | None) -> bool:
    one, other = ordinal(a), ordinal(b)
    return one is None or other is None or abs(one - other) <= TOGETHER


def _places(i: Incident, events: Sequence[Event], known: Known) -> Iterator[Dispute]:
    """Where and when, as two sides tell it: places far apart, days that do not meet."""
    where: list[Row] = []
    day: list[Row] = []
    for e in events:
        side = side_of(e, _tellers(e, known), None)
        if isinstance(side, str):
            continue
        at = known.when(e.report)
        if e.where is not None and e.where.precision in FINE:
            where.append((side, e.where.name, e.according_to[-1], at))
        told = days_of([e])
        if told and told[1] - told[0] == 1 and e.when is not None and e.when.span is not None:
            day.append((side, (e.when.start or "")[:10], e.according_to[-1], at))
    for kind, label, rows in (("place", "where", where), ("time", "when", day)):
        answers: dict[str, set[str]] = defaultdict(set)
        for side, answer, _, _ in rows:
            answers[side_key(side)].add(answer)
        if len(answers) > 1 and not set.intersection(*answers.values()):
            made = _made(kind, f"{label}: {_best(i)}", i.id, (i.id,), rows)  # type: ignore[arg-type]
            if made:
                yield made


def in_two_towns(a: Incident, b: Incident) -> Iterator[Dispute]:
    """Where one blow fell, that two sides tell of in two towns."""
    rows: list[Row] = []
    for i in (a, b):
        town = i.where.name if i.where else ""
        rows += [(side, town, s, account.first) for side, account in voices(i) for s in account.statements[:1]]
    made = _made("place", f"where: {_best(a)}", a.id, (a.id, b.id), rows)
    if made:
        yield made


def _tellers(e: Event, known: Known) -> dict[str, Statement]:
    return {i: s for i in e.according_to if (s := known.statement(i)) is not None}


def _stands(events: Sequence[Event], known: Known, answer_of: Callable[[str], str | None]) -> list[Row]:
    """What each speaker of an incident answers to a question that words decide; silence is no answer."""
    rows: list[Row] = []
    for s in {i: s for e in events for i, s in _tellers(e, known).items()}.values():
        answer = answer_of(words_of(s)) if s.speaker is not None else None
        if s.speaker is not None and answer is not None:
            rows.append((s.speaker, answer, s.id, known.when(s.report)))
    return rows


def _motive(i: Incident, events: Sequence[Event], known: Known, words: Diplomacy) -> Dispute | None:
    """Why: one side calls it an answer that was owed, the other an attack without cause."""

    def answer(said: str) -> str | None:
        if found := words.defended.search(said):
            return f"defends it ('{found[0]}')"
        found = words.condemned.search(said)
        return f"condemns it ('{found[0]}')" if found else None

    rows = _stands(events, known, answer)
    stands = {(side_key(r[0]), r[1].split()[0]) for r in rows}
    if {a for _, a in stands} != {"defends", "condemns"} or len({s for s, _ in stands}) < 2:
        return None
    return _made("motive", f"why: {_best(i)}", i.id, (i.id,), rows)


def _role(i: Incident, events: Sequence[Event], known: Known, words: Diplomacy) -> Dispute | None:
    """Who brought it about: a third party, or the two alone."""

    def answer(said: str) -> str | None:
        if words.alone.search(said):
            return "the two alone"
        return "with a third party" if words.brokered.search(said) else None

    return _made("role", f"whose doing: {_best(i)}", i.id, (i.id,), _stands(events, known, answer))


def _best(i: Incident) -> str:
    """The beginning of the sentence that tells an incident best."""
    return short(i.best.sentence.quote) if i.best else ""
