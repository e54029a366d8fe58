"""Where in a report do words stand that name somebody outright: registry names, persons, acronyms in brackets?"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.lexicon.actor_index import country_under
from detente.lexicon.actor_rows import Body, Country, Person, Region, fold
from detente.lexicon.actors import Entry, Registry
from detente.lexicon.identity import Identity
from detente.records import Report

LONGEST = 7
"""Tokens in the longest name that is looked up ('International Federation of ... ' are found by their short names)."""

SAMPLE = 4000
CASELESS = 0.002
"""Share of capitals below which a text has none to go by: ordinary news has 3 to 5 in a hundred characters."""

NOT_NAMES = frozenset(["VERB", "AUX", "ADP", "PRON", "DET", "CCONJ", "SCONJ", "PART", "PUNCT", "SPACE", "NUM", "INTJ"])
WRITTEN = 40
"""Letters up to the next space that are looked at; no first word of a name is as long."""
JOINERS = frozenset(["-", "of", "the", "for", "and", "in", "al", "&", "'s", ".", "de", "la", "del", "bin", "to", "on"])
BRACKETED = re.compile(r"\(\s*([A-Z][A-Za-z&.-]{1,9})\s*\)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Tokens ``[start, end)`` that name somebody; ``entry`` is ``None`` for a person unknown to the registry."""

    start: int
    end: int
    head: int
    entry: Entry | None
    name: str

    @property
    def person(self) -> bool:
        """Whether a human being is named."""
        return self.entry is None or isinstance(self.entry.row, Person)


def head_of(doc: Doc, start: int, end: int) -> int:
    """The token of a stretch that the others hang on (the last of those whose head lies outside)."""
    out = end - 1
    for i in range(start, end):
        head = doc[i].head.i
        if head == i or not start <= head < end:
            out = i
    return out


def find_spots(report: Report, doc: Doc, registry: Registry) -> tuple[Spot, ...]:
    """All names of a report, longest first at each place, none overlapping, in the order of the text."""
    taken: dict[int, int] = {}
    out: list[Spot] = []
    for s in _registered(report, doc, registry):
        out.append(s)
        taken.update(dict.fromkeys(range(s.start, s.end), len(out) - 1))
    for s in _persons(report, doc, registry):
        inside = {taken[i] for i in range(s.start, s.end) if i in taken}
        if inside and not all(_yields(out[k], s, doc) for k in inside):
            continue
        for k in inside:
            for i in range(out[k].start, out[k].end):
                taken.pop(i, None)
        out.append(s)
        taken.update(dict.fromkeys(range(s.start, s.end), len(out) - 1))
    kept = [out[k] for k in set(taken.values())]
    kept += _surnames(report, doc, kept, taken)
    return tuple(sorted(kept, key=lambda s: s.start))


def _surnames(report: Report, doc: Doc, spots: list[Spot], taken: dict[int, int]) -> Iterator[Spot]:
    """Last names of persons named in full elsewhere, where the parser did not see a person."""
    last = {doc[s.end - 1].text for s in spots if s.person and s.end - s.start > 1}
    for token in doc:
        if token.i not in taken and token.text in last and token.text[0].isupper() and token.pos_ in ("PROPN", "NOUN"):
            yield Spot(token.i, token.i + 1, token.i, None, report.text[token.idx : token.idx + len(token)])


def _yields(known: Spot, person: Spot, doc: Doc) -> bool:
    """Whether a registry match gives way to a longer person's name ('Jordan' in 'Michael Jordan')."""
    del doc
    longer = person.end - person.start > known.end - known.start
    return longer and (known.entry is None or known.entry.place or person.end - person.start > 2)


def _registered(report: Report, doc: Doc, registry: Registry) -> Iterator[Spot]:
    text = report.text
    n = len(doc)
    i = 0
    plain = without_capitals(text)
    while i < n:
        token = doc[i]
        first = token.text[0]
        seemly = first.isupper() or plain or token.lower_ in ("al", "el")
        if not seemly or token.is_space or not _begins_a_name(registry, text, token):
            i += 1
            continue
        for j in range(min(n, i + LONGEST), i, -1):
            last = doc[j - 1]
            if j - i > 1 and (last.is_space or (last.is_punct and not (last.text == "." and len(doc[j - 2]) < 3))):
                continue
            words = " ".join(text[token.idx : last.idx + len(last)].split())
            if j - i > 1 and "\n" in text[token.idx : last.idx]:
                continue
            found = registry.entries(words) or (_uncased(registry, words, token) if plain else ())
            entry = _best(found, token, j - i)
            if entry is not None and not (isinstance(entry.row, Body) and entry.row.members and " and " in words):
                yield Spot(i, j, head_of(doc, i, j), entry, words)
                i = j
                break
        else:
            i += 1


def _begins_a_name(registry: Registry, text: str, token: Token) -> bool:
    """Whether some known name begins with this word, or with all that is written up to the next space."""
    written = text[token.idx : token.idx + WRITTEN].split(None, 1)[:1]
    return any(fold(w).split(" ")[0] in registry.firsts for w in (token.text, *written))


def without_capitals(text: str) -> bool:
    """Whether a text was put in lower case, as some archives are."""
    return sum(c.isupper() for c in text[:SAMPLE]) < CASELESS * len(text[:SAMPLE])


def _uncased(registry: Registry, words: str, token: Token) -> tuple[Entry, ...]:
    if " " not in words and (token.pos_ not in ("PROPN", "NOUN", "ADJ") or token.is_stop):
        return ()
    return registry.uncased(words)


