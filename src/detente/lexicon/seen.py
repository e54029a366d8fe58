"""In how many reports of news does a word stand? A table that was counted once, as data."""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from detente.errors import LexiconError

NAME = "words_seen.csv"


@dataclass(frozen=True, slots=True)
class Seen:
    """``words``: in how many of ``reports`` reports each stands; ``names``: those that are names there."""

    reports: int
    words: Mapping[str, int]
    names: frozenset[str]


@functools.lru_cache(maxsize=1)
def load_seen() -> Seen:
    """The bundled table; raises :class:`~detente.errors.LexiconError` on a line that is none.

    >>> seen = load_seen()
    >>> seen.words["the"] > seen.words["harbour"], "europe" in seen.names
    (True, True)
    """
    path = files("detente.lexicon") / "data" / NAME
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    words: dict[str, int] = {}
    names: set[str] = set()
    for number, row in enumerate(csv.reader(lines[1:]), 2):
        if len(row) != 3 or not row[1].isdigit() or row[2] not in ("0", "1") or row[0] in words:
            raise LexiconError(f"{NAME}: line {number} below the remarks is no word with its reports and 0 or 1: {row}")
        words[row[0]] = int(row[1])
        if row[2] == "1":
            names.add(row[0])
    reports = words.pop("", 0)
    if not reports or any(n > reports for n in words.values()):
        raise LexiconError(f"{NAME}: the first row must tell how many reports there are, and no word stands in more")
    return Seen(reports, words, frozenset(names))
