"""Which reports fill a ledger when it is measured? Made up from a seed, as skewed as reports of real crises are.

few countries and towns are in most reports (Zipf), most happenings are told once and some by dozens of reports,
one report in eight is a wire copy at another outlet, days come in order, ten events and five statements a report
"""

import datetime
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.ledger.settle import Found
from detente.records import (
    Account,
    Actor,
    ActorRef,
    Channel,
    ChannelMove,
    CopyChange,
    CopyGroup,
    Dispute,
    DisputePosition,
    Event,
    Incident,
    Position,
    Reading,
    Report,
    ReportShare,
    Span,
    Statement,
    Telling,
    When,
    Where,
    change,
    content_id,
    report_id,
)

FIRST = datetime.date(2020, 1, 1)
A_DAY = 55
"""Reports a day: 100,000 of them are five years."""
EVENTS, STATEMENTS = 10, 5
COUNTRIES = [f"{a}{b}X" for a in "ABCDEFGH" for b in "ABCDE"]
TYPES = ("ASSAULT", "ACCUSE", "REQUEST", "CONSULT", "THREATEN", "REJECT", "AGREE", "MOBILIZE")
VERBS = ("struck", "accused", "urged", "met", "warned", "rejected", "joined", "moved against")
ACTS = ("assert", "assert", "assert", "deny", "condemn", "appeal", "offer")
PLACES = [f"Place{n}" for n in range(600)]
OUTLETS = [f"Outlet {n}" for n in range(80)]
WORDS = [f"word{n}" for n in range(20_000)]
FRESH = 0.25
"""Share of tellings that are the first of their happening: a happening is told four times on average."""
COPIES = 0.125


def skewed(chance: random.Random, many: list[str], count: int) -> list[str]:
    """Some of many, the first ones far oftener than the last (Zipf)."""
    return [many[min(int(len(many) ** chance.random()) - 1, len(many) - 1)] for _ in range(count)]


@dataclass(slots=True)
class Happening:
    """Something that is told, and what has been told of it so far."""

    day: str
    kind: int
    sides: tuple[str, str]
    place: str
    first: Event | None = None
    events: list[str] = field(default_factory=list)
    reports: dict[str, ReportShare] = field(default_factory=dict)


