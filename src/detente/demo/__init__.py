"""Which reports come with detente? A crisis told on public facts, in our own writing, by fictional outlets."""

import functools
from importlib.resources import files
from typing import Literal

import msgspec
import tomli

from detente.records.base import Record
from detente.records.raw import Raw


class DemoReport(Record, frozen=True, kw_only=True):
    """What the index says of one bundled report; ``country`` is where its outlet is made out to sit."""

    file: str
    outlet: str
    country: str
    published: str
    url: str
    copy_of: str | None = None


class _Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    report: tuple[DemoReport, ...]


@functools.lru_cache(maxsize=1)
def index() -> tuple[DemoReport, ...]:
    """The bundled reports in the order of their publication."""
    raw = tomli.loads((files("detente.demo") / "index.toml").read_text(encoding="utf-8"))
    return msgspec.convert(raw, _Index).report


def load() -> list[tuple[Raw, DemoReport]]:
    """The bytes of every bundled report with its row of the index.

    >>> [row.outlet for raw, row in load()][:2]
    ['Continental Wire', 'The Yamuna Courier']
    """
    folder = files("detente.demo") / "reports"
    return [
        (Raw(data=(folder / row.file).read_bytes(), kind=_kind(row.file), name=row.file, url=row.url), row)
        for row in index()
    ]


def _kind(file: str) -> Literal["html", "text"]:
    return "html" if file.endswith(".html") else "text"
