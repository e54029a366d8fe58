"""Which stretches of a report are place names?

spaCy's GPE, LOC and FAC entities are taken nearly as they are, trimmed; in organisations, persons and unlabelled words
the gazetteer and the words around decide. A place inside an organisation's name ('Ohio' in 'Ohio State Police') counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from detente.lexicon.gazetteer import Candidate, Gazetteer, ordinary_words
from detente.records import Report

_NO_END = frozenset(["-", "–", "'", "of", "the", "and", "&", "'s", "."])
LONGEST = 6
"""Tokens of the longest name looked for: 'Democratic Republic of the Congo', 'Deir ez - Zor' are five."""

KNOWN_TOWN = 100_000
"""Inhabitants from which a town's name inside an organisation's name is taken on its own ('Danbury Police')."""

_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern north-east north-west south-east south-west north-eastern north-western "
    "south-eastern south-western central upper lower mid inner outer greater metro metropolitan downtown historic "
    "rural suburban nazi soviet imperial colonial mainland neighboring neighbouring nearby war-torn".split()
)
_GENERIC = frozenset(
    "city town village county province district region state area governorate prefecture oblast municipality "
    "township suburb neighborhood neighbourhood metropolitan valley coast border island islands enclave "
    "territory sector camp peninsula".split()
)
_UNITS = frozenset({"county", "parish", "province", "district", "governorate", "prefecture", "oblast", "township"})
_LOCATIVE = frozenset(
    "in at near inside outside around from to toward towards into across through throughout between within of over "
    "off via outside leaving reached reaching entered entering visiting visited".split()
)
_FIRM_LOCATIVE = frozenset("in at near inside outside around throughout across into towards toward".split())
_LINKS = frozenset("of the de del da do la le el al ul ez es ash ad an and and'o'- – & - ' ’ . d l s".split()) | {
    "-", "–", "&", "'", ".", "et", "los", "las", "du", "sur", "upon", "am", "on", "von", "i", "y"
}  # fmt: skip
_BORDER_JUNK = frozenset(
    {
        "the",
        "The",
        "THE",
        "'s",
        "'",
        "’s",
        "a",
        "A",
        "an",
        ",",
        ".",
        "-",
        "(",
        ")",
        '"',
        ":",
        ";",
        "--",
        "—",
        "–",
        "of",
        "and",
    }
)
_ADDRESS = frozenset(
    "street st. avenue ave ave. road rd rd. boulevard blvd blvd. drive dr. lane ln highway hwy route interstate "
    "turnpike freeway parkway expressway court place".split()
)
_CIVIC = frozenset(
    "Police City Council School Schools High University College Hospital Fire Sheriff Town Township Community Public "
    "Department Chamber Board Mayor State Airport Regional Municipal Medical Area County Parish Province District "
    "Borough Village National International Elementary Middle Central General Superior Circuit Library".split()
)
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A place name in the text: offsets, first and last+1 token, the name to look up, how it was found."""

    start: int
    end: int
    first: int
    last: int
    name: str
    label: str
    how: str


@dataclass(slots=True)
class Match:
    """A run of tokens that the gazetteer knows."""

    first: int
    last: int
    found: tuple[Candidate, ...]

    @property
    def quality(self) -> int:
        """Of the best candidate."""
        return self.found[0].quality

    @property
    def weight(self) -> int:
        """Inhabitants of the largest place that bears the name as its own name; countries and regions count much."""
        return max(
            (c.population if c.kind == "city" else 10_000_000 for c in self.found if c.quality >= 3),
            default=0,
        )


