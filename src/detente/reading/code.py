"""Who did what to whom? Events in PLOVER's types from the rows of verbs and nouns, their roles from the parse.

Compound actors are one event with lists, two words for one deed in one clause are one event ('opened fire, killing
two'), and words that only look like a deed ('war of words') are held off by the idioms of the lexicon.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from detente.lexicon.codes import Codes, load_codes
from detente.lexicon.judging import Judging, load_judging
from detente.lexicon.rows import Row
from detente.lexicon.words import Words
from detente.reading import doers, roles
from detente.reading.demands import code_of, is_for_peace
from detente.reading.drafts import EventDraft, Phrase, StatementDraft
from detente.reading.false_deeds import (
    idiom_tokens,
    is_audience,
    is_field_of_a_post,
    is_habit,
    is_in_a_name,
    is_no_violence,
    is_question,
    is_told_by_a_work,
)
from detente.reading.match import matching
from detente.reading.oneness import one_each
from detente.reading.referred import MEDIATES, NAMED_BY_KIND, carrier, ended_by, happens, is_in_passing
from detente.reading.speech import noun_phrase
from detente.records import EventType, Report

BASE = 0.8
"""Confidence of a deed told by a finite verb with actor and recipient; ``_confidence`` counts what lessens it."""


ASKED_WITHIN = 12
"""Tokens from a verb of asking to what is asked, for the two to be one trigger."""

FIRED = frozenset({"fire", "launch", "drop", "lob", "hurl"})
"""Verbs whose object is the weapon."""

VAGUE = frozenset({"effort", "initiative", "process", "drive"})
"""Objects of a mediator's verbs that tell of mediation only beside words of peace."""


@dataclass(frozen=True, slots=True)
class Page:
    """One report with what coding needs of it."""

    report: Report
    doc: Doc
    words: Words
    judging: Judging
    codes: Codes


def find(report: Report, doc: Doc, words: Words, statements: Sequence[StatementDraft] = ()) -> tuple[EventDraft, ...]:
    """The events of a report in the order of their triggers, before they are judged."""
    del statements  # who tells an event is for ``judge``; what is done does not hang on it
    page = page_of(report, doc, words)
    out: list[EventDraft] = []
    for sent in doc.sents:
        if report.part_at(sent.start_char) != "furniture":
            out += _sentence(page, list(sent))
    return tuple(out)


def page_of(report: Report, doc: Doc, words: Words) -> Page:
    """A report with the lists that coding needs."""
    return Page(report, doc, words, load_judging(), load_codes())


def _sentence(page: Page, tokens: list[Token]) -> list[EventDraft]:
    return [_armed(page, d) for d in one_each(candidates(page, tokens), page.words)]


def _armed(page: Page, draft: EventDraft) -> EventDraft:
    """'Missiles hit Sumy': what it was done with, not who did it; whose weapon it was did it ('Indian missiles')."""
    tools = [p for p in draft.actors if _is_nobodys_weapon(page, page.doc[p.head])]
    if draft.type == "ASSAULT" and not draft.actors and (owner := _owner_of_fired(page, page.doc[draft.head])):
        return replace(draft, actors=(owner,))
    if draft.type != "ASSAULT" or not tools:
        return draft
    left = tuple(p for p in draft.actors if p not in tools)
    return replace(draft, actors=left, instrument=draft.instrument or (tools[0].start, tools[0].end))


def _owner_of_fired(page: Page, verb: Token) -> Phrase | None:
    """'Indian missiles had been fired at the base': whose missiles they were fired them; 'jets were shot down': not."""
    if verb.lemma_ not in FIRED:
        return None
    fired = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
    if fired is None or fired.lemma_.lower() not in page.judging.weapons:
        return None
    whose = next(
        (c for c in fired.lefts if c.dep_ in ("poss", "amod", "compound") and c.ent_type_ in roles.OWNING), None
    )
    return noun_phrase(whose) if whose is not None else None


def _is_nobodys_weapon(page: Page, head: Token) -> bool:
    owned = any(c.dep_ == "poss" or c.ent_type_ in roles.NAMING for c in head.lefts)
    return head.lemma_.lower() in page.judging.weapons and not owned


def candidates(page: Page, tokens: Sequence[Token]) -> list[tuple[EventDraft, Token]]:
    """The events of one sentence by trigger, before those that are one deed are joined; ``explain`` looks at these."""
    blocked = idiom_tokens(page.words, tokens)
    found: list[tuple[EventDraft, Token]] = []
    carried: set[int] = set()
    for t in tokens:
        if t.i in blocked:
            continue
        if t.pos_ == "NOUN" or (t.pos_ == "PROPN" and t.lemma_.lower() in page.words.nouns):
            made = _noun(page, t)
            if made is not None:
                found.append((made[0], t))
                carried.update(made[1])
    for t in tokens:
        if t.i not in blocked and t.i not in carried and t.pos_ in ("VERB", "AUX", "ADJ"):
            draft = _adjective(page, t) if t.pos_ == "ADJ" else _verb(page, t)
            if draft is not None:
                found.append((draft, t))
    return sorted(found, key=lambda f: f[0].trigger)


