"""What does a denial deny? The claim is sought among all reports: by the event, by its words, by what it points at.

'Pakistan denied having attacked Jammu' meets the claim in the incident that both tell. 'The ministry called the
reports fake' names nothing: it means the nearest claim before it, in its own report, by another side and about the
denier; where its report holds none, the last such claim of the two days before. A denial must be about the same
thing: who denies a charge is charged with a deed of its own, who denies 'it' means its own report, and a denial that
says what it denies ('reports that the council had met') points at nothing else.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from detente.joining.incidents import side_key, side_of
from detente.joining.strands import Told, ordinal
from detente.joining.terms import FUNCTION_WORDS
from detente.lexicon.diplomacy import Diplomacy
from detente.records import ActorRef, Event, Incident, Statement
from detente.records.across import DisputeKind

CLAIMS = frozenset({"assert", "accuse", "blame", "confirm", "announce", "condemn", "admit", "justify"})
BLAME = frozenset({"accuse", "blame"})

BACK = 10
"""Days before a denial in which the claim is sought by its words; a claim that it points at is at most ``NEAR`` old."""

NEAR = 2

SHARED = 0.5
"""Least share of the denial's own words that the claim must hold."""


Met = tuple[ActorRef | str, "Claim"]
"""A side, and the claim of it that is denied."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that asserts something, as far as denials look at it.

    ``about`` are the sides of whom it speaks, ``doers`` and ``hit`` those whom it charges with a deed against somebody
    and those against whom, ``stems`` the first letters of its words and of the deeds' sentences, ``bag`` its own words.
    ``start`` and ``end`` bound its content.
    """

    id: str
    report: str
    published: str | None
    part: str
    act: str
    speaker: ActorRef | None
    said: str
    events: tuple[str, ...]
    about: frozenset[str] = frozenset()
    doers: frozenset[str] = frozenset()
    hit: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    bag: frozenset[str] = frozenset()
    start: int | None = None
    end: int | None = None


class Known(Protocol):
    """What is looked up of all reports: by the ids of events, incidents and statements."""

    def home(self, event: str) -> Incident | None:
        """The incident that an event is of."""

    def event(self, ident: str) -> Event:
        """An event of an incident."""

    def statement(self, ident: str) -> Statement | None:
        """A statement on which an event of an incident stands."""

    def when(self, report: str) -> str | None:
        """When a report was published that tells of an incident."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial, the claims that it denies, and the incident that they tell of, where there is one."""

    statement: Statement
    published: str | None
    claims: tuple[Met, ...]
    incident: Incident | None
    kind: DisputeKind


def words_of(s: Statement) -> str:
    """All that a statement says, as one string."""
    return " ".join(c.quote for c in s.content)


DENYING = frozenset({"deny", "assert", "reject", "condemn"})
SHORT = 25
"""Words from which a statement that holds 'fake' or 'a lie' says more than that."""


def is_denial(s: Statement, words: Diplomacy) -> bool:
    """A denial by its act, or by calling what others say untrue ('dismissed it as propaganda')."""
    if s.speaker is None or s.negated or not s.content or s.act not in DENYING:
        return False
    said = words_of(s)
    if s.act != "deny" and (words.untrue.search(said) is None or len(said.split()) >= SHORT):
        return False
    return words.retort.search(said) is None  # 'the denial was a lie' answers a denial


def denials(t: Told, known: Known, index: "Claims", words: Diplomacy) -> Iterator[Denial]:
    """A report's denials with what they deny; one that denies nothing anybody is known to have said is left out."""
    for s in t.statements:
        if not is_denial(s, words):
            continue
        own_part = bool(words.own_part.search(words_of(s)))
        found = list(_by_blame(s, t, index, words)) if own_part else list(_by_event(s, known))
        found = found or list(_by_words(s, t, index, words))
        found = found or list(_by_pointing(s, t, index, words))
        if not found:
            continue
        blamed = own_part or any(c.act in BLAME for _, c in found)
        yield Denial(
            s, t.published, tuple(found), _incident(s, found, known), "responsibility" if blamed else "occurrence"
        )


