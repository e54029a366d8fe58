"""What can be done with a ledger? The one handle: keep, list, find, settle, revise, verify."""

import json
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, func, insert, select, update

from detente import __version__
from detente.errors import InputError
from detente.ledger import find, history, keep, listing, memory, readings, revise, schema, settle, suggest, verify
from detente.ledger.connect import ONCE, connect, shown, told, writing
from detente.ledger.filter import Filter
from detente.ledger.limit import limit
from detente.ledger.listing import Page, Row
from detente.ledger.question import Crisis, crisis
from detente.ledger.rows import pairs
from detente.ledger.settle import Found
from detente.records import Event, Item, Reading, Report, Statement

MACHINE = f"detente {__version__}"
Answer = TypeVar("Answer")
Rejoin = Callable[[memory.Memory, Sequence[str]], Any]


def open_ledger(
    target: str,
    *,
    create: bool = False,
    read_only: bool = False,
    seconds: float | None = None,
    connections: int = ONCE,
) -> "Ledger":
    """A ledger in a file or at a ``postgresql://`` address; raises :class:`~detente.errors.LedgerError`.

    A question that takes longer than ``seconds`` ends in an error. So many ``connections`` to a file stay open between
    questions, with what they have read (``ONCE``, ``LASTING``, ``SERVING`` in ``ledger.connect``).
    """
    engine = connect(target, create=create, read_only=read_only, connections=connections)
    if seconds is not None:
        limit(engine, seconds)
    return Ledger(engine, target)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Ledger:
    """The records of a crisis; every write is one transaction, and every writer waits its turn."""

    def __init__(self, engine: Engine, target: str, clock: Callable[[], str] = _now) -> None:
        self.target, self.clock = target, clock
        self._engine = engine
        self._lately = readings.Lately()
        weakref.finalize(self, engine.dispose)  # connections to a server end with the handle

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self.target), self._engine.connect() as conn:
            yield conn

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told(self.target), self._engine.connect() as conn, writing(conn):
            yield conn

    def close(self) -> None:
        """Let go of connections that were kept open; a later question opens one again."""
        self._engine.dispose()

    # What comes in

    def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these inputs need not be read again."""
        with self._reading() as conn:
            return keep.known(conn, keys)

    def keep(self, reading: Reading, item: Item, key: str | None = None, *, decoded: bool = False) -> bool:
        """Keep a reading in one transaction; the same again changes nothing. Returns whether there was news in it.

        One ``decoded`` from JSON is as it will be when opened again (no 12 for 12.0): joining takes it as it is.
        """
        if self._engine.dialect.name == "postgresql" and "\x00" in reading.report.text:
            raise InputError(f"{item.name}: its text holds a NUL character, which PostgreSQL does not keep")
        with self._writing() as conn:
            done = keep.keep(conn, reading, item, key or item.key(), self.clock(), MACHINE)
        if decoded:  # the transaction has ended: it is kept indeed
            self._lately.add(done.row, reading)
        return done.news

    def fail(self, item: Item, key: str, error: str) -> None:
        """Remember that an input could not be read, and why."""
        with self._writing() as conn:
            keep.note(conn, item, key, None, error[:1000].replace("\x00", ""), 0)

    # What many reports make together

    def stale(self) -> bool:
        """Whether reports came after the last joining."""
        with self._reading() as conn:
            return settle.stale(conn)

    def readings(self) -> Sequence[Reading]:
        """All kept readings, by date: a sequence that reads as it goes, corrected as humans did."""
        with told(self.target):
            return readings.Readings(self._engine)

    def settle(self, found: Found, since: int) -> dict[str, int]:
        """Write what joining found in the ledger of time ``since``; returns how many rows of each kind are new.

        Where another process has joined a later state meanwhile, that stands and nothing is written.
        """
        with self._writing() as conn:
            if since < settle.joined_at(conn):
                return {}
            seq = keep.revise(conn, MACHINE, "join", self.clock(), detail=f'{{"read_at": {since}}}')
            return settle.settle(conn, seq, found)

    def remembers(self, by: str) -> bool:
        """Whether what was joined before is remembered by these rules; so it is where nothing was joined yet."""
        with self._reading() as conn:
            last = settle.last_join(conn)
            return last.get("by") == by or last == {"read_at": 0}

    def rejoin(self, work: Rejoin, by: str, types: Any, most: int) -> dict[str, int] | None:
        """Join some of the reports that came or changed with what they touch, in one transaction.

        ``work(memory, reports)`` says what becomes of it (:mod:`detente.joining.part`), ``types`` what it talks in. At
        most ``most`` reports at once; returns how many rows of each kind are new, ``None`` where nothing had come.
        """
        with self._writing() as conn:
            if not settle.stale(conn):
                return None
            now = history.clock(conn)
            known = settle.news(conn)
            done = memory.up_to(conn, known)
            left = [r for r, seq in known.items() if done.get(r, 0) < seq]
            part = work(memory.Memory(conn, now, types, self._lately), left[:most])
            read_at = now if len(left) <= most else settle.joined_at(conn)
            detail = json.dumps({"read_at": read_at, "by": by})
            seq = keep.revise(conn, MACHINE, "join", self.clock(), detail=detail)
            return settle.settle_part(conn, seq, part)

    def remember(
        self, work: Rejoin, found: Callable[[Sequence[Reading]], Found], by: str, types: Any, most: int
    ) -> dict[str, int]:
        """Join all anew, and remember it by other rules than before; all of it or nothing."""
        with self._writing() as conn:
            now = history.clock(conn)
            memory.wipe(conn)
            ids = readings.ids(conn)
            for i in range(0, len(ids), most):
                work(memory.Memory(conn, now, types), ids[i : i + most])
            seq = keep.revise(conn, MACHINE, "join", self.clock(), detail=json.dumps({"read_at": now, "by": by}))
            return settle.settle(conn, seq, found(readings.Readings(self._engine)))

    # What is asked

    def time(self) -> int:
        """The ledger's clock: the number of the last revision."""
        with self._reading() as conn:
            return history.clock(conn)

    def stamp(self) -> tuple[object, ...]:
        """What differs whenever anything was written that a page shows."""
        with self._reading() as conn:
            return history.stamp(conn)

    def page(self, kind: str, f: Filter) -> Page:
        """One page of a list of ``report, event, statement, actor, incident, dispute, channel, position, copy``."""
        with self._reading() as conn:
            return listing.page(conn, kind, f)

    def each(self, kind: str, f: Filter) -> Iterator[dict[str, Any]]:
        """All rows of a list, one after another."""
        with self._reading() as conn:
            yield from listing.each(conn, kind, f)

    def count(self, kind: str, f: Filter, most: int | None = None) -> int:
        """How many records a filter asks for; with ``most``, one more than that where there are more."""
        with self._reading() as conn:
            return listing.count(conn, kind, f, most)

    def find(self, ident: str) -> tuple[str, dict[str, Any]]:
        """Kind and row of a record by the first letters of its id."""
        with self._reading() as conn:
            return find.find(conn, ident)

    def reading(self, report: str) -> Reading | None:
        """The current reading of a report."""
        with self._reading() as conn:
            return next(iter(readings.some(conn, [report])), None)

    def report(self, ident: str) -> Report:
        """A report with its text."""
        with self._reading() as conn:
            return revise.report_of(conn, ident)

    def events(self, ids: Sequence[str]) -> list[Event]:
        """These events as they hold now."""
        return [msgspec.json.decode(r, type=Event) for r in self._records("event", ids)]

    def statements(self, ids: Sequence[str]) -> list[Statement]:
        """These statements as they hold now."""
        return [msgspec.json.decode(r, type=Statement) for r in self._records("statement", ids)]

    def _records(self, kind: str, ids: Sequence[str]) -> list[str]:
        c = schema.RECORDS[kind].c
        out: dict[str, str] = {}
        with self._reading() as conn:
            for i in range(0, len(ids), 500):
                query = select(c.id, c.record).where(c.id.in_(ids[i : i + 500]), c.until_seq.is_(None))
                out |= pairs(conn.execute(query))
        return [out[i] for i in ids if i in out]

    def look(self, ask: Callable[..., Answer], *args: Any) -> Answer:
        """What a question of :mod:`detente.ledger.facets` answers: ``ledger.look(facets.days, "event", asked)``."""
        with self._reading() as conn:
            return ask(conn, *args)

    def write(self, do: Callable[..., Answer], *args: Any) -> Answer:
        """Carry out a change of :mod:`detente.ledger.hooks` in one transaction."""
        with self._writing() as conn:
            return do(conn, *args)

    # What people decide

    def review(self, ident: str, verdict: str, *, author: str, reason: str | None, expect: int | None = None) -> int:
        """Accept or reject (``verdict``) a record; returns the revision."""
        kind, row = self.find(ident)
        with self._writing() as conn:
            return revise.review(conn, kind, row["id"], verdict, self.clock(), author, reason, expect)

    def edit(
        self, ident: str, fields: Mapping[str, Any], *, author: str, reason: str | None, expect: int | None = None
    ) -> int:
        """Set fields of a record; returns the revision."""
        kind, row = self.find(ident)
        with self._writing() as conn:
            return revise.edit(conn, kind, row["id"], fields, self.clock(), author, reason, expect)

    def merge(
        self, idents: Sequence[str], *, author: str, reason: str | None, expect: Mapping[str, int] | None = None
    ) -> int:
        """Put incidents together under the first; returns the revision."""
        found = [self.find(i) for i in idents]
        if strange := [row["id"] for kind, row in found if kind != "incident"]:
            raise InputError(f"{strange[0]} is no incident; incidents are merged")
        with self._writing() as conn:
            ids = [row["id"] for _, row in found]
            return revise.merge(conn, ids, self.clock(), author, reason, expect or {})

    def split(
        self, ident: str, events: Sequence[str], *, author: str, reason: str | None, expect: int | None = None
    ) -> int:
        """Take events out of an incident; returns the revision."""
        _, row = self.find(ident)
        with self._writing() as conn:
            return revise.split(conn, row["id"], events, self.clock(), author, reason, expect)

    def undo(self, seq: int, *, author: str, reason: str | None) -> int:
        """Take a person's revision back; returns the revision that does."""
        with self._writing() as conn:
            return revise.undo(conn, seq, self.clock(), author, reason)

    # What was, and whether it holds

    def snapshot(self, name: str, *, author: str, reason: str | None = None) -> int:
        """Name the state of now, to be read again later."""
        with self._writing() as conn:
            return history.snapshot(conn, name, self.clock(), author, reason)

    def snapshots(self) -> list[dict[str, Any]]:
        """All snapshots."""
        with self._reading() as conn:
            return history.snapshots(conn)

    def difference(self, since: str, day: str | None) -> list[dict[str, Any]]:
        """What is new, changed or gone since a snapshot, a revision or a day."""
        with self._reading() as conn:
            return history.difference(conn, history.moment(conn, since, day))

    def revisions(self, ident: str) -> list[dict[str, Any]]:
        """Who changed a record, when and why."""
        with self._reading() as conn:
            return history.revisions_of(conn, ident)

    def verify(self, count: verify.Count) -> Iterator[tuple[str, str]]:
        """Whatever does not hold, as ``(id, why)``."""
        with self._reading() as conn:
            yield from verify.faults(conn, count)

    # Crises

    def crises(self) -> list[Crisis]:
        """All crises, by name."""
        c = schema.crises.c
        with self._reading() as conn:
            query = select(c.name).where(c.until_seq.is_(None)).order_by(c.name)
            return [crisis(conn, name) for name in conn.execute(query).scalars().all()]

    def crisis(self, name: str) -> Crisis:
        """The crisis of this name."""
        with self._reading() as conn:
            return crisis(conn, name)

    def create_crisis(self, made: Crisis, *, author: str, reason: str | None = None) -> None:
        """Keep a crisis; one of the same name is replaced, its earlier shape kept."""
        c = schema.crises.c
        with self._writing() as conn:
            seq = keep.revise(conn, author, "crisis", self.clock(), kind="crisis", record=made.name, reason=reason)
            held = (func.lower(c.name) == made.name.lower(), c.until_seq.is_(None))
            conn.execute(update(schema.crises).where(*held).values(until_seq=seq))
            values = {
                "row": keep.Numbers(seq).take(),
                "name": made.name,
                "actors": msgspec.json.encode(made.actors).decode(),
                "places": msgspec.json.encode(made.places).decode(),
                "since": made.since,
                "until": made.until,
                "since_seq": seq,
            }
            conn.execute(insert(schema.crises).values(**values))

    def suggest(self, since: str | None, limit: int, most: int | None = None, *, placed: bool = True) -> list[Row]:
        """Pairs of countries whose conflict the ledger tells of most; with ``most``, of so many events, the latest."""
        with self._reading() as conn:
            return suggest.suggest(conn, since, limit, most, placed=placed)

    # Feeds

    def sources(self) -> list[dict[str, Any]]:
        """Every feed that was followed, and how it fares."""
        with self._reading() as conn:
            return [dict(r) for r in conn.execute(select(schema.sources).order_by(schema.sources.c.url)).mappings()]

    def visited(self, url: str, **facts: Any) -> None:
        """Note how a visit to a feed went."""
        c = schema.sources.c
        with self._writing() as conn:
            if conn.execute(update(schema.sources).where(c.url == url).values(**facts)).rowcount == 0:
                conn.execute(insert(schema.sources).values(**({"url": url, "items": 0, "failures": 0} | facts)))

    def __str__(self) -> str:
        return shown(self.target)
