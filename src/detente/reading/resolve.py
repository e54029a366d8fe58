"""Whom do 'he', 'the minister', 'the bloc' and 'both countries' mean in one report?

The report is walked once from the front. Everybody named is noted; a pronoun or a description looks back over the
last few names that agree with it, and the best one stands: near, a subject, not excluded by syntax. A pronoun is never
somebody whom its own clause names: in 'it shot down Indian jets' the pronoun is not India.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from detente.lexicon.actor_rows import fold
from detente.lexicon.identity import Identity, identity
from detente.reading.speech import subject
from detente.records import content_id

WINDOW = 40
"""Mentions looked back over: with 80 nothing changed on 150 articles, so the cost stays linear."""

SIDE_BY_SIDE = 1.0
"""What being named as a pair ('India and Pakistan') in the last sentences adds to each of the two."""

PROMINENT = 0.5
"""From the role of an object upwards: a description means a prominent actor before a nearer one in passing."""

STAKE = 4.0
"""Weight of a state's share in all names of states of a report, against single mentions in the last sentences."""

REACH = 3
"""Sentences that a pronoun looks back over."""

EMBEDDED = frozenset({"ccomp", "relcl", "acl", "advcl", "xcomp"})
"""Arcs under which a clause is part of another."""

GOES_ON = 0.5
"""What speaks for the speaker of a sentence before where a pronoun says something: 'he said' goes on with who spoke."""

BODIES = frozenset(["state", "government", "igo", "ngo", "media", "party", "military", "armed_group", "group"])
HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
IT = frozenset("it its itself".split())
THEY = frozenset("they them their theirs themselves".split())
FIRST = frozenset("i me my mine myself we us our ours ourselves".split())
POSSESSIVE = frozenset("its his her their".split())
REFLEXIVE = frozenset("himself herself itself themselves".split())
RELATIVE = frozenset("who whom whose which that".split())
STATIC = frozenset(
    "be have seem become remain appear happen include contain cause come mean follow last begin end".split()
)
"""Verbs that a thing is as likely to be the subject of as an actor."""

OF_CONTENT = frozenset("deny confirm say know believe do report doubt reject call make find see put admit mean".split())
"""Verbs whose object 'it' is what was said or done, not somebody."""

STATES = frozenset("country nation republic state neighbor neighbour island power".split())
TWO = frozenset("country nation side party state neighbor neighbour power rival government capital army leader".split())
BLOCS = frozenset("bloc union".split())
ALLIANCES = frozenset(["alliance", "pact"])
GROUPS = frozenset("group movement militia organization organisation outfit militant faction network rebel".split())
MONARCHIES = frozenset("SAU JOR MAR BHR THA GBR NLD ESP SWE NOR DNK BEL KHM BTN SWZ LSO TON MYS".split())
EMIRATES = frozenset(["QAT", "KWT", "ARE", "BHR"])
FEMALE = frozenset(
    "woman spokeswoman queen mother wife daughter sister girl mrs ms congresswoman princess chairwoman lady".split()
)
MALE = frozenset("man spokesman king father husband son brother boy mr congressman prince chairman sir pope".split())


@dataclass(frozen=True, slots=True)
class Note:
    """One mention, as the pronouns after it see it."""

    identity: Identity
    token: int
    sentence: int
    block: int
    role: float
    noun: str
    plural: bool
    actor: bool
    verb: int
    part: str
    gender: str | None
    speaks: bool


def role_of(token: Token) -> float:
    """How prominent a mention is: subjects first, then objects, then what hangs on prepositions and nouns."""
    dep = token.dep_
    if dep in ("nsubj", "nsubjpass", "agent"):
        return 1.0
    if dep == "conj":
        return role_of(token.head) - 0.1 if token.head.dep_ != "conj" else 0.4
    if dep in ("dobj", "dative", "iobj"):
        return 0.5
    if dep == "pobj":
        return 0.3 if token.head.lower_ != "by" else 0.6
    return {"poss": 0.3, "amod": 0.0, "compound": 0.0, "nmod": 0.0, "ROOT": 0.5}.get(dep, 0.2)


def clause_of(token: Token) -> Token:
    """The verb whose clause a token stands in."""
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token


def speaks(token: Token) -> bool:
    """Whether a word is the subject of a verb of saying or thinking: of one that has a clause for its object."""
    return token.dep_ == "nsubj" and any(c.dep_ == "ccomp" for c in token.head.children)


def _leads(token: Token) -> bool:
    """Whether a word is the subject of a verb of saying that no other verb of saying governs."""
    verb = token.head
    while verb.dep_ == "conj":
        verb = verb.head
    return speaks(token) and verb.dep_ not in EMBEDDED


def _verbs_above(token: Token) -> set[int]:
    """The verbs whose subjects act on what the token names: its own clause's and those that it hangs on."""
    out = set()
    while token.head.i != token.i:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            out.add(token.i)
            if token.dep_ == "relcl":
                break
    return out


def gender_of(words: Iterable[str]) -> str | None:
    """What titles and nouns tell of somebody's gender; nothing else is asked."""
    for w in words:
        if w in FEMALE:
            return "f"
        if w in MALE:
            return "m"
    return None


