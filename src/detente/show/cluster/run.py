"""In which order does a batch run? Plan, read, join, and a note of the whole at the end."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import msgspec
from distributed import Client

from detente import __version__
from detente.settings import load_settings
from detente.show.cluster import crew, part, plan, whole
from detente.show.cluster.part import Note, Task
from detente.show.progress import bar

SHOWN = 5
"""Faults told one by one; the table ``inputs`` holds them all."""

STALE = "_stale"
"""Where parts are set aside whose inputs are there no longer; tools pass over folders that begin so."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be read, and where the records shall be."""

    files: list[str]
    out: Path
    size: int
    lexicon: Path | None
    joining: bool


def run(client: Client, wish: Wish) -> int:
    """Read all parts, join them, and write ``batch.json``; returns the exit status."""
    with crew.undisturbed(client):
        return _run(client, wish)


def _run(client: Client, wish: Wish) -> int:
    out, ident = wish.out, uuid.uuid4().hex[:8]
    digests = whole.Digests()
    notes, lost = _read(client, wish, ident, digests)
    part.sweep(out, ident)
    failed = _faults(out, notes)
    rows: dict[str, int] = {}
    for note in notes:
        for table, n in note.rows.items():
            rows[table] = rows.get(table, 0) + n
    click.echo(f"detente: {rows.get('reports', 0)} reports in {len(notes)} parts, {failed} could not be read", err=True)
    if lost:
        click.echo(f"detente: {lost} parts were not read, so nothing was joined; run it again", err=True)
        return 2
    names = [n.name for n in notes]
    _set_aside(out, frozenset(names))
    told = {"version": __version__, "parts": names, "rows": rows, "failed": failed, "joined": {}}
    if wish.joining:
        joined = whole.join_parts(client, out, digests, ident)
        told["joined"] = whole.leave(out, joined, ident)
        rows.update({table: len(getattr(joined, table)) for table in whole.KINDS})
        click.echo(f"detente: {rows['incidents']} incidents, {rows['disputes']} disputes in {out}", err=True)
    part.place(out / "batch.json", ident, msgspec.json.encode(told))
    return 2 if failed else 0


def _read(client: Client, wish: Wish, ident: str, digests: whole.Digests) -> tuple[list[Note], int]:
    """Read all parts, and gather their digests; the notes by name, and how many parts were not read."""
    notes: dict[str, Note] = {}
    lost = 0
    with bar("reading", None, "reports") as advance:
        for task, made in crew.each(client, whole.read_and_digest, _tasks(wish, ident)):
            if isinstance(made, Exception):
                lost += 1
                click.echo(f"detente: {task.part[0].path}, from {task.part[0].start}: {made}", err=True)
            else:
                if made.note.name not in notes:
                    digests.add(made)
                notes[made.note.name] = made.note
                advance(made.note.rows["inputs"])
    return [notes[name] for name in sorted(notes)], lost


def _tasks(wish: Wish, ident: str) -> Iterator[Task]:
    """A task for each part, made as it is asked for."""
    settings = load_settings()
    rows = wish.lexicon or settings.lexicon
    pieces = (plan.pieces(str(Path(f).resolve()), wish.size, settings.max_bytes) for f in wish.files)
    blank = Task(
        part=(),
        out=str(wish.out.resolve()),
        run=ident,
        lexicon=str(rows.resolve()) if rows else None,
        encoder=settings.encoder,
        max_bytes=settings.max_bytes,
        joining=wish.joining,
    )
    return (replace(blank, part=p) for p in plan.parts(pieces, wish.size))


def _faults(out: Path, notes: list[Note]) -> int:
    """Tell the first faults; returns how many there are."""
    failed = sum(n.failed for n in notes)
    shown = 0
    for note in notes:
        if note.failed and shown < SHOWN:
            table = whole.opened(out / "inputs" / f"{note.name}.parquet", ["error"])
            for why in table["error"].drop_null().to_pylist()[: SHOWN - shown]:
                click.echo(f"detente: {why}", err=True)
                shown += 1
    return failed


def _set_aside(out: Path, names: frozenset[str]) -> None:
    """Move parts of inputs that are there no longer out of the tables; none is deleted."""
    moved = set()
    for path in sorted(out.glob("*/part-*")):
        if path.stem not in names and path.parent.name != STALE:
            (out / STALE / path.parent.name).mkdir(parents=True, exist_ok=True)
            path.replace(out / STALE / path.parent.name / path.name)
            moved.add(path.stem)
    if moved:
        click.echo(f"detente: {len(moved)} parts of other inputs were set aside in {out / STALE}", err=True)