def _incident(s: Statement, found: Iterable[Met], known: Known) -> Incident | None:
    ids = [*s.claims, *(e for _, c in found for e in c.events)]
    return next((i for e in ids if (i := known.home(e)) is not None), None)


def _voice(side: ActorRef | str) -> str:
    """One key a voice: armed groups and parties do not speak for the country that they are of."""
    return side.actor if not isinstance(side, str) and side.sector in OWN_VOICE else side_key(side)


OWN_VOICE = frozenset({"REB", "UAF", "PTY", "OPP"})

ADVERSE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "ACCUSE", "SANCTION", "PROTEST"})
"""Types of deed that somebody is charged with."""


def claims(t: Told, words: Diplomacy) -> Iterator[Claim]:
    """The statements of a report that assert something."""
    events = {e.id: e for e in t.events}
    for s in t.statements:
        if s.act not in CLAIMS or s.negated or s.speaker is None or words.retort.search(words_of(s)):
            continue
        named = [r for e in s.claims if e in events for r in (*events[e].actors, *events[e].recipients)]
        bad = [events[e] for e in s.claims if e in events and events[e].type in ADVERSE]
        told_in = [events[e].sentence.quote for e in s.claims if e in events]
        yield Claim(
            id=s.id,
            report=t.report,
            published=t.published,
            part=s.part,
            act=s.act,
            speaker=s.speaker,
            said=words_of(s),
            events=s.claims,
            about=frozenset(side_key(r) for r in (*s.about, *s.addressees, *named)),
            doers=frozenset(side_key(r) for e in bad for r in e.actors),
            hit=frozenset(side_key(r) for e in bad for r in e.recipients),
            stems=frozenset(_stems(" ".join([words_of(s), *told_in]))),
            bag=frozenset(_bag(words_of(s))),
            start=s.content[0].start if s.content else None,
            end=s.content[-1].end if s.content else None,
        )


@functools.lru_cache(maxsize=1024)
def day_of(published: str | None) -> int:
    """The day under which a report's claims are found: its own, or one of those without a day."""
    return ordinal(published) or 0


class Claims:
    """Claims by day; of one day in the order in which they are given, which is that of the reports."""

    def __init__(self, many: Iterable[Claim]) -> None:
        self._days: dict[int, list[Claim]] = defaultdict(list)
        for c in many:
            self._days[day_of(c.published)].append(c)

    def before(self, day: int, back: int) -> Iterator[Claim]:
        """Claims of a day and of those before it, the latest first."""
        for d in range(day, day - back - 1, -1):
            yield from self._days.get(d, ())

    def of(self, t: Told) -> Iterator[Claim]:
        """The claims of a report."""
        return (c for c in self._days.get(day_of(t.published), ()) if c.report == t.report)


def _by_event(s: Statement, known: Known) -> Iterator[Met]:
    """Whoever tells the same incident as a fact, be it in another report."""
    assert s.speaker is not None
    mine = side_key(s.speaker)
    for event in s.claims:
        incident = known.home(event)
        for e in map(known.event, incident.events if incident is not None else ()):
            if e.status not in ("occurred", "ongoing") or s.id in e.according_to or not e.according_to:
                continue
            tellers = {i: x for i in e.according_to if (x := known.statement(i)) is not None}
            side = side_of(e, tellers, None)
            teller = tellers.get(e.according_to[-1])
            if side_key(side) != mine and teller is not None and teller.act != "deny":
                when = known.when(teller.report)
                yield (
                    side,
                    Claim(
                        teller.id,
                        teller.report,
                        when,
                        teller.part,
                        teller.act,
                        teller.speaker,
                        words_of(teller),
                        teller.claims,
                    ),
                )


def _by_blame(s: Statement, t: Told, index: Claims, words: Diplomacy) -> Iterator[Met]:
    """Whoever blames the denier for what it denies, in its own report, else in the days before: each side once."""
    assert s.speaker is not None
    mine = _voice(s.speaker)
    deed = _stems(words.own_part.sub(" ", words.pointing.sub(" ", words_of(s)))) - _stems(s.speaker.name)
    seen: set[str] = set()
    blames = [
        c
        for c in index.before(day_of(t.published), BACK)
        if c.act in BLAME and mine in c.about and c.speaker and side_key(c.speaker) != mine
        if not deed or deed & c.stems
    ]
    for c in sorted(blames, key=lambda b: b.report != t.report):
        assert c.speaker is not None
        if side_key(c.speaker) not in seen:
            seen.add(side_key(c.speaker))
            yield c.speaker, c


