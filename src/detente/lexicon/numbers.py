"""Which words count, and which words say what became of those counted? Tables from ``data/numbers.toml``."""

import functools
from importlib.resources import files
from typing import Literal

import msgspec
import tomli

from detente.errors import LexiconError

Sense = Literal["low", "above", "high", "below", "about"]


class Loose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that count without a figure ('dozens'), and the bounds that they leave."""

    words: tuple[str, ...]
    low: float
    best: float | None = None
    high: float | None = None


class Hedge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before (or behind) a figure that say which bound it is; ``bare`` ones are prepositions as often."""

    words: tuple[str, ...]
    sense: Sense
    bare: bool = False


class HarmVerb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs that say what becomes of whoever stands in the slot ``victim``.

    ``shot`` lists those of them whose victims may be dead as well as wounded ('shot', 'stabbed').
    """

    what: str
    victim: Literal["object", "subject"]
    lemmas: tuple[str, ...]
    shot: tuple[str, ...] = ()


class Phrasal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verb with a particle: 'shot down' (its object is the harmed), 'passed away' (its subject)."""

    what: str
    lemma: str
    particle: str
    victim: Literal["object", "subject"] = "object"


class _Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: frozenset[str]
    streets: frozenset[str]


class _People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nouns: frozenset[str]
    attackers: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    anybody: frozenset[str]
    never: frozenset[str]


class _Unreal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside a verb of harm that say that nobody came to harm by it."""

    marks: frozenset[str]
    adverbs: frozenset[str]
    modals: frozenset[str]
    tries: frozenset[str]


class _Deeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: frozenset[str]
    fatal: frozenset[str]


class Signs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tell a death from a wound, and a wound from none."""

    deadly: frozenset[str]
    hurt: frozenset[str]
    hospitals: frozenset[str]
    wounds: frozenset[str]
    carry: frozenset[str]
    suffer: frozenset[str]
    claims: frozenset[str]
    risen: frozenset[str]
    moved: frozenset[str]
    missiles: frozenset[str]
    arms: frozenset[str]
    limbs: frozenset[str]
    including: frozenset[str]


class NumberWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``data/numbers.toml``, as they stand there."""

    words: dict[str, int]
    scales: dict[str, int]
    ordinals: dict[str, int]
    loose: tuple[Loose, ...]
    hedge: tuple[Hedge, ...]
    tail: tuple[Hedge, ...]
    money: dict[str, str]
    labels: _Labels
    people: _People
    verb: tuple[HarmVerb, ...]
    phrasal: tuple[Phrasal, ...]
    states: dict[str, str]
    nouns: dict[str, str]
    holders: dict[str, str]
    deeds: _Deeds
    unreal: _Unreal
    victims: dict[str, str]
    signs: Signs


@functools.lru_cache(maxsize=1)
def load_number_words() -> NumberWords:
    """The bundled tables; raises :class:`~detente.errors.LexiconError` on an unknown key or a wrong value."""
    path = files("detente.lexicon") / "data" / "numbers.toml"
    try:
        return msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), NumberWords)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"numbers.toml: {why}") from None
