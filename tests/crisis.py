"""Records built by hand for the tests of joining: a report in which every span is found by its words."""

from typing import Any

from detente.records import (
    Actor,
    ActorRef,
    Event,
    Quantity,
    Reading,
    Report,
    SaidAt,
    Span,
    Statement,
    When,
    Where,
    change,
    content_id,
    report_id,
)


class Story:
    """A report and the records that a reader takes from it."""

    def __init__(self, text: str, outlet: str | None = "The Lakeside Post", published: str = "2025-05-08") -> None:
        self.report = Report(
            id=report_id(text), text=text, parts=(), sha256="0" * 64, outlet=outlet, published=published
        )
        self.actors: dict[str, Actor] = {}

    def span(self, words: str) -> Span:
        start = self.report.text.index(words)
        return self.report.span(start, start + len(words))

    def who(self, words: str, country: str | None = None, **more: Any) -> ActorRef:
        ident = content_id("ACT", country or words)
        self.actors[ident] = Actor(id=ident, name=words, kind=more.pop("kind", "state"), country=country, **more)
        return ActorRef(
            actor=ident, name=words, country=country, sector=None, span=self.span(words), via="name", confidence=0.9
        )

    def says(self, speaker: ActorRef | None, act: str, content: str, **more: Any) -> Statement:
        span = self.span(content)
        said = more.pop("said", None)
        return Statement(
            id=content_id("STM", span.start, span.end, act),
            report=self.report.id,
            part="body",
            speaker=speaker,
            cue=None,
            content=(span,),
            form="indirect",
            act=act,  # type: ignore[arg-type]
            said=SaidAt(start=said, end=None, span=None) if said else None,
            confidence=0.8,
            why="by hand",
            **more,
        )

    def event(
        self, trigger: str, kind: str, actors: tuple[ActorRef, ...], recipients: tuple[ActorRef, ...], **more: Any
    ) -> Event:
        span = self.span(trigger)
        fields: dict[str, Any] = {
            "mode": None,
            "context": (),
            "cameo": None,
            "goldstein": None,
            "quad": 4,
            "when": None,
            "where": None,
            "quantities": (),
            "instrument": None,
            "operation": None,
            "status": "occurred",
            "polarity": "positive",
            "according_to": (),
            "hedges": (),
            "sentence": self.sentence(span),
        } | more
        return Event(
            id=content_id("EV", span.start, kind),
            report=self.report.id,
            part="body",
            trigger=span,
            type=kind,  # type: ignore[arg-type]
            actors=actors,
            recipients=recipients,
            confidence=0.8,
            why="by hand",
            **fields,
        )

    def sentence(self, span: Span) -> Span:
        text = self.report.text
        start = text.rfind(". ", 0, span.start)
        end = text.find(".", span.end)
        return self.report.span(start + 2 if start >= 0 else 0, end + 1 if end >= 0 else len(text))

    def at(self, words: str, precision: str = "city", country: str | None = None) -> Where:
        return Where(
            name=words,
            lat=None,
            lon=None,
            geonames=None,
            admin1=None,
            country=country,
            precision=precision,  # type: ignore[arg-type]
            span=self.span(words),
        )

    def on(self, words: str, day: str, end: str) -> When:
        return When(
            start=day, end=end, granularity="day", approximate=False, span=self.span(words), zone=None, anchor="text"
        )

    def count(
        self, words: str, what: str, best: float, low: float | None = None, high: float | None = None
    ) -> Quantity:
        return Quantity(
            what=what,
            low=best if low is None else low,
            best=best,
            high=best if high is None else high,
            approximate=False,
            of=None,
            span=self.span(words),
        )


class Wire:
    """A report of a crisis as a newsroom tells it, with the records that a reader takes from it."""

    def __init__(self, text, outlet, published):
        self.story = Story(text, outlet, published)
        self.statements = []
        self.events = []

    def says(self, who, act, content, **more):
        s = self.story.says(who, act, content, **more)
        self.statements.append(s)
        return s

    def event(self, *args, **more):
        e = self.story.event(*args, **more)
        e = change(e, id=f"EV-{self.story.report.id[4:]}-{e.trigger.start}")
        self.events.append(e)
        return e

    def reading(self):
        """The reading, with ids of this report; a statement claims the events told on its word."""
        own = self.story.report.id
        fixed = {s.id: f"STM-{own[4:]}-{s.content[0].start}" for s in self.statements}
        return Reading(
            report=self.story.report,
            actors=tuple(self.story.actors.values()),
            statements=tuple(
                change(s, id=fixed[s.id], claims=tuple(e.id for e in self.events if s.id in e.according_to))
                for s in self.statements
            ),
            events=tuple(change(e, according_to=tuple(fixed[i] for i in e.according_to)) for e in self.events),
        )
