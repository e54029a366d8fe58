"""What does a page's address with ``.json``, ``.csv`` or ``.geojson`` give? The same records, as data."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from detente.ledger import Filter, Ledger
from detente.show.export import geojson
from detente.show.kinds import KINDS
from detente.show.ledgers import csv_lines
from detente.show.lists import COLUMNS
from detente.show.web import brief, numbers, quarrel, reader, stand, talks
from detente.show.web.address import asked, paged
from detente.show.web.stream import streamed

BULK = 1_000_000
VIEW = ("borders",)


def plain(value: Any) -> Response:
    """Anything of records and dataclasses as JSON."""
    return Response(msgspec.json.format(msgspec.json.encode(value), indent=1), media_type="application/json")


def table(ledger: Ledger, kind: str, f: Filter) -> Iterator[bytes]:
    """A CSV table as it streams; with a limit, so many rows."""
    rows = iter(ledger.page(kind, f).rows) if f.limit else ledger.each(kind, f)
    return (line.encode() for line in csv_lines(COLUMNS[kind], rows))


def _list(name: str, form: str) -> Callable[[Request], Response]:
    kind = KINDS[name]

    def handler(request: Request) -> Response:
        ledger: Ledger = request.app.state.site.ledger
        at = asked(request, *VIEW, most=BULK)
        if form == "csv":
            rows = table(ledger, kind, at.filter)
            headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
            return streamed(rows, "text/csv; charset=utf-8", headers)
        if form == "geojson":
            return streamed(geojson(ledger, (kind,), at.filter), "application/geo+json")
        page = ledger.page(kind, paged(at.filter))
        return plain({"records": page.records(), "next": page.cursor})

    return handler


def _one(make: Callable[[Ledger, str, str | None], Any]) -> Callable[[Request], Response]:
    def handler(request: Request) -> Response:
        snapshot = asked(request).filter.snapshot
        return plain(make(request.app.state.site.ledger, request.path_params["ident"], snapshot))

    return handler


def _brief(request: Request) -> Response:
    site = request.app.state.site
    return plain(brief.make(site.ledger, asked(request, "since"), site.today()))


def _numbers(request: Request) -> Response:
    return plain(numbers.make(request.app.state.site.ledger, asked(request, "of")))


def _actor(request: Request) -> Response:
    return plain(talks.actor(request.app.state.site.ledger, request.path_params["ident"], asked(request)))


def _reading(ledger: Ledger, ident: str, snapshot: str | None) -> Any:
    made = reader.make(ledger, ident, rejected=True, snapshot=snapshot)
    return ledger.reading(made.report.id)


def routes() -> list[BaseRoute]:
    """Addresses of data; they stand before those of pages."""
    made: list[BaseRoute] = []
    for name in KINDS:
        made += [Route(f"/{name}.{form}", _list(name, form)) for form in ("json", "csv")]
        if name in ("events", "incidents"):
            made.append(Route(f"/{name}.geojson", _list(name, "geojson")))
    made += [
        Route("/brief.json", _brief),
        Route("/numbers.json", _numbers),
        Route("/why/{ident}.json", _one(stand.make)),
        Route("/report/{ident}.json", _one(_reading)),
        Route("/dispute/{ident}.json", _one(quarrel.dispute)),
        Route("/incident/{ident}.json", _one(quarrel.incident)),
        Route("/actor/{ident}.json", _actor),
    ]
    return made