class Writer:
    """A text that grows, and the spans of what was written."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.at = 0

    def put(self, words: str) -> Span:
        start, self.at = self.at, self.at + len(words)
        self._parts.append(words)
        return Span(start=start, end=self.at, quote=words)

    def text(self) -> str:
        return "".join(self._parts)


class Maker:
    """Readings one after another, and at the end what they make together."""

    def __init__(self, seed: int = 7, events: int = EVENTS, statements: int = STATEMENTS, a_day: float = A_DAY) -> None:
        self.chance = random.Random(seed)
        self._size, self._a_day = (events, statements), a_day
        self.actors = {c: Actor(id=content_id("ACT", c), name=c, kind="state", country=c) for c in COUNTRIES}
        self.open: deque[Happening] = deque(maxlen=400)
        self.done: list[Happening] = []
        self.copied: list[tuple[str, str]] = []
        self._last = ""

    def reading(self, n: int) -> Reading:
        """The n-th report with all that it says."""
        chance, w = self.chance, Writer()
        day = (FIRST + datetime.timedelta(days=int(n / self._a_day))).isoformat()
        events, statements = self._size
        w.put(f"Report {n}. ")
        told = [self._happening(day) for _ in range(events)]
        lines = [(h, self._line(w, h)) for h in told]
        said = [self._saying(w) for _ in range(statements)]
        text = w.text()
        report = Report(
            id=report_id(text), text=text, parts=(), sha256=f"{n:064d}", source_id=f"g{n}",
            outlet=skewed(chance, OUTLETS, 1)[0], title=f"Report {n}", published=day, language="en",
        )  # fmt: skip
        spoken = [self._statement(report, i, s) for i, s in enumerate(said)]
        done = [self._event(report, i, h, spans, spoken) for i, (h, spans) in enumerate(lines)]
        for (h, _), e in zip(lines, done, strict=True):
            h.first = h.first or e
            h.events.append(e.id)
            h.reports[report.id] = ReportShare(
                id=report.id, source_id=report.source_id, events=1, outlet=report.outlet, published=day
            )
        if self._last and chance.random() < COPIES:
            self.copied.append((self._last, report.id))
        else:
            self._last = report.id
        named = {r.actor: self.actors[r.name] for e in done for r in (*e.actors, *e.recipients)}
        return Reading(report=report, actors=tuple(named.values()), events=tuple(done), statements=tuple(spoken))

    def _happening(self, day: str) -> Happening:
        if self.open and self.chance.random() > FRESH:
            return self.open[-1 - min(int(len(self.open) ** self.chance.random()) - 1, len(self.open) - 1)]
        a, b = skewed(self.chance, COUNTRIES, 2)
        made = Happening(day, self.chance.randrange(8), (a, b), skewed(self.chance, PLACES, 1)[0])
        self.open.append(made)
        self.done.append(made)
        return made

    def _line(self, w: Writer, h: Happening) -> dict[str, Span]:
        start = w.at
        spans = {"actor": w.put(h.sides[0])}
        w.put(" ")
        spans["trigger"] = w.put(VERBS[h.kind])
        w.put(" ")
        spans["recipient"] = w.put(h.sides[1])
        w.put(" at ")
        spans["place"] = w.put(h.place)
        w.put(" on ")
        spans["day"] = w.put(h.day)
        w.put(f" with {' '.join(skewed(self.chance, WORDS, 6))}.")
        spans["sentence"] = Span(start=start, end=w.at, quote=w.text()[start : w.at])
        w.put(" ")
        return spans

    def _saying(self, w: Writer) -> tuple[str, Span, Span]:
        (who,) = skewed(self.chance, COUNTRIES, 1)
        speaker = w.put(who)
        w.put(" said ")
        content = w.put(" ".join(skewed(self.chance, WORDS, 12)))
        w.put(". ")
        return who, speaker, content

    def _ref(self, country: str, span: Span) -> ActorRef:
        ident = self.actors[country].id
        return ActorRef(actor=ident, name=country, country=country, sector=None, span=span, via="name")

    def _statement(self, report: Report, i: int, told: tuple[str, Span, Span]) -> Statement:
        who, speaker, content = told
        return Statement(
            id=content_id("STM", report.id, i), report=report.id, part="body", speaker=self._ref(who, speaker),
            cue=None, content=(content,), form="indirect", act=self.chance.choice(ACTS),  # type: ignore[arg-type]
            confidence=0.8, why="made",
        )  # fmt: skip

    def _event(self, report: Report, i: int, h: Happening, s: dict[str, Span], said: list[Statement]) -> Event:
        when = When(
            start=h.day, end=None, granularity="day", approximate=False, span=s["day"], zone=None, anchor="text"
        )
        where = Where(
            name=h.place, lat=1.0, lon=2.0, geonames=None, admin1=None, country=h.sides[1], precision="city",
            span=s["place"],
        )  # fmt: skip
        return Event(
            id=content_id("EV", report.id, i), report=report.id, part="body", trigger=s["trigger"],
            sentence=s["sentence"], type=TYPES[h.kind],  # type: ignore[arg-type]
            mode=None, context=(), cameo=None, goldstein=None, quad=4, actors=(self._ref(h.sides[0], s["actor"]),),
            recipients=(self._ref(h.sides[1], s["recipient"]),), when=when, where=where, quantities=(),
            instrument=None, operation=None, status="occurred", polarity="positive",
            according_to=(said[i].id,) if i < 2 else (), hedges=(), confidence=0.8, why="made",
        )  # fmt: skip

    def found(self) -> Found:
        """What joining would find in all reports that were made."""
        origin = {copy: first for first, copy in self.copied}
        incidents = [_incident(h, origin) for h in self.done]
        disputes = [d for k, i in enumerate(incidents) if k % 20 == 0 for d in _dispute(i)]
        return Found(
            incidents=incidents,
            disputes=disputes,
            channels=list(self._channels()),
            positions=list(self._positions()),
            copies=[_copy(first, copy) for first, copy in self.copied],
        )

    def _channels(self) -> Iterator[Channel]:
        for k, h in enumerate(self.done[:: max(1, len(self.done) // 600)]):
            e = _first(h)
            move = ChannelMove(state="offered", day=h.day, statements=(), events=(e.id,))
            yield Channel(
                id=content_id("CHN", k), parties=(*e.actors, *e.recipients), intermediary=None, level=None,
                state="offered", according_to=(), statements=(), events=(e.id,), moves=(move,), first=h.day, last=h.day,
            )  # fmt: skip

    def _positions(self) -> Iterator[Position]:
        for k, h in enumerate(self.done[:: max(1, len(self.done) // 1500)]):
            e = _first(h)
            yield Position(
                id=content_id("POS", k), actor=e.actors[0], toward=e.recipients, kind="condemns", since=h.day,
                statements=(), events=(e.id,), last=h.day,
            )  # fmt: skip


def _first(h: Happening) -> Event:
    assert h.first is not None
    return h.first


def _incident(h: Happening, origin: dict[str, str]) -> Incident:
    e = _first(h)
    shares = {r: change(share, origin=origin.get(r, r)) for r, share in h.reports.items()}
    origins = len({s.origin for s in shares.values()})
    told = Account(
        side=e.actors[0], says="asserts", quantities=(), statements=e.according_to, reports=tuple(shares)[:50],
        first=h.day, last=max(r.published or "" for r in shares.values()),
    )  # fmt: skip
    return Incident(
        id=content_id("INC", e.id), type=e.type, actors=e.actors, recipients=e.recipients, when=e.when, where=e.where,
        events=tuple(h.events), reports=tuple(shares.values()), accounts=(told,),
        standing="corroborated" if origins > 1 else "single_source", confidence=e.confidence, day=h.day,
        origins=origins, outlets=tuple(sorted({r.outlet for r in shares.values() if r.outlet})),
        best=Telling(report=e.report, event=e.id, sentence=e.sentence),
    )  # fmt: skip


def _dispute(i: Incident) -> Iterator[Dispute]:
    sides = (i.actors[0], i.recipients[0])
    rows = tuple(
        DisputePosition(side=s, answer=a, statements=()) for s, a in zip(sides, ("denies", "asserts"), strict=True)
    )
    yield Dispute(
        id=content_id("DSP", i.id), question=f"did it happen: {i.best.sentence.quote if i.best else ''}",
        kind="occurrence", incident=i.id, positions=rows, opened=i.day, last_moved=i.day,
    )  # fmt: skip


def _copy(first: str, copy: str) -> CopyGroup:
    how = CopyChange(report=copy, kind="same", shared=1.0)
    return CopyGroup(id=content_id("CPY", copy), origin=first, members=(first, copy), changed=(how,), why="made")
