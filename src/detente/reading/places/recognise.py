"""Which stretches of a report are place names?

spaCy's GPE, LOC and FAC entities are taken nearly as they are, trimmed; in organisations, persons and unlabelled words
the gazetteer and the words around decide. A place inside an organisation's name ('Ohio' in 'Ohio State Police') counts.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from detente.lexicon.gazetteer import Gazetteer
from detente.reading.places.articles import has_article
from detente.reading.places.finder import Finder, Match, Spot
from detente.reading.places.frames import framed
from detente.records import Report

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
KNOWN_TOWN = 100_000
"""Inhabitants from which a town inside an organisation's name is taken without more; below it, the next
word has to say so ('Danbury Police'). Mean end-to-end F1 on the four places sets: 78.9 at 15,000, 79.1 above."""

METROPOLIS = 500_000
"""Inhabitants from which a city's name that the parser takes for a person is the city all the same."""

_PLURALS = {"counties": "County", "parishes": "Parish", "districts": "district"}


def spots(report: Report, doc: Doc, gazetteer: Gazetteer) -> tuple[Spot, ...]:
    """Place names in the order of the text, never overlapping."""
    finder = Finder(report, doc, gazetteer)
    _counties(finder)
    _sides(finder)
    for ent in doc.ents:
        if ent.label_ in PLACE_LABELS:
            _from_place(finder, ent)
    for ent in doc.ents:
        if ent.label_ in ("ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"):
            _from_organisation(finder, ent)
        elif ent.label_ in ("PERSON", "NORP"):
            _from_person(finder, ent)
    framed(finder)
    _from_plain(finder)
    _repeated(finder)
    kept = {s.start: s for s in finder.taken.values() if not _names_disease(finder, s) and not has_article(finder, s)}
    return tuple(kept[k] for k in sorted(kept) if report.part_at(k) != "furniture")


def _names_disease(finder: Finder, spot: Spot) -> bool:
    """'The Marburg virus', 'West Nile fever': the place where a disease was first seen, and nowhere that is told of."""
    at, doc = spot.last, finder.doc
    while at < len(doc) and (doc[at].lower_ in finder.say.ailing or doc[at].text == "-"):
        at += 1
    return at < len(doc) and doc[at].lower_ in finder.say.disease


def _counties(finder: Finder) -> None:
    """'Clay, Otter Tail and Wilkin counties': each of them is looked up as a county."""
    doc = finder.doc
    for token in doc:
        kind = _PLURALS.get(token.lower_)
        if kind is None:
            continue
        at = token.i
        while at > 0:
            last = at
            while at > 0 and doc[at - 1].text[:1].isupper():
                at -= 1
            if at == last:
                break
            name = f"{finder.words(at, last)} {kind}"
            if not finder.gazetteer.lookup(name):
                break
            finder.add(at, last, "GPE", "one of several counties", name)
            while at > 0 and doc[at - 1].lower_ in (",", "and", "or", "&", "both", "to"):
                at -= 1


def _sides(finder: Finder) -> None:
    """'Indian-administered Kashmir': the parser sees a people and a region; the gazetteer knows the whole."""
    doc = finder.doc
    for token in doc[:-3]:
        if doc[token.i + 1].text != "-" or not token.text[:1].isupper():
            continue
        match = finder.longest(token.i, len(doc))
        if match and match.last - match.first >= 4 and match.quality >= 4:
            finder.add(match.first, match.last, "LOC", "known to the gazetteer as a whole")


def _pieces(finder: Finder, ent: Span) -> Iterator[tuple[int, int]]:
    """An entity cut at commas, slashes and line breaks, unless the whole is known."""
    first, last = finder.trimmed(ent.start, ent.end)
    if first >= last or finder.known(first, last):
        yield first, last
        return
    at = first
    for i in range(first, last):
        if finder.doc[i].text in (",", "/", ";", "(", ")") or finder.doc[i].is_space:
            yield at, i
            at = i + 1
    yield at, last


def _from_place(finder: Finder, ent: Span) -> None:
    for a, b in _pieces(finder, ent):
        first, last = finder.trimmed(a, b)
        if first >= last:
            continue
        _place_piece(finder, first, last, ent.label_)


