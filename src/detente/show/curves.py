"""``detente tension`` and ``detente timeline``: is it getting worse, and which days mattered?"""

from dataclasses import replace
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.ledger import Filter, Ledger
from detente.show.ledgers import filter_options, format_option, joined, ledger_of, ledger_option, none_found
from detente.show.lists import printed

WIDTH = 40
"""Cells of the longest bar."""

DAYS = 20
"""Days of a timeline unless asked for more: what a reader takes in at once."""


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@filter_options("since", "until", "crisis", "snapshot")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
def tension(first: str, second: str, asked: Filter, ledger_at: str | None, form: str) -> int:
    """Draw the tension between two sides, day by day; each day names the incidents that make it.

    \b
    detente tension IND PAK --ledger crisis.db --since 2025-04-22
    """
    from detente.pipeline import tension as days_of

    days = days_of(joined(ledger_of(ledger_at)), first, second, asked)
    if form != "table":
        rows = [msgspec.to_builtins(d) for d in days]
        return printed(rows, form, ("day", "score", "low", "high", "n"), "days")
    if not days:
        return none_found(f"days of {first} and {second}")
    most = max(max(abs(d.score) for d in days), 1e-9)
    table = Table("day", "score", "", "incidents", box=None, padding=(0, 2, 0, 0))
    for d in days:
        length = round(WIDTH * abs(d.score) / most)
        bar = Text("█" * length or "·", style="red" if d.score > 0 else "green")
        named = ", ".join(c.incident[:11] for c in d.contributions[:3]) + (" …" if len(d.contributions) > 3 else "")
        table.add_row(d.day, f"{d.score:.1f}", bar, Text(named, style="dim"))
    Console(highlight=False).print(table)
    return 0


@click.command()
@filter_options("actor", "type", "status", "country", "place", "since", "until", "crisis", "snapshot")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
def timeline(asked: Filter, ledger_at: str | None, form: str) -> int:
    """Tell the days that matter in order, each incident with its best sentence and how it stands.

    \b
    detente timeline --ledger crisis.db --crisis Kashmir
    """
    rows = told(joined(ledger_of(ledger_at)), asked)
    columns = ("day", "id", "type", "actors", "recipients", "place", "standing", "reports", "sentence", "report")
    if form != "table" or not rows:
        return printed(rows, form, columns, "incidents with a day")
    out = Console(highlight=False)
    day = None
    for r in rows:
        if r["day"] != day:
            out.print(Text(r["day"], style="bold"))
            day = r["day"]
        head = f"  {r['type']} · {r['standing'].replace('_', ' ')} · {r['reports']} reports · {r['id'][:11]}"
        out.print(Text(head, style="dim"))
        out.print(Text(f"    “{' '.join((r['sentence'] or '').split())}”", style="italic"))
    return 0


def told(ledger: Ledger, asked: Filter) -> list[dict[str, Any]]:
    """The incidents of the days told of most, each with the sentence that tells it best."""
    rows = [r for r in ledger.each("incident", replace(asked, limit=None)) if r["day"]]
    weight: dict[str, int] = {}
    for r in rows:
        weight[r["day"]] = weight.get(r["day"], 0) + r["reports"]
    chosen = set(sorted(weight, key=lambda d: (-weight[d], d))[: asked.limit or DAYS])
    out = []
    for r in sorted((r for r in rows if r["day"] in chosen), key=lambda r: (r["day"], -r["reports"], r["id"])):
        record = msgspec.json.decode(r["record"])
        events = ledger.events(record["events"])
        best = max(events, key=lambda e: (bool(e.where), len(e.quantities), e.confidence, e.id), default=None)
        fields = ("day", "id", "type", "actors", "recipients", "place", "standing", "reports")
        out.append(
            {f: r[f] for f in fields}
            | {"sentence": best.sentence.quote if best else None, "report": best.report if best else None}
        )
    return out
