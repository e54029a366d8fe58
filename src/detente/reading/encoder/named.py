"""Which words are names, dates and amounts? The encoder's head where it is sure, spaCy's recogniser elsewhere.

The kinds are OntoNotes' (ORG, GPE, PERSON, DATE, ...). The head learned them from the recogniser's readings of open
text and costs next to nothing where the encoder runs anyhow; the recogniser is half of spaCy's time, but knows more
names. It is asked only for sentences in which the head is not sure of every word.
"""

from collections.abc import Callable, Sequence

import numpy as np
from spacy.tokens import Doc, Span

from detente.reading.encoder.decode import linear, of_words, softmax
from detente.reading.encoder.looks import looks
from detente.reading.encoder.model import Encoder, Read
from detente.reading.recogniser import Found

Name = tuple[int, int, str]
"""Offsets and kind."""
Ask = Callable[[Doc, Sequence[int]], list[Found]]
"""A recogniser (:meth:`~detente.reading.recogniser.Recogniser.among`)."""

SURE = 0.98
"""Probability of each word's label from which a sentence is not read by the recogniser: 96 in 100 such sentences of the
documents held back are read as it reads them, and a third of all words stand in them."""


def names(encoder: Encoder, read: Read, doc: Doc) -> tuple[list[Name], list[tuple[int, int]]]:
    """The names of a report, in order, none running over the end of a sentence; and the sentences, as offsets of their
    first word's begin and their last word's end, of which the head is not sure."""
    if not len(read.words):
        return [], []
    heads = encoder.heads
    mixed = of_words(heads, "name.word", read) + linear(heads, "name.looks", looks(doc, read.words))
    p = softmax(linear(heads, "name.out", np.maximum(mixed, 0, out=mixed)))
    labels = p.argmax(axis=1)
    first = np.flatnonzero(read.homes[:, 0] == np.arange(len(labels)))
    doubted = first[np.minimum.reduceat(p.max(axis=1), first) < SURE]
    unsure = [(read.words[i][0], read.words[int(read.homes[i, 1]) - 1][1]) for i in doubted.tolist()]
    return _joined(encoder.card.names, read, labels.tolist()), unsure


def _joined(kinds: Sequence[str], read: Read, labels: list[int]) -> list[Name]:
    """Names from labels: 2k + 1 begins kind k, 2k + 2 carries it on."""
    out: list[Name] = []
    last = -2
    for i in (i for i, label in enumerate(labels) if label):
        kind, goes_on = divmod(labels[i] - 1, 2)
        start, end = read.words[i]
        if goes_on and i == last + 1 and read.homes[i, 0] != i and out[-1][2] == kinds[kind]:
            out[-1] = (out[-1][0], end, kinds[kind])
        else:
            out.append((start, end, kinds[kind]))
        last = i
    return out


def name(doc: Doc, found: Sequence[Name], unsure: Sequence[tuple[int, int]], ask: Ask) -> None:
    """Write names into a parse as its entities, on whole tokens: those ``found``, but in the sentences that are
    ``unsure`` those of the recogniser ``ask``, which is given these sentences as one text."""
    asked = [s for a, b in unsure if (s := doc.char_span(a, b, alignment_mode="expand")) is not None]
    taken = np.zeros(len(doc), bool)
    for s in asked:
        taken[s.start : s.end] = True
    spans: list[Span] = []
    for start, end, kind in found:
        span = doc.char_span(start, end, label=kind, alignment_mode="expand")
        if span is not None and not taken[span.start : span.end].any():
            taken[span.start : span.end] = True
            spans.append(span)
    doc.set_ents([*spans, *_told(doc, asked, ask)], default="outside")


def _told(doc: Doc, asked: Sequence[Span], ask: Ask) -> list[Span]:
    """What the recogniser finds in some stretches of a parse."""
    tokens = [i for s in asked for i in range(s.start, s.end)]
    out = []
    for start, end, kind in ask(doc, tokens):
        first, last = tokens[start], tokens[end - 1]
        if last - first == end - 1 - start:  # not over two stretches that do not touch
            out.append(Span(doc, first, last + 1, label=kind))
    return out
