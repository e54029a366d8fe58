"""``detente actor`` and ``detente place``: who does a phrase mean, and which place does a name mean?"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from detente.errors import InputError


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--context", default="", help="Words around the name that may tell who is meant.")
@click.option("--date", metavar="DATE", help="The day of which it is said, ISO 8601: offices change hands.")
@click.option("--jsonl", "batch", metavar="FILE", help="One {id, name, context, date} a line; '-' is stdin.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table")
def actor(names: tuple[str, ...], context: str, date: str | None, batch: str | None, form: str) -> int:
    """Say who a name or phrase means, and why.

    \b
    detente actor "Ishaq Dar" --date 2025-05-08
    detente actor "Slovak soldiers"
    """
    from detente.lexicon.actors import describe, load_registry
    from detente.lexicon.dates import TODAY, day_of
    from detente.settings import load_settings

    if date is not None and day_of(date) == TODAY:
        raise InputError(f"{date!r} is no date; write a day as 2025-05-08")
    registry = load_registry(load_settings().lexicon)
    if batch is not None:
        return _batch(batch, registry)
    if not names:
        raise click.UsageError('who? Give a name or phrase: detente actor "Ishaq Dar"')
    unknown = 0
    for name in names:
        found = describe(registry, name, context, date)
        unknown += found.country is None and found.sector is None and found.kind == "unknown"
        if form == "table":
            click.echo(f"{found.name}  ({found.kind})")
            for label in ("country", "sector", "office", "actor", "why"):
                click.echo(f"  {label:<8} {getattr(found, label) or 'unknown'}")
        else:
            click.echo(msgspec.json.encode(found).decode())
    return 1 if unknown == len(names) else 0


def _rows(path: str) -> Iterator[tuple[int, Any]]:
    try:
        stream = sys.stdin.buffer if path == "-" else Path(path).open("rb")  # noqa: SIM115 - closed below
    except (FileNotFoundError, IsADirectoryError):
        raise InputError(f"{path}: no such file; give --jsonl a file with one JSON object a line") from None
    with stream:
        for no, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                yield no, msgspec.json.decode(line)
            except msgspec.DecodeError as why:
                yield no, InputError(f"line {no} is not JSON: {why}")


def _batch(path: str, registry: Any) -> int:
    from detente.lexicon.actors import describe

    failed = 0
    for no, row in _rows(path):
        if not isinstance(row, dict) or not isinstance(row.get("name"), str):
            failed += 1
            ident = row.get("id") if isinstance(row, dict) else None
            why = str(row) if isinstance(row, InputError) else f"line {no} has no 'name'"
            click.echo(json.dumps({"source_id": ident, "error": why}))
            continue
        found = describe(registry, row["name"], row.get("context") or "", row.get("date"))
        fields = {**msgspec.to_builtins(found), "source_id": row.get("id")}
        click.echo(json.dumps({"source_id": fields.pop("source_id"), **fields}, ensure_ascii=False))
    return 2 if failed else 0


@click.command()
@click.argument("name")
@click.option("--near", metavar="PLACE", help="A country (ISO 3166-1 alpha-3) or place that the text speaks of.")
@click.option("--in", "inside", metavar="PLACE", help="The state, province or country named beside it.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def place(name: str, near: str | None, inside: str | None, form: str) -> int:
    """Show the places that bear a name, the best first, each with its score and reasons.

    \b
    detente place "Uri" --near IND
    """
    from detente.lexicon.gazetteer import open_gazetteer
    from detente.reading.places import explain
    from detente.settings import load_settings
    from detente.show.progress import building

    with building("building the place index") as progress:
        gazetteer = open_gazetteer(load_settings().cache, progress)
    found = explain(gazetteer, name, near, inside)
    for choice in found:
        c = choice.candidate
        if form == "json":
            click.echo(
                msgspec.json.encode({"candidate": c, "confidence": choice.confidence, "why": choice.why}).decode()
            )
        elif c is None:
            click.echo(f"{choice.confidence:.2f}  none of these: {choice.why}")
        else:
            spot = f"{c.lat:.3f} {c.lon:.3f}" if c.lat is not None else "no point"
            admin = f", {c.admin1}" if c.admin1 else ""
            click.echo(f"{choice.confidence:.2f}  {c.name}{admin}, {c.country or 'no country'}  {c.kind}  {spot}")
            click.echo(f"      {choice.why}")
    if not found:
        click.echo(f"the gazetteer knows no place named {name!r}", err=True)
    return 0 if found else 1
