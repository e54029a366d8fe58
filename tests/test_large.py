"""Are the short ways through a large ledger the same as the long ones, whatever was written, revised or taken back?"""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from crisis import Story
from detente.errors import Conflict
from detente.ledger import Filter, Ledger, open_ledger, schema, strains
from detente.ledger.question import Crisis
from detente.ledger.settle import Found
from detente.records import Account, Incident, Record, change, content_id
from detente.upkeep import lately, tension, update
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


def rows_of(ledger: Ledger, table: Any) -> list[dict[str, Any]]:
    with ledger._reading() as conn:
        return [dict(r) for r in conn.execute(select(table)).mappings()]


def recounted(ledger: Ledger) -> list[dict[str, Any]]:
    """The rows of strains, made anew from all rows of incidents."""
    made = [r for i in rows_of(ledger, schema.incidents) for r in strains.rows(i)]
    return sorted(made, key=lambda r: (r["row"], r["a"], r["b"]))


def agree(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *asked: Filter) -> list[list[Record]]:
    """Assert that the table is what a recount makes, and that tension by it is that of the incidents whole."""
    held = sorted(rows_of(ledger, schema.strains), key=lambda r: (r["row"], r["a"], r["b"]))
    assert held == recounted(ledger)
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
