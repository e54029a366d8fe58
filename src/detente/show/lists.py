"""The lists of a ledger: ``events, statements, reports, incidents, disputes, channels, positions, copies, actors``."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.ledger import Filter, Ledger
from detente.ledger.listing import whole
from detente.records import Channel
from detente.show.cards import LINES, WIDE, cards
from detente.show.ledgers import (
    PAGE,
    csv_lines,
    filter_options,
    format_option,
    joined,
    ledger_of,
    ledger_option,
    none_found,
    plot_option,
)

Rows = Sequence[Mapping[str, Any]]
EVERY = ("since", "until", "text", "crisis", "snapshot", "cursor")
COLUMNS: dict[str, tuple[str, ...]] = {
    "event": ("id", "day", "type", "mode", "actors", "recipients", "status", "place", "country", "killed", "sentence",
              "outlet", "published", "report", "review", "confidence"),
    "statement": ("id", "day", "speaker", "country", "act", "content", "outlet", "published", "report", "review",
                  "confidence"),
    "report": ("id", "published", "outlet", "title", "url", "source_id", "copy_of", "language"),
    "incident": ("id", "day", "type", "actors", "recipients", "place", "country", "standing", "origins", "reports",
                 "events", "review", "confidence"),
    "dispute": ("id", "kind", "question", "sides", "opened", "last_moved", "incident"),
    "channel": ("id", "parties", "intermediary", "level", "state", "day"),
    "position": ("id", "actor", "country", "kind", "toward", "day"),
    "copy": ("id", "origin", "members"),
    "actor": ("id", "name", "kind", "country", "sector", "office", "reports", "wikidata"),
}  # fmt: skip
TABLE: dict[str, tuple[str, ...]] = {
    "event": ("id", "day", "type", "actors", "recipients", "status", "place", "sentence"),
    "statement": ("id", "day", "speaker", "act", "content"),
    "report": ("id", "published", "outlet", "title", "copy_of"),
    "incident": ("id", "day", "type", "actors", "recipients", "place", "standing", "origins", "reports"),
    "dispute": ("id", "kind", "question", "sides", "last_moved"),
    "channel": ("id", "parties", "intermediary", "level", "state", "day"),
    "position": ("id", "actor", "kind", "toward", "day"),
    "copy": ("id", "origin", "members"),
    "actor": ("id", "name", "kind", "country", "sector", "office", "reports"),
}
MOST_CHANNELS = 300
"""Channels that a matrix is made of, the latest."""
LONGEST = 160
"""Characters of a cell in a table; the other formats hold the whole."""


def printed(rows: Rows, form: str, columns: Sequence[str], what: str) -> int:
    """Print rows that are no records in any format; status 1 where there are none."""
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(msgspec.json.encode(row))
    elif form == "csv":
        for line in csv_lines(columns, iter(rows)):
            sys.stdout.write(line)
    elif rows:
        Console(highlight=False).print(table(rows, columns))
    return 0 if rows else none_found(what)


def table(rows: Rows, columns: Sequence[str]) -> Table:
    """Rows for the eye; columns that are empty throughout are left out."""
    there = [c for c in columns if any(r.get(c) not in (None, "") for r in rows)]
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for c in there:
        made.add_column(c.replace("_", " "), no_wrap=c in ("day", "id"), overflow="fold")
    for row in rows:
        made.add_row(*(_shown(c, row.get(c)) for c in there))
    return made


def _shown(column: str, value: Any) -> Text:
    if value is None:
        return Text("")
    words = f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())
    if column in ("standing", "kind", "state"):
        words = words.replace("_", " ")
    if column == "id" or words.startswith(("RPT-", "INC-")):
        return Text(words[:11], style="dim")
    return Text(words[:LONGEST] + ("…" if len(words) > LONGEST else ""))


def listed(ledger: Ledger, kind: str, asked: Filter, form: str) -> int:
    """Print one list; status 1 where it is empty."""
    what = {"copy": "copies"}.get(kind, f"{kind}s")
    if form == "table":
        page = ledger.page(kind, replace(asked, limit=asked.limit or PAGE))
        if not page.rows:
            return none_found(what)
        console = Console(highlight=False)
        narrow = kind in LINES and console.width < WIDE
        console.print(cards(kind, page.rows) if narrow else table(page.rows, TABLE[kind]))
        if page.cursor:
            click.echo(f"detente: there are more; --cursor '{page.cursor}', --limit N, or --format csv", err=True)
        return 0
    rows: Iterator[dict[str, Any]]
    rows = iter(ledger.page(kind, asked).rows) if asked.limit else ledger.each(kind, asked)
    count = 0
    if form == "csv":
        for line in csv_lines(COLUMNS[kind], rows):
            sys.stdout.write(line)
            count += 1
        return 0 if count > 1 else none_found(what)
    out = sys.stdout.buffer
    for row in rows:
        out.write((b"," if count else b"[") * (form == "json") + msgspec.json.encode(whole(kind, row)) + b"\n")
        count += 1
    if form == "json":
        out.write(b"]\n" if count else b"[]\n")
    out.flush()
    return 0 if count else none_found(what)


def _command(kind: str, name: str, about: str, example: str, filters: Sequence[str], *, joins: bool) -> click.Command:
    def run(asked: Filter, ledger_at: str | None, form: str) -> int:
        ledger = ledger_of(ledger_at)
        return listed(joined(ledger) if joins and not asked.snapshot else ledger, kind, asked, form)

    run.__doc__ = f"{about}\n\n    \b\n    {example}\n    "
    made: Callable[..., int] = filter_options(*filters, *EVERY)(run)
    made = ledger_option(format_option("table", "json", "jsonl", "csv")(made))
    return click.command(name)(made)


events = _command(
    "event",
    "events",
    "List who did what to whom, when and where, newest first.",
    "detente events --ledger crisis.db --actor IND --since 2025-05-07 --type ASSAULT",
    ("actor", "by", "to", "type", "status", "outlet", "country", "place", "part", "report"),
    joins=False,
)
statements = _command(
    "statement",
    "statements",
    "List who said what, newest first.",
    "detente statements --ledger crisis.db --by PAK --type deny",
    ("actor", "by", "to", "type", "outlet", "part", "report"),
    joins=False,
)
reports = _command(
    "report",
    "reports",
    "List the reports that were kept, each with the report that it repeats (copy_of).",
    "detente reports --ledger crisis.db --outlet 'The Lakeside Post'",
    ("actor", "outlet", "report"),
    joins=True,
)
actors = _command(
    "actor",
    "actors",
    "List everybody named, with the number of reports.",
    "detente actors --ledger crisis.db --country PAK --type person",
    ("actor", "type", "country", "report"),
    joins=False,
)
copies = _command(
    "copy",
    "copies",
    "List reports that repeat one another, with the likely origin.",
    "detente copies --ledger crisis.db",
    (),
    joins=True,
)
incidents = _command(
    "incident",
    "incidents",
    "List happenings, each once, however many reports tell of it: first those with most "
    "independent origins, then those in most reports, then the newest.",
    "detente incidents --ledger crisis.db --status contested",
    ("actor", "by", "to", "type", "status", "outlet", "country", "place", "report"),
    joins=True,
)
disputes = _command(
    "dispute",
    "disputes",
    "List the questions on which accounts conflict, with each side's answer.",
    "detente disputes --ledger crisis.db --type number",
    ("actor", "type"),
    joins=True,
)


@click.command()
@filter_options("actor", "type", "status", *EVERY)
@ledger_option
@format_option("table", "json", "jsonl", "csv")
@plot_option
def channels(asked: Filter, ledger_at: str | None, form: str, plot: str | None) -> int:
    """Show who talks to whom through whom, as a matrix and one by one, and how far it has come.

    \b
    detente channels --ledger crisis.db --actor PAK --plot channels.svg
    """
    from detente.show import between, plots

    ledger = ledger_of(ledger_at)
    ledger = ledger if asked.snapshot else joined(ledger)
    if plot or form == "table":
        rows = ledger.page("channel", replace(asked, limit=asked.limit or MOST_CHANNELS)).rows
        found = [msgspec.json.decode(r["record"], type=Channel) for r in rows]
        told = between.matrix(found, {r["id"]: r["day"] or "" for r in rows})
        if plot and found:
            plots.channels(told, plots.checked(plot))
        if form == "table" and found:
            out = Console(highlight=False)
            out.print(between.drawn(told, out.width))
            click.echo()
    return listed(ledger, "channel", asked, form)


positions = _command(
    "position",
    "positions",
    "List where third parties stand, and since when.",
    "detente positions --ledger crisis.db --type offers_mediation",
    ("actor", "by", "to", "type"),
    joins=True,
)
