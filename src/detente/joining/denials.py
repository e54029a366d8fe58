"""What does a denial deny? The claim is sought among all reports: by the event, by its words, by what it points at.

'Pakistan denied having attacked Jammu' meets the claim in the incident that both tell. 'The ministry called the
reports fake' names nothing: it means the nearest claim before it, in its own report, by another side and about the
denier; where its report holds none, the last such claim of the two days before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.joining.incidents import side_key, side_of
from detente.joining.strands import Told, ordinal
from detente.joining.terms import FUNCTION_WORDS
from detente.lexicon.diplomacy import Diplomacy
from detente.records import ActorRef, DisputePosition, Event, Incident, Statement
from detente.records.across import DisputeKind

CLAIMS = frozenset({"assert", "accuse", "blame", "confirm", "announce", "condemn", "admit", "justify"})
BLAME = frozenset({"accuse", "blame"})

BACK = 10
"""Days before a denial in which the claim is sought by its words; a claim that it points at is at most ``NEAR`` old."""

NEAR = 2

SHARED = 0.5
"""Least share of the denial's own words that the claim must hold."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial, the claims that it denies, and the incident that they tell of, where there is one."""

    statement: Statement
    published: str | None
    claims: tuple[tuple[ActorRef | str, Statement | None, str], ...]
    incident: Incident | None
    kind: DisputeKind


def words_of(s: Statement) -> str:
    """All that a statement says, as one string."""
    return " ".join(c.quote for c in s.content)


def is_denial(s: Statement, words: Diplomacy) -> bool:
    """A denial by its act, or by calling what others say untrue ('dismissed it as propaganda')."""
    if s.speaker is None or s.negated or not s.content:
        return False
    if s.act == "deny":
        return True
    said = words_of(s)
    return s.act in ("assert", "reject", "condemn") and bool(words.untrue.search(said) and len(said.split()) < 25)


def denials(incidents: Sequence[Incident], told: Sequence[Told], words: Diplomacy) -> Iterator[Denial]:
    """Every denial with what it denies; one that denies nothing that anybody is known to have said is left out."""
    home = {e: i for i in incidents for e in i.events}
    events = {e.id: e for t in told for e in t.events}
    index = _Claims(told, words)
    for t in told:
        for s in t.statements:
            if not is_denial(s, words):
                continue
            own_part = bool(words.own_part.search(words_of(s)))
            found = list(_by_blame(s, t, index)) if own_part else list(_by_event(s, home, events, index))
            found = found or list(_by_words(s, t, index, words))
            found = found or list(_by_pointing(s, t, index, words))
            if not found:
                continue
            incident = _incident(s, found, home)
            blamed = own_part or any(c is not None and c.act in BLAME for _, c, _ in found)
            yield Denial(s, t.published, tuple(found), incident, "responsibility" if blamed else "occurrence")


def _incident(
    s: Statement, found: Iterable[tuple[ActorRef | str, Statement | None, str]], home: Mapping[str, Incident]
) -> Incident | None:
    ids = [*s.claims, *(e for _, c, _ in found if c is not None for e in c.claims)]
    return next((home[e] for e in ids if e in home), None)


class _Claims:
    """Statements that assert something, by day, by whom they are about and by who makes them."""

    def __init__(self, told: Sequence[Told], words: Diplomacy) -> None:
        self.by_id: dict[str, Statement] = {}
        self.days: dict[int, list[tuple[Statement, Told]]] = defaultdict(list)
        self._about: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._by: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.about: dict[str, frozenset[str]] = {}
        self._bags: dict[str, set[str]] = {}
        for t in told:
            events = {e.id: e for e in t.events}
            for s in t.statements:
                self.by_id[s.id] = s
                if s.act not in CLAIMS or s.negated or s.speaker is None or words.retort.search(words_of(s)):
                    continue
                named = [r for e in s.claims if e in events for r in (*events[e].actors, *events[e].recipients)]
                codes = {side_key(r) for r in (*s.about, *s.addressees, *named)}
                self.about[s.id] = frozenset(codes)
                day = ordinal(t.published) or 0
                for code in codes:
                    self._about[day, code].append(len(self.days[day]))
                self._by[day, side_key(s.speaker)].append(len(self.days[day]))
                self.days[day].append((s, t))

    def bag(self, s: Statement) -> set[str]:
        """A claim's own words, gathered once however many denials are held against it."""
        known = self._bags.get(s.id)
        if known is None:
            known = self._bags[s.id] = _bag(words_of(s))
        return known

    def before(self, day: int, back: int, about: str, by: Iterable[str] = ()) -> Iterator[tuple[Statement, Told]]:
        """Claims about somebody, or by any of these, of a day and of those before it, the latest day first."""
        for d in range(day, day - back - 1, -1):
            at = {*self._about.get((d, about), ()), *(i for side in by for i in self._by.get((d, side), ()))}
            yield from (self.days[d][i] for i in sorted(at))


