"""Which name and codes has a country? ISO 3166-1 as GeoNames lists it, by alpha-3 code."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detente.lexicon.gazetteer_rows import Source, load_json


@dataclass(frozen=True, slots=True)
class Country:
    """A country's English name, its alpha-2 and its numeric code (both ISO 3166-1)."""

    name: str
    alpha2: str
    numeric: int | None


@functools.lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """All countries by alpha-3 code.

    >>> countries()["PAK"]
    Country(name='Pakistan', alpha2='PK', numeric=586)
    """
    rows = load_json(Source.installed().countries).values()
    made = {r["iso3"]: Country(r["name"], r["iso"], int(r["isonumeric"]) or None) for r in rows if r.get("iso3")}
    return MappingProxyType(made)
