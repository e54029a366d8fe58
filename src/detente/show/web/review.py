"""How does a person correct the ledger on a page? Forms that name what they saw, why they decide, and who they are."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import anyio.to_thread
import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from detente.errors import InputError, Refused
from detente.ledger import Ledger
from detente.show.web import guard

AUTHOR = "detente_author"
MANY = 400
"""Fields of a form: an incident of hundreds of events has a box for each."""
SET = "set."
"""How the fields of a record are named in a form, so that none is taken for a field of the form itself."""
YEAR = 365 * 24 * 3600


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form."""
    body = (await request.body()).decode("utf-8", "replace")
    told: dict[str, str] = {}
    for name, value in parse_qsl(body, keep_blank_values=True, max_num_fields=MANY):
        told[name] = f"{told[name]} {value}" if name == "others" and name in told else value
    return told


def back(told: dict[str, str]) -> str:
    """Where the form came from: an address of our own, or the brief."""
    there = told.get("next", "/")
    parts = urlsplit(there)
    return there if there.startswith("/") and not there.startswith(("//", "/\\")) and not parts.netloc else "/"


def shown(there: str) -> str:
    """An address that shows rejected records too: whoever rejects sees what they did, and can undo it."""
    parts = urlsplit(there)
    query = dict(parse_qsl(parts.query))
    if not parts.path.startswith("/report/"):
        return there
    return urlunsplit(parts._replace(query=urlencode(query | {"rejected": "1"})))


def decide(ledger: Ledger, action: str, told: dict[str, Any]) -> int:
    """Write one revision; returns its number. ``told``: id, author, reason, expect, and what the action needs."""
    ident = str(told.get("id") or "")
    author = str(told.get("author") or "").strip()[:120]
    reason = str(told.get("reason") or "").strip()[:2000]
    if not author:
        raise InputError("say who you are: a revision names its author")
    if not reason and action != "undo":
        raise InputError("say why: a revision names its reason")
    expect = _whole(told.get("expect"))
    who: dict[str, Any] = {"author": author, "reason": reason or None}
    if action in ("accept", "reject"):
        return ledger.review(ident, action, **who, expect=expect)
    if action == "edit":
        changed = _changed(ledger, ident, told) if "fields" not in told else _fields(told["fields"])
        return ledger.edit(ident, changed, **who, expect=expect)
    others = told.get("others") or ()
    named = others.replace(",", " ").split() if isinstance(others, str) else [str(o) for o in others]
    if action == "merge":
        target = ledger.find(ident)[1]["id"]
        return ledger.merge([target, *named], **who, expect={target: expect} if expect is not None else None)
    if action == "split":
        return ledger.split(ident, [ledger.find(e)[1]["id"] for e in named], **who, expect=expect)
    if action == "undo":
        seq = _whole(told.get("seq"))
        if seq is None:
            raise InputError("name the revision to be undone")
        return ledger.undo(seq, **who)
    raise InputError(f"there is no {action!r}; there are accept, reject, edit, merge, split, undo")


def _whole(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not str(value).isdigit() or len(str(value)) > 15:
        raise InputError(f"{str(value)[:40]!r} is no revision's number")
    return int(str(value))


def _changed(ledger: Ledger, ident: str, told: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form that are not what the record holds now."""
    now = msgspec.json.decode(ledger.find(ident)[1]["record"])
    asked = {k.removeprefix(SET): v for k, v in told.items() if k.startswith(SET)}
    truth: dict[str, Any] = {"": None, "true": True, "false": False}
    made = {k: truth.get(str(v).strip(), v) for k, v in asked.items()}
    changed = {k: v for k, v in made.items() if now.get(k) != v}
    if not changed:
        raise InputError("nothing was changed: set a field to something else, then save")
    return changed


def _fields(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    try:
        made = msgspec.json.decode(str(value or ""))
    except msgspec.DecodeError as why:
        raise InputError(f"the fields are no JSON: {why}") from None
    if not isinstance(made, dict) or not made:
        raise InputError('give fields as JSON, as in {"status": "failed"}')
    return made


async def written(request: Request) -> Response:
    """A form of a page was sent."""
    site = request.app.state.site
    told = await fields(request)
    if refused := site.door.may_write(request, told.get("form")):
        raise Refused(refused)
    await anyio.to_thread.run_sync(decide, site.ledger, request.path_params["action"], told)
    site.changed()
    there = back(told)
    if request.path_params["action"] == "reject":
        there = shown(there)
    answer = RedirectResponse(there, 303)
    answer.set_cookie(AUTHOR, told.get("author", "")[:120].encode("ascii", "ignore").decode(), YEAR, samesite="strict")
    return answer


async def signed_in(request: Request) -> Response:
    """The token, kept in a cookie that no script reads."""
    site = request.app.state.site
    told = await fields(request)
    if site.door.token is None or not guard.same(told.get("token", ""), site.door.token):
        raise Refused("this is not the token that 'detente serve' printed")
    answer = RedirectResponse(back(told), 303)
    answer.set_cookie(guard.COOKIE, site.door.token, YEAR, httponly=True, samesite="strict")
    return answer


def sign_in(request: Request) -> Response:
    from detente.show.web.app import shell

    return shell(request, None, "sign.html")


def routes() -> list[BaseRoute]:
    made: list[tuple[str, Callable[..., Any], list[str]]] = [
        ("/review/{action}", written, ["POST"]),
        ("/sign-in", sign_in, ["GET"]),
        ("/sign-in", signed_in, ["POST"]),
    ]
    return [Route(path, handler, methods=methods) for path, handler, methods in made]