class Finder:
    """Looks for names in one parsed report."""

    def __init__(self, report: Report, doc: Doc, gazetteer: Gazetteer) -> None:
        self.text = report.text
        self.doc = doc
        self.gazetteer = gazetteer
        self.taken: dict[int, Spot] = {}
        self.people = {t.text for e in doc.ents if e.label_ == "PERSON" and len(e) > 1 for t in e}
        self.named = {e.text.removeprefix("the ") for e in doc.ents if e.label_ in ("GPE", "LOC")}
        self.surnames = {e[-1].text for e in doc.ents if e.label_ == "PERSON" and len(e) > 1}

    def words(self, first: int, last: int) -> str:
        """The text of a run of tokens, from the report itself."""
        return self.text[self.doc[first].idx : self.doc[last - 1].idx + len(self.doc[last - 1])]

    def longest(self, first: int, stop: int) -> Match | None:
        """The longest run from ``first`` that the gazetteer knows by a good name."""
        doc = self.doc
        if not doc[first].text[:1].isupper():
            return None
        end = first
        best: Match | None = None
        while end < min(stop, first + LONGEST):
            token = doc[end]
            if token.is_space or (not token.text[:1].isupper() and token.lower_ not in _LINKS):
                break
            end += 1
            if token.text in _NO_END:
                continue
            found = self.gazetteer.lookup(self.words(first, end))
            if found and found[0].quality >= 2:
                best = Match(first, end, found)
        return best

    def add(self, first: int, last: int, label: str, how: str) -> bool:
        """Keep a run of tokens as a place name unless one of its tokens is taken."""
        if first >= last or any(i in self.taken for i in range(first, last)):
            return False
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1])
        end = self._with_dot(start, end)
        spot = Spot(start, end, first, last, self.text[start:end], label, how)
        for i in range(first, last):
            self.taken[i] = spot
        return True

    def _with_dot(self, start: int, end: int) -> int:
        """'Sask' + '.' : the point of an abbreviation belongs to the name."""
        name = self.text[start:end]
        if not self.text.startswith(".", end) or name.endswith("."):
            return end
        if "." not in name and (len(name) > 5 or name.isupper()):
            return end
        found = self.gazetteer.lookup(name)
        if found and found[0].quality == 4 and found[0].name != name:
            return end + 1
        return end

    def trimmed(self, first: int, last: int) -> tuple[int, int]:
        """A run without article, possessive and punctuation at its borders."""
        doc = self.doc
        while first < last and (doc[first].text in _BORDER_JUNK or doc[first].is_space):
            first += 1
        while first < last and (doc[last - 1].text in _BORDER_JUNK or doc[last - 1].is_space):
            last -= 1
        return first, last

    def known(self, first: int, last: int) -> tuple[Candidate, ...]:
        """Candidates for a run."""
        return self.gazetteer.lookup(self.words(first, last)) if first < last else ()

    def before(self, i: int) -> Token | None:
        """The word before a token, articles and adjectives passed over."""
        for j in range(i - 1, max(-1, i - 4), -1):
            t = self.doc[j]
            if t.lower_ in ("the", "a", "an") or t.lower_ in _DIRECTIONS or t.is_space:
                continue
            return t
        return None

    def stands_in_place(self, first: int, last: int, firm: bool = False) -> bool:
        """Whether the words around say that a place is named: 'in X', 'X, Ohio', 'X-based', 'X district'."""
        before = self.before(first)
        if before is not None and before.lower_ in (_FIRM_LOCATIVE if firm else _LOCATIVE):
            return True
        doc = self.doc
        if last + 1 < len(doc):
            after = doc[last]
            if after.lower_ in _GENERIC and not after.text.isupper():
                return True
            if after.text == "-" and doc[last + 1].lower_ in ("based", "born", "area", "bound"):
                return True
            if after.text == ",":
                found = self.longest(last + 1, min(len(doc), last + 6))
                if found and any(c.kind in ("admin1", "country") and c.quality == 4 for c in found.found):
                    return True
        return False

    def opens_report(self, first: int, last: int) -> bool:
        """Whether a run is a dateline: capitals at the start of a line, a dash, bracket, colon or comma behind."""
        doc = self.doc
        if not self.words(first, last).isupper() or last >= len(doc):
            return False
        at = doc[first].idx
        line_start = at == 0 or self.text[max(0, at - 2) : at].strip(" ").endswith("\n") or doc[first].is_sent_start
        return bool(line_start) and doc[last].text in ("(", "--", "—", "–", "-", ":", ",", "/")


