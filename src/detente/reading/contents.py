"""What does a cue say? The clause, the phrase of its row's frame, the quotation beside it, or the clause around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from detente.lexicon.rows import Row
from detente.reading import quotes, tags
from detente.reading.drafts import Phrase
from detente.reading.issued import ISSUED, ISSUING
from detente.reading.reach import QUOTES, aside, felt, is_day, named, raised, widened
from detente.reading.saying import Page, Range
from detente.reading.speech import chars, noun_phrase, subtree_range, trim


@dataclass(frozen=True, slots=True)
class Said:
    """What is said, as characters; the last word of the cue, where its row leads on; what about, and to whom."""

    content: Sequence[Range]
    until: Token | None = None
    about: Sequence[Phrase] = ()
    addressees: Sequence[Phrase] = ()


def told(page: Page, verb: Token, row: Row | None, clause: Token | None) -> Said:
    """What a verb says, by its row and its clause; nothing where it says nothing."""
    until: Token | None = None
    about: list[Phrase] = []
    addressees: list[Phrase] = []
    content: list[Range] = []
    if row is not None and clause is None and (around := _around(page, verb)):
        return Said(around)
    if row is not None:
        content, until, about, addressees = _by_frame(page, verb, row, clause)
        if len(content) == 1:
            content, until = _reached(page, verb, content[0], until)
    elif clause is not None:
        content = _clause(page, verb, clause)
    if clause is None and (beside := _beside(page, verb, row)) is not None:
        content, until = [beside], _handed_out(page, verb) if row is None else None
    if not content and row is not None:
        content = _as_said(page, verb)
    if not content:
        quote = _quoted(page, verb)
        content = [quote] if quote and (row or clause) else []
    return Said(content, until, about, addressees)


def _around(page: Page, verb: Token) -> list[Range]:
    """'Any peace, Obi said, would be short': the clause that a verb of saying is put into, before it and behind it."""
    doc, whole = page.doc, verb.head
    left, right = verb.left_edge.i, verb.right_edge.i + 1
    if verb.dep_ != "parataxis" or whole.i == verb.i or not any(c.dep_ == "nsubj" for c in verb.lefts):
        return []
    first, last = whole.left_edge.i, whole.right_edge.i + 1
    if not first < left or not right < last or doc[first].text in QUOTES:
        return []
    if (doc[left].text != "," and doc[left - 1].text != ",") or (doc[right - 1].text != "," and doc[right].text != ","):
        return []
    spots = [trim(doc, first, left), trim(doc, right, last)]
    return [chars(doc, a, b) for a, b in spots if a < b]


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
    if (called := named(verb, span.root)) is not None:
        return [spot, chars(page.doc, *called[:2])], called[2] or until
    if (whom := raised(verb, span.root)) is not None:
        return [chars(page.doc, *whom), chars(page.doc, *trim(page.doc, span.start, span.end))], until
    start, end, marker = widened(page.doc, verb, span.start, span.end)
    if verb.lemma_ in page.speech.feelings and (found := felt(verb, start, end)) is not None:
        start, marker = found
    if start > verb.i:
        end = aside(page.doc, start, end, page.words)
    return [chars(page.doc, start, end)], marker or until


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
                if slot == "as" and (what := _judged_of(verb, marker)) is not None:
                    content = [(doc[what.left_edge.i].idx, content[0][1])]
                    continue
                if slot == "as" and (whom := _seen_as(verb)) is not None:
                    content = [chars(doc, *subtree_range(whom)), *content]
                until = marker if marker is not None and marker.i > verb.i and marker.i - verb.i < 12 else None
            elif role in ("about", "recipient"):
                about.append(noun_phrase(filler))
            elif role == "addressee":
                addressees.append(noun_phrase(filler))
    if not content:
        content, until = _leftover(page, verb, row)
        about, addressees = ([p for p in box if not _inside(p, content)] for box in (about, addressees))
    return content, until, about, addressees


def _judged_of(verb: Token, mark: Token | None) -> Token | None:
    """'It' in 'described it as a farce': what is judged belongs to what is said."""
    return next((c for c in verb.rights if mark and c.dep_ == "dobj" and c.right_edge.i == mark.i - 1), None)


def _seen_as(verb: Token) -> Token | None:
    """'The strait' in 'the strait is seen as a gateway'."""
    return next((c for c in verb.lefts if c.dep_ == "nsubjpass" and c.lower_ != "it"), None)


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


def _quoted(page: Page, verb: Token) -> Range | None:
    """The quotation that stands next to the cue in its sentence."""
    sent = verb.sent
    near = quotes.touching(page.quotes, sent.start_char, sent.end_char)
    best = min(near, key=lambda q: min(abs(q.start - verb.idx), abs(q.end - verb.idx)), default=None)
    if best is None or best.start <= verb.idx < best.end:
        return None
    return best.start, best.end
