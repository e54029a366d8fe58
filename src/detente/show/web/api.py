"""What do programs get? ``/api/v1``: the records of the command line by the same filter, with cursors and ETags."""

import hashlib
from collections.abc import Callable
from typing import Any

import anyio.to_thread
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from detente import __version__
from detente.errors import InputError, Refused
from detente.ledger import Ledger, facets
from detente.ledger.beside import beside
from detente.ledger.filter import day
from detente.ledger.history import moment
from detente.ledger.listing import whole
from detente.show.kinds import KINDS
from detente.show.web.address import asked, paged
from detente.show.web.stream import streamed

ROOT = "/api/v1"
MOST = 1000
SIZE = 100


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    return Response(msgspec.json.encode(value), status, headers, "application/json")


def fault(told: str, status: int) -> Response:
    """An error as data."""
    return answer({"error": told, "status": status}, status)


def tagged(request: Request, value: Any) -> Response:
    """The answer with its ETag; 304 where the caller holds it already."""
    body = msgspec.json.encode(value)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, 200, {"ETag": tag}, "application/json")


def _ledger(request: Request) -> Ledger:
    ledger: Ledger = request.app.state.site.ledger
    return ledger


def a_list(name: str) -> Callable[[Request], Response]:
    kind = KINDS[name]

    def handler(request: Request) -> Response:
        form = request.query_params.get("format", "json")
        if form not in ("json", "csv", "jsonl"):
            raise InputError(f"format: {form[:20]!r} is none of json, jsonl, csv")
        ledger = _ledger(request)
        at = asked(request, "format", most=1_000_000 if form != "json" else MOST, size=SIZE)
        if form == "json":
            page = ledger.page(kind, paged(at.filter, SIZE))
            return tagged(request, {"records": page.records(), "next": page.cursor})
        from detente.show.web.data import table

        if form == "csv":
            return streamed(table(ledger, kind, at.filter), "text/csv; charset=utf-8")
        rows = iter(ledger.page(kind, at.filter).rows) if at.filter.limit else ledger.each(kind, at.filter)
        lines = (msgspec.json.encode(whole(kind, r)) + b"\n" for r in rows)
        return streamed(lines, "application/x-ndjson")

    return handler


def a_record(request: Request) -> Response:
    """One record with its revisions, by any letters that begin its id alone."""
    ledger = _ledger(request)
    kind, row = ledger.find(request.path_params["ident"])
    return tagged(request, {"kind": kind, "record": whole(kind, row), "revisions": ledger.revisions(row["id"])})


def a_reading(request: Request) -> Response:
    """A report with all that was read in it."""
    ledger = _ledger(request)
    _, row = ledger.find(request.path_params["ident"])
    return tagged(request, ledger.reading(row["id"]))


def deleted(request: Request) -> Response:
    """Ids that no longer stand since a day, a snapshot or a revision; merged ones say where they lead."""
    asked(request, "since")
    since = request.query_params.get("since")
    if not since:
        raise InputError("since: name a day, a snapshot or a revision")
    ledger = _ledger(request)
    try:
        first = day(since)
    except InputError:
        first = None
    seq = ledger.look(moment, since, first)
    return tagged(request, {"deleted": ledger.look(facets.gone, seq, 10_000), "now": ledger.time()})


def counts(request: Request) -> Response:
    """The facets of a list: each value of each part with its number of records; ``of`` says of how many."""
    kind = KINDS.get(request.path_params["name"])
    if kind is None:
        raise InputError(f"there are facets of {', '.join(sorted(KINDS))}")
    told = _ledger(request).look(beside, kind, asked(request).filter, 100)
    return tagged(request, told.counts | {"of": {"records": told.records, "whole": told.whole}})


def strain(request: Request) -> Response:
    """The tension of two sides, day by day."""
    from detente.upkeep import tension

    at = asked(request, "a", "b")
    if not at.view.get("a") or not at.view.get("b"):
        raise InputError("a and b: name the two sides, as in ?a=IND&b=PAK")
    return tagged(request, tension(_ledger(request), at.view["a"], at.view["b"], at.filter))


async def written(request: Request) -> Response:
    """Accept, reject, edit, merge, split or undo; the body is JSON."""
    from detente.show.web.review import decide

    site = request.app.state.site
    if refused := site.door.may_write(request, None):
        raise Refused(refused)
    try:
        told = msgspec.json.decode(await request.body())
    except msgspec.DecodeError as why:
        raise InputError(f"the body is no JSON: {why}") from None
    if not isinstance(told, dict):
        raise InputError("the body is no JSON object")
    seq = await anyio.to_thread.run_sync(decide, site.ledger, request.path_params["action"], told)
    site.changed()
    return answer({"revision": seq}, 201)


def described(request: Request) -> Response:
    from detente.show.web.openapi import document

    return tagged(request, document(__version__))


def routes() -> list[BaseRoute]:
    made: list[BaseRoute] = [Route(f"{ROOT}/{name}", a_list(name)) for name in KINDS]
    made += [
        Route(f"{ROOT}/records/{{ident}}", a_record),
        Route(f"{ROOT}/readings/{{ident}}", a_reading),
        Route(f"{ROOT}/facets/{{name}}", counts),
        Route(f"{ROOT}/tension", strain),
        Route(f"{ROOT}/deleted", deleted),
        Route("/deleted", deleted),
        Route(f"{ROOT}/review/{{action}}", written, methods=["POST"]),
        Route(f"{ROOT}/openapi.json", described),
    ]
    return made
