"""What does the memory of joining ask the database? Statements made once: to make one takes longer than to ask it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, text

from detente.ledger import joined, schema
from detente.ledger.bulk import Among

LOOKS = 16
"""Looks around in blocks that one statement takes: 8 or 32 took the same time each, one by one twice that."""

BEFORE = (
    "SELECT * FROM (SELECT {n} AS n, 0 AS side, day, strand FROM join_blocks WHERE key = :key{n} "
    "AND day >= :first{n} AND (day, strand) < (:day{n}, :strand{n}) ORDER BY day DESC, strand DESC LIMIT :reach) b{n}"
)
AFTER = (
    "SELECT * FROM (SELECT {n} AS n, 1 AS side, day, strand FROM join_blocks WHERE key = :key{n} "
    "AND day <= :last{n} AND (day, strand) > (:day{n}, :strand{n}) ORDER BY day, strand LIMIT :reach) a{n}"
)
AROUND = text(" UNION ALL ".join(side.format(n=n) for n in range(LOOKS) for side in (BEFORE, AFTER)))
_p = joined.pieces
FIRST = (
    select(_p)
    .where(_p.c.kind == bindparam("kind"), _p.c.key == bindparam("key"))
    .order_by(_p.c.rank, _p.c.owner)
    .limit(1)
)


def asked(by: Any, *columns: Any, held: Sequence[Any] = ()) -> Among:
    """A question for these columns of the rows with some values of one."""
    return Among(by, select(*columns).where(*held))


def of(kind: Any) -> Any:
    """The kind of pieces that are looked up by who brought them: asked for plainly, SQLite walks all of that kind."""
    return func.coalesce(_p.c.kind, "") == kind


_e, _d, _m = schema.events.c, schema.disputes.c, schema.members.c
_r, _s, _b, _u, _t = (t.c for t in (joined.reports, joined.strands, joined.blocks, joined.runs, joined.ties))
_KIND: Any = bindparam("kind")
REPORTS_OF = asked(_e.id, _e.report, held=[_e.until_seq.is_(None)])
DISPUTES_ON = asked(_d.incident, _d.id, held=[_d.until_seq.is_(None)])
COPIES_OF = asked(_m.member, _m.of, held=[_m.kind == "copy", _m.until_seq.is_(None)])
DIGESTS = asked(_r.report, _r.report, _r.data)
ORIGINS = asked(_r.report, _r.report, _r.origin)
UP_TO = asked(_r.report, _r.report, _r.seq)
HOMES = {c.name: asked(c, _s.strand, _s.report, _s.incident) for c in (_s.strand, _s.report, _s.incident)}
SHARED = Among(_b.key, select(_b.key).distinct())
RUNS = asked(_u.run, _u.run, _u.day, _u.report)
RUNS_NEAR = Among(_u.run, RUNS.question.where(_u.day.between(bindparam("first"), bindparam("last")) | (_u.day == 0)))
TIES = asked(_t.one, _t.one, _t.other, _t.odds, _t.times, _t.loose)
PIECES = {
    "key": asked(_p.c.key, *_p.c, held=[_p.c.kind == _KIND]),
    "owner": asked(_p.c.owner, *_p.c, held=[of(_KIND)]),
}

ONE = {"key": 0, "day": 0, "strand": "", "first": 1, "last": -1}
"""What a look asks for that nobody needs: days that are none."""
PLACES = [tuple(f"{name}{n}" for name in ONE) for n in range(LOOKS)]
"""What the values of each look of a statement are called."""
NOWHERE: dict[str, Any] = {name: value for names in PLACES for name, value in zip(names, ONE.values(), strict=True)}
"""A statement whose looks nobody needs."""
