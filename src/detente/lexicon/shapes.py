"""Into which classes of ACLED and UCDP GED does an incident fall? ``data/codes/shapes.toml``: where it is certain."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import msgspec
import tomli

from detente.errors import LexiconError
from detente.records import EventType

Sort = Literal["state", "rebel", "militia", "civilian"]
Toward = Literal["civilian", "armed", "mutual"]


class Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ACLED's ``disorder_type``, ``event_type`` and ``sub_event_type`` of a type, mode and whom it is done to."""

    type: EventType
    mode: str | None = None
    toward: Toward | None = None
    disorder: str | None = None
    event: str | None = None
    sub: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sides: dict[Sort, tuple[str, ...]]
    inter: dict[Literal["state", "rebel", "militia", "civilian", "foreign", "protester", "rioter"], str]
    acled: tuple[Class, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The rows, and the sort of a party by its sector."""

    sorts: Mapping[str, Sort]
    inter: Mapping[str, str]
    rows: Mapping[tuple[str, str | None, str | None], Class]

    @property
    def wanted(self) -> frozenset[tuple[str, str | None]]:
        """Types and modes of incidents that ACLED counts at all."""
        return frozenset((r.type, r.mode) for r in self.rows.values())

    def of(self, event_type: str, mode: str | None, toward: str | None) -> Class | None:
        """The fullest row that fits.

        >>> load_shapes().of("ASSAULT", "drone", "civilian").sub
        'Air/drone strike'
        """
        keys = (
            (event_type, mode, toward),
            (event_type, mode, None),
            (event_type, None, toward),
            (event_type, None, None),
        )
        return next((self.rows[k] for k in keys if k in self.rows), None)


@functools.lru_cache(maxsize=1)
def load_shapes() -> Shapes:
    """The bundled rows; raises :class:`~detente.errors.LexiconError` on an unknown key or two rows for one thing."""
    path = files("detente.lexicon") / "data" / "codes" / "shapes.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _File)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"shapes.toml: {why}") from None
    rows: dict[tuple[str, str | None, str | None], Class] = {}
    for row in raw.acled:
        if (row.type, row.mode, row.toward) in rows:
            raise LexiconError(f"shapes.toml: two rows for {row.type} {row.mode or ''} {row.toward or ''}")
        rows[row.type, row.mode, row.toward] = row
    sorts = {sector: sort for sort, sectors in raw.sides.items() for sector in sectors}
    return Shapes(sorts, {str(k): v for k, v in raw.inter.items()}, rows)
