"""Which words does only one country's English use? Rows of ``lexicon/data/places/signs.csv``."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from detente.errors import LexiconError
from detente.lexicon.gazetteer_rows import Source, read_rows


@dataclass(frozen=True, slots=True)
class Signs:
    """The words, as one pattern, and the country of each (ISO 3166-1 alpha-3)."""

    pattern: re.Pattern[str]
    country: dict[str, str]


def read_signs(path: Path) -> Signs:
    """The words of a file; raises :class:`~detente.errors.LexiconError` on a word that stands there twice."""
    words: dict[str, str] = {}
    for n, row in read_rows(path, ("country", "word")):
        if row["word"] in words:
            raise LexiconError(f"{path.name}, line {n}: {row['word']!r} stands there twice")
        words[row["word"]] = row["country"]
    longest = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return Signs(re.compile(rf"(?<!\w)(?:{longest})(?:(?<=\W)|(?!\w))"), words)


@functools.lru_cache(maxsize=1)
def place_signs() -> Signs:
    """The bundled words, read once."""
    return read_signs(Source.installed().rows / "signs.csv")
