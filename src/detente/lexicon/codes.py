"""Which event codes are there, and what does each weigh? PLOVER types and modes, CAMEO codes and Goldstein values."""

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Codes:
    """The code tables. ``score`` runs from -10 (conflict) to +10 (cooperation), as Goldstein values do."""

    quads: dict[str, int]
    scores: dict[tuple[str, str | None], float | None]
    defaults: dict[tuple[str, str | None], str]
    cameo: dict[str, tuple[str, float]]
    plover_of: dict[str, str]
    contexts: frozenset[str]

    def quad(self, kind: str) -> int:
        """PLOVER's quad class of a type: 1 verbal cooperation to 4 material conflict.

        >>> load_codes().quad("ASSAULT")
        4
        """
        return self.quads[kind]

    def goldstein(self, cameo: str) -> float | None:
        """The Goldstein value of a CAMEO code, or ``None`` where there is no such code.

        >>> load_codes().goldstein("195")
        -10.0
        """
        row = self.cameo.get(cameo)
        return row[1] if row else None

    def default_cameo(self, kind: str, mode: str | None) -> str:
        """The CAMEO code of a type and mode whose row names none."""
        return self.defaults.get((kind, mode)) or self.defaults[kind, None]

    def valid(self, event: str) -> bool:
        """Whether ``TYPE`` or ``TYPE.mode`` is one of PLOVER's."""
        kind, _, mode = event.partition(".")
        return (kind, mode or None) in self.defaults


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("detente.lexicon") / "data" / "codes" / name).read_text(encoding="utf-8")
    return iter(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@functools.lru_cache(maxsize=1)
def load_codes() -> Codes:
    """The bundled tables, loaded once."""
    plover = list(_rows("plover.csv"))
    cameo = list(_rows("cameo.csv"))
    return Codes(
        quads={r["type"]: int(r["quad"]) for r in plover},
        scores={(r["type"], r["mode"] or None): float(r["score"]) if r["score"] else None for r in plover},
        defaults={(r["type"], r["mode"] or None): r["cameo"] for r in plover},
        cameo={r["code"]: (r["label"], float(r["goldstein"])) for r in cameo},
        plover_of={r["code"]: r["type"] for r in cameo if r["type"]},
        contexts=frozenset(r["context"] for r in _rows("contexts.csv")),
    )
