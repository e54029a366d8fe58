"""Does the ledger keep all, once, lose nothing, and remember every correction? On SQLite and on PostgreSQL alike."""

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from detente.errors import Conflict, InputError, LedgerError, NotFound
from detente.ledger import (
    Filter,
    Ledger,
    beside,
    connect,
    facets,
    fresh,
    joined,
    narrow,
    open_ledger,
    schema,
    spellings,
)
from detente.ledger.migrate import upgrade
from detente.ledger.settle import Found
from detente.ledger.verify import Count
from detente.records import Incident, Reading, ReportShare, change
from detente.show.export import KINDS, json_lines
from detente.upkeep import update
from stores import database
from told import item, told, within


@pytest.fixture
def ledger(target: str) -> Ledger:
    made = open_ledger(target, create=True)
    for n in range(1, 4):
        made.keep(told(n), item(told(n)))
    within(made)
    return made


def export(ledger: Ledger) -> bytes:
    return b"".join(json_lines(ledger, KINDS, Filter()))


def ids(ledger: Ledger, kind: str, **asked: object) -> list[str]:
    return [r["id"] for r in ledger.page(kind, Filter(**asked)).rows]  # type: ignore[arg-type]


# Coming in


def test_a_reading_comes_out_as_it_went_in(ledger: Ledger) -> None:
    assert list(ledger.readings()) == [told(n) for n in sorted((1, 2, 3), key=lambda n: told(n).report.id)]
    assert ledger.reading(told(2).report.id) == told(2)


def test_the_same_twice_changes_nothing(ledger: Ledger) -> None:
    before, time = export(ledger), ledger.time()
    assert not ledger.keep(told(2), item(told(2)))
    assert (export(ledger), ledger.time()) == (before, time)
    assert not ledger.stale()
    assert ledger.known([item(told(2)).key(), "other"]) == {item(told(2)).key()}


def test_the_same_words_at_two_outlets_are_one_report_in_any_order(target: str, tmp_path: Path) -> None:
    early, late = told(1, outlet="The Early"), told(1, outlet="The Late", published="2025-05-09")
    made = [open_ledger(target, create=True), open_ledger(str(tmp_path / "other.db"), create=True)]
    for ledger, order in zip(made, ((early, late), (late, early)), strict=True):
        for reading in order:
            assert ledger.keep(reading, item(reading))
        within(ledger)
        assert ledger.count("report", Filter()) == 1
        assert [r["members"] for r in ledger.page("copy", Filter()).rows] == [2]
        assert ledger.page("report", Filter(outlet=("the late",))).rows[0]["outlet"] == "The Early"
        shares = ledger.page("incident", Filter()).records()[0]["reports"]
        assert len(shares) == 2
    assert export(made[0]) == export(made[1])


def test_the_order_of_arrival_does_not_show_in_the_export(ledger: Ledger, tmp_path: Path) -> None:
    other = open_ledger(str(tmp_path / "other.db"), create=True)
    for n in (3, 1, 2):
        other.keep(told(n), item(told(n)))
    within(other)
    assert export(other) == export(ledger)


def test_two_writers_wait_for_each_other(target: str) -> None:
    open_ledger(target, create=True)
    faults: list[Exception] = []

    def write(numbers: range) -> None:
        try:
            mine = open_ledger(target)
            for n in numbers:
                mine.keep(told(n), item(told(n)))
        except Exception as why:
            faults.append(why)

    writers = [threading.Thread(target=write, args=(r,)) for r in (range(30), range(15, 45))]
    for w in writers:
        w.start()
    for w in writers:
        w.join()
    assert faults == []
    ledger = open_ledger(target)
    assert ledger.count("report", Filter()) == 45
    assert list(ledger.verify(Count())) == []


def test_a_late_joining_of_an_earlier_state_overwrites_nothing(ledger: Ledger) -> None:
    from detente.ledger.settle import Found

    early = ledger.time()
    ledger.keep(told(4), item(told(4)))
    ledger.settle(Found(), early)
    assert ledger.stale()  # the fourth report came after what was joined was read
    within(ledger)
    assert not ledger.stale()
    before = export(ledger)
    assert ledger.settle(Found(), early) == {}
    assert export(ledger) == before


