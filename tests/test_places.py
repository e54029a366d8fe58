"""Are places found, trimmed and put where a careful reader would put them?

The sentences are our own and parsed by the real model; the towns come from a small stand-in for the gazetteer.
"""

from pathlib import Path

import msgspec
import pytest

from detente.errors import LexiconError
from detente.lexicon.gazetteer import Gazetteer, open_gazetteer
from detente.lexicon.gazetteer_rows import Source, read_rows
from detente.lexicon.place_ranker import load_ranker
from detente.lexicon.place_signs import read_signs
from detente.reading.parse import parse
from detente.reading.places import explain, find
from detente.reading.places.context import Context, containers, km
from detente.reading.places.dialect import spoken
from detente.reading.places.rank import rank
from detente.records import Part, Place, Report, report_id
from gazetteer_standin import source


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("places")
    return open_gazetteer(folder / "cache", source=source(folder))


def read(text: str, gazetteer: Gazetteer, parts: tuple[Part, ...] = ()) -> tuple[Place, ...]:
    report = Report(id=report_id(text), text=text, parts=parts, sha256="")
    return find(report, next(iter(parse([report]))), gazetteer)


RECOGNITION = [
    ("Shells fell near Uri on Tuesday.", ["Uri"]),
    ("The ministers met in the United Arab Emirates.", ["United Arab Emirates"]),
    ("Lebanon's army closed the road to Tyre.", ["Lebanon", "Tyre"]),
    ("Indian and Pakistani troops exchanged fire.", []),
    ("Aid workers left northern Ethiopia last week.", ["Ethiopia"]),
    ("Police in southern Iraq arrested four men.", ["Iraq"]),
    ("Talks went on between Islamabad and New Delhi.", ["Islamabad", "New Delhi"]),
    ("The ship was hit off the coast of Yemen.", ["Yemen"]),
    ("Rockets landed 15 km north of Mosul.", ["Mosul"]),
    ("The Karachi-based company denied it.", ["Karachi"]),
    ("The Ohio State Police confirmed the arrest.", ["Ohio"]),
    ("She studied at the University of Texas.", ["Texas"]),
    ("Hundreds fled from Pokrovsk, Ukraine.", ["Pokrovsk", "Ukraine"]),
    ("Both armies watch the Line of Control.", ["Line of Control"]),
    ("Tankers wait in the Strait of Hormuz.", ["Strait of Hormuz"]),
    ("Trucks passed the Rafah crossing at noon.", ["Rafah crossing"]),
    ("Michael Jordan scored again. Jordan was praised by his coach.", []),
    ("Fighting resumed in the Gaza Strip.", ["Gaza Strip"]),
    ("Washington said that it would answer.", ["Washington"]),
    ("Sen. Ann Doe, who was born in Sask., spoke.", ["Sask."]),
    ("The envoy flew to the U.S. on Friday.", ["U.S."]),
    ("Flooding hit Fayette and Woodford counties.", ["Fayette", "Woodford"]),
    ("SWAT officers surrounded the house.", []),
    ("The rebels stormed Benghazi at dawn.", ["Benghazi"]),
    ("Rockets hit Beirut, Tyre and Tripoli.", ["Beirut", "Tyre", "Tripoli"]),
    ("He announced a plan of the Islamic State.", []),
    ("Shells hit the border village of Khnatsakh.", ["Khnatsakh"]),
    ("The navy stopped a boat near Neduntheevu.", ["Neduntheevu"]),
    ("Talks between the north and the Republic broke down in Toronto.", ["Toronto"]),
    ("The family moved to Republic in Missouri.", ["Republic", "Missouri"]),
    ("Thieves broke into the Karachi office.", ["Karachi"]),
    ("Floods hit the Karachi and Lahore districts.", ["Karachi", "Lahore"]),
    ("Doctors in Karachi studied the Mosul haemorrhagic fever.", ["Karachi"]),
    ("The Mosul virus killed four people in Yemen.", ["Yemen"]),
    ("A fever spread in Mosul.", ["Mosul"]),
]


@pytest.mark.parametrize(("text", "names"), RECOGNITION, ids=[t for t, _ in RECOGNITION])
def test_what_is_a_place_name(text: str, names: list[str], gazetteer: Gazetteer) -> None:
    assert [p.span.quote for p in read(text, gazetteer)] == names


