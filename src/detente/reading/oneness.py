"""Are two words of a sentence one deed? Then they are one event: 'opened fire, killing two', 'hit by a strike'.

So are the deed and what is only its aim, content or harm: 'blocked roads to demand reforms' is one PROTEST,
'agreed to share water' one AGREE, 'killed 12 and wounded 30' one ASSAULT. What is requested or threatened stays an
event of its own, with that status, and gives the request or threat its mode.
"""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from detente.lexicon.judging import load_judging
from detente.lexicon.words import Words
from detente.reading import roles
from detente.reading.drafts import EventDraft, Phrase
from detente.reading.match import matching

DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION", "AID", "RETREAT", "COOPERATE"})
PLEDGES = frozenset({"AGREE", "CONCEDE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT"})
"""Types that a promise can be of: promising them is AGREE and nothing more."""

MINOR = frozenset({"AID", "CONSULT", "SUPPORT", "AGREE", "REQUEST", "COOPERATE"})
"""Types that are only the aim of a deed where they stand behind its 'to'."""

HARMS = frozenset("kill wound injure hurt maim slay massacre behead mutilate loot torch burn".split())
"""Verbs that tell what a deed did to somebody; joined to another verb of violence they are no deed of their own."""
DEATHS = HARMS | {"die", "perish", "leave"}

THREATS = {
    "ASSAULT": "violence", "COERCE": "restrict", "SANCTION": "relations", "PROTEST": "restrict",
    "REJECT": "relations", "CONSULT": "relations", "MOBILIZE": "violence",
}  # fmt: skip
"""The mode of a THREATEN by the type of what is threatened."""

ASKED = {
    "AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist", "CONSULT": "meet", "AGREE": "yield",
    "RETREAT": "yield", "CONCEDE": "yield",
}  # fmt: skip
"""The mode of a REQUEST or REJECT by the type of what is asked for or refused."""

Found = tuple[EventDraft, Token]


def one_each(found: Sequence[Found], words: Words) -> list[EventDraft]:
    """The events of a sentence, each deed once, in the order of their triggers."""
    found = _done_by_deeds(found, words)
    by_head = {t.i: d for d, t in found}
    carriers = {t.head.i: t.i for d, t in found if t.pos_ != "VERB" and d.trigger[0] == t.head.idx}
    gone: dict[int, int] = {}
    for d, t in found:
        outer = _outer(d, t, by_head, carriers)
        if outer is not None and gone.get(outer) != t.i:
            gone[t.i] = outer
    kept = {t.i: d for d, t in found}
    for d, t in found:
        of = _content_of(d, t, by_head)
        if of is not None and kept[of].mode is None:
            threat = kept[of].type == "THREATEN"
            whom = kept[of].recipients or (d.recipients if threat else d.actors)
            taken = {p.head for p in kept[of].actors}
            whom = tuple(p for p in whom if p.head not in taken)
            kept[of] = replace(kept[of], mode=(THREATS if threat else ASKED).get(d.type), recipients=whom)
    for i in sorted(gone, key=lambda g: -_depth(g, gone)):
        kept[gone[i]] = _joined(kept[gone[i]], kept[i])
    return [kept[t.i] for _, t in found if t.i not in gone]


def _content_of(d: EventDraft, t: Token, by_head: dict[int, EventDraft]) -> int | None:
    """The head of the threat or request whose content this event is: 'threatened to expel the envoys'."""
    over = t.head
    for _ in range(2):
        outer = by_head.get(over.i)
        if outer is not None and over.i != t.i:
            is_content = t.dep_ in ("xcomp", "ccomp", "acl", "pcomp", "dobj", "pobj")
            return over.i if outer.type in ("THREATEN", "REQUEST") and is_content and d.type != outer.type else None
        over = over.head
    return None


def _depth(i: int, gone: dict[int, int]) -> int:
    steps = 0
    while i in gone and steps < 9:
        i, steps = gone[i], steps + 1
    return steps


def _joined(outer: EventDraft, inner: EventDraft) -> EventDraft:
    """The outer event with what only the inner one tells."""
    taken = {p.head for p in (*outer.actors, *outer.recipients)}
    content = outer.type in ("AGREE", "REJECT")
    if outer.type == "REJECT" and inner.type != "REJECT" and not outer.recipients:
        inner = replace(inner, recipients=(*inner.actors, *inner.recipients))
    gains = not outer.recipients or (outer.type == inner.type and not content)
    more = tuple(p for p in inner.recipients if p.head not in taken) if gains else ()
    mode = outer.mode
    if outer.type == "REJECT":
        mode = mode or ASKED.get(inner.type)
    elif outer.type == inner.type:
        mode = mode or inner.mode
    mediates = outer.type == inner.type == "CONSULT" and inner.mode == "third-party"
    return replace(
        outer,
        mode=inner.mode if mediates else mode,
        cameo=inner.cameo if mediates else outer.cameo,
        recipients=(*outer.recipients, *more),
        actors=outer.actors or (inner.actors if outer.type == inner.type else ()),
        clause=tuple(sorted({*outer.clause, *inner.clause})),
        instrument=outer.instrument or inner.instrument,
        parts=(*outer.parts, inner.trigger, *inner.parts),
        why=f"{outer.why}; with {inner.why}",
    )


def _outer(d: EventDraft, t: Token, by_head: dict[int, EventDraft], carriers: dict[int, int]) -> int | None:
    """The head of the event that this one is a part of, or ``None``."""
    over, path = t.head, [t.dep_]
    for _ in range(3):
        at = over.i if over.i in by_head else carriers.get(over.i, -1)
        if at in by_head and at != t.i:
            return at if _same_deed(t, over, path, d, by_head[at]) else None
        if over.head.i == over.i:
            return None
        path.append(over.dep_)
        over = over.head
    return None


