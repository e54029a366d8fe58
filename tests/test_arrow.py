"""Do records survive the way into a Parquet file and back, whatever they hold?"""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from detente.joining.crisis import join
from detente.records import Actor, Channel, CopyGroup, Dispute, Event, Incident, Position, Report, Statement, change
from detente.records.arrow import arrow_of, records_of, schema_of, table_of
from detente.records.mention import Name, Number, Place, Time
from told import told

TYPES = (Actor, Channel, CopyGroup, Dispute, Event, Incident, Name, Number, Place, Position, Report, Statement, Time)


@pytest.mark.parametrize("kind", TYPES, ids=lambda k: k.__name__)
def test_every_type_has_a_schema_with_its_fields(kind: Any) -> None:
    assert schema_of(kind).names == list(kind.__struct_fields__)


def back(kind: Any, records: Any, path: Path) -> list[Any]:
    pq.write_table(table_of(kind, records), path)
    return list(records_of(kind, pq.read_table(path)))


def test_records_come_back_from_a_file_as_they_were(tmp_path: Path) -> None:
    readings = [told(n) for n in range(3)]
    for kind, field in ((Report, "report"), (Event, "events"), (Statement, "statements"), (Actor, "actors")):
        found = [getattr(r, field) for r in readings]
        records = found if kind is Report else [x for many in found for x in many]
        assert records
        assert back(kind, records, tmp_path / f"{field}.parquet") == records


def test_a_side_is_an_actor_or_an_outlet(tmp_path: Path) -> None:
    """Both kinds of side, in one table, each as it was."""
    incidents = join([told(1), told(2, outlet="Two")]).incidents
    sides = {type(a.side) for i in incidents for a in i.accounts}
    assert len(sides) == 2
    assert back(Incident, incidents, tmp_path / "i.parquet") == list(incidents)


def test_columns_before_the_records_own() -> None:
    table = table_of(Actor, [Actor(id="a", name="A", kind="state")], report=["RPT-1"])
    assert table.column_names[:2] == ["report", "id"]
    assert table["report"].to_pylist() == ["RPT-1"]
    assert [a.id for a in records_of(Actor, table)] == ["a"]


def test_a_type_without_a_column_is_refused() -> None:
    with pytest.raises(TypeError, match="no column"):
        arrow_of(complex)


def test_days_are_dates_and_instants_are_timestamps(tmp_path: Path) -> None:
    (reading,) = (told(1),)
    first = reading.events[0]
    assert first.when is not None
    hour = change(first.when, start_utc="2025-05-06T20:05Z", end_utc="2025-05-06T20:06Z")
    assert back(Event, [change(first, when=hour)], tmp_path / "e.parquet") == [change(first, when=hour)]
    assert str(schema_of(Event).field("when").type.field("start_utc").type) == "timestamp[us, tz=UTC]"
    assert str(schema_of(Incident).field("day").type) == "date32[day]"
    incidents = join([reading]).incidents
    assert {i.day for i in incidents} == {"2025-05-07", "2025-05-08"}
    assert back(Incident, incidents, tmp_path / "i.parquet") == list(incidents)
