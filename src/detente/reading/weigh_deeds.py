"""Where the trained encoder and the lexicon disagree on what was done, which of them holds?

The lexicon knows the use of a word (type, mode, CAMEO code, whose role is whose), the encoder its sentence. What the
lexicon is little sure of falls where the encoder sees no deed, and gets actors that the frame missed; what only the
encoder sees is an event when it is sure. Letting it overrule a row's type, or drop what it does not see, was measured
on 1,026 sentences of news and left out: macro-F1 of types fell from 70 to 62 (docs/accuracy.md).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from spacy.tokens import Doc, Token

from detente.lexicon.codes import Codes
from detente.lexicon.judging import Judging, load_judging
from detente.lexicon.words import Words
from detente.reading.bounds import may_fill
from detente.reading.code import clause_of, sentence_of
from detente.reading.demands import code_of
from detente.reading.drafts import EventDraft, Phrase
from detente.reading.encoder.decode import Deed
from detente.reading.false_deeds import is_audience, is_field_of_a_post, is_in_a_name, is_question
from detente.reading.roles import NOMINAL
from detente.reading.weigh import phrase
from detente.records import EventType, Report

ALONE = 0.75
"""Probability of a type from which the encoder's event stands without a row: 0.6 finds more and makes up more."""
SUREST = 0.5
"""Confidence of the lexicon from which an event stands that the encoder does not see: with 0.6 a fifth of the killings
told in police reports are lost, with 0.8 a point of the macro-F1 of types."""
UNSEEN = 0.6
"""What is left of the confidence of such an event."""
ROLE = 0.6
"""Mean probability of a role's words from which they fill a role that the frame left empty."""


ARCS = 5
"""Arcs from a word to the event that it is a part of, at most."""
CALENDAR = frozenset("night day morning evening afternoon week month year weekend hour minute time".split())
"""Nouns of time: 'the night passed without shelling' has no actor."""
CLAUSES = frozenset({"ccomp", "relcl", "conj", "parataxis", "advcl"})


def weigh(
    report: Report, doc: Doc, drafts: Sequence[EventDraft], deeds: Sequence[Deed], words: Words, codes: Codes
) -> tuple[EventDraft, ...]:
    """The events of both, each once, in the order of their triggers."""
    used: set[int] = set()
    lists = load_judging()
    out: list[EventDraft] = []
    starts = [x.span[0] for x in deeds]
    for d in drafts:
        near = _touching(d.trigger, deeds, starts)
        used.update(near)
        used.update(i for part in d.parts for i in _touching(part, deeds, starts))
        best = max(near, key=lambda i: deeds[i].sure, default=None)
        if best is None:
            if d.confidence >= SUREST:
                out.append(replace(d, seen=0.0, confidence=round(UNSEEN * d.confidence, 3)))
        else:
            out.append(_merged(doc, d, deeds[best], lists))
    told: dict[tuple[int, int], list[EventDraft]] = defaultdict(list)
    for d in out:
        told[d.sentence].append(d)
    for i, deed in enumerate(deeds):
        if (
            i in used
            or deed.types[_type(deed)] < ALONE
            or (made := _draft(report, doc, deed, words, codes, lists)) is None
        ):
            continue
        if not any(_is_told_by(doc, made, d) for d in told[made.sentence]):
            out.append(made)
            told[made.sentence].append(made)
    return tuple(sorted(out, key=lambda d: d.trigger))


def _touching(spot: tuple[int, int], deeds: Sequence[Deed], starts: Sequence[int]) -> list[int]:
    """Indices of the encoder's deeds that a stretch of the text touches."""
    nearby = range(max(0, bisect_left(starts, spot[0]) - 2), bisect_left(starts, spot[1]))
    return [i for i in nearby if spot[0] < deeds[i].span[1]]


def _is_told_by(doc: Doc, lone: EventDraft, other: EventDraft) -> bool:
    """Whether an event of one sentence tells this already: 'spoke by *telephone*', 'killed by Friday's *strikes*'."""
    if lone.type != other.type:
        return False
    return _hangs_on(doc[lone.head], other) or _hangs_on(doc[other.head], lone)


def _hangs_on(token: Token, other: EventDraft) -> bool:
    """Whether a word stands in the phrases of another event's trigger, no clause between them."""
    for step in range(ARCS):
        if step and (token.i == other.head or other.trigger[0] <= token.idx < other.trigger[1]):
            return True
        if token.head.i == token.i or (step and token.pos_ in ("VERB", "AUX")) or token.dep_ in CLAUSES:
            return False
        token = token.head
    return False