def _same_deed(inner: Token, outer: Token, path: Sequence[str], d: EventDraft, o: EventDraft) -> bool:
    own = {p.head for p in d.actors} - {p.head for p in o.actors}
    if d.mode == "third-party" and o.type != "CONSULT":
        return False
    if o.type == "REJECT" and d.type in DEEDS and inner.head.lemma_ in load_judging().claims:
        return False  # 'rejects claims that it attacked Odesa' tells of an attack, denied
    if o.type in ("AGREE", "REJECT") and path[0] in ("xcomp", "acl", "pcomp", "dobj") and len(path) < 3:
        if path[0] == "dobj" and own and o.type != "REJECT":
            return False  # but 'rejected a Swiss offer' is one REJECT, of the Swiss
        return o.type != "AGREE" or d.type in PLEDGES
    if path[0] == "xcomp" and outer.lemma_ in load_judging().implying and d.type != o.type:
        return False  # 'were forced to withdraw' tells of the force and of the withdrawal
    if _is_aim(inner, path):
        return o.type == "PROTEST" or d.type == o.type or _is_minor(d, o) or (o.type in DEEDS and d.type in DEEDS)
    if d.type != o.type:
        return False
    if path == ["conj"] and inner.pos_ == outer.pos_ == "VERB":
        alone = not any(c.dep_ in ("nsubj", "nsubjpass") and c.pos_ != "NUM" for c in inner.children)
        same = {p.head for p in d.recipients} <= {p.head for p in o.recipients}
        harm = d.type == "ASSAULT" and (inner.lemma_ in HARMS or outer.lemma_ in HARMS)
        return alone and (same or harm) and not own
    if d.type == "ASSAULT" and not o.actors and outer.lemma_ in DEATHS and _is_circumstance(inner, outer):
        return True
    if d.type not in DEEDS and d.type != "CONSULT":
        return False
    participle = inner.dep_ == "advcl" and inner.tag_ == "VBG" and not any(c.dep_ == "nsubj" for c in inner.children)
    noun = inner.pos_ == "NOUN" and outer.pos_ == "VERB" and inner.dep_ in ("pobj", "dobj")
    return participle or (noun and not own)


def _is_aim(inner: Token, path: Sequence[str]) -> bool:
    """'blocked roads to demand reforms', 'on strike in protest at the law': what a deed is for."""
    to = any(c.dep_ == "aux" and c.lower_ == "to" for c in inner.children)
    if inner.tag_ == "VBG" and path == ["advcl"] and inner.lemma_ in ("demand", "call", "protest", "urge", "denounce"):
        return not any(c.dep_ == "nsubj" for c in inner.children)
    if inner.pos_ == "VERB" and path[0] in ("advcl", "xcomp", "acl") and to:
        return len(path) == 1 or path[1] in ("dobj", "xcomp")
    return inner.dep_ == "pobj" and inner.head.lower_ in ("in", "for") and inner.lemma_ in ("protest", "solidarity")


def _is_circumstance(inner: Token, outer: Token) -> bool:
    """'Was killed in a raid by the army', 'died when police opened fire': in what somebody came to harm."""
    top = inner
    while top.head.i != outer.i and top.head.i != top.i:
        top = top.head
    if top.dep_ == "advcl":
        return top.i == inner.i and any(c.lower_ in ("when", "as", "after") for c in top.lefts)
    return top.dep_ in ("prep", "agent", "pcomp") and top.lower_ in ("in", "during", "by", "from", "when")


def _is_minor(d: EventDraft, o: EventDraft) -> bool:
    """Whether the aim is only talk or help while the deed itself is told: 'visited Oslo to meet the king'."""
    return d.type in MINOR and o.type not in ("REQUEST", "ACCUSE")


def _done_by_deeds(found: Sequence[Found], words: Words) -> list[Found]:
    """'Was hit by an Indian strike', 'X's raid killed two': the deed that does it and what it did are one event.

    In 'killed by Friday's strikes' nobody is told to have done it: a deed without an owner is no actor.
    """
    nouns = {t.i: d for d, t in found if t.pos_ in ("NOUN", "PROPN") and d.type == "ASSAULT"}
    gone: set[int] = set()
    out: list[Found] = []
    for d, t in found:
        if d.type == "ASSAULT" and t.i not in nouns:
            doing = [p for p in d.actors if _is_violence(t.doc[p.head], words)]
            deeds = [nouns[p.head] for p in doing if p.head in nouns]
            gone.update(n.head for n in deeds)
            own = [p for p in d.actors if p not in doing]
            d = replace(
                d,
                actors=roles.unique([*own, *(p for n in deeds for p in n.actors)]),
                recipients=roles.unique([*d.recipients, *(p for n in deeds for p in n.recipients)]),
                clause=tuple(sorted({*d.clause, *(i for n in deeds for i in n.clause)})),
                mode=d.mode or (deeds[0].mode if deeds else None),
                parts=(*d.parts, *(n.trigger for n in deeds)),
                instrument=d.instrument or (deeds[0].instrument if deeds else _tool(doing)),
            )
        out.append((d, t))
    return [(d, t) for d, t in out if t.i not in gone]


def _is_violence(token: Token, words: Words) -> bool:
    """Whether a word is itself a deed of violence: 'strikes', 'shelling', and no body so named."""
    if token.pos_ != "NOUN":
        return False
    return any((r.event or "").startswith("ASSAULT") for r in matching(words.nouns, token))


def _tool(doing: Sequence[Phrase]) -> tuple[int, int] | None:
    return (doing[0].start, doing[0].end) if doing else None
