"""How is a text shown with all its records in it? Cut where any span begins or ends, each piece with its kinds."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from detente.records import Event, Reading, Report, Statement


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``kinds`` are the tints on it, ``record`` the narrowest record that it belongs to."""

    text: str
    kinds: tuple[str, ...]
    record: str | None

    @property
    def link(self) -> bool:
        """Whether it leads to its record: few words do, so that a text is not one link after another."""
        return self.record is not None and bool({"deed", "cue"} & {*self.kinds}) and bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the report: headline, body, teaser, ..."""

    kind: str
    start: int
    pieces: tuple[Piece, ...]


Mark = tuple[int, int, str, str | None]


def marks(reading: Reading, events: Iterable[Event], statements: Iterable[Statement]) -> list[Mark]:
    """Every span with its tint and record."""
    out: list[Mark] = []
    for s in statements:
        out += [(c.start, c.end, "said", s.id) for c in s.content]
        if s.cue is not None:
            out.append((s.cue.start, s.cue.end, "cue", s.id))
        if s.speaker is not None:
            out.append((s.speaker.span.start, s.speaker.span.end, "speaker", s.id))
    for e in events:
        out.append((e.trigger.start, e.trigger.end, f"deed q{e.quad}", e.id))
        out += [(h.start, h.end, "hedge", e.id) for h in e.hedges]
    out += [(p.span.start, p.span.end, "place", None) for p in reading.places]
    out += [(t.span.start, t.span.end, "time", None) for t in reading.times]
    out += [(n.span.start, n.span.end, "number", None) for n in reading.numbers]
    return out


def blocks(report: Report, found: list[Mark]) -> list[Block]:
    """The text in its parts, each cut into pieces; put together again they are the text between, unchanged."""
    text = report.text
    parts = sorted((p.start, p.end, p.kind) for p in report.parts) or [(0, len(text), "body")]
    out: list[Block] = []
    at = 0
    for start, end, kind in parts:
        start = max(start, at)
        if text[at:start].strip():
            out.append(_block(text, at, start, "body", found))
        if start < end:
            out.append(_block(text, start, end, kind, found))
        at = max(at, end)
    if text[at:].strip():
        out.append(_block(text, at, len(text), "body", found))
    return out


def _block(text: str, start: int, end: int, kind: str, found: list[Mark]) -> Block:
    mine = [m for m in found if m[0] < end and m[1] > start]
    cuts = sorted({start, end, *(c for m in mine for c in m[:2] if start < c < end)})
    pieces = []
    for a, b in itertools.pairwise(cuts):
        over = [m for m in mine if m[0] <= a and m[1] >= b]
        narrow = min((m for m in over if m[3]), key=lambda m: m[1] - m[0], default=None)
        kinds = tuple(dict.fromkeys(k for m in over for k in m[2].split()))
        pieces.append(Piece(text[a:b], kinds, narrow[3] if narrow else None))
    return Block(kind, start, tuple(pieces))
