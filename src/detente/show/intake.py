"""How does what is gathered come into the ledger? What is new is read on all processes, and kept in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from detente import upkeep
from detente.errors import DetenteError
from detente.ledger import Ledger
from detente.pipeline import Knowledge, read_reports, report_of
from detente.records import Item, Reading, Report, to_json
from detente.settings import load_settings
from detente.show.batch import CHUNK, WORTH_WORKERS, fan_out
from detente.show.garbage import settled
from detente.sources.gather import Gatherer
from detente.sources.web import Web

ROUND = 64
"""Reports that are joined at once while others are read: with twice as many a report takes a twentieth less."""

LAST_ROUND = 16
"""The same once all is handed out to be read: few are left to be joined, by one process, when the last one is read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an item in a reader: a reading as JSON, or why there is none."""

    item: Item
    key: str
    reading: bytes | None
    error: str | None


def read_items(items: list[tuple[Item, str]], know: Knowledge) -> list[Answer]:
    """Read a handful of items in this process; one that fails yields its error and the others go on."""
    made: list[Report | str] = [_report(item) for item, _ in items]
    reports = [m for m in made if isinstance(m, Report)]
    try:
        done: Iterator[Reading | str] = iter(list(read_reports(reports, know)))
    except Exception:
        done = iter([_alone(r, know) for r in reports])
    out: list[Answer] = []
    for (item, key), report in zip(items, made, strict=True):
        bare = msgspec.structs.replace(item, raw=None, text=None, html=None)
        result = next(done) if isinstance(report, Report) else report
        if isinstance(result, Reading):
            out.append(Answer(bare, key, to_json(result), None))
        else:
            told = result if item.name in result else f"{item.name}: {result}"
            out.append(Answer(bare, key, None, told))
    return out


def _report(item: Item) -> Report | str:
    try:
        return report_of(item)
    except DetenteError as why:
        return str(why)
    except Exception as why:  # one page that trips a parser must not end an ingest of thousands
        return f"cannot be cleaned ({type(why).__name__}: {why})"


def _alone(report: Report, know: Knowledge) -> Reading | str:
    try:
        return next(iter(read_reports([report], know)))
    except Exception as why:
        return f"cannot be read ({type(why).__name__}: {why})"


class Intake:
    """One round of ingesting into a ledger, and what became of it."""

    def __init__(self, ledger: Ledger, offline: bool) -> None:
        settings = load_settings()
        self.ledger = ledger
        self.new = self.again = self.failed = self.passed = 0
        self._round = ROUND
        self.web = Web(self, offline=offline or settings.offline)
        self.gatherer = Gatherer(settings.max_bytes, self.web.lists, self._pass)
        self._validators = {s["url"]: (s["etag"], s["last_modified"]) for s in ledger.sources()}

    # What the web asks of a memory

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last good answer."""
        return self._validators.get(url, (None, None))

    def visited(self, url: str, **facts: Any) -> None:
        """Note how a visit went."""
        self.ledger.visited(url, **facts)

    def seen(self, mark: str) -> bool:
        """Whether an entry has been kept already."""
        return bool(self.ledger.known([mark]))

    def _pass(self, _name: str, _why: str) -> None:
        self.passed += 1

    # The way in

    def items(self, targets: Iterable[str], batch: str | None) -> Iterator[Item]:
        """Everything that the targets hold, in order."""
        if batch is not None:
            yield from self.gatherer.lines(batch)
        for target in targets:
            if target.lower().startswith(("http://", "https://")):
                yield from self.web.address(target)
            else:
                yield from self.gatherer.path(target)

    def _fresh(self, items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
        """What has not been kept yet, with its key; asked of the ledger a handful at a time."""
        source, given = iter(items), 0
        while some := [(i, i.key()) for i in islice(source, CHUNK)]:
            known = self.ledger.known([key for _, key in some])
            self.again += sum(key in known for _, key in some)
            given += len(some)
            yield from ((i, key) for i, key in some if key not in known)
        if given > WORTH_WORKERS:
            self._round = LAST_ROUND

    def kept(self, items: Iterable[Item], workers: int, lexicon: Path | None) -> Iterator[str | None]:
        """Read and keep all; yields for each what went wrong, or ``None``.

        What has come is joined as soon as it fills a round, while the next is being read.
        """
        joined = self.new
        for n, answer in enumerate(fan_out(self._fresh(items), read_items, workers, lexicon)):
            if n == 0:
                settled()
            if answer.reading is None:
                self.failed += 1
                self.ledger.fail(answer.item, answer.key, answer.error or "")
                yield answer.error
                continue
            try:
                reading = msgspec.json.decode(answer.reading, type=Reading)
                news = self.ledger.keep(reading, answer.item, answer.key, decoded=True)
            except DetenteError as why:
                if not type(why).__name__.startswith("Input"):
                    raise
                self.failed += 1
                yield str(why)
                continue
            self.new += news
            self.again += not news
            yield None
            if self.new - joined >= self._round:
                upkeep.update(self.ledger)
                joined = self.new

    def summary(self) -> str:
        """What became of it, in one line."""
        parts = [f"{self.new} reports new"]
        parts += [f"{self.again} known already"] if self.again else []
        parts += [f"{self.failed} could not be read"] if self.failed else []
        parts += [f"{self.passed} files passed over"] if self.passed else []
        return ", ".join(parts)