def group_of(members: Sequence[Identity], name: str | None = None, why: str = "", confidence: float = 0.7) -> Identity:
    """Several actors as one: 'both countries'."""
    names = [m.name for m in members]
    return identity(
        "group:" + "+".join(sorted(content_id("ACT", m.key) for m in members)),
        name or (" and ".join(names) if len(names) < 3 else ", ".join(names)),
        "group",
        members=tuple(dict.fromkeys(m.country or m.name for m in members)),
        via="pronoun",
        why=why or "a coordination of " + ", ".join(names),
        confidence=confidence,
    )


class Discourse:
    """What has been named so far in a report, walked from the front."""

    def __init__(self, stakes: Mapping[str, tuple[Identity, float]], given: Mapping[str, str]) -> None:
        self.stakes = stakes
        self.given = given
        self.pairs: list[tuple[int, frozenset[str]]] = []
        self.notes: list[Note] = []
        self.titles: dict[str, set[str]] = {}
        self.genders: dict[str, str] = {}

    def note(
        self, who: Identity, token: Token, sentence: int, block: int, part: str, *, plural: bool, actor: bool
    ) -> None:
        """Remember a mention; ``block`` counts paragraphs, ``part`` is the kind of part it stands in."""
        gender = None
        if who.kind == "person":
            words = [w.lower_ for w in token.subtree if w.i <= token.i and token.i - w.i < 8]
            first = fold(who.name).split(" ")[0]
            gender = self.genders.get(who.key) or gender_of(words) or self.given.get(first)
        if gender:
            self.genders[who.key] = gender
        self.notes.append(
            Note(
                who, token.i, sentence, block, role_of(token), token.lemma_.lower(), plural, actor, clause_of(token).i,
                part, gender, _leads(token),
            )
        )  # fmt: skip

    def entitle(self, who: Identity, words: Iterable[str]) -> None:
        """Remember under which titles the report introduces somebody."""
        self.titles.setdefault(who.key, set()).update(fold(w) for w in words)

    def _back(self, part: str) -> Iterable[Note]:
        """Mentions before, the nearest first; a teaser's are for the teaser alone."""
        for n in reversed(self.notes[-WINDOW:]):
            if (n.part == "teaser") == (part == "teaser"):
                yield n

    def pronoun(
        self, token: Token, sentence: int, block: int, part: str, below: Sequence[Identity] = ()
    ) -> Identity | None:
        """Whom a third-person pronoun means; ``None`` where nobody fits or the word stands for nothing ('it rains').

        ``below`` are those whom the pronoun's own clause names after it: the pronoun is none of them.
        """
        word = token.lower_
        if word in IT and _empty(token):
            return None
        if word == "it" and token.dep_ == "dobj" and token.head.lemma_ in OF_CONTENT:
            return None
        fits = _agreement(word)
        if fits is None:
            return None
        named = {b.key for b in below}
        places = {b.country for b in below if b.country and b.kind in ("state", "government", "population")}
        verb, telling = clause_of(token), speaks(token)
        best: tuple[float, Note] | None = None
        barred: set[str] = set()
        for n in self._back(part):
            age = sentence - n.sentence
            if age > REACH or n.token >= token.i or (n.part == "caption" and part != "caption"):
                continue
            weight = fits(n, self.genders.get(n.identity.key))
            if weight is None or n.identity.key in barred or n.identity.key in named:
                continue
            if not telling and n.identity.kind in ("state", "government", "military") and n.identity.country in places:
                continue
            if word not in POSSESSIVE | REFLEXIVE and n.verb == verb.i and _coargument(token, verb):
                barred.add(n.identity.key)
                continue
            score = weight + n.role - 0.8 * age - (0.5 if n.block != block else 0.0)
            if telling:
                score += GOES_ON if n.speaks else 0.0 if n.identity.kind in (*BODIES, "person") else -2.0
            if not n.actor and (word in POSSESSIVE or _acts(token, verb)):
                score -= 0.7 if word in POSSESSIVE else 1.5
            if best is None or score > best[0]:
                best = (score, n)
        if best is None or best[0] < -2.0:
            return None
        found = best[1]
        if word in HE and found.identity.kind == "person":
            self.genders.setdefault(found.identity.key, "m")
        if word in SHE and found.identity.kind == "person":
            self.genders.setdefault(found.identity.key, "f")
        return replace(
            found.identity,
            via="pronoun",
            why=f"{word!r} refers to {found.identity.name}, named before it",
            confidence=round(min(0.6, 0.45 + 0.1 * best[0]) if found.actor else 0.3, 2),
        )

    def titled(self, words: Sequence[str], part: str, sentence: int) -> Identity | None:
        """The person last introduced under such a title: 'the minister', 'the spokesman'."""
        wanted = {fold(w) for w in words}
        for n in self._back(part):
            if n.identity.kind == "person" and not n.plural and wanted <= self.titles.get(n.identity.key, set()):
                return replace(
                    n.identity,
                    via="office",
                    why=f"'the {' '.join(words)}' is {n.identity.name}, so introduced: {n.identity.why}",
                    confidence=min(n.identity.confidence, 0.7 if sentence - n.sentence <= REACH else 0.55),
                )
        return None

    def described(self, noun: str, part: str) -> Identity | None:
        """The body that a description means: 'the bloc', 'the kingdom', 'the country', 'the group', 'the ministry'."""
        back = list(self._back(part))
        for n in [*(n for n in back if n.role >= PROMINENT), *back]:
            who = n.identity
            if not n.actor or who.kind == "person" or (n.plural and n.noun != noun):
                continue
            if _describes(noun, who, n):
                return replace(
                    who,
                    via="name",
                    why=f"'the {noun}' after {who.name!r}: {who.why}",
                    confidence=min(who.confidence, 0.65),
                )
        return None

    def both(self, noun: str, token: Token, sentence: int, part: str) -> Identity | None:
        """'Both countries', 'the two sides': the two states that the last sentences and the whole report are about.

        The subject of the same clause is none of them ('The Swiss urged both countries ...').
        """
        verbs = _verbs_above(token)
        recent = self.notes[-WINDOW:]
        own = {n.identity.country for n in recent if n.verb in verbs and n.role >= 0.9 and n.token < token.i}
        beside = {c.i for v in verbs for c in token.doc[v].children if c.dep_ == "parataxis"}
        tellers = {s.text for v in verbs | beside if (s := subject(token.doc[v])) is not None and s.i > token.i}
        own |= {n.identity.country for n in self.notes if tellers and n.identity.name.split(" ")[-1] in tellers}
        score: dict[str, float] = {c: STAKE * share for c, (_, share) in self.stakes.items()}
        for at, pair in self.pairs[-8:]:
            for c in pair if 0 <= sentence - at <= REACH else ():
                score[c] = score.get(c, 0.0) + SIDE_BY_SIDE
        states: dict[str, Identity] = {c: who for c, (who, _) in self.stakes.items()}
        for n in recent:
            who = n.identity
            if not who.country or who.kind not in ("state", "government", "military") or sentence - n.sentence > REACH:
                continue
            if (n.part == "teaser") == (part == "teaser"):
                score[who.country] = score.get(who.country, 0.0) + 0.6 / (1 + sentence - n.sentence)
                states.setdefault(who.country, who)
        two = [c for c in sorted(score, key=lambda c: -score[c]) if c not in own][:2]
        if len(two) < 2:
            return None
        return group_of(
            [states[c] for c in sorted(two)],
            why=f"'{noun}': the two states that the report is about here",
            confidence=0.5,
        )


