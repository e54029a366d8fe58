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
from detente.reading import quotes, tags
from detente.reading.drafts import Phrase, StatementDraft
from detente.reading.encoder.see import Seen
from detente.reading.issued import ISSUED, ISSUING
from detente.reading.match import matching
from detente.reading.nouns import according, of_noun
from detente.reading.quotes import Quote
from detente.reading.reach import is_day, widened
from detente.reading.saying import Page, Range, act_of, form_of
from detente.reading.speech import (
    CONTROL,
    agent,
    chars,
    cue_group,
    noun_phrase,
    speaker_phrase,
    subject,
    subtree_range,
    trim,
)
from detente.reading.weigh import weigh
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
    speaker, hidden = _speaker(page, verb)
    if row is not None:
        content, until, about, addressees = _by_frame(page, verb, row, clause)
        if len(content) == 1:
            content, until = _reached(page, verb, content[0], until)
    else:
        content, until, about, addressees = (_clause(page, verb, clause) if clause else []), None, [], []
    if clause is None and (beside := _beside(page, verb, row)) is not None:
        content, until = [beside], _handed_out(page, verb) if row is None else None
    if not content and row is not None:
        content = _as_said(page, verb)
    if not content:
        quote = _quoted(page, verb)
        content = [quote] if quote and (row or clause) else []
    if not content or (speaker is None and not hidden and row is None):
        return
    if speaker is None and not hidden and verb.dep_ in ("amod", "compound"):
        return
    cue, first = _cue(verb, until)
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
        addressees=tuple(addressees) or _told(verb),
        about=tuple(about),
        via=_via(page, verb),
        cue_token=verb.i,
        confidence=_confidence(row, clause, speaker),
        why=_why(page, row, clause),
    )


def _as_said(page: Page, verb: Token) -> list[Range]:
    """'The road, as ministers say, is open', 'if it rains, as farmers hope': what 'as' points back to."""
    if verb.dep_ != "advcl" or verb.left_edge.lower_ != "as" or verb.left_edge.i == verb.i or verb.head.i == verb.i:
        return []
    left, right = verb.left_edge.i, verb.right_edge.i + 1
    if left == 0 or verb.doc[left - 1].text != ",":
        return []
    before = next((c for c in verb.head.lefts if c.dep_ == "advcl" and c.right_edge.i + 2 == left), None)
    if before is not None:
        opens = before.left_edge.i + (before.left_edge.dep_ == "mark")
        spots = [(opens, before.right_edge.i + 1)]
    else:
        spots = [(verb.head.left_edge.i, left), (right, verb.head.right_edge.i + 1)]
    return [chars(page.doc, a, b) for x, y in spots if (t := trim(page.doc, x, y)) and (a := t[0]) < (b := t[1])]


def _beside(page: Page, verb: Token, row: Row | None) -> Range | None:
    """The quotation before or behind a tag: '"Why?" she asked him', 'issued this statement: "..."'."""
    text = page.report.text
    if row is not None and row.frame.get("clause") == "content":
        found = tags.quoted_before(text, page.quotes, verb)
        if found is not None:
            return found
    if row is not None or _handed_out(page, verb) is not None:
        return tags.quoted_after(text, page.quotes, verb)
    return None


def _handed_out(page: Page, verb: Token) -> Token | None:
    """'The statement' in 'issued the following statement:'."""
    if verb.lemma_ not in ISSUING:
        return None
    return next((c for c in verb.rights if c.dep_ == "dobj" and c.lemma_.lower() in ISSUED | page.speech.media), None)


def _reached(page: Page, verb: Token, spot: Range, until: Token | None) -> tuple[list[Range], Token | None]:
    span = page.doc.char_span(*spot)
    if span is None:
        return [spot], until
    start, end, marker = widened(page.doc, verb, span.start, span.end)
    return [chars(page.doc, start, end)], marker or until


def _speaker(page: Page, verb: Token) -> tuple[Phrase | None, str | None]:
    """The speaker's phrase, and the words that hide one ('officials said' has both)."""
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    head = agent(verb) if passive else tags.teller(page.quotes, verb, subject(verb))
    if head is None:
        it = next((c for c in verb.lefts if c.lower_ == "it" and c.dep_ in ("nsubjpass", "expl")), None)
        return None, page.report.text[it.idx : verb.idx + len(verb)] if it is not None else None
    if head.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM") or head.lower_ in (
        "that",
        "which",
        "what",
        "this",
    ):
        return None, None
    phrase = speaker_phrase(head, verb)
    bare = head.lemma_ in page.speech.hidden and not any(c.ent_type_ == "PERSON" for c in head.subtree)
    return phrase, page.report.text[phrase.start : phrase.end] if bare and head.tag_ != "NNP" else None


