"""What does a feed reader get? ``/feed/news.atom``, ``/feed/disputes.rss``, ``/feed/numbers.json``, by any filter."""

import hashlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from detente.ledger import Ledger
from detente.show.feeds import MEDIA, NEWEST, TOPICS, entries, feed
from detente.show.web.address import asked


def _handler(topic: str, form: str) -> Callable[[Request], Response]:
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
    """A route for each topic and form."""
    return [Route(f"/feed/{topic}.{form}", _handler(topic, form)) for topic in TOPICS for form in MEDIA]
