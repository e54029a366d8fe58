"""Are the documents a site that stands by itself: built without a network, loading nothing from outside, whole?"""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from commands import ROOT, environment
from detente import records, settings
from detente.show import cli

OFFLINE = """
import socket, sys
def refuse(*_):
    raise OSError("the site reaches out to the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from mkdocs.__main__ import cli
cli()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    args = ["build", "--strict", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(out)]
    env = environment(NO_MKDOCS_2_WARNING="1")
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, *args], capture_output=True, env=env, cwd=ROOT, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return out


def page(site: Path, name: str) -> str:
    return (site / f"{name}.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_outside(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 15
    loads = re.compile(r'<(?:script|img|iframe|link|source)\b[^>]*?\b(?:src|href)="?((?:https?:)?//[^"> ]+)')
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert [u for u in loads.findall(text) if "rel=" not in u] == [], path.name
        assert 'class="mermaid"' not in text
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//|@import", path.read_text(encoding="utf-8")), path.name


def test_every_command_and_option_is_in_the_reference(site: Path) -> None:
    told = page(site, "reference/commands")
    for name in cli.COMMANDS:
        command = cli.Lazy().get_command(click.Context(cli.cli), name)
        assert command is not None
        assert f'id="detente-{name}"' in told
        for option in (p for p in command.params if isinstance(p, click.Option)):
            assert all(o in told for o in option.opts), (name, option.name)


def test_every_record_and_field_is_in_the_reference(site: Path) -> None:
    told = page(site, "reference/records")
    kinds = [k for n in records.__all__ if isinstance(k := getattr(records, n), type)]
    kinds = [k for k in kinds if k.__name__ not in ("Record", "Item", "Raw") and hasattr(k, "__struct_fields__")]
    assert len(kinds) > 20
    for kind in kinds:
        assert f'id="{kind.__name__.lower()}"' in told, kind.__name__
        assert all(f"<code>{f}</code>" in told for f in kind.__struct_fields__)


def test_every_setting_is_in_the_reference(site: Path) -> None:
    told = page(site, "reference/settings")
    assert all(f"<code>DETENTE_{f.upper()}</code>" in told for f in settings.Settings.__dataclass_fields__)


def test_the_tutorial_has_its_pictures(site: Path) -> None:
    shown = re.findall(r'<img alt="[^"]+" src="(shots/[a-z]+\.png)"', page(site, "tutorial"))
    assert len(shown) == 5
    for name in shown:
        data = (site / name).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert 5_000 < len(data) < 150_000


def test_no_tool_of_the_site_is_published(site: Path) -> None:
    assert list(site.rglob("*.py")) == []
