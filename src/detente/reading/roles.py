"""Who fills the roles of a verb or noun? Frames of the lexicon read off the dependencies of the parse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from detente.lexicon.rows import Row
from detente.reading.drafts import Phrase
from detente.reading.match import AMOUNTS
from detente.reading.speech import agent, noun_phrase, subject

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
HIT = frozenset({"on", "against", "at", "into", "inside", "upon", "targeting", "towards"})
"""Prepositions that name what a deed is aimed at, where the row's frame does not say otherwise."""

NAMING = frozenset({"NORP", "GPE", "ORG", "PERSON", "FAC"})
REACHED = NAMING | {"LOC"}
"""Kinds of name that a deed may reach."""
OWNING = frozenset({"NORP", "GPE", "ORG"})
"""Kinds of name that say whose a weapon is."""

HUMAN = frozenset(
    "police army military militant rebel terrorist government militia troop soldier insurgent separatist jihadist "
    "opposition state coalition navy gang guerrilla gunman union worker student farmer paramilitary settler mob "
    "navy marine court parliament senate cabinet junta islamist cartel".split()
)
"""Nouns that name somebody when they stand before a noun of deed: 'a militant attack', 'a police raid'."""

ROLE_OF = {
    "speaker": "actor",
    "addressee": "recipient",
    "about": "recipient",
    "victim": "recipient",
    "content": "recipient",
}
"""What the roles of speaking are as roles of an event: what is condemned is what the deed is done to."""

SELF_MOVING = frozenset({"MOBILIZE.troops", "MOBILIZE.police", "MOBILIZE.militia", "RETREAT.withdraw"})
"""Deeds whose theme acts where nobody else is named: 'troops were deployed along the river'."""

MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
COUNTS = frozenset({"CARDINAL", "PERCENT"})
"""Measures that can count people: 'tens of thousands of teachers', 'a third of the guards', 'twelve were killed'."""

REACHES = frozenset(
    "to in into on against with for from at over near along inside outside across around toward towards of between by "
    "through among onto".split()
)
"""Prepositions behind which somebody stands whom a deed reaches although no frame says so ('aid to Fiji')."""


@dataclass(slots=True)
class Cast:
    """Phrases by role, filled as the frame is read."""

    actors: list[Phrase] = field(default_factory=list)
    recipients: list[Phrase] = field(default_factory=list)
    themes: list[Token] = field(default_factory=list)
    instrument: Token | None = None
    mutual: bool = False

    def put(self, role: str, head: Token, partner: bool = False) -> None:
        """Give a filler, with its conjuncts, a role; the ``partner`` of a mutual deed is its recipient."""
        role = ROLE_OF.get(role, role)
        self.mutual = self.mutual or role == "both"
        if role == "theme":
            self.themes.append(head)
        elif role == "instrument":
            self.instrument = self.instrument or head
        elif role in ("actor", "both", "recipient") and (who := counted(head)) is not None:
            box = self.recipients if role == "recipient" or (role == "both" and partner) else self.actors
            for phrase in members(who):
                if phrase.head == who.i != head.i:
                    phrase = Phrase(head.doc[head.left_edge.i].idx, phrase.end, phrase.head)
                if phrase not in box:
                    box.append(phrase)

    def settle(self) -> None:
        """'A and B met': each of those who meet is there for the others too; one who is only a partner acts."""
        if not self.mutual:
            return
        if not self.recipients and len(self.actors) > 1:
            self.recipients = list(self.actors)
        elif not self.actors and len(self.recipients) > 1:
            self.actors = list(self.recipients)


def members(head: Token) -> Iterator[Phrase]:
    """A noun phrase and those joined to it: 'India and Pakistan' is two, 'its envoy, Ivo Lind, and Peru's' too."""
    chain = [head]
    while nxt := joined(chain[-1]):
        chain.append(nxt)
    for token, after in zip(chain, [*chain[1:], None], strict=True):
        phrase = noun_phrase(token)
        if after is not None:
            words = [
                t
                for t in token.subtree
                if t.i < after.left_edge.i and not (t.head.i == token.i and t.dep_ in ("cc", "punct"))
            ]
            last = words[-1] if words else token
            phrase = Phrase(phrase.start, last.idx + len(last), token.i)
        yield phrase


def counted(head: Token) -> Token | None:
    """Who is counted: 'teachers' in 'tens of thousands of teachers', the number itself in 'twelve', or ``None``."""
    token = head
    while token.ent_type_ in MEASURES or token.lemma_.lower() in AMOUNTS:
        of = next((c for c in token.rights if c.lower_ in ("of", "among") and c.dep_ == "prep"), None)
        below = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
        if below is None:
            return token if token.ent_type_ in COUNTS or token.ent_type_ not in MEASURES else None
        token = below
    return token


