"""``detente export``: the ledger, or what a filter asks for, in formats of others; same ledger, same bytes."""

import sys
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from detente.ledger import Filter, Ledger
from detente.ledger.listing import whole
from detente.show import gdelt, shapes
from detente.show.ledgers import csv_lines, filter_options, joined, ledger_of, ledger_option, none_found
from detente.show.lists import COLUMNS

KINDS = ("report", "actor", "statement", "event", "incident", "dispute", "channel", "position", "copy")
FORMS = (
    "jsonl", "csv", "geojson", "gdelt-events", "gdelt-mentions", "plover", "annotations", "graphml", "gexf", "atom"
)  # fmt: skip
POINT = frozenset({"site", "city"})
"""Precisions that are a point on a map; of all others the place is told and no point is drawn."""


@click.command()
@ledger_option
@click.option("--format", "form", type=click.Choice(FORMS), default="jsonl", help="Which format.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Which records; jsonl: all, else events."
)
@filter_options(
    "actor", "by", "to", "type", "status", "outlet", "country", "place", "since", "until", "text", "crisis", "snapshot"
)
def export(asked: Filter, ledger_at: str | None, form: str, kinds: tuple[str, ...]) -> int:
    """Write records to stdout: every record as a line of JSON, a table for spreadsheets, or points for maps.

    \b
    detente export --ledger crisis.db --format geojson --crisis Kashmir > kashmir.geojson
    """
    ledger = ledger_of(ledger_at)
    if not asked.snapshot:
        ledger = joined(ledger)
    count = 0
    if form == "csv":
        kind = kinds[0] if kinds else "event"
        for count, row in enumerate(csv_lines(COLUMNS[kind], ledger.each(kind, asked))):  # noqa: B007
            sys.stdout.write(row)
        return 0 if count else none_found(f"{kind}s")
    lines = _lines(ledger, form, kinds, asked)
    for line in lines:
        sys.stdout.buffer.write(line)
        count += 1
    sys.stdout.buffer.flush()
    return 0 if count else none_found("records")


def _lines(ledger: Ledger, form: str, kinds: tuple[str, ...], asked: Filter) -> Iterator[bytes]:
    if form == "jsonl":
        return json_lines(ledger, kinds or KINDS, asked)
    if form == "geojson":
        return geojson(ledger, kinds or ("event",), asked)
    if form.startswith("gdelt"):
        return (line.encode() for line in gdelt.rows(ledger, asked, mentions=form == "gdelt-mentions"))
    make = {"plover": shapes.plover, "annotations": shapes.annotations, "graphml": shapes.graphml,
            "gexf": shapes.gexf, "atom": shapes.atom}[form]  # fmt: skip
    return make(ledger, asked)


def json_lines(ledger: Ledger, kinds: tuple[str, ...], asked: Filter) -> Iterator[bytes]:
    """Every record as ``{"kind": ..., ...}``; nothing in it depends on when or in which order it came."""
    for kind in kinds:
        for row in ledger.each(kind, asked):
            record: dict[str, Any] = whole(kind, row)
            record.pop("revision", None)
            for shown in record.get("appearances", ()):
                shown.pop("origin", None)
            yield msgspec.json.encode({"kind": kind, **record}) + b"\n"


def geojson(ledger: Ledger, kinds: tuple[str, ...], asked: Filter) -> Iterator[bytes]:
    """A FeatureCollection; a place that is no point (a country, a region, 'near') has no geometry, never a pin."""
    yield b'{"type":"FeatureCollection","features":['
    comma = b"\n"
    for kind in kinds:
        for row in ledger.each(kind, asked):
            if "lat" not in row:
                continue
            point = row["lat"] is not None and row["precision"] in POINT
            told = {c: row[c] for c in (*COLUMNS[kind], "precision") if c in row}
            feature = {
                "type": "Feature",
                "id": row["id"],
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]][:2]} if point else None,
                "properties": {"record": kind, **told},
            }
            yield comma + msgspec.json.encode(feature)
            comma = b",\n"
    yield b"\n]}\n"