RESOLUTION = [
    ("Shells fell near Uri in Indian-administered Kashmir.", "Uri", "IND", 34.1),
    ("Carabinieri searched a farm near Uri in Sardinia, Italy.", "Uri", "ITA", 40.6),
    ("Ukrainian troops still hold Pokrovsk in the Donetsk region.", "Pokrovsk", "UKR", 48.3),
    ("The river froze at Pokrovsk in Yakutia, Russia.", "Pokrovsk", "RUS", 61.5),
    ("A tornado struck Paris, Texas, on Sunday.", "Paris", "USA", 33.7),
    ("The French president returned to Paris.", "Paris", "FRA", 48.9),
    ("American officials flew from Washington to Paris on Monday.", "Paris", "FRA", 48.9),
    ("The storm crossed Georgia and flooded Atlanta and Savannah.", "Georgia", "USA", 32.8),
    ("Protesters in Tbilisi said that Georgia must choose. Russia warned them.", "Georgia", "GEO", 42.0),
    ("Militias fought in Tripoli, and Libya's parliament met in Benghazi.", "Tripoli", "LBY", 32.9),
    ("Soldiers were sent from Beirut to Tripoli after clashes, Lebanese officials said.", "Tripoli", "LBN", 34.4),
    ("Police in Hyderabad, Pakistan, arrested two men.", "Hyderabad", "PAK", 25.4),
    ("Indian software firms in Hyderabad closed on Monday.", "Hyderabad", "IND", 17.4),
    ("The provincial assembly of Punjab met in Lahore, Pakistan.", "Punjab", "PAK", 31.0),
    ("A jury in Springfield, Ill., heard the case.", "Springfield", "USA", 39.8),
    ("The fire in Springfield, Mass., was put out.", "Springfield", "USA", 42.1),
    ("The hockey club of London, Ontario, beat Toronto.", "London", "CAN", 43.0),
    ("The British prime minister spoke in London.", "London", "GBR", 51.5),
    ("Russian officials in Moscow denied it.", "Moscow", "RUS", 55.8),
    ("A student was killed in Moscow, Idaho.", "Moscow", "USA", 46.7),
    ("Israeli tanks moved into Gaza on Monday.", "Gaza", "PSE", 31.4),
    ("Sudanese forces shelled Omdurman from Khartoum.", "Omdurman", "SDN", 15.6),
    ("Troops entered Mekelle, the capital of Tigray.", "Mekelle", "ETH", 13.5),
    ("The court in Lexington heard a man from Fayette County, Kentucky.", "Lexington", "USA", 38.0),
]


@pytest.mark.parametrize(
    ("text", "name", "country", "lat"), RESOLUTION, ids=[f"{n} {c} {i}" for i, (_, n, c, _) in enumerate(RESOLUTION)]
)
def test_where_a_place_lies(text: str, name: str, country: str, lat: float, gazetteer: Gazetteer) -> None:
    found = [p for p in read(text, gazetteer) if p.span.quote == name]
    assert found, "the name was not found"
    assert found[0].country == country
    assert found[0].lat == pytest.approx(lat, abs=0.6)


def test_a_country_keeps_its_geonames_id_and_is_no_point(gazetteer: Gazetteer) -> None:
    (place,) = read("Nothing was heard from Kenya.", gazetteer)
    assert (place.geonames, place.country, place.precision) == (192950, "KEN", "country")


def test_a_disputed_territory_names_who_claims_it(gazetteer: Gazetteer) -> None:
    (place,) = read("Drones were shot down over Crimea.", gazetteer)
    assert (place.country, place.claimed_by, place.precision) == ("UKR", ("RUS",), "region")
    assert "GeoNames assigns it to UKR, claimed by RUS as well" in str(place.why)


def test_kashmir_without_a_side_has_no_country(gazetteer: Gazetteer) -> None:
    (place,) = read("The dispute over Kashmir is older than both presidents.", gazetteer)
    assert place.country is None
    assert set(place.claimed_by) == {"IND", "PAK"}


def test_both_sides_of_kashmir_are_told_apart(gazetteer: Gazetteer) -> None:
    text = "Firing was reported in Indian-administered Kashmir and in Pakistan-administered Kashmir."
    found = {p.span.quote: p.country for p in read(text, gazetteer)}
    assert found == {"Indian-administered Kashmir": "IND", "Pakistan-administered Kashmir": "PAK"}


def test_an_unknown_place_has_nulls_and_no_guess(gazetteer: Gazetteer) -> None:
    (place,) = [p for p in read("Gunmen raided the town of Qarrabash in Iraq.", gazetteer) if p.name == "Qarrabash"]
    assert (place.lat, place.lon, place.geonames, place.precision) == (None, None, None, "unknown")
    assert place.country == "IRQ"  # the words behind it say so; a country's centre is no answer
    assert place.candidates == 0