def joined(noun: Token) -> Token | None:
    """The next noun of a list, also where the parser hangs it on the name that explains the one before."""
    for c in noun.rights:
        if c.dep_ == "conj" and c.pos_ in NOMINAL:
            return c
        if c.dep_ == "appos" and (after := next((g for g in c.rights if g.dep_ == "conj" and g.pos_ == "PROPN"), None)):
            return after if any(g.dep_ == "cc" for g in c.rights) else None
    return None


def of_verb(verb: Token, row: Row) -> Cast:
    """The roles that a row gives to what stands around a verb; the passive turns subject and object about."""
    cast = Cast()
    passive = is_passive(verb)
    own = subject(verb)
    doer = agent(verb) if passive else own
    undergoer = _patient(verb) if passive else next((c for c in verb.children if c.dep_ in ("dobj", "oprd")), None)
    if row.counts and own is not None and own.pos_ == "NUM" and undergoer is None and not passive:
        doer, undergoer = None, own  # 'twenty were killed and 46 wounded'
    fillers: list[tuple[str, Token | None]] = [("subject", doer), ("object", undergoer)]
    fillers += [("indirect", c) for c in verb.children if c.dep_ == "dative" and c.pos_ in NOMINAL]
    for name, filler in fillers:
        if filler is not None and name in row.frame and filler.pos_ in NOMINAL:
            cast.put(row.frame[name], filler)
    for prep, filler in prepositions(verb):
        role = row.frame.get(prep)  # type: ignore[call-overload]
        if role:
            cast.put(role, filler)
    if passive and not cast.actors and row.event in SELF_MOVING:
        for theme in cast.themes:
            cast.put("actor", theme)
    elif undergoer is not None and not cast.recipients:
        for theme in cast.themes:
            _owner(cast, theme)
        for prep, filler in prepositions(undergoer):
            role = row.frame.get(prep)  # type: ignore[call-overload]
            if role:
                cast.put(role, filler, True)
    if not cast.recipients and (row.event or "").startswith("REQUEST"):
        asked = next((c for c in verb.children if c.dep_ == "ccomp"), None)
        whom = next((c for c in asked.lefts if c.dep_ in ("nsubj", "nsubjpass")), None) if asked is not None else None
        if whom is not None and whom.pos_ in NOMINAL:
            cast.put("recipient", whom)  # 'demanded that the mayor resign'
    if not cast.recipients and undergoer is not None and (row.event or "").startswith(("REJECT", "AGREE", "CONCEDE")):
        _owner(cast, undergoer)  # 'rejected a Swiss plan'
    cast.mutual = cast.mutual or row.reciprocal
    cast.settle()
    return cast


def reached(cast: Cast, deed: Token) -> None:
    """Somebody named in the clause whom the deed reaches: 'donated ventilators to help Fiji', 'agreed to lend to X'."""
    taken = {p.head for p in cast.actors} | {t.i for t in cast.themes}
    for t in _clause_tokens(deed):
        if t.i <= deed.i or t.i in taken or t.pos_ not in ("PROPN", "NOUN") or not is_named(t):
            continue
        if t.dep_ == "dobj" or (t.dep_ == "pobj" and t.head.lower_ in REACHES and t.head.head.lower_ != "according"):
            cast.recipients.extend(m for m in members(t) if m.head not in taken)
            return


def is_named(noun: Token) -> bool:
    """Whether a phrase has a name in it: 'Fiji', 'the Fijian coast', 'Fiji's embassy'."""
    if noun.ent_type_ in REACHED:
        return True
    if noun.ent_type_ in MEASURES or noun.pos_ != "NOUN":
        return False
    return any(c.ent_type_ in REACHED and c.dep_ in ("compound", "amod", "poss", "nmod") for c in noun.lefts)


def _clause_tokens(verb: Token) -> list[Token]:
    """The tokens under a verb, without those of relative clauses and of clauses with a subject of their own."""
    out: list[Token] = []
    stack = [verb]
    while stack and len(out) < 60:
        t = stack.pop()
        out.append(t)
        for c in t.children:
            own = c.dep_ in ("relcl", "conj", "parataxis") and c.pos_ in ("VERB", "AUX")
            own = own or (c.dep_ in ("advcl", "ccomp") and any(k.dep_ in ("nsubj", "nsubjpass") for k in c.children))
            if not own:
                stack.append(c)
    return sorted(out, key=lambda t: t.i)


