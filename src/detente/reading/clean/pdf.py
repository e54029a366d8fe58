"""What does a PDF report? Its lines joined to paragraphs again, without the heads and feet of its pages."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence

import pypdf
import pypdf.errors

from detente.errors import EmptyInput, InputError
from detente.reading.clean import dates
from detente.reading.clean.report import Facts

logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False

MAX_PAGES = 300
"""Pages read of one document: a report has three, a book is no report."""
_EDGE = 3
_REPEATED = 0.5
_PAGE_NUMBER = re.compile(r"(?:page )?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?\Z|[-–—] ?\d{1,4} ?[-–—]\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"\w[-\u00ad\u2010]\Z")
_PDF_DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


def read_pdf(data: bytes, name: str) -> tuple[str, Facts]:
    """Text of a PDF with paragraphs a blank line apart, and what its description says.

    Raises :class:`~detente.errors.InputError` for documents that are locked, scanned or broken.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name}: this PDF is locked with a password; save it without one")
        count = len(reader.pages)
        pages = [_page_lines(reader.pages[i]) for i in range(min(count, MAX_PAGES))]
        described = reader.metadata
        title = described.title if described else None
        stamp = described.get("/CreationDate") if described else None
    except InputError:
        raise
    except Exception as why:  # the library raises many kinds on broken documents; all of them mean the same to the user
        raise InputError(f"{name}: this PDF is damaged and cannot be read ({type(why).__name__})") from None
    text = "\n\n".join(_paragraphs(_without_edges(pages)))
    if not text.strip():
        raise EmptyInput(f"{name}: there is no text in this PDF; it may be a scan: run text recognition on it first")
    warnings = (f"only the first {MAX_PAGES} of {count} pages were read",) if count > MAX_PAGES else ()
    return text, Facts(title=_title(title), published=None, warnings=warnings + _made(stamp))


def _made(stamp: object) -> tuple[str, ...]:
    """The day on which the file was made is no day of publication, but worth saying."""
    m = _PDF_DAY.match(str(stamp or ""))
    day = dates.found(f"{m[1]}-{m[2]}-{m[3]}") if m else None
    return (f"the PDF was made on {day}; if it was published that day, say so with --published",) if day else ()


def _title(title: object) -> str | None:
    words = " ".join(str(title or "").split())
    return words if len(words.split()) >= 3 and not words.lower().endswith((".doc", ".docx", ".indd")) else None


def _page_lines(page: pypdf.PageObject) -> list[str]:
    return [line.rstrip() for line in (page.extract_text() or "").replace("\x00", "").split("\n")]


def _without_edges(pages: Sequence[Sequence[str]]) -> list[str]:
    """All lines, without page numbers and without lines that return at the head or foot of most pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        full = [line for line in page if line.strip()]
        seen.update({_shape(line) for line in (*full[:_EDGE], *full[-_EDGE:])})
    many = {s for s, n in seen.items() if n > 1 and n >= _REPEATED * len(pages)} if len(pages) > 1 else set()
    out: list[str] = []
    for page in pages:
        filled = [i for i, line in enumerate(page) if line.strip()]
        edges = {*filled[:_EDGE], *filled[-_EDGE:]}
        out.extend(
            line
            for i, line in enumerate(page)
            if not (i in edges and (_shape(line) in many or _PAGE_NUMBER.match(line.strip())))
        )
    return out


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).casefold()


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Lines joined where a sentence runs on: the line is about as long as the others and does not end one."""
    widths = sorted(len(line) for line in lines if len(line.strip()) > 20)
    full = widths[int(len(widths) * 0.75)] * 0.8 if widths else 0
    out: list[list[str]] = []
    running = False
    for line in lines:
        words = line.strip()
        if not words:
            running = running and bool(out) and out[-1][-1][-1:] not in '.!?:"”'
            continue
        if running:
            last = out[-1][-1]
            if _HYPHEN.search(last) and words[:1].islower():
                out[-1][-1] = last[:-1] + words
            else:
                out[-1].append(words)
        else:
            out.append([words])
        running = len(line) >= full or (words[-1] not in '.!?:"”' and len(line) >= 0.6 * full)
    return [" ".join(p) for p in out]
