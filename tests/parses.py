"""Parses written by hand, so that rules on syntax are tested without a model."""

import spacy
from spacy.tokens import Doc

from detente.records import Report, report_id

VOCAB = spacy.blank("en").vocab


def parsed(table: str) -> tuple[Report, Doc]:
    """A report and its parse from lines ``word POS dep head``; ``head`` is a word number from 0."""
    rows = [line.split() for line in table.strip().splitlines()]
    words, pos, deps, heads = [], [], [], []
    for row in rows:
        if not row:
            continue
        words.append(row[0])
        pos.append(row[1])
        deps.append(row[2])
        heads.append(int(row[3]))
    spaces = [not (i + 1 < len(words) and words[i + 1] in {".", ",", "'s"}) for i in range(len(words))]
    doc = Doc(VOCAB, words=words, spaces=spaces, pos=pos, deps=deps, heads=heads, lemmas=[w.lower() for w in words])
    text = doc.text
    return Report(id=report_id(text), text=text, parts=(), sha256="0" * 64, published="2025-05-08"), doc
