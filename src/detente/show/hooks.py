"""Who is told, as it happens, of new disputes and of numbers that a side changed? Web hooks, after each ingest.

A hook that fails is told of at the end of the round and tried again in the next; it never stops an ingest. What it was
told is kept in the ledger, so a restart tells nothing twice.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from detente import __version__
from detente.errors import DetenteError, InputError, Refused
from detente.ledger import Ledger
from detente.ledger import hooks as kept
from detente.records import Dispute, Incident, content_id
from detente.settings import Settings
from detente.show.feeds import Entry, of_dispute, of_number
from detente.sources.door import Door
from detente.sources.hook import Message, hook_door, shown, tell

BATCH = 50
"""Records of one delivery: a body of some 100 kB."""
LAPSES = timedelta(minutes=15)
"""After this a claim is that of a process that died: a delivery with all its tries takes under a minute."""


class Hooks:
    """The hooks of one ingest; raises :class:`~detente.errors.InputError` where they cannot be told at all."""

    def __init__(self, ledger: Ledger, urls: Sequence[str], settings: Settings, door: Door | None = None) -> None:
        self.ledger, self.urls = ledger, list(dict.fromkeys([*urls, *settings.webhook]))
        if self.urls and not settings.webhook_secret:
            raise InputError(
                "deliveries to a webhook are signed: set DETENTE_WEBHOOK_SECRET (or webhook_secret in the settings) "
                "to a secret that the receiver knows too"
            )
        for url in self.urls:
            if not url.lower().startswith(("http://", "https://")):
                raise Refused(f"--webhook: {url[:60]!r} is no http or https address")
            if not url.isascii() or any(c.isspace() for c in url):
                raise InputError(
                    f"--webhook: write the address of {shown(url)} in ASCII, with %XX for other characters"
                )
        self._secret = settings.webhook_secret or ""
        self._door = door or hook_door(local=settings.webhook_local)

    def begin(self) -> None:
        """Know each hook before anything new comes: what was there before is no news to it."""
        for url in self.urls:
            self.ledger.write(kept.begin, url, shown(url))

    def deliver(self) -> list[str]:
        """Tell each hook what it was not told; returns what went wrong, a sentence each."""
        faults = []
        for url in self.urls:
            try:
                self._deliver(url)
            except DetenteError as why:
                faults.append(f"webhook: {why}; tried again in the next round")
        return faults

    def _deliver(self, url: str) -> None:
        now = self.ledger.time()
        found = self._found(url)
        told = self.ledger.look(kept.sent, url, [e.id for e in found])
        due = [e for e in found if e.id not in told]
        whole = True
        for i in range(0, len(due), BATCH):
            some = due[i : i + BATCH]
            at = datetime.now(UTC)
            lapsed = (at - LAPSES).isoformat(timespec="seconds")
            free = set(
                self.ledger.write(kept.claim, url, [e.id for e in some], at.isoformat(timespec="seconds"), lapsed)
            )
            mine = [e for e in some if e.id in free]
            whole &= len(mine) == len(some)
            if mine:
                self._tell(url, mine, at)
        if whole:
            self.ledger.write(kept.reached, url, now)

    def _tell(self, url: str, mine: list[Entry], at: datetime) -> None:
        items, error = [e.id for e in mine], "stopped before it was told"
        try:
            tell(self._door, url, self._secret, message(mine, at))
        except DetenteError as why:
            error = str(why)
            raise
        else:
            error = ""
        finally:
            self.ledger.write(kept.settle, url, items, at.isoformat(timespec="seconds"), error or None)

    def _found(self, url: str) -> list[Entry]:
        """New disputes, and numbers changed by reports that came after the hook was named."""
        from detente.upkeep import changed_numbers

        quarrels = [of_dispute(msgspec.json.decode(r, type=Dispute)) for r in self.ledger.look(kept.disputes, url)]
        touched = [msgspec.json.decode(r, type=Incident) for r in self.ledger.look(kept.incidents, url)]
        changed = changed_numbers(self.ledger, touched)
        fresh = self.ledger.look(kept.later, url, [c.after.report for c in changed])
        return [*quarrels, *(of_number(c) for c in reversed(changed) if c.after.report in fresh)]


def message(entries: Sequence[Entry], at: datetime) -> Message:
    """A delivery: each record whole, with a title and words for the eye."""
    told: dict[str, list[dict[str, Any]]] = {"disputes": [], "numbers": []}
    for e in entries:
        told[f"{e.kind}s"].append({"id": e.id, "title": e.title, "words": e.words, "path": e.path, "record": e.record})
    delivery = content_id("DLV", [e.id for e in entries])
    head = {"delivery": delivery, "sent": at.isoformat(timespec="seconds"), "by": f"detente {__version__}"}
    return Message(delivery, msgspec.json.encode(head | told))