def _clause(page: Page, cue: Token, clause: Token) -> list[Range]:
    """The clause that is said; where the cue stands inside it ('A, he said, B') it is two stretches."""
    doc = page.doc
    left, right = clause.left_edge.i, clause.right_edge.i + 1
    if left <= cue.i < right:
        near = [c for c in cue.children if c is not clause]
        begin = min([cue.left_edge.i if cue.left_edge.i > left else cue.i, *(c.left_edge.i for c in near)])
        until = max([cue.i, *(c.right_edge.i for c in near if c.i > left)]) + 1
        begin = max(begin, left)
        spots = [(left, begin), (until, right)]
    else:
        spots = [(left, right)]
    return [chars(doc, a, b) for x, y in spots if (t := trim(doc, x, y)) and (a := t[0]) < (b := t[1])]


def _by_frame(
    page: Page, verb: Token, row: Row, clause: Token | None
) -> tuple[list[Range], Token | None, list[Phrase], list[Phrase]]:
    """Content, last token of the cue, about and addressees, as the row's frame says."""
    doc = page.doc
    content: list[Range] = []
    until: Token | None = None
    about: list[Phrase] = []
    addressees: list[Phrase] = []
    if clause is not None:
        content = _clause(page, verb, clause)
    for slot, role in row.frame.items():
        for filler, marker in _fillers(verb, slot):
            if role == "addressee" and _is_clause(filler):  # the parser's object is what was told
                content = content or [chars(doc, *subtree_range(filler))]
            elif role == "content" and not content:
                content = [chars(doc, *subtree_range(filler))]
                until = marker if marker is not None and marker.i > verb.i and marker.i - verb.i < 12 else None
            elif role in ("about", "recipient"):
                about.append(noun_phrase(filler))
            elif role == "addressee":
                addressees.append(noun_phrase(filler))
    if not content:
        content, until = _leftover(page, verb, row)
        about, addressees = ([p for p in box if not _inside(p, content)] for box in (about, addressees))
    return content, until, about, addressees


def _is_clause(token: Token) -> bool:
    return token.left_edge.lower_ == "that" and token.left_edge.dep_ in ("mark", "nmod") and token.left_edge.i < token.i


def _inside(phrase: Phrase, content: Sequence[Range]) -> bool:
    return any(a <= phrase.start and phrase.end <= b for a, b in content)


def _leftover(page: Page, verb: Token, row: Row) -> tuple[list[Range], Token | None]:
    """Where no filler of the frame is content: an infinitive, else the object, else what its preposition leads to."""
    doc = page.doc
    that = next((c for c in verb.rights if c.lower_ == "that" and c.dep_ in ("dobj", "mark", "nsubj", "det")), None)
    if that is not None and that.i == verb.i + 1 and that.i + 1 < verb.right_edge.i and not that.nbor().is_punct:
        return [chars(doc, *trim(doc, that.i, verb.right_edge.i + 1))], None  # a clause that the model did not see
    for dep in ("xcomp", "dobj", "oprd", "attr", "nsubjpass"):
        for c in verb.children:
            if c.dep_ == dep and (dep != "xcomp" or c.pos_ in ("VERB", "AUX", "ADJ")):
                return [chars(doc, *subtree_range(c))], None
    for c in verb.rights:
        if c.dep_ == "prep" and row.prep in (None, c.lower_):
            inner = next((g for g in c.children if g.dep_ in ("pobj", "pcomp")), None)
            if (
                inner is not None
                and not is_day(inner)
                and c.lower_ in ("for", "about", "of", "on", "against", "over", "to", "that", "with")
            ):
                return [chars(doc, *subtree_range(inner))], c
    return [], None


def _fillers(verb: Token, slot: str) -> Iterator[tuple[Token, Token | None]]:
    """What fills a slot of the frame, and the preposition that marks it."""
    if slot == "clause":
        for c in verb.rights:
            if c.dep_ in ("xcomp", "ccomp", "advcl") and (c.dep_ != "advcl" or c.left_edge.lower_ == "to"):
                yield c, None
        return
    deps = {"object": ("dobj", "nsubjpass"), "indirect": ("dative",)}.get(slot)
    for c in verb.children:
        if deps is not None and c.dep_ in deps:
            if c.dep_ == "dative" and c.pos_ == "ADP":
                yield from ((g, c) for g in c.children if g.dep_ == "pobj")
            else:
                yield c, None
        elif deps is None and c.dep_ in ("prep", "agent", "dative") and c.lower_ == slot:
            for g in c.children:
                if g.dep_ in ("pobj", "pcomp") and not is_day(g):  # 'agreed on Saturday to stop'
                    yield g, c


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


def _quoted(page: Page, verb: Token) -> Range | None:
    """The quotation that stands next to the cue in its sentence."""
    sent = verb.sent
    near = quotes.touching(page.quotes, sent.start_char, sent.end_char)
    best = min(near, key=lambda q: min(abs(q.start - verb.idx), abs(q.end - verb.idx)), default=None)
    if best is None or best.start <= verb.idx < best.end:
        return None
    return best.start, best.end


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
