"""Do two sides tell of one blow in two towns? Incidents that only the town keeps apart, each on one side's word alone.

Between states a town that differs makes another incident (each has its own strike that night). Where the two sides of
a conflict tell on one day of the same deed to the same victims, as many of them, and name two towns, the town is what
they dispute; the two incidents stay apart, because nobody here says who is right.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from detente.joining.incidents import FINE, side_key
from detente.records import Account, ActorRef, Incident

TELLING = 3
"""Victims below this are no mark of one blow: many a night has two dead in two towns."""

REACH = 24
"""Incidents of one pair, deed and day that are held together: a night of a war may have hundreds."""


Blow = tuple[str, str, str, str]
"""The deed, who does it and to whom (codes, parted by blanks), and the day."""


def elsewhere(incidents: Sequence[Incident]) -> Iterator[tuple[Incident, Incident]]:
    """Pairs of incidents whose towns two sides dispute, the earlier first."""
    groups: dict[Blow, list[Incident]] = defaultdict(list)
    for i in incidents:
        if (key := blow(i)) is not None:
            groups[key].append(i)
    for many in groups.values():
        yield from in_pairs(many)


def blow(i: Incident) -> Blow | None:
    """Under what an incident is held against others, if only its own parties tell of it, and in which town."""
    doers = {r.country for r in i.actors if r.country}
    done = {r.country for r in i.recipients if r.country}
    placed = i.where is not None and i.where.precision in FINE
    if not (i.day and doers and done and placed and _sides(i) and _sides(i) <= doers | done):
        return None
    return i.type, " ".join(sorted(doers)), " ".join(sorted(done)), i.day


def in_pairs(many: Sequence[Incident]) -> Iterator[tuple[Incident, Incident]]:
    """The pairs among incidents of one deed, day and pair of parties."""
    for a, b in combinations(sorted(many, key=lambda i: i.id)[:REACH], 2):
        if a.where and b.where and a.where.name != b.where.name and not _sides(a) & _sides(b) and _same(a, b):
            yield a, b


def _sides(i: Incident) -> set[str]:
    return {side_key(a.side) for a in i.accounts}


def voices(i: Incident) -> Iterator[tuple[ActorRef, Account]]:
    """The accounts of an incident that are somebody's, and not an outlet's own."""
    for a in i.accounts:
        if not isinstance(a.side, str):
            yield a.side, a


def _same(a: Incident, b: Incident) -> bool:
    """Whether both count as many victims of one kind."""
    return bool(_counts(a) & _counts(b))


def _counts(i: Incident) -> set[tuple[str, str | None, float]]:
    return {
        (q.what, q.of, q.best) for a in i.accounts for q in a.quantities if q.best is not None and q.best >= TELLING
    }
