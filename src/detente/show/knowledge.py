"""How does a command get what reading needs? Settings and knowledge, with a bar while the place index is built."""

import functools
from pathlib import Path

from detente.pipeline import Knowledge, learn
from detente.settings import Settings, load_settings
from detente.show.progress import building


@functools.lru_cache(maxsize=2)
def knowledge(lexicon: Path | None = None) -> tuple[Settings, Knowledge]:
    """Settings and knowledge, loaded once a process."""
    from dataclasses import replace

    settings = load_settings()
    if lexicon is not None:
        settings = replace(settings, lexicon=lexicon)
    with building("building the place index") as progress:
        return settings, learn(settings, progress)
