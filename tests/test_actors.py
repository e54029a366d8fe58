"""Who is a phrase, on which date? Cases decided by hand; people in no public office are invented for the tests."""

from itertools import pairwise
from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.lexicon.actor_index import person_as_of
from detente.lexicon.actor_rows import fold, read_rows
from detente.lexicon.actors import BLOCS, describe, load_registry
from detente.lexicon.dates import TODAY, day_of
from work import lines

# phrase, day, country, sector
CASES = [
    ("India", None, "IND", None),
    ("the U.S.", None, "USA", None),
    ("Great Britain", None, "GBR", None),
    ("Slovaks", None, "SVK", None),
    ("Slovak soldiers", None, "SVK", "MIL"),
    ("a Bolivian lawyer", None, "BOL", "JUD"),
    ("rebel forces", None, None, "REB"),
    ("Peruvian authorities", None, "PER", "GOV"),
    ("police in Nairobi", None, "KEN", "COP"),
    ("Osaka police", None, "JPN", "COP"),
    ("two defence ministry sources", None, None, "GOV"),
    ("a navy accountant", None, None, "MIL"),
    ("a group of pilgrims from Jordan", None, "JOR", "REL"),
    ("dozens of Chilean miners", None, "CHL", "LAB"),
    ("members of the Polish parliament", None, "POL", "LEG"),
    ("residents of Aleppo", None, "SYR", "CVL"),
    ("displaced families in Sudan", None, "SDN", "REF"),
    ("Kenya-based aid groups", None, "KEN", "NGO"),
    ("Rwanda-backed militias", None, None, "PRM"),
    ("Ecuadorian drug gangs", None, "ECU", "CRM"),
    ("unidentified gunmen", None, None, "UAF"),
    ("a former Peruvian minister", None, "PER", "ELI"),
    ("anti-government protesters", None, None, "OPP"),
    ("an opposition senator", None, None, "LEG"),
    ("Tehran", None, "IRN", "GOV"),
    ("the Kremlin", None, "RUS", "GOV"),
    ("Downing Street", None, "GBR", "GOV"),
    ("European Union", None, "EUR", "IGO"),
    ("UN peacekeepers", None, "UNO", "MIL"),
    ("the International Criminal Court", None, "IGO", "JUD"),
    ("the Black Sea Fleet", None, "RUS", "MIL"),
    ("Shin Bet", None, "ISR", "SPY"),
    ("the German Bundestag", None, "DEU", "LEG"),
    ("Taliban", "2022-05-01", "AFG", "GOV"),
    ("Taliban", "2003-05-01", "AFG", "REB"),
    ("Barack Obama", "2012-05-01", "USA", "GOV"),
    ("Barack Obama", "2020-05-01", "USA", "ELI"),
    ("Prime Minister Khan", "2019-05-01", "PAK", "GOV"),
    ("Prime Minister Khan", "2023-10-01", None, "GOV"),
    ("French Foreign Minister Jean-Yves Le Drian", "2019-05-01", "FRA", "GOV"),
    ("Pakistan's NSA", None, "PAK", "GOV"),
    ("the NSA", None, "USA", "SPY"),
    ("Estonian Interior Minister Oskar Tamm", None, "EST", "GOV"),
    ("Spain's ambassador to Chile", None, "ESP", "GOV"),
    ("Abkhazia", None, "GEO", "PRE"),
    ("Kosovo", None, "XKX", None),
    ("it", None, None, "UNK"),
    ("gibberish", None, None, None),
]


@pytest.mark.parametrize(("phrase", "day", "country", "sector"), CASES)
def test_country_and_sector(phrase: str, day: str | None, country: str | None, sector: str | None) -> None:
    who = load_registry().identify(phrase, "", day)
    assert (who.country, who.sector) == (country, sector), who.why
    assert who.why


def test_the_holder_of_an_office_on_a_day() -> None:
    registry = load_registry()
    assert registry.identify("the Mongolian president", "", "2024-01-01").office == "President"
    assert registry.identify("the French president", "", "2015-01-01").name == "Francois Hollande"
    assert registry.identify("the French president", "", "2024-01-01").name == "Emmanuel Macron"
    undated = registry.identify("the French president")
    assert (undated.name, undated.country) == ("French president", "FRA")