# Asking


def test_filters_find_what_they_ask_for(ledger: Ledger) -> None:
    assert ledger.count("event", Filter(actor=("IND",))) == 3
    assert ledger.count("event", Filter(by=("PAK",))) == 0
    assert ledger.count("event", Filter(to=("Pakistan",), type=("assault",))) == 3
    assert ledger.count("event", Filter(country=("IND",), place=("poo",))) == 3
    assert ledger.count("event", Filter(since="2025-05-07", until="2025-05-07")) == 3
    assert ledger.count("event", Filter(since="2025-05-08")) == 0
    assert ledger.count("event", Filter(text="civilians killed")) == 3
    assert ledger.count("statement", Filter(type=("deny",), text='raid" OR 1')) == 0
    assert ledger.count("statement", Filter(by=("IRN",))) == 3
    assert ledger.count("report", Filter(text="number 2", outlet=("the lakeside post",))) == 1
    assert ledger.count("incident", Filter(report=told(1).report.id)) == 2
    assert [r["name"] for r in ledger.page("actor", Filter(country=("IRN",))).rows] == ["Iran"]
    with pytest.raises(InputError, match="no word"):
        ledger.count("event", Filter(text="?!"))
    with pytest.raises(InputError, match="--place"):
        ledger.page("statement", Filter(place=("Poonch",)))


