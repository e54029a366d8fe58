"""What is one line of a report, judged by itself: prose, a bare line, a credit, a byline, a menu entry?"""

import re
from typing import Literal

from detente.lexicon.page import MONTHS, Page
from detente.reading.clean.dates import day_in

LineKind = Literal[
    "prose",  # a sentence or more
    "line",  # words without end punctuation: a heading, a deck, a teaser
    "furniture",
    "stamp",  # when it was put online
    "byline",
    "teaser_heading",
    "teaser",
    "caption",
    "credit",
    "clock",  # a time or a day alone: it dates what follows
    "quote",
]

HEADING_WORDS = 12
"""A line without end punctuation of more words than this is a sentence that lost its full stop."""
_STAMP_WORDS = 18
_CAPTION_WORDS = 90
_CREDIT_CHARS = 200

_TERMINAL = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_OPEN_END = re.compile(r"[:;,—–-]\Z")
_BULLET = re.compile(r"(?:[•*·▪◦–—-]|\(?\d{1,2}[.)])\s")
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d\Z")
_QUOTE = re.compile(r">\s?\S")
_POST = re.compile(r"\(@\w{1,20}\)(?: \S+ \d{1,2}, \d{4})?\Z|pic\.twitter\.com/\w{1,20}\Z")
"""The tail of a post that a page embeds: '— Foreign Ministry (@ministry) May 8, 2025'."""
_MONTH = "(?i:" + "|".join(f"{m[:3]}(?:{m[3:]})?\\.?" if len(m) > 3 else m for m in (*MONTHS, "sept")) + ")"
_WEEKDAY = "(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_ZONE = "(?:[A-Z]{2,5}|local time|Eastern|Pacific|Central|Mountain)"
_CLOCK = re.compile(
    rf"(?:(?:at )?\d{{1,2}}(?:[:.h]\d{{2}}){{1,2}} ?(?:[ap]\.?m\.?)?|\d{{1,2}} ?[ap]\.?m\.?|\d{{4}} (?:hrs|hours))"
    rf"(?: ?\(?{_ZONE}(?:[+-]\d{{1,2}}(?::?\d{{2}})?)?\)?)?(?: ?[,/|(–-]? ?\d{{1,2}}[:.]\d{{2}} ?{_ZONE}\)?)?[:.]?\Z",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"(?:{_WEEKDAY},? )?(?:(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d)"
    rf"(?:,? (?:at )?\d{{1,2}}[:.]\d{{2}}(?: ?[ap]\.?m\.?)?(?: ?{_ZONE})?)?[:.]?\Z|{_WEEKDAY}:?\Z",
    re.IGNORECASE,
)
_NUMERIC_DAY = re.compile(r"(?<!\d)\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?!\d)")
_LATE_DATE = re.compile(
    rf"(?:\A|[\s(])(\S+),? (?:{_WEEKDAY},? )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}),? \d{{4}}\.?(?:\s|\Z|\))",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?<!\w)(?:said|says|told|according to|announced|added)(?!\w)", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w.'’-]*(?: (?:[a-z]{1,3} )?[A-Z][\w.'’-]*){1,4}\Z")

_CITY = r"[A-Z][A-Z.'’-]{1,20}(?:[ /][A-Z][A-Z.'’-]{1,20}){0,4}"
_REGION = r"(?:, [A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{1,20}){0,3})?"
_WHEN = rf"(?:,? (?:{_WEEKDAY},? )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?)?"
_SOURCE = r"(?: ?[(\[][^()\[\]\n]{2,40}[)\]]| ?, [A-Z][\w.-]{1,20})"
_DASH = r"(?: ?[—–] ?| ?-- ?| - |: ?- ?)"
_DATELINES = (
    re.compile(rf"({_CITY}){_REGION}{_WHEN}{_SOURCE}?{_DASH}(?=\S)"),
    re.compile(
        rf"([A-Z][\w.'’-]{{1,20}}(?:[ /][A-Z][\w.'’-]{{1,20}}){{0,3}}){_REGION}{_WHEN}"
        rf" ?\([^()\n]{{2,40}}\){_DASH}(?=\S)"
    ),
    re.compile(r"([A-Z]{3,20}(?:[ /][A-Z]{2,20}){0,2}): (?=[A-Z\"“'‘])"),
    re.compile(rf"()(?:{_WEEKDAY}, )?{_MONTH} \d{{1,2}}(?:, \d{{4}})? ?\([^()\n]{{2,40}}\){_DASH}(?=\S)"),
)
"""'GENEVA, May 8 (Agency) — ', 'Geneva (Agency) - ', 'GENEVA: '; each is matched at the head of a paragraph."""


def words_in(text: str) -> int:
    """How many words a line has, counted no further than 400 characters."""
    return len(text[:400].split())


def dateline(text: str, page: Page) -> int:
    """Length of the dateline at the head of a paragraph, 0 where there is none.

    >>> from detente.lexicon.page import load_page
    >>> dateline("GENEVA, May 8 (Lake Agency) — Talks resumed.", load_page())
    30
    """
    head = text[:160]
    for pattern in _DATELINES:
        m = pattern.match(head)
        if m and m[1].upper() not in page.not_places:
            return m.end()
    return 0


