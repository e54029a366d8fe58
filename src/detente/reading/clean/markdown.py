"""What does a Markdown file report? Its paragraphs and headings, without the marks; front matter says title and day."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from detente.errors import NoArticle
from detente.lexicon.page import load_page
from detente.reading.clean import dates
from detente.reading.clean.blocks import Piece
from detente.reading.clean.lines import dateline, kind_of_line
from detente.reading.clean.report import Facts
from detente.records import PartKind

_FRONT = re.compile(r"---[ \t]*\r?\n((?:[^\n]{0,2000}\n){0,60}?)---[ \t]*(?:\r?\n|\Z)")
_PAIR = re.compile(r"([\w-]{1,40})[ \t]*:[ \t]*(.*)")


def read_markdown(text: str, name: str) -> tuple[list[Piece], Facts]:
    """Pieces and facts; raises :class:`~detente.errors.NoArticle` where only marks are left."""
    front: dict[str, str] = {}
    if m := _FRONT.match(text):
        text = text[m.end() :]
        for line in m[1].splitlines():
            if pair := _PAIR.match(line):
                front[pair[1].lower()] = pair[2].strip().strip("\"'")
    pieces = _pieces(MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).parse(text))
    if front.get("title") and not any(p.kind == "headline" for p in pieces[:1]):
        pieces.insert(0, Piece("headline", front["title"]))
    if not pieces:
        raise NoArticle(f"{name}: there are no words in this file")
    stated = front.get("date") or front.get("published")
    day = dates.found(stated)
    author = front.get("author") or front.get("byline")
    return pieces, Facts(
        title=front.get("title") or next((p.text for p in pieces if p.kind == "headline"), None),
        outlet=front.get("outlet") or front.get("source") or None,
        bylines=(author,) if author else (),
        published=day,
        language=front.get("lang") or front.get("language"),
        url=front.get("url") or None,
        warnings=(f"the date in the front matter cannot be read: {stated[:60]!r}",) if stated and not day else (),
    )


def _pieces(tokens: list[Token]) -> list[Piece]:
    page = load_page()
    out: list[Piece] = []
    heading = quote = 0
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            heading += token.nesting
        elif token.type in {"blockquote_open", "blockquote_close"}:
            quote += token.nesting
        elif token.type == "inline":
            words = _words(token)
            if not words:
                continue
            line = kind_of_line(words, page)
            kind: PartKind = "headline" if heading else "quote_block" if quote else "body"
            if not heading and line in {"furniture", "byline", "stamp", "teaser_heading", "credit"}:
                kind = "furniture"
            elif kind == "body" and line in {"caption", "teaser"}:
                kind = "caption" if line == "caption" else "teaser"
            cut = dateline(words, page) if kind == "body" else 0
            if cut:
                out.append(Piece("dateline", words[:cut]))
            out.append(Piece(kind, words[cut:]))
    return out


def _words(token: Token) -> str:
    """The words of a run of text; a picture gives nothing, a link its words, a line break a space."""
    words = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return " ".join("".join(words).split())