def test_what_is_frequent_is_met_on_the_way_and_is_the_same(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (
        Filter(text="civilians killed"),
        Filter(text='raid" OR 1'),
        Filter(actor=("IND",)),
        Filter(by=("IND",), to=("PAK",)),
        Filter(text="number 2", actor=("IND",)),
        Filter(actor=("pakistan",), outlet=("the lakeside post",)),
    )
    kinds = ("event", "statement", "report")
    looked_up = [[r["id"] for r in ledger.page(k, f).rows] for k in kinds for f in asked]
    monkeypatch.setattr(narrow, "FEW", 0)
    monkeypatch.setattr(narrow, "SOME", 0)
    for gathered in (narrow.GATHERED, 0):
        monkeypatch.setattr(narrow, "GATHERED", gathered)
        found = [[r["id"] for r in ledger.page(k, replace(f, limit=9)).rows] for k in kinds for f in asked]
        assert found == looked_up
    assert [[r["id"] for r in ledger.page(k, f).rows] for k in kinds for f in asked] == looked_up
    assert sum(map(len, looked_up)) > 10


def test_pages_follow_one_another_without_gap_or_repeat(ledger: Ledger) -> None:
    whole = ids(ledger, "event")
    assert len(whole) == len(set(whole)) == 6
    at, seen = None, []
    while True:
        page = ledger.page("event", Filter(limit=2, cursor=at))
        seen += [r["id"] for r in page.rows]
        at = page.cursor
        if at is None:
            break
    assert seen == whole
    days = [r["sort"] for r in ledger.page("event", Filter()).rows]
    assert days == sorted(days, reverse=True)  # the undated are last


def retold(ident: str, day: str, origins: int, reports: int) -> Incident:
    """The incident of a report as if more reports told of it."""
    (one, *_) = told(1).incidents
    many = tuple(
        ReportShare(id=f"RPT-{ident}{n}", source_id=None, events=1, origin=f"RPT-{min(n, origins - 1)}")
        for n in range(reports)
    )
    made: Incident = change(one, id=ident, day=day, origins=origins, reports=many)
    return made


MANY = [
    retold("INC-a", "2025-05-01", 1, 1),
    retold("INC-b", "2025-05-02", 2, 9),
    retold("INC-c", "2025-05-01", 3, 3),
    retold("INC-d", "2025-05-04", 2, 9),
    retold("INC-f", "2025-05-04", 2, 9),
    retold("INC-e", "2025-05-09", 1, 7),
]
MOST_TOLD = ["INC-c", "INC-d", "INC-f", "INC-b", "INC-e", "INC-a"]


def test_incidents_are_listed_most_told_first_on_every_page(ledger: Ledger) -> None:
    ledger.settle(Found(incidents=MANY), ledger.time())
    assert ids(ledger, "incident") == MOST_TOLD
    assert [r["id"] for r in ledger.each("incident", Filter())] == MOST_TOLD
    assert ids(ledger, "incident", since="2025-05-02", until="2025-05-04") == ["INC-d", "INC-f", "INC-b"]
    for limit in (1, 2, 5):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = ledger.page("incident", Filter(limit=limit, cursor=cursor or None))
            seen += [r["id"] for r in page.rows]
            cursor = page.cursor
        assert seen == MOST_TOLD
    with pytest.raises(InputError, match="no cursor"):
        ledger.page("incident", Filter(cursor="2025-05-01|INC-a"))


def test_counts_beside_a_long_list_say_that_they_are_of_its_first_records(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ledger.look(beside.beside, "event", Filter(), 9, 9)
    assert whole.whole
    assert ledger.look(beside.days_of, "event", Filter(type=("ASSAULT",))) == whole.days != []
    assert (whole.records, sum(n for _, n in whole.days), sum(p["n"] for p in whole.places)) == (6, 3, 6)
    assert whole.counts["type"] == [("ASSAULT", 6)]
    assert dict(whole.counts["actor"]) == {"IND": 3, "PAK": 3}
    monkeypatch.setattr(beside, "SAMPLE", 4)
    some = ledger.look(beside.beside, "event", Filter(), 9, 9)
    assert not some.whole
    assert (some.records, some.days) == (6, whole.days)  # nothing narrows it: exact at any size
    assert some.counts["type"] == [("ASSAULT", 4)]
    narrow = ledger.look(beside.beside, "event", Filter(type=("ASSAULT",)), 9)
    assert (narrow.records, narrow.whole) == (4, False)
    assert ledger.look(beside.days_of, "event", Filter(type=("ASSAULT",))) == narrow.days
    assert ledger.look(beside.days_of, "event", Filter()) == whole.days


def test_merged_incidents_count_their_origins_together(ledger: Ledger) -> None:
    ledger.settle(Found(incidents=MANY), ledger.time())
    ledger.merge(["INC-a", "INC-c"], author="ana", reason="one raid")
    (row,) = (r for r in ledger.page("incident", Filter()).rows if r["id"] == "INC-a")
    assert row["origins"] == 3  # RPT-0, RPT-1, RPT-2: the report of INC-a repeats the first of them


def test_a_crisis_limits_a_list(ledger: Ledger) -> None:
    from detente.ledger.question import Crisis

    ledger.create_crisis(Crisis("Punjab", ("PAK",), ("Muridke",), "2025-05-01", None), author="ana")
    assert ledger.count("incident", Filter(crisis="punjab")) == 3
    ledger.create_crisis(Crisis("Punjab", ("USA",), (), None, None), author="ana")
    assert ledger.count("incident", Filter(crisis="Punjab")) == 0
    with pytest.raises(NotFound, match="Punjab"):
        ledger.count("incident", Filter(crisis="Gobi"))
    assert ledger.suggest(None, 5)[0]["actors"] == ["IND", "PAK"]


# Corrections


def test_a_rejected_record_is_left_out_and_comes_back_when_undone(ledger: Ledger) -> None:
    before = export(ledger)
    ident = ids(ledger, "event", actor=("IND",))[0]
    seq = ledger.review(ident, "reject", author="ana", reason="a metaphor")
    assert ident not in ids(ledger, "event")
    assert ident in ids(ledger, "event", rejected=True)
    within(ledger)
    assert ledger.count("incident", Filter(actor=("IND",))) == 2  # nobody joins what was rejected
    ledger.undo(seq, author="ana", reason="it was none")
    within(ledger)
    assert export(ledger) == before
    assert [r["action"] for r in ledger.revisions(ident)] == ["reject", "undo"]
    with pytest.raises(Conflict, match="undone already"):
        ledger.undo(seq, author="ana", reason=None)


def test_two_people_do_not_overwrite_each_other(ledger: Ledger) -> None:
    row = ledger.page("event", Filter(actor=("IND",))).rows[0]
    ledger.edit(row["id"], {"status": "failed"}, author="ana", reason="shot down", expect=row["since_seq"])
    with pytest.raises(Conflict, match="ana"):
        ledger.review(row["id"], "accept", author="ben", reason="seen", expect=row["since_seq"])
    assert ledger.find(row["id"])[1]["status"] == "failed"
    with pytest.raises(InputError, match="status"):
        ledger.edit(row["id"], {"status": "perhaps"}, author="ben", reason="?")
    with pytest.raises(InputError, match="trigger"):
        ledger.edit(row["id"], {"trigger": None}, author="ben", reason="?")


def test_a_merge_holds_when_reports_come_and_is_undone_whole(ledger: Ledger) -> None:
    before = export(ledger)
    first, second, *_ = ids(ledger, "incident", actor=("IND",))
    seq = ledger.merge([first, second], author="ana", reason="one strike")
    assert ledger.find(second)[1]["id"] == first
    ledger.keep(told(4), item(told(4)))
    within(ledger)
    assert ledger.find(second)[1]["id"] == first
    assert ledger.count("incident", Filter(actor=("IND",))) == 3
    merged = ledger.page("incident", Filter(actor=("IND",))).records()
    assert {2, 1} == {len(r["events"]) for r in merged}
    with pytest.raises(InputError, match="two or more"):
        ledger.merge([first, second], author="ana", reason="again")
    ledger.undo(seq, author="ana", reason="two strikes")
    assert {r["id"] for r in ledger.page("incident", Filter(actor=("IND",))).rows} >= {first, second}
    assert len(before) < len(export(ledger))


def test_a_split_takes_events_out_and_is_undone(ledger: Ledger) -> None:
    first, second, *_ = ids(ledger, "incident", actor=("IND",))
    ledger.merge([first, second], author="ana", reason="one strike")
    events = ledger.page("incident", Filter(actor=("IND",))).records()
    whole = next(r for r in events if r["id"] == first)
    seq = ledger.split(first, whole["events"][:1], author="ben", reason="another day")
    assert len(ids(ledger, "incident", actor=("IND",))) == 3
    ledger.undo(seq, author="ben", reason="no")
    assert len(ids(ledger, "incident", actor=("IND",))) == 2
    with pytest.raises(InputError, match="not all"):
        ledger.split(first, whole["events"], author="ben", reason="all")


def test_an_edited_incident_stays_edited_when_joined_again(ledger: Ledger) -> None:
    ident = ids(ledger, "incident", actor=("IND",))[0]
    ledger.edit(ident, {"standing": "contested"}, author="ana", reason="Pakistan denies it")
    ledger.keep(told(5), item(told(5)))
    within(ledger)
    assert ledger.find(ident)[1]["standing"] == "contested"


# Earlier states


def test_a_snapshot_is_read_again_as_it_was(ledger: Ledger) -> None:
    then = {kind: ids(ledger, kind) for kind in ("report", "event", "incident")}
    ledger.snapshot("may8", author="ana")
    ledger.keep(told(9), item(told(9)))
    ledger.review(then["event"][0], "reject", author="ana", reason="no")
    within(ledger)
    assert ids(ledger, "event") != then["event"]
    assert {kind: ids(ledger, kind, snapshot="may8") for kind in then} == then
    with pytest.raises(Conflict, match="never move"):
        ledger.snapshot("may8", author="ben")
    with pytest.raises(NotFound, match="may8"):
        ledger.page("event", Filter(snapshot="june"))
    found = ledger.difference("may8", None)
    changes = {(f["change"], f["kind"]) for f in found}
    assert ("new", "report") in changes
    assert ("changed", "event") in changes
    assert next(f for f in found if f["kind"] == "event" and f["change"] == "changed")["fields"] == ["review"]


# Proof


def test_every_quote_and_hash_is_proven_again(ledger: Ledger) -> None:
    count = Count()
    assert list(ledger.verify(count)) == []
    assert (count.reports, count.records) == (3, 15)
    assert count.quotes > 60


@pytest.mark.parametrize(
    ("table", "column", "old", "new", "fault"),
    [
        ("events", "record", "struck", "strock", "does not stand"),
        ("events", "sentence", "struck", "strock", "columns differ"),
        ("statements", "content", "raid", "rain", "columns differ"),
        ("reports", "text", "civilians", "soldiers ", "hash"),
        ("events", "record", '"status":"occurred"', '"status":"denied"', "no revision says why"),
    ],
)
def test_what_was_tampered_with_is_found(
    tmp_path: Path, table: str, column: str, old: str, new: str, fault: str
) -> None:
    path = tmp_path / "ledger.db"
    ledger = open_ledger(str(path), create=True)
    ledger.keep(told(1), item(told(1)))
    with sqlite3.connect(path) as raw:
        done = raw.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (old, new))
        assert done.rowcount
    raw.close()
    assert any(fault in why for _, why in ledger.verify(Count())), list(ledger.verify(Count()))


# The file


@pytest.fixture(params=["sqlite", "postgresql"])
def two_targets(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    if request.param == "sqlite":
        return str(tmp_path / "one.db"), str(tmp_path / "other.db")
    server = request.getfixturevalue("postgres")
    return database(server), database(server)


SHAPE = {
    "sqlite": [
        "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk, c.hidden, t.sql LIKE '%WITHOUT ROWID%' "
        "FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'",
        "SELECT i.name, i.tbl_name, c.seqno, c.name, c.desc, c.coll, "
        "lower(substr(i.sql, instr(i.sql, ' WHERE '))) LIKE '%until_seq is null%', i.sql LIKE '%WHERE%' "
        "FROM sqlite_master i JOIN pragma_index_xinfo(i.name) c WHERE i.type = 'index'",
        "SELECT name, sql FROM sqlite_master WHERE type = 'view' OR sql LIKE '%fts5%'",
        "SELECT version_num FROM alembic_version",
    ],
    "postgresql": [
        "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
        "SELECT version_num FROM alembic_version",
    ],
}
"""What a database says of its own tables (whatever the order of columns), indexes and views."""


def test_a_new_ledger_has_the_schema_that_all_migrations_make(
    two_targets: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for target in two_targets:
        engine = connect.connect(target, create=True)
        with engine.connect() as conn:
            told.append([sorted(map(repr, conn.execute(text(sql)))) for sql in SHAPE[conn.dialect.name]])
        engine.dispose()
        monkeypatch.setattr(fresh, "make", lambda conn, _: upgrade(conn, "another", None))
    once, migrated = told
    assert len(once[0]) > 100
    assert len(once[1]) > 50
    for made, other in zip(once, migrated, strict=True):
        assert (set(made) - set(other), set(other) - set(made)) == (set(), set())


def test_the_migrations_make_the_schema_that_the_code_means(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "make", lambda conn, _: upgrade(conn, target, None))
    engine = connect.connect(target, create=True)
    own = {"words", "words_data", "words_idx", "words_docsize", "words_config", "words_content", "alembic_version"}
    with engine.connect() as conn:
        options = {
            "include_name": lambda name, kind, _: kind != "table" or name not in own,
            "include_object": lambda told, *_: told.info.get("only", conn.dialect.name) == conn.dialect.name,
        }
        assert compare_metadata(MigrationContext.configure(conn, opts=options), schema.metadata) == []
    engine.dispose()
    scripts = ScriptDirectory(str(Path(connect.__file__).parent / "migrations"))
    assert scripts.get_current_head() == connect.HEAD


def test_a_ledger_of_the_first_version_comes_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    ledger = open_ledger(str(path), create=True)
    ledger.settle(Found(incidents=MANY), ledger.time())
    for reading in (told(1), renamed(told(2), "Delhi")):
        ledger.keep(reading, item(reading))
    india = next(r["id"] for r in ledger.page("actor", Filter()).rows if r["name"] == "India")
    strikes = ids(ledger, "event", by=(india,))
    assert len(strikes) == 2
    with sqlite3.connect(path) as raw:
        raw.executescript(
            "".join(f"DROP INDEX {table.name}_day;" for table in schema.RECORDS.values())
            + "".join(f"DROP TABLE {table.name};" for table in joined.TABLES)
            + "DROP TABLE tallies; DROP TABLE strains; DROP TABLE sides; DROP TABLE told_at; "
            "DROP TABLE deliveries; DROP TABLE hooks; DROP TABLE spellings; "
            "CREATE INDEX parties_actor ON parties (kind, actor); "
            "DROP INDEX parties_name; CREATE INDEX parties_name ON parties (name); DROP INDEX appearances_outlet; "
            "DROP INDEX disputes_incident; DROP INDEX events_outlet; DROP INDEX statements_outlet; "
            + "".join(f"DROP INDEX {n}_place;" for n in ("events", "incidents"))
            + "".join(
                f"DROP INDEX {n}_list; DROP INDEX {n}_held; CREATE INDEX {n}_sort ON {n} (sort);" for n in schema.LISTED
            )
            + "DROP INDEX incidents_most; DROP VIEW incidents_now; ALTER TABLE incidents DROP COLUMN origins;"
            "CREATE VIEW incidents_now AS SELECT id FROM incidents; UPDATE alembic_version SET version_num = '0001'"
        )
    ledger = open_ledger(str(path))
    assert ids(ledger, "event", by=(india,)) == strikes
    assert ids(ledger, "incident") == MOST_TOLD
    assert ledger.count("incident", Filter()) == len(MOST_TOLD)
    assert ids(ledger, "incident", actor=("pakistan",)) == ids(ledger, "incident", actor=("PAK",)) != []


def test_what_is_no_ledger_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database, but a text of some length " * 30)
    for where, words in (
        (tmp_path / "text.db", "not an SQLite file"),
        (tmp_path, "a folder"),
        ("mysql://host/x", "SQLite file or a postgresql"),
        ("postgresql://nobody@127.0.0.1:1/x", "no PostgreSQL server answers"),
    ):
        with pytest.raises(LedgerError, match=words):
            open_ledger(str(where), create=True)
    with pytest.raises(NotFound, match="detente ingest"):
        open_ledger(str(tmp_path / "none.db"))


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    from sqlalchemy import event

    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    ledger.keep(told(1), item(told(1)))

    @event.listens_for(ledger._engine, "connect")
    def _small(raw: sqlite3.Connection, _: object) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for n in range(2, 100):
            ledger.keep(told(n), item(told(n)))

    with pytest.raises(LedgerError, match="the disk is full"):
        fill()
    again = open_ledger(str(tmp_path / "ledger.db"))
    assert list(again.verify(Count())) == []
    assert again.keep(told(99), item(told(99)))


def test_a_ledger_that_cannot_be_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    made = open_ledger(str(path), create=True)
    made.keep(told(1), item(told(1)))
    within(made)
    read_only = open_ledger(str(path), read_only=True)
    assert read_only.count("event", Filter()) == 2
    with pytest.raises(LedgerError, match="cannot be written"):
        read_only.keep(told(2), item(told(2)))


def test_the_views_hold_what_holds_now(tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    ledger.keep(told(1), item(told(1)))
    with sqlite3.connect(tmp_path / "ledger.db") as raw:
        rows = raw.execute("SELECT type, actors, recipients, place FROM events_now ORDER BY day").fetchall()
    raw.close()
    assert ("ASSAULT", "India", "Pakistan", "Muridke") in rows


# Large ledgers


def test_names_are_found_in_any_case_and_in_every_script(ledger: Ledger) -> None:
    whole = ids(ledger, "event", actor=("Iran",))
    assert ids(ledger, "event", actor=("iran",)) == whole
    with ledger._writing() as conn:
        spellings.note(conn, "party", ["Şeyh Čavić Ölmez", "Ölmez"])
        spellings.note(conn, "party", ["Ölmez", None, " "])
        spellings.note(conn, "place", ["Šiauliai", "Širvintos", "Skuodas"])
    assert ledger.look(spellings.named, "party", "ölmez") == ["Ölmez", "Şeyh Čavić Ölmez"]
    assert ledger.look(spellings.named, "party", "čavić  ölmez") == ["Şeyh Čavić Ölmez"]
    assert ledger.look(spellings.named, "party", "şeyh") == []
    assert ledger.look(spellings.beginning, "place", "ši") == ["Šiauliai", "Širvintos"]
    assert ledger.look(spellings.beginning, "place", "s") == ["Skuodas"]
    assert ids(ledger, "report", outlet=("THE LAKESIDE POST",)) == ids(ledger, "report", outlet=("The Lakeside Post",))


def renamed(reading: Reading, name: str, **more: object) -> Reading:
    """A reading in which India is told of by another name, with more of its description."""
    told = msgspec.json.encode(reading).replace(b'"name":"India"', f'"name":"{name}"'.encode())
    made = msgspec.json.decode(told, type=Reading)
    return change(made, actors=tuple(change(a, **more) if a.name == name else a for a in made.actors))


@pytest.mark.parametrize(
    ("name", "fuller", "stands"), [("Delhi", {"wikidata": "Q668"}, "Delhi"), ("Delhi", {}, "India")]
)
def test_an_actor_is_found_by_its_id_under_all_its_names(
    ledger: Ledger, name: str, fuller: dict[str, object], stands: str
) -> None:
    india = next(r["id"] for r in ledger.page("actor", Filter()).rows if r["name"] == "India")
    before = {kind: ids(ledger, kind, actor=(india,)) for kind in ("event", "report", "incident")}
    assert all(before.values())
    another = renamed(told(8), name, **fuller)
    ledger.keep(another, item(another))
    assert ledger.find(india)[1]["name"] == stands
    update(ledger)
    strike = next(e.id for e in another.events if e.actors)
    assert set(ids(ledger, "event", actor=(india,))) == {*before["event"], strike}
    assert set(ids(ledger, "event", by=(india,), report=another.report.id)) == {strike}
    assert set(ids(ledger, "report", actor=(india,))) == {*before["report"], another.report.id}
    assert ids(ledger, "incident", actor=(india,)) == ids(ledger, "incident", actor=("IND",)) != []
    assert ids(ledger, "event", actor=("delhi",)) == [strike]
    assert set(ids(ledger, "event", actor=("india",))) == set(before["event"])
    assert ids(ledger, "event", actor=("ACT-000000000000",)) == []


def test_what_came_after_a_moment_is_told_apart_from_what_changed(ledger: Ledger) -> None:
    before, old = ledger.time(), ids(ledger, "event")[-1]
    assert ledger.look(facets.fresh, "event", before, Filter(), 5) == (0, 0, [])
    ledger.keep(told(7), item(told(7)))
    ledger.review(old, "accept", author="tests", reason=None)
    new, changed, rows = ledger.look(facets.fresh, "event", before, Filter(), 5)
    assert (new, changed) == (len(told(7).events), 1)
    assert sorted(r["changed"] for r in rows) == [0] * new + [1]


def test_a_stamp_differs_after_every_write(ledger: Ledger) -> None:
    seen = [ledger.stamp()]
    assert ledger.stamp() == seen[0]
    ledger.visited("https://example.org/feed", items=2, last_tried="2025-05-08T00:00:00+00:00")
    seen.append(ledger.stamp())
    ledger.snapshot("first", author="tests")
    seen.append(ledger.stamp())
    ledger.visited("https://example.org/feed", failures=1)
    seen.append(ledger.stamp())
    assert len(set(seen)) == 4


def test_the_pair_most_at_odds_can_be_sought_among_the_latest(ledger: Ledger) -> None:
    every = ledger.suggest(None, 3)
    assert every
    assert ledger.suggest(None, 3, 1000) == every
    assert ledger.suggest(None, 3, placed=False) == [r | {"places": []} for r in every]
    assert ledger.suggest(None, 3, 1) == []  # one event makes no crisis
