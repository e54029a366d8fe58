"""What speaks for one of the places that bear a name? A few numbers with a name and a reason each."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from detente.lexicon.gazetteer import Candidate
from detente.reading.places.context import Context, Unit, containers, holds, km
from detente.reading.places.kinds import alike

METROPOLIS = 13_000_000
WELL_KNOWN = 1_000_000
"""Inhabitants from which a city is named in reports of any country without a word on where it lies."""
NEAR_KM = 150.0
FAR = 0.05
"""Closeness up to which a place lies far from all others of the report: one of them 450 km away."""
CLOSE = 2.0
"""More neighbours than two add nothing."""
OURS = 4
"""Quality of a name in a row of our own: Gaza is first of all the Strip, and then a province of Mozambique."""
NONE = "none"
"""The feature of the answer 'none of these', which has no other."""


PLURAL = {"country": "countries", "admin1": "states or provinces", "city": "cities"}


class Seen(NamedTuple):
    """One feature of a candidate: its name (a weight of ``ranker.toml``), its value, and what it says in words."""

    feature: str
    value: float
    says: str


def own(c: Candidate, wider: frozenset[Unit], named: bool, a_city: bool = False, ours: bool = False) -> list[Seen]:
    """What is known of a candidate before anything is known of the report; ``a_city``: it is called one,
    ``ours``: a row of our own bears its name.
    """
    out = []
    if c.kind == "city":
        people = math.log10(max(c.population, 300) + 1)
        out.append(Seen("people", people, f"{c.population:,} inhabitants"))
        if c.capital:
            out.append(Seen("capital", 1.0, "a capital"))
        shadowed = (c.quality <= 2 and bool(wider)) or (c.country, c.admin1) in wider
        if c.population < METROPOLIS and not c.capital and shadowed and not a_city:
            out.append(Seen("shortened", 1.0, "a country or state bears the name itself"))
    else:
        out.append(Seen(c.kind, 1.0, c.kind))
        if c.kind in ("admin1", "admin2") and c.quality < 4:
            out.append(Seen("unit_people", math.log10(max(c.population, 300) + 1) - 5, f"{c.population:,} people"))
            if ours:
                out.append(Seen("eclipsed", 1.0, "a place that crisis news names bears the name"))
    if c.quality == 2:
        out.append(Seen("alternate", 1.0, "an alternate name"))
    elif c.quality == 1:
        out.append(Seen("code", 1.0, "a code or rare name"))
    if c.quality <= 2 and named:
        out.append(Seen("not_its_own", 1.0, "others bear it as their own name"))
    return out


def from_report(c: Candidate, key: str, context: Context) -> list[Seen]:
    """What the report tells for or against a candidate."""
    out = []
    close = closeness(c, key, context)
    small = c.kind not in ("country", "continent")
    if context.inside and small:
        held = holds(context.inside, c)
        says = "in what is named beside it" if held else "not in what is named beside it"
        out.append(Seen("inside" if held else "outside", 1.0, says))
    if context.called:
        out.extend(_called(c, context.called))
    if same := alike(c, context.listed):
        out.append(Seen("alike", same, f"its list is one of {PLURAL[c.kind]}"))
    if c.country and context.countries:
        share = context.countries.get(c.country, 0.0)
        if share:
            out.append(Seen("country_share", share * context.weight, f"{c.country} in the report"))
        elif small and not c.capital:
            out.append(Seen("elsewhere", context.weight, f"{c.country} not in the report"))
            if c.kind == "city" and c.population < WELL_KNOWN and close <= FAR:
                short = math.log10(WELL_KNOWN / max(c.population, 300))
                out.append(Seen("obscure", short * context.weight, "too small to be named so far away"))
    if c.country and c.admin1 and c.kind != "admin1":
        share = context.admins.get((c.country, c.admin1), 0.0)
        if share:
            out.append(Seen("admin_share", share, f"{c.admin1} in the report"))
    if context.home and c.country and small:
        at_home = c.country == context.home
        if at_home:
            out.append(Seen("home", 1.0, f"the outlet is at home in {c.country}"))
    if context.dialect and c.country == context.dialect and small:
        out.append(Seen("dialect", 1.0, f"the report uses words of {c.country}"))
    if met := context.company.get(c.id, 0.0):
        out.append(Seen("company", math.log2(1 + min(met, 7.0)), "other names of the report have bearers close by"))
    if close > FAR:
        out.append(Seen("near", min(CLOSE, close), "near other places of the report"))
    return out


def _called(c: Candidate, kind: str) -> list[Seen]:
    """'The state of X' for or against a candidate; waters and sites are called anything, a district after its town."""
    if c.kind not in ("country", "admin1", "admin2", "city") or (c.kind == "admin2" and kind == "city"):
        return []
    if c.kind != "country" and (c.kind == "city") == (kind == "city"):
        return [Seen("called", 1.0, "what it is called beside it")]
    return [Seen("called_other", 1.0, "not what it is called beside it")]


def closeness(c: Candidate, key: str, context: Context) -> float:
    """How many other places of the report lie close by, each fading with its distance."""
    if c.lat is None or c.lon is None or c.kind not in ("city", "site", "admin2", "region", "admin1"):
        return 0.0
    lat, lon = c.lat, c.lon
    close = 0.0
    for k, a, o, likely in context.anchors:
        if k != key and abs(a - lat) < 5:  # farther apart than 550 km: nothing to add
            close += likely * math.exp(-km(lat, lon, a, o) / NEAR_KM)
    return close


def lists(found: Sequence[Candidate], inside: frozenset[Unit]) -> bool:
    """Whether a name and what stands beside it are of one rank: 'China, Japan', 'Oklahoma, Pennsylvania and Ohio'."""
    kinds = {c.kind for c in found if c.quality >= 4}
    return ("country" in kinds and any(a is None for _, a in inside)) or (
        "admin1" in kinds and any(a is not None for _, a in inside)
    )


def of_all(found: Sequence[Candidate], key: str, context: Context) -> list[list[Seen]]:
    """The features of each candidate of a name; ``found`` is sorted best known first."""
    wider = containers(found)
    named = found[0].quality >= 3 if found else False
    a_city = context.called == "city"
    ours = found[0].quality == OURS if found else False
    return [[*own(c, wider, named, a_city, ours), *from_report(c, key, context)] for c in found]