def _best(found: tuple[Entry, ...], token: Token, length: int) -> Entry | None:
    if not found:
        return None
    entry = found[0]
    if length > 1:
        return entry
    if isinstance(entry.row, tuple | Region) and token.ent_type_ == "PERSON":
        return None
    if token.pos_ in NOT_NAMES and not token.text.isupper() and token.pos_ != "PRON":
        return None
    if token.text in ("US", "IS", "WHO", "IT", "ICE") and token.pos_ in ("PRON", "AUX"):
        return None
    if isinstance(entry.row, Body | Person) and token.dep_ == "compound" and token.head.ent_type_ == "PERSON":
        follower = token.head
        if token.ent_type_ == "PERSON" and follower.text[0].isupper() and isinstance(entry.row, Person):
            return None
    if (
        isinstance(entry.row, Country)
        and entry.via == "name"
        and token.ent_type_ == "PERSON"
        and token.i + 1 < len(token.doc)
    ):
        return None if token.nbor().ent_type_ == "PERSON" else entry
    return entry


def _persons(report: Report, doc: Doc, registry: Registry) -> Iterator[Spot]:
    """Names that the parser takes for persons, cut free of titles and possessives."""
    for ent in doc.ents:
        if ent.label_ != "PERSON":
            continue
        start, end = ent.start, ent.end
        while end > start and (
            doc[end - 1].text in ("'s", "'", "’s") or (doc[end - 1].is_punct and doc[end - 1].text != ".")
        ):
            end -= 1
        final = registry.vocabulary.heads.get(fold(doc[end - 1].text)) if end > start else None
        if final is not None and final.person and end - start > 1:
            continue
        while start < end and _is_title_word(doc[start], registry, end - start):
            start += 1
        if start >= end or not doc[start].text[0].isalpha() or doc[end - 1].text.islower():
            continue
        words = report.text[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])]
        if "\n" in words:
            continue
        found = [e for e in registry.entries(words) if isinstance(e.row, Person)]
        if not found and end - start > 2:
            outer = f"{doc[start].text} {doc[end - 1].text}"
            found = [e for e in registry.entries(outer) if isinstance(e.row, Person)]
        yield Spot(start, end, head_of(doc, start, end), found[0] if found else None, " ".join(words.split()))


def _is_title_word(token: Token, registry: Registry, left: int) -> bool:
    if left < 2:
        return False
    word = fold(token.text)
    noun = registry.vocabulary.heads.get(word)
    return (noun is not None and noun.person) or word in (
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "lt",
        "sen",
        "rep",
        "sir",
        "president",
    )


def bracketed(report: Report, doc: Doc, spots: tuple[Spot, ...]) -> dict[str, tuple[int, int]]:
    """Acronyms that the report introduces: 'the Supervisory Mission (SUPMIS)' gives the words before the bracket."""
    del spots
    out: dict[str, tuple[int, int]] = {}
    starts = {t.idx: t.i for t in doc}
    for m in BRACKETED.finditer(report.text):
        at = starts.get(m.start())
        short = m[1]
        if at is None or sum(c.isupper() for c in short) < 2:
            continue
        letters = [c.casefold() for c in short if c.isupper()]
        first = _initials(doc, at, letters)
        if first is not None:
            out.setdefault(short, (first, at))
    return out


def _initials(doc: Doc, stop: int, letters: list[str]) -> int | None:
    """Where the words begin that the letters abbreviate, read backwards from the bracket."""
    i = stop - 1
    for c in reversed(letters):
        while i >= 0 and stop - i < 16 and not (doc[i].text[0].casefold() == c and doc[i].text[0].isalpha()):
            if doc[i].text[0].isupper() and doc[i].lower_ not in JOINERS and c not in doc[i].text.casefold():
                return None
            if "\n" in doc[i].text:
                return None
            i -= 1
        if i < 0 or stop - i >= 16:
            return None
        i -= 1
    return i + 1


def stakes(spots: tuple[Spot, ...]) -> dict[str, tuple[Identity, float]]:
    """Each state's share in all names of states of the report."""
    counts: Counter[str] = Counter()
    states: dict[str, Identity] = {}
    for s in spots:
        if s.entry is not None and isinstance(s.entry.row, Country):
            row = s.entry.row
            counts[row.code] += 1
            states.setdefault(row.code, country_under(row, Entry(row, "name"), row.name))
    return {c: (states[c], n / counts.total()) for c, n in counts.items()}


def own_first(
    registry: Registry, spot: Spot, token: Token, shares: Mapping[str, tuple[Identity, float]]
) -> frozenset[str]:
    """Countries whose own comes first where several have a body of one name: 'Congress' is a party in India.

    An apposition decides ('Congress, the opposition party'); else the first meaning stands as long as the report names
    its country. ``shares`` is what :func:`stakes` found.
    """
    bodies = [e.row for e in registry.entries(spot.name) if isinstance(e.row, Body) and e.row.country]
    if len(bodies) < 2:
        return frozenset()
    beside = {c.lemma_.lower() for c in token.rights if c.dep_ == "appos"}
    if told := [b.country for b in bodies if b.kind in beside and b.country]:
        return frozenset(told[:1])
    named = [b.country for b in bodies if b.country in shares]
    if not named or bodies[0].country in shares:
        return frozenset()
    return frozenset([max((c for c in named if c), key=lambda c: shares[c][1])])
