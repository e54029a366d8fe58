"""In which encoding were the bytes written?"""

import codecs
import re

import charset_normalizer

from detente.errors import EncodingError
from detente.records import Raw

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']([\w:.-]{2,40})", re.IGNORECASE)
_SAMPLE = 65_536
_FEW = 0.2
"""Share of bytes above 127 up to which text is taken for Western: English news holds them as quote marks only."""


def decode(raw: Raw) -> tuple[str, tuple[str, ...]]:
    """The text of ``raw.data`` and what to warn of.

    A byte order mark decides; then strict UTF-8; then what the page or its carrier declares; then the bytes themselves.
    Raises :class:`~detente.errors.EncodingError` where no encoding fits.
    """
    data = raw.data
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, raw.name), ()
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, ()
    except UnicodeDecodeError:
        text = None
    if wide := _wide(data):
        return _strict(data, wide, raw.name), ()
    if text is not None:
        return text, ("the text holds NUL characters",)
    if (mixed := _mostly_utf8(data)) is not None:
        return mixed, ("some bytes are not UTF-8 and were replaced by \ufffd",)
    for name in _declared(raw):
        try:
            return data.decode(name), ()
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data, raw.name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as why:
        raise EncodingError(
            f"{name}: marked as {encoding.upper()}, but byte {why.start} is not; save it as UTF-8"
        ) from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is NUL."""
    head = data[:4096]
    even, odd = head[0::2], head[1::2]
    if len(head) >= 8 and odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if len(head) >= 8 and even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with some bytes of another encoding in it: more sequences fit than not."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text if c > "\x7f") - bad
    return text if good > 2 * bad else None


def _declared(raw: Raw) -> list[str]:
    head = raw.data[:_SAMPLE]
    names = [raw.encoding] if raw.encoding else []
    if raw.kind == "html":
        names += [m[1].decode("ascii", "replace") for p in (_META, _XML) if (m := p.search(head))]
    # Pages that say Latin-1 mean Windows-1252 (WHATWG Encoding Standard, 'windows-1252' labels).
    western = {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}
    lowered = [n.lower() for n in names]
    return ["cp1252" if n in western else n for n in lowered if not n.startswith(("utf-16", "utf-32"))]


def _guess(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    high = sum(1 for b in data[:_SAMPLE] if b > 127)
    if high <= _FEW * len(data[:_SAMPLE]):
        try:
            return data.decode("cp1252"), ("no encoding is declared; read as Windows-1252",)
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is not None:
        try:
            return data.decode(best.encoding), (f"no encoding is declared; read as {best.encoding}",)
        except UnicodeDecodeError:
            pass
    raise EncodingError(f"{name}: its encoding cannot be told; save it as UTF-8")
