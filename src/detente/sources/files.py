"""How does a file, or standard input, come in? As bytes, with a kind told from the bytes first and the name second."""

import re
import sys
from pathlib import Path
from typing import BinaryIO

from detente.errors import BinaryInput, EmptyInput, InputError, NotFound, Refused, TooLarge
from detente.records.raw import Raw, RawKind

MAX_BYTES = 20_000_000
"""Largest input unless the settings say otherwise: no article comes near it, and 20 MB are read in a blink."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,15}://")
_SNIFF = 4096

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM\x00", "a bitmap image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "an executable program"),
    (b"MZ\x90\x00", "an executable program"),
    (b"\xcf\xfa\xed\xfe", "an executable program"),
    (b"\xca\xfe\xba\xbe", "an executable program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"PAR1", "a Parquet table"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"%!PS", "a PostScript document"),
)
"""First bytes of what is no text: public file signatures."""

_HEADERS = re.compile(
    rb"^(from|to|cc|subject|date|message-id|mime-version|received|return-path|delivered-to|reply-to|sender"
    rb"|content-type|content-transfer-encoding|x-[\w-]{1,40}|dkim-signature)[ \t]*:",
    re.IGNORECASE,
)
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|main|div|section|p|h1|title|meta)[\s>/]", re.IGNORECASE
)
_FEED = re.compile(rb"<(rss|feed|rdf:rdf|urlset|sitemapindex|opml)[\s>]", re.IGNORECASE)
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(?:[\w-]{1,40}[ \t]*:[^\n]{0,400}\n)+---[ \t]*\r?\n")
_MARKDOWN_HEAD = re.compile(rb"#{1,3} \S")
_EXTENSIONS: dict[str, RawKind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".eml": "eml",
}


def load(target: str, *, max_bytes: int = MAX_BYTES) -> Raw:
    """The bytes of a file, or of standard input for ``-``; nothing is fetched.

    ``max_bytes`` is the largest size taken, in bytes. Raises :class:`~detente.errors.InputError` or one of its
    children (``NotFound``, ``EmptyInput``, ``BinaryInput``, ``TooLarge``, ``Refused``) in one sentence.

    >>> load("https://example.org/a")
    Traceback (most recent call last):
    detente.errors.Refused: https://example.org/a: addresses are not fetched yet; save the page and read the file
    """
    if _ADDRESS.match(target):
        raise Refused(f"{target}: addresses are not fetched yet; save the page and read the file")
    if target == "-":
        return raw(_take(sys.stdin.buffer, "standard input", max_bytes), "standard input")
    return raw(_read(target, max_bytes), target)


def raw(data: bytes, name: str, *, url: str | None = None, encoding: str | None = None) -> Raw:
    """Bytes with their kind; raises :class:`~detente.errors.InputError` where they are nothing that is read.

    >>> raw(b"<!doctype html><p>India said so.</p>", "page").kind
    'html'
    """
    if not data.strip():
        raise EmptyInput(f"{name}: there is nothing in it")
    if what := binary(data):
        raise BinaryInput(f"{name}: this is {what}, not a report; give a page, a text, a PDF or an e-mail")
    return Raw(data=data, kind=kind_of(data, name), name=name, url=url, encoding=encoding)


def _read(target: str, max_bytes: int) -> bytes:
    try:
        path = Path(target)
        if path.is_dir():
            raise InputError(f"{target}: this is a folder; 'detente ingest' reads folders, here one file is needed")
        if not path.exists():
            raise NotFound(f"{target}: there is no such file")
        if path.is_file() and (size := path.stat().st_size) > max_bytes:
            raise _too_large(target, max_bytes, size)
        with path.open("rb") as stream:
            return _take(stream, target, max_bytes)
    except PermissionError:
        raise InputError(f"{target}: no permission to read it") from None
    except (OSError, ValueError) as why:  # a name too long, a null byte in a name, a loop of links
        raise InputError(f"{target!r} cannot be read: {getattr(why, 'strerror', None) or why}") from None


def _take(stream: BinaryIO, name: str, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes, None)
    return data


def _too_large(name: str, max_bytes: int, size: int | None) -> TooLarge:
    has = f"it has {_megabytes(size)}" if size else "it is longer"
    return TooLarge(f"{name}: {has}, and at most {_megabytes(max_bytes)} are read; set DETENTE_MAX_BYTES to allow more")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size} bytes"


def binary(data: bytes) -> str | None:
    """What kind of binary file this is, ``None`` for text and PDF.

    >>> binary(b"PK\\x03\\x04....")
    'a ZIP archive (or an office document)'
    """
    head = data[:_SNIFF]
    if b"%PDF-" in head[:1024]:
        return None
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if head[:4] == b"RIFF":
        return "a WebP image" if head[8:12] == b"WEBP" else "a sound recording or a video"
    if head[4:8] == b"ftyp":
        return "a video"
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or utf16(head):
        return None
    odd = sum(1 for b in head if b < 32 and b not in b"\t\n\r\f\x1b\x08\x00")
    # One control character in twenty, or one NUL in five: measured on programs and images these are far exceeded.
    if odd * 20 > len(head) or head.count(0) * 5 > len(head):
        return "a binary file"
    return None


def utf16(head: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` where every other byte is mostly NUL, as in English text without a mark.

    >>> utf16("India said".encode("utf-16-le"))
    'utf-16-le'
    """
    even, odd = head[0::2], head[1::2]
    if len(head) < 8:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def kind_of(data: bytes, name: str) -> RawKind:
    """The format, from the bytes first and the name second; plain text where nothing speaks for another.

    Raises :class:`~detente.errors.InputError` for feeds and JSON Lines, which hold many reports.
    """
    head = data[:_SNIFF]
    suffix = Path(name).suffix.lower() if len(name) < 1000 else ""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if suffix in {".jsonl", ".ndjson"}:
        raise InputError(f"{name}: this holds many reports; give it with --jsonl")
    plain = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    plain = plain.lstrip()
    if plain.startswith(b"<"):
        if _FEED.search(plain[:1024]) and not _PAGE.match(plain):
            raise InputError(f"{name}: this is a feed or a site map, not one report; give the page of the article")
        if _PAGE.search(plain) or suffix in {".html", ".htm", ".xhtml"}:
            return "html"
    if _is_mail(plain):
        return "eml"
    if _FRONT_MATTER.match(plain) or (_MARKDOWN_HEAD.match(plain) and suffix != ".txt"):
        return "markdown"
    by_name = _EXTENSIONS.get(suffix, "text")
    return "text" if by_name == "html" and not _PAGE.search(data[:200_000]) else by_name


def _is_mail(head: bytes) -> bool:
    """Whether it opens with at least three header lines of mail, one of them From, Received or Return-Path."""
    seen: set[bytes] = set()
    for i, line in enumerate(head.split(b"\n")):
        if not line.strip():
            break
        if i == 0 and line.startswith(b"From "):
            continue
        m = _HEADERS.match(line)
        if m:
            seen.add(m[1].lower())
        elif line[:1] not in b" \t":
            return False
    return len(seen) >= 3 and bool(seen & {b"from", b"received", b"return-path"})
