"""How are new reports joined with what a ledger holds, and nothing but what they touch looked at again?

What comes out is what :func:`detente.joining.crisis.join` makes of all reports, because each step of it depends on a
part: a pair on its two reports, a block on its neighbours, a group on what hangs together, a channel on those who tell
of it, a denial on the claims of ten days and on its incident. ``tests/test_part.py`` holds both against one another.
"""

import functools
import hashlib
from collections.abc import Collection, Iterable, Iterator
from importlib.resources import files

from detente.joining import regroup, retell
from detente.joining.conflicts import All, within
from detente.joining.denials import day_of
from detente.joining.digests import digest, kept, packed, told, unpacked
from detente.joining.held import Memory, Part, Shelved
from detente.joining.strands import Told
from detente.lexicon.diplomacy import Diplomacy, load_diplomacy
from detente.lexicon.joining import JoiningWeights, load_joining
from detente.records import Dispute, Incident

VERSION = 1
"""Raised where code changes what is remembered, or what comes out of it: a ledger then joins all anew, once."""

DATA = ("joining.toml", "diplomacy.toml", "tension.toml", "judge.toml", "words_seen.csv")


@functools.cache
def rules() -> str:
    """A name for all that what is remembered depends on: the version of this code and the data that it reads."""
    folder = files("detente.lexicon") / "data"
    told = hashlib.blake2b(str(VERSION).encode(), digest_size=8)
    for name in DATA:
        told.update((folder / name).read_bytes())
    return told.hexdigest()


def rejoin(memory: Memory, reports: Collection[str]) -> Part:
    """Join reports that are new or read anew with what is remembered; returns what changed."""
    weights, words = load_joining(), load_diplomacy()
    part, touched = Part(), regroup.Touched()
    keys, days, copied = _exchange(memory, reports, touched, part, weights, words)
    moved = retell.copies(memory, copied, part)
    regroup.retie(memory, touched, weights)
    groups = regroup.regroup(memory, touched, reports, moved, weights)
    homes = retell.Homes(memory, functools.partial(_tell, memory))
    disputes: list[Dispute] = []
    for incidents, many in regroup.told_again(memory, groups):
        known = All(many, incidents)
        part.incidents += incidents
        disputes += [d for i in incidents for d in within(i, known, words)]
        homes.made(many, incidents)
    part.seen["incident"] = touched.incidents | {i.id for i in part.incidents}
    _disputes(memory, reports, touched, days, part, disputes, homes, words)
    retell.channels(memory, keys["channel"], part)
    return part


def _exchange(
    memory: Memory,
    reports: Collection[str],
    touched: regroup.Touched,
    part: Part,
    weights: JoiningWeights,
    words: Diplomacy,
) -> tuple[dict[str, set[str]], set[int], set[str]]:
    """Forget what was remembered of these reports, and remember what they are now.

    Returns the keys of pieces that came or went, the days whose claims changed, and reports whose copies may have.
    """
    copied = set(reports)
    days: set[int] = set()
    for data in memory.digests(reports).values():
        old = unpacked(data)
        regroup.leave(memory, old, touched)
        copied |= retell.leave(memory, old)
        memory.forget(old.source.id)
    stood = retell.stood(memory, reports)
    days |= {int(p.key) for p in memory.pieces_of("claim", reports)}
    pieces, new, shelved = [], [], []
    for reading in memory.readings(reports):
        made, tells = kept(digest(reading, weights)), told(reading)
        new.append(made)
        denies = retell.denies(tells, words)
        shelved.append(Shelved(reading.report.id, packed(made), day_of(tells.published), denies))
        pieces += list(retell.brought(tells, words))
    memory.keep(shelved)
    regroup.enter(memory, new, touched)
    copied |= retell.enter(memory, new)
    keys = retell.bring(memory, reports, pieces)
    days |= {int(p.key) for p in pieces if p.kind == "claim"}
    retell.positions(memory, keys["position"], stood, part)
    return keys, days, copied


def _disputes(
    memory: Memory,
    reports: Collection[str],
    touched: regroup.Touched,
    days: Iterable[int],
    part: Part,
    made: list[Dispute],
    homes: retell.Homes,
    words: Diplomacy,
) -> None:
    """All disputes on what changed."""
    events = touched.events | {e for i in part.incidents for e in i.events}
    seen = memory.disputes_on(part.seen["incident"])
    of_denials, looked_at = retell.denials(memory, reports, events, days, homes, words)
    of_towns, in_towns = retell.two_towns(memory, touched.incidents, part.incidents)
    part.disputes += [*made, *of_denials, *of_towns]
    part.seen["dispute"] = seen | looked_at | in_towns | {d.id for d in part.disputes}


def _tell(memory: Memory, incidents: Collection[str]) -> Iterator[tuple[list[Incident], list[Told]]]:
    """Incidents that stand, told again."""
    groups: dict[str, list[str]] = {}
    for s, h in memory.strands_in(incidents).items():
        groups.setdefault(h.incident or "", []).append(s)
    return regroup.told_again(memory, list(groups.values()))
