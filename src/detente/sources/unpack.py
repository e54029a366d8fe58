"""How is anything packed opened? Here and nowhere else, under one set of bounds.

Whatever a stranger packed is opened as a stream, a piece at a time: how much comes out, how much more than went in,
how many entries and how deep are counted while it comes, so a bomb stops at the bound and not when memory is full.
"""

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

import brotli
import zstandard

from detente.errors import InputError, Refused, TooLarge

STEP = 65_536
WINDOW = 8 << 20
"""Largest zstd window: what RFC 9659 allows on the web."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one archive may cost."""

    entries: int = 200_000
    total: int = 50_000_000_000
    """Bytes that may come out of one thing named by the user: web archives are large, and nothing is held."""
    entry: int = 20_000_000
    """Bytes of one entry that is read whole."""
    ratio: int = 200
    """Times larger than packed; repetitive JSON of pages reaches 40, a bomb of zeros 1000."""
    free: int = 8_000_000
    """Bytes that may come out before the ratio is looked at."""
    depth: int = 4
    """Archives within archives: a WACZ (ZIP) of WARC (gzip) of pages (brotli) in a ZIP is 4."""
    directory: int = 40_000_000
    """Bytes of a ZIP's list of entries, which has to be read whole."""


class Budget:
    """What has come out of one thing so far."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.entries = self.out = 0

    def entry(self, name: str) -> None:
        """Count an entry; raises :class:`TooLarge` where there are too many."""
        self.entries += 1
        if self.entries > self.bounds.entries:
            raise TooLarge(f"{name}: more than {self.bounds.entries:,} entries; it is not opened further")

    def came(self, n: int, name: str) -> None:
        """Count bytes; raises :class:`TooLarge` where they are too many."""
        self.out += n
        if self.out > self.bounds.total:
            raise TooLarge(f"{name}: more than {self.bounds.total:,} bytes come out of it; it is not opened further")


class _Counted(io.RawIOBase):
    """A stream that counts what is read from it."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.count = inner, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class Limited(io.RawIOBase):
    """The next so many bytes of a stream, and no more."""

    def __init__(self, inner: BinaryIO, left: int) -> None:
        self.inner, self.left = inner, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.inner.read(min(len(buffer), self.left))
        buffer[: len(data)] = data
        self.left -= len(data)
        return len(data)


class _Bounded(io.RawIOBase):
    """What comes out of a packed stream, counted against what went in."""

    def __init__(self, opened: Any, packed: Any, budget: Budget, name: str) -> None:
        self.opened, self.packed, self.budget, self.name, self.out = opened, packed, budget, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.opened.read(min(len(buffer), STEP))
        except (OSError, EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile, RuntimeError) as why:
            raise InputError(f"{self.name}: packed, but damaged ({why})") from None
        except NotImplementedError as why:
            raise Refused(f"{self.name}: packed in a way that is not opened ({why})") from None
        self.out += len(data)
        self.budget.came(len(data), self.name)
        check_ratio(self.out, self.packed.count, self.budget.bounds, self.name)
        buffer[: len(data)] = data
        return len(data)


def check_ratio(out: int, packed: int, bounds: Bounds, name: str) -> None:
    """Raise :class:`TooLarge` where far more comes out than honest packing gives."""
    if out > bounds.free and out > bounds.ratio * max(packed, 1):
        raise TooLarge(
            f"{name}: opens to more than {bounds.ratio} times its size ({out:,} of {packed:,} bytes); stopped"
        )


def inflate(stream: BinaryIO, kind: str, budget: Budget, name: str) -> io.BufferedReader:
    """A gzip (of any number of members) or zstd stream, opened under bounds."""
    packed = _Counted(stream)
    source: Any = io.BufferedReader(packed, STEP)
    opened: Any
    if kind == "gzip":
        opened = gzip.GzipFile(fileobj=source, mode="rb")
    else:
        opened = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(
            source, read_across_frames=True, read_size=STEP
        )
    return io.BufferedReader(_Bounded(opened, packed, budget, name), STEP)


