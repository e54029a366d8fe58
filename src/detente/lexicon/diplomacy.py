"""Which words tell of mediation, restraint, offers to talk, and at which level?"""

import functools
import re
from dataclasses import dataclass
from importlib.resources import files

import msgspec
import tomli

from detente.errors import LexiconError


class _Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    words: tuple[str, ...]
    offices: bool = True


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mediation: tuple[str, ...]
    talking: tuple[str, ...]
    refused: tuple[str, ...]
    restraint: tuple[str, ...]
    investigation: tuple[str, ...]
    monitoring: tuple[str, ...]
    defended: tuple[str, ...]
    condemned: tuple[str, ...]
    brokered: tuple[str, ...]
    alone: tuple[str, ...]
    pointing: tuple[str, ...]
    untrue: tuple[str, ...]
    own_part: tuple[str, ...]
    charge: tuple[str, ...]
    retort: tuple[str, ...]
    level: tuple[_Level, ...]


@dataclass(frozen=True, slots=True)
class Diplomacy:
    """The word lists, compiled; each pattern is searched in a statement's words or an event's sentence."""

    mediation: re.Pattern[str]
    talking: re.Pattern[str]
    refused: re.Pattern[str]
    restraint: re.Pattern[str]
    investigation: re.Pattern[str]
    monitoring: re.Pattern[str]
    defended: re.Pattern[str]
    condemned: re.Pattern[str]
    brokered: re.Pattern[str]
    alone: re.Pattern[str]
    pointing: re.Pattern[str]
    untrue: re.Pattern[str]
    own_part: re.Pattern[str]
    charge: re.Pattern[str]
    retort: re.Pattern[str]
    levels: tuple[tuple[str, re.Pattern[str]], ...]

    def level(self, *texts: str | None) -> str | None:
        """The level that these words name, the highest first; ``None`` where they name none.

        >>> load_diplomacy().level("Pakistan's NSA and India's NSA held contact")
        'national security adviser'
        """
        for name, pattern in self.levels:
            if any(t and pattern.search(t) for t in texts):
                return name
        return None


def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


@functools.lru_cache(maxsize=1)
def load_diplomacy() -> Diplomacy:
    """The bundled lists; raises :class:`~detente.errors.LexiconError` on an unknown key or a broken pattern."""
    path = files("detente.lexicon") / "data" / "diplomacy.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _File)
        return Diplomacy(
            mediation=_any(raw.mediation),
            talking=_any(raw.talking),
            refused=_any(raw.refused),
            restraint=_any(raw.restraint),
            investigation=_any(raw.investigation),
            monitoring=_any(raw.monitoring),
            defended=_any(raw.defended),
            condemned=_any(raw.condemned),
            brokered=_any(raw.brokered),
            alone=_any(raw.alone),
            pointing=_any(raw.pointing),
            untrue=_any(raw.untrue),
            own_part=_any(raw.own_part),
            charge=_any(raw.charge),
            retort=_any(raw.retort),
            levels=tuple((lv.name, _any(lv.words)) for lv in raw.level),
        )
    except (tomli.TOMLDecodeError, msgspec.ValidationError, re.error) as why:
        raise LexiconError(f"diplomacy.toml: {why}") from None
