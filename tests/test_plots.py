"""Are the pictures drawn, the same each time, without a date, with their words in them?"""

import re
import sys
from pathlib import Path

import pytest

from detente.ledger import open_ledger
from detente.show.cli import run
from detente.upkeep import update
from told import item, told

COMMANDS = (("tension", "IND", "PAK"), ("timeline",), ("channels",))


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path = str(tmp_path / "ledger.db")
    made = open_ledger(path, create=True)
    for n in range(1, 4):
        made.keep(told(n), item(told(n)))
    update(made)
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_picture_is_drawn_the_same_each_time(
    command: tuple[str, ...], ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [tmp_path / f"{i}.svg" for i in range(2)]
    for path in made:
        assert run([*command, "--ledger", ledger, "--plot", str(path)]) == 0
    assert capsys.readouterr().out.strip()
    one, other = (p.read_bytes() for p in made)
    assert one == other
    told_ = one.decode()
    assert not re.search("<dc:date>|<dc:creator>", told_)
    words = {"tension": "Tension between IND and PAK", "timeline": "India struck Muridke", "channels": "Iran"}
    assert words[command[0]] in " ".join(re.findall(">([^<]+)</text>", told_))
    png = tmp_path / "picture.png"
    assert run([*command, "--ledger", ledger, "--plot", str(png)]) == 0
    assert png.read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_told(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["timeline", "--ledger", ledger, "--plot", str(tmp_path / "x.pdf")]) == 2
    assert "ends in .svg or .png" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run(["timeline", "--ledger", ledger, "--plot", str(tmp_path / "x.svg")]) == 2
    assert "pip install 'detente[plot]'" in capsys.readouterr().err