def members(stream: BinaryIO, name: str, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """Where each member of a gzip stream begins, and its first 512 bytes unpacked; nothing else is held."""
    packed = _Counted(stream)
    at, rest, head = 0, b"", b""
    opened = zlib.decompressobj(31)
    try:
        while chunk := rest or packed.read(STEP):
            piece = opened.decompress(chunk, STEP)
            rest = opened.unconsumed_tail
            budget.came(len(piece), name)
            check_ratio(budget.out, packed.count, budget.bounds, name)
            head += piece[: 512 - len(head)]
            if opened.eof:
                rest = opened.unused_data.lstrip(b"\0")
                yield at, head
                budget.entry(name)
                rest = rest or packed.read(STEP)
                at, head, opened = packed.count - len(rest), b"", zlib.decompressobj(31)
    except zlib.error as why:
        raise InputError(f"{name}: packed, but damaged ({why})") from None


class _Size:
    def __init__(self, count: int) -> None:
        self.count = count


def entries(stream: BinaryIO, name: str, budget: Budget) -> Iterator[tuple[str, io.BufferedReader]]:
    """The files of a ZIP, in its order, each opened under bounds; raises on paths that climb out, links, passwords."""
    _check_directory(stream, name, budget.bounds)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as why:
        raise InputError(f"{name}: a ZIP archive, but damaged ({why})") from None
    with archive:
        for info in archive.infolist():
            budget.entry(name)
            if info.is_dir():
                continue
            _vet(info, name)
            inside = f"{name}!{info.filename}"
            try:
                opened = archive.open(info)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as why:
                raise InputError(f"{inside}: cannot be opened ({why})") from None
            with opened:
                packed = _Size(max(info.compress_size, 1))
                yield info.filename, io.BufferedReader(_Bounded(opened, packed, budget, inside), STEP)


def _check_directory(stream: BinaryIO, name: str, bounds: Bounds) -> None:
    """Refuse a list of entries too long to be held, before the ZIP is opened."""
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + 20:
        count, length = struct.unpack("<HxxL", tail[at + 10 : at + 12] + b"\0\0" + tail[at + 12 : at + 16])
        big = tail.rfind(b"PK\x06\x06", 0, at)
        if big >= 0 and len(tail) >= big + 56:
            count, length = struct.unpack("<QQ", tail[big + 32 : big + 48])
        if count > bounds.entries or length > bounds.directory:
            raise TooLarge(f"{name}: lists {count:,} entries, and at most {bounds.entries:,} are opened")
    stream.seek(0)


def _vet(info: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\x00" in info.filename:
        raise Refused(f"{name}: holds a path that climbs out of it ({info.filename[:80]!r}); it is not opened")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused(f"{name}: holds a link ({info.filename[:80]!r}); it is not opened")
    if info.flag_bits & 1:
        raise Refused(f"{name}: is locked with a password; open it and give the files")


def seekable(stream: BinaryIO, budget: Budget, name: str) -> BinaryIO:
    """The same bytes where one can go back and forth: in memory while small, else in a nameless file."""
    held = SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - closed by its last reader
    while piece := stream.read(STEP):
        held.write(piece)
        if held.tell() > 50 * budget.bounds.entry:
            raise TooLarge(f"{name}: an archive within an archive of more than {50 * budget.bounds.entry:,} bytes")
    held.seek(0)
    return held  # type: ignore[return-value]


def whole(stream: BinaryIO, name: str, bounds: Bounds) -> bytes:
    """All bytes of an entry; raises :class:`TooLarge` where it is longer than an article can be."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(STEP):
        size += len(piece)
        if size > bounds.entry:
            raise TooLarge(f"{name}: longer than {bounds.entry:,} bytes; set DETENTE_MAX_BYTES to allow more")
        pieces.append(piece)
    return b"".join(pieces)


def decoded(chunks: Iterable[bytes], encoding: str | None, cap: int, accepted: Iterable[str]) -> Iterator[bytes]:
    """The body of an answer after its Content-Encoding, never more than ``cap`` bytes, never a step ahead in memory."""
    names = [n.strip().lower() for n in (encoding or "").split(",") if n.strip() and n.strip().lower() != "identity"]
    if len(names) > 1 or (names and names[0] not in accepted):
        raise Refused(f"the server sends the page compressed as {encoding!r}, which was not asked for")
    total = 0
    try:
        for piece in _pieces(chunks, names[0] if names else ""):
            total += len(piece)
            if total > cap:
                raise TooLarge(f"the page is larger than {cap:,} bytes when unpacked; it was not read")
            yield piece
    except (zlib.error, brotli.error, zstandard.ZstdError) as why:
        raise InputError(f"the page is compressed, but damaged ({why}); try again later") from None


def _pieces(chunks: Iterable[bytes], kind: str) -> Iterator[bytes]:
    if kind in ("gzip", "x-gzip"):
        return _inflated(chunks, 47)
    if kind == "deflate":
        return _inflated(chunks, None)
    if kind == "br":
        return _brotli(chunks)
    if kind == "zstd":
        return _zstd(chunks)
    return iter(chunks)


def _inflated(chunks: Iterable[bytes], wbits: int | None) -> Iterator[bytes]:
    unpack: Any = None
    for given in chunks:
        chunk = given
        if unpack is None and chunk:
            # 'deflate' is zlib's format by the standard, and without its head on many servers
            unpack = zlib.decompressobj(wbits or (15 if chunk[0] & 15 == 8 else -15))
        while chunk:
            yield unpack.decompress(chunk, STEP)
            chunk = unpack.unconsumed_tail


def _brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    unpack = brotli.Decompressor()
    for chunk in chunks:
        yield unpack.process(chunk, output_buffer_limit=STEP)
        while not unpack.can_accept_more_data():
            yield unpack.process(b"", output_buffer_limit=STEP)


def _zstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    class Source(io.RawIOBase):
        rest = b""
        source = iter(chunks)

        def read(self, n: int = -1) -> bytes:
            if not self.rest:
                self.rest = next(self.source, b"")
            head, self.rest = (self.rest[:n], self.rest[n:]) if n > 0 else (self.rest, b"")
            return head

    source: Any = Source()
    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(source, read_across_frames=True)
    while piece := reader.read(STEP):
        yield piece
