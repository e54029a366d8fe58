"""Into which parts is an archive cut, so that many workers can read it? The same files give the same parts.

A file of lines and a web archive packed page by page are cut by bytes: a worker opens them in the middle. Everything
else is cut by items: a worker goes through the file to its own, which costs a thousandth of reading them. Small files
share a part. Nothing depends on how many workers there are.
"""

import glob
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from detente.errors import DetenteError, InputError
from detente.records import Item, change
from detente.sources import rows, unpack
from detente.sources.gather import LINES, Gatherer

Cut = Literal["bytes", "items"]
_HELD = (b"WARC-Type: response", b"WARC-Type: resource", b"WARC-Type: conversion")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one file: bytes or items from ``start`` up to ``stop``, about ``count`` reports."""

    path: str
    cut: Cut
    start: int
    stop: int
    count: int
    first: int = 1
    """Number of the first line, for sentences about errors."""


Part = tuple[Piece, ...]
"""What one worker reads at once."""


def files(targets: Iterable[str]) -> list[str]:
    """All files that are named: paths, folders and patterns (``*``, ``**``), each once, sorted; links are not followed.

    Raises :class:`InputError` where a name leads to nothing.
    """
    found: dict[str, None] = {}
    for target in targets:
        some = [target] if Path(target).exists() else glob.glob(target, recursive=True)  # noqa: PTH207 - a pattern may be absolute
        if not some:
            raise InputError(f"{target}: there is no such file, folder or pattern of files; nothing was read")
        for one in some:
            found.update(dict.fromkeys(map(str, _beneath(Path(one)))))
    return sorted(found)


def _beneath(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for inside in sorted(path.iterdir()):
        if not inside.name.startswith(".") and not inside.is_symlink():
            yield from _beneath(inside)


def gatherer(max_bytes: int) -> Gatherer:
    """Opens files and archives, and touches no network: feeds lead elsewhere, and are passed over like pictures."""
    return Gatherer(max_bytes, lambda _data, _name: iter(()), lambda _name, _why: None)


def pieces(path: str, size: int, max_bytes: int) -> list[Piece]:
    """One file, cut into pieces of about ``size`` reports."""
    where = Path(path)
    spots = None
    if where.suffix.lower() in LINES:
        spots = _lines(where, max_bytes)
    elif path.lower().endswith((".warc.gz", ".arc.gz")):
        spots = _members(where, max_bytes)
    if spots is not None:
        return _cut(path, spots, size)
    count = sum(1 for _ in _items(path, max_bytes))
    return [Piece(path, "items", at, min(at + size, count), min(size, count - at)) for at in range(0, count, size)]


def _items(path: str, max_bytes: int) -> Iterator[Item]:
    """All that a file holds; what is wrong with the file as a whole is one item that says so."""
    try:
        yield from gatherer(max_bytes).path(path, named=False)
    except DetenteError as why:
        yield Item(name=path, origin=path, error=str(why))


Spot = tuple[int, int]
"""Where an item begins, in bytes, and the number of its line."""


def _lines(path: Path, max_bytes: int) -> tuple[list[Spot], int] | None:
    spots: list[Spot] = []
    at = 0
    try:
        with path.open("rb") as stream:
            if stream.read(2) == b"\x1f\x8b":
                return None
            stream.seek(0)
            for n, line in enumerate(rows.lines_of(stream, str(path), max_bytes), 1):
                if line.strip():
                    spots.append((at, n))
                at += len(line)
    except (DetenteError, OSError):
        return None
    return spots, at


def _members(path: Path, max_bytes: int) -> tuple[list[Spot], int] | None:
    """Beginnings of the members that hold pages; ``None`` where the archive is packed in one stretch."""
    spots: list[Spot] = []
    count = 0
    try:
        with path.open("rb") as stream:
            budget = unpack.Budget(unpack.Bounds(entry=max_bytes))
            for at, head in unpack.members(stream, str(path), budget):
                count += 1
                if any(kind in head for kind in _HELD):
                    spots.append((at, 1))
    except (DetenteError, OSError):
        return None
    return (spots, path.stat().st_size) if count > 1 else None


def _cut(path: str, told: tuple[list[Spot], int], size: int) -> list[Piece]:
    spots, end = told
    out = []
    for at in range(0, len(spots), size):
        stop = spots[at + size][0] if at + size < len(spots) else end
        start, first = spots[at]
        out.append(Piece(path, "bytes", start, stop, min(size, len(spots) - at), first))
    return out


def parts(many: Iterable[Sequence[Piece]], size: int) -> Iterator[Part]:
    """Pieces of all files, in order, small ones put together up to ``size`` reports."""
    held: list[Piece] = []
    for piece in (p for some in many for p in some):
        if held and sum(p.count for p in held) + piece.count > size:
            yield tuple(held)
            held = []
        held.append(piece)
    if held:
        yield tuple(held)


def items(part: Part, max_bytes: int) -> Iterator[Item]:
    """What a part holds, in order."""
    for piece in part:
        if piece.cut == "bytes":
            yield from gatherer(max_bytes).stretch(Path(piece.path), piece.start, piece.stop, piece.first)
        else:
            yield from islice(_items(piece.path, max_bytes), piece.start, piece.stop)


def named(item: Item) -> Item:
    """The item without the folders before its file's name, so that an archive that was moved is the same archive."""
    if item.origin is None:
        return item
    bare = Path(item.origin).name
    name, why = (t.replace(item.origin, bare) if t else t for t in (item.name, item.error))
    made: Item = change(item, name=name, origin=bare, error=why)
    return made
