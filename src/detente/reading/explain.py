"""Sentence by sentence: which rows fired, which were overruled, and why? For those who tune the lexicon."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.lexicon.rows import Row
from detente.lexicon.words import Words
from detente.reading import attribute, code, happening, judge
from detente.reading.drafts import EventDraft, StatementDraft
from detente.reading.false_deeds import idiom_tokens, is_habit
from detente.reading.match import matching
from detente.records import Report


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a sentence was read as, or was not: ``kind`` is ``statement``, ``event`` or ``overruled``."""

    kind: str
    words: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A sentence, its offsets, and what was made of it."""

    start: int
    end: int
    text: str
    lines: tuple[Line, ...]


def explain(report: Report, doc: Doc, words: Words) -> Iterator[Explained]:
    """Every sentence that is read (furniture is not), with what fired in it and what was overruled.

    >>> # explain(report, doc, load_words()) of 'A war of words broke out.' has one line, 'overruled': an idiom
    """
    told = attribute.find(report, doc, words)
    done = happening.stand(doc, judge.judge(report, doc, code.find(report, doc, words, told), told, words))
    page = code.page_of(report, doc, words)
    for sent in doc.sents:
        text = sent.text.strip()
        if not text or report.part_at(sent.start_char) == "furniture":
            continue
        start = sent.start_char + len(sent.text) - len(sent.text.lstrip())
        end = start + len(text)
        said = [s for s in told if s.cue is not None and start <= s.cue[0] < end]
        here = [e for e in done if start <= e.trigger[0] < end]
        lines = [_statement(report, s) for s in said] + [_event(report, e) for e in here]
        yield Explained(start, end, report.text[start:end], (*lines, *_overruled(page, list(sent), here)))


def _statement(report: Report, draft: StatementDraft) -> Line:
    cue = report.text[draft.cue[0] : draft.cue[1]] if draft.cue else ""
    speaker = report.text[draft.speaker.start : draft.speaker.end] if draft.speaker else "nobody named"
    return Line("statement", cue, f"{draft.act} by {speaker}", draft.why)


def _event(report: Report, draft: EventDraft) -> Line:
    names = [" | ".join(report.text[p.start : p.end] for p in box) or "-" for box in (draft.actors, draft.recipients)]
    kind = draft.type + (f".{draft.mode}" if draft.mode else "")
    marks = " (background)" if draft.background else ""
    words = report.text[draft.trigger[0] : draft.trigger[1]]
    return Line("event", words, f"{kind}, {draft.status}{marks}: {names[0]} -> {names[1]}", draft.why)


def _overruled(page: code.Page, tokens: Sequence[Token], events: Sequence[EventDraft]) -> Iterator[Line]:
    """The words on which a row of the lexicon fits and that are no event of their own, each with its reason."""
    blocked = idiom_tokens(page.words, tokens)
    found = {t.i for _, t in code.candidates(page, tokens)}
    heads = {e.head for e in events}
    triggers = [e.trigger for e in events]
    for token in tokens:
        rows = _rows(page.words, token)
        if not rows:
            continue
        first = f"{rows[0].event} by row {rows[0].lemma!r} ({page.words.source(rows[0])})"
        if token.i in heads:
            for other in rows[1:]:
                if other.event != rows[0].event:
                    where = f"{other.event} by row {other.lemma!r} ({page.words.source(other)})"
                    yield Line("overruled", token.text, where, f"{rows[0].lemma!r} as {rows[0].event} is narrower")
            continue
        yield Line("overruled", token.text, first, _reason(page, token, blocked, found, triggers))


def _rows(words: Words, token: Token) -> list[Row]:
    """The rows with an event that fit a word, the narrowest first."""
    if token.pos_ in ("VERB", "AUX"):
        return [r for r in matching(words.verbs, token) if r.event]
    if token.pos_ in ("NOUN", "PROPN"):
        return [r for r in matching(words.nouns, token) if r.event]
    return [r for r in matching(words.adjectives, token) if r.event] if token.pos_ == "ADJ" else []


def _reason(
    page: code.Page, token: Token, blocked: set[int], found: set[int], triggers: Sequence[tuple[int, int]]
) -> str:
    if token.i in blocked:
        return "it stands in an idiom that is no event"
    if token.i in found:
        return "it is part of another deed of the sentence"
    if any(a <= token.idx < b for a, b in triggers):
        return "another word of the trigger carries the event"
    if token.pos_ == "VERB" and is_habit(page.judging, token):
        return "a habit is not a happening"
    if token.dep_ in ("compound", "amod", "poss"):
        return f"it only describes {token.head.text!r}"
    return "nobody is named who does it or to whom it is done, or it is only referred to"
