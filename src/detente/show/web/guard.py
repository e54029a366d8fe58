"""Who may ask, and what may a page do? Host allow-list, Origin and token on writes, headers that forbid the rest."""

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # 'no-referrer' would make a browser send its own forms with "Origin: null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST = 100_000
"""Bytes of a body: a review with its reason is far smaller."""
COOKIE = "detente_token"


@dataclass(frozen=True, slots=True)
class Door:
    """Which names the server answers to, and what a write must show.

    ``token`` is asked of whoever writes when the server can be reached from elsewhere; ``form`` proves that a form was
    one of our own pages'.
    """

    hosts: frozenset[str]
    token: str | None
    form: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def may_write(self, request: Request, given: str | None) -> str | None:
        """Why a write is refused, or ``None``."""
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return "this came from another site; nothing was written"
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "this came from another site; nothing was written"
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self.token is not None:
            shown = bearer or request.cookies.get(COOKIE, "")
            if not same(shown, self.token):
                return "writing needs the token that 'detente serve' printed; sign in under /sign-in"
        if bearer or request.headers.get("x-detente") == "1":
            return None  # a header that no foreign form can set
        return None if same(given or "", self.form) else "the page was too old or not ours; load it again"


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, told in a time that says nothing."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def is_local(host: str) -> bool:
    """Whether only this machine reaches a server that is bound there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bare(host: str) -> str:
    """A Host header without its port.

    >>> bare("[::1]:8000"), bare("localhost:80")
    ('::1', 'localhost')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


class Guard:
    """Middleware: refuses other hosts and large bodies, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        given = Headers(scope=scope)
        if bare(given.get("host", "")) not in self.door.hosts:
            told = "detente answers only to the names it was given; start it with --allow-host NAME to add one\n"
            await PlainTextResponse(told, 421)(scope, receive, headed)
            return
        length = given.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            await PlainTextResponse("this is too large\n", 413)(scope, receive, headed)
            return
        await self.app(scope, receive, headed)
