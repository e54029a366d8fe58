"""``detente diff, snapshot, verify``: what changed, what was, and does every quote still stand?"""

import click
import msgspec
from rich.console import Console
from rich.text import Text

from detente.show.ledgers import days, format_option, joined, ledger_of, ledger_option, whom
from detente.show.lists import printed

MARK = {"new": ("+", "green"), "changed": ("~", "yellow"), "gone": ("-", "red")}
SHOWN = 40
"""Lines a kind in the table; --format json has all."""


@click.command()
@ledger_option
@click.option(
    "--since", required=True, metavar="DAY|SNAPSHOT|N", help="A day, 'yesterday', a snapshot's name, a revision."
)
@format_option("table", "json", "jsonl")
def diff(ledger_at: str | None, since: str, form: str) -> int:
    """Show what is new, changed or gone since a day or a snapshot: reports, events, incidents, disputes, ...

    \b
    detente diff --ledger crisis.db --since yesterday
    """
    ledger = joined(ledger_of(ledger_at))
    found = ledger.difference(since, days(since))
    if form != "table":
        rows = [{k: v for k, v in f.items() if k not in ("row", "before", "after")} | _records(f) for f in found]
        return printed(rows, form, (), "changes")
    out = Console(highlight=False)
    for kind in dict.fromkeys(f["kind"] for f in found):
        mine = [f for f in found if f["kind"] == kind]
        counts = ", ".join(f"{n} {c}" for c in MARK if (n := sum(f["change"] == c for f in mine)))
        out.print(Text(f"{kind}s: {counts}", style="bold"))
        for f in mine[:SHOWN]:
            sign, style = MARK[f["change"]]
            changed = f"  ({', '.join(f['fields'])})" if f["fields"] else ""
            out.print(
                Text.assemble((f"{sign} ", style), (f["id"][:11], "dim"), "  ", sentence(kind, f["row"]), changed)
            )
        if len(mine) > SHOWN:
            out.print(Text(f"  ... and {len(mine) - SHOWN} more", style="dim"))
    if not found:
        click.echo(f"detente: nothing has changed since {since}", err=True)
    return 0 if found else 1


def _records(found: dict[str, object]) -> dict[str, object]:
    return {k: msgspec.Raw(str(found[k]).encode()) if found[k] else None for k in ("before", "after")}


def sentence(kind: str, row: dict[str, object]) -> str:
    """A record in one line."""
    told = {
        "report": ("published", "outlet", "title"),
        "event": ("day", "type", "actors", "recipients", "sentence"),
        "statement": ("day", "speaker", "act", "content"),
        "incident": ("day", "type", "actors", "recipients", "place", "standing"),
        "dispute": ("kind", "question"),
        "channel": ("parties", "intermediary", "state"),
        "position": ("actor", "kind", "toward"),
    }[kind]
    words = " · ".join(" ".join(str(row[c]).split()) for c in told if row.get(c))
    return words[:200] + ("…" if len(words) > 200 else "")


@click.group()
def snapshot() -> None:
    """Name the state of the ledger, to be read again years later (``--snapshot NAME`` of every list).

    \b
    detente snapshot create may10
    """


@snapshot.command("create")
@click.argument("name")
@ledger_option
@click.option("--author", help="Who; your user name unless told otherwise.")
@click.option("--reason", help="What it is for.")
def create(name: str, ledger_at: str | None, author: str | None, reason: str | None) -> int:
    """Name the state of now.

    \b
    detente snapshot create may10 --ledger crisis.db
    """
    seq = joined(ledger_of(ledger_at)).snapshot(name, author=whom(author), reason=reason)
    click.echo(f"detente: snapshot {name!r} names revision {seq}", err=True)
    return 0


@snapshot.command("list")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
def list_(ledger_at: str | None, form: str) -> int:
    """List the snapshots.

    \b
    detente snapshot list --ledger crisis.db
    """
    return printed(ledger_of(ledger_at).snapshots(), form, ("name", "seq", "at", "author", "reason"), "snapshots")


@click.command()
@ledger_option
@format_option("table", "json", "jsonl", "csv")
def verify(ledger_at: str | None, form: str) -> int:
    """Hold every quote and hash of the ledger against the texts again; exit status 2 where one does not stand.

    \b
    detente verify --ledger crisis.db
    """
    from detente.ledger.verify import Count
    from detente.show.progress import bar

    ledger, count = ledger_of(ledger_at), Count()
    faults, before = [], 0
    with bar("verifying", None, "reports") as advance:
        for ident, why in ledger.verify(count):
            faults.append({"id": ident, "fault": why})
            advance(count.reports - before)
            before = count.reports
    told = f"{count.reports:,} reports, {count.records:,} records, {count.quotes:,} quotes"
    if faults:
        printed(faults, form, ("id", "fault"), "faults")
        click.echo(f"detente: {len(faults)} faults in {told}", err=True)
        return 2
    if form == "json":
        click.echo("[]")
    click.echo(f"detente: all stands: {told}", err=True)
    return 0
