"""How does anything that a user names come in? A path, ``-``, or an address through the one door."""

import re

from detente.errors import Refused
from detente.records.raw import Raw
from detente.settings import Settings
from detente.sources import files
from detente.sources.door import Door

_WEB = re.compile(r"https?://", re.IGNORECASE)


def open_raw(target: str, settings: Settings, door: Door | None = None) -> Raw:
    """The bytes behind a path, ``-`` or an address; raises :class:`~detente.errors.InputError` that says what to do."""
    if not _WEB.match(target):
        return files.load(target, max_bytes=settings.max_bytes)
    if settings.offline:
        raise Refused(f"{target}: not fetched, since detente runs offline; save the page and read the file")
    page = (door or Door()).fetch(target)
    return files.raw(page.data, page.url, url=page.url, encoding=page.charset)
