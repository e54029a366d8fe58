"""Which constructions tell of saying and thinking, beside the rows of words? Lists from ``data/speech.toml``."""

import functools
import re
from dataclasses import dataclass
from importlib.resources import files

import msgspec
import tomli

from detente.errors import LexiconError
from detente.records import Act


class _ContentAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: str
    act: Act
    of: tuple[Act, ...] = ("assert",)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    no_saying: tuple[str, ...]
    tags: tuple[str, ...]
    addressing: tuple[str, ...]
    phases: tuple[str, ...]
    feelings: tuple[str, ...]
    asides: tuple[str, ...]
    meant: tuple[str, ...]
    whole: tuple[str, ...]
    hidden: tuple[str, ...]
    documents: tuple[str, ...]
    media: tuple[str, ...]
    distancing: tuple[str, ...]
    endorsing: tuple[str, ...]
    calling: tuple[str, ...]
    untrue: tuple[str, ...]
    content_act: tuple[_ContentAct, ...]
    spelled: dict[str, str]


@dataclass(frozen=True, slots=True)
class Speech:
    """``no_saying``: verbs whose clause is no saying; ``tags``: what a tag ends a quotation with;
    ``addressing``: verbs whose bare participle names whom something was said to; ``phases``: verbs whose infinitive is
    what is said or done; ``feelings``: verbs whose object names what the rest of the content is felt of; ``asides``:
    what opens a clause of the reporter's own behind what is said; ``meant``: passives that expect nothing of their
    subject; ``whole``: words with a hyphen that are one,
    ``spelled``: lemmas of those that have another spelling; ``hidden``: speakers that hide a source; acts by content.

    ``calling``: verbs that give a thing a name; what they name by a word of ``untrue`` at the end is denied.
    """

    no_saying: frozenset[str]
    tags: frozenset[str]
    addressing: frozenset[str]
    phases: frozenset[str]
    feelings: frozenset[str]
    asides: frozenset[str]
    meant: frozenset[str]
    whole: frozenset[str]
    hidden: frozenset[str]
    documents: frozenset[str]
    media: frozenset[str]
    distancing: frozenset[str]
    endorsing: frozenset[str]
    calling: frozenset[str]
    untrue: re.Pattern[str]
    content_acts: tuple[tuple[re.Pattern[str], Act, frozenset[Act]], ...]
    spelled: dict[str, str]


@functools.lru_cache(maxsize=1)
def load_speech() -> Speech:
    """The bundled lists; raises :class:`~detente.errors.LexiconError` on an unknown key or a broken pattern."""
    path = files("detente.lexicon") / "data" / "speech.toml"
    try:
        raw = msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), _File)
        return Speech(
            no_saying=frozenset(raw.no_saying),
            tags=frozenset(raw.tags),
            addressing=frozenset(raw.addressing),
            phases=frozenset(raw.phases),
            feelings=frozenset(raw.feelings),
            asides=frozenset(raw.asides),
            meant=frozenset(raw.meant),
            whole=frozenset(raw.whole),
            hidden=frozenset(raw.hidden),
            documents=frozenset(raw.documents),
            media=frozenset(raw.media),
            distancing=frozenset(raw.distancing),
            endorsing=frozenset(raw.endorsing),
            calling=frozenset(raw.calling),
            spelled=raw.spelled,
            untrue=re.compile(rf"\b(?:{'|'.join(raw.untrue)})\W*$", re.IGNORECASE),
            content_acts=tuple((re.compile(r.words, re.IGNORECASE), r.act, frozenset(r.of)) for r in raw.content_act),
        )
    except (tomli.TOMLDecodeError, msgspec.ValidationError, re.error) as why:
        raise LexiconError(f"speech.toml: {why}") from None
