"""Where does a place lie that no gazetteer knows, when the words behind it say in which town it is?

'Alder Gate Hospital in Liverpool', 'Corner Street, Belfast': the town is what the text tells, so the name has the
town's point and says so. Where only a country or state is told it has that country and no point: a centre is a lie.
"""

from collections.abc import Sequence

from detente.records import Place, Report, change

FARTHEST = 8
"""Characters between a name and the town behind it: ', in the '."""
TIES = frozenset([",", "in", ", in", "at", "(", "in the", ", in the"])
LESS_SURE = 0.7
"""What is left of the town's confidence: a guess of our own, not measured: 'the X in Y' may be long gone from Y."""


def placed(report: Report, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places of a report in the order of the text, each unknown one in the town named behind it."""
    out = list(places)
    for i in range(len(out) - 2, -1, -1):
        this, town = out[i], out[i + 1]
        if this.lat is not None or this.geonames is not None or this.candidates or town.country is None:
            continue
        gap = report.text[this.span.end : town.span.start]
        if len(gap) > FARTHEST or gap.strip() not in TIES or "\n" in gap:
            continue
        exact = town.precision in ("city", "site")
        out[i] = change(
            this,
            lat=town.lat if exact else None,
            lon=town.lon if exact else None,
            country=town.country,
            admin1=town.admin1 if exact or town.precision == "admin" else None,
            precision="city" if exact else "unknown",
            confidence=round(town.confidence * LESS_SURE, 3),
            why=f"{this.why}; lies in {town.name}, say the words behind it",
        )
    return tuple(out)
