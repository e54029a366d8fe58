"""Is the place index made whole, found damaged when it is, and quick to ask?"""

import csv
import threading
from collections import Counter
from pathlib import Path

import pytest

from detente.errors import GazetteerError, LexiconError
from detente.lexicon.gazetteer import Gazetteer, open_gazetteer
from detente.lexicon.gazetteer_build import build, checksum
from detente.lexicon.gazetteer_rows import REGIONS, Source, load_json, normalise, read_rows
from detente.lexicon.gazetteer_units import bare
from detente.lexicon.place_ranker import read_ranker
from detente.lexicon.place_words import place_words, read_place_words
from detente.reading.places.context import km
from gazetteer_standin import source
from work import lines


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("places")
    return open_gazetteer(folder / "cache", source=source(folder))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("St. Catharines", "saint catharines"),
        ("Côte d'Ivoire", "cote divoire"),
        ("Côte d’Ivoire", "cote divoire"),
        ("U.S.", "us"),
        ("  Deir   ez-Zor ", "deir ez zor"),
        ("Łódź", "lodz"),
        ("İzmir", "izmir"),
        ("Trinidad & Tobago", "trinidad tobago"),
        ("...", ""),
    ],
)
def test_names_are_found_however_they_are_written(name: str, key: str) -> None:
    assert normalise(name) == key


def test_the_largest_namesake_comes_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.lookup("TRIPOLI")
    assert [(c.country, c.geonames) for c in found] == [("LBY", 2210247), ("LBN", 266826)]
    assert found[0].capital
    assert not found[1].capital


def test_an_unknown_name_and_an_empty_one_have_no_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Xyzzyville") == ()
    assert gazetteer.lookup("") == ()


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("U.S.", "USA", "country"),
        ("UK", "GBR", "country"),
        ("UAE", "ARE", "country"),
        ("DRC", "COD", "country"),
        ("Burma", "MMR", "country"),
        ("Türkiye", "TUR", "country"),
        ("Calif.", "USA", "admin1"),
        ("B.C.", "CAN", "admin1"),
        ("Khyber Pakhtunkhwa", "PAK", "admin1"),
        ("West Bank", "PSE", "region"),
        ("Strait of Hormuz", None, "water"),
        ("Line of Control", None, "region"),
        ("Rafah crossing", None, "site"),
        ("Sahel", None, "region"),
    ],
)
def test_our_own_rows_are_first(gazetteer: Gazetteer, name: str, country: str | None, kind: str) -> None:
    first = gazetteer.lookup(name)[0]
    assert (first.country, first.kind) == (country, kind)


def test_claims_on_disputed_places_are_kept(gazetteer: Gazetteer) -> None:
    crimea = gazetteer.lookup("Crimea")[0]
    assert (crimea.country, crimea.claimed_by) == ("UKR", ("RUS",))
    assert gazetteer.lookup("Kashmir")[0].country is None
    assert set(gazetteer.lookup("Kashmir")[0].claimed_by) == {"IND", "PAK"}


def test_a_code_is_the_weakest_name(gazetteer: Gazetteer) -> None:
    assert [c.quality for c in gazetteer.lookup("KYE")] == [1]


def test_a_town_of_ours_and_of_geonames_is_one(gazetteer: Gazetteer) -> None:
    mekelle = [c for c in gazetteer.lookup("Mekelle") if c.kind == "city"]
    assert [c.geonames for c in mekelle] == [339219]


