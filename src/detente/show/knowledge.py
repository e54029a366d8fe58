"""How does a command get what reading needs? Settings and knowledge, with a bar while the place index is built."""

import functools
from dataclasses import replace
from pathlib import Path

from detente.pipeline import Knowledge, learn
from detente.settings import Settings, load_settings
from detente.show.progress import building


def wanted(lexicon: Path | None = None) -> Settings:
    """The settings as they are now, with the folder of rows that was named."""
    settings = load_settings()
    return settings if lexicon is None else replace(settings, lexicon=lexicon)


@functools.lru_cache(maxsize=2)
def knowledge(lexicon: Path | None = None) -> tuple[Settings, Knowledge]:
    """Settings and knowledge, loaded once a process."""
    settings = wanted(lexicon)
    with building("building the place index") as progress:
        return settings, learn(settings, progress)
