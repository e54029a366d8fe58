"""How does a ledger remember what was joined? The tables of :mod:`detente.ledger.joined`, asked within one transaction.

It answers what joining asks (``Memory`` in ``detente.joining.held``); neither room knows the other.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from detente.ledger import bulk, joined, readings, recall, schema
from detente.records import Reading

OPEN = 256
"""Readings that stay open, those asked for last: what came in a round is asked for again as its incidents are told."""
STEP = 500
"""Values that one statement asks for, rows that one adds."""

T = TypeVar("T")
Runs = tuple[str, Collection[int], int | None]
"""A report, its runs, and its day."""


class Memory:
    """What a ledger remembers of what was joined; ``types`` (``detente.joining.held``) are what it answers in.

    ``lately`` are readings by their rows: as they were kept by this process a moment ago, so that none is opened again.
    """

    def __init__(self, conn: Connection, seq: int, types: Any, lately: Mapping[int, Reading] | None = None) -> None:
        self._conn, self._seq, self._types, self._lately = conn, seq, types, lately or {}
        self._open: dict[str, Reading] = {}
        self._decided = readings.decided(conn)

    # Records

    def readings(self, reports: Collection[str]) -> list[Reading]:
        """The readings of these reports as people left them."""
        out: dict[str, Reading] = {r: self._open[r] for r in reports if r in self._open}
        for some in _steps(sorted(set(reports) - out.keys())):
            told = readings.reviews(self._conn, some) if self._decided else {}
            now = readings.rows_of(self._conn, some) if self._lately else {}
            known = {r: self._lately[row] for r, row in now.items() if row in self._lately}
            read = [*known.values(), *readings.some(self._conn, [r for r in some if r not in known])]
            out |= {r.report.id: readings.corrected(r, told) for r in read}
        self._open = {r: x for r, x in self._open.items() if r not in out} | out
        while len(self._open) > OPEN:
            del self._open[next(iter(self._open))]
        return [out[r] for r in sorted(out)]

    def reports_of(self, events: Collection[str]) -> set[str]:
        """The reports that these events stand in."""
        return {r for (r,) in self._some(recall.REPORTS_OF, events)}

    def decided(self) -> set[str]:
        """Events by which people named the incidents that they merged or split, whether or not that was undone."""
        r = schema.revisions.c
        out: set[str] = set()
        for detail in self._conn.execute(select(r.detail).where(r.action.in_(("merge", "split")))).scalars():
            told = json.loads(detail)
            out.update(told.get("events", ()), *told.get("groups", ()))
        return out

    def disputes_on(self, incidents: Collection[str]) -> set[str]:
        """The disputes that the ledger holds on these incidents."""
        return {r for (r,) in self._some(recall.DISPUTES_ON, incidents)}

    def copies_of(self, reports: Collection[str]) -> set[str]:
        """The groups of copies that the ledger holds with these reports."""
        return {r for (r,) in self._some(recall.COPIES_OF, reports)}

    # Reports

    def digests(self, reports: Collection[str]) -> dict[str, bytes]:
        """What is remembered of these reports."""
        return dict(self._some(recall.DIGESTS, reports))

    def origins(self, reports: Collection[str]) -> dict[str, str]:
        """The report that each of these repeats, itself where it repeats none."""
        return dict(self._some(recall.ORIGINS, reports))

    def keep(self, reports: Iterable[Any]) -> None:
        """Remember reports; the origin of each is itself until told."""
        own = ((r, {"seq": self._seq, "origin": r.report, "denies": int(r.denies)}) for r in reports)
        self._add(joined.reports, (r._asdict() | more for r, more in own))

    def come_from(self, origins: Mapping[str, str]) -> None:
        """Remember what these reports repeat."""
        query = update(joined.reports).where(joined.reports.c.report == bindparam("r")).values(origin=bindparam("o"))
        if origins:
            self._conn.execute(query, [{"r": r, "o": o} for r, o in sorted(origins.items())])

    def forget(self, report: str) -> None:
        """Remember nothing of a report and its strands."""
        for table in (joined.reports, joined.strands):
            self._conn.execute(delete(table).where(table.c.report == report))

    def denying(self, first: int, last: int) -> set[str]:
        """Reports with denials, of these days."""
        c = joined.reports.c
        return set(self._conn.execute(select(c.report).where(c.denies == 1, c.day.between(first, last))).scalars())

    # Strands

    def strands(self, ids: Collection[str]) -> dict[str, Any]:
        """Where these strands belong."""
        return self._homes("strand", ids)

    def strands_of(self, reports: Collection[str]) -> dict[str, Any]:
        """The strands of these reports, and where they belong."""
        return self._homes("report", reports)

    def strands_in(self, incidents: Collection[str]) -> dict[str, Any]:
        """The strands of these incidents."""
        return self._homes("incident", incidents)

    def _homes(self, by: str, values: Collection[str]) -> dict[str, Any]:
        return {s: self._types.Home(r, i) for s, r, i in self._some(recall.HOMES[by], values)}

    def place(self, homes: Mapping[str, Any]) -> None:
        """Remember where strands belong, new ones and others."""
        ids = sorted(homes)
        self._away(joined.strands, joined.strands.c.strand, ids)
        rows = [{"strand": s, "report": homes[s].report, "incident": homes[s].incident} for s in ids]
        self._add(joined.strands, rows)

    # Blocks

    def shared(self, keys: Collection[int]) -> set[int]:
        """Which of these blocks hold anything."""
        told = {_signed(k): k for k in keys}
        return {told[k] for (k,) in self._some(recall.SHARED, told)}

    def around(self, looks: Sequence[Any], reach: int) -> list[tuple[list[Any], list[Any]]]:
        """For each look the entries of the block before and after its place, the nearest first, ``reach`` at most."""
        make, out = self._types.Entry, []
        for some in _steps(looks, recall.LOOKS):
            asked = recall.NOWHERE | {"reach": reach}
            for look, (key, day, strand, first, last) in zip(some, recall.PLACES, strict=False):
                asked[key], asked[day], asked[strand] = _signed(look.key), look.at.day, look.at.strand
                asked[first], asked[last] = look.first, look.last
            found: list[tuple[list[Any], list[Any]]] = [([], []) for _ in range(recall.LOOKS)]
            for n, side, day, strand in bulk.ask(self._conn, recall.AROUND, asked):
                found[n][side].append(make(day, strand))
            for before, after in found[: len(some)]:
                out.append((sorted(before, reverse=True), sorted(after)))
        return out

    def enter(self, rows: Iterable[tuple[int, Any]]) -> None:
        """Put strands into blocks."""
        bulk.put(self._conn, joined.blocks, ("key", "day", "strand"), ((_signed(k), *at) for k, at in rows))

    def leave(self, rows: Iterable[tuple[int, Any]]) -> None:
        """Take strands out of blocks."""
        c = joined.blocks.c
        query = delete(joined.blocks).where(
            c.key == bindparam("k"), c.day == bindparam("d"), c.strand == bindparam("s")
        )
        for some in _steps({"k": _signed(k), "d": at.day, "s": at.strand} for k, at in rows):
            self._conn.execute(query, some)

    # Copies

    def repeating(self, reports: Sequence[Runs], days: int, met: int) -> dict[str, set[str]]:
        """For each report (its id, runs and day) the others that hold so many of its runs at least: of so many days
        around its day, and of no day."""
        out: dict[str, set[str]] = {}
        for some in _together(reports, days):
            holders: dict[int, list[tuple[Counter[str], int | None]]] = defaultdict(list)
            seen = {report: Counter[str]() for report, _, _ in some}
            for report, runs, day in some:
                for run in runs:
                    holders[run].append((seen[report], day))
            first, last = some[0][2], some[-1][2]
            near = {} if first is None or last is None else {"first": first - days, "last": last + days}
            for run, day, other in self._some(recall.RUNS_NEAR if near else recall.RUNS, holders, **near):
                for many, at in holders[run]:
                    if day == 0 or at is None or abs(day - at) <= days:
                        many[other] += 1
            out |= {r: {o for o, n in many.items() if n >= met and o != r} for r, many in seen.items()}
        return out

    def run(self, reports: Iterable[tuple[str, Collection[int], int | None]]) -> None:
        """Remember the runs of reports, and the day of each."""
        rows = ((r, day or 0, report) for report, runs, day in reports for r in runs)
        bulk.put(self._conn, joined.runs, ("run", "day", "report"), rows)

    def unrun(self, report: str, runs: Collection[int]) -> None:
        """Forget the runs of a report."""
        c = joined.runs.c
        for some in _steps(runs):
            self._conn.execute(delete(joined.runs).where(c.run.in_(some), c.report == report))

    # Ties

    def ties(self, ids: Collection[str]) -> list[Any]:
        """All ties of these strands or reports, each seen from these."""
        return [self._types.Tie(*row[:4], bool(row[4])) for row in self._some(recall.TIES, ids)]

    def tie(self, ties: Iterable[Any]) -> None:
        """Remember ties, in the place of what was remembered of the same two."""
        new = {(t.one, t.other): t for t in ties}
        self.untie(new)
        rows = []
        for t in new.values():
            told = {"odds": t.odds, "times": t.times, "loose": int(t.loose)}
            rows += [{"one": t.one, "other": t.other} | told, {"one": t.other, "other": t.one} | told]
        self._add(joined.ties, rows)

    def untie(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Forget ties."""
        c = joined.ties.c
        query = delete(joined.ties).where(c.one == bindparam("a"), c.other == bindparam("b"))
        both = [{"a": x, "b": y} for one, other in pairs for x, y in ((one, other), (other, one))]
        for some in _steps(both):
            self._conn.execute(query, some)

    # Pieces

    def pieces(self, kind: str, keys: Collection[str]) -> list[Any]:
        """All pieces of these keys, by key and rank."""
        return self._pieces("key", kind, keys)

    def firsts(self, kind: str, keys: Collection[str]) -> list[Any]:
        """The piece of each of these keys that ranks first, whatever their number."""
        found = (self._conn.execute(recall.FIRST, {"kind": kind, "key": key}).first() for key in sorted(keys))
        return [self._types.Piece(*row) for row in found if row is not None]

    def pieces_of(self, kind: str, owners: Collection[str]) -> list[Any]:
        """All pieces that these brought."""
        return self._pieces("owner", kind, owners)

    def _pieces(self, by: str, kind: str, values: Collection[str]) -> list[Any]:
        found = self._some(recall.PIECES[by], values, kind=kind)
        return sorted((self._types.Piece(*row) for row in found), key=lambda x: (x.key, x.rank, x.owner))

    def keys(self, kind: str) -> list[str]:
        """All keys under which there are pieces."""
        c = joined.pieces.c
        return list(self._conn.execute(select(c.key).where(c.kind == kind).distinct()).scalars())

    def add(self, pieces: Sequence[Any]) -> None:
        """Remember pieces."""
        self._add(joined.pieces, (p._asdict() for p in pieces))

    def drop(self, kind: str, owners: Collection[str]) -> None:
        """Forget what these brought."""
        for some in _steps(sorted(owners)):
            self._conn.execute(delete(joined.pieces).where(recall.of(kind), joined.pieces.c.owner.in_(some)))

    # All

    def _some(self, question: bulk.Among, values: Collection[Any], **more: Any) -> Iterator[Any]:
        for some in _steps(values):
            yield from question.of(self._conn, some, **more).fetchall()

    def _away(self, table: Table, column: Any, values: Sequence[Any]) -> None:
        for some in _steps(values):
            self._conn.execute(delete(table).where(column.in_(some)))

    def _add(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        bulk.add(self._conn, table, rows)


def _together(reports: Iterable[Runs], days: int) -> Iterator[list[Runs]]:
    """Reports by their days, put together where days follow one another; those without a day by themselves."""
    some: list[Runs] = []
    last: int | None = None
    for one in sorted(reports, key=lambda r: (r[2] is not None, r[2] or 0, r[0])):
        day = one[2]
        if some and day is not None and (last is None or day > last + days):
            yield some
            some = []
        some.append(one)
        last = day
    if some:
        yield some


def _steps(values: Iterable[T], step: int = STEP) -> Iterator[list[T]]:
    many = iter(values)
    while some := list(islice(many, step)):
        yield some


def _signed(key: int) -> int:
    """A number of 64 bits as databases hold it."""
    return key - (1 << 64) if key >= 1 << 63 else key


def wipe(conn: Connection) -> None:
    """Remember nothing."""
    for table in joined.TABLES:
        conn.execute(delete(table))


def up_to(conn: Connection, reports: Collection[str]) -> dict[str, int]:
    """The ledger's time up to which each of these reports was joined."""
    out: dict[str, int] = {}
    for some in _steps(reports):
        out.update((r, s) for r, s in recall.UP_TO.of(conn, some).fetchall())
    return out
