"""What became of those counted? killed, wounded, missing, ... as the syntax around their noun says."""

import functools
from collections.abc import Iterable
from typing import Literal

from spacy.tokens import Token

from detente.lexicon.numbers import NumberWords, load_number_words
from detente.reading.numbers.lists import NOMINAL, SUBJECTS, host_of, is_year_old

Slot = Literal["object", "subject"]

SHOT = "shot?"
"""Hit, and not told yet whether dead or wounded."""

SEVERITY = ("killed", "destroyed", "captured", "missing", "wounded", SHOT, "detained", "displaced")
"""Where two things became of somebody ('shot and killed'), the first of these is told."""

COUNTERS = frozenset("dozens hundreds thousands scores couple dozen handful".split())
"""Words that stand for those whom they count: 'dozens were hurt'."""

OF_PEOPLE = frozenset({"killed", "wounded", "shot?", "missing", "detained"})
GROUPS = frozenset("total number group family pair trio team crew party string series majority handful".split())
SUICIDE = frozenset({("take", "life"), ("commit", "suicide"), ("lose", "life")})
THEM = frozenset({"them", "whom", "those"})
COMPLEMENTS = frozenset({"acomp", "oprd", "attr", "xcomp", "ccomp", "advcl", "amod", "advmod", "acl", "dobj"})


