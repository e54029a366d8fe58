"""``detente crisis``: name a crisis, and every list and view can be limited to it."""

import click

from detente.errors import InputError
from detente.ledger.question import Crisis
from detente.show.ledgers import format_option, ledger_of, ledger_option, whom
from detente.show.lists import printed


@click.group()
def crisis() -> None:
    """Name a crisis by its parties, places and days; limit any list to it with ``--crisis NAME``.

    \b
    detente crisis create Kashmir --actors IND,PAK --since 2025-04-22
    """


def _many(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for g in given for v in g.split(",") if v.strip()))


@crisis.command()
@click.argument("name")
@ledger_option
@click.option("--actors", multiple=True, help="Parties: countries, names or ids, with commas between or given again.")
@click.option("--places", multiple=True, help="Places: names, or countries' codes.")
@click.option("--since", help="First day.")
@click.option("--until", help="Last day.")
@click.option("--author", help="Who; your user name unless told otherwise.")
@click.option("--reason", help="Why.")
def create(
    name: str,
    ledger_at: str | None,
    actors: tuple[str, ...],
    places: tuple[str, ...],
    since: str | None,
    until: str | None,
    author: str | None,
    reason: str | None,
) -> int:
    """Name a crisis, or give one of that name another shape (the earlier one is kept).

    \b
    detente crisis create Kashmir --ledger crisis.db --actors IND,PAK --since 2025-04-22 --places Pahalgam
    """
    from detente.ledger.filter import day

    if not _many(actors) and not _many(places):
        raise InputError("a crisis needs --actors or --places")
    first, last = day(since) if since else None, day(until, end=True) if until else None
    if first and last and first > last:
        raise InputError(f"the days run backwards: from {first} to {last}")
    made = Crisis(name, _many(actors), _many(places), first, last)
    ledger_of(ledger_at).create_crisis(made, author=whom(author), reason=reason)
    click.echo(f"detente: crisis {name!r} is kept; try: detente incidents --crisis {name!r}", err=True)
    return 0


@crisis.command("list")
@ledger_option
@format_option("table", "json", "jsonl", "csv")
def list_(ledger_at: str | None, form: str) -> int:
    """List the crises, each with its number of incidents.

    \b
    detente crisis list --ledger crisis.db
    """
    from detente.ledger import Filter

    ledger = ledger_of(ledger_at)
    rows = [
        {
            "name": c.name,
            "actors": ", ".join(c.actors),
            "places": ", ".join(c.places),
            "since": c.since,
            "until": c.until,
            "events": ledger.count("event", Filter(crisis=c.name)),
            "incidents": ledger.count("incident", Filter(crisis=c.name)),
        }
        for c in ledger.crises()
    ]
    return printed(rows, form, ("name", "actors", "places", "since", "until", "events", "incidents"), "crises")


@crisis.command()
@ledger_option
@click.option("--since", help="Only what was done after this day.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, help="At most so many.")
@format_option("table", "json", "jsonl", "csv")
def suggest(ledger_at: str | None, since: str | None, limit: int, form: str) -> int:
    """Suggest crises from what has arrived: pairs of countries that most deeds set against each other.

    \b
    detente crisis suggest --ledger crisis.db --since 30d
    """
    from detente.ledger.filter import day

    rows = ledger_of(ledger_at).suggest(day(since) if since else None, limit)
    if form in ("table", "csv"):
        rows = [r | {"actors": ", ".join(r["actors"]), "places": ", ".join(r["places"])} for r in rows]
    return printed(rows, form, ("name", "actors", "events", "since", "until", "places"), "crises to suggest")
