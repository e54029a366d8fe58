"""What do workers share? All that reading needs, loaded once in the process that they are forked from.

Imported by that process (``multiprocessing``'s fork server, which runs no threads and nothing else) and by no other: it
loads when it is imported. Workers begin with models, lexicon and place index in memory, and share the pages of these.
"""

import contextlib
import gc
import os
from pathlib import Path

from detente.errors import DetenteError
from detente.pipeline import read_report
from detente.reading.clean import clean_text
from detente.show.batch import LEXICON
from detente.show.knowledge import knowledge

SENTENCE = "Norway's minister said on Monday, May 5, that shells had killed three people in Oslo."
"""Read once, so that what is made at first use is made before workers are forked."""

with contextlib.suppress(DetenteError):  # a fault of the lexicon was told by the process that asked for workers
    _given = os.environ.get(LEXICON)
    read_report(clean_text(SENTENCE, published="2025-05-08"), knowledge(Path(_given) if _given else None)[1])
    gc.collect()
    gc.freeze()  # what is shared is not written to by looking for garbage
