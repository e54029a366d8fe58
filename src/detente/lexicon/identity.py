"""Who does a phrase mean? The answer that the registry, composition, or the report itself gives."""

from dataclasses import dataclass

from detente.records.actor import ActorKind, Via


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a phrase means.

    ``key`` is the same for the same actor in every report (``state:IND``, ``person:ishaq dar``, ``generic:...``);
    somebody known only from one report gets a key made of the name. ``why`` says in words how it was found.
    """

    key: str
    name: str
    kind: ActorKind
    country: str | None
    sector: str | None
    office: str | None
    members: tuple[str, ...]
    wikidata: str | None
    via: Via
    why: str
    confidence: float


def identity(
    key: str,
    name: str,
    kind: ActorKind,
    *,
    country: str | None = None,
    sector: str | None = None,
    office: str | None = None,
    members: tuple[str, ...] = (),
    via: Via = "name",
    why: str = "",
    confidence: float = 0.9,
) -> Identity:
    """An :class:`Identity` with what is not said left unknown.

    >>> identity("state:IND", "India", "state", country="IND", why="a country's name").sector is None
    True
    """
    return Identity(key, name, kind, country, sector, office, members, None, via, why, confidence)
