"""``detente demo``: the bundled crisis, read, and what its reports say."""

from pathlib import Path

import click
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from detente.demo import DemoReport
from detente.ledger import Ledger
from detente.records import Item, Raw, Reading, Report, change
from detente.show.ledgers import ledger_of, ledger_option

SHOWN = 4
"""Statements and events shown of each report: enough to see what the tool does, short enough to be read."""

CRISIS = "India and Pakistan, 2025"
"""The crisis that the bundled reports tell of."""

DYAD = ("IND", "PAK")
"""The two sides of the bundled crisis."""


@click.command()
@click.option("--full", is_flag=True, help="Print each report whole, as 'detente read' does.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table")
@click.option(
    "--save", type=click.Path(path_type=Path, file_okay=False), help="Also write the reports into this folder."
)
@ledger_option
def demo(full: bool, form: str, save: Path | None, ledger_at: str | None) -> int:
    """Read the bundled crisis (April and May 2025, told by fictional outlets) and print what its reports say.

    With --ledger its records are kept there, to be listed, corrected, and looked at with 'detente serve'.

    \b
    detente demo
    """
    from detente import demo as bundled
    from detente.pipeline import read_reports
    from detente.reading.clean import clean
    from detente.records import to_json
    from detente.show import recent
    from detente.show.knowledge import knowledge
    from detente.show.progress import bar
    from detente.show.tables import print_reading

    loaded = bundled.load()
    if save is not None:
        save.mkdir(parents=True, exist_ok=True)
        for raw, _ in loaded:
            (save / raw.name).write_bytes(raw.data)
    reports = [_named(clean(raw, row.published), row) for raw, row in loaded]
    out = Console(highlight=False)
    if form == "table":
        _open(reports, out)
    settings, know = knowledge(None)
    readings = []
    with bar("reading", len(reports), "reports") as advance:
        for reading in read_reports(reports, know):
            recent.keep(settings.cache, reading)
            readings.append(reading)
            advance(1)
    if ledger_at is not None:
        _keep(ledger_of(ledger_at, create=True), loaded, readings)
    for reading in readings:
        if form == "jsonl":
            click.echo(to_json(reading))
        elif full:
            print_reading(reading, out)
        else:
            _short(reading, out)
    if form == "table":
        _close(readings, out)
    if ledger_at is not None:
        click.echo(f"detente: kept in {ledger_at}; look at it with: detente serve --ledger {ledger_at}", err=True)
    return 0


def _keep(ledger: Ledger, loaded: list[tuple[Raw, DemoReport]], readings: list[Reading]) -> None:
    """Keep the demo in a ledger, once, with its crisis named."""
    from detente.ledger.question import Crisis
    from detente.ledger.store import MACHINE
    from detente.upkeep import keep, update

    for (raw, row), reading in zip(loaded, readings, strict=True):
        item = Item(name=raw.name, raw=raw, published=row.published, outlet=row.outlet, url=row.url)
        keep(ledger, reading, item, item.key())
    if ledger.stale():
        update(ledger)
    if CRISIS not in {c.name for c in ledger.crises()}:
        ledger.create_crisis(Crisis(CRISIS, DYAD, (), None, None), author=MACHINE)


def _open(reports: list[Report], out: Console) -> None:
    """What is about to be read: shown at once, before the models are loaded and the place index is made."""
    out.print(f"A crisis told by {len(reports)} reports of {len({r.outlet for r in reports})} fictional outlets:")
    table = Table.grid(padding=(0, 2))
    for r in reports:
        table.add_row((r.published or "")[:10], Text(r.outlet or "", style="bold"), r.title or "")
    out.print(table)


def _named(report: Report, row: DemoReport) -> Report:
    made: Report = change(report, outlet=report.outlet or row.outlet, url=report.url or row.url)
    return made


def _short(reading: Reading, out: Console) -> None:
    from detente.show.tables import events, head, statements

    out.print(head(reading.report))
    told = sorted((s for s in reading.statements if s.within is None), key=lambda s: -s.confidence)[:SHOWN]
    done = sorted((e for e in reading.events if not e.background), key=lambda e: -e.confidence)[:SHOWN]
    order = {s.id: n for n, s in enumerate(reading.statements)}
    if told:
        out.print(Text("who says what", style="bold underline"))
        out.print(statements(sorted(told, key=lambda s: order[s.id])))
    if done:
        out.print(Text("what happened, on whose word", style="bold underline"))
        out.print(events(sorted(done, key=lambda e: e.trigger.start), reading.statements))
    more = len(reading.statements) + len(reading.events) - len(told) - len(done)
    if more > 0:
        out.print(Text(f"... and {more} more; 'detente demo --full' prints all", style="dim"))


def _close(readings: list[Reading], out: Console) -> None:
    from detente.show.curves import drawn
    from detente.show.tables import channel, dispute
    from detente.upkeep import curve, joined

    found = joined(readings)
    told_by, done_by = [s for r in readings for s in r.statements], [e for r in readings for e in r.events]
    disputes, channels = found.disputes, found.channels
    if disputes:
        out.print(Rule(f"Open disputes across these reports ({len(disputes)})", align="left", style="bold"))
        for d in disputes:
            out.print(dispute(d))
    if channels:
        out.print(Rule(f"Channels ({len(channels)})", align="left", style="bold"))
        for c in channels:
            out.print(channel(c, told_by, done_by))
    if days := curve(found, DYAD):
        out.print(Rule(f"Tension between {DYAD[0]} and {DYAD[1]}, -100 to 100", align="left", style="bold"))
        out.print(drawn(days))
    told = sum(len(r.statements) for r in readings)
    done = sum(len(r.events) for r in readings)
    out.print(Rule(style="bold"))
    out.print(f"{len(readings)} reports of fictional outlets on public facts: {told} statements, {done} events.")
    if readings and readings[0].events:
        first = readings[0].events[0].id
        out.print(f"Next: [bold]detente why {first}[/bold], or [bold]detente read[/bold] with a file of yours.")
        out.print("In a browser: [bold]detente demo --ledger demo.db && detente serve --ledger demo.db[/bold]")
