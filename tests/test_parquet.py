"""Are exported Parquet files what pyarrow and pandas read, typed and nested, whole, and in bounded groups?"""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet
import pytest

from commands import CACHE
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.listing import whole
from detente.records import Event, Reading, change
from detente.show import cli, parquet
from told import disputed, item, told


def dated(reading: Reading) -> Reading:
    """The same reading with an hour, its zone and its instant."""
    first, *others = reading.events
    assert first.when is not None
    hour = {"start": "2025-05-07T01:05", "end": "2025-05-07T01:06", "granularity": "minute"}
    utc = {"zone": "Asia/Karachi", "start_utc": "2025-05-06T20:05Z", "end_utc": "2025-05-06T20:06Z"}
    return change(reading, events=(change(first, when=change(first.when, **hour, **utc)), *others))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    for reading in (dated(told(1)), told(2, published="2025-05-09T07:30:00+05:30", killed=15)):
        made.keep(reading, item(reading))
    disputed(made)
    return made


def read(ledger: Ledger, kind: str) -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO(b"".join(parquet.parquet(ledger, kind, Filter()))))


@pytest.mark.parametrize("kind", ["report", "actor", "statement", "event", "incident", "dispute", "position"])
def test_every_record_comes_back_with_every_field(ledger: Ledger, kind: str) -> None:
    kept = {r["id"]: whole(kind, r) for r in ledger.each(kind, Filter())}
    assert kept
    rows = {r["id"]: r for r in read(ledger, kind).to_pylist()}
    assert set(rows) == set(kept)
    for ident, record in kept.items():
        for name, value in record.items():
            if name == "revision" or (kind == "report" and name == "review"):
                continue
            if name == "appearances":
                value = [{k: v for k, v in a.items() if k != "origin"} for a in value]
            assert plain(rows[ident][name]) == plain(value), f"{ident}.{name}"


def plain(value: object) -> object:
    """A value without the difference between a day or an instant and its words; a side is its name or its reference."""
    if isinstance(value, dict):
        if set(value) == {"ref", "name"}:
            return plain(value["ref"]) if value["ref"] is not None else value["name"]
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%MZ")
    return value.isoformat() if isinstance(value, date) else value


def test_columns_have_their_own_types(ledger: Ledger) -> None:
    schema = read(ledger, "event").schema
    assert schema.field("day").type == pyarrow.date32()
    assert schema.field("published_utc").type == pyarrow.timestamp("us", tz="UTC")
    assert schema.field("when").type.field("start_utc").type == pyarrow.timestamp("us", tz="UTC")
    assert schema.field("where").type.field("lat").type == pyarrow.float64()
    assert schema.field("actors").type.value_type.field("span").type.field("start").type == pyarrow.int64()
    assert schema.field("quantities").type.value_type.field("best").type == pyarrow.float64()
    assert schema.field("background").type == pyarrow.bool_()
    side = read(ledger, "incident").schema.field("accounts").type.value_type.field("side").type
    assert [side.field(i).name for i in range(2)] == ["ref", "name"]


def test_an_instant_is_told_only_where_its_zone_is(ledger: Ledger) -> None:
    rows = {(r["report"], r["trigger"]["quote"]): r for r in read(ledger, "event").to_pylist()}
    first, second = told(1).report.id, told(2, killed=15).report.id
    assert rows[first, "struck"]["when"]["start_utc"] == datetime(2025, 5, 6, 20, 5, tzinfo=UTC)
    assert rows[first, "struck"]["day"] == date(2025, 5, 7)
    assert rows[first, "killed"]["day"] is None
    assert rows[first, "struck"]["published_utc"] is None
    assert rows[second, "struck"]["published_utc"] == datetime(2025, 5, 9, 2, 0, tzinfo=UTC)


def test_pandas_reads_it_and_every_quote_still_stands(ledger: Ledger, tmp_path: Path) -> None:
    for kind in ("event", "report"):
        (tmp_path / f"{kind}.parquet").write_bytes(b"".join(parquet.parquet(ledger, kind, Filter())))
    events = pandas.read_parquet(tmp_path / "event.parquet")
    texts = pandas.read_parquet(tmp_path / "report.parquet").set_index("id")["text"]
    assert len(events) == 4
    for e in events.itertuples():
        assert texts[e.report][e.trigger["start"] : e.trigger["end"]] == e.trigger["quote"]
    assert str(events["goldstein"].dtype) == "float64"
    assert str(events["published_utc"].dtype).startswith("datetime64")
    killed = [q["best"] for quantities in events["quantities"] for q in quantities]
    assert sorted(killed) == [12.0, 15.0]


def test_rows_go_out_in_groups(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 3)
    pieces = list(parquet.parquet(ledger, "event", Filter()))
    file = pyarrow.parquet.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [3, 1]
    assert list(parquet.parquet(ledger, "event", Filter(type=("AID",)))) == []
    assert b"".join(pieces) == b"".join(parquet.parquet(ledger, "event", Filter()))


def test_the_columns_of_events_are_its_fields() -> None:
    beside = ("day", "outlet", "published", "published_utc", "review")
    assert parquet.schema_of("event").names == [*Event.__struct_fields__, *beside]


def test_the_command_writes_files(
    ledger: Ledger, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))
    base = ["export", "--ledger", ledger.target, "--format", "parquet"]
    folder = tmp_path / "tables"
    assert cli.run([*base, "--kind", "event", "--kind", "actor", "--out", str(folder), "--actor", "PAK"]) == 0
    assert sorted(p.name for p in folder.iterdir()) == ["actors.parquet", "events.parquet"]
    assert cli.run([*base, "--kind", "event", "--out", str(tmp_path / "nobody"), "--actor", "Nobody"]) == 1
    assert list((tmp_path / "nobody").iterdir()) == []
    one = tmp_path / "few.parquet"
    assert cli.run([*base, "--limit", "3", "--out", str(one)]) == 0
    assert pyarrow.parquet.read_table(one).num_rows == 3
    assert cli.run([*base, "--kind", "event", "--kind", "actor"]) == 2
    assert "--out" in capfd.readouterr().err
    assert cli.run([*base, "--type", "AID", "--out", str(tmp_path / "none.parquet")]) == 1
    assert not (tmp_path / "none.parquet").exists()
