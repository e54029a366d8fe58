"""``detente why`` and ``detente show``: what does a record stand on?"""

from collections.abc import Iterator

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.records import ActorRef, Event, Reading, Record, Span, Statement, spans_of
from detente.show.ledgers import ledger_option

BELOW = frozenset({"statements", "events", "claims", "according_to", "within"})
"""Fields that name other records on which this one stands."""

Row = tuple[str, str, str]


def _find(ident: str) -> tuple[Reading, Record]:
    from detente.settings import load_settings
    from detente.show.recent import find

    return find(load_settings().cache, ident)


@click.command()
@click.argument("ident", metavar="ID")
@ledger_option
def why(ident: str, ledger_at: str | None) -> None:
    """Show the words, offsets, rule and hash that a record stands on; the first letters of an id are enough.

    \b
    detente why EV-7f2c
    """
    from detente.show import kept

    out = Console(highlight=False, markup=False)
    found = kept.find(ledger_at, ident)
    if found is not None and found.reading is None:
        for block in kept.explained(found):
            out.print(block)
        return
    reading, record = (found.reading, found.record) if found and found.reading and found.record else _find(ident)
    for block in explained(reading, record):
        out.print(block)


def explained(reading: Reading, record: Record) -> Iterator[Text | Table]:
    """What decided, how surely, on which words of which bytes."""
    report = reading.report
    yield Text.assemble((str(getattr(record, "id", "")), "bold"), f"  {type(record).__name__}")
    facts = Table.grid(padding=(0, 2))
    for label in ("why", "confidence"):
        if (value := getattr(record, label, None)) is not None:
            facts.add_row("decided by" if label == "why" else label, str(value))
    facts.add_row("report", f"{report.id}  {report.title or report.url or report.source_id or ''}".rstrip())
    facts.add_row("sha256", f"{report.sha256} (of the bytes read)")
    yield facts
    rows = list(_rows(reading, record))
    if rows:
        table = Table("what", "offsets", "words", box=None, padding=(0, 2, 0, 0))
        for what, offsets, words in rows:
            table.add_row(what, offsets, Text(words))
        yield table
        yield Text("Every quote was held against the report's text at its offsets just now.", style="dim")


def _rows(reading: Reading, record: Record) -> Iterator[Row]:
    told: dict[str, Statement | Event] = {s.id: s for s in reading.statements}
    told |= {e.id: e for e in reading.events}
    for field in record.__struct_fields__:
        value = getattr(record, field)
        if field in BELOW:
            for ident in (value,) if isinstance(value, str) else value or ():
                yield from _below(field, told.get(ident))
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, ActorRef):
                who = f"“{item.span.quote}” is {item.name}" + (f" ({item.country})" if item.country else "")
                reason = f": {item.why}" if item.why else ""
                yield field, _offsets(item.span), f"{who}, by {item.via}{reason}"
            else:
                yield from ((field, _offsets(s), _quote(s)) for s in spans_of(item))


def _below(field: str, record: Statement | Event | None) -> Iterator[Row]:
    if record is None:
        return
    spans = record.content if isinstance(record, Statement) else (record.sentence,)
    for span in spans:
        yield f"{field.replace('_', ' ')} {record.id[:11]}", _offsets(span), _quote(span)


def _offsets(span: Span) -> str:
    return f"{span.start}:{span.end}"


def _quote(span: Span) -> str:
    return "“" + " ".join(span.quote.split()) + "”"


@click.command()
@click.argument("ident", metavar="ID")
@click.option("--format", "form", type=click.Choice(["json", "jsonl"]), default="json")
@ledger_option
def show(ident: str, form: str, ledger_at: str | None) -> None:
    """Show one record whole, as JSON; the first letters of an id are enough.

    \b
    detente show STM-1a2b
    """
    from detente.show import kept
    from detente.show.recent import plain

    found = kept.find(ledger_at, ident)
    if found is None:
        _, record = _find(ident)
        click.echo(plain(record) if form == "json" else msgspec.json.encode(record))
        return
    told = msgspec.json.encode(found.whole)
    click.echo(msgspec.json.format(told, indent=2) if form == "json" else told)
