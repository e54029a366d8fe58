"""How is detente used from Python? A ledger on this machine, a report read, or a server of detente asked."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

from detente.errors import Conflict, InputError, LedgerError, NotFound, Refused
from detente.ledger import Filter
from detente.ledger import Ledger as _Ledger
from detente.ledger.connect import connect
from detente.pipeline import learn, read_report
from detente.reading.clean import clean
from detente.records import Reading
from detente.settings import load_settings
from detente.show import frames
from detente.sources.open import open_raw

SECONDS = 60.0
ERRORS: dict[int, type[Exception]] = {400: InputError, 403: Refused, 404: NotFound, 409: Conflict}


class Ledger(_Ledger):
    """The ledger in a file or at a ``postgresql://`` address; raises :class:`~detente.errors.LedgerError`."""

    def __init__(self, target: str, *, create: bool = False) -> None:
        super().__init__(connect(target, create=create), target)

    def frame(self, name: str, asked: Filter | None = None, *, library: str | None = None) -> Any:
        """A list (``events``, ``statements``, ``disputes``, ...) as a data frame, a row a record.

        ``library`` is ``pandas`` or ``polars``; else the first of them that is installed. Raises
        :class:`~detente.errors.InputError` where there is none, or no such list.
        """
        return frames.of_ledger(self, name, library, asked or Filter())


def frame(reading: Reading, name: str = "events", *, library: str | None = None) -> Any:
    """The events or statements of one reading as a data frame; see :meth:`Ledger.frame`."""
    return frames.of_reading(reading, name, library)


def read(path: str, published: str | None = None) -> Reading:
    """Read one report from a file or an address.

    The models are loaded each time: take :func:`detente.pipeline.read_reports` for many.
    """
    settings = load_settings()
    return read_report(clean(open_raw(path, settings), published), learn(settings))


class Client:
    """A server of detente, by its address; ``token`` is needed to write where the server asks for one.

    >>> Client("http://127.0.0.1:8000/").root
    'http://127.0.0.1:8000/api/v1'
    """

    def __init__(self, address: str, token: str | None = None, seconds: float = SECONDS) -> None:
        if not address.startswith(("http://", "https://")):
            raise InputError(f"{address!r} is no address of a server; give one like http://127.0.0.1:8000")
        self.root = address.rstrip("/") + "/api/v1"
        self._token, self._seconds = token, seconds

    def page(self, name: str, **asked: Any) -> dict[str, Any]:
        """``{"records": [...], "next": cursor}`` of a list (``events``, ``disputes``, ...) by the parts of a filter."""
        return self._ask(f"/{name}", asked)

    def each(self, name: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """All records of a list, one after another."""
        cursor: str | None = None
        while True:
            page = self.page(name, **{**asked, "limit": 1000, "cursor": cursor})
            yield from page["records"]
            cursor = page["next"]
            if cursor is None:
                return

    def record(self, ident: str) -> dict[str, Any]:
        """``{"kind", "record", "revisions"}`` of an id."""
        return self._ask(f"/records/{urllib.parse.quote(ident)}", {})

    def deleted(self, since: str) -> list[dict[str, Any]]:
        """Ids that no longer stand since a day, a snapshot or a revision."""
        return list(self._ask("/deleted", {"since": since})["deleted"])

    def review(self, action: str, ident: str, *, author: str, reason: str, **more: Any) -> int:
        """Accept, reject, edit (``fields``), merge or split (``others``); ``expect`` is the revision that was seen."""
        told = {"id": ident, "author": author, "reason": reason, **more}
        return int(self._ask(f"/review/{action}", {}, told)["revision"])

    def _ask(self, path: str, query: dict[str, Any], body: dict[str, Any] | None = None) -> dict[str, Any]:
        told = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        headers = {"X-Detente": "1"} | ({"Authorization": f"Bearer {self._token}"} if self._token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path + (f"?{told}" if told else ""), data, headers)
        try:
            with urllib.request.urlopen(request, timeout=self._seconds) as answer:
                made: dict[str, Any] = json.load(answer)
                return made
        except urllib.error.HTTPError as why:
            with why:
                raise ERRORS.get(why.code, LedgerError)(_sentence(why.read(), why.code)) from None
        except OSError as why:
            raise LedgerError(f"{self.root} does not answer ({why})") from None


def _sentence(body: bytes, status: int) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the server answered {status}"
