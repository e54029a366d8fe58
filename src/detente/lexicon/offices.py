"""Which office does a title name, and what actor do composed words make?"""

from collections.abc import Mapping

from detente.lexicon.actor_rows import Office, fold
from detente.lexicon.compose import WORD, Composed, Vocabulary
from detente.lexicon.identity import Identity, identity
from detente.records.actor import ActorKind

HONORIFICS = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame madam gen lt col maj capt sgt adm brig cmdr brigadier "
    "general lieutenant colonel major captain admiral air vice marshal chief hon rev reverend fr father sheikh "
    "shaikh sheik imam mullah maulana ayatollah hojatoleslam sayyed king queen prince princess emir sultan pope "
    "cardinal archbishop rep sen gov pres president comrade baroness st retd ret staff sergeant field grand the a an "
    "former ex and acting interim then current outgoing newly elected new late right honourable honorable his her "
    "majesty highness".split()
)
BEFORE_TITLES = frozenset(
    "the a an former ex and acting interim then current outgoing newly elected new late right his her grand field air "
    "st staff vice chief".split()
)
"""Words that may stand before a title and make none alone ('New Hampshire')."""

GENERIC_KINDS: Mapping[str, ActorKind] = {
    "GOV": "government",
    "COP": "government",
    "JUD": "government",
    "LEG": "government",
    "SPY": "government",
    "MIL": "military",
    "REB": "armed_group",
    "PRM": "armed_group",
    "UAF": "armed_group",
    "CRM": "armed_group",
    "PTY": "party",
    "OPP": "group",
    "JRN": "media",
    "NGO": "ngo",
    "REF": "population",
    "CVL": "population",
}


def office_in(title: str, country: str | None, offices: Mapping[str, Office], vocabulary: Vocabulary) -> str | None:
    """The canonical office that a title ends in: 'Minister of Defence' for 'Pakistan's Defense Minister'."""
    tokens = [w for w in WORD.findall(title) if w not in (",", "'s", "’s")]
    for end in range(len(tokens), 0, -1):
        for n in range(min(5, end), 0, -1):
            key = fold(" ".join(tokens[end - n : end]))
            for o in offices.values():
                if country and any(fold(w) == key for w in o.only.get(country, ())):
                    return o.name
            if key in vocabulary.offices:
                return vocabulary.offices[key][0]
        if fold(tokens[end - 1]) not in ("and", "of", "the", "for"):
            break
    return None


def generic(c: Composed, words: str, office: str | None, *, single: bool) -> Identity:
    """The actor of composed words: an office of one country, or somebody of a country and a sector."""
    if office and single and c.country:
        return identity(
            f"office:{c.country}:{fold(office)}", words, "person", country=c.country, sector=c.sector, office=office,
            via="office", why=f"an office of {c.country}", confidence=0.7,
        )  # fmt: skip
    if c.head is None and c.country and not c.sector:
        why = f"words of {c.country}"
        return identity(f"words:{fold(words)}", words, "unknown", country=c.country, why=why, confidence=0.4)
    known = bool(c.country or c.sector)
    kind: ActorKind = "unknown"
    if c.sector:
        kind = "person" if c.person and not c.plural else GENERIC_KINDS.get(c.sector, "group")
        if c.person and c.plural and kind == "government":
            kind = "group"
    return identity(
        f"generic:{c.country or '-'}:{c.sector or '-'}:{fold(words)}", words, kind, country=c.country,
        sector=c.sector, office=office, via="office" if office else "name",
        why=f"composed: {c.why}" if known else "the words alone", confidence=0.65 if known else 0.3,
    )  # fmt: skip
