"""``detente ingest`` and ``detente watch``: whatever holds reports, read and kept in the ledger, once."""

import re
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from detente.errors import DetenteError, InputError
from detente.show.ledgers import ledger_of, ledger_option

_WEB = re.compile(r"https?://", re.IGNORECASE)
SHOWN = 5
"""Faults told one by one; the others are counted, and 'inputs' in the ledger holds them all."""


@click.command()
@click.argument("targets", nargs=-1, metavar="[PATH|URL|-]...")
@ledger_option
@click.option(
    "--jsonl", "batch", metavar="FILE", help="One report a line ({id, text|html, published, ...}); '-' is stdin."
)
@click.option("--workers", type=click.IntRange(0, 64), default=0, help="Processes that read; 0 chooses.")
@click.option("--lexicon", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled lexicon.")
@click.option("--offline", is_flag=True, help="Touch no network.")
@click.option(
    "--webhook", "hooks", multiple=True, metavar="URL", help="Tell this address of new disputes and changed numbers."
)
def ingest(
    targets: tuple[str, ...],
    ledger_at: str | None,
    batch: str | None,
    workers: int,
    lexicon: Path | None,
    offline: bool,
    hooks: tuple[str, ...],
) -> int:
    """Read pages, texts, PDF, mail, feeds, OPML, site maps, WARC, WACZ, JSON, CSV, ZIP and folders of them; keep all.

    The same thing twice changes nothing; stopped at any moment, run it again and it goes on.

    \b
    detente ingest --ledger crisis.db feeds.opml folder/ crawl.warc.gz reports.jsonl
    """
    if not targets and batch is None:
        raise click.UsageError("what shall be kept? Name files, folders or addresses; see 'detente ingest --help'")
    return run(targets, ledger_at, batch, workers, lexicon, offline, hooks)


def run(
    targets: tuple[str, ...],
    ledger_at: str | None,
    batch: str | None,
    workers: int,
    lexicon: Path | None,
    offline: bool,
    hooks: tuple[str, ...] = (),
) -> int:
    """One round: gather, read what is new, keep it, join, tell the hooks."""
    from detente.ledger.connect import LASTING
    from detente.settings import load_settings
    from detente.show.hooks import Hooks
    from detente.show.intake import Intake
    from detente.show.progress import bar
    from detente.upkeep import update

    missing = [t for t in targets if t != "-" and not _WEB.match(t) and not Path(t).exists()]
    if missing:
        raise InputError(f"{missing[0]}: there is no such file or folder; nothing was read")
    if batch not in (None, "-") and not Path(str(batch)).exists():
        raise InputError(f"{batch}: there is no such file; give --jsonl a file with one JSON object a line")
    with closing(ledger_of(ledger_at, create=True, connections=LASTING)) as ledger:
        settings = load_settings()
        told_of = Hooks(ledger, hooks, settings)
        told_of.begin()
        intake = Intake(ledger, offline)
        items = intake.items(targets, batch)
        with bar("reading", None, "reports") as advance:
            for told in intake.kept(items, workers, lexicon):
                advance(1)
                if told is not None and intake.failed <= SHOWN:
                    click.echo(f"detente: {told}", err=True)
        if ledger.stale():
            update(ledger)
        click.echo(f"detente: {intake.summary()} in {ledger}", err=True)
        if not (offline or settings.offline):
            for fault in told_of.deliver():
                click.echo(f"detente: {fault}", err=True)
        return 2 if intake.failed else 0


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="[PATH|URL]...")
@ledger_option
@click.option("--every", default="15m", metavar="TIME", help="How often: 90s, 15m, 2h.")
@click.option("--rounds", type=click.IntRange(1), help="Stop after so many rounds.")
@click.option("--workers", type=click.IntRange(0, 64), default=1, help="Processes that read.")
@click.option("--lexicon", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled lexicon.")
@click.option(
    "--webhook", "hooks", multiple=True, metavar="URL", help="Tell this address of new disputes and changed numbers."
)
def watch(
    targets: tuple[str, ...],
    ledger_at: str | None,
    every: str,
    rounds: int | None,
    workers: int,
    lexicon: Path | None,
    hooks: tuple[str, ...],
) -> int:
    """Ingest feeds, addresses and folders again and again; asks only for what is new. Ctrl-C stops it.

    \b
    detente watch --ledger crisis.db --every 15m feeds.opml
    """
    pause = seconds(every)
    done = status = 0
    while True:
        started = time.monotonic()
        try:
            status = run(targets, ledger_at, None, workers, lexicon, offline=False, hooks=hooks)
        except DetenteError as why:
            if done == 0:
                raise
            click.echo(f"detente: {why}; tried again in {every}", err=True)
        done += 1
        if rounds is not None and done >= rounds:
            return status
        time.sleep(max(0.0, pause - (time.monotonic() - started)))


def seconds(every: str) -> float:
    """Seconds of '90s', '15m', '2h'; raises :class:`InputError`.

    >>> seconds("15m")
    900.0
    """
    m = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", every.strip().lower())
    if m is None or float(m[1]) <= 0:
        raise InputError(f"--every: {every!r} is no length of time; give one like 90s, 15m or 2h")
    return float(m[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "": 60}[m[2]]


@click.command()
@ledger_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv"]), default="table", help="How to print."
)
@click.option("--silent", default="2d", metavar="TIME", help="Mark sources without an item for so long.")
def sources(ledger_at: str | None, form: str, silent: str) -> int:
    """Show the feeds that are followed: last item, last success, error, since when they are silent.

    \b
    detente sources --ledger crisis.db
    """
    from datetime import UTC, datetime, timedelta

    from detente.show.lists import printed

    limit = (datetime.now(UTC) - timedelta(seconds=seconds(silent))).isoformat()
    rows = []
    for row in ledger_of(ledger_at).sources():
        quiet = row["last_item"] if (row["last_item"] or "") < limit else None
        rows.append({**row, "silent_since": quiet, "health": _health(row, quiet)})
    columns = ("url", "health", "last_item", "last_success", "silent_since", "failures", "last_error")
    status = {"failing": 0, "silent": 1, "well": 2}
    rows.sort(key=lambda r: (status[r["health"]], r["last_item"] or ""))
    return printed(rows, form, columns, "sources")


def _health(row: dict[str, Any], quiet: str | None) -> str:
    if row["last_error"]:
        return "failing"
    return "silent" if quiet is not None or row["last_item"] is None else "well"
