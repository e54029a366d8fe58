"""Who acts and speaks?"""

from typing import Literal

from detente.records.base import Record
from detente.records.span import Span

ActorKind = Literal[
    "state",
    "government",
    "military",
    "armed_group",
    "party",
    "igo",
    "ngo",
    "media",
    "person",
    "group",
    "population",
    "unknown",
]
Via = Literal["name", "office", "pronoun", "metonym", "demonym"]


class Actor(Record, frozen=True, kw_only=True):
    """Who: ``country`` is ISO 3166-1 alpha-3 or PLOVER's ``IGO``, ``UNO``, ``EUR``; ``sector`` a PLOVER sector."""

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    office: str | None = None
    members: tuple[str, ...] = ()
    wikidata: str | None = None


class ActorRef(Record, frozen=True, kw_only=True):
    """One mention of an actor, in the role that a record gives it."""

    actor: str
    name: str
    country: str | None
    sector: str | None
    span: Span
    via: Via
    why: str | None = None
    confidence: float | None = None