def is_passive(verb: Token) -> bool:
    """Whether a verb form is passive: 'was hit', 'troops backed by X'."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBD") and any(c.dep_ == "agent" for c in verb.children):
        return True  # 'the man shot by police': the model takes the participle for a past tense
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.pos_ == "VERB":
        has_own = any(c.dep_ in ("nsubj", "aux", "dobj") for c in verb.children)
        return not has_own and is_passive(verb.head)
    return (
        verb.dep_ in ("acl", "advcl", "amod") and verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children)
    )


def _patient(verb: Token) -> Token | None:
    for c in verb.lefts:
        if c.dep_ == "nsubjpass":
            return antecedent(c)
    if verb.dep_ == "acl":
        return verb.head
    if verb.dep_ in ("conj", "advcl"):
        return subject(verb)
    return None


def antecedent(pronoun: Token) -> Token:
    """Whom 'who' and 'which' stand for: the noun that the relative clause hangs on."""
    if pronoun.tag_ in ("WP", "WDT") and pronoun.head.dep_ == "relcl":
        return pronoun.head.head
    return pronoun


def prepositions(head: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions of a word with the nouns they lead to, one nested step down ('in the north of Mali')."""
    for c in head.children:
        if c.dep_ in ("prep", "agent", "dative") and c.pos_ in ("ADP", "SCONJ", "VERB"):
            for g in c.children:
                if g.dep_ == "pobj":
                    yield c.lower_, g
                elif g.dep_ == "prep":
                    yield from ((c.lower_, k) for k in g.children if k.dep_ == "pobj")


def _owner(cast: Cast, noun: Token) -> None:
    """Whose thing is handled: 'shot down Indian jets', 'seized the rebels' guns'."""
    for c in noun.lefts:
        if c.dep_ == "poss" and c.pos_ == "PRON":
            continue  # 'withdrew its troops': its own
        if c.dep_ == "poss" or (c.dep_ in ("amod", "compound", "nmod") and c.ent_type_ in ("NORP", "GPE")):
            cast.recipients.append(noun_phrase(c) if c.dep_ == "poss" else Phrase(c.idx, c.idx + len(c), c.i))


def of_noun(noun: Token, row: Row, support: Token | None) -> Cast:
    """The roles around a noun of deed, and around the verb that carries it ('launched an attack on')."""
    cast = Cast()
    frame = row.frame
    carried = support is not None and subject(support) is not None and not is_passive(support)
    for c in noun.lefts:
        if c.dep_ == "poss" and c.pos_ in NOMINAL and not (carried and c.pos_ == "PRON"):
            cast.put(frame.get("possessive", "actor"), c)
        elif c.dep_ in ("amod", "compound", "nmod") and names_somebody(c):
            cast.put(frame.get("modifier", "actor"), c)
    found = [*prepositions(noun)]
    if support is not None:
        found += [(p, g) for p, g in prepositions(support) if g.i != noun.i]
        doer = agent(support) if is_passive(support) else subject(support)
        if doer is not None and doer.i != noun.i and doer.pos_ in NOMINAL:
            cast.put("both" if frame.get("with") == "both" or frame.get("possessive") == "both" else "actor", doer)
    for prep, filler in found:
        role = frame.get(prep) or ("actor" if prep == "by" else "recipient" if prep in HIT else None)  # type: ignore[call-overload]
        if role and filler.pos_ in NOMINAL:
            cast.put(role, filler, bool(cast.actors))
    if not cast.actors:
        _doer_below(cast, [f for p, f in found if p == "of"])
    cast.settle()
    return cast


def _doer_below(cast: Cast, victims: Iterable[Token]) -> None:
    """'The shelling of Uri by troops': the parser hangs 'by' on the victim, whose phrase ends before it."""
    for victim in victims:
        by = next((c for c in victim.rights if c.lower_ == "by" and c.dep_ in ("prep", "agent")), None)
        doer = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
        if by is None or doer is None:
            continue
        cast.put("actor", doer)
        last = by.nbor(-1)
        cast.recipients = [
            Phrase(p.start, last.idx + len(last), p.head) if p.head == victim.i and p.end > by.idx else p
            for p in cast.recipients
        ]


def names_somebody(token: Token) -> bool:
    """Whether a word before a noun names who does it: 'Indian', 'police', 'Wagner'."""
    return token.ent_type_ in NAMING or token.lemma_.lower() in HUMAN


def unique(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Phrases once each, by head."""
    out: dict[int, Phrase] = {}
    for p in phrases:
        out.setdefault(p.head, p)
    return tuple(out.values())
