"""What does a page say of itself: title, outlet, authors, day, language?"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from detente.lexicon.page import Page, load_page
from detente.reading.clean import dates
from detente.reading.clean.lines import names_in_byline

_ARTICLE = re.compile(r"(?:\w*Article|\w*Posting|ReportageNewsArticle|Report|WebPage)\Z")
_JSON_LIMIT = 2_000_000
_NODES = 5_000
_TITLE_GAP = re.compile(r"\s+[|–—·•»]\s+|\s+-\s+|\s*::\s*")


@dataclass(frozen=True, slots=True)
class Meta:
    """A page's statements about itself; ``None`` where it is silent."""

    title: str | None
    deck: str | None
    outlet: str | None
    bylines: tuple[str, ...]
    published: str | None
    language: str | None
    url: str | None
    body: str | None
    """The article as JSON-LD repeats it, for pages that build themselves by script."""
    warnings: tuple[str, ...]


def read_meta(tree: HtmlElement, url: str | None) -> Meta:
    """The page's statements: JSON-LD first, then OpenGraph and meta elements, then ``<time>`` and ``<title>``."""
    page = load_page()
    tags = _tags(tree)
    linked = _article(tree)
    address = url or tags.get("og:url") or _canonical(tree)
    published, warnings = _published(tree, tags, linked)
    outlet = _name(linked.get("publisher")) or tags.get("og:site_name") or tags.get("application-name")
    outlet = outlet or page.outlet(urlsplit(address).hostname if address and _is_web(address) else None)
    return Meta(
        title=_text(linked.get("headline"))
        or tags.get("og:title")
        or tags.get("twitter:title")
        or _title(tree, outlet),
        deck=_text(linked.get("description")) or tags.get("og:description") or tags.get("description"),
        outlet=outlet,
        bylines=_bylines(linked, tags, outlet, page),
        published=published,
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tags.get("og:locale"),
        url=address if address and _is_web(address) else None,
        body=_text(linked.get("articleBody"), keep_lines=True),
        warnings=warnings,
    )


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return False


def _tags(tree: HtmlElement) -> dict[str, str]:
    """Meta elements by name or property, in lower case; the first of a name wins."""
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        value = " ".join((element.get("content") or "").split())
        if key and value:
            out.setdefault(key.lower(), value)
    return out


def _article(tree: HtmlElement) -> Mapping[str, object]:
    """The JSON-LD object that describes an article, the fullest type first; empty where there is none."""
    best: Mapping[str, object] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or len(script.text or "") > _JSON_LIMIT:
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            names = [k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)]
            if any(_ARTICLE.match(k) for k in names) and (not best or (len(node) > len(best) and "headline" in node)):
                best = node
    return best


def _nodes(data: object) -> Iterator[Mapping[str, object]]:
    stack, seen = [data], 0
    while stack and seen < _NODES:
        node = stack.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
            stack.extend(node.get(k) for k in ("@graph", "mainEntity", "mainEntityOfPage") if k in node)
        elif isinstance(node, list):
            stack.extend(reversed(node[:_NODES]))


def _published(
    tree: HtmlElement, tags: Mapping[str, str], linked: Mapping[str, object]
) -> tuple[str | None, tuple[str, ...]]:
    """The first date that can be read; a warning with the first that cannot, where none can."""
    keys = (
        "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "dc.date.issued", "dcterms.created", "dc.date", "pubdate", "publishdate", "publish-date", "publication_date",
        "date", "article:published",
    )  # fmt: skip
    said = [_text(linked.get("datePublished")), _text(linked.get("dateCreated")), *(tags.get(k) for k in keys)]
    said += [_text(linked.get("dateModified")), tags.get("article:modified_time")]
    said += [e.get("datetime") or " ".join("".join(e.itertext()).split()) for e in tree.iter("time")][:20]
    unread = None
    for value in said:
        if value:
            if day := dates.found(value):
                return day, ()
            unread = unread or value
    if unread:
        return None, (f"the page's date of publication cannot be read: {unread[:60]!r}",)
    return None, ()


def _bylines(linked: Mapping[str, object], tags: Mapping[str, str], outlet: str | None, page: Page) -> tuple[str, ...]:
    authors = linked.get("author")
    people = [a for a in (authors if isinstance(authors, list) else [authors]) if not _is_organisation(a)]
    names = [_name(a) for a in people]
    if not any(names):
        names = [v for k in ("author", "article:author", "byl", "dc.creator") if (v := tags.get(k)) and not _is_web(v)]
    out: list[str] = []
    for name in names:
        if not name:
            continue
        spelled = names_in_byline(name, page) if page.byline.match(name) else ()
        named = spelled or (() if page.desk.match(name) or name == outlet else (name,))
        out.extend(n for n in named if n not in out)
    return tuple(out[:20])


def _is_organisation(value: object) -> bool:
    return isinstance(value, dict) and "Organization" in str(value.get("@type"))


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return next((n for v in value if (n := _name(v))), None)
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object, *, keep_lines: bool = False) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str) or not value.strip():
        return None
    return value.strip() if keep_lines else " ".join(value.split())


def _canonical(tree: HtmlElement) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            address: str | None = link.get("href")
            return address
    return None


def _title(tree: HtmlElement, outlet: str | None) -> str | None:
    """``<title>`` without the outlet's name behind it."""
    for element in tree.iter("title"):
        title = " ".join("".join(element.itertext()).split())
        pieces = _TITLE_GAP.split(title[:500])
        if len(pieces) > 1 and (len(pieces[-1].split()) <= 3 or pieces[-1] == outlet):
            title = title[: title.rindex(pieces[-1])].rstrip(" |–—·•»-:")
        if title:
            return title
    return None
