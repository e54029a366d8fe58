"""How does a list look where its columns would be too narrow to read? A few lines a record, its words in quotes."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

WIDE = 130
"""Columns of a terminal from which records that hold sentences stand in a table."""
ID = 11
"""Characters of an id that are shown: enough to ask for it."""
LONGEST = 240
"""Characters of a quotation; the other formats hold the whole."""
LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "event": (("day", "type", "whom", "status"), ("place", "outlet"), ("sentence",)),
    "statement": (("day", "speaker", "act"), ("outlet",), ("content",)),
    "incident": (("day", "type", "whom", "standing"), ("place", "told")),
    "dispute": (("kind", "last_moved"), ("question",)),
    "report": (("published", "outlet"), ("title",), ("copy_of",)),
}
"""What stands on each line of a record of a kind."""
QUOTED = frozenset({"sentence", "content"})
USUAL = frozenset({"occurred"})
"""Values that go without saying."""


def cards(kind: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Records of a kind in :data:`LINES`, ids on the left."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True, style="dim", width=ID)
    made.add_column(ratio=1)
    for row in rows:
        made.add_row(str(row["id"])[:ID], Text("\n").join(_lines(kind, row)))
    return made


def _lines(kind: str, row: Mapping[str, Any]) -> list[Text]:
    lines = []
    for number, fields in enumerate(LINES[kind]):
        told = [w for f in fields if (w := _words(f, row))]
        if told:
            quoted = fields[0] in QUOTED
            lines.append(
                Text(("  " if number == 0 else " · ").join(told), style="" if quoted or number == 0 else "dim")
            )
    return lines


def _words(field: str, row: Mapping[str, Any]) -> str:
    if field == "whom":
        actors, recipients = (" ".join(str(row.get(k) or "").split()) for k in ("actors", "recipients"))
        return f"{actors or 'nobody named'} → {recipients}" if recipients else actors
    if field == "told":
        many, origins = row.get("reports") or 0, row.get("origins") or 0
        return f"{many} report{'s' * (many != 1)}, {origins} origin{'s' * (origins != 1)}"
    value = row.get(field)
    if value is None or value in USUAL:
        return "day not told" if field == "day" else ""
    words = " ".join(str(value).split())
    if field in ("published", "last_moved"):
        return words[:16].replace("T", " ")
    if field in ("standing", "kind", "status"):
        return words.replace("_", " ")
    if field == "copy_of":
        return f"repeats {words[:ID]}"
    short = words[:LONGEST] + "…" * (len(words) > LONGEST)
    return f"“{short}”" if field in QUOTED else short