def test_an_unknown_name_lies_in_the_town_named_behind_it(gazetteer: Gazetteer) -> None:
    found = {p.name: p for p in read("Shells hit the village of Qarrab in Mosul on Monday.", gazetteer)}
    qarrab = found["Qarrab"]
    assert (qarrab.lat, qarrab.country, qarrab.geonames, qarrab.precision) == (found["Mosul"].lat, "IRQ", None, "city")
    assert "lies in Mosul" in str(qarrab.why)
    assert qarrab.confidence < found["Mosul"].confidence


def test_a_river_is_known_without_the_word_and_a_far_village_does_not_stand_in_for_it(gazetteer: Gazetteer) -> None:
    text = "India and Pakistan traded fire. Shells fell near Uri and Srinagar, and a depot burnt at Beas."
    beas = next(p for p in read(text, gazetteer) if p.span.quote == "Beas")
    assert (beas.name, beas.country) == ("Beas River", "IND")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Shells hit Mosul's eastern district of Qarrab on Monday.", True),
        ("Shells hit the village of Qarrab, a suburb of Mosul, on Monday.", True),
        ("Shells hit the village of Qarrab, a friend of Mosul said.", False),
    ],
)
def test_a_quarter_lies_in_the_town_whose_quarter_it_is(text: str, inside: bool, gazetteer: Gazetteer) -> None:
    found = {p.name: p for p in read(text, gazetteer)}
    assert (found["Qarrab"].lat == found["Mosul"].lat) is inside
    assert found["Qarrab"].country == ("IRQ" if inside else None)


def test_gaza_is_the_strip_where_nothing_else_is_told_and_the_province_where_mozambique_is(
    gazetteer: Gazetteer,
) -> None:
    assert read("Trucks crossed into Gaza at noon.", gazetteer)[0].country == "PSE"
    found = read("Floods hit Mozambique. In Mozambique, roads in the province of Gaza were cut.", gazetteer)
    assert found[-1].country == "MOZ"


def test_a_small_town_far_from_all_that_a_report_names_is_no_answer(gazetteer: Gazetteer) -> None:
    war = "Indian and Pakistani troops fought on. India shelled Lahore, Pakistan hit Srinagar. A depot burnt in Tillo."
    assert next(p for p in read(war, gazetteer) if p.name == "Tillo").country is None
    home = "The French village was calm. People from Paris in France came to rest in Tillo."
    assert next(p for p in read(home, gazetteer) if p.name == "Tillo").country == "FRA"
    well_known = "Indian and Pakistani troops fought on. India shelled Lahore. The envoys met in Toronto."
    assert next(p for p in read(well_known, gazetteer) if p.name == "Toronto").country == "CAN"


@pytest.mark.parametrize(
    ("text", "quote", "precision", "country"),
    [
        ("Storms crossed Utah, Oregon and Washington.", "Washington", "admin", "USA"),
        ("The envoys flew from Toronto to Washington.", "Washington", "city", "USA"),
        ("Wardens closed the parks of the state of Washington.", "Washington", "admin", "USA"),
        ("Roads flooded in Alabama, Georgia and Florida.", "Georgia", "admin", "USA"),
        ("Pipes cross Armenia, Azerbaijan and Georgia.", "Georgia", "country", "GEO"),
        ("Fans met in the town of Jordan, Oklahoma.", "Jordan", "city", "USA"),
        ("He drove home to Atlanta, Georgia, and slept.", "Georgia", "admin", "USA"),
    ],
)
def test_a_list_and_the_word_beside_it_tell_the_kind_of_a_place(
    text: str, quote: str, precision: str, country: str, gazetteer: Gazetteer
) -> None:
    place = next(p for p in read(text, gazetteer) if p.span.quote == quote)
    assert (place.precision, place.country) == (precision, country)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("A grand jury met in Paris. The school district closed two schools, said the Police Department.", "USA"),
        ("The museum in Paris closed two rooms, said the police.", "FRA"),
        ("Const. Ann Roe of London said that the OPP found the truck.", "CAN"),
        ("Ann Roe of London said that the police found the truck.", "GBR"),
        ("The Knesset heard of London, where Const. Ann Roe had found the truck.", "GBR"),
    ],
)
def test_words_that_only_one_country_uses_tell_where_a_report_plays(
    text: str, country: str, gazetteer: Gazetteer
) -> None:
    found = {p.span.quote: p.country for p in read(text, gazetteer)}
    assert found.get("Paris", found.get("London")) == country


def test_each_sign_is_of_a_country_and_stands_once(tmp_path: Path) -> None:
    rows = Source.installed().rows
    lands = {r["iso3"] for _, r in read_rows(rows / "countries.csv", ("iso3", "lat", "lon", "aliases", "demonyms"))}
    signs = read_signs(rows / "signs.csv")
    assert set(signs.country.values()) <= lands
    for word, country in signs.country.items():
        assert spoken(f"So, {word} it was.", signs) == {country: 1}
    twice = tmp_path / "signs.csv"
    twice.write_text("country,word\nUSA,selectmen\nCAN,selectmen\n")
    with pytest.raises(LexiconError, match="line 3: 'selectmen' stands there twice"):
        read_signs(twice)


