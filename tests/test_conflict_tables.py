"""Are tables in ACLED's and UCDP GED's columns what pandas reads, and does what nobody told stay empty?"""

import io
import re
from pathlib import Path
from typing import Any

import pandas
import pytest

from commands import ROOT
from crisis import Story
from detente.joining.incidents import incidents
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.settle import Found
from detente.lexicon.countries import countries
from detente.lexicon.shapes import load_shapes
from detente.records import Event, Incident, Item, Reading, Telling, change
from detente.show import acled, ucdp

GUNS = (
    "Rebels of the Front shelled a market in Quetta on May 7. Pakistan says 12 civilians were killed there. "
    "=The army of Pakistan bombed Gwadar. Students marched in Lahore. Dar met Misri in Doha."
)
EXACT = {"lat": 30.18, "lon": 67.0, "admin1": "Balochistan"}


def story() -> Reading:
    """A shelling with a count, a bombing of which little is told, a march and a meeting."""
    s = Story(GUNS, "The Lakeside Post", "2025-05-08T09:30:00+05:00")
    pakistan = s.who("Pakistan", "PAK")
    rebels = change(s.who("Rebels of the Front", kind="armed_group"), country="PAK", sector="REB")
    army = change(s.who("The army of Pakistan", kind="military"), country="PAK", sector="MIL")
    dead = change(s.who("civilians", kind="population"), country="PAK", sector="CVL")
    students = change(s.who("Students", None, kind="group"), sector="CVL")
    said = s.says(pakistan, "assert", "12 civilians were killed there")
    twelve = change(s.count("12 civilians", "killed", 12.0), of="civilians")
    events = [
        s.event(
            "shelled", "ASSAULT", (rebels,), (dead,), mode="heavy-weapons", quantities=(twelve,),
            according_to=(said.id,), when=s.on("May 7", "2025-05-07", "2025-05-08"),
            where=change(s.at("Quetta", country="PAK"), **EXACT),
        ),
        s.event(
            "bombed", "ASSAULT", (army,), (), mode="aerial",
            where=change(s.at("Gwadar", "admin", "PAK"), lat=25.1, lon=62.3),
        ),
        s.event("marched", "PROTEST", (students,), (), mode="demo", where=s.at("Lahore", "country", "PAK")),
        s.event("met", "CONSULT", (), ()),
    ]  # fmt: skip
    by_id = {e.id: e for e in events}
    report = change(s.report, title="Shells hit a market; 12 dead", source_id="g1")
    return Reading(
        report=report,
        actors=tuple(s.actors.values()),
        statements=(said,),
        events=tuple(events),
        incidents=tuple(told(i, by_id[i.events[0]]) for i in incidents(report, events, (said,))),
    )


def told(incident: Incident, event: Event) -> Incident:
    """With what joining many reports adds: the mode, and the sentence that tells it best."""
    return change(incident, mode=event.mode, best=Telling(report=event.report, event=event.id, sentence=event.sentence))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    read = story()
    made.keep(read, Item(name="g1", text=read.report.text, source_id="g1", outlet=read.report.outlet))
    made.settle(Found(incidents=read.incidents), made.time())
    return made


def table(make: Any, ledger: Ledger) -> pandas.DataFrame:
    lines = b"".join(make(ledger, Filter()))
    return pandas.read_csv(io.BytesIO(lines), keep_default_na=False, dtype=str)


def test_the_columns_are_those_of_the_published_layouts(ledger: Ledger) -> None:
    assert (len(acled.COLUMNS), len(ucdp.COLUMNS)) == (31, 49)
    for make, columns in ((acled.acled, acled.COLUMNS), (ucdp.ucdp, ucdp.COLUMNS)):
        assert tuple(table(make, ledger).columns) == columns


