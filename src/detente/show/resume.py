"""Where does a batch that was stopped go on? Behind the last handful of whole lines in its output.

A line of output stands for a line of input, in order, so what has been read is counted and not asked about. What a
process that was killed left half written is cut off.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from detente.errors import InputError
from detente.show.batch import CHUNK

FAULT = b'{"source_id"'
"""How a line begins that stands for a report which could not be read."""


class _Source(msgspec.Struct):
    """As much of a line of output as tells which input it stands for."""

    source_id: str | int | None = None
    report: "_Source | None" = None


class _Given(msgspec.Struct):
    id: str | int | None = None


@contextmanager
def resumed(output: str | None, lines: Iterable[bytes]) -> Iterator[tuple[BinaryIO, Iterator[bytes], int, int]]:
    """Where to write, the lines that are still to be read, how many were, and how many of those could not be read.

    ``None`` is standard output.

    Raises :class:`InputError` where the output is of another input.
    """
    if output is None:
        yield sys.stdout.buffer, iter(lines), 0, 0
        return
    path = Path(output)
    if path.is_dir():
        raise InputError(f"{output}: is a folder; give a file for the readings")
    source = iter(lines)
    path.touch()
    with path.open("r+b") as out:
        done, failed = _whole(out, source, output)
        out.seek(0, 2)
        yield out, source, done, failed


def _whole(out: BinaryIO, source: Iterator[bytes], name: str) -> tuple[int, int]:
    """Go through what stands there beside its input, and cut off what is no whole handful."""
    done = end = failed = 0
    while True:
        some = [line for line in islice(out, CHUNK) if line.endswith(b"\n")]
        if len(some) < CHUNK:
            break
        given = list(islice(source, CHUNK))
        if len(given) < CHUNK or _ident(some[-1]) != _told(given[-1]):
            raise InputError(f"{name}: holds readings of another input; give a new file, or take this one away")
        done += CHUNK
        end += sum(map(len, some))
        failed += sum(line.startswith(FAULT) for line in some)
    out.seek(end)
    out.truncate()
    return done, failed


def _ident(line: bytes) -> str | None:
    """The id of the input that a line of output stands for."""
    try:
        made = msgspec.json.decode(line, type=_Source)
    except msgspec.DecodeError:
        return "no reading at all"
    found = made.report.source_id if made.report is not None else made.source_id
    return None if found is None else str(found)


def _told(line: bytes) -> str | None:
    """The id of a line of input; ``None`` where it has none or is no JSON."""
    try:
        found = msgspec.json.decode(line, type=_Given).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return None if found is None else str(found)
