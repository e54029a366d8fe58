"""Where are the time expressions? One regular expression a family, all over the text once, the longest match wins."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.lexicon.times import load_time_patterns, load_time_words

_ARTICLE = re.compile(
    r"(?:an?|the(?=\s\w+-\w+$))\s(?=(?:\w+-)(?!half)\w+$|(?!few|couple|dozen|hundred|lot)\w+\s\w+(?<!s)$)",
    re.IGNORECASE,
)
"""The article of 'a two-week truce' and 'a five year plan' is the noun's."""


MARGIN = 60
"""Characters sought through on both sides of a sign of time: longer than any expression reaches from its sign."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A matched expression: which family, and its groups by name."""

    start: int
    end: int
    family: str
    groups: dict[str, str | None]

    @property
    def approximate(self) -> bool:
        """Whether the words hedge ('about', 'early', 'mid-')."""
        return bool(self.groups.get("about"))


@functools.lru_cache(maxsize=1)
def patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """Families in order of preference, compiled once, and what letters each needs."""
    made = load_time_patterns()
    return tuple((f.name, re.compile(rf"(?<!\w){f.pattern}(?!\w)", re.IGNORECASE), f.needs) for f in made)


_WORD = re.compile(r"\w+")
_FIGURES = re.compile(
    r"(?=[\d'’])(?:(?:1\d|20)\d\d|['’]\d0s|\d[:.]\d\d|\d\s?[ap]\.?m|\d\d?/\d|\d{4}(?=\s(?:gmt|utc|hours|hrs|local)))",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=1)
def _signs() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """The words of which every expression of time holds one, in lower case and all forms; the first words of those of
    several words ("these days", "terça-feira"), and an expression for the whole of these."""
    w = load_time_words()
    words = {
        *w.months,
        *w.foreign_months,
        *w.foreign_weekdays,
        *w.weekdays,
        *w.units,
        *w.parts,
        *w.seasons,
        *w.refs,
        *w.sets,
        *w.signs,
    }
    words |= {h.split()[0] for h in (*w.holidays, *w.moving)}
    long = sorted((x for x in words if not _WORD.fullmatch(x)), key=len, reverse=True)
    forms = {x + ending for x in words.difference(long) for ending in ("", "s", "es", "ies", "y")}
    whole = re.compile(rf"(?:{'|'.join(map(re.escape, long))})(?:e?s|ies|y)?\b", re.IGNORECASE)
    return frozenset(forms), frozenset(_WORD.match(x)[0] for x in long if _WORD.match(x)), whole  # type: ignore[index]


def _spots(text: str) -> list[tuple[int, int]]:
    """Where the signs of time stand, in order."""
    forms, firsts, whole = _signs()
    found = [m.span() for m in _FIGURES.finditer(text)]
    for m in _WORD.finditer(text):
        word = m[0].lower()
        if word in forms:
            found.append(m.span())
        elif word in firsts and (longer := whole.match(text, m.start())):
            found.append(longer.span())
    return sorted(found)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text around the signs of time; elsewhere nothing is sought."""
    left, right = 0, -1
    for start, end in _spots(text):
        if start - MARGIN > right:
            if right >= 0:
                yield left, right
            left = _space_before(text, start - MARGIN)
        right = max(right, _space_behind(text, end + MARGIN))
    if right >= 0:
        yield left, right


def _space_before(text: str, at: int) -> int:
    while 0 < at < len(text) and not text[at].isspace():
        at -= 1
    return max(0, at)


def _space_behind(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return min(at, len(text))


def scan(text: str) -> Iterator[Hit]:
    """The expressions of a text in order, none overlapping another."""
    found: list[tuple[int, int, int, Hit]] = []
    windows = [(left, right, text[left:right].lower()) for left, right in _windows(text)]
    for order, (name, pattern, needs) in enumerate(patterns()):
        for left, right, low in windows:
            if needs and not any(n in low for n in needs):
                continue
            for m in pattern.finditer(text, left, right):
                start, end = _trim(text, m.start(), m.end(), name)
                if start < end:
                    found.append((start, -(end - start), order, Hit(start, end, name, m.groupdict())))
    found.sort(key=lambda f: f[:3])
    last = 0
    i = 0
    while i < len(found):
        start, length, _, hit = found[i]
        i += 1
        if start < last:
            continue
        rival = next((f for f in found[i : i + 6] if f[0] < start - length and -f[1] > -length and f[0] > start), None)
        if rival is not None and -rival[1] > -length:
            continue
        yield hit
        last = hit.end


@functools.lru_cache(maxsize=1)
def _edges() -> tuple[re.Pattern[str], frozenset[str]]:
    """What is cut off in front, and the full names behind which a stop ends the sentence."""
    w = load_time_words()
    names = [*w.months, *w.weekdays]
    full = {n for n in names if len(n) > 4 and n not in ("thurs", "tues")} | {"may", "june", "july"}
    return re.compile(rf"(?:{'|'.join(w.edges.lead)})\s+", re.IGNORECASE), frozenset(full)


def _trim(text: str, start: int, end: int, family: str) -> tuple[int, int]:
    """The expression without spaces, prepositions and stops that are not its own."""
    lead, full = _edges()
    while start < end and text[start].isspace():
        start += 1
    hedged = family == "length" and text[start : start + 5].lower() == "over "
    hedged = hedged or text[start : start + 8].lower() == "at least"
    if not hedged and (m := lead.match(text, start, end)):
        start = m.end()
    if family == "length" and (m := _ARTICLE.match(text, start, end)):
        start = m.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    if text[end - 1] == "." and re.split(r"[\s-]", text[start : end - 1])[-1].lower() in full:
        end -= 1
    return start, end