def test_two_offices_at_once_are_both_named() -> None:
    who = load_registry().identify("Pakistani Deputy Premier and Foreign Minister Ishaq Dar", "", "2025-05-08")
    assert who.office == "Deputy Prime Minister and Minister of Foreign Affairs"
    assert who.key == "person:ishaq dar"


def test_accents_hyphens_and_quotes_do_not_matter() -> None:
    registry = load_registry()
    for name in ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan", "Erdoğan"):
        assert registry.identify(name, "", "2020-01-01").key == "person:recep tayyip erdogan"
    assert registry.identify("Burkina Faso’s army").country == "BFA"
    assert fold("Côte d’Ivoire") == "cote divoire"


def test_words_in_lower_case_are_no_acronyms() -> None:
    registry = load_registry()
    assert registry.identify("WHO").name == "World Health Organization"
    assert registry.identify("who").kind == "unknown"
    assert not registry.entries("us")


def test_swapped_letters_are_put_right_and_said_so() -> None:
    who = load_registry().identify("Uagndan soldiers")
    assert who.country == "UGA"
    assert "read as" in who.why
    assert who.confidence <= 0.5


def test_a_misspelling_that_could_be_anything_stays_unknown() -> None:
    assert load_registry().identify("Xandian soldiers").country is None


def test_gulf_nations_have_members_and_no_country() -> None:
    who = load_registry().identify("Gulf nations")
    assert (who.kind, who.country) == ("group", None)
    assert "QAT" in who.members


def test_describe_is_the_line_that_the_command_prints() -> None:
    line = describe(load_registry(), "A Ugandan attorney", date="today")
    assert (line.country, line.sector, line.kind, line.office) == ("UGA", "JUD", "person", None)


def test_dates_in_the_forms_that_callers_use() -> None:
    assert day_of("10 May 2015") == "2015-05-10"
    assert day_of("2022-10-01T10:00:00Z") == "2022-10-01"
    assert day_of("today") == TODAY == day_of(None)


def test_rows_are_sound() -> None:
    rows = read_rows()
    codes = {c.code for c in rows.countries}
    assert len(codes) == len(rows.countries) == 198
    for r in rows.regions:
        assert r.country in codes, r
    assert all(len(c) == 3 for _, c in rows.cities)
    for b in rows.bodies:
        assert b.country is None or b.country in codes | BLOCS, b
        assert set(b.members) <= codes, b
    for p in rows.people:
        for t in p.terms:
            assert t.country in codes | BLOCS, p


def test_one_holder_at_a_time() -> None:
    """Two people in one office of one holder may share a month (a handover), no more."""
    rows = read_rows()
    single = {o.name for o in rows.offices if o.one}
    terms = sorted(
        (t.country or "", t.office, t.start, t.end or "9999", p.name)
        for p in rows.people
        for t in p.terms
        if t.office in single and t.country not in BLOCS and t.start
    )
    for a, b in pairwise(terms):
        if a[:2] == b[:2] and a[4] != b[4]:
            assert b[2][:7] >= a[3][:7], (a, b)


def test_a_person_before_any_office_has_no_sector() -> None:
    macron = next(p for p in read_rows().people if p.name == "Emmanuel Macron")
    assert person_as_of(macron, "2001-01-01").sector is None


def test_an_overlay_adds_rows_and_bad_rows_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "actors"
    folder.mkdir()
    path = folder / "armed_groups.csv"
    header = "name,aliases,kind,country,sector,start,end\n"
    path.write_text(header + "Blue River Front,BRVF,armed_group,PER,REB,,\n", encoding="utf-8")
    assert load_registry(tmp_path).identify("BRVF").name == "Blue River Front"
    path.write_text(header + "Blue River Front,BRVF,armed_group,PER,REBELS,,\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"armed_groups.csv:2: there is no sector 'REBELS'"):
        read_rows(tmp_path)


def test_an_answer_is_looked_up_and_not_searched_for() -> None:
    registry = load_registry()
    work = [lines(lambda phrase=phrase, day=day: registry.identify(phrase, "", day)) for phrase, day, *_ in CASES]
    assert sum(work) / len(work) < 500  # a walk over the people alone would add nine hundred


def test_an_air_marshal_is_no_policeman() -> None:
    assert load_registry(None).identify("the Indian air marshal", "", "2025-05-08").sector == "MIL"
