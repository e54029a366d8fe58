"""Which parts does a plain text have that was saved, pasted or scraped from a page? The text itself stays as it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.lexicon.page import Page, load_page
from detente.reading.clean.lines import HEADING_WORDS, LineKind, dateline, kind_of_line, words_in
from detente.records import Part, PartKind

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_PROSE_WORDS = 8
"""The body begins with the first prose of this many words; shorter prose may be a headline with a full stop."""
_LABEL_WORDS = 3
_LONG_WORDS = 30
"""Prose of this many words behind a list of teasers is the article going on; teasers' decks are shorter."""
_WRAP_WIDTH = 130
_WRAP_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a re-joined paragraph: offsets without the white space around it, and its kind by itself."""

    start: int
    end: int
    text: str
    kind: LineKind


def mark(text: str) -> tuple[Part, ...]:
    """The parts of ``text``, sorted, without overlap, covering everything but white space.

    >>> [p.kind for p in mark("Truce holds\\n\\nGENEVA — The guns fell silent on Monday, both armies said.")]
    ['headline', 'dateline', 'body']
    """
    page = load_page()
    lines = list(_lines(text, page))
    kinds = _kinds(_mended(lines), page)
    parts: list[Part] = []
    for line, kind in zip(lines, kinds, strict=True):
        start = line.start
        if kind == "body" and (cut := dateline(line.text, page)):
            words = line.text[:cut].rstrip()
            parts.append(Part(kind="dateline", start=start, end=start + len(words)))
            start += cut
        last = parts[-1] if parts else None
        if kind == "body" and last and last.kind == "body":
            parts[-1] = Part(kind="body", start=last.start, end=line.end)
        else:
            parts.append(Part(kind=kind, start=start, end=line.end))
    return tuple(parts)


def lines_of(text: str) -> list[tuple[int, int]]:
    """Start and end of every line that holds more than white space, or of every paragraph where lines were wrapped."""
    spots = []
    for m in _LINE.finditer(text):
        words = m[0].strip()
        if words:
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            spots.append((start, start + len(words)))
    if not _is_wrapped(text, spots):
        return spots
    out: list[tuple[int, int]] = []
    for start, end in spots:
        if out and text.count("\n", out[-1][1], start) == 1:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _is_wrapped(text: str, spots: Sequence[tuple[int, int]]) -> bool:
    """Whether paragraphs were broken into lines of like length: none is long, most long ones stop in mid-sentence."""
    if len(spots) < 4 or max(end - start for start, end in spots) > _WRAP_WIDTH:
        return False
    long = [end for start, end in spots if end - start >= 40]
    return bool(long) and sum(1 for end in long if text[end - 1] not in ".!?\"':;)”’") >= _WRAP_SHARE * len(long)


def _lines(text: str, page: Page) -> Iterator[Line]:
    for start, end in lines_of(text):
        words = text[start:end]
        yield Line(start, end, words, kind_of_line(words if "\n" not in words else " ".join(words.split()), page))


def _kinds(lines: Sequence[Line], page: Page) -> list[PartKind]:
    """Each line's part, from its own kind and where it stands."""
    if len(lines) == 1:
        return ["body"]
    first = _first_prose(lines)
    if first is None:
        return [_alone(line) for line in lines]
    out: list[PartKind] = []
    for line in lines[:first]:
        out.append("caption" if out and out[-1] == "caption" and _is_credit(line) else _before(line))
    _choose_headline(lines[:first], out)
    titles = {_key(line.text) for line, kind in zip(lines[:first], out, strict=True) if kind == "headline"}
    long_after = _last_long(lines)
    teasers = inline = False
    for i in range(first, len(lines)):
        line = lines[i]
        if line.kind == "teaser_heading":
            teasers, inline = True, bool(page.teaser_inline.match(line.text))
        elif teasers and line.kind == "prose":
            # Behind 'Related' the article goes on with its next sentence; behind 'More from World', at the foot of a
            # page, one sentence under each headline is that headline's deck.
            deck = lines[i - 1].kind == "line" and not inline and words_in(line.text) < _LONG_WORDS and i > long_after
            teasers = deck
        out.append(_inside(lines, i, teasers, out[-1] if out else None, titles))
    return out


