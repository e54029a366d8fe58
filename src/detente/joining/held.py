"""What must a ledger remember so that new reports are joined with what they touch, and with nothing else?

The rooms of joining and of the ledger do not know one another: this is what the first asks, and the second answers.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from detente.records import Channel, CopyGroup, Dispute, Incident, Position, Reading


class Shelved(NamedTuple):
    """A report as it is remembered: the bytes of its digest, its day, and whether it holds denials."""

    report: str
    data: bytes
    day: int
    denies: bool


class Home(NamedTuple):
    """The report of a strand, and the incident that it was joined to."""

    report: str
    incident: str | None


class Entry(NamedTuple):
    """A strand in a block, on the day on which it enters it."""

    day: int
    strand: str


class Look(NamedTuple):
    """A place in a block, and the days of it that matter."""

    key: int
    at: Entry
    first: int
    last: int


class Tie(NamedTuple):
    """Two strands that can bring each other together, or two reports that repeat each other.

    ``times`` they meet in blocks; ``loose`` ties count only where their reports share another happening.
    """

    one: str
    other: str
    odds: float
    times: int
    loose: bool


class Piece(NamedTuple):
    """What an owner (a report or an incident) brings to a channel, a position, a dispute: its ``key``.

    Pieces of one key are put together in the order of ``rank``.
    """

    kind: str
    key: str
    rank: str
    owner: str
    data: bytes


@dataclass(slots=True)
class Part:
    """What joining found anew: records that are there now, and ids that were looked at again and may be gone.

    ``reports`` are those whose copies were looked at.
    """

    incidents: list[Incident] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    copies: list[CopyGroup] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)


class Memory(Protocol):
    """What a ledger remembers of what was joined; all of it changes with the join that it belongs to, or not at all."""

    def readings(self, reports: Collection[str]) -> list[Reading]:
        """The readings of these reports as people left them."""

    def reports_of(self, events: Collection[str]) -> set[str]:
        """The reports that these events stand in."""

    def decided(self) -> set[str]:
        """Events by which people named the incidents that they merged or split."""

    def disputes_on(self, incidents: Collection[str]) -> set[str]:
        """The disputes that the ledger holds on these incidents."""

    def copies_of(self, reports: Collection[str]) -> set[str]:
        """The groups of copies that the ledger holds with these reports."""

    def digests(self, reports: Collection[str]) -> dict[str, bytes]:
        """What is remembered of these reports."""

    def origins(self, reports: Collection[str]) -> dict[str, str]:
        """The report that each of these repeats, itself where it repeats none."""

    def keep(self, reports: Iterable[Shelved]) -> None:
        """Remember reports; the origin of each is itself until told."""

    def come_from(self, origins: Mapping[str, str]) -> None:
        """Remember what these reports repeat."""

    def forget(self, report: str) -> None:
        """Remember nothing of a report and its strands."""

    def denying(self, first: int, last: int) -> set[str]:
        """Reports with denials, of these days."""

    def strands(self, ids: Collection[str]) -> dict[str, Home]:
        """Where these strands belong."""

    def strands_of(self, reports: Collection[str]) -> dict[str, Home]:
        """The strands of these reports, and where they belong."""

    def strands_in(self, incidents: Collection[str]) -> dict[str, Home]:
        """The strands of these incidents."""

    def place(self, homes: Mapping[str, Home]) -> None:
        """Remember where strands belong, new ones and others."""

    def shared(self, keys: Collection[int]) -> set[int]:
        """Which of these blocks hold anything."""

    def around(self, looks: Sequence[Look], reach: int) -> list[tuple[list[Entry], list[Entry]]]:
        """For each look the entries of the block before and after its place, the nearest first, ``reach`` at most."""

    def enter(self, rows: Iterable[tuple[int, Entry]]) -> None:
        """Put strands into blocks."""

    def leave(self, rows: Iterable[tuple[int, Entry]]) -> None:
        """Take strands out of blocks."""

    def repeating(
        self, reports: Sequence[tuple[str, Collection[int], int | None]], days: int, met: int
    ) -> dict[str, set[str]]:
        """For each report (its id, runs and day) the others that hold so many of its runs at least: of so many days
        around its day, and of no day."""

    def run(self, reports: Iterable[tuple[str, Collection[int], int | None]]) -> None:
        """Remember the runs of reports, and the day of each."""

    def unrun(self, report: str, runs: Collection[int]) -> None:
        """Forget the runs of a report."""

    def ties(self, ids: Collection[str]) -> list[Tie]:
        """All ties of these strands or reports, each seen from these."""

    def tie(self, ties: Iterable[Tie]) -> None:
        """Remember ties, in the place of what was remembered of the same two."""

    def untie(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Forget ties."""

    def pieces(self, kind: str, keys: Collection[str]) -> list[Piece]:
        """All pieces of these keys, by key and rank."""

    def firsts(self, kind: str, keys: Collection[str]) -> list[Piece]:
        """The piece of each of these keys that ranks first, whatever their number."""

    def pieces_of(self, kind: str, owners: Collection[str]) -> list[Piece]:
        """All pieces that these brought."""

    def keys(self, kind: str) -> list[str]:
        """All keys under which there are pieces."""

    def add(self, pieces: Sequence[Piece]) -> None:
        """Remember pieces."""

    def drop(self, kind: str, owners: Collection[str]) -> None:
        """Forget what these brought."""
