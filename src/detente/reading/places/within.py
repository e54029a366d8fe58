"""Where does a place lie that no gazetteer knows, when the words beside it say in which town it is?

'Alder Gate Hospital in Liverpool', 'Corner Street, Belfast', 'Mosul's district of Qarrab': the town is what the text
tells, so the name has the town's point and says so. Where only a country or state is told it has that country and no
point: a centre is a lie.
"""

import re
from collections.abc import Sequence

from detente.lexicon.place_words import place_words
from detente.records import Place, Report, change

FARTHEST = 8
"""Characters between a name and the town behind it: ', in the '."""
TIES = frozenset([",", "in", ", in", "at", "(", "in the", ", in the"])
"""What may stand between a name and the town behind it."""
_PART = re.compile(r",? (?:an? |the )?(?:[a-z-]+ )?([a-z-]+) (?:of|in) (?:the )?")
"""' district of ', ', a suburb of ', ' neighbourhood in '."""
_OWNED = re.compile(r"['’]s? (?:[a-z-]+ )?([a-z-]+) of ")
"""'Mosul's eastern district of ': the town stands before the name."""
LESS_SURE = 0.7
"""What is left of the town's confidence: a guess of our own, not measured: 'the X in Y' may be long gone from Y."""


def is_part(gap: str) -> bool:
    """Whether the words between two names say that the first lies in the second.

    >>> is_part(" district of "), is_part(", a suburb of "), is_part(" minister of ")
    (True, True, False)
    """
    found = _PART.fullmatch(gap)
    return found is not None and found[1] in place_words().settlement | place_words().quarter


def is_owned(gap: str) -> bool:
    """Whether the words between two names say that the second lies in the first.

    >>> is_owned("'s eastern district of "), is_owned("'s minister of ")
    (True, False)
    """
    found = _OWNED.fullmatch(gap)
    return found is not None and found[1] in place_words().settlement | place_words().quarter


def placed(report: Report, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places of a report in the order of the text, each unknown one in the town named beside it."""
    out = list(places)
    for i in range(len(out) - 1, -1, -1):
        this = out[i]
        if this.lat is not None or this.geonames is not None or this.candidates:
            continue
        town = _town(report.text, out, i)
        if town is None or town.country is None:
            continue
        exact = town.precision in ("city", "site")
        side = "behind" if town.span.start > this.span.start else "before"
        out[i] = change(
            this,
            lat=town.lat if exact else None,
            lon=town.lon if exact else None,
            country=town.country,
            admin1=town.admin1 if exact or town.precision == "admin" else None,
            precision="city" if exact else "unknown",
            confidence=round(town.confidence * LESS_SURE, 3),
            why=f"{this.why}; lies in {town.name}, say the words {side} it",
        )
    return tuple(out)


def _town(text: str, places: Sequence[Place], i: int) -> Place | None:
    """What the words beside a name say that it lies in: the name behind it, or else the one before it."""
    this = places[i]
    if i + 1 < len(places):
        gap = text[this.span.end : places[i + 1].span.start]
        if (len(gap) <= FARTHEST and gap.strip() in TIES and "\n" not in gap) or is_part(gap):
            return places[i + 1]
    if i and is_owned(text[places[i - 1].span.end : this.span.start]):
        return places[i - 1]
    return None