def _place_piece(finder: Finder, first: int, last: int, label: str) -> None:
    doc = finder.doc
    words = finder.words(first, last)
    wider = _grown(finder, first, last)
    if wider != (first, last):
        finder.add(*wider, label, "entity, completed from the gazetteer")
        return
    if (not words[:1].isupper() and doc[first].lower_ not in finder.say.direction) or words in finder.say.never:
        return
    known = finder.known(first, last)
    if known:
        if words.isupper() and len(words) in (3, 4) and known[0].quality < 4 and not finder.opens_report(first, last):
            return  # 'HIV', 'WTO': no towns
        common = label == "FAC" and last - first == 1 and words.lower() in finder.say.ordinary
        if common or _is_person(finder, first, last):
            return
        finder.add(first, last, label, f"entity ({label})")
        return
    inner = first
    while inner < last - 1 and doc[inner].lower_ in finder.say.direction:
        inner += 1
    if inner > first and doc[inner].text == "-" and inner < last - 1:
        inner += 1
    tail = last
    while tail > inner + 1 and doc[tail - 1].text in finder.say.generic:
        tail -= 1
    if (
        doc[inner].text in ("City", "Town", "Village", "State", "Province", "County", "Borough", "Municipality")
        and inner + 2 < tail
        and doc[inner + 1].lower_ == "of"
    ):
        inner, tail = finder.trimmed(inner + 2, tail)
    if (inner, tail) != (first, last) and finder.known(inner, tail):
        finder.add(inner, tail, label, f"entity ({label}), trimmed")
        return
    if doc[tail - 1].lower_ in finder.say.address:
        finder.add(inner, tail, label, "a road")
        return
    if label == "FAC" and _inner_names(finder, inner, tail, label):
        return
    if _is_person(finder, inner, tail) or not words[:1].isalpha():
        return
    part = finder.longest(inner, tail)
    if part and part.quality >= 3 and part.last < tail and label == "GPE":
        rest = doc[part.last].text
        if rest in ("Police", "Council", "Sheriff", "Area", "Fire", "School", "Airport", "Province", "and", "City"):
            finder.add(part.first, part.last, label, f"entity ({label}), trimmed")
            return
    county = f"{finder.words(inner, tail)} County"
    if label == "GPE" and finder.gazetteer.lookup(county):
        finder.add(inner, tail, label, "a county by its short name", county)
    elif doc[inner].text[:1].isupper() and not _is_junk(finder, inner, tail):
        finder.add(inner, tail, label, f"entity ({label}), not in the gazetteer")


def _is_junk(finder: Finder, first: int, last: int) -> bool:
    """Whether an unknown name is none: 'Gate 10', 'PV', somebody's name, a people."""
    words = finder.words(first, last)
    short = words.isupper() and len(words) < 6
    person = any(t.text in finder.people for t in finder.doc[first:last])
    return short or person or any(c.isdigit() for c in words) or words in finder.gazetteer.demonyms()


def _grown(finder: Finder, first: int, last: int) -> tuple[int, int]:
    """'Khyber' labelled, 'Khyber Pakhtunkhwa' known: the longer name, unless another entity holds the rest."""
    doc = finder.doc
    if doc[first].lower_ in finder.say.direction:
        return first, last
    match = finder.longest(first, len(doc))
    if match and match.last > last and match.quality >= 3:
        extra = doc[last : match.last]
        if match.quality >= 4 and match.last - match.first >= 3:  # 'Jammu and Kashmir' are two entities and one place
            return first, match.last
        if all(t.ent_type_ in ("", doc[first].ent_type_, "ORG", "PERSON", "NORP") for t in extra):
            return first, match.last
    return first, last


def _is_person(finder: Finder, first: int, last: int) -> bool:
    """Whether a single word is somebody's surname elsewhere in the report, and nothing here says that it is a place."""
    if last - first != 1 or finder.doc[first].text not in finder.surnames:
        return False
    return not finder.stands_in_place(first, last, firm=True)


def _inner_names(finder: Finder, first: int, last: int, label: str) -> bool:
    """Known places at the head of a longer name or behind 'of', 'in' or a comma in it."""
    doc = finder.doc
    hit = False
    i = first
    while i < last:
        opens = (
            i == first or doc[i - 1].lower_ in ("of", "in", "for", "at", ",", "the", "-", "and") or doc[i - 1].is_space
        )
        if not opens and doc[i - 1].lower_ in finder.say.direction:
            opens = True
        match = finder.longest(i, last) if opens else None
        if (
            match is None
            and i + 1 < last
            and doc[i].text[:1].isupper()
            and opens
            and doc[i + 1].text in ("County", "Parish")
        ):
            hit |= finder.add(i, i + 2, "GPE", "a county in a longer name")
            i += 2
            continue
        if match is None:
            i += 1
            continue
        if match.last < last and doc[match.last].text in ("County", "Parish"):
            match.last += 1
            hit |= finder.add(match.first, match.last, "GPE", "a county in a longer name")
        elif _trusted(finder, match, first, last):
            hit |= finder.add(match.first, match.last, label, "in a longer name")
        i = max(match.last, i + 1)
    return hit


