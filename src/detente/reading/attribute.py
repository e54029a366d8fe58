"""Who says what? Cues are found by syntax, so that a verb never seen before is found too; the lexicon decides the act.

A cue is a verb with a clause or a quotation as its complement and somebody as its subject ('revealed that ...'), a
verb whose row says which of its phrases is what is said ('urged both to ...', 'called for ...'), 'according to', or
a noun whose owner speaks ('its warning that ...'). Statements inside the content of another are nested in it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from detente.lexicon.rows import Row
from detente.lexicon.speech import Speech, load_speech
from detente.lexicon.words import Words
from detente.reading import quotes
from detente.reading.drafts import Phrase, StatementDraft
from detente.reading.match import matching
from detente.reading.quotes import Quote
from detente.reading.speech import CONTROL, agent, chars, cue_group, noun_phrase, subject, subtree_range, trim
from detente.records import Act, Form, Report
from detente.records.statement import Stance

Range = tuple[int, int]

SURE = 0.9
"""Confidence where cue, speaker and clause are all there; what lessens it is counted below."""


@dataclass(frozen=True, slots=True)
class Page:
    """One report with what attribution needs of it."""

    report: Report
    doc: Doc
    words: Words
    speech: Speech
    quotes: tuple[Quote, ...]


def find(report: Report, doc: Doc, words: Words) -> tuple[StatementDraft, ...]:
    """The statements of a report, in the order of their cues; ``within`` refers to their place in the result."""
    page = Page(report, doc, words, load_speech(), quotes.find(report.text))
    drafts: list[StatementDraft] = []
    for sent in doc.sents:
        if report.part_at(sent.start_char) == "furniture":
            continue
        for token in sent:
            drafts += _at(page, token)
    drafts = _with_quotes(page, drafts)
    return _nested(sorted(_distinct(drafts), key=lambda d: (d.cue or d.content[0], d.content)))


def _at(page: Page, token: Token) -> Iterator[StatementDraft]:
    if token.pos_ in ("VERB", "AUX"):
        yield from _verb(page, token)
    elif token.pos_ == "NOUN":
        yield from _noun(page, token)
    if token.lower_ in ("according", "per"):
        yield from _according(page, token)


def _verb(page: Page, verb: Token) -> Iterator[StatementDraft]:
    row = next((r for r in matching(page.words.verbs, verb) if r.act), None)
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and c.pos_ != "PUNCT"), None)
    if verb.lower_ == "according" or (verb.lemma_ in page.speech.no_saying and row is None):
        return
    speaker, hidden = _speaker(page, verb)
    if row is not None:
        content, until, about, addressees = _by_frame(page, verb, row, clause)
    else:
        content, until, about, addressees = (_clause(page, verb, clause) if clause else []), None, [], []
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
    act = _act(page, row, content, verb)
    yield StatementDraft(
        speaker=speaker,
        cue=cue,
        content=tuple(content),
        act=act,
        form=_form(page, content),
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


def _speaker(page: Page, verb: Token) -> tuple[Phrase | None, str | None]:
    """The speaker's phrase, and the words that hide one ('officials said' has both)."""
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    head = agent(verb) if passive else subject(verb)
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
    phrase = noun_phrase(head)
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
            if role == "content" and not content:
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
            if inner is not None and c.lower_ in ("for", "about", "of", "on", "against", "over", "to", "that", "with"):
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
                if g.dep_ in ("pobj", "pcomp"):
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
    near = [q for q in page.quotes if q.start < sent.end_char and sent.start_char < q.end]
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


def _act(page: Page, row: Row | None, content: Sequence[Range], verb: Token) -> Act:
    act: Act = row.act if row is not None and row.act else "assert"
    said = " ".join(page.report.text[a:b] for a, b in content)
    for pattern, stronger, of in page.speech.content_acts:
        if act in of and pattern.search(said):
            return stronger
    if act == "assert" and verb.lemma_ == "call" and any(w in said.casefold() for w in ("fake", "false", "baseless")):
        return "deny"
    return act


def _form(page: Page, content: Sequence[Range]) -> Form:
    total = sum(b - a for a, b in content)
    inside = sum(
        max(0, min(b, q.end) - max(a, q.start)) for a, b in content for q in page.quotes if q.start < b and a < q.end
    )
    return "direct" if inside >= 0.9 * total else "mixed" if inside else "indirect"


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


