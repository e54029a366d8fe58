"""Who is a person named in a report, as the report itself introduces them?

'Vikram Misri, India's foreign secretary,' and 'Pakistan's Defence Minister Khawaja Asif' tell office and country; what
the text tells comes before what the registry knows. 'Asif' later (or in the headline before) is the same person.
"""

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.lexicon.actor_rows import Person, fold
from detente.lexicon.actors import BLOCS, Registry
from detente.lexicon.dates import day_of
from detente.lexicon.identity import Identity, identity
from detente.reading.phrases import text_of
from detente.reading.spots import Spot
from detente.records import Report

WIDE = 14
RANKS = frozenset("dr mr mrs ms lt gen col maj capt sgt adm prof sir hon rev".split())
FEW = 50
"""Persons of one last name that a new name is held against; no report has more."""

CLOSE = 5
"""Tokens between a role and the name in apposition to it; further off, the parser's apposition is often a list."""

MILITARY = {
    "lt": "lieutenant", "gen": "general", "col": "colonel", "maj": "major", "capt": "captain",
    "sgt": "sergeant", "adm": "admiral", "brig": "brigadier",
}  # fmt: skip
STOP = frozenset(["PUNCT", "SPACE", "VERB", "AUX"])


class People:
    """The persons of one report."""

    def __init__(self, report: Report, doc: Doc, registry: Registry, spots: tuple[Spot, ...], date: str | None) -> None:
        self.report = report
        self.doc = doc
        self.registry = registry
        self.date = date
        self._day = day_of(date)
        self._known: dict[str, Identity] = {}
        self._titles: dict[str, frozenset[str]] = {}
        self._full: dict[str, list[tuple[int, str]]] = {}
        self.titles: dict[int, Spot] = {}
        persons = [s for s in spots if s.person]
        for s in persons:
            self._meet(s)

    def _meet(self, spot: Spot) -> None:
        """First round: everybody who is named in full or introduced with a title."""
        title = self._title(spot)
        words = fold(spot.name).split()
        full = len(words) > 1 or (spot.entry is not None)
        if not full and not title:
            return
        key = self._key(spot)
        who = self._known.get(key) or self._start(spot, key)
        if title:
            who = self._told(who, title)
            self._titles[key] = self._titles.get(key, frozenset()) | frozenset(fold(title).split())
        self._known[key] = who
        for w in {words[-1], words[0]} if full else {words[-1]}:
            named = self._full.setdefault(w, [])
            if not named or named[-1][1] != key:  # once per change of person, or a name said often costs too much
                named.append((spot.start, key))

    def _key(self, spot: Spot) -> str:
        if spot.entry is not None and isinstance(spot.entry.row, Person):
            return f"person:{fold(spot.entry.row.name)}"
        words = fold(spot.name).split()
        for _, key in self._full.get(words[-1], [])[:FEW]:
            other = key.split(":")[-1].split()
            if other[-1] == words[-1] and (set(words) <= set(other) or set(other) <= set(words)):
                return key
        if len(words) == 1:
            return f"person:{self.report.id}:{words[0]}"
        return f"person:{' '.join(words)}"

    def _start(self, spot: Spot, key: str) -> Identity:
        if spot.entry is not None and isinstance(spot.entry.row, Person):
            known = self.registry.person(spot.entry.row, self._day)
            if self.date is None and (known.office or "").startswith("former "):
                last = spot.entry.row.terms[-1]
                why = f"{known.name}, {last.office}; the report has no date"
                return replace(known, sector=last.sector, office=last.office, why=why, confidence=0.7)
            return known
        return identity(key, spot.name, "person", why="a person whom the report names", confidence=0.7)

    def _told(self, who: Identity, title: str) -> Identity:
        """What a title of the text says of somebody comes before what the registry knows."""
        c = self.registry.compose(title)
        office = self.registry.office_of(title, c.country)
        if c.sector is None and c.country is None:
            return who
        if office and c.former:
            office = f"former {office}"
        if c.sector in ("UNK", "CVL") and who.sector:
            return who
        country = who.country if c.country in BLOCS and who.country else c.country or who.country
        held = who.office or ""
        same = office is not None and office in held
        return replace(
            who,
            country=country,
            sector=(who.sector if same and who.sector else c.sector) or who.sector,
            office=held if same else office or who.office,
            why=f"introduced as {title!r}" + (f"; {who.why}" if who.key in self._known or who.office else ""),
            confidence=max(who.confidence, 0.85),
        )

    def _title(self, spot: Spot) -> str | None:
        """The words beside a name that say who it is: before it, or in apposition."""
        head = self.doc[spot.head]
        before = self._before(spot)
        if before:
            if (role := self._role_before(spot)) is not None:
                self._mark(role.left_edge.i, role.i + 1, spot)  # 'the army's spokesman, Major Obi, said'
            return self._completed(before, spot)
        for child in head.children:
            if child.dep_ == "appos" and child.i >= spot.end and self._is_role(child):
                self._mark(child.left_edge.i, child.right_edge.i + 1, spot)
                return self._phrase(child)
        told = self._completed("member", spot)
        if told != "member" and self.registry.compose(told).sector not in (None, "UNK"):
            return told
        if (role := self._role_before(spot)) is not None:
            self._mark(role.left_edge.i, spot.start, spot)
            return self._phrase(role, stop=spot.start)
        return None

    def _role_before(self, spot: Spot) -> Token | None:
        """The role that the name stands in apposition to."""
        head = self.doc[spot.head]
        role = head.head
        near = head.dep_ == "appos" and role.i < spot.start and spot.start - role.i <= CLOSE
        if not near or role.i in self.titles or self._in_spot(role, spot) or not self._is_role(role):
            return None
        return role

    def _mark(self, start: int, end: int, spot: Spot) -> None:
        """The words of a title mean the person whom they introduce."""
        for i in range(max(start, end - WIDE), end):
            self.titles.setdefault(i, spot)

    def _completed(self, title: str, spot: Spot) -> str:
        """A title with what stands after the name: 'General Obi of the Ghanaian army'."""
        for child in self.doc[spot.head].rights:
            after = child.dep_ == "prep" and child.lower_ in ("of", "from", "with") and child.i == spot.end
            if after and self.registry.compose(title).country is None:
                stop = min(child.right_edge.i + 1, child.i + WIDE)
                return f"{title} {text_of(self.report, self.doc, child.i, stop)}"
        return title

    def _in_spot(self, token: Token, spot: Spot) -> bool:
        return spot.start <= token.i < spot.end

    def _is_role(self, token: Token) -> bool:
        noun = self.registry.vocabulary.heads.get(fold(token.text))
        return noun is not None and noun.person and not noun.plural

    def _before(self, spot: Spot) -> str | None:
        """Title words that stand right before the name, as far back as they belong to its noun phrase."""
        i = spot.start - 1
        low = max(self.doc[spot.start].sent.start, spot.start - WIDE)
        words: list[Token] = []
        while i >= low:
            t = self.doc[i]
            if t.pos_ in STOP and not (t.text in ("-", ".", "'s", "'") or t.dep_ in ("case", "amod", "compound")):
                break
            if t.text in ("-", "–", "—") and t.whitespace_:
                break
            if t.pos_ in ("ADP", "SCONJ", "PRON") and t.lower_ not in ("of", "for", "to"):
                break
            if t.pos_ in ("ADP",) and not words:
                break
            if t.pos_ == "CCONJ" and not self._ends_in_title([self.doc[i - 1]]):
                break  # 'condemned the Swedish raid and Foreign Minister Fidan called'
            words.append(t)
            i -= 1
            if t.pos_ == "DET":
                break
        words.reverse()
        rank = None
        while words and (fold(words[-1].text) in RANKS or not words[-1].text[0].isalnum()):
            rank = MILITARY.get(fold(words[-1].text), rank)
            words = words[:-1]
        while words and words[0].pos_ in ("CCONJ", "ADP", "DET", "PART", "ADV"):
            words = words[1:]
        if not words or not self._ends_in_title(words):
            return rank
        self._mark(words[0].i, words[-1].i + 1, spot)
        return text_of(self.report, self.doc, words[0].i, words[-1].i + 1)

    def _ends_in_title(self, words: list[Token]) -> bool:
        tail = [w.text for w in words[-4:]]
        for n in range(len(tail), 0, -1):
            noun = self.registry.vocabulary.heads.get(fold(" ".join(tail[-n:])))
            if noun is not None:
                return noun.person and not noun.plural
        return False

    def _phrase(self, token: Token, stop: int | None = None) -> str:
        start = max(token.left_edge.i, token.i - WIDE)
        end = token.i + 1
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ in ("of", "for", "at", "to", "in", "with"):
                end = max(end, min(child.right_edge.i + 1, token.i + 10))
        if stop is not None:
            end = min(end, stop)
        return text_of(self.report, self.doc, start, end)

    def of(self, spot: Spot) -> tuple[Identity, Iterable[str]]:
        """Who a person's name means, and the words under which the report has introduced them."""
        words = fold(spot.name).split()
        key = self._key(spot)
        if spot.entry is None and len(words) == 1 and key not in self._known:
            key = self._by_part(words[0], spot.start) or key
        who = self._known.get(key)
        if who is None:
            who = self._start(spot, key)
            self._known[key] = who
        elif fold(who.name) != " ".join(words):
            who = replace(who, why=f"{spot.name!r} is {who.name}: {who.why}", confidence=min(who.confidence, 0.8))
        titles = (
            *self._titles.get(key, ()),
            *fold(who.office or "").replace("minister of defence", "defence minister").split(),
        )
        return who, titles

    def settle(self, spot: Spot, employer: Identity) -> None:
        """Whom somebody serves, known once 'its' is resolved: country, and sector where a mere spokesman had none."""
        key = self._key(spot)
        who = self._known.get(key)
        if who is not None and who.country is None:
            sector = employer.sector if employer.sector and who.sector in (None, "GOV", "UNK") else who.sector
            why = f"{who.why}; of {employer.name}"
            self._known[key] = replace(who, country=employer.country, sector=sector, why=why)

    def _by_part(self, word: str, at: int) -> str | None:
        """The person of whose name this is a part: the last one named before, else the first one named after."""
        found = self._full.get(word, ())
        for start, key in reversed(found):
            if start < at:
                return key
        later = {k for _, k in found}
        return later.pop() if len(later) == 1 else None


__all__ = ["People"]
