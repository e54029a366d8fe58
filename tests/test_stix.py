"""Is the STIX bundle one that OASIS' own library reads, whole, with the same ids everywhere?"""

import uuid
from pathlib import Path
from typing import Any

import pytest
import stix2

from detente.ledger import Filter, Ledger, open_ledger
from detente.records import change
from detente.show.stix import stix
from told import disputed, item, told


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    dayless = told(3, killed=14)
    dayless = change(dayless, report=change(dayless.report, published=None))
    addressed = told(2, published="2025-05-09T07:30:00+05:30")
    addressed = change(addressed, report=change(addressed.report, url="https://lakeside.example/2"))
    for reading in (told(1), addressed, dayless):
        made.keep(reading, item(reading) if reading is not addressed else change(item(reading), url=reading.report.url))
    disputed(made)
    return made


def bundle(ledger: Ledger, asked: Filter | None = None) -> Any:
    return stix2.parse(b"".join(stix(ledger, asked or Filter())).decode(), allow_custom=False)


def test_oasis_library_reads_it_and_every_reference_is_there(ledger: Ledger) -> None:
    objects = bundle(ledger).objects
    kinds = {o.type for o in objects}
    assert kinds == {"identity", "location", "incident", "opinion", "note", "relationship", "report", "grouping"}
    known = {o.id: o for o in objects}
    assert len(known) == len(objects)
    for o in objects:
        refs = [*o.get("object_refs", []), *[o[k] for k in ("source_ref", "target_ref", "created_by_ref") if k in o]]
        assert set(refs) <= set(known), o.id
        assert uuid.UUID(o.id.split("--")[1]).version == 5


def test_it_holds_what_was_told(ledger: Ledger) -> None:
    objects = bundle(ledger).objects
    of = {kind: [o for o in objects if o.type == kind] for kind in {o.type for o in objects}}
    ids = {r["external_id"] for o in of["incident"] for r in o.external_references}
    assert ids == {r["id"] for r in ledger.each("incident", Filter())}
    assert {o.name for o in of["identity"]} >= {"India", "Pakistan", "detente"}
    assert {(o.name, o.country) for o in of["location"]} == {("Muridke", "PK"), ("Poonch", "IN")}
    assert all("latitude" not in o for o in of["location"])  # the readings give no coordinates
    acted = {o.source_ref: o.target_ref for o in of["relationship"] if o.relationship_type == "acted-in"}
    [india] = [o for o in of["identity"] if o.name == "India"]
    assert acted[india.id] in {o.id for o in of["incident"]}
    [quarrel] = [o for o in of["note"] if "dispute" in o.get("labels", [])]
    assert quarrel.content == "The Lakeside Post: asserts\nPakistan: denies"
    said = [o for o in of["note"] if "dispute" not in o.get("labels", [])]
    assert said
    texts = [r["text"] for r in ledger.each("report", Filter())]
    assert all(any(o.content in t for t in texts) for o in said)  # word for word
    assert {o.opinion for o in of["opinion"]} <= {"agree", "disagree", "neutral"}
    dated = {o.name: o for o in of["report"]}
    assert set(dated) == {"Raid 1", "Raid 2"}
    assert str(dated["Raid 2"].published.astimezone(tz=None).timestamp()) == "1746756000.0"
    assert "https://lakeside.example/2" in [r.get("url") for r in dated["Raid 2"].external_references]
    assert [o.name for o in of["grouping"]] == ["Raid 3"]  # without a day it cannot be a STIX report


def test_the_same_record_is_the_same_object_in_every_bundle(ledger: Ledger) -> None:
    assert b"".join(stix(ledger, Filter())) == b"".join(stix(ledger, Filter()))
    whole = {o.id for o in bundle(ledger).objects}
    some = {o.id for o in bundle(ledger, Filter(actor=("IND",))).objects}
    assert some < whole
    assert list(stix(ledger, Filter(actor=("Nobody",)))) == []
