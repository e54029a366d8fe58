"""Which runs of words does the gazetteer know, and do the words around say that a place is named?"""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.lexicon.gazetteer import Candidate, Gazetteer
from detente.lexicon.place_words import place_words
from detente.records import Report

LONGEST = 6
"""Tokens of the longest name looked for: 'Democratic Republic of the Congo', 'Deir ez - Zor' are five."""

SIGNS = frozenset(["-", "–", "&", "'", "’", ".", "'s"])
"""What is no word and may stand inside a name: 'Deir ez-Zor', 'Trinidad & Tobago', 'St . Louis'."""

NO_END = SIGNS | {"of", "the", "and"}
"""What cannot end one."""

BORDER = frozenset(
    [
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
    ]
)
"""What is cut from the borders of an entity."""


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
            (
                c.population if c.kind == "city" or (c.quality < 4 and c.kind != "country") else 10_000_000
                for c in self.found
                if c.quality >= 3
            ),
            default=0,
        )


class Finder:
    """Looks for names in one parsed report."""

    def __init__(self, report: Report, doc: Doc, gazetteer: Gazetteer) -> None:
        self.text = report.text
        self.doc = doc
        self.gazetteer = gazetteer
        self.say = place_words()
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
            if end > first and token.lower_ in self.say.facility:
                found = self.gazetteer.lookup(self.words(first, end + 1))
                if found and found[0].quality >= 3:
                    best = Match(first, end + 1, found)
                break
            if token.is_space or (
                not token.text[:1].isupper() and token.lower_ not in self.say.link and token.text not in SIGNS
            ):
                break
            end += 1
            if token.text in NO_END:
                continue
            found = self.gazetteer.lookup(self.words(first, end))
            if found and found[0].quality >= 2:
                best = Match(first, end, found)
        return best

    def add(self, first: int, last: int, label: str, how: str, name: str | None = None) -> bool:
        """Keep a run of tokens as a place name unless one of its tokens is taken."""
        if first >= last or any(i in self.taken for i in range(first, last)):
            return False
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1])
        end = self._with_dot(start, end)
        name = name or self._with_unit(first, last)
        spot = Spot(start, end, first, last, name or self.text[start:end], label, how)
        for i in range(first, last):
            self.taken[i] = spot
        return True

    def _with_unit(self, first: int, last: int) -> str | None:
        """'Idlib' before 'province' is looked up as 'Idlib province' where the gazetteer knows that."""
        if last >= len(self.doc) or self.doc[last].lower_ not in self.say.unit:
            return None
        name = self.words(first, last + 1)
        found = self.gazetteer.lookup(name)
        return name if found and found[0].quality >= 3 else None

    def _with_dot(self, start: int, end: int) -> int:
        """'Sask' + '.' : the point of an abbreviation belongs to the name."""
        name = self.text[start:end]
        if not self.text.startswith(".", end) or name.endswith("."):
            return end
        if "." not in name and (len(name) > 5 or name.isupper()):
            return end
        found = self.gazetteer.lookup(name)
        if found and found[0].quality == 4 and found[0].name != name and ("." in name or found[0].kind == "admin1"):
            return end + 1
        return end

    def trimmed(self, first: int, last: int) -> tuple[int, int]:
        """A run without article, possessive and punctuation at its borders."""
        doc = self.doc
        while first < last and (doc[first].text in BORDER or doc[first].is_space):
            first += 1
        while first < last and (doc[last - 1].text in BORDER or doc[last - 1].is_space):
            last -= 1
        return first, last

    def known(self, first: int, last: int) -> tuple[Candidate, ...]:
        """Candidates for a run."""
        return self.gazetteer.lookup(self.words(first, last)) if first < last else ()

    def before(self, i: int) -> Token | None:
        """The word before a token, articles and adjectives passed over."""
        for j in range(i - 1, max(-1, i - 4), -1):
            t = self.doc[j]
            if t.lower_ in ("the", "a", "an") or t.lower_ in self.say.direction or t.is_space:
                continue
            return t
        return None

    def stands_in_place(self, first: int, last: int, firm: bool = False) -> bool:
        """Whether the words around say that a place is named: 'in X', 'X, Ohio', 'X-based', 'X district'."""
        before = self.before(first)
        if before is not None and before.lower_ in (self.say.firm_locative if firm else self.say.locative):
            return True
        doc = self.doc
        if self._in_list(first, last) or self._is_taken_or_hit(first, last):
            return True
        if last + 1 < len(doc):
            after = doc[last]
            if after.lower_ in self.say.generic and not after.text.isupper():
                return True
            if after.text == "-" and doc[last + 1].lower_ in ("based", "born", "area", "bound"):
                return True
            if after.text == ",":
                found = self.longest(last + 1, min(len(doc), last + 6))
                if found and any(c.kind in ("admin1", "country") and c.quality == 4 for c in found.found):
                    return True
        return False

    def _is_taken_or_hit(self, first: int, last: int) -> bool:
        """Whether a run is the object of a verb that takes towns ('stormed Sirte'), and no word or name of a person."""
        head = self.doc[last - 1]
        if head.dep_ != "dobj" or head.head.lemma_ not in self.say.seizing:
            return False
        return not any(t.lower_ in self.say.ordinary or t.text in self.people for t in self.doc[first:last])

    def _in_list(self, first: int, last: int) -> bool:
        """Whether a run goes on a list of places: 'in Darfur and Malakal', 'Kisii, Mandera, Nakuru'."""
        if first < 2 or first - 2 not in self.taken:
            return False
        if self.doc[first - 1].lower_ in ("and", "or"):
            return True
        goes_on = last < len(self.doc) and self.doc[last].lower_ in (",", "and", "or")
        return self.doc[first - 1].text == "," and goes_on

    def opens_report(self, first: int, last: int) -> bool:
        """Whether a run is a dateline: capitals at the start of a line, a dash, bracket, colon or comma behind."""
        doc = self.doc
        if not self.words(first, last).isupper() or last >= len(doc):
            return False
        at = doc[first].idx
        line_start = at == 0 or self.text[max(0, at - 2) : at].strip(" ").endswith("\n") or doc[first].is_sent_start
        return bool(line_start) and doc[last].text in ("(", "--", "—", "–", "-", ":", ",", "/")
