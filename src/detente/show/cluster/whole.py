"""What do all parts make together? The workers digest their parts and weigh the pairs; the groups are made here.

The functions are those of a single machine (:func:`detente.joining.crisis.join`), so what comes out is the same: a
digest depends on one report alone, the weight of a pair on two digests and the rarity of words over all, and the groups
on all weights.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client

from detente.joining.crisis import Joined, join_digests
from detente.joining.digests import Digest, delivered, digest, posted
from detente.lexicon.joining import load_joining
from detente.records import Actor, Channel, CopyGroup, Dispute, Event, Incident, Position, Reading, Report, Statement
from detente.records.arrow import records_of, table_of
from detente.show.cluster.crew import Weighed
from detente.show.cluster.part import Note, Task, bytes_of, place, read_part

KINDS: dict[str, type[Any]] = {
    "incidents": Incident,
    "disputes": Dispute,
    "channels": Channel,
    "positions": Position,
    "copies": CopyGroup,
}


def opened(path: Path, columns: list[str] | None = None) -> pa.Table:
    """One file of a table; ``read_table`` would look for a data set of many files, at five times the cost."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=columns)


def readings(out: Path, name: str) -> Iterator[Reading]:
    """The readings of a part, as far as joining needs them: report, actors, statements, events."""
    held: dict[str, dict[str, list[Any]]] = {}
    for table, kind in (("actors", Actor), ("statements", Statement), ("events", Event)):
        path = out / table / f"{name}.parquet"
        held[table] = {}
        if path.exists():
            data = opened(path)
            for report, record in zip(data["report"].to_pylist(), records_of(kind, data), strict=True):
                held[table].setdefault(report, []).append(record)
    seen: set[str] = set()
    for report in reports(out, name):
        if report.id not in seen:  # the same words twice in one part are one reading
            seen.add(report.id)
            told = {table: _once(held[table].get(report.id, ())) for table in held}
            yield Reading(report=report, **told)


def _once(records: Sequence[Any]) -> tuple[Any, ...]:
    return tuple({r.id: r for r in records}.values())


def reports(out: Path, name: str) -> list[Report]:
    """The reports of a part, in its order."""
    path = out / "reports" / f"{name}.parquet"
    return list(records_of(Report, opened(path))) if path.exists() else []


class Done(NamedTuple):
    """What comes back of a part: its note, and its digests as they are sent, each with its report's row."""

    note: Note
    digests: Sequence[tuple[bytes, int]]


def read_and_digest(task: Task) -> Done:
    """Read a part, and digest it where all shall be joined: a worker's work."""
    note, made = read_part(task)
    return Done(note, digested(Path(task.out), note.name, made) if task.joining else ())


def digested(out: Path, name: str, made: Sequence[Reading] | None = None) -> list[tuple[bytes, int]]:
    """The digests of a part, from what was just ``made`` or else from its tables."""
    weights = load_joining()
    told = [r.report for r in made] if made is not None else reports(out, name)
    row: dict[str, int] = {}
    for n, report in enumerate(told):
        row.setdefault(report.id, n)
    once = made if made is not None and len(row) == len(made) else readings(out, name)
    return [(posted(digest(r, weights)), row[r.report.id]) for r in once]


PARTS = 32
"""Parts whose reports are held at once; copies lie in many."""


class Kept(Sequence[Reading]):
    """Reports in canonical order, opened from their parts when they are asked for."""

    def __init__(self, out: Path, where: Sequence[tuple[str, int]]) -> None:
        self._where = where
        self._part = lru_cache(maxsize=PARTS)(lambda name: reports(out, name))

    def __len__(self) -> int:
        return len(self._where)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        name, row = self._where[at]
        return Reading(report=self._part(name)[row])


class Digests:
    """The digests of all parts, each report once, whatever order the parts come in."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[Digest, str, int]] = {}

    def add(self, done: Done) -> None:
        """Those of one part; of a report that several parts hold, the one that ranks first counts."""
        name = done.note.name
        for data, row in done.digests:
            d = delivered(data)
            held = self._first.get(d.shape.id)
            if held is None or (d.rank, name) < (held[0].rank, held[1]):
                self._first[d.shape.id] = (d, name, row)

    def ranked(self) -> list[tuple[Digest, str, int]]:
        """Each with its part and row, in canonical order."""
        return sorted(self._first.values(), key=lambda f: f[0].rank)


def join_parts(client: Client, out: Path, digests: Digests, run: str) -> Joined:
    """Join what all parts hold, in the run of that name."""
    order = digests.ranked()
    kept = Kept(out, [(name, row) for _, name, row in order])
    return join_digests([d for d, _, _ in order], kept, spread=Weighed(client, out, run))


def leave(out: Path, joined: Joined, run: str) -> dict[str, str]:
    """Write what was joined, a file a table named by its content, and take away what it replaces; returns the names."""
    names: dict[str, str] = {}
    for table, kind in KINDS.items():
        data = bytes_of(table_of(kind, sorted(getattr(joined, table), key=attrgetter("id"))))
        names[table] = f"all-{hashlib.sha256(data).hexdigest()[:16]}.parquet"
        place(out / table / names[table], run, data)
        for old in (out / table).glob("all-*.parquet"):
            if old.name != names[table]:
                old.unlink()
    return names
