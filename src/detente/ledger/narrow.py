"""By what is a long list narrowed quickest? By its rarest part looked up in an index, or by walking it in its order.

Who takes part, the place, the outlet and the words each have an index of their own. The part that fewest records
fit is looked up, and each of these is held against the other parts; where all are frequent, the list is walked, since
what fits is met soon.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Select, and_, exists, func, literal_column, or_, select, text
from sqlalchemy.sql import ColumnElement, FromClause

from detente.errors import InputError
from detente.ledger import schema, sides, spellings
from detente.ledger.filter import Filter
from detente.ledger.shortcuts import sides as pairs
from detente.ledger.shortcuts import told_at
from detente.ledger.sides import DOERS, SUFFERERS

FEW = 4000
"""Rows up to which looking them up and sorting them takes under 50 ms; more of them are found soon in list order."""
SOME = 60_000
"""The same where several parts narrow a list: what fits them all may be rare, and a walk would pass a million rows."""
GATHERED = 100_000
"""Rows that are gathered in 70 ms; each row of a list is then held against them in a tenth of the time of a look-up."""
PAGE = 50
"""Rows of a page, of which ``FEW`` is told. Where more are wanted, a walk is as much longer, and what may be looked up
in its place grows with the root of that: 5,000 rows for facets are looked up among 40,000 in 300 ms."""
MOST_PARTIES = 100_000
"""Bound that keeps the parties of one row a query of its own (SQLite flattens one without a limit)."""
HEARD = 1000
"""Incidents of an outlet up to which they are looked up: each has to be opened for its place in the list, and whether
one that is met is told of at an outlet is a look into a small table."""
_WORD = re.compile(r"\w+", re.UNICODE)
_CODE = re.compile(r"[A-Z]{3}\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a filter: the rows that fit (``rows``), whether a row fits (``test``), and a query of as many rows as
    ``rows`` has; no more than ``most`` are worth looking up. A ``dear`` test asks the index of words of each row, which
    takes 100 µs."""

    rows: Select[tuple[int]] | CompoundSelect[tuple[int]]
    test: Callable[[], ColumnElement[bool]]
    probe: Select[tuple[int]] | None = None
    most: int = SOME
    dear: bool = False

    def size(self, conn: Connection, most: int) -> int:
        """How many rows fit, counted up to ``most``."""
        probe = (self.rows if self.probe is None else self.probe).limit(most + 1).subquery()
        return int(conn.execute(select(func.count()).select_from(probe)).scalar() or 0)


class Narrowed(NamedTuple):
    """What is asked of a row, and whether one of that is a look-up by the numbers of rows."""

    tests: list[ColumnElement[bool]]
    looked_up: bool


