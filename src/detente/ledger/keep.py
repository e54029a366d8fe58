"""How does a reading come into the ledger? Whole, in one transaction, once; the same again changes nothing."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, literal_column, select, text, update

from detente import __version__
from detente.ledger import bulk, rows, schema, sides, spellings, tallies, told_at
from detente.ledger.rows import Row
from detente.records import Item, Reading, Record, content_id

LEVEL = 3
"""Of zlib: its own middle, 6, takes 2.4 times the time for 16 % fewer bytes of what is a twentieth of a ledger."""


# What every report asks and tells: made once, since to make a statement takes longer than to run it.

_r, _d, _a, _n = schema.reports.c, schema.readings.c, schema.appearances.c, schema.actors.c
REVISE = insert(schema.revisions)
KNOWN = (
    select(_r.row, _r.source_id, _r.outlet, _r.url, _r.published, _d.version)
    .join(schema.readings, _d.report == _r.id)
    .where(_r.id == bindparam("report"), _r.until_seq.is_(None), _d.until_seq.is_(None))
)
APPEARED = select(_a.id).where(_a.id == bindparam("ident"))
DESCRIBED = bulk.Among(_n.id, select(_n.id, _n.name, _n.record))
NAMED_AGAIN = bulk.Among(_n.id, update(schema.actors).values(reports=_n.reports + literal_column("1")))
NOTE = text(
    "INSERT INTO inputs (key, version, report, name, error, seq) "
    "VALUES (:key, :version, :report, :name, :error, :seq) "
    "ON CONFLICT (key) DO UPDATE SET version = excluded.version, report = excluded.report, name = excluded.name, "
    "error = excluded.error, seq = excluded.seq"
)
WORDS = {
    "sqlite": text("INSERT INTO words(rowid, body) VALUES (:r, :w)"),
    "postgresql": text("INSERT INTO words(\"row\", body) VALUES (:r, to_tsvector('simple', :w))"),
}


class Numbers:
    """Row numbers of one revision: its ``seq`` in the upper bits, a counter in the lower ones."""

    def __init__(self, seq: int) -> None:
        self.seq, self._next = seq, seq << schema.SHIFT

    def take(self) -> int:
        self._next += 1
        return self._next


def revise(
    conn: Connection,
    author: str,
    action: str,
    at: str,
    *,
    kind: str | None = None,
    record: str | None = None,
    reason: str | None = None,
    detail: str | None = None,
    undoes: int | None = None,
) -> int:
    """Add a row to the revisions; its number is the ledger's time from now on."""
    values = {
        "at": at,
        "author": author,
        "action": action,
        "kind": kind,
        "record": record,
        "reason": reason,
        "detail": detail,
        "undoes": undoes,
    }
    done = conn.execute(REVISE, values)
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def known(conn: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these inputs have been kept by this version already."""
    c = schema.inputs.c
    query = select(c.key).where(c.key.in_(keys), c.version == __version__, c.error.is_(None))
    return set(conn.execute(query).scalars())


def note(conn: Connection, item: Item, key: str, report: str | None, error: str | None, seq: int) -> None:
    """Remember an input and what became of it."""
    facts = {"version": __version__, "report": report, "name": item.name[:500], "error": error, "seq": seq}
    bulk.ask(conn, NOTE, facts | {"key": key})


class Done(NamedTuple):
    """What became of a reading: whether the ledger holds more than before, and the row that holds it now."""

    news: bool
    row: int | None = None


def keep(conn: Connection, reading: Reading, item: Item, key: str, at: str, author: str) -> Done:
    """Keep a reading, unless the ledger holds the same already."""
    report = reading.report
    shown = appearance(reading, item)
    old = bulk.ask(conn, KNOWN, {"report": report.id}).first()
    again = bulk.ask(conn, APPEARED, {"ident": shown["id"]}).first() is not None
    if old is None:
        action = "keep"
    elif old[5] != __version__ and _data(conn, report.id) != rows.without_text(reading):
        action = "reread"
    elif not again and _rank(shown) < _rank(
        {"published": old[4], "outlet": old[2], "url": old[3], "source_id": old[1]}
    ):
        action = "reread"  # two outlets with the same words: whichever comes first, the same one's facts stand
    elif not again:
        action = "appear"
    else:
        note(conn, item, key, report.id, None, 0)
        return Done(False)
    seq = revise(conn, author, action, at, kind="report", record=report.id)
    if not again:
        bulk.add(conn, schema.appearances, [shown | {"since_seq": seq}])
        spellings.note(conn, "outlet", [shown["outlet"]])
        if old is not None:  # no incident holds an event of a report that is new
            told_at.appeared(conn, report.id, shown["outlet"])
    row = None
    if action != "appear":
        if old is not None:
            _close(conn, report.id, int(old[0]), seq)
        row = _write(conn, reading, Numbers(seq))
    note(conn, item, key, report.id, None, seq)
    return Done(True, row)


def appearance(reading: Reading, item: Item) -> Row:
    """Where and how these words were published, with an id that is the same for the same facts."""
    r = reading.report
    facts = {f: getattr(r, f) for f in ("source_id", "outlet", "url", "title", "published")}
    ident = content_id("APP", r.id, *facts.values())
    return {"id": ident, "report": r.id, **facts, "sha256": r.sha256, "origin": item.origin}


def _rank(facts: Row) -> tuple[str, ...]:
    """The earliest appearance gives a report its facts; ties fall the same way in any order of arrival."""
    return (facts["published"] or "~", facts["outlet"] or "~", facts["url"] or "~", facts["source_id"] or "~")


def _data(conn: Connection, report: str) -> bytes:
    c = schema.readings.c
    found: bytes | None = conn.execute(select(c.data).where(c.report == report, c.until_seq.is_(None))).scalar()
    return zlib.decompress(found) if found else b""


def _close(conn: Connection, report: str, row: int, seq: int) -> None:
    """End the validity of what an earlier reading of this report said."""
    for table in (schema.events, schema.statements, schema.readings):
        where = (table.c.report == report, table.c.until_seq.is_(None))
        tallies.close(conn, table, *where)
        conn.execute(update(table).where(*where).values(until_seq=seq))
    tallies.close(conn, schema.reports, schema.reports.c.row == row)
    conn.execute(update(schema.reports).where(schema.reports.c.row == row).values(until_seq=seq))
    p, a = schema.parties.c, schema.actors.c
    gone = select(p.actor).where(p.row == row, p.role == "named")
    conn.execute(update(schema.actors).where(a.id.in_(gone)).values(reports=a.reports - 1))


def _write(conn: Connection, reading: Reading, numbers: Numbers) -> int:
    """Write all that a reading says; returns the row of the reading itself."""
    report, seq = reading.report, numbers.seq
    row = rows.report_row(report) | {"row": numbers.take(), "since_seq": seq}
    bulk.add(conn, schema.reports, [row])
    tallies.add(conn, schema.reports, [row])
    found = [(row["row"], rows.words_of(report))]
    all_made = [row]
    taking = rows.named(reading.actors, row["row"], row["sort"])
    told: tuple[tuple[str, Sequence[Any], Any], ...] = (
        ("event", reading.events, rows.event_row),
        ("statement", reading.statements, rows.statement_row),
    )
    for kind, records, make in told:
        made: list[Row] = []
        for record in records:
            made.append(make(record, report) | {"row": numbers.take(), "since_seq": seq})
            taking += rows.parties(record, kind, made[-1]["row"], made[-1]["sort"])
            found.append((made[-1]["row"], rows.words_of(record)))
        all_made += made
        bulk.add(conn, schema.RECORDS[kind], made)
        tallies.add(conn, schema.RECORDS[kind], made)
        if kind == "event":
            spellings.note(conn, "place", [r["place"] for r in made])
    names = _describe(conn, [rows.actor_row(a) for a in {a.id: a for a in reading.actors}.values()], seq)
    take_part(conn, taking, all_made, names)
    index(conn, found)
    data = zlib.compress(rows.without_text(reading), LEVEL)
    row_of_reading = numbers.take()
    values = {"row": row_of_reading, "report": report.id, "since_seq": seq, "version": __version__, "data": data}
    bulk.add(conn, schema.readings, [values])
    return row_of_reading


def take_part(
    conn: Connection, taking: Sequence[Row], made: Sequence[Row], names: Mapping[str, str] | None = None
) -> None:
    """Add who takes part in records (``made``: their rows); names are found by how they are spelled, actors by these.

    ``names`` are those of the actors' descriptions where they are at hand.
    """
    bulk.add(conn, schema.parties, taking)
    sides.note(conn, taking, made)
    spellings.note(conn, "party", {r["name"] for r in taking})
    spellings.by_other_names(conn, ((r["actor"], r["name"]) for r in taking), names)


def index(conn: Connection, found: Iterable[tuple[int, str]]) -> None:
    """Make rows findable by their words."""
    bulk.each(conn, WORDS[conn.dialect.name], ({"r": row, "w": words} for row, words in found if words))


def _describe(conn: Connection, described: list[Row], seq: int) -> dict[str, str]:
    """Add actors, or count one more report for those known; the fuller description stands. Returns the names of all."""
    c = schema.actors.c
    ids = [d["id"] for d in described]
    there = {r[0]: (r[1], r[2]) for r in DESCRIBED.of(conn, ids).fetchall()}
    fresh = [d | {"since_seq": seq} for d in described if d["id"] not in there]
    bulk.add(conn, schema.actors, fresh)
    if there:
        NAMED_AGAIN.of(conn, sorted(there))
    names = {d["id"]: d["name"] for d in fresh} | {ident: name for ident, (name, _) in there.items()}
    for d in described:
        if d["id"] in there and rows.fuller(d["record"], there[d["id"]][1]):
            values = {k: v for k, v in d.items() if k not in ("id", "reports")}
            conn.execute(update(schema.actors).where(c.id == d["id"]).values(**values, since_seq=seq))
            names[d["id"]] = d["name"]
            spellings.by_other_names(conn, [(d["id"], there[d["id"]][0])], names)
    return names


def table_row(record: Record, made: Row, kind: str, numbers: Numbers) -> tuple[Row, list[Row]]:
    """A record's row and its parties, numbered."""
    row = made | {"row": numbers.take(), "since_seq": numbers.seq}
    return row, rows.parties(record, kind, row["row"], row["sort"])
