"""What weighs how much when two tellings are held together? The learned weights and the type families, as data."""

import functools
from dataclasses import dataclass
from importlib.resources import files

import msgspec
import tomli

from detente.errors import LexiconError


class _Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    types: tuple[str, ...]
    why: str


class Update(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a toll that moved adds to the log odds, within how many days, and the words that show it."""

    weight: float
    days: int
    words: frozenset[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    join_at: float
    linked: float
    update: Update
    home: dict[str, float]
    abroad: dict[str, float]
    family: tuple[_Family, ...]


@dataclass(frozen=True, slots=True)
class JoiningWeights:
    """Two profiles of weights that make the log odds that two tellings are one happening; above ``join_at`` they join.

    ``home`` is for reports of one country's matter, ``abroad`` for those in which several countries act.

    ``linked`` is by how much less is enough where the two reports share another happening already.
    """

    join_at: float
    linked: float
    home: dict[str, float]
    abroad: dict[str, float]
    families: dict[str, str]
    update: Update

    def family(self, event_type: str) -> str:
        """The family of an event type: tellings of two families never join.

        >>> load_joining().family("CONSULT")
        'CONSULT'
        """
        return self.families.get(event_type, event_type)


@functools.lru_cache(maxsize=1)
def load_joining() -> JoiningWeights:
    """The bundled weights; raises :class:`~detente.errors.LexiconError` on an unknown key."""
    path = files("detente.lexicon") / "data" / "joining.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _File)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"joining.toml: {why}") from None
    families = {t: f.name for f in raw.family for t in f.types}
    return JoiningWeights(raw.join_at, raw.linked, dict(raw.home), dict(raw.abroad), families, raw.update)
