"""What does one worker do? It reads one part and leaves its records as Parquet files, whole or not at all.

A file is written beside its place and moved there, and a part counts once its note stands in ``parts/``: a worker that
dies leaves nothing that counts, and another one writes the same bytes. The part's name is derived from what is in it
and from what read it, so a part that has been read is known again, whatever its file is called now.
"""

import functools
import hashlib
import io
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from detente import __version__
from detente.pipeline import Knowledge, learn
from detente.records import Actor, Event, Item, Name, Number, Place, Reading, Report, Statement, Time
from detente.records.arrow import schema_of, table_of
from detente.records.base import Record
from detente.settings import Settings, load_settings
from detente.show.batch import CHUNK
from detente.show.cluster.plan import Part, items, named
from detente.show.intake import read_items

KINDS: dict[str, type[Any]] = {
    "actors": Actor,
    "places": Place,
    "times": Time,
    "numbers": Number,
    "names": Name,
    "statements": Statement,
    "events": Event,
}
"""Tables of a reading's records; each row opens with the id of its report."""

OWN = frozenset({"statements", "events"})
"""Records that name their report themselves."""

INPUTS = pa.schema([(n, pa.string()) for n in ("input", "origin", "key", "source_id", "report", "error")])
"""One row for everything that was given: the report that it became, or why it became none."""


@dataclass(frozen=True, slots=True)
class Task:
    """All that a worker needs to know; paths hold on every machine of the cluster."""

    part: Part
    out: str
    run: str
    lexicon: str | None
    encoder: bool
    max_bytes: int
    joining: bool


class Note(Record, frozen=True, kw_only=True):
    """What stands in ``parts/<name>.json``: how many rows a part has in each table, and what could not be read."""

    name: str
    rows: dict[str, int]
    failed: int


def read_part(task: Task) -> tuple[Note, list[Reading] | None]:
    """Read a part and write its tables; its note, and what was read, or ``None`` where the tables stood there."""
    given = [named(i) for i in items(task.part, task.max_bytes)]
    name = name_of(given, task)
    note_at = Path(task.out) / "parts" / f"{name}.json"
    if (note := known(note_at)) is not None:
        return note, None
    made, readings = tables(given, task)
    rows = {}
    for table, data in made.items():
        rows[table] = data.num_rows
        if data.num_rows or table == "inputs":
            place(Path(task.out) / table / f"{name}.parquet", task.run, bytes_of(data))
    note = Note(name=name, rows=rows, failed=made["inputs"]["error"].drop_null().length())
    place(note_at, task.run, msgspec.json.encode(note))
    return note, readings


def known(note_at: Path) -> Note | None:
    """The note of a part that has been read and whose files are there."""
    try:
        note = msgspec.json.decode(note_at.read_bytes(), type=Note)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    out = note_at.parent.parent
    whole = all((out / t / f"{note.name}.parquet").exists() for t, n in note.rows.items() if n or t == "inputs")
    return note if whole else None


def name_of(given: Sequence[Item], task: Task) -> str:
    """The name of a part: a hash of what is in it, of version and columns, and of what it is read with."""
    made = hashlib.sha256()
    columns = str([schema_of(kind) for kind in (Report, *KINDS.values())])
    for fact in (__version__, columns, str(task.encoder), overlay(task.lexicon), *map(_known_by, given)):
        made.update(fact.encode() + b"\n")
    return f"part-{made.hexdigest()[:16]}"


def _known_by(item: Item) -> str:
    return f"{item.key()} {item.name} {item.error or ''}"


def overlay(lexicon: str | None) -> str:
    """A hash of the rows laid over the lexicon."""
    if lexicon is None:
        return ""
    made = hashlib.sha256()
    for path in sorted(p for p in Path(lexicon).rglob("*") if p.is_file()):
        made.update(str(path.relative_to(lexicon)).encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def tables(given: Sequence[Item], task: Task) -> tuple[dict[str, pa.Table], list[Reading]]:
    """The tables of a part, a row for each record, in the order of what was given; and the readings."""
    know = knowledge_of(task)
    inputs: list[dict[str, Any]] = []
    readings: list[Reading] = []
    source = iter([(i, i.key()) for i in given])
    while some := list(islice(source, CHUNK)):
        for answer in read_items(some, know):
            reading = None if answer.reading is None else msgspec.json.decode(answer.reading, type=Reading)
            if reading is not None:
                readings.append(reading)
            row = {"input": answer.item.name, "origin": answer.item.origin, "key": answer.key}
            row |= {"source_id": answer.item.source_id, "report": reading.report.id if reading else None}
            inputs.append({**row, "error": answer.error})
    made = {
        "inputs": pa.Table.from_pylist(inputs, schema=INPUTS),
        "reports": table_of(Report, [r.report for r in readings]),
    }
    for table, kind in KINDS.items():
        records = [(r.report.id, x) for r in readings for x in getattr(r, table)]
        leading = {} if table in OWN else {"report": [i for i, _ in records]}
        made[table] = table_of(kind, [x for _, x in records], **leading)
    return made, readings


def knowledge_of(task: Task) -> Knowledge:
    """What reading needs, loaded once a process."""
    lexicon = Path(task.lexicon) if task.lexicon else None
    return _learned(replace(load_settings(), lexicon=lexicon, encoder=task.encoder))


@functools.lru_cache(maxsize=1)
def _learned(settings: Settings) -> Knowledge:
    return learn(settings)


def bytes_of(table: pa.Table) -> bytes:
    """A Parquet file whose bytes follow from the table alone."""
    made = io.BytesIO()
    pq.write_table(table, made, compression="zstd")
    return made.getvalue()


def place(at: Path, run: str, data: bytes) -> None:
    """Write a file beside its place and move it there when it is whole and on the disk."""
    at.parent.mkdir(parents=True, exist_ok=True)
    beside = at.parent / f".{run}-{uuid.uuid4().hex}.tmp"
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(at)
    finally:
        beside.unlink(missing_ok=True)


def sweep(out: Path, run: str) -> None:
    """Remove what workers that died in a run left half written."""
    for path in out.glob(f"*/.{run}-*.tmp"):
        path.unlink(missing_ok=True)
