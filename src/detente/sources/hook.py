"""How is something told to a web hook? Signed, through the door, again where it fails, and never for long.

The address is the user's own, so no robots.txt is asked and any port will do; but it is vetted like any other: on the
user's own network only where that was allowed, and never on to where a redirect leads.
"""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from detente import __version__
from detente.errors import InputError, Refused
from detente.sources.address import vet, vet_near
from detente.sources.door import Door, Limits

TRIES = 3
FIRST_WAIT = 1.0
"""Seconds before the second try; doubled before each one after that."""
LONGEST_WAIT = 10.0
"""Longest Retry-After that is waited for: a slow hook must not hold up an ingest."""
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which it is tried again; any other refusal stands."""


def hook_door(*, local: bool) -> Door:
    """A door for hooks; ``local`` lets them stand on this machine or a private network."""
    return Door(limits=Limits(seconds=10.0), ports=None, vetter=vet_near if local else vet)


def shown(url: str) -> str:
    """A hook's address without path and query, which may hold a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}" + (f":{parts.port}" if parts.port else "")


def signature(secret: str, body: bytes) -> str:
    """What the receiver holds against its own reckoning: ``sha256=`` and the HMAC-SHA256 of the body in hexadecimal.

    >>> signature("secret", b"{}")[:14]
    'sha256=d3d81f3'
    """
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: ``delivery`` is the same when it is told again, so that a receiver can know it."""

    delivery: str
    body: bytes


def tell(door: Door, url: str, secret: str, message: Message) -> None:
    """Tell a hook; raises :class:`~detente.errors.InputError` with the reason, without the address' secrets."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"detente/{__version__} (web hook)",
        "X-Detente-Delivery": message.delivery,
        "X-Detente-Signature": signature(secret, message.body),
    }
    why = ""
    for attempt in range(TRIES):
        wait = FIRST_WAIT * 2**attempt
        try:
            status, asked = door.send(url, message.body, headers)
        except Refused as refusal:
            raise Refused(_bare(str(refusal), url)) from None
        except InputError as failure:
            why = _bare(str(failure), url)
        else:
            if 200 <= status < 300:
                return
            why = f"{shown(url)}: the hook answered {status}"
            if status not in AGAIN:
                break
            wait = wait if asked is None else asked
        if attempt + 1 == TRIES or wait > LONGEST_WAIT:
            break
        door.sleep(wait)
    raise InputError(why)


def _bare(told: str, url: str) -> str:
    return told.replace(url, shown(url))
