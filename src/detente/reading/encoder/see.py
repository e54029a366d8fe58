"""What does the encoder see in one report? Its names, cues and deeds, in the order of the text, as one value."""

from dataclasses import dataclass

from spacy.tokens import Doc

from detente.reading.encoder.decode import Cue, Deed, cues, deeds
from detente.reading.encoder.gate import Gate
from detente.reading.encoder.model import Encoder
from detente.reading.encoder.named import Name, names
from detente.records import Report


@dataclass(frozen=True, slots=True)
class Seen:
    """Cues, deeds and names of a report."""

    cues: tuple[Cue, ...] = ()
    deeds: tuple[Deed, ...] = ()
    names: tuple[Name, ...] = ()
    unsure: tuple[tuple[int, int], ...] = ()
    """Sentences in which the encoder is not sure of the names, or which it has not read."""


NOTHING = Seen()
"""What is seen without an encoder: rules stand alone."""


def see(report: Report, doc: Doc, encoder: Encoder, gate: Gate) -> Seen:
    """Run the encoder over the paragraphs of a report that pass the gate; windows end where sentences of the parse do.

    A sentence of the parse holds the line break behind it, so that short paragraphs share a window: a fifth faster
    than one window each.
    """
    sentences = [
        s for s in doc.sents if report.part_at(s.start_char) != "furniture" and any(c.isalnum() for c in s.text)
    ]
    shut = [(s.start_char, s.end_char) for s in gate.shut(report.text, doc, sentences)]
    read = encoder.read(report.text, [(s.start_char, s.end_char) for s in sentences], shut)
    found, unsure = names(encoder, read, doc)
    unsure = sorted([*unsure, *shut])
    return Seen(tuple(cues(encoder, read)), tuple(deeds(encoder, read)), tuple(found), tuple(unsure))
