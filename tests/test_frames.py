"""Do ledgers and readings give frames of the right rows and types, and does the notebook run?"""

import os
import sys
from pathlib import Path

import nbformat
import pandas
import polars
import pytest
from nbclient import NotebookClient

import detente
from detente.errors import InputError
from detente.ledger import Filter
from detente.upkeep import update
from told import item, told

NOTEBOOK = Path(__file__).parent.parent / "docs" / "crisis.ipynb"
LISTS = ("events", "incidents", "statements", "reports", "positions", "actors", "copies", "disputes", "channels")


@pytest.fixture
def ledger(tmp_path: Path) -> detente.Ledger:
    made = detente.Ledger(str(tmp_path / "ledger.db"), create=True)
    for n in range(1, 4):
        made.keep(told(n, killed=10 + n), item(told(n, killed=10 + n)))
    update(made)
    return made


def test_a_frame_holds_the_records_of_the_list(ledger: detente.Ledger) -> None:
    for name in LISTS:
        rows = list(ledger.each(name.rstrip("s") if name != "copies" else "copy", Filter()))
        for library, type_ in (("pandas", pandas.DataFrame), ("polars", polars.DataFrame)):
            frame = ledger.frame(name, library=library)
            assert isinstance(frame, type_)
            assert list(frame["id"]) == [r["id"] for r in rows], (name, library)
    asked = Filter(country=("IND",))
    assert set(ledger.frame("events", asked, library="pandas")["place"]) == {"Poonch"}
    assert len(ledger.frame("events", Filter(limit=2), library="polars")) == 2


def test_columns_have_types_and_the_unknown_is_null(ledger: detente.Ledger) -> None:
    frame = ledger.frame("events", library="pandas")
    assert str(frame["day"].dtype).startswith("datetime64")
    assert frame.dtypes.astype(str)[["killed", "quad", "type"]].tolist() == ["Float64", "Int64", "string"]
    assert frame.set_index("place")["killed"].groupby(level=0).sum().to_dict() == {"Muridke": 0, "Poonch": 36}
    assert frame.loc[frame["place"] == "Muridke", "killed"].isna().all()
    assert frame.loc[frame["place"] == "Muridke", "day"].unique().tolist() == [pandas.Timestamp("2025-05-07")]
    other = ledger.frame("events", library="polars")
    kinds = {n: other.schema[n] for n in ("day", "killed", "quad", "type")}
    assert kinds == {"day": polars.Date, "killed": polars.Float64, "quad": polars.Int64, "type": polars.String}
    assert other.filter(polars.col("place") == "Muridke")["killed"].null_count() == 3
    assert other.columns == list(frame.columns)


def test_a_reading_gives_the_same_columns(ledger: detente.Ledger) -> None:
    one = detente.frame(told(1, killed=11), "events", library="polars")
    kept = ledger.frame("events", Filter(report=told(1, killed=11).report.id), library="polars")
    assert one.columns == kept.columns
    assert one.drop("review").sort("id").equals(kept.drop("review").sort("id"))
    said = detente.frame(told(1), "statements", library="pandas")
    assert said["speaker"].tolist() == ["Pakistan", "Iran", "police"]
    assert len(detente.frame(told(1))) == 2


def test_what_cannot_be_framed_is_told(ledger: detente.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no list 'wars'; there are actors"):
        ledger.frame("wars")
    with pytest.raises(InputError, match="not of 'arrow'"):
        ledger.frame("events", library="arrow")
    with pytest.raises(InputError, match="events and statements"):
        detente.frame(told(1), "incidents")
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert isinstance(ledger.frame("events"), polars.DataFrame)
    with pytest.raises(InputError, match=r"needs pandas, which is not installed here; pip install 'detente\[frames\]'"):
        ledger.frame("events", library="pandas")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match=r"pandas or Polars.*pip install 'detente\[frames\]'"):
        ledger.frame("events")


@pytest.mark.filterwarnings("default")
def test_the_notebook_runs(demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    code = [c for c in book.cells if c.cell_type == "code"]
    assert all(c.outputs == [] and c.execution_count is None for c in code), "kept without outputs"
    monkeypatch.setenv("DETENTE_LEDGER", str(demo_file))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    printed = "".join(str(o) for c in code for o in c.outputs)
    assert "Pakistan" in printed
    assert "Traceback" not in printed
    assert len([c for c in code if c.outputs]) >= 5
