"""Which reports are in what a user names? Files of every format, folders, archives in archives, standard input.

Everything comes out as a stream of items, one at a time and in the order of names, so that the same input gives the
same ledger and memory stays flat whatever the size.
"""

import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from detente.errors import BinaryInput, DetenteError, EmptyInput, InputError, NotFound, Refused, TooLarge
from detente.records import Item
from detente.sources import feeds, files, rows, unpack, warc
from detente.sources.unpack import Bounds, Budget

PEEK = 8192
LINES = (".jsonl", ".ndjson", ".jl")
_TABLES = (".csv", ".tsv")
_PACKED = {".gz": "gzip", ".zst": "zstd"}
_OFFICE = ("[Content_Types].xml", "mimetype")
_ROW = re.compile(rb"\s*\{.*\}\s*\n\s*\{", re.DOTALL)

Lists = Callable[[bytes, str], Iterator[Item]]
"""What is made of a feed, OPML or site map: its bytes and its name."""


class Gatherer:
    """Opens what is named; ``lists`` answers for feeds, ``passed`` hears of what is passed over and why."""

    def __init__(self, max_bytes: int, lists: Lists, passed: Callable[[str, str], None], bounds: Bounds | None = None):
        self.bounds = bounds or Bounds(entry=max_bytes)
        self.lists, self.passed = lists, passed

    def path(self, target: str, *, named: bool = True) -> Iterator[Item]:
        """Items of a file, a folder, or ``-``; what cannot be read is an item with its error.

        A picture or a program is an error where the user ``named`` it, and is passed over where it lay in a folder.
        """
        if target == "-":
            yield from self._safely("standard input", lambda: self._standard_input())
            return
        path = Path(target)
        try:
            there = path.exists()
        except OSError:
            there = False
        if not there:
            raise NotFound(f"{target}: there is no such file or folder")
        if path.is_dir():
            yield from self._folder(path)
            return
        yield from self._safely(target, lambda: self._file(path, target, Budget(self.bounds), named=named))

    def lines(self, target: str) -> Iterator[Item]:
        """Items of a file of JSON Lines, whatever its name; ``-`` is standard input."""
        if target == "-":
            yield from rows.of_lines(
                rows.lines_of(sys.stdin.buffer, "standard input", self.bounds.entry), "standard input"
            )
            return
        path = Path(target)
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "there is no such file"
            raise NotFound(f"{target}: {what}; give --jsonl a file with one JSON object a line")
        with path.open("rb") as stream:
            name = path.name
            yield from rows.of_lines(rows.lines_of(self._plain(stream, target), target, self.bounds.entry), name)

    def stretch(self, path: Path, start: int, stop: int, first: int = 1) -> Iterator[Item]:
        """Items of a stretch of bytes of a file of lines or a web archive, cut where an item begins.

        ``first`` is the number of the stretch's first line, so that an error names the line of the file.
        """
        yield from self._safely(str(path), lambda: self._stretch(path, start, stop, first))

    def _stretch(self, path: Path, start: int, stop: int, first: int) -> Iterator[Item]:
        name = str(path)
        with path.open("rb") as whole:
            whole.seek(start)
            part = io.BufferedReader(unpack.Limited(whole, stop - start), unpack.STEP)
            if path.suffix.lower() in LINES:
                yield from rows.of_lines(rows.lines_of(part, name, self.bounds.entry), path.name, name, first)
            else:
                yield from self._stream(part, name, Budget(self.bounds), 0)

    def _plain(self, stream: BinaryIO, name: str) -> BinaryIO:
        head = stream.peek(4)[:4]  # type: ignore[attr-defined]
        kind = _packed(head)
        return unpack.inflate(stream, kind, Budget(self.bounds), name) if kind else stream

    def _safely(self, name: str, make: Callable[[], Iterator[Item]]) -> Iterator[Item]:
        """Items until something is wrong, and then what is wrong: the rest of the input goes on elsewhere."""
        try:
            yield from make()
        except DetenteError as why:
            yield Item(name=name, origin=name, error=str(why))
        except OSError as why:
            yield Item(name=name, origin=name, error=f"{name}: cannot be read ({why.strerror or why})")

    def _folder(self, folder: Path) -> Iterator[Item]:
        budget = Budget(self.bounds)
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            try:
                inside = sorted(here.iterdir(), key=lambda p: p.name)
            except OSError as why:
                yield Item(name=str(here), error=f"{here}: cannot be read ({why.strerror})")
                continue
            for path in inside:
                if path.name.startswith("."):
                    continue
                if path.is_symlink():
                    self.passed(str(path), "a link is not followed")
                elif path.is_file():
                    budget.entry(str(folder))
                    yield from self._safely(str(path), lambda p=path: self._file(p, str(p), Budget(self.bounds)))  # type: ignore[misc]
            waiting += [p for p in reversed(inside) if p.is_dir() and not p.is_symlink() and p.name[0] != "."]

    def _file(self, path: Path, name: str, budget: Budget, *, named: bool = False) -> Iterator[Item]:
        with path.open("rb") as stream:
            yield from self._stream(stream, name, budget, 0, named=named)

    def _standard_input(self) -> Iterator[Item]:
        yield from self._stream(sys.stdin.buffer, "standard input", Budget(self.bounds), 0, named=True)

    def _stream(self, stream: Any, name: str, budget: Budget, depth: int, *, named: bool = False) -> Iterator[Item]:
        """Items of a buffered stream of any format."""
        if depth > self.bounds.depth:
            raise TooLarge(
                f"{name}: more than {self.bounds.depth} archives within one another; it is not opened further"
            )
        head = stream.peek(PEEK)[:PEEK]
        suffix = Path(name.removesuffix(".gz").removesuffix(".zst")).suffix.lower()
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            yield from self._zip(stream, name, budget, depth, named=named)
        elif kind := _packed(head):
            inner = unpack.inflate(stream, kind, budget, name)
            yield from self._stream(inner, name, budget, depth + 1, named=named)
        elif head.startswith(b"WARC/"):
            yield from warc.pages(stream, name, budget)
        elif head.startswith(b"PAR1"):
            yield from self._columns(stream, name, budget, depth)
        elif feeds.kind_of(head):
            yield from self.lists(unpack.whole(stream, name, self.bounds), name)
        elif suffix in LINES or (suffix not in (".json", *_TABLES) and _ROW.match(head)):
            yield from rows.of_lines(rows.lines_of(stream, name, self.bounds.entry), Path(name).name, name)
        elif suffix in _TABLES:
            yield from self._table(stream, name)
        elif suffix == ".json" or (head.lstrip()[:1] in (b"{", b"[") and _is_json(head)):
            yield from rows.of_json(unpack.whole(stream, name, self.bounds), name, name)
        else:
            yield from self._one(stream, name, named=named)

    def _table(self, stream: BinaryIO, name: str) -> Iterator[Item]:
        wrapped = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            yield from rows.of_csv(wrapped, name, name)
        except UnicodeDecodeError:
            raise InputError(f"{name}: a table that is not UTF-8; save it as UTF-8 and give it again") from None
        finally:
            wrapped.detach()

    def _columns(self, stream: Any, name: str, budget: Budget, depth: int) -> Iterator[Item]:
        from detente.sources import parquet

        own = not (depth == 0 and stream.seekable())
        source = unpack.seekable(stream, budget, name) if own else stream
        try:
            yield from parquet.of_parquet(source, name, budget, name)
        finally:
            if own:
                source.close()

    def _one(self, stream: BinaryIO, name: str, *, named: bool) -> Iterator[Item]:
        data = unpack.whole(stream, name, self.bounds)
        try:
            raw = files.raw(data, name)
        except (BinaryInput, EmptyInput) as why:
            if named:
                raise
            self.passed(name, str(why))
            return
        yield Item(name=name, raw=raw, origin=name)

    def _zip(self, stream: Any, name: str, budget: Budget, depth: int, *, named: bool) -> Iterator[Item]:
        own = not (depth == 0 and stream.seekable())
        source = unpack.seekable(stream, budget, name) if own else stream
        try:
            yield from self._entries(source, name, budget, depth, named=named)
        finally:
            if own:
                source.close()

    def _entries(self, source: Any, name: str, budget: Budget, depth: int, *, named: bool) -> Iterator[Item]:
        inside = unpack.entries(source, name, budget)
        wacz = name.lower().endswith(".wacz")
        for path, opened in inside:
            if path in _OFFICE and depth == 0 and named:
                raise Refused(f"{name}: an office document; save it as text, HTML or PDF and give that")
            if wacz and not path.startswith("archive/"):
                continue
            base = path.rsplit("/", 1)[-1]
            if base.startswith(".") or path.startswith("__MACOSX/"):
                continue
            full = f"{name}!{path}"
            try:
                yield from self._stream(opened, full, budget, depth + 1)
            except (TooLarge, Refused):
                raise
            except DetenteError as why:
                yield Item(name=full, origin=name, error=str(why))


def _packed(head: bytes) -> str | None:
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    return "zstd" if head.startswith(b"\x28\xb5\x2f\xfd") else None


def _is_json(head: bytes) -> bool:
    """Whether these bytes open a JSON object or list, and not a text that begins with a bracket."""
    plain = head.lstrip()
    rest = plain[1:].lstrip()
    return rest[:1] in (b'"', b"{", b"}", b"]") if plain[:1] in (b"{", b"[") else False
