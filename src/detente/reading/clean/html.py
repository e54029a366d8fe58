"""What is the article in a page, and which of its words are headline, deck, caption, teaser?

The page is walked in its own order (:mod:`dom`); trafilatura and the place where most prose stands together say
which blocks are the article; what an element is says which part its words are.
"""

import difflib
import logging
from collections.abc import Sequence
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement

from detente.errors import NoArticle
from detente.lexicon.page import Page, load_page
from detente.reading.clean import dom
from detente.reading.clean.blocks import Piece
from detente.reading.clean.dom import Block
from detente.reading.clean.lines import HEADING_WORDS, dateline, is_caption, kind_of_line, names_in_byline, words_in
from detente.reading.clean.metadata import Meta, read_meta
from detente.reading.clean.report import Facts
from detente.records import PartKind

logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_LINKED = 0.6
"""A block with more of its characters in links than this is a menu or a list of other articles."""
_TEASERS = 12
"""Teasers kept of a page: the first dozen are about the same subject, the rest is the site's index."""
_MAX_ELEMENTS = 30_000
"""Pages with more elements after pruning go without trafilatura, which is slow on them; real articles have 3,000."""
_TOGETHER = 3
"""Paragraphs in one place that show where the article is; a post of a live page has one or two."""
_ALIKE = 0.75
"""Likeness of a heading to the title that the page states of itself, which may be cut or carry the outlet's name."""
_HEADS = 60
"""Blocks before the body that are looked at for headline and decks."""


def read_page(page_text: str, name: str, url: str | None) -> tuple[list[Piece], Facts]:
    """The pieces of the article in a page, in the page's order, and what the page says of itself.

    Raises :class:`~detente.errors.NoArticle` where no prose is left once menus and notices are taken away.
    """
    page = load_page()
    try:
        tree, too_deep = dom.parse(page_text)
    except ValueError:
        raise NoArticle(f"{name}: there is no article in this page") from None
    meta = read_meta(tree, url)
    dom.prune(tree, page)
    found = dom.blocks(tree, page)
    chosen = _article(tree, found, page)
    if not chosen and meta.body:
        found = [Block(text=" ".join(p.split()), order=i) for i, p in enumerate(meta.body.split("\n")) if p.strip()]
        chosen = {b.order for b in found}
    if not chosen:
        raise NoArticle(f"{name}: there is no article in this page; if its text is loaded by script, save it as text")
    pieces = _pieces(found, chosen, meta, page)
    warnings = meta.warnings
    if too_deep:
        warnings += (f"the page nests elements more than {dom.MAX_DEPTH} deep; what lies deeper was not read",)
    bylines = meta.bylines or _bylines(found, page)
    facts = Facts(
        title=next((p.text for p in pieces if p.kind == "headline"), None) or meta.title,
        outlet=meta.outlet,
        bylines=bylines,
        published=meta.published,
        language=meta.language,
        url=meta.url,
        warnings=warnings,
    )
    return pieces, facts


def _article(tree: HtmlElement, found: Sequence[Block], page: Page) -> set[int]:
    """Order numbers of the blocks that are the article's own prose."""
    prose = [b for b in found if _is_prose(b, page)]
    if not prose:
        return set()
    weight: dict[int, int] = {}
    for b in prose:
        weight[b.home] = weight.get(b.home, 0) + len(b.text)
    best = max(weight, key=lambda home: weight[home])
    chosen = {b.order for b in prose if b.home == best}
    known = _trafilatura(tree)
    taken = {b.order for b in prose if _key(b.text) in known}
    if sum(len(found[i].text) for i in taken) >= 0.5 * weight[best]:
        chosen |= taken
    return chosen - _cards(found, chosen, best)


def _cards(found: Sequence[Block], chosen: set[int], best: int) -> set[int]:
    """Sentences under linked headings behind the article: cards of other articles, which a grid at the foot shows.

    A live page has linked headings, too, but no place where three paragraphs stand together.
    """
    body = [i for i in chosen if found[i].home == best]
    if len(body) < _TOGETHER:
        return set()
    end = max(body)
    homes = {b.home for b in found[end:] if b.heading > 1 and b.linked > _LINKED}
    return {i for i in chosen if i > end and found[i].home in homes}


def _is_prose(b: Block, page: Page) -> bool:
    if b.heading or b.caption or b.teaser or b.linked > _LINKED or words_in(b.text) < 4:
        return False
    return kind_of_line(b.text, page) in {"prose", "quote"}


