"""Which address leads to which page? Routes, errors in one sentence, and what all pages share."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from detente.errors import Conflict, DetenteError, InputError, LedgerError, NotFound, Refused
from detente.ledger import Ledger, then
from detente.show.kinds import KINDS
from detente.show.web import (
    api,
    aside,
    brief,
    data,
    guard,
    kept,
    listing,
    numbers,
    outward,
    quarrel,
    reader,
    render,
    review,
    stand,
    talks,
)
from detente.show.web.address import Address, asked
from detente.show.web.shelf import Shelf

Make = Callable[["Site", Address, Request], tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Site:
    """A ledger and how it is shown; ``today`` can be set for tests; ``changed`` is called after a write."""

    ledger: Ledger
    door: guard.Door
    today: Callable[[], date] = date.today
    changed: Callable[[], None] = field(default=lambda: None)


def status_of(why: Exception) -> int:
    """The HTTP status that an error is."""
    if isinstance(why, NotFound):
        return 404
    if isinstance(why, Conflict):
        return 409
    if isinstance(why, Refused):
        return 403
    if isinstance(why, InputError):
        return 400
    return 503 if isinstance(why, LedgerError) else 500


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def shell(request: Request, at: Address | None, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page in its frame: crisis switch, search, snapshot, and whether this person may write."""
    site = site_of(request)
    at = at or Address(request.url.path, asked_none(), {})
    token = site.door.token
    signed = token is None or guard.same(request.cookies.get(guard.COOKIE, ""), token)
    shared = {
        "at": at,
        "crises": site.ledger.crises(),
        "snapshots": site.ledger.snapshots(),
        "ledger_name": str(site.ledger).rsplit("/", 1)[-1],
        "may_write": signed and at.filter.snapshot is None,
        "form_token": site.door.form,
        "here": str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
    }
    return HTMLResponse(render.page(template, **shared, **context), status)


def asked_none() -> Any:
    from detente.ledger import Filter

    return Filter()


def page(template: str, make: Callable[[Site, Address, Request], Any], *view: str) -> Callable[[Request], Response]:
    """A handler of a page: the address read, the dataclass made, the template filled."""

    def handler(request: Request) -> Response:
        at = asked(request, *view)
        return shell(request, at, template, page=make(site_of(request), at, request))

    return handler


def the_list(name: str) -> Callable[[Request], Response]:
    return page("list.html", lambda site, at, _r: listing.make(site.ledger, at, name), "borders")


def a_record(request: Request) -> Response:
    """Any id leads to the page on which its record stands."""
    site, at = site_of(request), asked(request)
    kind, row = site.ledger.look(then.record, request.path_params["ident"], at.filter.snapshot)
    if kind in ("event", "statement"):
        return RedirectResponse(at.to(f"/report/{row['report']}", row["id"]), 302)
    pages = {"report": "report", "dispute": "dispute", "incident": "incident", "actor": "actor"}
    if kind in pages:
        return RedirectResponse(at.to(f"/{pages[kind]}/{row['id']}"), 302)
    if kind in ("channel", "position"):
        return RedirectResponse(at.to("/channels", row["id"]), 302)
    return RedirectResponse(at.to("/copies", row["id"]), 302)


def a_dispute(request: Request) -> Response:
    at = asked(request)
    made = quarrel.dispute(site_of(request).ledger, request.path_params["ident"], at.filter.snapshot)
    return shell(request, at, "dispute.html", page=made)


def an_incident(request: Request) -> Response:
    at = asked(request)
    made = quarrel.incident(site_of(request).ledger, request.path_params["ident"], at.filter.snapshot)
    if made.id != request.path_params["ident"]:
        return RedirectResponse(at.to(f"/incident/{made.id}"), 302)
    return shell(request, at, "dispute.html", page=made)


def an_actor(request: Request) -> Response:
    at = asked(request)
    return shell(request, at, "actor.html", page=talks.actor(site_of(request).ledger, request.path_params["ident"], at))


