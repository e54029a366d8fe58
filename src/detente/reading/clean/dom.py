"""Which blocks of words does a page show, in order, and in what sort of element does each stand?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from detente.lexicon.page import Page

MAX_DEPTH = 2000
"""Elements within elements; libxml2 itself drops what lies deeper than 2048, a real page has 60."""

_DROPPED = frozenset(
    "script style template noscript iframe object embed svg math canvas form button select option input textarea"
    " nav dialog audio video map link meta title".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer"
    " h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{i}": i for i in range(1, 7)}
_INVISIBLE = re.compile(
    r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?![.\d]))", re.I
)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-hidden|screen-reader-text|u-hidden|hidden|d-none)(?:\s|$)", re.I
)
_FURNITURE_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"]
)
_WORD = re.compile(r"[a-z]+")
_KEEP_SHARE = 0.4
"""An element that holds this share of the page's prose is never furniture, whatever its class says
('main-content with-sidebar'); prose is what stands in ``p``."""
_RUNNING = 25
"""Characters from which a stretch of text is running text."""
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\n]+")


@dataclass(frozen=True, slots=True)
class Block:
    """Words of one block-level element, or of one run between two line breaks in it."""

    text: str
    order: int
    heading: int = 0
    """1 to 6 in ``h1`` to ``h6``, else 0."""
    caption: bool = False
    quote: bool = False
    teaser: bool = False
    item: bool = False
    stamp: bool = False
    byline: bool = False
    deck: bool = False
    credit: bool = False
    linked: float = 0.0
    """Share of its characters that stand in links."""
    home: int = 0
    """Order number of the element around the block, to see which blocks stand together."""


@dataclass(slots=True)
class _Open:
    """The state of the walk: depth counters of what is open, and the words of the block under way."""

    large: frozenset[HtmlElement]
    """Elements that hold so much of the page's prose that their class says nothing of their words."""
    flags: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    linked: int = 0


def parse(page: str) -> tuple[HtmlElement, bool]:
    """The page as a tree, and whether something lay too deep to be kept; ``ValueError`` where there is nothing."""
    data = page.replace("\x00", "\ufffd").encode("utf-8")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as why:
        raise ValueError(str(why)) from None
    too_deep = any("depth" in (e.message or "") for e in parser.error_log)
    return tree, too_deep


def prune(tree: HtmlElement, page: Page) -> None:
    """Take away, in place, what is not shown, what runs, and what is no article: menus, banners, forms, consent."""
    prose = _prose_lengths(tree)
    total = prose.get(tree, 0)
    titled: set[HtmlElement] = set()
    for heading in tree.iter("h1"):
        element = heading
        while element is not None and element not in titled:
            titled.add(element)
            element = element.getparent()
    doomed: list[HtmlElement] = []
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        if element.tag == "html" or element.tag == "body":
            continue
        hard = element.tag in _DROPPED or _is_hidden(element)
        share = prose.get(element, 0) / max(total, 1)
        if hard or (element not in titled and _is_furniture(element, page, share)):
            doomed.append(element)
            walk.skip_subtree()
    for element in doomed:  # emptied and kept: joining the tails of a hundred thousand removed neighbours is quadratic
        element.clear(keep_tail=True)
        element.tag = "span"


def blocks(tree: HtmlElement, page: Page) -> list[Block]:
    """Every block of words, in the order of the page."""
    out: list[Block] = []
    prose = _prose_lengths(tree)
    total = prose.get(tree, 0)
    state = _Open(frozenset(e for e, n in prose.items() if e.tag != "p" and n >= _KEEP_SHARE * total))
    homes: list[int] = [0]
    count = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        block = tag in _BLOCKS
        if event == "start":
            if block:
                _flush(state, out, homes[-1])
                count += 1
                homes.append(count)
            elif tag == "br":
                state.words.append("\n")
            _enter(state, element, page, 1)
            _say(state, element.text)
        else:
            if block:
                _flush(state, out, homes[-2] if tag in {"p", "li", *_HEADINGS} and len(homes) > 1 else homes[-1])
                homes.pop()
            _enter(state, element, page, -1)
            _say(state, element.tail)
    _flush(state, out, 0)
    return out


