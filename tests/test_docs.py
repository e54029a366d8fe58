"""Do the documents tell of every command, option and file that there is, and print what really is printed?"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from commands import ROOT, environment
from detente.lexicon.rows import Adjective, Idiom, Noun, Verb
from detente.show import cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
LEXICON = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")
DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"`detente {name}" in README
    command = cli.Lazy().get_command(click.Context(cli.cli), name)
    assert command is not None
    assert command.help
    assert "\b" in command.help or isinstance(command, click.Group)


def test_no_command_is_documented_that_is_not_there() -> None:
    named = re.findall(r"`detente (?:--\w+ )?([a-z]+)", README + LEXICON + DESIGN)
    assert set(named) <= set(cli.COMMANDS)


def test_every_key_of_a_row_is_documented() -> None:
    keys = {key for kind in (Verb, Noun, Adjective, Idiom) for key in kind.__struct_fields__}
    assert {key for key in keys if f"`{key}`" not in LEXICON and f"`{key} =" not in LEXICON} == set()


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {m[0] for w in wanted if (m := re.match(r"[\w.-]+", w))}
    told = {n for row in re.findall(r"^\| ([\w, .-]+) \|", DESIGN, re.MULTILINE) for n in row.split(", ")}
    assert names - told == set()
    assert told - names <= {"package", "floor", "5", "4", "3", "2", "1", "0"}


def test_every_make_target_that_is_named_is_there() -> None:
    there = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = [README, DESIGN, *(p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md"))]
    named = {m for text in documents for m in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)}
    assert named <= there
    assert {"demo", "test", "lint", "eval", "bench", "lock"} <= there


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (path.parent / link).exists(), f"{path.name}: {link}"


def test_examples_print_what_they_say() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "examples.py")], capture_output=True, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_lock_is_hashed_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--index-url|--extra-index|--find-links", lock)
    pins = re.split(r"\n(?=[a-z])", lock.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"==", p)[0].lower() for p in pins}
    for wanted in project["dependencies"]:
        found = re.match(r"[\w.-]+", wanted)
        assert found is not None
        assert found[0].lower() in named


def test_the_changelog_tells_of_this_version() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert Path(ROOT / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("Apache License")


def test_the_plan_is_reckoned_from_the_benchmarks() -> None:
    """Whoever measures anew reckons anew: the page holds what its figures give."""
    code = "import plan; print(plan.told(plan.measured(), plan.Assumed()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT / "bench", check=True, text=True)
    assert done.stdout.strip() in (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
