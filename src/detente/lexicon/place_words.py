"""Which words tell where a place name begins and ends? Rows of ``lexicon/data/places/words.csv``."""

import functools
from dataclasses import dataclass, fields
from pathlib import Path

from detente.errors import LexiconError
from detente.lexicon.gazetteer_rows import Source, read_rows


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The classes of ``words.csv``; its first lines say what each is."""

    direction: frozenset[str]
    generic: frozenset[str]
    locative: frozenset[str]
    firm_locative: frozenset[str]
    seizing: frozenset[str]
    link: frozenset[str]
    unit: frozenset[str]
    facility: frozenset[str]
    address: frozenset[str]
    civic: frozenset[str]
    never: frozenset[str]
    ordinary: frozenset[str]
    unit_kind: frozenset[str]
    settlement: frozenset[str]
    settled: frozenset[str]
    quarter: frozenset[str]
    of_place: frozenset[str]
    moving: frozenset[str]
    way: frozenset[str]
    holding: frozenset[str]
    holder: frozenset[str]
    entering: frozenset[str]
    disease: frozenset[str]
    ailing: frozenset[str]


def read_place_words(path: Path) -> PlaceWords:
    """The words of a file; raises :class:`~detente.errors.LexiconError` on a class that is none."""
    found: dict[str, set[str]] = {f.name: set() for f in fields(PlaceWords)}
    for n, row in read_rows(path, ("class", "word")):
        if row["class"] not in found:
            raise LexiconError(f"{path.name}, line {n}: {row['class']!r} is none of {', '.join(found)}")
        found[row["class"]].add(row["word"])
    return PlaceWords(**{name: frozenset(words) for name, words in found.items()})


@functools.lru_cache(maxsize=1)
def place_words() -> PlaceWords:
    """The bundled words, read once."""
    return read_place_words(Source.installed().rows / "words.csv")