def _trusted(finder: Finder, match: Match, first: int, last: int) -> bool:
    whole = match.first == first and match.last == last
    if finder.words(match.first, match.last).isupper() and match.last - match.first == 1 and match.quality < 4:
        return finder.opens_report(match.first, match.last)
    if match.quality < 3:
        return False
    if match.last - match.first == 1 and _is_no_name(finder, match):
        return False
    if finder.doc[match.first].text in finder.people and match.weight < 1_000_000:
        return False
    if whole and finder.stands_in_place(match.first, match.last, firm=True):
        return True
    if not whole and match.last < last and finder.doc[match.last].text in finder.say.civic:
        return True
    words = finder.words(match.first, match.last)
    return match.weight >= KNOWN_TOWN or words in finder.named


def _is_no_name(finder: Finder, match: Match) -> bool:
    """Whether a word in a longer name is a word ('University') or a code ('M.D.') before it is a town."""
    word = finder.doc[match.first].text
    country = any(c.kind == "country" for c in match.found)
    if word.isupper() and len(word) > 2 and "." not in word and not country:
        return not finder.opens_report(match.first, match.last)  # 'SWAT' is no valley
    short = len(word.replace(".", "")) <= 2 and not country
    return short or (not country and word.lower() in finder.say.ordinary)


def _from_organisation(finder: Finder, ent: Span) -> None:
    first, last = finder.trimmed(ent.start, ent.end)
    if first < last:
        _inner_names(finder, first, last, ent.label_)


def _from_person(finder: Finder, ent: Span) -> None:
    """'Alexandria' read as a person: a place where the gazetteer has it and the words around say so."""
    first, last = finder.trimmed(ent.start, ent.end)
    if first >= last:
        return
    found = finder.known(first, last)
    if not found or found[0].quality < 3:
        return
    if ent.label_ == "NORP" and finder.words(first, last) in finder.gazetteer.demonyms():
        return
    metropolis = Match(first, last, found).weight >= METROPOLIS and not any(
        t.lower_ in finder.say.ordinary or t.text in finder.people for t in finder.doc[first:last]
    )
    if metropolis or finder.stands_in_place(first, last, firm=True) or finder.opens_report(first, last):
        finder.add(first, last, ent.label_, f"taken for {ent.label_}, but stands where a place does")


def _from_plain(finder: Finder) -> None:
    """Capitalised words outside every entity."""
    doc = finder.doc
    i = 0
    while i < len(doc):
        token = doc[i]
        if token.ent_type_ or i in finder.taken or not token.text[:1].isupper() or token.is_sent_start is None:
            i += 1
            continue
        match = finder.longest(i, len(doc))
        if match is None or match.quality < 3 or any(doc[j].ent_type_ for j in range(match.first, match.last)):
            i += 1
            continue
        single = match.last - match.first == 1
        proper = token.pos_ == "PROPN" or not single
        own = match.quality == 4 and (not single or _plainly_ours(finder, match))
        if finder.opens_report(match.first, match.last) or (
            proper and (finder.stands_in_place(match.first, match.last, firm=True) or own) and len(token.text) > 2
        ):
            finder.add(match.first, match.last, "", "capitalised, known to the gazetteer, stands where a place does")
        i = match.last


def _plainly_ours(finder: Finder, match: Match) -> bool:
    """Whether an unlabelled word is a place of ours by its full name ('Poonch'), or the short name of a country."""
    word = finder.doc[match.first].text
    best = match.found[0]
    if best.kind == "country":
        return word in ("US", "UK", "UAE", "DRC", "U.S.", "U.K.") or word == best.name
    return word == best.name and word.lower() not in finder.say.ordinary and word not in finder.people


def _repeated(finder: Finder) -> None:
    """A name once found is found wherever it stands again, outside the names of people."""
    doc = finder.doc
    names: dict[str, Spot] = {}
    for s in finder.taken.values():
        if s.name in finder.surnames:
            continue
        if s.last - s.first <= 3 and s.label in ("GPE", "LOC", "") and finder.gazetteer.lookup(s.name):
            names.setdefault(doc[s.first].text, s)
    for i, token in enumerate(doc):
        spot = names.get(token.text)
        if spot is None or i in finder.taken:
            continue
        n = spot.last - spot.first
        if i + n > len(doc) or finder.words(i, i + n) != finder.words(spot.first, spot.last):
            continue
        inside_person = token.ent_type_ == "PERSON" and any(
            e.start <= i < e.end and len(e) > n for e in _entity_at(doc, i)
        )
        neighbour = i + n < len(doc) and doc[i + n].ent_type_ == "PERSON" and doc[i + n].ent_iob_ == "I"
        if not inside_person and not neighbour and token.pos_ == "PROPN":
            finder.add(i, i + n, token.ent_type_, "named as a place elsewhere in the report")


def _entity_at(doc: Doc, i: int) -> Iterator[Span]:
    first = i
    while first > 0 and doc[first].ent_iob_ == "I":
        first -= 1
    last = i + 1
    while last < len(doc) and doc[last].ent_iob_ == "I":
        last += 1
    yield doc[first:last]
