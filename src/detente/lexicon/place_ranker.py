"""How much does each sign count when one of several places of a name is chosen? ``data/places/ranker.toml`` says."""

import functools
from pathlib import Path

import msgspec
import tomli

from detente.errors import LexiconError
from detente.lexicon.gazetteer_rows import Source


class Ranker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights by feature, the least confidence that is an answer, and how scores become confidences."""

    weights: dict[str, float]
    threshold: float
    """Below this confidence a name stays unresolved."""
    temperature: float
    """Scores are divided by it before they become shares, so that of answers with 0.8 four in five are right."""
    card: dict[str, str]
    """What the weights were made from, by which script, and how they fared."""


def read_ranker(path: Path) -> Ranker:
    """The weights of a file; raises :class:`~detente.errors.LexiconError` on an unknown key."""
    try:
        return msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), Ranker)
    except (OSError, tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"{path.name}: {why}") from None


@functools.lru_cache(maxsize=1)
def load_ranker() -> Ranker:
    """The bundled weights, read once."""
    return read_ranker(Source.installed().rows / "ranker.toml")