def a_report(request: Request) -> Response:
    at = asked(request)
    f = at.filter
    made = reader.make(site_of(request).ledger, request.path_params["ident"], rejected=f.rejected, snapshot=f.snapshot)
    return shell(request, at, "report.html", page=made)


def a_why(request: Request) -> Response:
    at = asked(request)
    made = stand.make(site_of(request).ledger, request.path_params["ident"], at.filter.snapshot)
    return shell(request, at, "why.html", page=made)


def keys(request: Request) -> Response:
    return shell(request, asked(request), "keys.html")


def health(request: Request) -> Response:
    site_of(request).ledger.time()
    return Response("well\n", media_type="text/plain")


def fault(request: Request, why: Exception) -> Response:
    """An error as one sentence, in the form that was asked for."""
    status = status_of(why)
    told = str(why) if isinstance(why, DetenteError) else "something unforeseen went wrong; the server's log tells what"
    path = request.url.path
    if path.startswith("/api/") or path.endswith((".json", ".csv", ".geojson")):
        return api.fault(told, status)
    try:
        return shell(request, None, "fault.html", status, told=told, status_code=status)
    except LedgerError:
        return Response(told + "\n", status, media_type="text/plain; charset=utf-8")


def lost(request: Request, _why: Exception) -> Response:
    told = f"there is no page {request.url.path[:80]!r} here"
    if request.url.path.startswith("/api/"):
        return api.fault(told, 404)
    return shell(request, None, "fault.html", 404, told=told, status_code=404)


def routes() -> list[BaseRoute]:
    """Every address, the data of a page before the page."""
    made: list[BaseRoute] = [*api.routes(), *data.routes(), *outward.routes(), *review.routes()]
    made += [
        Route("/", page("brief.html", lambda s, at, _r: brief.make(s.ledger, at, s.today()), "since")),
        Route("/numbers", page("numbers.html", lambda s, at, _r: numbers.make(s.ledger, at), "of")),
        Route("/channels", page("channels.html", lambda s, at, _r: talks.channels(s.ledger, at))),
        Route("/search", page("search.html", lambda s, at, _r: aside.search(s.ledger, at), "q")),
        Route("/sources", page("sources.html", lambda s, _at, _r: aside.sources(s.ledger, s.today()))),
        Route("/queue", page("queue.html", lambda s, at, _r: aside.queue(s.ledger, at))),
        Route("/lexicon", page("lexicon.html", lambda _s, at, _r: aside.lexicon(at), "q")),
        Route("/export", page("export.html", lambda _s, _at, _r: outward.make())),
        Route("/keys", keys),
        Route("/health", health),
        Route("/record/{ident}", a_record),
        Route("/why/{ident}", a_why),
        Route("/report/{ident}", a_report),
        Route("/dispute/{ident}", a_dispute),
        Route("/incident/{ident}", an_incident),
        Route("/actor/{ident}", an_actor),
    ]
    made += [Route(f"/{name}", the_list(name)) for name in KINDS if name != "channels"]
    folder = str(files("detente.show.web") / "static")
    made.append(Mount("/static", StaticFiles(directory=folder), name="static"))
    return made


def few_threads(makers: int) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Threads that answer: one for each page that is made at a time, and as many that look up what is short.

    With forty, as many as there are otherwise, each with a connection of its own, a process took 566 MB at its peak on
    a ledger of a million events; with six 303 MB.
    """

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 2 * makers
        yield

    return life


def make_app(site: Site, makers: int = kept.MAKERS, shelf: Shelf | None = None) -> Starlette:
    """The application on a ledger, which makes so many pages at a time and keeps them on a shelf."""
    handlers: Any = {DetenteError: fault, Exception: fault, 404: lost}
    app = Starlette(
        routes=routes(),
        lifespan=few_threads(makers),
        middleware=[
            Middleware(guard.Guard, door=site.door),
            Middleware(kept.Kept, site=site, shelf=shelf, makers=makers),
            Middleware(GZipMiddleware, minimum_size=1500, compresslevel=5),
        ],
        exception_handlers=handlers,
    )
    app.state.site = site
    return app
