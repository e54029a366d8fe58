"""``detente revise``: accept, reject, edit, merge, split, undo; with author and reason, nothing overwritten."""

import json

import click

from detente.errors import InputError
from detente.show.ledgers import format_option, ledger_of, ledger_option, whom
from detente.show.lists import printed

AUTHOR = click.option("--author", help="Who; your user name unless told otherwise.")
REASON = click.option("--reason", required=True, help="Why.")
EXPECT = click.option("--expect", type=int, help="The 'revision' of the record that you looked at.")


@click.group()
def revise() -> None:
    """Correct the ledger: every correction is a revision with author, time and reason, and can be undone.

    \b
    detente revise reject EV-7f2c --reason 'a metaphor'
    """


def _said(seq: int) -> int:
    click.echo(f"detente: revision {seq}; take it back with 'detente revise undo {seq}'", err=True)
    return 0


@revise.command()
@click.argument("ident", metavar="ID")
@ledger_option
@AUTHOR
@REASON
@EXPECT
def accept(ident: str, ledger_at: str | None, author: str | None, reason: str, expect: int | None) -> int:
    """Accept a record.

    \b
    detente revise accept EV-7f2c --reason 'read in full'
    """
    return _said(ledger_of(ledger_at).review(ident, "accept", author=whom(author), reason=reason, expect=expect))


@revise.command()
@click.argument("ident", metavar="ID")
@ledger_option
@AUTHOR
@REASON
@EXPECT
def reject(ident: str, ledger_at: str | None, author: str | None, reason: str, expect: int | None) -> int:
    """Reject a record: lists leave it out (see --rejected), joining does not count it.

    \b
    detente revise reject EV-7f2c --reason 'a metaphor'
    """
    return _said(ledger_of(ledger_at).review(ident, "reject", author=whom(author), reason=reason, expect=expect))


@revise.command()
@click.argument("ident", metavar="ID")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=JSON...")
@ledger_option
@AUTHOR
@REASON
@EXPECT
def edit(
    ident: str, fields: tuple[str, ...], ledger_at: str | None, author: str | None, reason: str, expect: int | None
) -> int:
    """Set fields of a record, each as FIELD=JSON.

    \b
    detente revise edit EV-7f2c 'status="failed"' --reason 'the plan was dropped'
    """
    told = {}
    for f in fields:
        name, equals, value = f.partition("=")
        try:
            told[name] = json.loads(value)
        except ValueError:
            raise InputError(f"{f!r}: the value must be JSON, as in 'status=\"failed\"'") from None
        if not equals or not name:
            raise InputError(f"{f!r}: give FIELD=JSON")
    return _said(ledger_of(ledger_at).edit(ident, told, author=whom(author), reason=reason, expect=expect))


@revise.command()
@click.argument("idents", nargs=-1, required=True, metavar="INC-...")
@ledger_option
@AUTHOR
@REASON
def merge(idents: tuple[str, ...], ledger_at: str | None, author: str | None, reason: str) -> int:
    """Put incidents together under the first one's id; the others' ids lead to it.

    \b
    detente revise merge INC-1a2b INC-3c4d --reason 'one strike, two reports'
    """
    return _said(ledger_of(ledger_at).merge(idents, author=whom(author), reason=reason))


@revise.command()
@click.argument("ident", metavar="INC-...")
@click.argument("events", nargs=-1, required=True, metavar="EV-...")
@ledger_option
@AUTHOR
@REASON
@EXPECT
def split(
    ident: str, events: tuple[str, ...], ledger_at: str | None, author: str | None, reason: str, expect: int | None
) -> int:
    """Take events out of an incident into one of their own.

    \b
    detente revise split INC-1a2b EV-7f2c --reason 'another day'
    """
    ledger = ledger_of(ledger_at)
    ids = [ledger.find(e)[1]["id"] for e in events]
    return _said(ledger.split(ident, ids, author=whom(author), reason=reason, expect=expect))


@revise.command()
@click.argument("seq", type=int, metavar="REVISION")
@ledger_option
@AUTHOR
@click.option("--reason", help="Why.")
def undo(seq: int, ledger_at: str | None, author: str | None, reason: str | None) -> int:
    """Take a revision back; what held before it holds again.

    \b
    detente revise undo 1203
    """
    return _said(ledger_of(ledger_at).undo(seq, author=whom(author), reason=reason))


@revise.command()
@click.argument("ident", metavar="ID")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
def log(ident: str, ledger_at: str | None, form: str) -> int:
    """Show who changed a record, when and why.

    \b
    detente revise log EV-7f2c
    """
    ledger = ledger_of(ledger_at)
    _, row = ledger.find(ident)
    columns = ("seq", "at", "author", "action", "reason", "detail", "undoes")
    return printed(ledger.revisions(row["id"]), form, columns, "revisions")