def test_below_the_threshold_nothing_is_chosen(gazetteer: Gazetteer) -> None:
    ranker = load_ranker()
    sure = msgspec.structs.replace(ranker, weights={**ranker.weights, "none": 99.0})
    assert rank(gazetteer.lookup("Uri"), "Uri", Context(), sure)[0].confidence < ranker.threshold


def test_confidences_and_none_share_one(gazetteer: Gazetteer) -> None:
    total = sum(c.confidence for c in rank(gazetteer.lookup("Springfield"), "Springfield", Context()))
    assert 0.5 < total < 1.0


def test_the_outlet_at_home_and_its_actors_decide_where_nothing_else_does(gazetteer: Gazetteer) -> None:
    here = rank(gazetteer.lookup("Tripoli"), "Tripoli", Context(home="LBN"))
    away = rank(gazetteer.lookup("Tripoli"), "Tripoli", Context())
    share = {c.candidate.country: c.confidence for c in here if c.candidate}
    assert share["LBN"] > {c.candidate.country: c.confidence for c in away if c.candidate}["LBN"]


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("Lebanon accused its neighbour on Monday.", "acts"),
        ("The envoy flew to Lebanon on Monday.", "place"),
        ("The Ohio State Police confirmed the arrest.", "in_name"),
    ],
)
def test_governments_and_parts_of_names_are_told_from_places(text: str, use: str, gazetteer: Gazetteer) -> None:
    assert read(text, gazetteer)[0].use == use


def test_one_sense_in_a_report(gazetteer: Gazetteer) -> None:
    text = "PARIS, Texas (AP) - A storm hit Paris. Nobody in Paris was hurt, officials in Dallas said."
    found = {p.country for p in read(text, gazetteer) if p.span.quote.title() == "Paris"}
    assert found == {"USA"}


def test_spans_are_cut_from_the_text_with_its_own_typography(gazetteer: Gazetteer) -> None:
    text = "Lebanon’s president left Beirut\u00a0for Libya…"
    places = read(text, gazetteer)
    assert [p.span.quote for p in places] == ["Lebanon", "Beirut", "Libya"]
    assert all(text[p.span.start : p.span.end] == p.span.quote for p in places)


def test_furniture_holds_no_places(gazetteer: Gazetteer) -> None:
    text = "World | Kenya\nTroops entered Mosul."
    parts = (Part(kind="furniture", start=0, end=13), Part(kind="body", start=14, end=len(text)))
    assert [p.span.quote for p in read(text, gazetteer, parts)] == ["Mosul"]


def test_nothing_and_no_place_are_fine(gazetteer: Gazetteer) -> None:
    assert read(" ", gazetteer) == ()
    assert read("He said nothing.", gazetteer) == ()


def test_explain_gives_scores_with_reasons(gazetteer: Gazetteer) -> None:
    for near, country in (("IND", "IND"), ("ITA", "ITA"), ("Srinagar", "IND")):
        choices = explain(gazetteer, "Uri", near=near)
        assert choices[0].candidate is not None
        assert choices[0].candidate.country == country
        assert choices[0].score > choices[1].score
        assert country in choices[0].why or "near" in choices[0].why
    assert explain(gazetteer, "Xyzzyville") == ()


def test_explain_takes_the_state_beside_it(gazetteer: Gazetteer) -> None:
    best = explain(gazetteer, "Paris", inside="Texas")[0]
    assert best.candidate is not None
    assert best.candidate.admin1 == "Texas"
    assert "beside it" in best.why


def test_what_stands_behind_and_holds_nothing_is_a_list(gazetteer: Gazetteer) -> None:
    beside = Context(inside=containers(gazetteer.lookup("Texas")))
    best = rank(gazetteer.lookup("Washington"), "Washington", beside)[0]
    assert best.candidate is not None
    assert best.candidate.admin1 in ("District of Columbia", "Washington")


def test_distances() -> None:
    assert km(48.853, 2.349, 51.509, -0.126) == pytest.approx(344, abs=4)
    assert km(0, 179.9, 0, -179.9) == pytest.approx(22.2, abs=0.5)


def test_the_work_grows_with_the_text_and_not_with_its_square(gazetteer: Gazetteer) -> None:
    text = "Troops left Mosul for Baghdad, and Lebanon’s army entered Tripoli. " * 400
    places = read(text, gazetteer)
    assert len(places) == 1600
