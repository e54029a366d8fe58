"""Which words decide whether something happened? Lists from ``data/judge.toml``."""

import functools
import re
from dataclasses import dataclass
from importlib.resources import files

import msgspec
import tomli

from detente.errors import LexiconError
from detente.records import Act, Status


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    support_verbs: tuple[str, ...]
    hedges: tuple[str, ...]
    habit: tuple[str, ...]
    happen: tuple[str, ...]
    intangible: tuple[str, ...]
    phases: tuple[str, ...]
    matters: tuple[str, ...]
    papers: tuple[str, ...]
    downing: tuple[str, ...]
    works: tuple[str, ...]
    posts: tuple[str, ...]
    weapons: tuple[str, ...]
    looking_back: tuple[str, ...]
    claims: tuple[str, ...]
    refusing: tuple[str, ...]
    letting: tuple[str, ...]
    means: tuple[str, ...]
    hostilities: tuple[str, ...]
    ending: tuple[str, ...]
    settling: tuple[str, ...]
    peace: tuple[str, ...]
    between: tuple[str, ...]
    weighing: tuple[str, ...]
    implying: tuple[str, ...]
    collapsing: tuple[str, ...]
    demanding: tuple[str, ...]
    settings: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]
    modals: dict[str, Status]
    complements: dict[str, Status]
    acts: dict[Act, Status]


@dataclass(frozen=True, slots=True)
class Judging:
    """Support verbs, hedges, habits, and what modals, governors and acts make of a deed."""

    support_verbs: frozenset[str]
    hedges: frozenset[str]
    habit: frozenset[str]
    happen: frozenset[str]
    intangible: frozenset[str]
    phases: frozenset[str]
    matters: frozenset[str]
    papers: frozenset[str]
    downing: re.Pattern[str]
    works: frozenset[str]
    posts: frozenset[str]
    weapons: frozenset[str]
    looking_back: frozenset[str]
    claims: frozenset[str]
    refusing: frozenset[str]
    letting: frozenset[str]
    means: frozenset[str]
    hostilities: frozenset[str]
    ending: frozenset[str]
    settling: frozenset[str]
    peace: frozenset[str]
    between: frozenset[str]
    weighing: frozenset[str]
    implying: frozenset[str]
    collapsing: frozenset[str]
    demanding: frozenset[str]
    settings: frozenset[str]
    topics: dict[str, frozenset[str]]
    modals: dict[str, Status]
    complements: dict[str, Status]
    acts: dict[Act, Status]


@functools.lru_cache(maxsize=1)
def load_judging() -> Judging:
    """The bundled lists; raises :class:`~detente.errors.LexiconError` on an unknown key or word."""
    path = files("detente.lexicon") / "data" / "judge.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _File)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
        raise LexiconError(f"judge.toml: {why}") from None
    return Judging(
        support_verbs=frozenset(raw.support_verbs),
        hedges=frozenset(raw.hedges),
        habit=frozenset(raw.habit),
        happen=frozenset(raw.happen),
        intangible=frozenset(raw.intangible),
        phases=frozenset(raw.phases),
        matters=frozenset(raw.matters),
        papers=frozenset(raw.papers),
        downing=re.compile(rf"\b(?:{'|'.join(map(re.escape, raw.downing))})\b", re.IGNORECASE),
        works=frozenset(raw.works),
        posts=frozenset(raw.posts),
        weapons=frozenset(raw.weapons),
        looking_back=frozenset(raw.looking_back),
        claims=frozenset(raw.claims),
        refusing=frozenset(raw.refusing),
        letting=frozenset(raw.letting),
        means=frozenset(raw.means),
        hostilities=frozenset(raw.hostilities),
        ending=frozenset(raw.ending),
        settling=frozenset(raw.settling),
        peace=frozenset(raw.peace),
        between=frozenset(raw.between),
        weighing=frozenset(raw.weighing),
        implying=frozenset(raw.implying),
        collapsing=frozenset(raw.collapsing),
        demanding=frozenset(raw.demanding),
        settings=frozenset(raw.settings),
        topics={k: frozenset(v) for k, v in raw.topics.items()},
        modals=raw.modals,
        complements=raw.complements,
        acts=raw.acts,
    )