def _say(state: _Open, text: str | None) -> None:
    if text:
        state.words.append(_SPACE.sub(" ", text))
        if state.flags.get("link"):
            state.linked += len(text.strip())


def _flush(state: _Open, out: list[Block], home: int) -> None:
    """Close the block under way; two line breaks in a row part it."""
    if not state.words:
        return
    whole = "".join(state.words)
    size = len(whole.strip())
    flags = state.flags
    for run in _runs(whole):
        out.append(
            Block(
                text=run,
                order=len(out),
                heading=next((i for i in range(1, 7) if flags.get(f"h{i}")), 0),
                caption=bool(flags.get("caption")),
                quote=bool(flags.get("quote")),
                teaser=bool(flags.get("teaser")),
                item=bool(flags.get("item")),
                stamp=bool(flags.get("stamp")),
                byline=bool(flags.get("byline")),
                deck=bool(flags.get("deck")),
                credit=bool(flags.get("credit")),
                linked=min(1.0, state.linked / size) if size else 0.0,
                home=home,
            )
        )
    state.words.clear()
    state.linked = 0


def _runs(whole: str) -> Iterator[str]:
    run: list[str] = []
    for line in whole.split("\n"):
        words = " ".join(line.split())
        if words:
            run.append(words)
        elif run:
            yield " ".join(run)
            run = []
    if run:
        yield " ".join(run)


def _enter(state: _Open, element: HtmlElement, page: Page, step: int) -> None:
    """Count an element's flags in (+1) or out (-1)."""
    for flag in _flags(element, page, element in state.large):
        state.flags[flag] = state.flags.get(flag, 0) + step


def _flags(element: HtmlElement, page: Page, large: bool) -> Iterator[str]:
    tag = element.tag
    if tag in _HEADINGS:
        yield tag
    elif tag == "a":
        yield "link"
    elif tag == "figcaption":
        yield "caption"
    elif tag == "blockquote":
        yield "quote"
    elif tag == "li":
        yield "item"
    elif tag == "time":
        yield "stamp"
    elif tag == "aside":
        yield "teaser"
    if large or tag in {"html", "body", "main", "article"}:
        return
    words = class_words(element)
    for kind in ("teaser", "deck", "caption", "credit", "byline", "quote", "stamp"):
        if not words.isdisjoint(page.html[kind]):
            yield kind


def class_words(element: HtmlElement) -> frozenset[str]:
    """The words in class, id, role and itemprop: ``related-stories__List`` has three."""
    names = " ".join(filter(None, (element.get(k) for k in ("class", "id", "itemprop"))))[:500]
    return frozenset(_WORD.findall(names.lower()))


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = element.get("style")
    if style and _INVISIBLE.search(style[:2000]):
        return True
    names = element.get("class")
    return bool(names and _HIDDEN_CLASS.search(names[:500]))


def _is_furniture(element: HtmlElement, page: Page, share: float) -> bool:
    """Whether tag, role or class say so; ``share`` is how much of the page's running text it holds."""
    if element.tag in {"main", "article"}:
        return False
    words = class_words(element)
    if share >= _KEEP_SHARE:
        return not words.isdisjoint(page.html["never"])
    if element.tag == "footer" or (element.get("role") or "").lower() in _FURNITURE_ROLES:
        return True
    return not words.isdisjoint(page.html["furniture"])


def _prose_lengths(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of running text beneath each element, counted in one pass: text that is no longer than a menu's
    entry, or that is not shown, counts for nothing."""
    totals: dict[HtmlElement, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        own = totals.get(element, 0)
        if element.tag in _DROPPED:
            own = totals[element] = 0
        else:
            own += _running(element.text)
        if own:
            totals[element] = own
        if parent is not None and (own or element.tail):
            totals[parent] = totals.get(parent, 0) + own + _running(element.tail)
    return totals


def _running(text: str | None) -> int:
    return len(text) if text and len(text) >= _RUNNING and not text.isspace() else 0
