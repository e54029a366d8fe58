"""How does a reading look to a newcomer? Head, who says what, what happened, disputes, channels, positions."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from detente.records import (
    ActorRef,
    Channel,
    Dispute,
    Event,
    Quantity,
    Reading,
    Report,
    Span,
    Statement,
    When,
    Where,
)

QUOTE = 220
"""Characters of a quote that a table shows; ``why`` shows the whole."""

NO_DAY, NO_PLACE, UNTOLD = "day not told", "place not told", "day and place not told"

STATUS = {
    "denied": "red",
    "planned": "yellow",
    "threatened": "yellow",
    "requested": "cyan",
    "offered": "cyan",
    "hypothetical": "magenta",
    "failed": "magenta",
}


def print_reading(reading: Reading, console: Console | None = None) -> None:
    """Print one reading on stdout; colour only where that is a terminal."""
    out = console or Console(highlight=False, soft_wrap=False)
    for block in blocks(reading):
        out.print(block)


def blocks(reading: Reading) -> Iterable[RenderableType]:
    """The parts of the printed reading, in order."""
    yield head(reading.report)
    if not (reading.statements or reading.events):
        yield Padding(Text("Nobody says or does anything here that detente can read.", style="italic"), (1, 2))
        return
    if reading.statements:
        yield _title(f"Who says what ({len(reading.statements)})")
        yield statements(reading.statements)
    if reading.events:
        yield _title(f"What happened, on whose word ({len(reading.events)})")
        yield events(reading.events, reading.statements)
    if reading.disputes:
        yield _title(f"Open disputes ({len(reading.disputes)})")
        yield Group(*(dispute(d) for d in reading.disputes))
    if reading.channels:
        yield _title(f"Channels ({len(reading.channels)})")
        yield Group(*(channel(c, reading.statements, reading.events) for c in reading.channels))
    if reading.positions:
        yield _title(f"Where others stand ({len(reading.positions)})")
        table = _grid(2)
        for p in reading.positions:
            toward = f" toward {_names(p.toward)}" if p.toward else ""
            table.add_row(_id(p.id), Text.assemble((p.actor.name, "bold"), f"  {p.kind.replace('_', ' ')}{toward}"))
        yield table
    yield Text(
        f"\ndetente says who says what, never who is right. 'detente why {_an_id(reading)}' shows a record's words.",
        style="dim",
    )


def _title(words: str) -> RenderableType:
    return Group(Text(""), Rule(Text(words, style="bold"), align="left", style="dim"))


def _an_id(reading: Reading) -> str:
    return reading.events[0].id if reading.events else reading.statements[0].id


def head(report: Report) -> RenderableType:
    """Title, outlet, date, language, length and what the text is made of."""
    title = Text(report.title or _first_words(report), style="bold")
    facts = [
        report.outlet or "outlet unknown",
        report.published or "date unknown",
        f"language {report.language or 'unknown'}",
        f"{len(report.text.split()):,} words",
        report.id,
    ]
    kinds: dict[str, int] = {}
    for part in report.parts:
        kinds[part.kind] = kinds.get(part.kind, 0) + 1
    made = ", ".join(f"{n} {kind}" for kind, n in kinds.items())
    lines: list[RenderableType] = [Text(""), title, Text(" · ".join(facts), style="dim")]
    if made:
        lines.append(Text(f"parts: {made}", style="dim"))
    lines += [Text(f"note: {w}", style="yellow") for w in report.warnings]
    return Group(*lines)


def _first_words(report: Report) -> str:
    start = next((p.start for p in report.parts if p.kind in ("headline", "body")), 0)
    line = report.text[start : start + 200].strip().split("\n")[0]
    return line[:100] + ("…" if len(line) > 100 else "")


def _grid(columns: int) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    for _ in range(columns - 1):
        table.add_column(overflow="fold")
    return table


def _id(ident: str) -> str:
    return ident[:11]


def quote(spans: Sequence[Span]) -> Text:
    """Exact words, shortened to the eye by an ellipsis outside the marks."""
    words = " […] ".join(" ".join(s.quote.split()) for s in spans)
    cut = words[:QUOTE]
    return Text.assemble(("“" + cut + "”", "italic"), "…" if len(words) > QUOTE else "")


def _names(refs: Iterable[ActorRef]) -> str:
    return ", ".join(dict.fromkeys(r.name for r in refs))


def statements(rows: Sequence[Statement]) -> Table:
    """One row a statement; what is nested in another stands indented beneath it."""
    depth: dict[str, int] = {}
    table = _grid(2)
    by_id = {s.id: s for s in rows}
    for s in rows:
        level, at = 0, s.within
        while at in by_id and level < 4:
            level, at = level + 1, by_id[at].within
        depth[s.id] = level
        who = s.speaker.name if s.speaker else (s.anonymity or "somebody unnamed")
        act = ("did not " if s.negated else "") + s.act
        line = Text.assemble(("  " * level + ("↳ " if level else "")), (who, "bold"), "  ", (act, "green"))
        if s.addressees:
            line.append(f" to {_names(s.addressees)}")
        if s.via:
            line.append(f" via {s.via}")
        if s.part != "body":
            line.append(f"  [{s.part}]", style="dim")
        table.add_row(_id(s.id), line)
        table.add_row("", Padding(quote(s.content), (0, 0, 0, 2 * level + 2)))
    return table


def when(value: When | None) -> str:
    """The interval in short, or that the day is not told."""
    if value is None or value.start is None:
        return NO_DAY
    about = "about " if value.approximate else ""
    return about + value.start.replace("T", " ") + (f" {value.zone}" if value.zone else "")


def where(value: Where | None) -> str:
    """The place in short, or that it is not told."""
    if value is None:
        return NO_PLACE
    return value.name + (f" ({value.country})" if value.country and value.precision != "country" else "")


def number(q: Quantity) -> str:
    """A quantity with its bounds: 'killed 26', 'drones about 25', 'killed at least 12'."""
    if q.best is None:
        return f"{q.what}: {q.span.quote}"
    best = f"{q.best:g}"
    if q.high is None:
        best = f"at least {q.low if q.low is not None else q.best:g}"
    elif q.low is not None and q.low != q.high:
        best = f"{q.low:g} to {q.high:g}"
    elif q.approximate:
        best = "about " + best
    return f"{q.what} {best}"


def events(rows: Sequence[Event], told: Sequence[Statement]) -> Table:
    """Type and mode, who to whom, status; when, where, numbers, teller; then the sentence, once for all its events."""
    tellers = {s.id: (s.speaker.name if s.speaker else s.anonymity or "somebody unnamed") for s in told}
    table = _grid(2)
    for n, e in enumerate(rows):
        table.add_row(_id(e.id), _deed(e))
        table.add_row("", Padding(Text(" · ".join(_facts(e, tellers)), style="dim"), (0, 0, 0, 2)))
        if n + 1 == len(rows) or rows[n + 1].sentence != e.sentence:
            table.add_row("", Padding(quote([e.sentence]), (0, 0, 0, 2)))
    return table


def _deed(e: Event) -> Text:
    kind = e.type + (f"·{e.mode}" if e.mode else "")
    mutual = len(e.actors) > 1 and {r.actor for r in e.actors} == {r.actor for r in e.recipients}
    to = " with each other" if mutual else f" → {_names(e.recipients)}" if e.recipients else ""
    line = Text.assemble((kind, "bold"), "  ", _names(e.actors) or "somebody", to)
    if e.status != "occurred":
        line.append(f"  {e.status}", style=STATUS.get(e.status, ""))
    if e.background:
        line.append("  background", style="dim")
    return line


def _facts(e: Event, tellers: Mapping[str, str]) -> list[str]:
    day, place = when(e.when), where(e.where)
    facts = [UNTOLD] if (day, place) == (NO_DAY, NO_PLACE) else [day, place]
    facts += [number(q) for q in e.quantities]
    if e.operation:
        facts.append(e.operation)
    if e.according_to:
        facts.append("according to " + ", as told by ".join(tellers.get(i, i) for i in reversed(e.according_to)))
    if e.hedges:
        facts.append("hedged: " + ", ".join(h.quote for h in e.hedges))
    return facts


def dispute(d: Dispute) -> RenderableType:
    """The question, and beneath it each side with its answer."""
    table = _grid(2)
    table.add_row(_id(d.id), Text.assemble((d.kind, "bold"), "  ", d.question))
    for p in d.positions:
        side = p.side if isinstance(p.side, str) else p.side.name
        table.add_row("", f"  {side}: {p.answer}")
    return table


def channel(c: Channel, told: Sequence[Statement], done: Sequence[Event]) -> RenderableType:
    """Who talks to whom through whom, in which state, and the words."""
    table = _grid(2)
    through = f" through {c.intermediary.name}" if c.intermediary else " directly"
    line = Text.assemble((" – ".join(p.name for p in c.parties), "bold"), through, "  ", (c.state, "green"))
    if c.level:
        line.append(f"  {c.level}")
    table.add_row(_id(c.id), line)
    words = [s.content[0] for s in told if s.id in c.statements] + [e.sentence for e in done if e.id in c.events]
    if words:
        table.add_row("", Padding(quote(words[:1]), (0, 0, 0, 2)))
    return table
