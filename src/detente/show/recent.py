"""Which readings were printed last? A small store in the user's cache, so that ``why ID`` works without a ledger."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from detente.errors import DetenteError, NotFound
from detente.records import Reading, Record, from_json, to_json

KEPT = 200
"""Readings kept: a day's work of one reader, about 20 MB."""


def keep(cache: Path, reading: Reading) -> None:
    """Keep a reading; a cache that cannot be written is no reason to fail."""
    folder = cache / "readings"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{reading.report.id}.json"
        part = target.with_suffix(".part")
        part.write_bytes(to_json(reading))
        part.replace(target)
        files = sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime)
        for old in files[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def kept(cache: Path) -> Iterator[Reading]:
    """Kept readings, the newest first; one that a newer version cannot read is passed over."""
    for path in sorted((cache / "readings").glob("*.json"), key=lambda p: -p.stat().st_mtime):
        try:
            yield from_json(path.read_bytes())
        except (DetenteError, OSError):
            continue


def records(reading: Reading) -> Iterator[Record]:
    """Every record of a reading that has an id."""
    yield reading.report
    for field in ("statements", "events", "actors", "incidents", "disputes", "channels", "positions"):
        yield from getattr(reading, field)


def find(cache: Path, ident: str) -> tuple[Reading, Record]:
    """The record whose id begins with ``ident``; raises :class:`NotFound` where there is none or more than one."""
    hits: dict[str, tuple[Reading, Record]] = {}
    for reading in kept(cache):
        for record in records(reading):
            name = str(getattr(record, "id", ""))
            if name.casefold().startswith(ident.casefold()):
                hits.setdefault(name, (reading, record))
    if not hits:
        raise NotFound(f"no record {ident!r} among the last {KEPT} readings; read its report again, then ask")
    if len(hits) > 1 and ident not in hits:
        names = ", ".join(sorted(hits)[:6]) + (", ..." if len(hits) > 6 else "")
        raise NotFound(f"{ident!r} could be any of {len(hits)} records ({names}); give more of the id")
    return hits[ident] if ident in hits else next(iter(hits.values()))


def plain(record: Record) -> str:
    """A record as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode()