def _describes(noun: str, who: Identity, n: Note) -> bool:
    if noun in BLOCS:
        return who.kind == "igo" and who.country != "UNO"
    if noun in ALLIANCES:
        return who.kind == "igo" and (who.sector == "MIL" or "alliance" in who.name.casefold())
    if noun in STATES:
        return who.key.startswith(("state:", "gov:"))
    if noun == "kingdom":
        return who.kind in ("state", "government") and who.country in MONARCHIES
    if noun == "emirate":
        return who.kind in ("state", "government") and who.country in EMIRATES
    if noun in GROUPS:
        return who.kind in ("armed_group", "ngo", "group") and n.noun != noun and who.key.startswith("body:")
    return n.noun == noun and (who.country is not None or who.key.startswith("body:"))


def _agreement(word: str) -> Callable[[Note, str | None], float | None] | None:
    if word in HE | SHE:
        wanted = "m" if word in HE else "f"

        def human(n: Note, gender: str | None) -> float | None:
            if n.identity.kind != "person" or n.plural or (gender and gender != wanted):
                return None
            return 0.4 if gender == wanted else 0.0

        return human
    if word in IT:

        def body(n: Note, _: str | None) -> float | None:
            if n.plural or n.identity.kind in ("person", "population"):
                return None
            return 0.3 if n.identity.kind in BODIES and n.actor else 0.0

        return body
    if word in THEY:

        def many(n: Note, _: str | None) -> float | None:
            if n.plural:
                return 0.4 if n.actor else 0.1
            if n.identity.kind == "person":
                return None
            if n.identity.kind in ("group", "population", "armed_group", "military"):
                return -0.3
            return -0.8 if n.actor else None

        return many
    return None


def _empty(token: Token) -> bool:
    """'It' that stands for nothing: 'it is clear that ...', 'it was Monday'."""
    if token.dep_ == "expl":
        return True
    verb = token.head
    if token.dep_ not in ("nsubj", "nsubjpass"):
        return False
    kids = {c.dep_ for c in verb.children}
    if verb.lemma_ == "be" and kids & {"ccomp", "xcomp", "advcl"} and kids & {"acomp", "attr"}:
        return True
    return (token.dep_ == "nsubjpass" and "ccomp" in kids) or verb.lemma_ in ("seem", "appear", "rain", "snow", "turn")


def _coargument(token: Token, verb: Token) -> bool:
    return token.head.i == verb.i or (token.head.dep_ == "prep" and token.head.head.i == verb.i)


def _acts(token: Token, verb: Token) -> bool:
    return token.dep_ == "nsubj" and verb.pos_ == "VERB" and verb.lemma_ not in STATIC
