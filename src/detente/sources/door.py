"""How is a page fetched from strangers? Through this one door, with every refusal and cap in one place.

The name is resolved once and the connection goes to the vetted address, at every redirect; only http(s), ports
80 and 443 unless allowed, no credentials in the address, never from https down to http. Time, bytes on the wire,
bytes after decompression and the number of redirects are capped, a server that drips is cut off, robots.txt
(RFC 9309) is obeyed, and a 429 or 503 is tried again when the server says so.
"""

import functools
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpcore
from protego import Protego

from detente import __version__
from detente.errors import InputError, NotFound, Refused, TooLarge
from detente.sources.address import Address, vet
from detente.sources.unpack import decoded

USER_AGENT = f"detente/{__version__} (reads news for conflict research; obeys robots.txt)"
ROBOTS_TOKEN = "detente"
ENCODINGS = ("gzip", "x-gzip", "deflate")
"""What is asked for, and so what is opened."""
ROBOTS_FRESH = 86_400.0
"""Seconds for which a robots.txt holds: RFC 9309 asks that it be no more than a day."""
_CLOSED = "User-agent: *\nDisallow: /"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost. The figures are generous for an article and small for an attack."""

    seconds: float = 30.0
    """For the whole of one request, headers and body: a server that drips one byte a second is cut off here."""
    wire_bytes: int = 20_000_000
    body_bytes: int = 40_000_000
    """After decompression."""
    redirects: int = 5
    tries: int = 3
    longest_wait: float = 60.0
    """Longest Retry-After that is waited for, in seconds."""
    robots_bytes: int = 512_000
    """RFC 9309 asks for at least 500 KiB."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered; ``data`` is empty and ``status`` 304 where nothing changed."""

    url: str
    status: int
    data: bytes
    content_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None


Resolver = Callable[[str, int], list[Address]]


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host name; raises :class:`~detente.errors.NotFound` where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFound(f"there is no host {host!r}; check the address and the network") from None
    return list(dict.fromkeys(ipaddress.ip_address(row[4][0].split("%")[0]) for row in found))  # type: ignore[union-attr]


