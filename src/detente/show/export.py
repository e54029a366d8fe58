"""``detente export``: the ledger, or what a filter asks for, in formats of others; same ledger, same bytes."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from detente.errors import InputError
from detente.ledger import Filter, Ledger
from detente.ledger.listing import whole
from detente.show import gdelt, shapes
from detente.show.acled import acled
from detente.show.feeds import TOPICS, entries, feed
from detente.show.ledgers import csv_lines, filter_options, joined, ledger_of, ledger_option, none_found
from detente.show.lists import COLUMNS
from detente.show.parquet import parquet
from detente.show.stix import stix
from detente.show.ucdp import ucdp

KINDS = ("report", "actor", "statement", "event", "incident", "dispute", "channel", "position", "copy")
FORMS = {
    "jsonl": "every record as a line of JSON",
    "csv": "a table for spreadsheets, formulas escaped",
    "parquet": "a file with typed, nested columns; several kinds go to a folder (--out)",
    "geojson": "points for maps",
    "gdelt-events": "GDELT 2.0 events, 61 columns",
    "gdelt-mentions": "GDELT 2.0 mentions, 16 columns",
    "acled": "incidents in ACLED's 31 columns, as CSV",
    "ucdp": "incidents with dead in UCDP GED's 49 columns, as CSV",
    "plover": "PLOVER's JSON, an event a line",
    "annotations": "W3C Web Annotations, a record a line",
    "graphml": "who stands in events with whom, as GraphML",
    "gexf": "the same network as GEXF",
    "stix": "a STIX 2.1 bundle",
    "atom": "a feed of what --feed names, as Atom",
    "rss": "the same as RSS 2.0",
    "jsonfeed": "the same as JSON Feed 1.1, each item with its record",
}
"""Formats, and what each holds."""
FEEDS = {"atom": "atom", "rss": "rss", "jsonfeed": "json"}
HEADED = frozenset({"csv", "acled", "ucdp"})
"""Formats whose first line is a header."""
POINT = frozenset({"site", "city"})
"""Precisions that are a point on a map; of all others the place is told and no point is drawn."""


@click.command(epilog="Formats:\n\n\b\n" + "\n".join(f"{name:<15} {told}" for name, told in FORMS.items()))
@ledger_option
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="jsonl", metavar="FORMAT", help="See below.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Which records; jsonl: all, else events."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="A file, or a folder; else stdout.")
@click.option("--feed", "topic", type=click.Choice(list(TOPICS)), default="news", help="What a feed tells of.")
@click.option("--site", metavar="URL", help="Your dashboard's address, to which the links of a feed lead.")
@filter_options(
    "actor", "by", "to", "type", "status", "outlet", "country", "place", "since", "until", "text", "crisis", "snapshot"
)
def export(
    asked: Filter,
    ledger_at: str | None,
    form: str,
    kinds: tuple[str, ...],
    out: Path | None,
    topic: str,
    site: str | None,
) -> int:
    """Write records in the formats of others, to stdout or a file; the same ledger gives the same bytes.

    \b
    detente export --ledger crisis.db --format geojson --crisis Kashmir > kashmir.geojson
    detente export --ledger crisis.db --format parquet --kind event --kind statement --out tables/
    """
    ledger = ledger_of(ledger_at)
    if not asked.snapshot:
        ledger = joined(ledger)
    if form == "parquet":
        return _parquet(ledger, kinds or ("event",), asked, out)
    found = entries(ledger, asked, topic) if form in FEEDS else []
    feeds = iter([feed(found, topic, FEEDS[form], _site(site))]) if form in FEEDS else None
    with ExitStack() as files:
        to = files.enter_context(out.open("wb")) if out else sys.stdout.buffer
        count = _written(feeds or pieces(ledger, form, kinds, asked), to)
    if feeds is not None:
        return 0 if found else none_found(f"{topic} to tell of")
    return 0 if count > (form in HEADED) else none_found("records")


def _site(site: str | None) -> str | None:
    if site and not site.startswith(("http://", "https://")):
        raise InputError(f"--site: {site!r} is no address; give one like https://crisis.example")
    return site


def _written(pieces: Iterator[bytes], to: BinaryIO) -> int:
    count = 0
    for piece in pieces:
        to.write(piece)
        count += 1
    to.flush()
    return count


def _parquet(ledger: Ledger, kinds: tuple[str, ...], asked: Filter, out: Path | None) -> int:
    """One file to stdout or ``out``, or a file a kind in the folder ``out``."""
    if len(kinds) > 1 or (out is not None and (out.is_dir() or not out.suffix)):
        if out is None:
            raise InputError("a Parquet file holds one kind of record; name a folder for several with --out")
        out.mkdir(parents=True, exist_ok=True)
        paths = {kind: out / f"{'copies' if kind == 'copy' else kind + 's'}.parquet" for kind in kinds}
        return 0 if sum([_one_file(ledger, k, asked, path) for k, path in paths.items()]) else none_found("records")
    if out is not None:
        return 0 if _one_file(ledger, kinds[0], asked, out) else none_found(f"{kinds[0]}s")
    if sys.stdout.isatty():
        raise InputError("a Parquet file is not for the eye; send it to a file with --out or >")
    return 0 if _written(parquet(ledger, kinds[0], asked), sys.stdout.buffer) else none_found(f"{kinds[0]}s")


def _one_file(ledger: Ledger, kind: str, asked: Filter, path: Path) -> int:
    """Write a file whole or not at all; a kind without records makes none."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as to:
            count = _written(parquet(ledger, kind, asked), to)
        if count:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def pieces(ledger: Ledger, form: str, kinds: tuple[str, ...], asked: Filter) -> Iterator[bytes]:
    """A file of any format but feeds, in pieces; ``kinds`` as the command takes them."""
    if form == "jsonl":
        return json_lines(ledger, kinds or KINDS, asked)
    if form == "csv":
        kind = kinds[0] if kinds else "event"
        return (row.encode() for row in csv_lines(COLUMNS[kind], ledger.each(kind, asked)))
    if form == "parquet":
        return parquet(ledger, kinds[0] if kinds else "event", asked)
    if form == "geojson":
        return geojson(ledger, kinds or ("event",), asked)
    if form.startswith("gdelt"):
        return (line.encode() for line in gdelt.rows(ledger, asked, mentions=form == "gdelt-mentions"))
    make = {"plover": shapes.plover, "annotations": shapes.annotations, "graphml": shapes.graphml,
            "gexf": shapes.gexf, "acled": acled, "ucdp": ucdp, "stix": stix}[form]  # fmt: skip
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