def test_an_admin_unit_is_named_on_its_towns_and_lies_among_them(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Srinagar")[0].admin1 == "Jammu and Kashmir"
    sindh = gazetteer.lookup("Sindh")[0]
    assert sindh.lat == pytest.approx(25.1, abs=0.5)
    assert sindh.lon == pytest.approx(67.7, abs=0.8)


def test_a_county_stands_at_its_seat(gazetteer: Gazetteer) -> None:
    fayette = [c for c in gazetteer.lookup("Fayette County") if c.admin1 == "Kentucky"]
    assert [(c.kind, round(c.lat or 0)) for c in fayette] == [("admin2", 38)]


@pytest.mark.parametrize(
    ("name", "kinds", "plain"),
    [
        ("Province of Laguna", {"province"}, "Laguna"),
        ("Migori County", {"county"}, "Migori"),
        ("Sumy", {"oblast"}, "Sumy"),
    ],
)
def test_a_units_name_without_the_word_for_its_kind(name: str, kinds: set[str], plain: str) -> None:
    assert bare(name, kinds) == plain


def test_units_of_countries_without_rows_of_ours_are_known(gazetteer: Gazetteer) -> None:
    found = gazetteer.lookup("Chuquisaca department") + gazetteer.lookup("Uri district")
    assert {c.kind for c in found} <= {"admin1", "admin2"}
    assert any(c.country == "CHE" for c in found)


def test_weights_with_an_unknown_key_are_named(tmp_path: Path) -> None:
    bad = tmp_path / "ranker.toml"
    bad.write_text("threshold = 0.1\ntemperature = 1.0\nnonsense = 1\n[weights]\n[card]\n")
    with pytest.raises(LexiconError, match=r"ranker\.toml: .*nonsense"):
        read_ranker(bad)


def test_countries_by_code(gazetteer: Gazetteer) -> None:
    india = gazetteer.country("IND")
    assert india is not None
    assert (india.name, india.geonames) == ("India", 1269750)
    assert gazetteer.country("QQQ") is None


def test_demonyms_tell_one_country_or_none(gazetteer: Gazetteer) -> None:
    demonyms = gazetteer.demonyms()
    assert demonyms["Indian"] == "IND"
    assert demonyms["Filipino"] == "PHL"
    assert "India" not in demonyms


def test_the_index_is_made_once(tmp_path: Path) -> None:
    first = open_gazetteer(tmp_path / "cache", source=source(tmp_path))
    stamp = first.info().path.stat().st_mtime_ns
    second = open_gazetteer(tmp_path / "cache", source=source(tmp_path))
    assert second.info().path == first.info().path
    assert second.info().path.stat().st_mtime_ns == stamp
    assert first.info().places > 1000
    assert first.info().bytes == first.path.stat().st_size


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = (build(source(tmp_path), tmp_path / folder) for folder in ("a", "b"))
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()


def test_other_inputs_make_another_index(tmp_path: Path) -> None:
    made = source(tmp_path)
    first = open_gazetteer(tmp_path / "cache", source=made)
    made.cities.write_text('{"1": ' + made.cities.read_text().split(": ", 1)[1], encoding="utf-8")
    made.cities.write_text(made.cities.read_text().replace('"Uri"', '"Urii"'), encoding="utf-8")
    second = open_gazetteer(tmp_path / "cache", source=made)
    assert second.path != first.path
    assert first.lookup("Uri")
    assert not [c for c in second.lookup("Uri") if c.kind == "city"]  # the Swiss canton stays


@pytest.mark.parametrize("harm", ["truncated", "flipped", "emptied"])
def test_a_damaged_index_is_made_again(tmp_path: Path, harm: str) -> None:
    made = source(tmp_path)
    first = open_gazetteer(tmp_path / "cache", source=made)
    path, size = first.path, first.info().bytes
    first.close()
    data = bytearray(path.read_bytes())
    if harm == "truncated":
        path.write_bytes(data[: size // 2])
    elif harm == "flipped":
        data[size // 2] ^= 0xFF
        path.write_bytes(data)
    else:
        path.write_bytes(b"")
    again = open_gazetteer(tmp_path / "cache", source=made)
    assert len(again.lookup("Uri")) == 3
    assert checksum(again.path) == again.path.stem.rpartition("-")[2]


def test_damage_behind_our_back_is_named_and_not_silent(tmp_path: Path) -> None:
    made = source(tmp_path)
    held = open_gazetteer(tmp_path / "cache", source=made)
    held.path.write_bytes(b"no database at all, and far too short")
    with pytest.raises(GazetteerError, match=r"cannot be read .* delete it"):
        Gazetteer(held.path, made.rows).lookup("Uri")


def test_two_that_build_at_once_do_no_harm(tmp_path: Path) -> None:
    made = source(tmp_path)
    results: list[int] = []
    workers = [
        threading.Thread(
            target=lambda: results.append(len(open_gazetteer(tmp_path / "cache", source=made).lookup("Uri")))
        )
        for _ in range(4)
    ]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    assert results == [3, 3, 3, 3]
    assert [p.suffix for p in (tmp_path / "cache").iterdir()] == [".sqlite"]


def test_a_cache_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    with pytest.raises(GazetteerError, match="cannot be written"):
        open_gazetteer(tmp_path / "cache", source=source(tmp_path))


def test_a_broken_source_is_named(tmp_path: Path) -> None:
    made = source(tmp_path)
    made.cities.write_text(made.cities.read_text()[:5000], encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"cities500\.json: cannot be read"):
        open_gazetteer(tmp_path / "cache", source=made)
    assert not list((tmp_path / "cache").glob("*")) if (tmp_path / "cache").exists() else True
    made.cities.unlink()
    with pytest.raises(GazetteerError, match="is missing"):
        open_gazetteer(tmp_path / "cache", source=made)


def test_progress_never_runs_backwards(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    open_gazetteer(tmp_path / "cache", lambda done, total: told.append((done, total)), source(tmp_path))
    assert told
    assert all(0 <= done <= total for done, total in told)
    assert told == sorted(told)


def test_a_name_is_looked_up_and_not_searched_for(gazetteer: Gazetteer) -> None:
    names = [f"Nowhere {n}" for n in range(500)] + ["Tripoli", "Paris", "Springfield"]
    work = [lines(lambda name=name: gazetteer.lookup(name)) for name in names]
    assert max(work) < 250  # a walk over the index would run thousands


def test_rows_with_the_wrong_columns_or_values_are_named(tmp_path: Path) -> None:
    rows = tmp_path / "rows"
    rows.mkdir()
    (rows / "regions.csv").write_text(
        "name,kind,lat,lon,iso3,claimed_by,geonames,aliases,source\nAtlantis,city,95,0,,,,,own\n"
    )
    made = source(tmp_path)
    with pytest.raises(LexiconError, match=r"regions\.csv, line 2: 95 is not between"):
        open_gazetteer(tmp_path / "cache", source=Source(made.cities, made.countries, made.states, rows))
    bad = tmp_path / "bad.csv"
    bad.write_text("# words\nclass,word\nnonsense,x\n")
    with pytest.raises(LexiconError, match=r"line 3: 'nonsense' is none of"):
        read_place_words(bad)
    bad.write_text("klass,word\n")
    with pytest.raises(LexiconError, match="the columns are"):
        list(read_rows(bad, ("class", "word")))


def test_there_are_enough_rows_of_our_own() -> None:
    rows = Source.installed().rows
    counts = {}
    for name in ("countries", "admin1", "admin2", "regions"):
        with (rows / f"{name}.csv").open(encoding="utf-8") as f:
            counts[name] = sum(1 for _ in csv.reader(line for line in f if not line.startswith("#"))) - 1
    assert counts["countries"] >= 245
    assert counts["admin1"] + counts["regions"] >= 400
    assert place_words().firm_locative <= place_words().locative


def test_each_row_of_ours_says_where_it_is_from_and_each_added_one_has_a_point():
    every = [r for _, r in read_rows(Source.installed().rows / "regions.csv", REGIONS)]
    assert all(r["source"].strip() for r in every)
    rows = [r for r in every if r["source"].startswith("general knowledge, rounded")]
    assert len({normalise(r["name"]) for r in rows}) >= 680
    assert all(-90 <= float(r["lat"]) <= 90 and -180 <= float(r["lon"]) <= 180 for r in rows)
    names = Counter(normalise(n) for r in rows for n in (r["name"], *filter(None, r["aliases"].split(";"))))
    assert [n for n, many in names.items() if many > 1] == []


FAR = {"city": 80, "admin2": 160, "site": 160, "region": 160, "water": 500}
"""Kilometres from a country's nearest town of GeoNames within which a place of ours must lie that is counted to it."""

REMOTE = {
    "Franz Josef Land", "Okinotorishima", "Aleutian Islands", "Pratas Islands", "Thitu Island", "Novaya Zemlya",
    "Coco Islands", "Kuril Islands", "Scarborough Shoal", "Second Thomas Shoal", "Wrangel Island", "Bikini Atoll",
    "Masirah", "Akobo",
}  # fmt: skip
"""Islands, reefs and a border town farther out, within 1,100 km of a town of the country that they are counted to."""


def test_each_row_has_a_point_in_or_near_the_country_that_it_names():
    real = Source.installed()
    iso3 = {cc: c["iso3"] for cc, c in load_json(real.countries).items()}
    towns: dict[str, list[tuple[float, float]]] = {}
    for c in load_json(real.cities).values():
        towns.setdefault(iso3.get(c["countrycode"], ""), []).append((float(c["latitude"]), float(c["longitude"])))
    rows = [r for _, r in read_rows(real.rows / "regions.csv", REGIONS)]
    assert [r["name"] for r in rows if not (r["lat"] and r["lon"])] == ["West"]  # a side in politics, nowhere on a map
    far = []
    for r in (r for r in rows if r["lat"] and r["iso3"]):
        away = min(km(float(r["lat"]), float(r["lon"]), *t) for t in towns[r["iso3"]])
        if away > (1100 if r["name"] in REMOTE else FAR[r["kind"]]):
            far.append((r["name"], r["iso3"], round(away)))
    assert far == []


@pytest.mark.parametrize(
    ("name", "kind", "lat", "lon"),
    [
        ("Nuseirat camp", "site", 31.4, 34.4),
        ("Bashi Channel", "water", 21.5, 121.2),
        ("Second Thomas Shoal", "site", 9.7, 115.9),
        ("Zamzam camp", "site", 13.5, 25.3),
        ("Torkham crossing", "site", 34.1, 71.1),
        ("Ben Gurion Airport", "site", 32.0, 34.9),
        ("Sakhalin", "region", 50.5, 143.0),
    ],
)
def test_sites_that_crisis_news_names_lie_where_they_do(name: str, kind: str, lat: float, lon: float):
    rows = {r["name"]: r for _, r in read_rows(Source.installed().rows / "regions.csv", REGIONS)}
    row = next(
        r for n, r in rows.items() if normalise(name) in {normalise(n), *map(normalise, r["aliases"].split(";"))}
    )
    assert row["kind"] == kind
    assert (float(row["lat"]), float(row["lon"])) == pytest.approx((lat, lon), abs=0.3)
