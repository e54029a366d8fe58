"""How do commands get a ledger, a filter and a format? The options that all of them share."""

import functools
import getpass
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import click

from detente.errors import InputError, LedgerError
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.connect import ONCE
from detente.settings import load_settings

F = TypeVar("F", bound=Callable[..., Any])

PAGE = 50
"""Rows of a table unless asked for more; programs (--format json, jsonl, csv) get all."""

MANY = {
    "actor": ("--actor", "Who takes any part: a country (IND), a name, or an id."),
    "by": ("--by", "Who does or speaks."),
    "to": ("--to", "To whom."),
    "type": ("--type", "Type of event, act of a statement, kind of a dispute or position."),
    "status": ("--status", "Status of an event, standing of an incident, state of a channel."),
    "outlet": ("--outlet", "Who published it."),
    "country": ("--country", "Where it happened: a country's code."),
    "place": ("--place", "Where it happened: a name, or how it begins."),
    "part": ("--part", "Part of the report that it stands in: headline, body, ..."),
}
ONE = {
    "since": ("--since", "First day: 2025-05-07, 2025-05, yesterday, 3d."),
    "until": ("--until", "Last day."),
    "text": ("--text", "Words that all stand in it."),
    "report": ("--report", "Of this report."),
    "crisis": ("--crisis", "Of this crisis; see 'detente crisis list'."),
    "snapshot": ("--snapshot", "As it was then; see 'detente snapshot list'."),
    "cursor": ("--cursor", "Where the last page ended."),
}


def ledger_option(command: F) -> F:
    """``--ledger FILE-or-URL``."""
    told = "SQLite file or postgresql:// address; else DETENTE_LEDGER, else a file in your data folder."
    return click.option("--ledger", "ledger_at", metavar="FILE-or-URL", help=told)(command)


def format_option(*forms: str) -> Callable[[F], F]:
    """``--format`` with these choices, the first one unless told otherwise."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], help="How to print.")


def plot_option(command: F) -> F:
    """``--plot FILE``."""
    told = "Also draw it into this file: .svg or .png (pip install 'detente[plot]')."
    return click.option("--plot", metavar="FILE", help=told)(command)


def filter_options(*names: str) -> Callable[[F], F]:
    """The flags of these parts of a filter; the command gets ``asked``, a :class:`Filter`."""

    def wrap(command: F) -> F:
        @functools.wraps(command)
        def inner(**given: Any) -> Any:
            told = {n: given.pop(n) for n in names}
            limit, rejected = given.pop("limit"), given.pop("rejected")
            query = {**told, "limit": str(limit) if limit else None, "rejected": "1" if rejected else None}
            return command(asked=Filter.from_query(query), **given)

        made: Any = inner
        made = click.option("--rejected", is_flag=True, help="Also what a person rejected.")(made)
        made = click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many.")(made)
        for name in reversed(names):
            flag, words = MANY.get(name) or ONE[name]
            made = click.option(flag, name, multiple=name in MANY, help=words)(made)
        return made  # type: ignore[no-any-return]

    return wrap


def ledger_of(ledger_at: str | None, *, create: bool = False, connections: int = ONCE) -> Ledger:
    """The ledger that was named, or the user's own."""
    return open_ledger(ledger_at or load_settings().ledger, create=create, connections=connections)


def joined(ledger: Ledger) -> Ledger:
    """The ledger with everything joined that came since the last time."""
    from detente.upkeep import update

    if ledger.stale():
        if sys.stderr.isatty():
            click.echo("detente: joining what has come in ...", err=True)
        try:
            update(ledger)
        except LedgerError as why:
            if "cannot be written" not in str(why):
                raise
            click.echo(f"detente: {why}; what is shown was joined before the last reports came", err=True)
    return ledger


def cell(value: object) -> str:
    """A value in a CSV cell that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell(-3.5)
    ("'=1+1", '-3.5')
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    words = str(value)
    return "'" + words if words[:1] in "=+-@\t\r\n" and words else words


def csv_lines(columns: Sequence[str], rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """A CSV table, line by line."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def line(values: Sequence[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(values)
        return buffer.getvalue()

    yield line(list(columns))
    for row in rows:
        yield line([cell(row.get(c)) for c in columns])


def person() -> str:
    """Whom a revision names where nobody is named."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def whom(author: str | None) -> str:
    """The author of a revision."""
    return author or person()


def none_found(what: str) -> int:
    """Say that nothing was found; the status that tells it."""
    click.echo(f"detente: no {what} here that fit; widen the filter, or see 'detente reports'", err=True)
    return 1


def days(since: str | None) -> str | None:
    """A day, where the words are one; ``None`` where they may name a snapshot."""
    from detente.ledger.filter import day

    try:
        return day(since) if since else None
    except InputError:
        return None
