"""What does the encoder see in one report? Its cues and deeds, in the order of the text, as one value."""

from dataclasses import dataclass

from spacy.tokens import Doc

from detente.reading.encoder.decode import Cue, Deed, cues, deeds
from detente.reading.encoder.model import Encoder
from detente.records import Report


@dataclass(frozen=True, slots=True)
class Seen:
    """Cues and deeds of a report."""

    cues: tuple[Cue, ...] = ()
    deeds: tuple[Deed, ...] = ()


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
    said = sorted((c for r in read for c in cues(encoder, r)), key=lambda c: c.span)
    done = sorted((d for r in read for d in deeds(encoder, r)), key=lambda d: d.span)
    return Seen(tuple(said), tuple(done))
