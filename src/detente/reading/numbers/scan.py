"""Where do figures and number words stand, and between which bounds do they leave the count?"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.lexicon.numbers import NumberWords, Sense, load_number_words

LARGEST = 1e15
"""More than anybody counts: longer runs of digits are keys, account numbers or noise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written: its own bounds in the text (hedge excluded) and in value; ``hedge`` is before or behind."""

    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None
    approximate: bool = False
    hedge: tuple[int, int] | None = None
    hedge_word: str | None = None
    bare: bool = False
    money: str | None = None
    percent: bool = False
    loose: bool = False
    between: bool = False

    @property
    def left(self) -> int:
        """Where the number with its hedge begins."""
        return min(self.start, self.hedge[0]) if self.hedge else self.start

    @property
    def right(self) -> int:
        """Where the number with its hedge ends."""
        return max(self.end, self.hedge[1]) if self.hedge else self.end


def _any(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in ordered)


@functools.lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """One expression for every figure: hedge, sign of money, number or range, scale, tail."""
    w = load_number_words()
    hedges = _any([h for row in w.hedge for h in row.words])
    tails = _any([t for row in w.tail for t in row.words])
    loose = _any([x for row in w.loose for x in row.words])
    small = _any(list(w.words))
    scale = _any([s for s in w.scales if len(s) > 2])
    glued = r"(?:\s?(?:bn|mn|m|k)\b)"
    digits = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    ones = _any([x for x, n in w.words.items() if n < 10])
    tens = _any([x for x, n in w.words.items() if n >= 20])
    unit = rf"(?:(?:{tens})[\s-](?:{ones})|(?:{small}))"
    more = rf"(?:\s(?:and\s)?{unit}\b(?!\s(?:of|were|was)))"
    spelled = rf"(?:{unit}|(?:an?|half\sa)(?=\s(?:{scale})\b))(?:(?:[\s-](?:{scale})\b)+{more}?)*"
    figure = rf"(?:{digits}(?:(?:[\s-](?:{scale})\b)+|{glued})?|{spelled})"
    money = r"(?:(?:us|a|c|hk)?\$|[€£¥₹₽₪₩]|\brs\.?\s?)"
    return re.compile(
        rf"(?<![\w.,/#:$\[-])(?:(?P<hedge>{hedges})\s)?"
        rf"(?:(?P<between>between|from)\s)?"
        rf"(?:(?P<loose>{loose})(?![\w-])|(?P<money>{money})?(?P<a>{figure})"
        rf"(?:(?P<sep>\s?[-–]\s?|\sto\s|\sand\s|\sor\s){money}?(?P<b>{figure}))?"
        rf"(?P<plus>\+)?(?P<percent>\s?%|\sper\s?cent\b|\spercent\b)?(?:\s(?P<tail>{tails})\b)?(?!\w|[-/:.,]\d|[’']s\b))",
        re.IGNORECASE,
    )


@functools.lru_cache(maxsize=1)
def _senses() -> dict[str, tuple[Sense, bool]]:
    w = load_number_words()
    return {x: (row.sense, row.bare) for row in (*w.hedge, *w.tail) for x in row.words}


@functools.lru_cache(maxsize=1)
def _loose() -> dict[str, tuple[float, float | None, float | None]]:
    return {x: (row.low, row.best, row.high) for row in load_number_words().loose for x in row.words}


def value_of(words: str, table: NumberWords) -> float | None:
    """The value of a written number, or ``None`` where it is none.

    >>> value_of("two hundred and fifty", load_number_words()), value_of("2.5 million", load_number_words())
    (250.0, 2500000.0)
    """
    text = words.lower().replace(",", "")
    if m := re.fullmatch(r"(\d+(?:\.\d+)?)\s?(bn|mn|m|k)", text):
        return float(m[1]) * table.scales[m[2]]
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", text):
        if word in ("and", ""):
            continue
        if word[0].isdigit():
            part += float(word)
        elif word in ("a", "an"):
            part += 1
        elif word == "half":
            part += 0.5
        elif word in table.words:
            part += table.words[word]
        elif word in table.scales:
            by = table.scales[word]
            part = (part or 1) * by
            if by >= 1000:
                total, part = total + part, 0.0
        else:
            return None
    return total + part


def scan(text: str) -> Iterator[Figure]:
    """The figures of a text, in order, none overlapping another.

    ``text`` is as long as the report's own and has plain spaces and hyphens (``doc.text``).
    """
    table = load_number_words()
    for m in _pattern().finditer(text):
        hedge = m["hedge"]
        word = " ".join(hedge.lower().split()) if hedge else None
        bounds = m.span("hedge") if hedge else None
        if m["loose"]:
            low, best, high = _loose()[" ".join(m["loose"].lower().split())]
            sense = _senses()[word][0] if word else None
            yield Figure(*m.span("loose"), low, best, high if not sense else None, best is None or bool(word), bounds,
                         word, bool(word) and _senses()[word or ""][1], loose=True)  # fmt: skip
            continue
        yield from _figures(m, table, bounds, word)


def _figures(
    m: re.Match[str], table: NumberWords, bounds: tuple[int, int] | None, word: str | None
) -> Iterator[Figure]:
    first, second = value_of(m["a"], table), value_of(m["b"], table) if m["b"] else None
    if first is None or max(first, second or 0.0) > LARGEST:
        return
    sep = (m["sep"] or "").strip().lower()
    money = m["money"].strip().lower().rstrip(".") if m["money"] else None
    code = table.money.get(money or "") or ("USD" if money else None)
    percent = bool(m["percent"])
    start = m.start("money") if money else m.start("a")
    if second is not None:
        joined = sep in ("to", "-", "–") or (sep == "or" and second > first) or (sep == "and" and m["between"])
        if m["b"][-1:].isalpha() and m["a"][-1:].isdigit() and first < 1000 <= second and not m["a"][-1:].isalpha():
            first *= _scale_of(m["b"], table)
        if sep == "to" and (m["between"] or "").lower() == "from" and _moved(m, table):
            end = m.end("percent") if percent else m.end("b")
            yield Figure(m.start("b"), end, second, second, second, money=code, percent=percent)
            return
        if joined and first < second:
            at = m.start("between") if m["between"] else start
            yield Figure(at, m.end("percent") if percent else m.end("b"), first, None, second, True, bounds, word,
                         False, code, percent, between=True)  # fmt: skip
            return
        if sep in ("-", "–"):
            return
        yield _one(m, start, m.end("a"), first, bounds, word, code, False)
        yield Figure(m.start("b"), m.end("percent") if percent else m.end("b"), second, second, second, percent=percent)
        return
    end = m.end("percent") if percent else m.end("plus") if m["plus"] else m.end("a")
    yield _one(m, start, end, first, bounds, word, code, percent)


def _moved(m: re.Match[str], table: NumberWords) -> bool:
    """Whether a count moved: 'climbed from 7 to 11' counts 11 now, where 'boys from 7 to 11' gives bounds."""
    before = m.string[max(0, m.start("between") - 16) : m.start("between")].split()
    return bool(before) and before[-1].lower() in table.signs.moved


def _scale_of(words: str, table: NumberWords) -> float:
    last = re.split(r"[\s-]", words.lower())[-1]
    return table.scales.get(last, 1)


def _one(
    m: re.Match[str],
    start: int,
    end: int,
    n: float,
    bounds: tuple[int, int] | None,
    word: str | None,
    code: str | None,
    percent: bool,
) -> Figure:
    """One number with what its hedge makes of it: 'at least 12' is 12 and more, 'up to 12' is 12 and fewer."""
    tail = " ".join(m["tail"].lower().split()) if m["tail"] else None
    sense, bare = _senses()[word or tail or ""] if word or tail else (None, False)
    if bounds is None and tail:
        bounds = m.span("tail")
    if m["plus"] and sense is None:
        sense = "low"
    low: float | None = n if sense in ("low", "above") else None
    high: float | None = n if sense in ("high", "below") else None
    if sense is None:
        low = high = n
    best = None if sense == "high" else n
    return Figure(start, end, low, best, high, sense is not None, bounds, word or tail, bare, code, percent)