def spots(report: Report, doc: Doc, gazetteer: Gazetteer) -> tuple[Spot, ...]:
    """Place names in the order of the text, never overlapping."""
    finder = Finder(report, doc, gazetteer)
    for ent in doc.ents:
        if ent.label_ in PLACE_LABELS:
            _from_place(finder, ent)
    for ent in doc.ents:
        if ent.label_ in ("ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"):
            _from_organisation(finder, ent)
        elif ent.label_ in ("PERSON", "NORP"):
            _from_person(finder, ent)
    _from_plain(finder)
    _repeated(finder)
    kept = {s.start: s for s in finder.taken.values()}
    return tuple(kept[k] for k in sorted(kept) if report.part_at(k) != "furniture")


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
    if not words[:1].isupper() and doc[first].lower_ not in _DIRECTIONS:
        return
    if finder.known(first, last):
        if _is_person(finder, first, last):
            return
        finder.add(first, last, label, f"entity ({label})")
        return
    inner = first
    while inner < last - 1 and doc[inner].lower_ in _DIRECTIONS:
        inner += 1
    if inner > first and doc[inner].text == "-" and inner < last - 1:
        inner += 1
    tail = last
    while tail > inner + 1 and doc[tail - 1].text in _GENERIC:
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
    if doc[tail - 1].lower_ in _ADDRESS:
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
    if doc[inner].text[:1].isupper() or label == "GPE":
        finder.add(inner, tail, label, f"entity ({label}), not in the gazetteer")


def _grown(finder: Finder, first: int, last: int) -> tuple[int, int]:
    """'Khyber' labelled, 'Khyber Pakhtunkhwa' known: the longer name, unless another entity holds the rest."""
    doc = finder.doc
    if doc[first].lower_ in _DIRECTIONS:
        return first, last
    match = finder.longest(first, len(doc))
    if match and match.last > last and match.quality >= 3:
        extra = doc[last : match.last]
        if all(t.ent_type_ in ("", doc[first].ent_type_, "ORG", "PERSON", "NORP") for t in extra):
            return first, match.last
    return first, last


def _is_person(finder: Finder, first: int, last: int) -> bool:
    """Whether a single word is somebody's surname elsewhere in the report, and nothing here says that it is a place."""
    if last - first != 1 or finder.doc[first].text not in finder.surnames:
        return False
    return not finder.stands_in_place(first, last)


def _inner_names(finder: Finder, first: int, last: int, label: str) -> bool:
    """Known places at the head of a longer name or behind 'of', 'in' or a comma in it."""
    doc = finder.doc
    hit = False
    i = first
    while i < last:
        opens = (
            i == first or doc[i - 1].lower_ in ("of", "in", "for", "at", ",", "the", "-", "and") or doc[i - 1].is_space
        )
        if not opens and doc[i - 1].lower_ in _DIRECTIONS:
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
    if not whole and match.last < last and finder.doc[match.last].text in _CIVIC:
        return True
    words = finder.words(match.first, match.last)
    return match.weight >= KNOWN_TOWN or words in finder.named


def _is_no_name(finder: Finder, match: Match) -> bool:
    """Whether a word in a longer name is a word ('University') or a code ('M.D.') before it is a town."""
    word = finder.doc[match.first].text
    country = any(c.kind == "country" for c in match.found)
    short = len(word.replace(".", "")) <= 2 and not country
    return short or (not country and word.lower() in ordinary_words())


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
    if finder.stands_in_place(first, last, firm=True) or finder.opens_report(first, last):
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
        own = match.quality == 4 and (not single or token.text in ("US", "UK", "UAE", "DRC", "U.S.", "U.K."))
        if finder.opens_report(match.first, match.last) or (
            proper and (finder.stands_in_place(match.first, match.last, firm=True) or own) and len(token.text) > 1
        ):
            finder.add(match.first, match.last, "", "capitalised, known to the gazetteer, stands where a place does")
        i = match.last


def _repeated(finder: Finder) -> None:
    """A name once found is found wherever it stands again, outside the names of people."""
    doc = finder.doc
    names: dict[str, Spot] = {}
    for s in finder.taken.values():
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