def kind_of_line(text: str, page: Page) -> LineKind:
    """What a line is by itself; the first test that holds decides.

    >>> from detente.lexicon.page import load_page
    >>> [kind_of_line(x, load_page()) for x in ("Top Stories", "Photo: Reuters", "The guns fell silent.")]
    ['furniture', 'credit', 'prose']
    """
    n = words_in(text)
    if n <= 30 and (page.whole.match(text) or page.opening.match(text)):
        return "furniture"
    if n <= 10 and page.teaser_heading.match(text) and not _TERMINAL.search(text[-8:]):
        return "teaser_heading"
    if n <= 30 and (m := page.teaser_line.match(text)) and m.end() < len(text):
        return "teaser"
    if text.isdigit() and len(text) <= 6:
        return "clock" if _YEAR.match(text) else "furniture"  # a year heads a chronology, '0' counts comments
    if (
        n <= _STAMP_WORDS
        and page.stamp_within.search(text)
        and ". " not in text
        and not _TERMINAL.search(text[-8:])
        and day_in(text)
    ):
        return "stamp"
    if n <= 12:
        short = _short_kind(text, page)
        if short:
            return short
    if n <= _CAPTION_WORDS and is_caption(text, page):
        return "caption"
    if _QUOTE.match(text) or _POST.search(text[-80:]):
        return "quote"
    if text[0].islower() or not any(c.isalpha() for c in text[:200]):
        return "prose"  # the rest of a broken sentence, or a mark alone: no heading begins so
    if _TERMINAL.search(text[-8:]) or _OPEN_END.search(text[-1:]) or _BULLET.match(text) or n > HEADING_WORDS * 2:
        return "prose"
    return "line"


def _short_kind(text: str, page: Page) -> LineKind | None:
    if _CLOCK.match(text) or _DAY.match(text):
        return "clock"
    if (m := page.stamp.match(text)) and (
        day_in(text) or _NUMERIC_DAY.search(text) or _CLOCK.match(text[m.end() :].strip()) or _ago(text)
    ):
        return "stamp"
    if page.credit_line.match(text):
        return "credit"
    if page.credit_opening.match(text) and not _TERMINAL.search(text[-2:]):
        return "credit"
    if is_byline(text, page):
        return "byline"
    return None


def _ago(text: str) -> bool:
    return text.rstrip(".").endswith(" ago")


def is_caption(text: str, page: Page) -> bool:
    """Whether a paragraph tells what a picture shows: it ends with a credit, or shows and dates in one sentence.

    A credit alone is not enough where somebody is quoted: wire copy is signed with the agency's name, too.
    """
    if page.caption_opening.match(text):
        return True
    credited = bool(page.credit_tail.search(text[-_CREDIT_CHARS:]))
    shows = bool(page.photo_verbs.search(text[:400]))
    dated = list(_LATE_DATE.finditer(text)) if len(text) < 700 else []
    if credited and (dated or shows or not _SAID.search(text)):
        return True
    if not dated or _SAID.search(text):
        return False
    last = dated[-1]
    at_end = len(text) - last.end() <= 2
    if not at_end or text.count(". ") > 1:
        return False
    before = last[1].strip("(,")
    # '... in Muridke, Pakistan May 7, 2025.': a place, not 'on', stands before the date.
    return shows or (text[-1] == "." and before[:1].isupper() and "," in text[: last.end(1) + 1])


def is_byline(text: str, page: Page) -> bool:
    """Whether a short line says who wrote: people, a desk, or an outlet ('By Lake Agency staff')."""
    if page.desk.match(text) or names_in_byline(text, page):
        return True
    m = page.byline.match(text)
    if not m or not text[:1].isupper() or _TERMINAL.search(text[-2:]):
        return False
    rest = text[m.end() :]
    return bool(page.desk.match(rest)) or not page.outlet_words.isdisjoint(rest.lower().replace(",", " ").split())


def names_in_byline(text: str, page: Page) -> tuple[str, ...]:
    """The people whom a byline names, empty where the line is none.

    >>> from detente.lexicon.page import load_page
    >>> names_in_byline("By Ada Lovelace and Grace Hopper, Lake Agency", load_page())
    ('Ada Lovelace', 'Grace Hopper')
    """
    m = page.byline.match(text)
    if not m or words_in(text) > 20 or not text[:1].isupper():
        return ()
    rest = text[m.end() :].strip().rstrip(".")
    names = []
    for i, piece in enumerate(re.split(r",\s+|\s+and\s+|\s+in\s+[A-Z]\w+|\s*[|&]\s*", rest[:200])):
        piece = (piece or "").strip()
        if i and page.outlet_words.intersection(piece.lower().split()):
            continue
        if _NAME.match(piece):
            names.append(piece)
        elif i == 0:
            return ()
    return tuple(names)
