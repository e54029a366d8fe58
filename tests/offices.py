"""Who held the first four offices of the states that matter here, day by day from 2022 to 2026? Holes and overlaps."""

import csv
import datetime
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

FIRST, LAST = datetime.date(2022, 1, 1), datetime.date(2026, 12, 31)
SLACK = datetime.timedelta(days=3)
"""A government is sworn in a day or two after the last one leaves."""

G20 = "ARG AUS BRA CAN CHN FRA DEU IND IDN ITA JPN KOR MEX RUS SAU ZAF TUR GBR USA"
COUNCIL = (
    "ALB BRA GAB GHA IND IRL KEN MEX NOR ARE ECU JPN MLT MOZ CHE GUY KOR DZA SLE SVN DNK GRC PAK PAN SOM BHR COL COD "
    "LVA LBR CHN FRA RUS GBR USA"
)
"""Members of the United Nations Security Council in 2022 to 2026."""
CRISES = (
    "UKR ISR PSE LBN SYR IRN IRQ YEM SDN SSD ETH ERI SOM COD RWA MLI NER BFA NGA TCD CAF LBY AFG PAK IND MMR HTI VEN "
    "ARM AZE GEO SRB XKX TWN PRK KHM THA EGY JOR QAT"
)
"""States in, or beside, an active crisis of these years."""
STATES = tuple(sorted({*G20.split(), *COUNCIL.split(), *CRISES.split()}))

SAME = frozenset("ARG BRA COL ECU ERI GHA IDN KEN LBR MEX NGA PAN SLE SSD TUR USA VEN ZAF CHE IRN CYP".split())
"""States whose head of state, or whole council, is head of government."""
CROWN = frozenset({"AUS", "CAN"})
"""States whose monarch is that of the United Kingdom."""
CHAIR = frozenset({"AFG", "IRN"})
"""States in which the supreme leader stands above the president."""

OFFICES = {
    "head of state": ("President", "Monarch", "Supreme Leader"),
    "head of government": ("Prime Minister",),
    "foreign minister": ("Minister of Foreign Affairs",),
    "defence minister": ("Minister of Defence",),
}

Term = tuple[datetime.date, datetime.date, str]


def _bound(text: str, last: bool) -> datetime.date:
    """The first or last day that a month or day may mean; an empty end is still going."""
    if not text:
        return LAST if last else datetime.date.min
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    if not last:
        return datetime.date(year, month, 1)
    return datetime.date(year + (month == 12), month % 12 + 1, 1) - datetime.timedelta(days=1)


def terms() -> dict[tuple[str, str], list[Term]]:
    """Terms by country and office, in order; months count whole."""
    lines = (files("detente.lexicon") / "data" / "actors" / "people.csv").read_text(encoding="utf-8").splitlines()
    out: dict[tuple[str, str], list[Term]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        key = (row["country"], row["office"])
        out.setdefault(key, []).append((_bound(row["start"], False), _bound(row["end"], True), row["name"]))
    return {key: sorted(held) for key, held in out.items()}


def asked() -> Iterator[tuple[str, str]]:
    """Every state with every office that it has."""
    for state in STATES:
        for office in OFFICES:
            if not (office == "head of government" and state in SAME) and not (
                office == "head of state" and state in CROWN
            ):
                yield state, office


def _held(state: str, office: str, known: dict[tuple[str, str], list[Term]]) -> list[Term]:
    words = OFFICES[office]
    if office == "head of state":
        words = (
            ("Supreme Leader",) if state in CHAIR and (state, "Supreme Leader") in known else ("President", "Monarch")
        )
        if (state, words[0]) not in known and (state, "Monarch") not in known:
            words = ("Supreme Leader",)
    return sorted(t for w in words for t in known.get((state, w), ()) if t[1] >= FIRST)


def gaps() -> list[tuple[str, str, str, str]]:
    """Country, office, first and last day for which the registry names nobody."""
    known, out = terms(), []
    for state, office in asked():
        at = FIRST
        for start, end, _ in _held(state, office, known):
            if start > at + SLACK:
                out.append((state, office, at.isoformat(), (start - datetime.timedelta(days=1)).isoformat()))
            at = max(at, end + datetime.timedelta(days=1) if end < LAST else LAST)
        if at < LAST:
            out.append((state, office, at.isoformat(), LAST.isoformat()))
    return out


def overlaps() -> list[tuple[str, str, str, str]]:
    """Country, office and two persons who are said to have held it on the same days, but for the last."""
    known, out = terms(), []
    for state, office in asked():
        held = [t for t in _held(state, office, known) if t[1] >= FIRST]
        for (_, end, one), (start, _, other) in pairwise(held):
            if start < end:
                out.append((state, office, one, other))
    return out