def _by_event(
    s: Statement, home: Mapping[str, Incident], events: Mapping[str, Event], index: _Claims
) -> Iterator[tuple[ActorRef | str, Statement | None, str]]:
    """Whoever tells the same incident as a fact, be it in another report."""
    assert s.speaker is not None
    mine = side_key(s.speaker)
    for event in s.claims:
        for other in home[event].events if event in home else ():
            e = events[other]
            if e.status not in ("occurred", "ongoing") or s.id in e.according_to or not e.according_to:
                continue
            side = side_of(e, index.by_id, None)
            teller = index.by_id.get(e.according_to[-1])
            if side_key(side) != mine and teller is not None and teller.act != "deny":
                yield side, teller, "the same incident"


def _by_blame(s: Statement, t: Told, index: _Claims) -> Iterator[tuple[ActorRef | str, Statement | None, str]]:
    """Whoever blames the denier, in its own report, else in the days before: each side once."""
    assert s.speaker is not None
    mine = side_key(s.speaker)
    seen: set[str] = set()
    blames = [
        (c, other)
        for c, other in index.before(ordinal(t.published) or 0, BACK, mine)
        if c.act in BLAME and c.speaker and side_key(c.speaker) != mine
    ]
    for c, _ in sorted(blames, key=lambda b: b[1].report != t.report):
        assert c.speaker is not None
        if side_key(c.speaker) not in seen:
            seen.add(side_key(c.speaker))
            yield c.speaker, c, "blames the denier"


def _bag(said: str) -> set[str]:
    words = {w.strip(".,;:'\"“”‘’()").casefold() for w in said.split()}
    return {w for w in words if len(w) > 3 and w not in FUNCTION_WORDS}


def _by_words(
    s: Statement, t: Told, index: _Claims, words: Diplomacy
) -> Iterator[tuple[ActorRef | str, Statement | None, str]]:
    """Claims by others about the denier, or by somebody whom the denial names, in much the same words."""
    assert s.speaker is not None
    mine = side_key(s.speaker)
    named = {side_key(r) for r in (*s.about, *s.addressees)} - {mine}
    bag = _bag(words.pointing.sub(" ", words.untrue.sub(" ", words_of(s))))
    if len(bag) < 2:
        return
    for claim, _ in index.before(ordinal(t.published) or 0, BACK, mine, named):
        assert claim.speaker is not None
        if side_key(claim.speaker) == mine or claim.id == s.id:
            continue
        if len(bag & index.bag(claim)) >= max(2, SHARED * len(bag)):
            yield claim.speaker, claim, "the same words"


def _by_pointing(
    s: Statement, t: Told, index: _Claims, words: Diplomacy
) -> Iterator[tuple[ActorRef | str, Statement | None, str]]:
    """The nearest claim before it, where the denial only points: 'denied it', 'called the reports fake'."""
    assert s.speaker is not None
    said = words_of(s)
    if not (words.pointing.search(said) or words.untrue.search(said)) and len(_bag(said)) > 2:
        return
    mine, at = side_key(s.speaker), s.content[0].start
    own = [
        c
        for c in t.statements
        if c.speaker is not None
        and c.id in index.about
        and side_key(c.speaker) != mine
        and (c.speaker.country or c.speaker.sector)  # 'the statement' and 'intelligence' are nobody's voice
        and c.content
        and c.content[0].start < at
        and c.id != s.id
        and (c.part == "teaser") == (s.part == "teaser")
    ]
    named = {side_key(r) for r in (*s.about, *s.addressees)} - {mine}
    told = [c for c in own if mine in index.about[c.id] or (c.speaker and side_key(c.speaker) in named)]
    near = max(told, key=lambda c: c.content[0].start, default=None)
    if near is not None and at - near.content[-1].end < FAR:
        yield near.speaker or "", near, "the nearest claim before it"
        return
    for claim, other in index.before(ordinal(t.published) or 0, NEAR, mine):
        assert claim.speaker is not None
        if side_key(claim.speaker) != mine and other.report != t.report:
            yield claim.speaker, claim, "the last claim about the denier"
            return


FAR = 700
"""Characters beyond which 'it' no longer means a claim: about two paragraphs."""


def positions_of(d: Denial) -> list[DisputePosition]:
    """The denier's position and those of the sides whose claims are denied."""
    assert d.statement.speaker is not None
    rows = [DisputePosition(side=d.statement.speaker, answer="denies", statements=(d.statement.id,))]
    rows += [
        DisputePosition(side=side, answer="asserts", statements=(c.id,) if c is not None else ())
        for side, c, _ in d.claims
    ]
    return rows
