"""Which pages does a web archive hold? The HTML, text and PDF answers of a WARC, each with its address."""

import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from detente.errors import BinaryInput, DetenteError, InputError
from detente.records import Item
from detente.sources import files
from detente.sources.unpack import Budget, decoded

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import ChunkedDataReader
    from warcio.exceptions import ArchiveLoadFailed

ENCODINGS = ("gzip", "x-gzip", "deflate", "br", "zstd")
KINDS = ("text/html", "application/xhtml", "text/plain", "application/pdf", "text/markdown")


def pages(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Item]:
    """Items of a WARC that has been unpacked already; a page that is damaged says so and the others go on."""
    try:
        for record in ArchiveIterator(stream, arc2warc=True):
            budget.entry(name)
            if record.rec_type not in ("response", "resource", "conversion"):
                continue
            try:
                made = _page(record, name, budget)
            except BinaryInput:
                continue
            except DetenteError as why:
                address = record.rec_headers.get_header("WARC-Target-URI") or name
                made = Item(name=address, origin=name, error=f"{address}: {why}")
            if made is not None:
                yield made
    except (ArchiveLoadFailed, EOFError, ValueError) as why:
        raise InputError(f"{name}: a web archive, but damaged ({' '.join(str(why).split())[:200]})") from None


def _page(record: Any, name: str, budget: Budget) -> Item | None:
    address = record.rec_headers.get_header("WARC-Target-URI")
    headers = record.http_headers
    told = (headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")) or ""
    kind = told.split(";")[0].strip().lower()
    status = headers.get_statuscode() if headers else "200"
    if not address or not address.lower().startswith(("http://", "https://")) or address.endswith("/robots.txt"):
        return None
    if status != "200" or not kind.startswith(KINDS):
        return None
    body: Any = record.raw_stream
    encoding = None
    if headers:
        encoding = headers.get_header("Content-Encoding")
        if (headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
            body = ChunkedDataReader(body, decomp_type=None)
    pieces = iter(lambda: body.read(65_536), b"")
    data = b"".join(decoded(pieces, encoding, budget.bounds.entry, ENCODINGS))
    if not data.strip():
        return None
    charset = next((p.split("=", 1)[1].strip("\"' ") for p in told.split(";")[1:] if "charset=" in p.lower()), None)
    raw = files.raw(data, address, url=address, encoding=charset)
    return Item(name=address, raw=raw, url=address, origin=name)
