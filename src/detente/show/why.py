"""``detente why`` and ``detente show``: what does a record stand on?"""

import click
from rich.console import Console
from rich.table import Table

from detente.records import Reading, Record, Span, spans_of

CONTEXT = 60
"""Characters shown on either side of a record's words."""


def _find(ident: str) -> tuple[Reading, Record]:
    from detente.settings import load_settings
    from detente.show.recent import find

    return find(load_settings().cache, ident)


@click.command()
@click.argument("ident", metavar="ID")
def why(ident: str) -> None:
    """Show the words, offsets, rule and hash that a record stands on; the first letters of an id are enough.

    \b
    detente why EV-7f2c
    """
    reading, record = _find(ident)
    out = Console(highlight=False)
    out.print(f"[bold]{getattr(record, 'id', '')}[/bold]  {type(record).__name__}")
    reason = getattr(record, "why", None)
    if reason:
        out.print(f"decided by: {reason}", markup=False)
    confidence = getattr(record, "confidence", None)
    if confidence is not None:
        out.print(f"confidence: {confidence}")
    table = Table("offsets", "words in their context", box=None, padding=(0, 2, 0, 0))
    for span in _once(record):
        table.add_row(f"{span.start}:{span.end}", _context(reading.report.text, span))
    out.print(table)
    report = reading.report
    name = report.title or report.url or report.source_id or ""
    out.print(f"in {report.id} {name}".rstrip(), markup=False)
    out.print(f"text re-proved: report.text[start:end] equals each quote; sha256 of the bytes read: {report.sha256}")


def _once(record: Record) -> list[Span]:
    return sorted({(s.start, s.end): s for s in spans_of(record)}.values(), key=lambda s: (s.start, -s.end))


def _context(text: str, span: Span) -> str:
    before = " ".join(text[max(0, span.start - CONTEXT) : span.start].split("\n")[-1:])
    after = " ".join(text[span.end : span.end + CONTEXT].split("\n")[:1])
    words = " ".join(span.quote.split())
    return f"{before}[bold reverse]{_plain(words)}[/bold reverse]{after}" if "[" not in before + after else words


def _plain(words: str) -> str:
    return words.replace("[", "\\[")


@click.command()
@click.argument("ident", metavar="ID")
@click.option("--format", "form", type=click.Choice(["json", "jsonl"]), default="json")
def show(ident: str, form: str) -> None:
    """Show one record whole, as JSON; the first letters of an id are enough.

    \b
    detente show STM-1a2b
    """
    from detente.records.base import Record as _Record
    from detente.show.recent import plain

    _, record = _find(ident)
    assert isinstance(record, _Record)
    text = plain(record)
    click.echo(text if form == "json" else " ".join(text.split()))
