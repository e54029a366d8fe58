"""What does the encoder see in one report? Its names, cues and deeds, in the order of the text, as one value."""

from dataclasses import dataclass

from spacy.tokens import Doc

from detente.reading.encoder.decode import Cue, Deed, cues, deeds
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
    """Sentences in which the encoder is not sure of the names."""


NOTHING = Seen()
"""What is seen without an encoder: rules stand alone."""


def see(report: Report, doc: Doc, encoder: Encoder) -> Seen:
    """Run the encoder over a report; sentences are the parse's, so windows end where sentences do."""
    sentences = [
        (s.start_char, s.end_char)
        for s in doc.sents
        if report.part_at(s.start_char) != "furniture" and any(c.isalnum() for c in s.text)
    ]
    read = encoder.read(report.text, sentences)
    found, unsure = names(encoder, read, doc)
    return Seen(tuple(cues(encoder, read)), tuple(deeds(encoder, read)), tuple(found), tuple(unsure))
