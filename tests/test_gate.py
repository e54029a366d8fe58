"""Do floors only rise, and does the gate say so when a figure fell?"""

import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate", ROOT / "eval" / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gate"] = module
    spec.loader.exec_module(module)
    return module


gate = _load()

TWO = """# head
[[field]]
name = "a"
path = ["a", "f1"]
scale = 100
floor = 35.0

[[field]]
name = "extra"
path = ["b"]
less = true
floor = 0.5
"""


def test_the_floors_file_is_read_and_written_without_loss() -> None:
    text = (ROOT / "eval" / "floors.toml").read_text(encoding="utf-8")
    fields, lowered = gate.load(text)
    again = gate.dump(text.split("[[field]]")[0], fields, lowered)
    assert gate.load(again) == (fields, lowered)
    assert len({f.name for f in fields}) == len(fields) > 20
    assert tomllib.loads(again) == tomllib.loads(text)


def test_a_figure_below_its_floor_falls_and_no_floor_is_lowered_by_raising() -> None:
    fields, _ = gate.load(TWO)
    good, bad = {"a": {"f1": 0.4}, "b": 0.4}, {"a": {"f1": 0.3}, "b": 0.6}
    assert gate.compare(fields, good) == []
    assert gate.compare(fields, bad) == ["a", "extra"]
    assert gate.compare(fields, {}) == ["a", "extra"]
    assert [f.floor for f in gate.raised(fields, good)] == [40.0, 0.4]
    assert [f.floor for f in gate.raised(fields, bad)] == [35.0, 0.5]


def test_lowering_takes_a_reason_and_leaves_a_record() -> None:
    fields, _ = gate.load(TWO)
    changed, record = gate.lower(fields, {"a": {"f1": 0.3}}, "a", "the corpus was mended")
    assert changed[0].floor == 30.0
    assert (record["from"], record["to"], record["reason"]) == (35.0, 30.0, "the corpus was mended")
    with pytest.raises(SystemExit, match="has not fallen"):
        gate.lower(fields, {"a": {"f1": 0.5}}, "a", "because")
    with pytest.raises(SystemExit, match="there is no field 'c'"):
        gate.lower(fields, {}, "c", "because")


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(SystemExit, match="no key 'flor'"):
        gate.load('[[field]]\nname = "a"\npath = ["a"]\nflor = 1\n')


def test_a_table_is_put_between_its_marks_and_nowhere_else() -> None:
    fields, _ = gate.load(TWO)
    made = gate.fill(
        "x\n<!-- figures -->\nold\n<!-- /figures -->\ny\n", "figures", gate.table(fields, {"a": {"f1": 0.4}})
    )
    assert made.startswith("x\n<!-- figures -->\n| figure |")
    assert "| a | 40.0 | 35 |" in made
    assert "| extra (less is better) | not measured | 0.5 |" in made
    assert made.endswith("<!-- /figures -->\ny\n")
    with pytest.raises(SystemExit, match="no place marked"):
        gate.fill("nothing", "figures", "")


def test_the_command_compares_given_figures_and_skips_where_there_is_no_text(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "eval" / "gate.py")]
    skipped = subprocess.run([*command, "--eval", str(tmp_path)], capture_output=True, text=True, check=True)
    assert skipped.stdout.startswith("skipped: the annotated text is not here")
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps({"actors": {"whole_case": 1.0}}))
    fell = subprocess.run([*command, "--figures", str(figures)], capture_output=True, text=True, check=False)
    assert fell.returncode == 1
    assert "FELL  actors whole case: 1 " in fell.stdout
    misuse = subprocess.run([*command, "--lower", "actors whole case"], capture_output=True, text=True, check=False)
    assert misuse.returncode == 2