def _mended(lines: Sequence[Line]) -> list[Line]:
    """Bare lines before one that begins in lower case are the first half of a broken sentence, not headings."""
    out = list(lines)
    for i in range(len(out) - 1):
        if out[i].kind == "line" and out[i + 1].text[0].islower():
            out[i] = Line(out[i].start, out[i].end, out[i].text, "prose")
    return out


def _first_prose(lines: Sequence[Line]) -> int | None:
    short = None
    for i, line in enumerate(lines):
        if line.kind == "prose":
            if words_in(line.text) >= _PROSE_WORDS:
                return i
            short = i if short is None else short
    return short


def _last_long(lines: Sequence[Line]) -> int:
    """Index of the last paragraph that is too long for a teaser, -1 where there is none."""
    return next((i for i in range(len(lines) - 1, -1, -1) if _is_long(lines[i])), -1)


def _is_long(line: Line) -> bool:
    return line.kind == "prose" and words_in(line.text) >= _LONG_WORDS


def _alone(line: Line) -> PartKind:
    """Without any prose, a text is read as it is: only what is certainly furniture is set apart."""
    fixed = _FIXED.get(line.kind)
    return fixed if fixed in {"furniture", "teaser"} else "body"


def _before(line: Line) -> PartKind:
    """Before the body: bare lines are decks until the headline is chosen among them."""
    if line.kind == "line":
        return "deck"
    return _FIXED.get(line.kind, "body")


def _is_label(text: str) -> bool:
    words = text.split()
    return len(words) <= _LABEL_WORDS and all(w[0].isupper() for w in words)


def _is_credit(line: Line) -> bool:
    """A line under a caption that names who made the picture: an agency, or a few words in capitals."""
    words = line.text.split()
    return line.kind == "credit" or (line.kind == "line" and len(words) <= 4 and all(w[0].isupper() for w in words))


def _choose_headline(lines: Sequence[Line], out: list[PartKind]) -> None:
    """The first bare line of four words or more is the headline, and so is its every repetition."""
    decks = [i for i, kind in enumerate(out) if kind == "deck"]
    if not decks:
        return
    best = next((i for i in decks if words_in(lines[i].text) >= 4), decks[0])
    key = _key(lines[best].text)
    for i in decks:
        if i > best and _is_label(lines[i].text):
            out[i] = "furniture"  # a writer's name or a section: 'Ada Lovelace', 'South Asia'
        elif i == best or _key(lines[i].text) == key:
            out[i] = "headline"
        elif i < best:
            out[i] = "furniture"  # a section's name above the headline: 'South Asia'


def _inside(lines: Sequence[Line], i: int, teasers: bool, before: PartKind | None, titles: set[str]) -> PartKind:
    line = lines[i]
    if teasers and line.kind in {"line", "prose", "clock"}:
        return "teaser"
    if before == "caption" and _is_credit(line):
        return "caption"
    if line.kind == "line":
        if _key(line.text) in titles:
            return "headline"
        follows = i + 1 < len(lines) and lines[i + 1].kind in {"prose", "quote", "caption", "clock"}
        return "headline" if follows and words_in(line.text) <= HEADING_WORDS else "body"
    if line.kind == "prose" and line.text.endswith("?") and words_in(line.text) <= 8 and i + 1 < len(lines):
        return "headline"  # 'Global intervention needed?' above the paragraphs that answer it
    return _FIXED.get(line.kind, "body")


_FIXED: dict[LineKind, PartKind] = {
    "furniture": "furniture",
    "stamp": "furniture",
    "byline": "furniture",
    "teaser_heading": "furniture",
    "teaser": "teaser",
    "caption": "caption",
    "credit": "furniture",
    "clock": "dateline",
    "quote": "quote_block",
}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