def _trafilatura(tree: HtmlElement) -> frozenset[str]:
    """The paragraphs that trafilatura takes for the article, each without its white space."""
    if sum(1 for _ in zip(tree.iter(), range(_MAX_ELEMENTS + 1), strict=False)) > _MAX_ELEMENTS:
        return frozenset()
    try:
        got = trafilatura.bare_extraction(
            deepcopy(tree), include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    except Exception:  # a library at work on hostile pages: its failure costs recall, never the report
        return frozenset()
    text = getattr(got, "text", None) or ""
    return frozenset(_key(line) for line in text.split("\n") if line.strip())


def _pieces(found: Sequence[Block], chosen: set[int], meta: Meta, page: Page) -> list[Piece]:
    first, last = min(chosen), max(chosen)
    head = _headline(found, first, meta)
    title = found[head].text if head is not None else meta.title
    start = max(head, first - _HEADS) if head is not None else first
    pieces: list[Piece] = []
    if title:
        pieces.append(Piece("headline", title))
    shown = {_key(p.text) for p in pieces}
    post = _post_before(found, first, page)
    teasers = 0
    for b in found[min(start, first) :]:
        key = _key(b.text)
        kind = post.get(b.order) or _part(b, chosen, (first, last), meta, page)
        if kind is None or b.order == head or (kind in {"headline", "deck", "teaser"} and key in shown):
            continue
        if kind == "teaser":
            teasers += 1
            if teasers > _TEASERS:
                continue
        shown.add(key)
        pieces.extend(_pieces_of(b.text, kind, page))
    return pieces


def _post_before(found: Sequence[Block], first: int, page: Page) -> dict[int, PartKind]:
    """Time and heading of a live page's first post, which stand right before the first paragraph; else nothing."""
    out: dict[int, PartKind] = {}
    for b in reversed(found[max(0, first - 3) : first]):
        if kind_of_line(b.text, page) == "clock":
            out[b.order] = "dateline"
        elif b.heading > 1:
            out[b.order] = "headline"
        else:
            break
    return out if len(set(out.values())) == 2 else {}


def _pieces_of(text: str, kind: PartKind, page: Page) -> list[Piece]:
    """A block as it goes into the text: its dateline by itself, a teaser without 'Read more:'."""
    if kind == "body" and (cut := dateline(text, page)):
        return [Piece("dateline", text[:cut]), Piece("body", text[cut:])]
    if kind == "teaser" and (lead := page.teaser_line.match(text)):
        return [Piece("teaser", text[lead.end() :])]
    return [Piece(kind, text)]


def _part(b: Block, chosen: set[int], article: tuple[int, int], meta: Meta, page: Page) -> PartKind | None:
    """What a block is, ``None`` where it is left out."""
    first, last = article
    line = kind_of_line(b.text, page)
    if line in {"furniture", "stamp", "byline", "credit", "teaser_heading"}:
        return None
    if b.caption:
        return "caption" if not b.teaser and b.order <= last + 3 else None
    if b.order in chosen:
        return _chosen_part(b, line, page)
    if b.teaser or line == "teaser" or (b.heading > 1 and b.linked > _LINKED and b.order > last):
        return "teaser" if b.order > first and words_in(b.text) >= 4 and line != "clock" else None
    if b.order < first:
        return "deck" if _is_deck(b, meta) else None
    if b.order > last:
        return None
    if line == "clock" or b.stamp:
        return "dateline" if line == "clock" else None
    if b.heading:
        return "headline"
    if line == "caption":
        return "caption"
    if b.byline or b.credit or b.linked > _LINKED:
        return None
    if line in {"prose", "quote"} or b.item or words_in(b.text) > HEADING_WORDS:
        return "quote_block" if b.quote else "body"
    return None


def _chosen_part(b: Block, line: str, page: Page) -> PartKind:
    if b.quote or line == "quote":
        return "quote_block"
    if line == "teaser":
        return "teaser"
    return "caption" if is_caption(b.text, page) else "body"


def _is_deck(b: Block, meta: Meta) -> bool:
    """Words between headline and body: marked as a deck, a heading, or the page's own description."""
    if b.linked > _LINKED or b.byline or b.stamp or b.credit or words_in(b.text) < 4:
        return False
    return b.deck or b.item or b.heading > 1 or bool(meta.deck and _alike(b.text, meta.deck))


def _headline(found: Sequence[Block], first: int, meta: Meta) -> int | None:
    """The heading that is the article's: like the title that the page states, else the last ``h1`` before the body."""
    heads = [b for b in found[: first + 1] if b.heading and not b.teaser][-_HEADS:]
    if meta.title:
        like = next((b.order for b in heads if _alike(b.text, meta.title)), None)
        if like is not None:
            return like
    ones = [b.order for b in heads if b.heading == 1 and words_in(b.text) >= 3]
    if ones:
        return ones[-1]
    if meta.title:
        return None
    return next((b.order for b in reversed(heads) if words_in(b.text) >= 3), None)


def _alike(a: str, b: str) -> bool:
    x, y = _key(a)[:300], _key(b)[:300]
    if x == y or (min(len(x), len(y)) > 20 and (x.startswith(y) or y.startswith(x))):
        return True
    return difflib.SequenceMatcher(None, x, y, autojunk=False).ratio() >= _ALIKE


def _bylines(found: Sequence[Block], page: Page) -> tuple[str, ...]:
    for b in found[:200]:
        if kind_of_line(b.text, page) == "byline" and (names := names_in_byline(b.text, page)):
            return names
    return ()


def _key(text: str) -> str:
    return "".join(text.casefold().split())