class Fates:
    """What the words around a counted noun make of those counted."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words
        self.signs = words.signs
        self.verbs = {(lemma, row.victim): row.what for row in words.verb for lemma in row.lemmas}
        self.shot = frozenset(lemma for row in words.verb for lemma in row.shot)
        self.phrasal = {(p.lemma, p.particle, p.victim): p.what for p in words.phrasal}
        self.holders = {**words.nouns, **words.holders}
        self.triggers = (
            frozenset(lemma for lemma, _ in self.verbs)
            | frozenset(p.lemma for p in words.phrasal)
            | words.signs.carry
            | words.signs.suffer
            | frozenset(
                "find leave pronounce declare presume confirm fear report hit strike expect turn commit lose".split()
            )
        )

    def is_person(self, noun: Token) -> bool:
        """Whether a noun counts people: a known noun of persons, '-man', '-woman', 'Palestinians', a bare number."""
        lemma = noun.lemma_.lower()
        return (
            lemma in self.words.people.nouns
            or noun.lower_ in self.words.states
            or noun.pos_ in ("NUM", "PRON")
            or noun.lower_ in COUNTERS
            or noun.ent_type_ in ("NORP", "PERSON")
            or lemma.endswith(("man", "woman", "ist"))
            or is_year_old(noun)
        )

    def of(self, noun: Token) -> str | None:
        """What became of those whom ``noun`` names, or ``None`` where the words do not say.

        In 'killing 12 people and wounding 30' it is killed for 'people', wounded for '30'.
        """
        token = noun
        for _ in range(12):
            found = self._own(token)
            if found in OF_PEOPLE and not self._may_be(noun):
                found = None
            above = token.head if token.dep_ in self._climbs(noun) else host_of(token)
            if found or above is None or above.pos_ not in NOMINAL:
                return found
            token = above
        return None

    def _may_be(self, noun: Token) -> bool:
        """Whether a noun can be of the dead or hurt: not a singular name of a thing, nor a thing joined to people."""
        if noun.lemma_.lower() in self.words.people.never:
            return False
        if noun.tag_ == "NNP" and noun.ent_type_ not in ("PERSON", "NORP", "ORG", ""):
            return False
        return self.is_person(noun) or noun.dep_ != "conj"

    def _climbs(self, noun: Token) -> tuple[str, ...]:
        """A bare figure in apposition is an age: 'Jane Roe, 44'."""
        return ("conj",) if noun.pos_ == "NUM" else ("conj", "appos")

    def _own(self, noun: Token) -> str | None:
        for c in noun.children:
            if c.dep_ == "amod" and c.lower_ in self.words.states and c.i < noun.i:
                return self.words.states[c.lower_]
        found = [self._above(noun)]
        if self.is_person(noun):
            found += [self._beside(noun), self._below(noun)]
        return gravest(found)

    def beside(self, noun: Token) -> str | None:
        """What the words right behind a noun make of those it names: 'dozens of people dead'."""
        return self._beside(noun) or self._below(noun) if self.is_person(noun) else None

    def _beside(self, noun: Token) -> str | None:
        """'three soldiers dead', 'two others seriously injured', 'one fatally'."""
        word = noun.lower_
        if word in self.words.states and noun.pos_ in ("ADJ", "NOUN", "VERB"):
            return self.words.states[word]
        token = _next(noun)
        if token is not None and token.lower_ == "of" and (them := _next(token)) is not None and them.lower_ in THEM:
            token = _next(them)
        while token is not None and (token.lower_ in ("others", "other", "more") or token.tag_ == "RB"):
            if token.lower_ in self.signs.deadly:
                return "killed"
            if token.lower_ in self.signs.hurt and not _is_verbal(_next(token)):
                return "wounded"
            token = _next(token)
        if token is not None and token.dep_ == "prep" and (found := self._prepositional(token)):
            return found
        if token is not None and token.lower_ in self.words.states and token.dep_ not in SUBJECTS:
            modifies = token.dep_ == "amod" and token.head.i > token.i
            active = token.pos_ == "VERB" and any(c.dep_ == "dobj" for c in token.children)
            if not modifies and not active:
                return self.words.states[token.lower_]
        return None

    def _below(self, noun: Token) -> str | None:
        """'three dead soldiers', 'people killed in the raid', 'men who died', 'a suspect in custody'."""
        for c in noun.children:
            if noun.lemma_ == "victim" and c.i < noun.i and c.lower_ in self.words.victims:
                kind = self.words.victims[c.lower_]
                return SHOT if kind == "shot" else kind
            found = None
            if c.dep_ == "acl" and c.tag_ in ("VBN", "VBD"):
                found = self._verb(c, passive=True)
            elif c.dep_ == "acl" and c.tag_ == "VBG":
                found = self._verb(c, passive=False)
            elif c.dep_ == "relcl" and any(g.dep_ in SUBJECTS and g.lower_ in ("who", "that") for g in c.children):
                found = self._verb(c, passive=_is_passive(c))
            elif c.dep_ == "prep":
                found = self._prepositional(c)
            if found:
                return found
        return None

    def _above(self, noun: Token) -> str | None:
        head = noun.head
        if noun.dep_ in SUBJECTS:
            if head.lower_ in self.words.states and (head.pos_ == "ADJ" or head.lower_ == "missing"):
                return self.words.states[head.lower_]
            return self._verb(head, passive=noun.dep_ == "nsubjpass" or _is_passive(head), noun=noun)
        if noun.dep_ in ("dobj", "dative"):
            if noun.lemma_ == "life" and head.lemma_ in self.signs.claims:
                return "killed"
            return None if self._is_either(head) else self._act(head, "object", noun)
        if noun.dep_ == "pobj" and (head.lower_ == "of" or (head.lower_ == "to" and head.head.lemma_ == "injury")):
            return self._behind_of(head.head, noun)
        if noun.dep_ == "pobj" and head.lower_ == "on" and head.head.lemma_ == "turn" and noun.lower_.endswith("self"):
            return "killed" if any(c.lemma_ in self.signs.arms for c in head.head.children) else None
        if noun.dep_ == "poss":
            return self.holders.get(head.lemma_)
        return None

    def _behind_of(self, noun: Token, victim: Token) -> str | None:
        lemma = noun.lemma_.lower()
        if lemma in GROUPS:
            return self._above(noun) or self._beside(victim)
        if lemma == "life" and noun.dep_ == "dobj" and noun.head.lemma_ in self.signs.claims:
            return "killed"
        if lemma in self.words.deeds.words:
            fatal = any(c.lower_ in self.words.deeds.fatal for c in noun.children)
            return ("killed" if fatal else SHOT) if self.is_person(victim) else None
        return self.holders.get(lemma)

    def _verb(self, verb: Token, passive: bool, noun: Token | None = None) -> str | None:
        """What a verb, and those joined to it without a subject of their own, make of their subject."""
        if self._is_either(verb):
            return None
        found = [self._act(verb, "object" if passive else "subject", noun)]
        for other in verb.conjuncts:
            if other.i > verb.i and not any(c.dep_ in SUBJECTS for c in other.children):
                as_passive = passive and other.tag_ == "VBN" and not any(c.dep_ == "aux" for c in other.children)
                found.append(self._act(other, "object" if as_passive or _is_passive(other) else "subject", noun))
        return gravest(found)

    def _act(self, verb: Token, slot: Slot, noun: Token | None) -> str | None:
        """What one verb makes of the one in ``slot`` ('object': also the subject of its passive)."""
        lemma = verb.lemma_.lower()
        if any(c.dep_ == "neg" for c in verb.children) or self._is_unreal(verb):
            return None
        if slot == "subject" and (lemma, "object") in self.verbs and _is_headline_passive(verb):
            slot = "object"
        for c in verb.children:
            if c.dep_ in ("prt", "advmod", "prep") and (lemma, c.lower_, slot) in self.phrasal:
                return self.phrasal[lemma, c.lower_, slot]
        what = self.verbs.get((lemma, slot))
        if what == "wounded" and noun is not None and not self.is_person(noun) and lemma in self.shot:
            return None
        if what == "displaced" and noun is not None and not self.is_person(noun):
            return None
        if what == "wounded" and self._is_deadly(verb):
            return "killed"
        if lemma in self.shot and what:
            return self._complement(verb, slot) or SHOT
        return what or self._complement(verb, slot)

    def _is_either(self, verb: Token) -> bool:
        """'Killed or wounded 20 people': how many of them died is not told."""
        first = verb.head if verb.dep_ == "conj" and verb.head.pos_ == "VERB" else verb
        if not any(c.dep_ == "cc" and c.lower_ == "or" for c in first.children):
            return False
        told = {self.verbs.get((v.lemma_.lower(), "object")) for v in (first, *first.conjuncts)} - {None}
        return len(told) > 1

    def _is_unreal(self, verb: Token) -> bool:
        """'if the boy dies', 'could have been killed', 'nearly died', 'tried to kill two guards'."""
        unreal = self.words.unreal
        words = {c.lower_ for c in verb.children if c.dep_ in ("mark", "advmod", "aux")}
        if words & (unreal.marks | unreal.adverbs) or (words & unreal.modals and "have" in words):
            return True
        return verb.dep_ == "xcomp" and verb.head.lemma_ in unreal.tries and "to" in words

    def _is_deadly(self, verb: Token) -> bool:
        for c in verb.children:
            if c.lower_ in self.signs.deadly and not self._is_of_some(c):
                return True
            if c.dep_ == "prep" and c.lower_ == "to" and any(g.lower_ == "death" for g in c.children):
                return True
        return False

    def _is_of_some(self, adverb: Token) -> bool:
        """Whether an adverb is said of some only: 'five people were shot, one fatally'."""
        before = adverb.doc[adverb.i - 1] if adverb.i else None
        return before is not None and (before.pos_ == "NUM" or (before.lower_ == "them" and adverb.i > 1))

    def _complement(self, verb: Token, slot: Slot) -> str | None:
        """'was found dead', 'is missing', 'was taken to hospital', 'suffered burns', 'is expected to survive'."""
        lemma = verb.lemma_.lower()
        for c in verb.children:
            if c.dep_ in COMPLEMENTS and c.lower_ in self.words.states and (c.pos_ != "NOUN" or c.dep_ == "attr"):
                own = any(g.dep_ in SUBJECTS for g in c.children)
                of_object = any(g.dep_ == "dobj" and g != c for g in verb.children)  # 'left one of them dead'
                if slot == "object" or not (own or of_object):
                    return self.words.states[c.lower_]
            if c.dep_ == "prep":
                found = self._prepositional(c) if slot == "object" or lemma in self.signs.carry else None
                if found == "wounded" and lemma not in self.signs.carry and lemma != "find":
                    found = None
                if found:
                    return found
            if c.dep_ in ("prep", "agent") and lemma in ("hit", "strike") and slot == "object" and self._is_hit(c):
                return SHOT
            if slot == "subject" and c.dep_ == "dobj" and (lemma, c.lemma_) in SUICIDE and _is_own(lemma, c):
                return "killed"
            if slot == "subject" and c.dep_ == "dobj" and lemma in self.signs.suffer and c.lower_ in self.signs.wounds:
                return (
                    "killed"
                    if any(g.lower_ in self.words.deeds.fatal and not _is_non(g) for g in c.children)
                    else "wounded"
                )
            if slot == "object" and c.tag_ == "VBG" and c.dep_ in ("xcomp", "ccomp", "advcl", "acl"):
                found = None if any(g.dep_ in SUBJECTS for g in c.children) else self._complement(c, "subject")
                if found == "wounded":
                    return found
            if lemma == "expect" and c.dep_ == "xcomp" and c.lemma_ in ("survive", "recover", "live"):
                return "wounded"
        return None

    def _is_hit(self, prep: Token) -> bool:
        """'hit by gunfire', 'struck in the leg'."""
        told = self.signs.missiles if prep.lower_ == "by" else self.signs.limbs
        return any(g.lower_ in told for g in prep.children)

    def _prepositional(self, prep: Token) -> str | None:
        """'to hospital', 'in critical condition', 'for injuries', 'into custody', 'with gunshot wounds'."""
        for noun in prep.children:
            if noun.dep_ != "pobj":
                continue
            word = noun.lower_
            if prep.lower_ in ("to", "at", "in", "into") and word in self.signs.hospitals:
                return "wounded"
            if (
                prep.lower_ == "in"
                and word == "condition"
                and any(c.dep_ in ("amod", "compound") for c in noun.children)
            ):
                return "wounded"
            if prep.lower_ in ("for", "with", "from") and word in self.signs.wounds:
                return "wounded"
            if prep.lower_ in ("in", "into") and word == "custody":
                return "detained"
        return None


def gravest(found: Iterable[str | None]) -> str | None:
    """The gravest of what was found: who was wounded and died is dead."""
    told = [f for f in found if f]
    return min(told, key=lambda f: SEVERITY.index(f) if f in SEVERITY else len(SEVERITY)) if told else None


def _next(token: Token | None) -> Token | None:
    if token is None or token.i + 1 >= len(token.doc):
        return None
    after = token.doc[token.i + 1]
    return None if after.is_space else after


def _is_verbal(token: Token | None) -> bool:
    return token is not None and token.pos_ in ("VERB", "AUX")


def _is_headline_passive(verb: Token) -> bool:
    """'Two men shot in Uri', 'police found three people shot': a past form with nothing to act on."""
    if verb.tag_ not in ("VBD", "VBN") or any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        return False
    rest = [verb, *verb.conjuncts]
    return not any(c.dep_ in ("dobj", "ccomp", "xcomp", "prt") or c.lower_ == "at" for v in rest for c in v.children)


def _is_own(verb: str, noun: Token) -> bool:
    """'took his own life', and not somebody else's; 'lost his life'."""
    words = {c.lower_ for c in noun.children}
    return verb == "commit" or "own" in words or (verb == "lose" and bool(words & {"his", "her", "their"}))


def _is_non(adjective: Token) -> bool:
    """Whether 'fatal' stands in 'non-fatal'."""
    return adjective.i > 0 and adjective.doc[adjective.i - 1].lower_ in ("-", "non", "not")


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)


@functools.lru_cache(maxsize=1)
def load_fates() -> Fates:
    """The bundled tables, ready for use."""
    return Fates(load_number_words())