def _bag(said: str) -> set[str]:
    words = {w.strip(".,;:'\"“”‘’()").casefold() for w in said.split()}
    return {w for w in words if len(w) > 3 and w not in FUNCTION_WORDS}


def _stems(said: str) -> set[str]:
    """The first letters of a text's own words: 'attack' and 'attacked' are one."""
    return {w[:STEM] for w in _bag(said)}


STEM = 5

NAMED = 3
"""Words of its own beyond which a denial says what it denies and points at nothing."""

_CLAUSE = re.compile(r"^that\s+(?=\w+\s)", re.IGNORECASE)
_EVERY = re.compile(r"\bany\b(?! (?:role|part|link|involvement|responsibility))", re.IGNORECASE)
_BARE = re.compile(r"^\W*(?:it|this|that|them|these|those)\W*$", re.IGNORECASE)


def _by_words(s: Statement, t: Told, index: Claims, words: Diplomacy) -> Iterator[Met]:
    """Claims by others about the denier, or by somebody whom the denial names, in much the same words."""
    assert s.speaker is not None
    mine = side_key(s.speaker)
    named = {side_key(r) for r in (*s.about, *s.addressees)} - {mine}
    bag = _bag(words.pointing.sub(" ", words.untrue.sub(" ", words_of(s))))
    if len(bag) < 2:
        return
    for claim in index.before(day_of(t.published), BACK):
        assert claim.speaker is not None
        side = side_key(claim.speaker)
        if side == mine or not (mine in claim.about or side in named) or claim.id == s.id:
            continue
        if len(bag & claim.bag) >= max(2, SHARED * len(bag)):
            yield claim.speaker, claim


def _by_pointing(s: Statement, t: Told, index: Claims, words: Diplomacy) -> Iterator[Met]:
    """The nearest claim before it, where the denial only points: 'denied it', 'called the reports fake'."""
    assert s.speaker is not None
    said = _CLAUSE.sub("", words_of(s))
    bare, charged = bool(_BARE.match(said)), bool(words.charge.search(said) or words.untrue.search(said))
    left = words.charge.sub(" ", words.pointing.sub(" ", words.untrue.sub(" ", said)))
    if len(_bag(left)) > NAMED or not (bare or charged or words.pointing.search(said)):
        return
    mine, at = _voice(s.speaker), s.content[0].start
    at = LAST if s.part in ("headline", "deck") else at  # what they sum up comes after them
    deed = _stems(words.own_part.sub(" ", left)) - _stems(s.speaker.name)
    every = _EVERY.search(said) is not None

    def meant(c: Claim) -> bool:
        if c.speaker is None or side_key(c.speaker) == mine or not (c.speaker.country or c.speaker.sector):
            return False  # 'the statement' and 'intelligence' are nobody's voice
        blamed = c.act in BLAME and mine in c.about and not every
        if mine in c.doers or (blamed and (not deed or deed & c.stems)):
            return True
        return not words.charge.search(said) and mine in c.hit

    own = [
        c
        for c in index.of(t)
        if c.start is not None and c.start < at and c.id != s.id and meant(c)
        if (c.part == "teaser") == (s.part == "teaser")
    ]
    near = max(own, key=lambda c: c.start or 0, default=None)
    if near is not None and (charged or at - (near.end or 0) < FAR):
        yield near.speaker or "", near
        return
    for claim in () if bare else index.before(day_of(t.published), NEAR):
        assert claim.speaker is not None
        if meant(claim) and claim.report != t.report:
            yield claim.speaker, claim
            return


LAST = 10**9
"""Behind every offset of a report."""

FAR = 700
"""Characters beyond which 'it' no longer means a claim: about two paragraphs."""
