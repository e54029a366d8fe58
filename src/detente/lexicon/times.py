"""Which words tell time? Tables of ``data/times.toml`` and families of ``data/time_patterns.toml``."""

import functools
import re
from collections.abc import Mapping
from importlib.resources import files

import msgspec
import tomli

from detente.errors import LexiconError


class _Ahead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    verbs: tuple[str, ...]
    prepositions: tuple[str, ...]
    starts: tuple[str, ...]


class _Edges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lead: tuple[str, ...]


class TimeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``data/times.toml``, as they stand there."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    units: dict[str, str]
    parts: dict[str, tuple[str, int, int]]
    seasons: dict[str, str]
    holidays: dict[str, str]
    edges: _Edges
    signs: tuple[str, ...]
    foreign_months: dict[str, int]
    foreign_weekdays: dict[str, int]
    lengths: dict[str, int]
    moving: dict[str, tuple[str, ...]]
    refs: dict[str, str]
    sets: dict[str, str]
    ahead: _Ahead
    zones: dict[str, str]


@functools.lru_cache(maxsize=1)
def load_time_words() -> TimeWords:
    """The bundled tables; raises :class:`~detente.errors.LexiconError` on an unknown key."""
    path = files("detente.lexicon") / "data" / "times.toml"
    try:
        return msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), TimeWords)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"times.toml: {why}") from None


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of telling time: a regular expression with named groups, and expressions that it must match."""

    name: str
    pattern: str
    yes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Letters in lower case of which every expression of the family has some; empty: they are too many to be listed."""


class _Patterns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pieces: dict[str, str]
    family: tuple[Family, ...]


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@functools.lru_cache(maxsize=1)
def load_time_patterns() -> tuple[Family, ...]:
    """The families in order, pieces put in; raises :class:`~detente.errors.LexiconError` on an unknown key."""
    path = files("detente.lexicon") / "data" / "time_patterns.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _Patterns)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"time_patterns.toml: {why}") from None
    w = load_time_words()
    lists: dict[str, tuple[str, ...]] = {
        "months": tuple(w.months),
        "weekdays": tuple(w.weekdays),
        "numbers": tuple(w.numbers),
        "ordinals": tuple(w.ordinals),
        "sets": tuple(w.sets),
        "refs": tuple(w.refs),
        "foreign": tuple(w.foreign_months),
        "foreign_weekdays": tuple(w.foreign_weekdays),
        "holidays": (*w.holidays, *w.moving),
    }
    pieces = {name: _alternatives(words) for name, words in lists.items()}
    for name, piece in raw.pieces.items():
        pieces[name] = _filled(piece, pieces)
    return tuple(Family(f.name, _filled(f.pattern, pieces), f.yes, _spelled(f.needs, lists)) for f in raw.family)


def _spelled(needs: tuple[str, ...], lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Letters that a family needs, with the words of the lists that are named in braces."""
    return tuple(w.lower() for n in needs for w in lists.get(n.strip("{}"), (n,)))


def _filled(pattern: str, pieces: dict[str, str]) -> str:
    for name, piece in pieces.items():
        pattern = pattern.replace("{" + name + "}", piece)
    return pattern
