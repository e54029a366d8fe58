"""Which crises does the ledger tell of? Pairs of countries at odds, with the days and places of what they did."""

from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from detente.ledger import schema

CONFLICT = ("ASSAULT", "THREATEN", "MOBILIZE", "COERCE", "SANCTION")
"""Types of deeds that make a crisis; words alone (accusations, demands) do not."""

COLLECTIVE = ("IGO", "UNO", "NGO", "MNC", "ISM", "IMG", "EUR")
FEWEST = 2


def suggest(conn: Connection, since: str | None, limit: int, most: int | None = None) -> list[dict[str, Any]]:
    """Pairs with the most conflict events after a day: ``actors, events, since, until, places``.

    With ``most``, only so many of these events are counted, the latest ones.
    """
    c = schema.events.c
    deeds = select(c.row, c.id, c.day, c.place).where(
        c.until_seq.is_(None), c.type.in_(CONFLICT), c.status.in_(("occurred", "ongoing")), c.background == 0
    )
    if since:
        deeds = deeds.where(c.day >= since)
    if most is not None:
        deeds = deeds.order_by(c.sort.desc(), c.id).limit(most)
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
    out = []
    for a, b, n, start, end in conn.execute(pairs):
        count = func.count()
        here = select(s.c.place).where(s.c.a == a, s.c.b == b, s.c.place.is_not(None)).group_by(s.c.place)
        places = list(conn.execute(here.order_by(count.desc(), s.c.place).limit(5)).scalars())
        out.append({"name": f"{a}-{b}", "actors": [a, b], "events": n, "since": start, "until": end, "places": places})
    return out
