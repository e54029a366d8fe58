"""Which crises does the ledger tell of? Pairs of countries at odds, with the days and places of what they did."""

from typing import Any

from sqlalchemy import Connection, and_, case, false, func, or_, select

from detente.ledger import schema

CONFLICT = ("ASSAULT", "THREATEN", "MOBILIZE", "COERCE", "SANCTION")
"""Types of deeds that make a crisis; words alone (accusations, demands) do not."""

COLLECTIVE = ("IGO", "UNO", "NGO", "MNC", "ISM", "IMG", "EUR")
FEWEST = 2
PLACES = 5
ALL = 1_000_000_000


def suggest(
    conn: Connection, since: str | None, limit: int, most: int | None = None, *, placed: bool = True
) -> list[dict[str, Any]]:
    """Pairs with the most conflict events after a day: ``actors, events, since, until, places``.

    With ``most``, only so many of these events are counted, the latest ones; unless ``placed``, places are left out.
    """
    c = schema.events.c
    deeds = select(c.row, c.id, func.nullif(c.sort, "").label("day"), c.place).where(
        c.until_seq.is_(None), c.type.in_(CONFLICT), c.status.in_(("occurred", "ongoing")), c.background == 0
    )
    if since:
        deeds = deeds.where(c.sort >= since)
    # Bounded in any case: SQLite would flatten a query without a limit, and go through all parties instead.
    deeds = deeds.limit(ALL) if most is None else deeds.order_by(c.sort.desc(), c.id).limit(most)
    event = deeds.subquery()
    e = event.c
    p, q = schema.parties.alias(), schema.parties.alias()
    first = case((p.c.country < q.c.country, p.c.country), else_=q.c.country)
    second = case((p.c.country < q.c.country, q.c.country), else_=p.c.country)
    told = (
        select(first.label("a"), second.label("b"), e.id, e.day, e.place)
        .select_from(event.join(p, and_(p.c.row == e.row, p.c.role == "actor")))
        .join(q, and_(q.c.row == e.row, q.c.role == "recipient"))
        .where(p.c.country != q.c.country, p.c.country.not_in(COLLECTIVE), q.c.country.not_in(COLLECTIVE))
    )
    s = told.subquery()
    many = func.count(s.c.id.distinct())
    pairs = (
        select(s.c.a, s.c.b, many, func.min(s.c.day), func.max(s.c.day))
        .group_by(s.c.a, s.c.b)
        .having(many >= FEWEST)
        .order_by(many.desc(), s.c.a, s.c.b)
        .limit(limit)
    )
    found = conn.execute(pairs).all()
    places = _places(conn, s.c, [(r[0], r[1]) for r in found]) if placed else {}
    return [
        {
            "name": f"{a}-{b}",
            "actors": [a, b],
            "events": n,
            "since": start,
            "until": end,
            "places": places.get((a, b), [])[:PLACES],
        }
        for a, b, n, start, end in found
    ]


def _places(conn: Connection, told: Any, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Where each of these pairs is told of, the commonest places first: all in one question."""
    count = func.count()
    query = (
        select(told.a, told.b, told.place)
        .where(told.place.is_not(None), or_(false(), *(and_(told.a == a, told.b == b) for a, b in pairs)))
        .group_by(told.a, told.b, told.place)
        .order_by(count.desc(), told.place)
    )
    out: dict[tuple[str, str], list[str]] = {}
    for a, b, place in conn.execute(query):
        out.setdefault((a, b), []).append(place)
    return out
