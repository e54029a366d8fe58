"""What does each kind of incident weigh on the tension curve? ``data/tension.toml``, every weight with its reason."""

import functools
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import msgspec
import tomli

from detente.errors import LexiconError
from detente.records import EventType

Stream = Literal["conflict", "cooperation"]


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row: what incidents of a type (and mode) weigh, in which stream."""

    type: EventType
    stream: Stream
    kind: Literal["deed", "word"]
    weight: float
    why: str
    mode: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    half_life: float
    per_tenfold_dead: float
    least_usual: float
    contested: float
    single_source: float
    silence: float
    silence_half: float
    least_share: float
    timeline_least: float
    weight: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class TensionWeights:
    """The scale of the curve; ``of`` finds the row of an incident."""

    scale: _File
    rows: dict[tuple[str, str | None], Weight]

    def of(self, event_type: str, mode: str | None) -> Weight | None:
        """The row of a type, that of its mode first.

        >>> load_tension().of("ASSAULT", "heavy-weapons").weight
        7.0
        """
        return self.rows.get((event_type, mode)) or self.rows.get((event_type, None))

    def deadly(self, dead: float) -> float:
        """By how much the number of dead multiplies a weight."""
        return 1.0 + self.scale.per_tenfold_dead * math.log10(1.0 + dead) if dead > 0.0 else 1.0


@functools.lru_cache(maxsize=1)
def load_tension() -> TensionWeights:
    """The bundled scale; raises :class:`~detente.errors.LexiconError` on an unknown key or two rows for one mode."""
    path = files("detente.lexicon") / "data" / "tension.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _File)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"tension.toml: {why}") from None
    rows: dict[tuple[str, str | None], Weight] = {}
    for row in raw.weight:
        if (row.type, row.mode) in rows:
            raise LexiconError(f"tension.toml: two rows for {row.type} {row.mode or ''}")
        rows[row.type, row.mode] = row
    return TensionWeights(raw, rows)
