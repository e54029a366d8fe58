"""Which answers need not be made again? Those that were made of the ledger as it stands, for the same reader.

An answer is kept until anything is written, packed as it was sent; readers who ask for the same page at once wait for
the one that is being made. What is streamed, tagged anew or no plain success goes by.
"""

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.errors import LedgerError
from detente.show.web import guard

if TYPE_CHECKING:
    from detente.show.web.app import Site

MOST = 32_000_000
"""Bytes of answers that are kept: a thousand pages, packed."""
LARGEST = 2_000_000
MAKERS = 3
"""Pages that are made at a time: more would only share the same cores, each with memory of its own."""
PASSING = ("/static/", "/export/", "/feed/", "/health", "/sign-in")
STREAMED = (".csv", ".geojson")


class Kept:
    """Middleware: gives an answer that was made of the same state of the ledger."""

    def __init__(self, app: ASGIApp, site: "Site", most: int = MOST, makers: int = MAKERS) -> None:
        self.app, self.site, self.most = app, site, most
        self._state: Any = None
        self._size = 0
        self._held: OrderedDict[Any, list[Message]] = OrderedDict()
        self._at_work: dict[Any, asyncio.Lock] = {}
        self._makers = asyncio.Semaphore(makers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_kept(scope):
            await self.app(scope, receive, send)
            return
        try:
            state = (await anyio.to_thread.run_sync(self.site.ledger.stamp), self.site.today())
        except LedgerError:
            await self.app(scope, receive, send)  # which tells why, in the form that was asked for
            return
        if state != self._state:
            self._state, self._size = state, 0
            self._held.clear()
        key = self._key(scope)
        lock = self._at_work.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                made = self._held.get(key)
                if made is None:
                    async with self._makers:
                        made = await self._make(scope, receive, send)
                    if state == self._state:
                        self._keep(key, made)
                else:
                    self._held.move_to_end(key)
        finally:
            if not lock.locked():
                self._at_work.pop(key, None)
        for message in made:
            await send(message)

    def _key(self, scope: Scope) -> Any:
        request = Request(scope)
        token = self.site.door.token
        signed = token is None or guard.same(request.cookies.get(guard.COOKIE, ""), token)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        return (scope["path"], scope["query_string"], signed, packed)

    async def _make(self, scope: Scope, receive: Receive, send: Send) -> list[Message]:
        """The answer, if it comes in one piece; what comes in several is sent on as it comes, and nothing is left."""
        held: list[Message] = []
        passing = False

        async def take(message: Message) -> None:
            nonlocal passing
            if passing or message.get("more_body"):
                passing = True
                for earlier in held:
                    await send(earlier)
                held.clear()
                await send(message)
            else:
                held.append(message)

        await self.app(scope, receive, take)
        return held

    def _keep(self, key: Any, made: list[Message]) -> None:
        size = sum(len(m.get("body", b"")) for m in made)
        if (
            not made
            or size > LARGEST
            or made[0].get("status") != 200
            or "set-cookie" in Headers(raw=made[0]["headers"])
        ):
            return
        self._held[key] = made
        self._size += size
        while self._size > self.most:
            _, gone = self._held.popitem(last=False)
            self._size -= sum(len(m.get("body", b"")) for m in gone)


def _may_be_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"]
    asked = {name for name, _ in scope["headers"]}
    return not (
        path.startswith(PASSING)
        or path.endswith(STREAMED)
        or b"format=" in scope["query_string"]
        or asked & {b"if-none-match", b"range"}
    )
