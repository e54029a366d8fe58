"""What do many reports make together? The one door of joining across reports.

``join(readings)`` is a pure function of the readings: their order of arrival changes nothing, the same report given
twice counts once, and every id is made from the records themselves, so that a caller who joins again after new reports
can compare memberships and lead old ids on to new ones. :func:`tension` and :func:`timeline` work on what it returns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from detente.joining import copies as copying
from detente.joining import strands as stranding
from detente.joining.alike import Vectors
from detente.joining.cluster import cluster
from detente.joining.conflicts import conflicts
from detente.joining.digests import Digest, digest, rank_of
from detente.joining.lines import lines
from detente.joining.merge import incident
from detente.joining.spread import Spread, here
from detente.joining.stands import stands
from detente.joining.tension import tension
from detente.joining.timeline import timeline
from detente.lexicon.diplomacy import Diplomacy, load_diplomacy
from detente.lexicon.joining import JoiningWeights, load_joining
from detente.records import Channel, CopyGroup, Dispute, Incident, Position, Reading

__all__ = ["Digest", "Joined", "digest", "join", "join_digests", "tension", "timeline"]


@dataclass(frozen=True, slots=True)
class Joined:
    """All that many reports make together; ``origins`` names the report that each report repeats (itself if none)."""

    copies: tuple[CopyGroup, ...] = ()
    incidents: tuple[Incident, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    channels: tuple[Channel, ...] = ()
    positions: tuple[Position, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)


def join(
    readings: Sequence[Reading],
    words: Diplomacy | None = None,
    weights: JoiningWeights | None = None,
    vectors: Vectors | None = None,
) -> Joined:
    """Join readings; ``vectors`` are an encoder's sentence vectors by event id, used where given.

    Readings are gone through twice, one after another, and never held together: a sequence that loads as it goes
    (:class:`detente.ledger.readings.Readings`) keeps memory to what joining itself needs.
    """
    weights = weights or load_joining()
    order = canonical(readings)
    digests = [digest(r, weights) for r in _in(readings, order)]
    return join_digests(digests, _View(readings, order), words, weights, vectors)


def join_digests(
    digests: Sequence[Digest],
    readings: Sequence[Reading],
    words: Diplomacy | None = None,
    weights: JoiningWeights | None = None,
    vectors: Vectors | None = None,
    spread: Spread = here,
) -> Joined:
    """Join digests that stand in canonical order, each report once; of ``readings``, in the same order, only copies
    are opened again. ``spread`` says where the pairs are weighed; it changes where, and nothing that comes out."""
    weights, words = weights or load_joining(), words or load_diplomacy()
    groups = copying.copies(readings, [d.shape for d in digests])
    origins = copying.origins((d.shape.id for d in digests), groups)
    sources = [d.source for d in digests]
    many = [msgspec.structs.replace(s, report=at) for at, d in enumerate(digests) for s in d.strands]
    told = [d.told for d in digests]
    tellers = {s.id: s for t in told for s in t.statements}
    land = stranding.field(sources, many)
    found = [incident([many[i] for i in g], sources, origins, tellers) for g in cluster(land, weights, vectors, spread)]
    incidents = tuple(sorted(found, key=lambda i: (i.day or "~", i.id)))
    return Joined(
        copies=groups,
        incidents=incidents,
        disputes=conflicts(incidents, told, words),
        channels=lines(told, words),
        positions=stands(told, words),
        origins=origins,
    )


def canonical(readings: Sequence[Reading]) -> list[int]:
    """Indices in the order of time and id, each report once: what all that follows depends on."""
    first: dict[str, tuple[tuple[str, str, str, str], int]] = {}
    for i, r in enumerate(readings):
        rank = rank_of(r)
        if r.report.id not in first or rank < first[r.report.id][0]:
            first[r.report.id] = (rank, i)
    return [i for _, i in sorted(first.values())]


def _in(readings: Sequence[Reading], order: Sequence[int]) -> Iterator[Reading]:
    """Readings in an order; in one sweep where the order is theirs already."""
    if list(order) == list(range(len(readings))):
        yield from readings
    else:
        for i in order:
            yield readings[i]


class _View(Sequence[Reading]):
    """Readings in another order, none of them copied."""

    def __init__(self, readings: Sequence[Reading], order: Sequence[int]) -> None:
        self._readings, self._order = readings, order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        return self._readings[self._order[at]]
