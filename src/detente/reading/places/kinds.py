"""Of which kind is a place, by the words and the names beside it?

'The state of Washington' is no city and 'the town of Turkey' no country; in 'Utah, Washington and Georgia' all three
are states, in 'Armenia, Azerbaijan and Georgia' countries.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from detente.lexicon.gazetteer import Candidate
from detente.lexicon.gazetteer_rows import normalise
from detente.lexicon.place_words import PlaceWords
from detente.reading.places.finder import Spot

LINKS = frozenset([",", "and", ", and", "or", ", or", "&", "as well as"])
"""What stands between the names of a list."""
LARGE = 100_000
"""Inhabitants from which a city in a list makes a city more likely of the others: each name is some hamlet's too."""
BEFORE = 24
"""Characters before and behind a name in which the word for its kind stands."""

_OF = re.compile(r"([a-z-]+) of (?:the )?$")
_BEHIND = re.compile(r"^ ([a-z-]+)\b")


def called(found: Sequence[Spot], text: str, say: PlaceWords) -> dict[str, str]:
    """For each name, 'unit' or 'city' where the words beside it say so and never the other."""
    out: dict[str, set[str]] = {}
    for spot in found:
        before = _OF.search(text[max(0, spot.start - BEFORE) : spot.start].lower())
        behind = _BEHIND.match(text[spot.end : spot.end + BEFORE])
        if before:
            word = before[1]
            kind = "unit" if word in say.unit else "city" if word in say.settlement else None
        else:
            kind = "unit" if behind and behind[1] in say.unit else None
        if kind:
            out.setdefault(normalise(spot.name), set()).add(kind)
    return {k: v.pop() for k, v in out.items() if len(v) == 1}


def _lists(found: Sequence[Spot], text: str) -> Iterator[list[Spot]]:
    """Runs of three names and more, or of two with 'and': 'Paris, Texas' is no list."""
    run: list[Spot] = []
    words = False
    for this, after in itertools.pairwise([*found, None]):
        if this is None:
            continue
        run.append(this)
        gap = " ".join(text[this.end : after.start].split()) if after and after.start - this.end < BEFORE else ""
        if gap in LINKS:
            words |= gap != ","
            continue
        if len(run) > 2 or (len(run) == 2 and words):
            yield run
        run, words = [], False


def listed(
    found: Sequence[Spot], text: str, candidates: Mapping[str, Sequence[Candidate]]
) -> dict[str, tuple[Sequence[Candidate], ...]]:
    """For each name in a list, what the other names of the list may be."""
    out: dict[str, list[Sequence[Candidate]]] = {}
    for run in _lists(found, text):
        keys = [normalise(s.name) for s in run]
        for key in keys:
            out.setdefault(key, []).extend(candidates[k] for k in keys if k != key and candidates.get(k))
    return {k: tuple(v) for k, v in out.items() if v}


def alike(c: Candidate, others: Sequence[Sequence[Candidate]]) -> float:
    """The share of the other names of its list that may be of its kind: countries, units of its country, cities."""
    if not others or c.kind not in ("country", "admin1", "city") or (c.kind == "city" and c.population < LARGE):
        return 0.0
    return sum(any(_same(c, o) for o in found) for found in others) / len(others)


def _same(c: Candidate, other: Candidate) -> bool:
    if c.kind != other.kind or other.quality < 2:
        return False
    if c.kind == "city":
        return other.population >= LARGE
    return other.quality >= 3 and (c.kind == "country" or c.country == other.country)