def _verb(page: Page, verb: Token) -> EventDraft | None:
    row = next((r for r in matching(page.words.verbs, verb) if r.event), None)
    if row is None or is_habit(page.judging, verb) or is_question(page.words, verb):
        return None
    if (row.event or "").startswith("ASSAULT") and is_no_violence(page.words, page.judging, verb):
        return None
    if row.event == MEDIATES and set(row.object) & VAGUE and not is_for_peace(verb, page.judging):
        return None
    if row.event == MEDIATES and (third := doers.before_hyphen(verb)) is not None:
        return _draft(page, verb, row, [third], [], roles.Cast(), (verb, verb))
    if verb.dep_ in ("amod", "compound") and verb.i < verb.head.i and not row.lemma.endswith("ed"):
        return None
    cast = doers.of_verb(verb, row, page.words)
    actors = _acting(page, cast.actors)
    recipients = _others(page, cast, actors)
    if row.subject_class in ("actor", "person", "group") and not actors and not recipients:
        return None
    if not actors and not recipients:
        return None
    last = _last_of_trigger(page, verb, row)
    return _draft(page, verb, row, actors, recipients, cast, (verb, last))


def _adjective(page: Page, adjective: Token) -> EventDraft | None:
    """'is willing to send', 'was critical of': an adjective said of somebody."""
    row = next((r for r in matching(page.words.adjectives, adjective) if r.event), None)
    over = adjective.head
    if row is None or adjective.dep_ not in ("acomp", "attr", "oprd", "conj") or over.pos_ not in ("AUX", "VERB"):
        return None
    doer = next((c for c in over.lefts if c.dep_ == "nsubj" and c.pos_ in roles.NOMINAL), None)
    if doer is None:
        return None
    cast = doers.of_verb(adjective, row, page.words)
    cast.put("actor", doer)
    cast.recipients = [p for p in cast.recipients if p.head != doer.i]
    return _draft(
        page,
        adjective,
        row,
        _acting(page, cast.actors),
        _others(page, cast, cast.actors),
        cast,
        (adjective, adjective),
    )


def _last_of_trigger(page: Page, verb: Token, row: Row) -> Token:
    last = verb
    for c in verb.rights:
        if row.particle and c.lower_ == row.particle and c.i - verb.i <= 4:
            last = c
        if row.object and c.dep_ == "dobj" and c.lemma_.lower() in row.object and c.i - verb.i <= 6:
            last = c
    return _asked_for(page, verb, row) or last


def _asked_for(page: Page, verb: Token, row: Row) -> Token | None:
    """The last word of what is asked, where that is no deed by itself: 'called on both *to exercise restraint*'."""
    if not (row.event or "").startswith("REQUEST"):
        return None
    for c in verb.rights:
        to = c.tag_ == "VB" and c.dep_ in ("xcomp", "advcl", "ccomp") and any(g.lower_ == "to" for g in c.lefts)
        if to and c.i - verb.i <= ASKED_WITHIN and not any(r.event for r in matching(page.words.verbs, c)):
            return next((g for g in c.rights if g.dep_ == "dobj" and g.i - c.i <= 4), None)
    return None


def _antecedents(page: Page, phrases: Sequence[Phrase]) -> list[Phrase]:
    out = []
    for p in phrases:
        head = page.doc[p.head]
        real = roles.antecedent(head)
        out.append(noun_phrase(real) if real.i != head.i else p)
    return out


