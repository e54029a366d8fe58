"""What does an address ask for? The whole state of a page stands in it; links change one part and keep the others."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from detente.errors import InputError
from detente.ledger import Filter

PAGE = 50
LARGEST = 500
"""Records of a page, unless asked for otherwise, and at most."""
FILTER = frozenset(f.name for f in fields(Filter)) | {"from"}


@functools.lru_cache(maxsize=64)
def _parts(f: Filter) -> dict[str, str]:
    """A filter as parts of an address: a page has hundreds of links that begin with the same ones."""
    return {name: _part(name, values) for name, values in f.to_query().items()}


def _part(name: str, value: str | Sequence[str]) -> str:
    values = (value,) if isinstance(value, str) else value
    return "&".join(f"{name}={quote(str(v), safe='')}" for v in values)


@dataclass(frozen=True, slots=True)
class Address:
    """Path, filter, and what else a page heeds (``view``)."""

    path: str
    filter: Filter
    view: Mapping[str, str]

    def link(self, path: str | None = None, **changes: str | Sequence[str] | None) -> str:
        """The address with some parts changed; ``None`` takes a part out. The page of a list begins anew."""
        parts = {**_parts(self.filter), **{name: _part(name, value) for name, value in self.view.items()}}
        parts.pop("cursor", None)
        for name, value in changes.items():
            if value is None or value in ("", (), []):
                parts.pop(name, None)
            else:
                parts[name] = _part(name, value)
        return (path or self.path) + ("?" + "&".join(parts.values()) if parts else "")

    def toggle(self, part: str, value: str) -> str:
        """The address with one value of a part put in, or taken out."""
        now = list(getattr(self.filter, part))
        now = [v for v in now if v != value] if value in now else [*now, value]
        changed: dict[str, Any] = {part: now}
        return self.link(**changed)

    def has(self, part: str, value: str) -> bool:
        return value in getattr(self.filter, part)

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """The parts of the address as hidden fields of a form, without those that the form asks for itself."""
        query: dict[str, list[str]] = {**self.filter.to_query(), **{k: [v] for k, v in self.view.items()}}
        return [(k, v) for k, many in query.items() if k not in (*without, "cursor") for v in many]

    def narrowed(self) -> bool:
        """Whether anything but crisis, snapshot and page narrows the list."""
        return bool(set(self.filter.to_query()) - {"limit", "crisis", "cursor", "snapshot"})

    def to(self, path: str, fragment: str | None = None) -> str:
        """The address of another page with the crisis and the snapshot kept, and the record to be shown there."""
        return path + self.crisis() + (f"#{quote(fragment)}" if fragment else "")

    def crisis(self) -> str:
        """The part of the query that every link between pages keeps."""
        kept = {k: v for k in ("crisis", "snapshot") if (v := getattr(self.filter, k))}
        return "?" + urlencode(kept, quote_via=quote) if kept else ""


def asked(request: Request, *view: str, most: int = LARGEST, size: int = PAGE) -> Address:
    """The address of a request; raises :class:`InputError` on a part that nobody heeds."""
    query: dict[str, list[str]] = {}
    other: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if len(value) > 2000:
            raise InputError(f"{key[:40]}: this is too long")
        if key in FILTER and key not in view:
            query.setdefault(key, []).append(value)
        elif key in view:
            if value:
                other[key] = value
        else:
            raise InputError(f"there is nothing like {key[:40]!r} to ask for here")
    told = Filter.from_query(query)
    cap = min(told.limit or size, most)
    path = request.url.path
    for ending in (".json", ".csv", ".geojson"):
        path = path.removesuffix(ending)
    if told.limit is None:
        return Address(path, told, other)
    return Address(path, replace(told, limit=cap), other)


def paged(f: Filter, size: int = PAGE) -> Filter:
    """The filter with the size of a page in it."""
    return replace(f, limit=f.limit or size)