def _type(deed: Deed) -> EventType:
    """The likeliest type."""
    return cast(EventType, max((t for t in deed.types if t != "-"), key=lambda t: deed.types[t]))


def _phrases(
    doc: Doc, head: Token, role: tuple[tuple[tuple[int, int], ...], float], lists: Judging
) -> tuple[Phrase, ...]:
    spots, sure = role
    if sure < ROLE:
        return ()
    found = [p for spot in spots if (p := phrase(doc, spot)) is not None]
    found = [_short(doc, p) for p in found]
    near = [p for p in found if doc[p.head].sent.start == head.sent.start and _can_act(doc, p)]
    return tuple(p for p in near if may_fill(head, doc[p.head], lists))


def _short(doc: Doc, p: Phrase) -> Phrase:
    """A phrase without the relative clause that its words break off in: 'camps of rebels whom it blames for'."""
    span = doc.char_span(p.start, p.end, alignment_mode="expand")
    cut = next((t for t in span or () if t.dep_ == "relcl" and t.i > p.head), None)
    if span is None or cut is None or cut.left_edge.i <= p.head or cut.right_edge.i < span.end:
        return p
    last = doc[cut.left_edge.i - 1]
    return Phrase(p.start, last.idx + len(last), p.head)


def _can_act(doc: Doc, p: Phrase) -> bool:
    """Whether a phrase can be somebody: no measure, no loose function word, and no stretch over a sentence's end."""
    head = doc[p.head]
    span = doc.char_span(p.start, p.end, alignment_mode="expand")
    if span is None or span[0].sent.start != span[-1].sent.start:
        return False
    if head.pos_ not in NOMINAL or head.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL"):
        return False
    if head.lemma_.lower() in CALENDAR:
        return False
    return span[-1].pos_ not in ("ADP", "DET", "CCONJ", "SCONJ", "PART", "AUX") or len(span) == 1


def _merged(doc: Doc, draft: EventDraft, deed: Deed, lists: Judging) -> EventDraft:
    kind, head = _type(deed), doc[draft.head]
    tool = (Phrase(*draft.instrument, draft.head),) if draft.instrument else ()
    actors = draft.actors or _free(_phrases(doc, head, deed.actors, lists), (*draft.recipients, *tool))
    recipients = draft.recipients or _free(_phrases(doc, head, deed.recipients, lists), actors)
    return replace(
        draft,
        actors=actors,
        recipients=recipients,
        seen=deed.sure,
        confidence=confidence(draft.confidence, deed, draft.type),
        why=f"{draft.why}; encoder: a deed at {deed.sure:.2f}, {kind} at {deed.types[kind]:.2f}",
    )


def _free(found: tuple[Phrase, ...], taken: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Those who do not stand in the other role already."""
    return tuple(p for p in found if not any(p.start < t.end and t.start < p.end for t in taken))


def _draft(report: Report, doc: Doc, deed: Deed, words: Words, codes: Codes, lists: Judging) -> EventDraft | None:
    """An event that only the encoder saw; one without anybody in it is none."""
    spot = phrase(doc, deed.span)
    if spot is None:
        return None
    head = doc[spot.head]
    actors = _phrases(doc, head, deed.actors, lists)
    recipients = _free(_phrases(doc, head, deed.recipients, lists), actors)
    if (
        is_question(words, head)
        or is_audience(head)
        or is_in_a_name(head)
        or is_field_of_a_post(lists, head)
        or not (actors or recipients)
        or report.part_at(spot.start) == "furniture"
    ):
        return None
    kind = _type(deed)
    return EventDraft(
        trigger=(spot.start, spot.end),
        head=spot.head,
        sentence=sentence_of(report, head),
        type=kind,
        mode=None,
        context=(),
        cameo=code_of(kind, codes.default_cameo(kind, None), head, lists),
        actors=actors,
        recipients=recipients,
        clause=clause_of(head, (head, head)),
        seen=deed.sure,
        alone=True,
        confidence=round(0.8 * deed.types[kind], 3),
        why=f"encoder: a deed at {deed.sure:.2f}, {kind} at {deed.types[kind]:.2f}",
    )


def confidence(rules: float, deed: Deed, kind: str) -> float:
    """How sure an event is that both saw: half each."""
    return round(0.5 * rules + 0.5 * deed.types.get(kind, 0.0), 3)
