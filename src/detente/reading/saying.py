"""What do the ways of finding statements share? The report, its quotations, the act and the form of what is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.lexicon.rows import Row
from detente.lexicon.speech import Speech
from detente.lexicon.words import Words
from detente.reading.quotes import Quote, touching
from detente.records import Act, Form, Report

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One report with what attribution needs of it."""

    report: Report
    doc: Doc
    words: Words
    speech: Speech
    quotes: tuple[Quote, ...]


def act_of(page: Page, row: Row | None, content: Sequence[Range], verb: Token) -> Act:
    """The act of the cue's row, or a stronger one that the content shows."""
    act: Act = row.act if row is not None and row.act else "assert"
    said = " ".join(page.report.text[a:b] for a, b in content)
    for pattern, stronger, of in page.speech.content_acts:
        if act in of and pattern.search(said):
            return stronger
    if act == "assert" and verb.lemma_ in page.speech.calling and page.speech.untrue.search(said):
        return "deny"
    return act


def form_of(page: Page, content: Sequence[Range]) -> Form:
    """How much of what is said stands in quote marks."""
    total = sum(b - a for a, b in content)
    inside = sum(min(b, q.end) - max(a, q.start) for a, b in content for q in touching(page.quotes, a, b))
    return "direct" if inside >= 0.9 * total else "mixed" if inside else "indirect"
