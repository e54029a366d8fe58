"""Where do quotations begin and end? Pages hold odd numbers of quote marks, so no mark is trusted for long.

Double marks of every alphabet are paired inside a paragraph; a paragraph that opens with a mark and closes none
is a quotation that runs on when the next one opens with a mark too (the convention of English news). Single
marks count only where they open after a space and close before one, so that apostrophes are left alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPENING = "“„‟«「『"
CLOSING = "”»」』"
PAIRS = {"“": "”‟", "„": "“”", "‟": "”", "«": "»", "»": "«", "「": "」", "『": "』"}
LONGEST = 6000
"""Characters after which an unclosed quotation is given up: longer than any paragraph of news."""

_PARAGRAPH = re.compile(r"[^\n]+")
_SINGLE = re.compile(r"(?<![\w'’])['‘](?=\S)([^'‘’\n]{2,400}(?:(?<=\w)['’](?=\w)[^'‘’\n]{1,400})*)['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks: [start, end); ``closed`` is whether its closing mark was found."""

    start: int
    end: int
    closed: bool

    def __len__(self) -> int:
        return self.end - self.start


def find(text: str) -> tuple[Quote, ...]:
    """The quotations of a text in order, none inside another.

    >>> [(q.start, q.end) for q in find('He said "no deal" twice.')]
    [(8, 17)]
    """
    out: list[Quote] = []
    for paragraph in _PARAGRAPH.finditer(text):
        doubles = list(_doubles(text, paragraph.start(), paragraph.end()))
        out += doubles or [
            Quote(m.start(), m.end(), True) for m in _SINGLE.finditer(text, paragraph.start(), paragraph.end())
        ]
    return tuple(out)


def touching(quotes: Sequence[Quote], start: int, end: int) -> Sequence[Quote]:
    """Those of a text's quotations, in order, that share a character with [start, end).

    >>> touching(find('He said "no deal" twice.'), 10, 12)
    (Quote(start=8, end=17, closed=True),)
    """
    first = bisect_right(quotes, start, key=lambda q: q.start)
    first -= first > 0 and quotes[first - 1].end > start
    return quotes[first : bisect_left(quotes, end, key=lambda q: q.start)]


def _doubles(text: str, start: int, end: int) -> Iterator[Quote]:
    opened: int | None = None
    wanted = ""
    i = start
    while i < end:
        c = text[i]
        pair = text[i : i + 2]
        width = 2 if pair in ("''", "``") else 1
        if opened is not None and i - opened > LONGEST:
            opened = None
        if opened is None:
            if c in OPENING or pair == "``" or ((c == '"' or pair == "''") and _may_open(text, i, width)):
                opened = i
                wanted = PAIRS.get(c, "") + ('"' if c in '"“' else "") + ("'" if width == 2 else "")
        elif (c in wanted and c != "'") or (pair == "''" and "'" in wanted) or (c == '"' and '"' in wanted):
            yield Quote(opened, i + width, True)
            opened = None
        i += width
    if opened is not None and end - opened > 2:
        yield Quote(opened, end, False)


def _may_open(text: str, i: int, width: int) -> bool:
    before = text[i - 1] if i else " "
    after = text[i + width] if i + width < len(text) else " "
    return not after.isspace() and not (before.isalnum() and not after.isalnum())
