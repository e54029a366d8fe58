"""Where do answers lie that need not be made again? In the memory of one process, or in files that several share."""

import hashlib
import os
import shutil
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

MOST = 32_000_000
"""Bytes of answers that a process keeps: a thousand pages, packed."""
LARGEST = 2_000_000


class Answer(NamedTuple):
    """Headers and body as they were sent with status 200."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class Shelf(Protocol):
    """Answers by the state of the ledger that they were made of, and by what was asked."""

    def found(self, state: object, key: object) -> Answer | None: ...

    def keep(self, state: object, key: object, answer: Answer) -> None: ...


class Memory:
    """Answers of the last state alone; those not asked for longest go first."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._state: object = None
        self.held: OrderedDict[object, Answer] = OrderedDict()

    def found(self, state: object, key: object) -> Answer | None:
        """The answer that was made of this state, if it is kept."""
        if state != self._state:
            self._state, self.size = state, 0
            self.held.clear()
        if (answer := self.held.get(key)) is not None:
            self.held.move_to_end(key)
        return answer

    def keep(self, state: object, key: object, answer: Answer) -> None:
        """Keep an answer, unless the ledger has moved on meanwhile."""
        if state != self._state or len(answer.body) > LARGEST or key in self.held:
            return
        self.held[key] = answer
        self.size += len(answer.body)
        while self.size > self.most:
            self.size -= len(self.held.popitem(last=False)[1].body)


class Folder:
    """Files in a folder of the server's own, one an answer: what one process made, the others need not make.

    A file's name is a hash of state and question, so that an answer of another state is never found; each process takes
    away those that it wrote, the first ones first, and what was made of an earlier state when it sees a new one.
    """

    def __init__(self, folder: str, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._folder = Path(folder)
        self._state: object = None
        self._written: OrderedDict[Path, int] = OrderedDict()

    def found(self, state: object, key: object) -> Answer | None:
        """The answer that any of the processes made of this state, if it is kept."""
        if state != self._state:
            self._state, self.size = state, 0
            self._written.clear()
            self._clear(_name(state))
        try:
            return msgspec.msgpack.decode(self._path(state, key).read_bytes(), type=Answer)
        except OSError:
            return None

    def keep(self, state: object, key: object, answer: Answer) -> None:
        """Keep an answer; a disk that is full keeps none, and that is no fault of the page."""
        path = self._path(state, key)
        if state != self._state or len(answer.body) > LARGEST or path in self._written:
            return
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            part.write_bytes(msgspec.msgpack.encode(answer))
            part.replace(path)  # whole or not at all
            self._written[path] = len(answer.body)
            self.size += len(answer.body)
        while self.size > self.most:
            gone, size = self._written.popitem(last=False)
            gone.unlink(missing_ok=True)
            self.size -= size

    def _path(self, state: object, key: object) -> Path:
        return self._folder / _name(state) / _name(key)

    def _clear(self, now: str) -> None:
        with suppress(OSError):
            for other in self._folder.iterdir():
                if other.name != now:
                    shutil.rmtree(other, ignore_errors=True)


def _name(of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()
