"""Who says what without a verb? 'Its warning that ...', 'Kyiv's call for talks', 'according to X'."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from detente.reading.drafts import Phrase, StatementDraft
from detente.reading.match import matching
from detente.reading.saying import Page, Range, act_of, form_of
from detente.reading.speech import chars, noun_phrase, subtree_range, trim

SURE = 0.9
"""Confidence of 'according to', where source and clause are both there."""


def of_noun(page: Page, noun: Token) -> Iterator[StatementDraft]:
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
        form=form_of(page, content),
        cue_token=noun.i,
        confidence=0.6,
        why=f"row {row.lemma!r} ({page.words.source(row)}), its owner as speaker",
    )


def according(page: Page, token: Token) -> Iterator[StatementDraft]:
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
        act=act_of(page, None, content, token),
        form=form_of(page, content),
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
