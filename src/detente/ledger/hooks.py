"""What has a web hook been told, and what is it still to be told? Nothing twice, whoever asks and however often.

A hook is told of what came after it was named first (``since_seq``); ``seq`` is the ledger's time up to which all has
been delivered. An item is claimed before it is sent, so that of two processes one sends it; a claim whose process died
lapses.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from detente.ledger import schema
from detente.ledger.history import clock
from detente.ledger.rows import Row


def key_of(url: str) -> str:
    """What a hook is known by: its address may hold a secret, and a ledger is shared."""
    return hashlib.sha256(url.encode()).hexdigest()[:24]


def begin(conn: Connection, url: str, name: str) -> None:
    """Know a hook from now on; one that is known already stays as it is."""
    h = schema.hooks.c
    if conn.execute(select(h.key).where(h.key == key_of(url))).first() is None:
        now = clock(conn)
        conn.execute(insert(schema.hooks).values(key=key_of(url), name=name, since_seq=now, seq=now, failures=0))


def disputes(conn: Connection, url: str) -> list[str]:
    """Disputes as JSON that came after a hook was named, and were not there before, the earliest opened first."""
    since, seq = _times(conn, url)
    c, old = schema.disputes.c, schema.disputes.alias("old").c
    before = select(old.row).where(old.id == c.id, old.since_seq <= since).exists()
    query = select(c.record).where(_fresh(c, seq), ~before)
    return list(conn.execute(query.order_by(c.sort, c.id)).scalars())


def incidents(conn: Connection, url: str) -> list[str]:
    """Incidents as JSON, of two reports or more, that came or changed after all that a hook was told."""
    _, seq = _times(conn, url)
    c = schema.incidents.c
    query = select(c.record).where(_fresh(c, seq), c.reports > 1)
    return list(conn.execute(query.order_by(c.sort, c.id)).scalars())


def later(conn: Connection, url: str, reports: Sequence[str]) -> set[str]:
    """Which of these reports came after a hook was named."""
    since, _ = _times(conn, url)
    c = schema.reports.c
    out: set[str] = set()
    for i in range(0, len(reports), 500):
        query = select(c.id).where(c.id.in_(reports[i : i + 500])).group_by(c.id).having(func.min(c.since_seq) > since)
        out |= set(conn.execute(query).scalars())
    return out


def sent(conn: Connection, url: str, items: Sequence[str]) -> set[str]:
    """Which of these items a hook has been told."""
    d = schema.deliveries.c
    out: set[str] = set()
    for i in range(0, len(items), 500):
        mine = (d.hook == key_of(url), d.item.in_(items[i : i + 500]), d.state == "sent")
        out |= set(conn.execute(select(d.item).where(*mine)).scalars())
    return out


def claim(conn: Connection, url: str, items: Sequence[str], at: str, lapsed: str) -> list[str]:
    """Take items for sending; returns those that nobody has sent or, since ``lapsed``, taken."""
    d, key = schema.deliveries.c, key_of(url)
    mine = and_(d.hook == key, d.item.in_(items))
    conn.execute(delete(schema.deliveries).where(mine, d.state == "sending", d.at < lapsed))
    taken = set(conn.execute(select(d.item).where(mine)).scalars())
    free = [i for i in dict.fromkeys(items) if i not in taken]
    if free:
        conn.execute(insert(schema.deliveries), [{"hook": key, "item": i, "state": "sending", "at": at} for i in free])
    return free


def settle(conn: Connection, url: str, items: Sequence[str], at: str, error: str | None) -> None:
    """Note that claimed items were told (``error`` is ``None``), or were not and are free again."""
    d, h, key = schema.deliveries.c, schema.hooks.c, key_of(url)
    mine = and_(d.hook == key, d.item.in_(items))
    hook = update(schema.hooks).where(h.key == key)
    if error is None:
        conn.execute(update(schema.deliveries).where(mine).values(state="sent", at=at))
        conn.execute(hook.values(last_success=at, failures=0, last_error=None))
    else:
        conn.execute(delete(schema.deliveries).where(mine, d.state == "sending"))
        conn.execute(hook.values(failures=h.failures + 1, last_error=error[:500]))


def reached(conn: Connection, url: str, seq: int) -> None:
    """Note that a hook was told all up to a time of the ledger."""
    h = schema.hooks.c
    conn.execute(update(schema.hooks).where(h.key == key_of(url), h.seq < seq).values(seq=seq))


def hooks(conn: Connection) -> list[Row]:
    """All hooks and how they fare."""
    return [dict(r) for r in conn.execute(select(schema.hooks).order_by(schema.hooks.c.name)).mappings()]


def _times(conn: Connection, url: str) -> tuple[int, int]:
    h = schema.hooks.c
    row = conn.execute(select(h.since_seq, h.seq).where(h.key == key_of(url))).one()
    return int(row[0]), int(row[1])


def _fresh(c: Any, seq: int) -> Any:
    return and_(c.since_seq > seq, c.until_seq.is_(None), or_(c.review.is_(None), c.review != "rejected"))
