"""Who says what? Cues are found by syntax, so that a verb never seen before is found too; the lexicon decides the act.

A cue is a verb with a clause or a quotation as its complement and somebody as its subject ('revealed that ...'), a
verb whose row says which of its phrases is what is said ('urged both to ...', 'called for ...'), 'according to', or
a noun whose owner speaks ('its warning that ...'). Statements inside the content of another are nested in it.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.lexicon.rows import Row
from detente.lexicon.speech import load_speech
from detente.lexicon.words import Words
from detente.reading import quotes
from detente.reading.contents import told
from detente.reading.drafts import Phrase, StatementDraft
from detente.reading.encoder.see import Seen
from detente.reading.match import matching
from detente.reading.nouns import according, of_noun
from detente.reading.quotes import Quote
from detente.reading.saying import Page, Range, act_of, form_of
from detente.reading.speech import (
    CONTROL,
    cue_group,
    noun_phrase,
)
from detente.reading.weigh import weigh
from detente.reading.whom import speaker_of, told_to
from detente.records import Report
from detente.records.statement import Stance

SHORTEST = 20
"""Characters of a quotation below which it goes on with nobody: scare quotes and titles are shorter."""

LOOK_BACK = 40
"""Stretches of content before a quotation among which the one that it goes on with is sought."""

NEAR = 240
"""Characters between a quotation and the one that it goes on with."""

SURE = 0.9
"""Confidence where cue, speaker and clause are all there; what lessens it is counted below."""


def find(report: Report, doc: Doc, words: Words, seen: Seen | None = None) -> tuple[StatementDraft, ...]:
    """The statements of a report, in the order of their cues; ``within`` refers to their place in the result.

    ``seen`` is what the encoder saw; without it the syntax stands alone.
    """
    page = Page(report, doc, words, load_speech(), quotes.find(report.text))
    drafts: list[StatementDraft] = []
    for sent in doc.sents:
        if report.part_at(sent.start_char) == "furniture":
            continue
        for token in sent:
            drafts += _at(page, token)
    if seen is not None:
        drafts = [_settled(page, d) for d in weigh(doc, list(_distinct(drafts)), seen.cues)]
    drafts = _with_quotes(page, drafts)
    return _nested(sorted(_distinct(drafts), key=lambda d: (d.cue or d.content[0], d.content)))


def _settled(page: Page, draft: StatementDraft) -> StatementDraft:
    """A weighed statement with what its words show: form, and whether its speaker hides a source."""
    draft = _snapped(page, draft)
    phrase, hidden = draft.speaker, draft.anonymity
    if phrase is not None and draft.cue_token is not None:
        head = page.doc[phrase.head]
        bare = head.lemma_ in page.speech.hidden and head.tag_ != "NNP"
        bare = bare and not any(c.ent_type_ == "PERSON" for c in head.subtree)
        hidden = page.report.text[phrase.start : phrase.end] if bare else None
    return replace(draft, form=form_of(page, draft.content), anonymity=hidden)


def _at(page: Page, token: Token) -> Iterator[StatementDraft]:
    if token.pos_ in ("VERB", "AUX"):
        yield from _verb(page, token)
    elif token.pos_ == "NOUN":
        yield from of_noun(page, token)
    if token.lower_ in ("according", "per"):
        yield from according(page, token)


def _verb(page: Page, verb: Token) -> Iterator[StatementDraft]:
    row = next((r for r in matching(page.words.verbs, verb) if r.act), None)
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and c.pos_ != "PUNCT"), None)
    if verb.lower_ == "according" or (verb.lemma_ in page.speech.no_saying and row is None):
        return
    if verb.lemma_ in page.speech.phases and any(c.dep_ == "xcomp" for c in verb.rights):
        return
    speaker, hidden = speaker_of(page, verb)
    said = told(page, verb, row, clause)
    content = said.content
    if not content or (speaker is None and not hidden and row is None):
        return
    if speaker is None and not hidden and verb.dep_ in ("amod", "compound"):
        return
    cue, first = _cue(verb, said.until)
    negated = any(c.dep_ == "neg" for c in verb.children) or (
        first is not verb and first.lemma_ in ("refuse", "decline")
    )
    act = act_of(page, row, content, verb)
    yield StatementDraft(
        speaker=speaker,
        cue=cue,
        content=tuple(content),
        act=act,
        form=form_of(page, content),
        stance=_stance(page, verb),
        negated=negated and act != "deny",
        anonymity=hidden,
        addressees=tuple(said.addressees) or told_to(verb) or _told(verb),
        about=tuple(said.about),
        via=_via(page, verb),
        cue_token=verb.i,
        confidence=_confidence(row, clause, speaker),
        why=_why(page, row, clause),
    )


def _cue(verb: Token, until: Token | None) -> tuple[Range, Token]:
    """The words of the cue; 'declined to say' is one cue of two verbs."""
    first = verb
    while first.dep_ == "xcomp" and first.head.lemma_ in CONTROL and first.head.i < first.i:
        if any(c.dep_ in ("dobj", "nsubj") and first.head.i < c.i < first.i for c in first.head.children):
            break
        first = first.head
    group = cue_group(first)
    last = cue_group(verb, until)
    return (group.start, max(group.end, last.end)), first


def _told(verb: Token) -> tuple[Phrase, ...]:
    """'told reporters': whom a verb of telling has as its object beside a clause."""
    if verb.lemma_ not in ("tell", "inform", "assure", "remind", "warn", "notify", "advise", "ask"):
        return ()
    return tuple(noun_phrase(c) for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i)[:1]


def _via(page: Page, verb: Token) -> Phrase | None:
    """'told TRT World', 'in an interview with Reuters', 'in a statement': by which way it was said."""
    for c in verb.children:
        if c.dep_ in ("dobj", "dative") and c.ent_type_ == "ORG" and verb.lemma_ == "tell":
            return noun_phrase(c)
        if c.dep_ == "prep" and c.lower_ in ("in", "at", "during", "on", "by", "via", "through"):
            for g in c.children:
                if g.dep_ == "pobj" and g.lemma_.lower() in page.speech.media:
                    return _medium(g)
    return None


def _medium(noun: Token) -> Phrase:
    """'an interview with TRT World' is by TRT World; 'a statement' is itself."""
    for c in noun.rights:
        if c.dep_ == "prep" and c.lower_ in ("with", "to", "on"):
            for g in c.children:
                if g.dep_ == "pobj" and g.pos_ == "PROPN":
                    return noun_phrase(g)
    return noun_phrase(noun)


def _stance(page: Page, verb: Token) -> Stance:
    if verb.lemma_ in page.speech.distancing:
        return "distancing"
    return "endorsing" if verb.lemma_ in page.speech.endorsing else "neutral"


def _confidence(row: Row | None, clause: Token | None, speaker: Phrase | None) -> float:
    return round(SURE - 0.2 * (row is None) - 0.1 * (clause is None) - 0.2 * (speaker is None), 2)


def _why(page: Page, row: Row | None, clause: Token | None) -> str:
    by = (
        f"row {row.lemma!r} ({page.words.source(row)})"
        if row is not None
        else "syntax: a verb with somebody as subject"
    )
    return by + (", its clause as content" if clause is not None else "")


def _with_quotes(page: Page, drafts: list[StatementDraft]) -> list[StatementDraft]:
    """Contents that lie in a quotation are the whole of it; one without a cue goes on with the last speaker.

    What somebody says *within* a quotation ('"A," he said. "I think B."') neither claims the quotation nor goes on.
    """
    out = [_snapped(page, d) for d in drafts]
    pieces = sorted((a, b, i) for i, d in enumerate(out) for a, b in d.content)
    for q in page.quotes:
        if len(q) < SHORTEST:
            continue
        near = pieces[max(0, bisect_left(pieces, (q.start,)) - LOOK_BACK) : bisect_left(pieces, (q.end,))]
        outer = [(a, b, i) for a, b, i in near if not _within(out[i], q)]
        if any(b > q.start for _, b, _ in outer):
            continue
        _, last = max(((b, i) for _, b, i in outer if out[i].form != "indirect"), default=(0, None))
        if last is not None and _goes_on(page.report.text, out[last].content[-1], q):
            out[last] = replace(out[last], content=(*out[last].content, (q.start, q.end)))
            insort(pieces, (q.start, q.end, last))
    return out


def _within(draft: StatementDraft, quote: Quote) -> bool:
    """Whether the saying itself stands in the quotation."""
    return draft.cue is not None and quote.start <= draft.cue[0] < quote.end


def _goes_on(text: str, before: Range, quote: Quote) -> bool:
    """Whether a quotation goes on with the one before it: in its paragraph, or alone in the next."""
    start = max(text.rfind("\n", 0, quote.start) + 1, 0)
    gap = text[before[1] : quote.start]
    if start <= before[0]:
        return len(gap) < NEAR
    return not text[start : quote.start].strip() and gap.count("\n") <= 2 and len(gap) < NEAR


def _snapped(page: Page, draft: StatementDraft) -> StatementDraft:
    if draft.cue is None:
        return draft
    spots: list[Range] = []
    for a, b in draft.content:
        for q in quotes.touching(page.quotes, a, b):
            over = min(b, q.end) - max(a, q.start)
            if over >= 0.5 * min(b - a, len(q)) and not (q.start <= draft.cue[0] < q.end):
                a, b = min(a, q.start), max(b, q.end)
        if a < draft.cue[0] < b:
            b = draft.cue[0]
        if page.report.text[a:b].strip():
            spots.append((a, b))
    merged: list[Range] = []
    for a, b in sorted(spots):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return replace(draft, content=tuple(merged))


def _distinct(drafts: Iterable[StatementDraft]) -> Iterator[StatementDraft]:
    seen: set[tuple[Range | None, tuple[Range, ...]]] = set()
    for d in drafts:
        if d.content and (d.cue, d.content) not in seen:
            seen.add((d.cue, d.content))
            yield d


def _nested(drafts: Sequence[StatementDraft]) -> tuple[StatementDraft, ...]:
    """``within`` is the smallest other content that holds the cue."""
    spans = sorted((a, b, i) for i, d in enumerate(drafts) for a, b in d.content)
    out = []
    for i, d in enumerate(drafts):
        spot = d.cue or d.content[0]
        holders = [(b - a, j) for a, b, j in _around(spans, spot) if j != i and not _holds(d, drafts[j])]
        out.append(replace(d, within=min(holders)[1] if holders else None))
    return tuple(out)


def _around(spans: Sequence[tuple[int, int, int]], spot: Range) -> Iterator[tuple[int, int, int]]:
    k = bisect_right(spans, (spot[0], 10**9, 10**9))
    for n in range(k - 1, max(-1, k - 60), -1):
        a, b, _ = spans[n]
        if a <= spot[0] and spot[1] <= b:
            yield spans[n]


def _holds(outer: StatementDraft, inner: StatementDraft) -> bool:
    return inner.cue is not None and any(a <= inner.cue[0] and inner.cue[1] <= b for a, b in outer.content)