class _Timed(httpcore.NetworkStream):
    """A connection that ends at its deadline and after its share of bytes, however slowly they come."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, budget: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._budget = budget

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the server took too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._left(timeout))
        self._budget -= len(data)
        if self._budget < 0:
            raise TooLarge("the page is larger than the limit; save it and read the file with a larger max_bytes")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Timed(inner, self._deadline, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Vetted(httpcore.NetworkBackend):
    """Connects to an address that was vetted after the one look-up: the name is not asked again."""

    def __init__(self, door: "Door", deadline: float) -> None:
        self._door = door
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _literal(host) or self._door.resolver(host, port)
        for address in addresses:
            self._door.vetter(address)
        last: Exception | None = None
        for address in addresses[:4]:
            left = self._deadline - time.monotonic()
            if left <= 0:
                break
            try:
                stream = self._plain.connect_tcp(
                    str(address), port, min(timeout or left, left, 10.0), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as why:
                last = why
                continue
            return _Timed(stream, self._deadline, self._door.limits.wire_bytes)
        raise last or httpcore.ConnectTimeout("no address of the host answered in time")


def _literal(host: str) -> list[Address]:
    try:
        return [ipaddress.ip_address(host.strip("[]"))]
    except ValueError:
        return []


@dataclass(slots=True)
class Door:
    """The one door to the network; ``vetter``, ``resolver``, ``sleep`` and ``ports`` differ in tests only."""

    limits: Limits = field(default_factory=Limits)
    ports: frozenset[int] | None = frozenset({80, 443})
    vetter: Callable[[Address], None] = vet
    resolver: Resolver = resolve
    sleep: Callable[[float], None] = time.sleep
    ssl_context: ssl.SSLContext | None = None
    pause: float = 0.0
    """Seconds between two requests to one site, where its robots.txt asks for no more."""
    _robots: dict[str, tuple[float, Protego]] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch a page; raises an :class:`~detente.errors.InputError` that says what was refused or failed, and why.

        ``etag`` and ``last_modified`` of an earlier answer make the request conditional (status 304, no data).
        """
        self._allowed(url)
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        extra = {k: v for k, v in headers.items() if v}
        for attempt in range(1, self.limits.tries + 1):
            self._wait_for_turn(url)
            final, answer = self._follow(url, extra, self.limits.body_bytes)
            wait = _retry_after(answer, attempt)
            if wait is None or attempt == self.limits.tries or wait > self.limits.longest_wait:
                break
            self.sleep(wait)
        if answer.status >= 400:
            raise NotFound(f"{final}: the server answered {answer.status}; check the address, or try again later")
        return _fetched(final, answer)

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, float | None]:
        """POST a body once to an address that its owner named; returns the status, and the wait that was asked for.

        No robots.txt is asked and no redirect is followed; all else is as for :meth:`fetch`.
        """
        answer = self._request(_checked(url, self.ports), headers, 100_000, body)
        return answer.status, _retry_after(answer, 0) if "retry-after" in answer.headers else None

    def _allowed(self, url: str) -> None:
        if not self._robots_of(url).can_fetch(url, ROBOTS_TOKEN):
            raise Refused(f"{url}: the site's robots.txt asks that this page not be fetched")

    def _wait_for_turn(self, url: str) -> None:
        origin = _origin(url)
        robots = self._robots_of(url)
        delay = max(self.pause, float(robots.crawl_delay(ROBOTS_TOKEN) or 0))
        before = self._last.get(origin)
        if before is not None and (left := before + delay - time.monotonic()) > 0:
            self.sleep(min(left, self.limits.longest_wait))
        self._last[origin] = time.monotonic()

    def _robots_of(self, url: str) -> Protego:
        """The rules of a site (RFC 9309, 2.3): none where it has none, all forbidden where they cannot be had."""
        origin = _origin(_checked(url, self.ports))
        fresh, rules_of = self._robots.get(origin, (float("-inf"), None))
        if rules_of is None or time.monotonic() - fresh > ROBOTS_FRESH:
            try:
                _, answer = self._follow(f"{origin}/robots.txt", {}, self.limits.robots_bytes, robots=True)
                text = answer.data.decode("utf-8", "replace") if answer.status < 400 else ""
                rules = _CLOSED if answer.status >= 500 else text
            except TooLarge:
                rules = _CLOSED
            rules_of = Protego.parse(rules)
            self._robots[origin] = (time.monotonic(), rules_of)
        return rules_of

    def _follow(self, url: str, headers: dict[str, str], cap: int, *, robots: bool = False) -> tuple[str, "_Answer"]:
        for _ in range(self.limits.redirects + 1):
            url = _checked(url, self.ports)
            answer = self._request(url, headers, cap)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return url, answer
            onward = urljoin(url, target)
            if url.startswith("https:") and onward.lower().startswith("http:"):
                raise Refused(f"{url}: leads from https down to {onward}; not followed")
            url = onward
            if not robots:
                self._allowed(_checked(url, self.ports))
        raise Refused(f"{url}: more than {self.limits.redirects} redirects; not followed further")

    def _request(self, url: str, headers: dict[str, str], cap: int, body: bytes | None = None) -> "_Answer":
        deadline = time.monotonic() + self.limits.seconds
        sent = {
            "User-Agent": USER_AGENT,
            "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en",
            "Connection": "close",
            **headers,
        }
        pool = httpcore.ConnectionPool(
            ssl_context=self.ssl_context or _context(), network_backend=_Vetted(self, deadline), retries=0
        )
        how: dict[str, Any] = {"method": "GET" if body is None else "POST", "url": url, "content": body}
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self.limits.seconds)
        try:
            with pool, pool.stream(**how, headers=[*sent.items()], extensions={"timeout": limits}) as r:
                fields = {k.decode("ascii", "replace").lower(): v.decode("latin-1") for k, v in r.headers}
                data = b"".join(decoded(r.iter_stream(), fields.get("content-encoding"), cap, ENCODINGS))
                return _Answer(r.status, fields, data)
        except httpcore.TimeoutException:
            raise InputError(f"{url}: no answer within {self.limits.seconds:g} seconds; try again later") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as why:
            raise InputError(f"{url}: the connection failed ({why or type(why).__name__}); try again later") from None


@functools.lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    data: bytes


def _checked(url: str, ports: frozenset[int] | None) -> str:
    """The address without fragment; raises :class:`~detente.errors.Refused` on what is never fetched."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as why:
        raise Refused(f"{url!r} is no address that can be fetched: {why}") from None
    if parts.scheme not in ("http", "https"):
        raise Refused(f"{url}: only http and https are fetched, not {parts.scheme or 'a path'!r}")
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with a user name or password in it is not fetched; take them out")
    if not parts.hostname:
        raise Refused(f"{url!r} names no host")
    wanted = port or (443 if parts.scheme == "https" else 80)
    if ports is not None and wanted not in ports:
        raise Refused(f"{url}: port {wanted} is not fetched, only {', '.join(map(str, sorted(ports)))}")
    return urlunsplit(parts._replace(fragment=""))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _retry_after(answer: _Answer, attempt: int) -> float | None:
    """Seconds to wait before trying again, or ``None`` where the answer stands."""
    if answer.status not in (429, 503):
        return None
    told = answer.headers.get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 2.0**attempt


def _fetched(url: str, answer: _Answer) -> Fetched:
    kind = answer.headers.get("content-type", "")
    charset = next((p.split("=", 1)[1].strip("\"' ") for p in kind.split(";")[1:] if "charset=" in p.lower()), None)
    return Fetched(
        url=url,
        status=answer.status,
        data=answer.data,
        content_type=kind.split(";")[0].strip().lower() or None,
        charset=charset,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
    )
