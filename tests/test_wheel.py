"""Is everything in the wheel that an installed detente needs: code, data, demo, and nothing of the tests?"""

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from commands import ROOT


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "detente"
    wanted = {
        "detente/" + path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - names == set()
    assert {name for name in names if not name.startswith(("detente/", "detente-"))} == set()
    suffixes = {Path(name).suffix for name in wanted}
    assert {".py", ".toml", ".csv", ".html", ".txt"} <= suffixes