def _acting(page: Page, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Those who act, also where a paper or a plan stands for them."""
    return [q for p in _antecedents(page, phrases) for q in doers.behind(page.doc[p.head], p, page.judging)]


def _others(page: Page, cast: roles.Cast, actors: Sequence[Phrase]) -> list[Phrase]:
    """The recipients; one who acts is not acted upon too, except where the deed is mutual."""
    found = _antecedents(page, cast.recipients)
    return found if cast.mutual else [p for p in found if p.head not in {a.head for a in actors}]


def _noun(page: Page, noun: Token) -> tuple[EventDraft, set[int]] | None:
    row = next((r for r in matching(page.words.nouns, noun) if r.event), None)
    if row is None or noun.dep_ in ("compound", "poss") or noun.ent_type_ in ("PERSON",):
        return None
    if is_told_by_a_work(page.judging, noun) or is_field_of_a_post(page.judging, noun):
        return None
    if is_audience(noun) or is_in_a_name(noun):
        return None
    support = carrier(page.judging, noun)
    if support is not None and _names_it(page, support, noun, row):
        return None
    cast = doers.of_noun(noun, row, support)
    actors = _acting(page, cast.actors)
    recipients = _others(page, cast, actors)
    if not actors and not recipients and not happens(page.judging, noun, row):
        return None
    if support is None and is_in_passing(page.judging, noun, row, (*actors, *recipients)):
        return None
    first, carried = noun, set[int]()
    if support is not None:
        carried = {support.i}
        if support.i < noun.i and noun.i - support.i <= 8:
            first = support
    draft = _draft(page, noun, row, actors, recipients, cast, (first, noun))
    if (over := ended_by(page.judging, noun, row)) is not None:
        carried = {over.i}
        ends = sorted((noun, over), key=lambda t: t.i)
        span = (ends[0].idx, ends[1].idx + len(ends[1]))
        fought = draft.type == "ASSAULT"
        draft = replace(
            draft, type="RETREAT", mode="ceasefire" if fought else None, cameo="0871" if fought else "087",
            trigger=span, why=f"{draft.why}, ended",
        )  # fmt: skip
    return draft, carried


def _names_it(page: Page, verb: Token, noun: Token, row: Row) -> bool:
    """Whether a row of the verb names this object and makes another type of it: 'signed' an 'agreement' is SUPPORT."""
    named = next((r for r in matching(page.words.verbs, verb) if r.event and r.object), None)
    if named is None or noun.lemma_.lower() not in named.object:
        return False
    if (named.event or "").partition(".")[0] == (row.event or "").partition(".")[0]:
        return False
    return _verb(page, verb) is not None


def _draft(
    page: Page,
    head: Token,
    row: Row,
    actors: Sequence[Phrase],
    recipients: Sequence[Phrase],
    cast: roles.Cast,
    ends: tuple[Token, Token],
) -> EventDraft:
    kind, _, mode = (row.event or "").partition(".")
    event: EventType = kind  # type: ignore[assignment]
    return EventDraft(
        trigger=(ends[0].idx, ends[1].idx + len(ends[1])),
        head=head.i,
        sentence=sentence_of(page.report, head),
        type=event,
        mode=mode or None,
        context=row.context,
        cameo=code_of(kind, row.cameo or page.codes.default_cameo(kind, mode or None), head, page.judging),
        actors=roles.unique(actors),
        recipients=roles.unique(recipients),
        clause=clause_of(head, ends),
        instrument=_instrument(cast),
        operation=_operation(page, head.sent) if event == "ASSAULT" else None,
        confidence=_confidence(head, row, actors, recipients),
        why=f"row {row.lemma!r} ({page.words.source(row)}) as {row.event}",
    )


def sentence_of(report: Report, token: Token) -> tuple[int, int]:
    """The sentence of a token as offsets, without white space at its edges."""
    text, start, end = report.text, token.sent.start_char, token.sent.end_char
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def clause_of(head: Token, ends: tuple[Token, Token]) -> tuple[int, ...]:
    """Token indices of the event's own clause: its subtree without the clauses joined to it."""
    top = ends[0] if ends[0].is_ancestor(head) else head
    out: list[int] = []
    stack = [top]
    while stack:
        t = stack.pop()
        out.append(t.i)
        for c in t.children:
            joined = c.dep_ in ("conj", "ccomp", "parataxis") and c.pos_ in ("VERB", "AUX")
            if not joined and c.dep_ != "relcl":
                stack.append(c)
    return tuple(sorted(out))


def _instrument(cast: roles.Cast) -> tuple[int, int] | None:
    if cast.instrument is None:
        return None
    phrase = noun_phrase(cast.instrument)
    return phrase.start, phrase.end


def _operation(page: Page, sent: Span) -> tuple[int, int] | None:
    """'Operation Sindoor': the word and the name that follows, quote marks left out."""
    tokens = list(sent)
    for t, after in pairwise(tokens):
        if t.text == "Operation" and (after.text[:1].isupper()):
            last = after
            for k in range(after.i + 1, tokens[-1].i + 1):
                if not page.doc[k].text[:1].isupper() or page.doc[k].is_punct:
                    break
                last = page.doc[k]
            return t.idx, last.idx + len(last)
    return None


def _confidence(head: Token, row: Row, actors: Sequence[Phrase], recipients: Sequence[Phrase]) -> float:
    value = BASE
    value -= 0.15 * (not actors) + 0.1 * (not recipients)
    value -= 0.1 * (head.pos_ != "VERB")
    value += 0.1 * (row.cameo in NAMED_BY_KIND and head.pos_ == "NOUN")
    value += 0.05 * bool(row.object or row.particle or row.prep)
    value += 0.05 * (head.dep_ == "ROOT") - 0.1 * (head.dep_ in ("advcl", "acl", "relcl", "pobj", "xcomp"))
    return max(0.05, round(value, 3))
