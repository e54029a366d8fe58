"""Which records tell of what one country does to another? A pair is asked for more often than it is met.

Each side alone may take part in hundreds of thousands of records, and both together in a few: looking one side up and
opening each record for the other took a second and more on a ledger of a million events. A row of ``sides`` is a
record's row once more for each country that does or speaks and each to whom it is done or said, sorted by pair and day,
with the type that a list is narrowed by. Rows are added with the parties of a record and never closed, as these are:
whether a record holds stands in its own row.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import product

from sqlalchemy import Connection

from detente.ledger import bulk
from detente.ledger.rows import Row
from detente.ledger.shortcuts import sides

DOERS = ("actor", "speaker", "intermediary")
SUFFERERS = ("recipient", "addressee", "about", "toward")
TYPED = ("event", "incident")
"""Kinds whose types stand beside their sides."""
CODE = re.compile(r"[A-Z]{3}\Z")
"""A country as a party has it (ISO 3166-1 alpha-3 and PLOVER's own)."""


def note(conn: Connection, taking: Iterable[Row], made: Iterable[Row]) -> None:
    """Add the pairs of countries among these parties of records; ``made`` are the records' rows."""
    bulk.add(conn, sides, rows(taking, {r["row"]: r for r in made}))


def rows(taking: Iterable[Row], made: dict[int, Row]) -> list[Row]:
    """The rows that parties make: one for each pair of countries of a record that holds both."""
    found: dict[int, tuple[Row, set[str], set[str]]] = {}
    for p in taking:
        if p["country"] is not None and p["role"] in (*DOERS, *SUFFERERS):
            _, doers, done = found.setdefault(p["row"], (p, set(), set()))
            (doers if p["role"] in DOERS else done).add(p["country"])
    out: list[Row] = []
    for row, (p, doers, done) in found.items():
        typed = made.get(row, {}) if p["kind"] in TYPED else {}
        shared = {
            "kind": p["kind"],
            "sort": p["sort"],
            "row": row,
            "type": typed.get("type"),
            "mode": typed.get("mode"),
        }
        out += [shared | {"a": a, "b": b} for a, b in product(sorted(doers), sorted(done))]
    return out


def countries(by: Sequence[str], to: Sequence[str]) -> bool:
    """Whether both sides of a question are named, by countries alone: names and ids are looked up among the parties."""
    return bool(by and to) and all(map(CODE.match, (*by, *to)))
