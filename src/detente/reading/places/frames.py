"""Which names does the grammar around them make places, whatever the parser took them for?

'the village of Khnatsakh', 'Abu Shok refugee camp', 'near Neduntheevu', 'withdrew from Sake', 'took control of Lachin':
the parser often sees a person or a firm, and the gazetteer may not know the hamlet at all.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from detente.reading.places.finder import Finder

MOST_WORDS = 3
"""Words of a name found this way: longer runs are titles and firms."""
MISREAD = frozenset(["", "PERSON", "ORG", "NORP", "PRODUCT", "FAC", "WORK_OF_ART", "LAW", "EVENT"])
"""Labels of the parser that a frame overrules."""


def framed(finder: Finder) -> None:
    """Add the names that stand in a frame for places."""
    for first, last in _runs(finder):
        known = finder.known(first, last)
        if not finder.doc[first].text[:1].isupper() or _is_somebody(finder, first, last):
            continue
        how = _frame(finder, first, last, bool(known and known[0].quality >= 2))
        if how:
            finder.add(first, last, "GPE", how)


def _runs(finder: Finder) -> Iterator[tuple[int, int]]:
    """Runs of proper nouns that no place has taken, as the parser's entity or as they stand."""
    doc = finder.doc
    i = 0
    while i < len(doc):
        if i in finder.taken or doc[i].pos_ != "PROPN" or doc[i].ent_type_ not in MISREAD:
            i += 1
            continue
        end = i + 1
        while end < len(doc) and end not in finder.taken and _goes_on(doc[end - 1], doc[end]):
            end += 1
        if end - i <= MOST_WORDS:
            yield i, end
        i = end


def _goes_on(token: Token, after: Token) -> bool:
    if after.pos_ != "PROPN" or token.ent_type_ != after.ent_type_:
        return False
    return not token.ent_type_ or after.ent_iob_ == "I"


def _is_somebody(finder: Finder, first: int, last: int) -> bool:
    """Whether a word of the run is of a person's full name elsewhere, or a people."""
    words = finder.words(first, last)
    if words in finder.gazetteer.demonyms() or words in finder.say.never:
        return True
    return any(t.text in finder.people and t.ent_type_ != "GPE" for t in finder.doc[first:last])


def _frame(finder: Finder, first: int, last: int, known: bool) -> str | None:
    """How a run is found to be a place, in words; ``None`` where nothing says so."""
    doc, say = finder.doc, finder.say
    before = doc[first - 1] if first else None
    after = doc[last] if last < len(doc) else None
    noun = doc[first - 2] if first > 1 else None
    if before is not None and before.lower_ == "of" and noun is not None:
        if noun.lower_ in say.settlement:
            return f"'{noun.lower_} of' before it"
        if known and noun.lower_ in say.of_place:
            return f"'{noun.lower_} of' before it"
    if after is not None and after.lower_ in say.settled and not after.text.isupper():
        return f"'{after.lower_}' behind it"
    if after is not None and after.lower_ in ("refugee", "displacement") and _is_camp(finder, last):
        return "a camp of this name"
    if before is None:
        return None
    if before.lower_ == "near" and before.pos_ in ("ADP", "SCONJ"):
        return "'near' before it"
    if known and before.dep_ == "prep" and before.head.lemma_ in say.moving and before.lower_ in say.way:
        return f"'{before.head.lower_} {before.lower_}' before it"
    return None


def _is_camp(finder: Finder, at: int) -> bool:
    return at + 1 < len(finder.doc) and finder.doc[at + 1].lower_ in ("camp", "camps")