def _noun(page: Page, noun: Token) -> Iterator[StatementDraft]:
    """'its warning that ...', 'Pakistan's call for an inquiry', 'the accusation by Kyiv that ...'."""
    row = next((r for r in matching(page.words.nouns, noun) if r.act), None)
    if row is None:
        return
    speaker = next((noun_phrase(c) for c in noun.lefts if c.dep_ == "poss"), None)
    if speaker is None:
        speaker = next(
            (Phrase(c.idx, c.idx + len(c), c.i) for c in noun.lefts if c.ent_type_ in ("NORP", "GPE", "ORG")), None
        )
    content: list[Range] = []
    until: Token | None = None
    for c in noun.rights:
        if c.dep_ == "acl" and (c.left_edge.lower_ in ("that", "to") or c.tag_ == "VB"):
            content = content or [chars(page.doc, *subtree_range(c))]
        elif c.dep_ == "prep" and c.lower_ == "by" and speaker is None:
            speaker = next((noun_phrase(g) for g in c.children if g.dep_ == "pobj"), None)
        elif c.dep_ == "prep" and c.lower_ in ("for", "of", "to", "against", "about") and not content:
            inner = next((g for g in c.children if g.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                content, until = [chars(page.doc, *subtree_range(inner))], c
    if speaker is None or not content:
        return
    end = until if until is not None and until.i - noun.i < 4 else noun
    yield StatementDraft(
        speaker=speaker,
        cue=(noun.idx, end.idx + len(end)),
        content=tuple(content),
        act=row.act or "assert",
        form=_form(page, content),
        cue_token=noun.i,
        confidence=0.6,
        why=f"row {row.lemma!r} ({page.words.source(row)}), its owner as speaker",
    )


def _according(page: Page, token: Token) -> Iterator[StatementDraft]:
    """'According to X, ...' and '..., according to X': the rest of the clause is what X says."""
    doc = page.doc
    to = token if token.lower_ == "per" else next((c for c in token.rights if c.lower_ == "to"), None)
    if to is None:
        return
    source = next((g for g in to.children if g.dep_ == "pobj"), None)
    if source is None:
        return
    host = token.head
    while host.dep_ in ("prep", "pobj", "amod", "dobj", "compound", "nummod") and host.head.i != host.i:
        host = host.head
    if host.i == token.i or host.pos_ not in ("VERB", "AUX", "NOUN", "PROPN", "ADJ"):
        host = token.sent.root
    out = token.subtree
    taken = {t.i for t in out}
    rest = [t.i for t in host.subtree if t.i not in taken]
    content = [chars(doc, *r) for r in _runs(doc, rest)]
    if not content:
        return
    phrase = noun_phrase(source)
    bare = source.lemma_ in page.speech.hidden and source.tag_ != "NNP"
    yield StatementDraft(
        speaker=phrase,
        cue=(token.idx, to.idx + len(to)),
        content=tuple(content),
        act=_act(page, None, content, token),
        form=_form(page, content),
        anonymity=page.report.text[phrase.start : phrase.end] if bare else None,
        cue_token=token.i,
        confidence=SURE,
        why="'according to': the rest of the clause is what the source says",
    )


def _runs(doc: Doc, tokens: Iterable[int]) -> Iterator[Range]:
    """Runs of neighbouring tokens, trimmed, leaving out punctuation alone."""
    run: list[int] = []
    for i in [*sorted(tokens), -1]:
        if run and i != run[-1] + 1:
            left, right = trim(doc, run[0], run[-1] + 1)
            if left < right and any(not doc[k].is_punct for k in range(left, right)):
                yield left, right
            run = []
        run.append(i)


def _with_quotes(page: Page, drafts: list[StatementDraft]) -> list[StatementDraft]:
    """Contents that lie in a quotation are the whole of it; one without a cue goes on with the last speaker."""
    out = [_snapped(page, d) for d in drafts]
    claimed = [(a, b) for d in out for a, b in d.content]
    cues = [d.cue for d in out if d.cue]
    text = page.report.text
    for q in page.quotes:
        if (
            len(q) < 20
            or any(a < q.end and q.start < b for a, b in claimed)
            or any(q.start <= a < q.end for a, _ in cues)
        ):
            continue
        start = max(text.rfind("\n", 0, q.start) + 1, 0)
        alone = not text[start : q.start].strip()
        before = [i for i, d in enumerate(out) if d.content and d.content[-1][0] < q.start and d.form != "indirect"]
        if not before:
            continue
        last = max(before, key=lambda i: out[i].content[-1][1])
        gap = text[out[last].content[-1][1] : q.start]
        if (start <= out[last].content[-1][0] and len(gap) < 200) or (
            alone and gap.count("\n") <= 2 and len(gap) < 240
        ):
            out[last] = replace(out[last], content=(*out[last].content, (q.start, q.end)))
    return out


def _snapped(page: Page, draft: StatementDraft) -> StatementDraft:
    if draft.cue is None:
        return draft
    spots: list[Range] = []
    for a, b in draft.content:
        for q in page.quotes:
            over = min(b, q.end) - max(a, q.start)
            if over > 0 and over >= 0.5 * min(b - a, len(q)) and not (q.start <= draft.cue[0] < q.end):
                a, b = min(a, q.start), max(b, q.end)
        if a < draft.cue[0] < b:
            b = max(a + 1, draft.cue[0])
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
