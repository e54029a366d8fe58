"""How does what a filter asks for leave the dashboard? ``/export`` lists every format and feed with its address."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from detente.ledger import Ledger
from detente.show.export import FEEDS, FORMS, KINDS, pieces
from detente.show.feeds import MEDIA, NEWEST, TOPICS, entries, feed
from detente.show.web.address import asked
from detente.show.web.stream import streamed

FILES = {
    "jsonl": ("jsonl", "application/x-ndjson"),
    "geojson": ("geojson", "application/geo+json"),
    "gdelt-events": ("export.CSV", "text/tab-separated-values; charset=utf-8"),
    "gdelt-mentions": ("mentions.CSV", "text/tab-separated-values; charset=utf-8"),
    "acled": ("acled.csv", "text/csv; charset=utf-8"),
    "ucdp": ("ucdp.csv", "text/csv; charset=utf-8"),
    "plover": ("plover.jsonl", "application/x-ndjson"),
    "annotations": ("annotations.jsonl", "application/x-ndjson"),
    "graphml": ("graphml", "application/graphml+xml"),
    "gexf": ("gexf", "application/gexf+xml"),
    "stix": ("stix.json", "application/stix+json;version=2.1"),
}
"""How a file of each format ends, and what it is called on the web."""
BULK = 1_000_000


@dataclass(frozen=True, slots=True)
class Formats:
    """The page ``/export``: formats with what they hold, kinds that have tables, feeds by topic."""

    files: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    feeds: list[tuple[str, str]]
    forms: list[str]


def make() -> Formats:
    """The page."""
    plural = [(k, "copies" if k == "copy" else f"{k}s") for k in KINDS]
    return Formats([(f, FORMS[f]) for f in FILES], plural, list(TOPICS.items()), list(MEDIA))


def _file(form: str, kind: str | None = None) -> Callable[[Request], Response]:
    ending, media = FILES.get(form, ("parquet", "application/vnd.apache.parquet"))

    def handler(request: Request) -> Response:
        ledger: Ledger = request.app.state.site.ledger
        at = asked(request, most=BULK, size=BULK)
        made: Iterator[bytes] = pieces(ledger, form, (kind,) if kind else (), at.filter)
        headers = {"Content-Disposition": f'attachment; filename="detente-{kind or form}.{ending}"'}
        return streamed(made, media, headers)

    return handler


def _feed(topic: str, form: str) -> Callable[[Request], Response]:
    def handler(request: Request) -> Response:
        ledger: Ledger = request.app.state.site.ledger
        at = asked(request, most=NEWEST, size=NEWEST)
        body = feed(entries(ledger, at.filter, topic), topic, form, str(request.base_url))
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": tag})
        return Response(body, 200, {"ETag": tag}, MEDIA[form])

    return handler


def routes() -> list[BaseRoute]:
    """A route for each feed, format and table."""
    made: list[BaseRoute] = [Route(f"/feed/{t}.{f}", _feed(t, f)) for t in TOPICS for f in FEEDS.values()]
    made += [Route(f"/export/{form}", _file(form)) for form in FILES]
    made += [Route(f"/export/{name}.parquet", _file("parquet", kind)) for kind, name in make().kinds]
    return made