class Want(NamedTuple):
    """How many rows are wanted (``None``: not told), whether in the order of the most told, and whether the days are
    bounded to those that hold about so many (``near``), so that nothing has to be probed."""

    rows: int | None = None
    told: bool = False
    near: bool = False

    @property
    def few(self) -> int:
        """Rows up to which looking them up is quicker than walking a list until so many are met."""
        most = FEW if self.rows is None else min(SOME, FEW * max(1, math.isqrt(self.rows // PAGE)))
        return min(most, 2 * FEW) if self.told else most


def narrowed(conn: Connection, table: FromClause, kind: str, f: Filter, want: Want) -> Narrowed:
    """What the parts of a filter that have an index of their own ask of a row."""
    parts = list(_parts(conn, table, kind, f))
    several = len(parts) + bool(f.type) + bool(f.status) > 1
    best, least = None, SOME if several else want.few
    if want.near and len(parts) == 1:
        best = parts[0]
    for part in parts if best is None else ():
        bound = SOME if part.dear and best is None else min(least, part.most)
        if (size := part.size(conn, bound)) < bound:
            best, least = part, size
    tests = [table.c.row.in_(p.rows) if p is best else met(conn, table, p, want) for p in parts]
    return Narrowed(tests, best is not None)


def met(conn: Connection, table: FromClause, part: Part, want: Want) -> ColumnElement[bool]:
    """Whether a row that is met on the way through a list fits a part.

    Of a list that no day bounds thousands of rows are gone by: what fits is gathered once, where that is less work.
    """
    many = want.rows is not None and want.rows > 2 * PAGE
    if part.dear:
        gathered = want.rows is None or many or part.size(conn, GATHERED) < GATHERED
    else:
        gathered = want.told and many and part.most == SOME and part.size(conn, GATHERED) < GATHERED
    # The sum keeps SQLite from looking these rows up.
    return (table.c.row + 0).in_(part.rows) if gathered else part.test()


def _parts(conn: Connection, table: FromClause, kind: str, f: Filter) -> Iterator[Part]:
    both = sides.countries(f.by, f.to)
    if both:
        yield _between(table, kind, f)
    for values, roles in ((f.actor, ()), (() if both else f.by, DOERS), (() if both else f.to, SUFFERERS)):
        if values:
            yield _taking_part(conn, table, kind, values, roles, f)
    if f.outlet:
        yield _published_by(conn, table, kind, f)
    if f.place:
        if "place" not in table.c:
            raise InputError(f"--place does not narrow a list of {kind}s; leave it out")
        fits = placed(conn, table, f.place)
        yield Part(select(table.c.row).where(fits, *_within(table, f)), lambda: fits, most=2 * FEW)
    if f.text:
        yield _worded(conn, table, f.text)


def in_crisis(
    conn: Connection,
    table: FromClause,
    kind: str,
    actors: Sequence[str],
    places: Sequence[str],
    f: Filter,
    want: Want,
) -> Narrowed:
    """Whether one of a crisis' parties takes part in a row, or it lies at one of its places; ``f`` bounds the days."""
    tests: list[ColumnElement[bool]] = []
    looked_up = False
    if actors:
        part = _taking_part(conn, table, kind, actors, (), Filter(since=f.since, until=f.until))
        looked_up = want.near or part.size(conn, want.few) < want.few
        tests.append(table.c.row.in_(part.rows) if looked_up else met(conn, table, part, want))
    if places and "place" in table.c:
        if codes := [v for v in places if _CODE.match(v)]:
            tests.append(table.c.country.in_(codes))
        if names := [v for v in places if not _CODE.match(v)]:
            tests.append(placed(conn, table, names))
    return Narrowed([or_(*tests)] if tests else [], looked_up and len(tests) == 1)


def party(conn: Connection, values: Sequence[str]) -> Callable[[Any], ColumnElement[bool]]:
    """Whether a party (the columns of its row) is one of these: by id, by country, or by name as records spell it."""
    named = [v for v in values if not _CODE.match(v)]
    own = {v: spellings.called(conn, v) for v in named}
    spelled = {v: [] if v.startswith("ACT-") else spellings.named(conn, "party", v) for v in named}

    def one_of(p: Any) -> ColumnElement[bool]:
        tests: list[ColumnElement[bool]] = [p.country == v for v in values if _CODE.match(v)]
        tests += [and_(p.actor == v, _any(p.name, own[v])) for v in named if own[v]]
        tests += [_any(p.name, spelled[v]) for v in named if spelled[v]]
        return or_(*tests) if tests else p.row.is_(None)

    return one_of


def _any(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    test: ColumnElement[bool] = column == values[0] if len(values) == 1 else column.in_(values)
    return test


def _taking_part(
    conn: Connection, table: FromClause, kind: str, values: Sequence[str], roles: Sequence[str], f: Filter
) -> Part:
    one_of = party(conn, values)
    p = schema.parties.c
    inner = select(p.row).where(p.kind == kind, one_of(p))
    if roles:
        inner = inner.where(p.role.in_(roles))
    if f.since:
        inner = inner.where(p.sort >= f.since)
    if f.until:
        inner = inner.where(p.sort < f.until + "~")

    def test() -> ColumnElement[bool]:
        # Each row's few parties are looked at by the key; an index of countries would be walked whole for every row.
        taking = select(p.row, p.role, p.actor, p.name, p.country).where(p.row == table.c.row)
        each = taking.correlate(table).limit(MOST_PARTIES).subquery()
        told = exists().where(one_of(each.c))
        return told.where(each.c.role.in_(roles)) if roles else told

    return Part(inner, test)


def _between(table: FromClause, kind: str, f: Filter) -> Part:
    """Whether one country does something to another in a row."""
    p = pairs.c
    which = between(f, kind)
    days = [*([p.sort >= f.since] if f.since else []), *([p.sort < f.until + "~"] if f.until else [])]
    here = exists().where(*which, p.sort == table.c.sort, p.row == table.c.row)
    return Part(select(p.row).where(*which, *days), lambda: here.correlate(table))


def between(f: Filter, kind: str) -> list[ColumnElement[bool]]:
    """What a filter by two sides, and by types where these stand beside them, asks of a row of ``sides``."""
    p = pairs.c
    tests: list[ColumnElement[bool]] = [p.kind == kind, p.a.in_(f.by), p.b.in_(f.to)]
    if f.type and kind in sides.TYPED:
        spelled = sorted({s for v in f.type for s in (v, v.upper(), v.lower())})
        tests.append(or_(p.type.in_(spelled), p.mode.in_(spelled)))
    return tests


def placed(conn: Connection, table: FromClause, asked: Sequence[str]) -> ColumnElement[bool]:
    """Whether a row's place begins with one of these words, whatever the case."""
    names = sorted({n for v in asked for n in spellings.beginning(conn, "place", v)})
    if not names:  # no row has no number; a plain 'false' would swallow all else that is asked, by which indexes go
        return table.c.row.is_(None)
    tests = [table.c.place.in_(names[i : i + spellings.STEP]) for i in range(0, len(names), spellings.STEP)]
    return or_(*tests)


def _within(table: FromClause, f: Filter) -> list[ColumnElement[bool]]:
    """What an index of days can tell before a row is opened: that it holds now, and lies within a filter's days."""
    c = table.c
    tests = [c.until_seq.is_(None)] if f.snapshot is None else []
    return tests + ([c.sort >= f.since] if f.since else []) + ([c.sort < f.until + "~"] if f.until else [])


def _published_by(conn: Connection, table: FromClause, kind: str, f: Filter) -> Part:
    """Whether a record's report appeared at an outlet: the one that its row names, or another with the same words."""
    a, c = schema.appearances.c, table.c
    spelled = outlets(conn, f)
    if kind == "report" or "report" in c:
        other = schema.appearances.alias("other").c
        twice = exists().where(other.report == a.report, or_(other.outlet.is_(None), other.outlet.not_in(spelled)))
        elsewhere = select(a.report).where(a.outlet.in_(spelled), twice)
        own, repeated = c.outlet.in_(spelled), (c.id if kind == "report" else c.report).in_(elsewhere)
        mine = select(c.row).where(own, *_within(table, f))
        return Part(mine.union_all(select(c.row).where(repeated)), lambda: or_(own, repeated), mine)
    if kind == "incident":
        h = told_at.c
        heard = exists().where(h.outlet.in_(spelled), h.row == c.row)
        return Part(select(h.row).where(h.outlet.in_(spelled)), lambda: heard.correlate(table), most=HEARD)
    raise InputError(f"--outlet does not narrow a list of {kind}s; leave it out")


def outlets(conn: Connection, f: Filter) -> list[str]:
    """The outlets that a filter names, as reports spell them."""
    return [n for o in f.outlet for n in spellings.named(conn, "outlet", o)]


def _worded(conn: Connection, table: FromClause, words: str) -> Part:
    """Whether all of these words stand in a row."""
    inner = matching(conn, words)
    key: ColumnElement[int] = literal_column("words.rowid" if conn.dialect.name == "sqlite" else 'words."row"')
    return Part(inner, lambda: exists(inner.where(key == table.c.row).correlate(table)), dear=True)


def matching(conn: Connection, words: str) -> Select[tuple[int]]:
    """Rows in which all of these words stand."""
    found = _WORD.findall(words)
    if not found:
        raise InputError(f"--text: there is no word in {words!r}")
    if conn.dialect.name == "sqlite":
        quoted = " ".join(f'"{w}"' for w in found[:20])
        return (
            select(literal_column("rowid"))
            .select_from(text("words"))
            .where(text("words MATCH :w").bindparams(w=quoted))
        )
    return (
        select(literal_column('"row"'))
        .select_from(text("words"))
        .where(text("body @@ plainto_tsquery('simple', :w)").bindparams(w=" ".join(found[:20])))
    )
