"""``detente tension`` and ``detente timeline``: is it getting worse, and which days mattered?"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.errors import InputError
from detente.ledger import Filter
from detente.records import Tension, TimelineDay
from detente.show.ledgers import (
    filter_options,
    format_option,
    joined,
    ledger_of,
    ledger_option,
    none_found,
    plot_option,
)
from detente.show.lists import printed

HALF = 12
"""Cells of the longest bar on either side of nothing."""

ENTRIES = 5
"""Incidents of a day in a timeline unless asked for more."""


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--directed", is_flag=True, help="Only what A does to B; else both ways count.")
@filter_options("since", "until", "crisis", "snapshot")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
@plot_option
def tension(
    first: str, second: str, directed: bool, asked: Filter, ledger_at: str | None, form: str, plot: str | None
) -> int:
    """Draw the tension between two countries, day by day: -100 is all cooperation, 100 all conflict.

    \b
    detente tension IND PAK --ledger crisis.db --since 2025-04-22 --plot tension.svg
    """
    from detente.upkeep import tension as days_of

    sides = first.upper(), second.upper()
    for side in sides:
        if not re.fullmatch("[A-Z]{3}", side):
            raise InputError(f"{side!r} is no country's code; give two like IND PAK ('detente actors' shows them)")
    ledger = joined(ledger_of(ledger_at))
    days = days_of(ledger, *sides, asked, directed=directed)
    if plot and days:
        from detente.show import plots

        disputed = replace(asked, since=None, until=None, status=("contested", "denied"))
        plots.tension(days, sides, {r["id"] for r in ledger.each("incident", disputed)}, plots.checked(plot))
    if form != "table":
        rows = [msgspec.to_builtins(d) for d in days]
        return printed(rows, form, ("day", "score", "low", "high", "n", "spread", "silent"), "days")
    if not days:
        return none_found(f"days of {first} and {second}")
    Console(highlight=False).print(drawn(days))
    return 0


def drawn(days: Sequence[Tension]) -> Table:
    """The curve for a terminal: a row a day, red to the right for conflict, green to the left for cooperation."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name, least in (("day", 10), ("score", 5), ("low", 3), ("high", 4), ("", 2 * HALF + 1), ("made by", 8)):
        table.add_column(name, no_wrap=True, min_width=least)
    for d in days:
        named = ", ".join(c.incident[:11] for c in d.contributions[:2]) + (" …" if len(d.contributions) > 2 else "")
        numbers = (f"{v:.0f}" for v in (d.score, d.low, d.high))
        table.add_row(
            d.day, *numbers, _bar(d.score), Text(named if not d.silent else f"silent {d.silent} d", style="dim")
        )
    return table


def _bar(score: float) -> Text:
    length = round(HALF * abs(score) / 100)
    if score >= 0:
        return Text.assemble(" " * HALF, "│", ("█" * length, "red"))
    return Text.assemble(" " * (HALF - length), ("█" * length, "green"), "│")


@click.command()
@filter_options("actor", "type", "status", "country", "place", "since", "until", "crisis", "snapshot")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
@plot_option
def timeline(asked: Filter, ledger_at: str | None, form: str, plot: str | None) -> int:
    """Tell the days that matter in order, each incident with its best sentence and how it stands.

    \b
    detente timeline --ledger crisis.db --crisis Kashmir --plot timeline.svg
    """
    from detente.upkeep import timeline as days_of

    ledger = joined(ledger_of(ledger_at))
    days = days_of(ledger, replace(asked, limit=None), asked.limit or ENTRIES)
    if plot and days:
        from detente.show import plots

        plots.timeline(told(days), plots.checked(plot))
    if form in ("json", "jsonl"):
        return printed([msgspec.to_builtins(d) for d in days], form, (), "days that matter")
    rows = told(days)
    if form == "csv" or not rows:
        columns = ("day", "incident", "weight", "standing", "origins", "sentence", "report")
        return printed(rows, form, columns, "days that matter")
    out, day = Console(highlight=False), None
    for r in rows:
        if r["day"] != day:
            out.print(Text(r["day"], style="bold"))
            day = r["day"]
        many = f"{r['origins']} origin" + ("s" if r["origins"] != 1 else "")
        out.print(Text(f"  {r['incident'][:11]} · {r['standing'].replace('_', ' ')} · {many}", style="dim"))
        out.print(Text(f"    “{' '.join((r['sentence'] or '').split())}”", style="italic"))
    return 0


def told(days: list[TimelineDay]) -> list[dict[str, Any]]:
    """The entries of a timeline as rows."""
    return [
        {
            "day": d.day,
            "incident": e.incident,
            "weight": e.weight,
            "standing": e.standing,
            "origins": e.origins,
            "sentence": e.best.sentence.quote if e.best else None,
            "report": e.best.report if e.best else None,
        }
        for d in days
        for e in d.entries
    ]