def test_acled_rows_hold_what_was_told_and_no_more(ledger: Ledger) -> None:
    rows = table(acled.acled, ledger).set_index("sub_event_type")
    assert sorted(rows.index) == ["Air/drone strike", "Peaceful protest", "Shelling/artillery/missile attack"]
    shells = rows.loc["Shelling/artillery/missile attack"]
    assert shells["event_date"] == "2025-05-07"
    assert (shells["year"], shells["time_precision"]) == ("2025", "1")
    assert (shells["event_type"], shells["disorder_type"]) == ("Explosions/Remote violence", "Political violence")
    assert (shells["actor1"], shells["inter1"]) == ("Rebels of the Front", "Rebel Forces")
    assert (shells["actor2"], shells["inter2"]) == ("civilians", "Civilians")
    assert shells["interaction"] == "Rebel Forces-Civilians"
    assert shells["civilian_targeting"] == "Civilian targeting"
    assert (shells["iso"], shells["country"], shells["admin1"]) == ("586", "Pakistan", "Balochistan")
    assert (shells["latitude"], shells["longitude"], shells["geo_precision"]) == ("30.18", "67", "1")
    assert shells["fatalities"] == "12"
    assert shells["notes"] == "Rebels of the Front shelled a market in Quetta on May 7."
    assert shells["timestamp"] == "1746678600"  # 2025-05-08 09:30 +05:00
    bombs = rows.loc["Air/drone strike"]
    for column in ("event_date", "year", "time_precision", "latitude", "longitude", "geo_precision", "fatalities"):
        assert bombs[column] == "", column
    assert (bombs["actor2"], bombs["inter1"]) == ("", "State Forces")
    assert bombs["notes"].startswith("'=The army")  # a spreadsheet takes it for words
    march = rows.loc["Peaceful protest"]
    assert (march["inter1"], march["location"], march["country"]) == ("Protesters", "", "Pakistan")


def test_ucdp_rows_are_deadly_and_hold_what_was_told(ledger: Ledger) -> None:
    rows = table(ucdp.ucdp, ledger)
    assert len(rows) == 1  # nobody counts the dead of the other blow
    row = rows.iloc[0]
    assert row["relid"].startswith("INC-")
    assert 0 < int(row["id"]) < 2**63
    assert row["type_of_violence"] == "3"
    assert (row["side_a"], row["side_b"]) == ("Rebels of the Front", "civilians")
    assert (row["date_start"], row["date_end"], row["date_prec"]) == ("2025-05-07", "2025-05-07", "1")
    assert [row[c] for c in ("low", "best", "high", "deaths_civilians", "deaths_unknown")] == ["12"] * 4 + [""]
    assert (row["where_prec"], row["geom_wkt"]) == ("1", "POINT (67.0 30.18)")
    # the cell's south-western corner, from its number: 720 cells of half a degree a row, from 90°S 180°W
    cell = int(row["priogrid_gid"]) - 1
    assert (cell // 720 / 2 - 90, cell % 720 / 2 - 180) == (30.0, 67.0)
    assert row["source_headline"] == "Shells hit a market, 12 dead"
    assert row["source_article"] == '"The Lakeside Post", 2025-05-08T09:30:00+05:00, "Shells hit a market, 12 dead"'
    assert row["source_original"] == "Pakistan"


def test_where_sides_count_differently_no_number_is_chosen(tmp_path: Path) -> None:
    read = story()
    [shelled, *_] = read.incidents
    [account] = [a for a in shelled.accounts if a.quantities]
    fifteen = change(account.quantities[0], low=15.0, best=15.0, high=None)
    other = change(account, side="outlet:Northern Post", quantities=(fifteen,), statements=())
    denial = change(account, side="outlet:Ravi Daily", says="denies", quantities=(change(fifteen, best=90.0),))
    made = open_ledger(str(tmp_path / "two.db"), create=True)
    made.keep(read, Item(name="g1", text=read.report.text))
    made.settle(Found(incidents=(change(shelled, accounts=(account, other, denial)),)), made.time())
    [row] = table(ucdp.ucdp, made).to_dict("records")
    assert [row[c] for c in ("low", "best", "high", "deaths_civilians")] == ["12", "", "", ""]
    [row] = table(acled.acled, made).to_dict("records")
    assert row["fatalities"] == ""
    assert "killed=12 or 15" in row["tags"]


def test_columns_that_never_hold_anything_are_told_and_are_empty(ledger: Ledger) -> None:
    told = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for make, module, heading in ((acled.acled, acled, "ACLED's columns"), (ucdp.ucdp, ucdp, "UCDP GED's columns")):
        rows = table(make, ledger)
        assert (rows[list(module.EMPTY)] == "").all(axis=None)
        part = told.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
        assert set(re.findall(r"`([a-z0-9_]+)`", part)) >= set(module.COLUMNS)
        empty = re.search(r"Always empty: ([^.]*)\.", " ".join(part.split()))
        assert empty is not None
        assert set(re.findall(r"`(\w+)`", empty[1])) == set(module.EMPTY)


def test_modes_of_the_rows_are_plovers() -> None:
    from detente.lexicon.codes import load_codes

    rows = load_shapes().rows.values()
    assert all(load_codes().valid(f"{r.type}.{r.mode}" if r.mode else r.type) for r in rows)
    assert countries()["GBR"].numeric == 826
    assert {c.alpha2 for c in countries().values()} >= {"IN", "PK", "TR", "GB", "US"}
