"""Which answers need not be made again? Those that were made of the ledger as it stands, for the same reader.

An answer is kept until anything is written, packed as it was sent (:mod:`detente.show.web.shelf`); readers who ask for
the same page at once wait for the one that is being made. What is streamed, tagged anew or no plain success goes by.
"""

import asyncio
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.errors import LedgerError
from detente.show.web import guard
from detente.show.web.shelf import Answer, Memory, Shelf

if TYPE_CHECKING:
    from detente.show.web.app import Site

MAKERS = 3
"""Pages that are made at a time: more would only share the same cores, each with memory of its own."""
PASSING = ("/static/", "/export/", "/feed/", "/health", "/sign-in")
STREAMED = (".csv", ".geojson")


class Kept:
    """Middleware: gives an answer that was made of the same state of the ledger."""

    def __init__(self, app: ASGIApp, site: "Site", shelf: Shelf | None = None, makers: int = MAKERS) -> None:
        self.app, self.site = app, site
        self.shelf = Memory() if shelf is None else shelf
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
        key = self._key(scope)
        lock = self._at_work.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                made = _messages(self.shelf.found(state, key))
                if made is None:
                    async with self._makers:
                        made = await self._make(scope, receive, send)
                    if (answer := _answer(made)) is not None:
                        self.shelf.keep(state, key, answer)
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


def _answer(made: list[Message]) -> Answer | None:
    """What is kept of an answer: a success in one piece that sets no cookie."""
    if not made or made[0].get("status") != 200 or "set-cookie" in Headers(raw=made[0]["headers"]):
        return None
    return Answer(list(made[0]["headers"]), b"".join(m.get("body", b"") for m in made))


def _messages(answer: Answer | None) -> list[Message] | None:
    """An answer as it is sent."""
    if answer is None:
        return None
    start = {"type": "http.response.start", "status": 200, "headers": answer.headers}
    return [start, {"type": "http.response.body", "body": answer.body}]


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
