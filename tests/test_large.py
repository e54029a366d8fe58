"""Are the short ways through a large ledger the same as the long ones, whatever was written, revised or taken back?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import Select, event, select

from crisis import Story
from detente.errors import Conflict
from detente.joining import crisis
from detente.joining.crisis import Joined
from detente.ledger import (
    Filter,
    Ledger,
    beside,
    facets,
    listing,
    narrow,
    open_ledger,
    reach,
    schema,
    shortcuts,
    sides,
    strains,
    tallies,
    told_at,
)
from detente.ledger.question import Crisis
from detente.ledger.settle import Found
from detente.records import Account, Incident, Reading, Record, change, content_id
from detente.upkeep import lately, tension, timeline, update
from told import item, told

PAIRS = (("IND", "PAK"), ("PAK", "IND"), ("PAK", "IRN"), ("IND", "IND"), ("IND", "USA"))


def happened(day: str, kind: str, doers: Sequence[str], done: Sequence[str], dead: float | None = None) -> Incident:
    """An incident made by hand, told by one outlet; each country is its own code in the text."""
    names = " ".join(dict.fromkeys((*doers, *done)))
    story = Story(f"On {day} it was told of {names}: {kind}, {dead} dead.")
    refs = {c: story.who(c, c) for c in (*doers, *done)}
    told = (story.count(f"{dead} dead", "killed", dead),) if dead is not None else ()
    account = Account(
        side="outlet:The Lakeside Post", says="asserts", quantities=told, statements=(), reports=(), first=day, last=day
    )
    return Incident(
        id=content_id("INC", day, kind, names), type=kind,  # type: ignore[arg-type]
        actors=tuple(refs[c] for c in doers), recipients=tuple(refs[c] for c in done), when=None, where=None,
        events=(f"EV-{day}-{kind}",), reports=(), accounts=(account,), standing="single_source", confidence=0.8,
        day=day, outlets=("The Lakeside Post",),
    )  # fmt: skip


MADE = (
    happened("2025-04-22", "ASSAULT", ["PAK"], ["IND"], 26.0),
    happened("2025-04-23", "ACCUSE", ["IND"], ["PAK"]),
    happened("2025-05-01", "CONSULT", ["IND", "PAK"], []),
    happened("2025-05-02", "ASSAULT", ["IND", "PAK"], ["IND"], 3.0),
    happened("2025-05-02", "ACCUSE", ["IND"], ["PAK", "IRN"]),
    happened("2025-05-07", "PROTEST", ["IND"], ["IND"]),
    change(happened("2025-05-08", "THREATEN", ["PAK"], ["IND"]), standing="contested", outlets=("One", "Two", "Three")),
)


def rows_of(ledger: Ledger, asked: Any) -> list[dict[str, Any]]:
    with ledger._reading() as conn:
        return [dict(r) for r in conn.execute(asked if isinstance(asked, Select) else select(asked)).mappings()]


def recounted(ledger: Ledger) -> list[dict[str, Any]]:
    """The rows of strains, made anew from all rows of incidents."""
    made = [r for i in rows_of(ledger, schema.incidents) for r in strains.rows(i)]
    return sorted(made, key=lambda r: (r["row"], r["a"], r["b"]))


def repeated(ledger: Ledger) -> None:
    """Assert that what stands beside records is what their own rows, parties and members make."""
    made = {r["row"]: r for k in sides.TYPED for r in rows_of(ledger, schema.RECORDS[k])}
    pairs = sides.rows(rows_of(ledger, schema.parties), made)
    assert sorted(map(sorted_items, pairs)) == sorted(map(sorted_items, rows_of(ledger, shortcuts.sides)))
    heard = {(r["outlet"], r["row"]) for r in rows_of(ledger, told_at.outlets())}
    assert {(r["outlet"], r["row"]) for r in rows_of(ledger, shortcuts.told_at)} == heard


def sorted_items(row: dict[str, Any]) -> str:
    return repr(sorted(row.items()))


def dated(ledger: Ledger, f: Filter) -> list[Record]:
    """The timeline of a filter as the incidents whole make it."""
    rows = ledger.page("incident", replace(f, limit=None)).rows
    whole = Joined(incidents=tuple(msgspec.json.decode(r["record"], type=Incident) for r in rows))
    return list(crisis.timeline(whole, most=5))


def agree(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *asked: Filter) -> list[list[Record]]:
    """Assert that the table is what a recount makes, and that tension and timeline by it are those of the incidents
    whole."""
    repeated(ledger)
    assert [timeline(ledger, f, 5) for f in asked] == [dated(ledger, f) for f in asked]
    held = sorted(rows_of(ledger, shortcuts.strains), key=lambda r: (r["row"], r["a"], r["b"]))
    assert held == recounted(ledger)
    for kind, table in schema.RECORDS.items():
        counted = {r["sort"]: r["count_1"] for r in rows_of(ledger, tallies.counted(table))}
        assert ledger.look(tallies.days, kind) == counted, kind
        assert ledger.count(kind, Filter()) == sum(counted.values())
    told: list[list[list[Record]]] = []
    for way in ("cut down", "whole"):
        with monkeypatch.context() as patch:
            if way == "whole":
                patch.setattr(strains, "between", lambda *_: None)
            some = [list(tension(ledger, a, b, f, directed=d)) for a, b in PAIRS for f in asked for d in (True, False)]
            some += [[*days, worst] for f in asked for days, worst in [lately(ledger, "IND", "PAK", f, 20)]]
            told.append(some)
    assert told[0] == told[1]
    return told[0]


def test_tension_by_what_was_cut_down_is_that_of_the_incidents_whole(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledger(target, create=True)
    assert not any(agree(ledger, monkeypatch, Filter())[:-1])
    ledger.settle(Found(incidents=MADE), ledger.time())
    ledger.create_crisis(Crisis("May", ("IND", "somebody"), (), "2025-05-01", "2025-05-07"), author="a")
    ledger.create_crisis(Crisis("elsewhere", ("USA",), ("Muridke",), None, None), author="a")
    ledger.snapshot("first", author="a")
    asked = (
        Filter(),
        Filter(rejected=True),
        Filter(crisis="May"),
        Filter(crisis="elsewhere"),
        Filter(snapshot="first"),
        Filter(type=("ASSAULT",)),
        Filter(since="2025-05-02", until="2025-05-09"),
    )
    first = agree(ledger, monkeypatch, *asked)
    assert first[0]
    assert first[0] != first[1]  # one way, both ways
    deadly, accused, *_ = MADE
    rejected = ledger.review(deadly.id, "reject", author="a", reason=None)
    assert agree(ledger, monkeypatch, *asked) != first
    ledger.undo(rejected, author="a", reason=None)
    assert agree(ledger, monkeypatch, *asked) == first
    edited = ledger.edit(deadly.id, {"type": "ACCUSE"}, author="a", reason=None)
    assert agree(ledger, monkeypatch, *asked) != first
    ledger.undo(edited, author="a", reason=None)
    merged = ledger.merge([deadly.id, accused.id], author="a", reason=None)
    assert agree(ledger, monkeypatch, *asked) != first
    ledger.undo(merged, author="a", reason=None)
    assert agree(ledger, monkeypatch, *asked) == first
    ledger.settle(Found(incidents=(*MADE[1:], happened("2025-05-20", "AGREE", ["IND"], ["PAK"]))), ledger.time())
    later = agree(ledger, monkeypatch, *asked)
    then = 2 * asked.index(Filter(snapshot="first"))
    assert later != first
    assert later[then] == first[then] != []


def test_what_tension_weighs_is_kept_when_reports_come_and_incidents_are_split(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledger(target, create=True)
    for n in range(1, 4):
        ledger.keep(told(n), item(told(n)))
    update(ledger)
    assert agree(ledger, monkeypatch, Filter())[0][0].n == 1
    (blow,) = ledger.page("incident", Filter(actor=("IND",))).records()
    apart = ledger.split(blow["id"], blow["events"][:1], author="a", reason=None)
    assert agree(ledger, monkeypatch, Filter())[0][0].n == 2
    ledger.keep(told(4), item(told(4)))
    update(ledger)
    assert agree(ledger, monkeypatch, Filter())[0][0].n == 2
    with pytest.raises(Conflict):
        ledger.undo(apart, author="a", reason=None)
    assert agree(ledger, monkeypatch, Filter())[0][0].n == 2


# Lists, facets, counts


def spread(n: int) -> Reading:
    """A reading whose events lie on days of their own; every third stands at another outlet."""
    one = told(n, outlet=("The Lakeside Post", "The Hill Gazette", "The Lakeside Post")[n % 3], killed=n)
    day = f"2025-05-{1 + n * 7 % 20:02d}"
    return change(one, events=tuple(change(e, when=e.when and change(e.when, start=day, end=None)) for e in one.events))


@pytest.fixture
def long(target: str) -> Ledger:
    """Twenty reports; one of them appears at two outlets, an event is rejected, and a crisis is named."""
    ledger = open_ledger(target, create=True)
    for n in range(20):
        ledger.keep(spread(n), item(spread(n)))
    twice = change(spread(3), report=change(spread(3).report, outlet="The Late Edition", published="2025-05-09"))
    ledger.keep(twice, item(twice))
    update(ledger)
    ledger.review(ledger.page("event", Filter(limit=1)).rows[0]["id"], "reject", author="a", reason=None)
    ledger.create_crisis(Crisis("May", ("IND", "Iran"), ("Poonch",), "2025-05-03", "2025-05-18"), author="a")
    return ledger


ASKED = (
    Filter(),
    Filter(actor=("IND",)),
    Filter(actor=("india", "IRN")),
    Filter(by=("IND",), to=("PAK",)),
    Filter(by=("IND", "PAK"), to=("PAK",), since="2025-05-04", until="2025-05-15"),
    Filter(by=("IND",), to=("pakistan",)),
    Filter(by=("PAK",), to=("IND",)),
    Filter(by=("IND",), to=("PAK",), outlet=("The Hill Gazette",)),
    Filter(outlet=("the lakeside post",)),
    Filter(outlet=("The Late Edition",)),
    Filter(outlet=("The Late Edition", "The Hill Gazette"), actor=("PAK",)),
    Filter(crisis="May"),
    Filter(crisis="May", actor=("PAK",)),
    Filter(actor=("IND",), since="2025-05-04", until="2025-05-15"),
    Filter(actor=("IND",), rejected=True),
    Filter(outlet=("The Hill Gazette",), until="2025-05-12"),
    Filter(text="raid number"),
    Filter(text="killed", actor=("IND",)),
)
PLACED = (
    Filter(place=("Atlantis",), actor=("IND",)),
    Filter(place=("Atlantis",), outlet=("The Hill Gazette",)),
    Filter(place=("Muridke",)),
    Filter(place=("p", "Muridke"), actor=("IND",)),
    Filter(place=("Poonch",)),
)


def pages(ledger: Ledger, kind: str, f: Filter, size: int) -> list[str]:
    """The ids of all pages of a list, one after another."""
    out: list[str] = []
    cursor: str | None = None
    while True:
        page = ledger.page(kind, replace(f, limit=size, cursor=cursor))
        out += [r["id"] for r in page.rows]
        if (cursor := page.cursor) is None:
            return out


@pytest.mark.parametrize("few", [0, narrow.FEW])
def test_a_list_sought_among_its_last_days_is_the_list(long: Ledger, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    kinds = ("event", "statement", "report", "incident")
    asked = [(k, f) for k in kinds for f in ASKED] + [(k, f) for k in ("event", "incident") for f in PLACED]
    whole = [[r["id"] for r in long.page(k, f).rows] for k, f in asked]
    assert sum(map(len, whole)) > 300
    monkeypatch.setattr(narrow, "FEW", few)
    monkeypatch.setattr(narrow, "SOME", few)
    near = 0
    for (kind, f), ids in zip(asked, whole, strict=True):
        assert pages(long, kind, f, 4) == ids, (kind, f)
        near += long.look(reach.nearer, kind, f, 2) != f
        assert long.count(kind, f) == len(ids)
        assert long.count(kind, f, 4) == (min(len(ids), 5) if f != Filter() else len(ids))
    assert near > 20  # or nothing was sought among the last days
    monkeypatch.setattr(beside, "SAMPLE", 5)
    told = [long.look(beside.beside, k, f, 9, 9) for k, f in asked]
    monkeypatch.setattr(reach, "nearer", lambda _conn, _kind, f, _most: f)
    assert [long.look(beside.beside, k, f, 9, 9) for k, f in asked] == told
    assert any(not b.whole for b in told)


@pytest.mark.parametrize("kind", ["event", "incident"])
def test_two_sides_and_a_type_are_found_as_parties_are(
    long: Ledger, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    one = long.page(kind, Filter(by=("IND",), limit=1)).rows[0]
    long.edit(one["id"], {"type": "THREATEN"}, author="a", reason=None)
    asked = [Filter(by=("IND",), to=("PAK",), type=(t,), rejected=True) for t in ("assault", "THREATEN", "AID")]
    found = [[r["id"] for r in long.page(kind, f).rows] for f in asked]
    assert [bool(ids) for ids in found] == [True, True, False]
    assert one["id"] in found[1]
    for few in (0, narrow.FEW):
        monkeypatch.setattr(narrow, "SOME", few)
        assert [pages(long, kind, f, 4) for f in asked] == found
    monkeypatch.setattr(sides, "countries", lambda *_: False)
    assert [[r["id"] for r in long.page(kind, f).rows] for f in asked] == found


def test_incidents_are_told_of_wherever_their_words_appear(long: Ledger) -> None:
    repeated(long)
    late = Filter(outlet=("The Morning Edition",))
    assert long.count("incident", late) == 0
    again = change(spread(5), report=change(spread(5).report, outlet="The Morning Edition", published="2025-05-10"))
    long.keep(again, item(again))
    repeated(long)
    found = long.page("incident", late).records()
    assert [again.report.id in {r["id"] for r in i["reports"]} for i in found] == [True] * len(found) != []
    update(long)
    repeated(long)


def test_what_is_counted_is_not_opened(long: Ledger) -> None:
    if long._engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses its indexes itself")
    asked: list[str] = []
    event.listen(long._engine, "before_cursor_execute", lambda _c, _cursor, told, *_: asked.append(told))
    long.snapshot("now", author="a")
    f = Filter(actor=("IND",))
    for kind in ("event", "incident", "statement", "report"):
        many = long.count(kind, f, 1000)
        assert any(f"INDEXED BY {kind}s_held" in told for told in asked), kind
        asked.clear()
        assert long.count(kind, replace(f, snapshot="now"), 1000) == many  # of an earlier state no index tells
        assert not any("INDEXED" in told for told in asked)


def test_what_is_new_is_counted_so_far_and_its_latest_are_shown(long: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    new, changed, rows = long.look(facets.fresh, "event", 0, Filter(), 3)
    assert (new, changed) == (long.count("event", Filter()), 0)
    monkeypatch.setattr(listing, "COUNTED", 6)
    assert long.look(facets.fresh, "event", 0, Filter(), 3) == (7, 0, rows)
    assert [r["id"] for r in rows] == [r["id"] for r in long.page("event", Filter(limit=3)).rows]


@pytest.mark.parametrize("few", [3, 10_000])
def test_what_is_new_is_told_alike_however_it_is_found(long: Ledger, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(listing, "COUNTED", few)
    half = long.time() // 2
    for kind in ("event", "incident", "statement", "report"):
        for f in ASKED:
            many = long.count(kind, f, few)
            for since in (0, half, long.time()):
                told = long.look(facets.fresh, kind, since, f, 3)
                assert long.look(facets.fresh, kind, since, f, 3, many) == told, (kind, f, since)
                with monkeypatch.context() as patch:
                    patch.setattr(reach, "nearer", lambda _conn, _kind, f, *_, **__: f)
                    assert long.look(facets.fresh, kind, since, f, 3) == told, (kind, f, since)


def test_who_stands_together_is_counted_in_the_latest_records(long: Ledger) -> None:
    f = Filter(actor=("IND",))
    whole = long.look(facets.ties, "event", f, 60)
    assert long.look(facets.ties, "event", f, 60, 1000) == whole
    (latest,) = long.look(facets.ties, "event", f, 60, 3)
    assert [t["n"] for t in whole] == [19]  # of twenty, one was rejected
    assert latest == whole[0] | {"n": 3}
    assert long.look(facets.ties, "event", Filter(actor=("USA",)), 60, 3) == []
