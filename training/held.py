"""Which documents are kept for measuring, and never learned from?"""

import hashlib

from corpus import Document

ONE_IN = 8
"""One document in eight, chosen by the hash of its name, so that a later corpus keeps the choice."""


def held_back(document: Document) -> bool:
    """Whether a document is kept for measuring."""
    return hashlib.sha256(document.name.encode()).digest()[0] % ONE_IN == 0
