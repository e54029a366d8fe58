"""What does the ledger hold under an id, and on which words does it stand?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from rich.table import Table
from rich.text import Text

from detente.errors import NotFound
from detente.ledger import Ledger, open_ledger
from detente.ledger.listing import whole
from detente.records import Event, Reading, Record, Statement
from detente.settings import load_settings

SINGLE: dict[str, type[Record]] = {"event": Event, "statement": Statement}


@dataclass(frozen=True, slots=True)
class Found:
    """A record of the ledger; ``reading`` where it stands in one report."""

    ledger: Ledger
    kind: str
    whole: dict[str, Any]
    reading: Reading | None
    record: Record | None


def find(ledger_at: str | None, ident: str) -> Found | None:
    """The record under an id; ``None`` where no ledger was named and the user's own does not know it."""
    target = ledger_at or load_settings().ledger
    if ledger_at is None and "://" not in target and not Path(target).exists():
        return None
    ledger = open_ledger(target)
    try:
        kind, row = ledger.find(ident)
    except NotFound as why:
        if ledger_at is None and "could be any" not in str(why):
            return None
        raise
    told = whole(kind, row) | {"revisions": ledger.revisions(row["id"])}
    if kind not in (*SINGLE, "report"):
        return Found(ledger, kind, told, None, None)
    reading = ledger.reading(row["id"] if kind == "report" else row["report"])
    record: Record | None = reading.report if reading else None
    if kind in SINGLE:
        record = msgspec.json.decode(row["record"], type=SINGLE[kind])
    return Found(ledger, kind, told, reading, record)


def explained(found: Found) -> Iterator[Text | Table]:
    """What a record that many reports make together stands on: facts, then each sentence with its report."""
    told = found.whole
    yield Text.assemble((told["id"], "bold"), f"  {found.kind}")
    facts = Table.grid(padding=(0, 2))
    for field, value in told.items():
        if isinstance(value, str | int | float) and field not in ("id", "revision") and not isinstance(value, bool):
            facts.add_row(field.replace("_", " "), str(value))
    for r in told["revisions"]:
        facts.add_row(
            f"revision {r['seq']}", " · ".join(str(r[c]) for c in ("action", "author", "at", "reason") if r[c])
        )
    yield facts
    table = Table("stands on", "offsets", "report", "words", box=None, padding=(0, 2, 0, 0))
    for record in _beneath(found):
        spans = [record.sentence] if isinstance(record, Event) else list(record.content)
        report = found.ledger.report(record.report)
        for span in spans:
            span.check(report.text)
            words = "“" + " ".join(span.quote.split()) + "”"
            where = f"{report.outlet or 'outlet unknown'}, {report.published or 'undated'}, {report.id}"
            table.add_row(record.id[:11], f"{span.start}:{span.end}", where, Text(words))
    if table.row_count:
        yield table
        yield Text("Every quote was held against its report's text at its offsets just now.", style="dim")


def _beneath(found: Found) -> list[Event | Statement]:
    told = found.whole
    events = [e for e in told.get("events", []) if isinstance(e, str)]
    said = [s for s in told.get("statements", []) if isinstance(s, str)]
    for part in (*told.get("accounts", []), *told.get("positions", [])):
        said += part.get("statements", [])
    made: list[Event | Statement] = [*found.ledger.events(list(dict.fromkeys(events)))]
    return [*made, *found.ledger.statements(list(dict.fromkeys(said)))]
