"""Is every state of the G20, the Security Council and an active crisis covered, and is what is missing told?"""

from pathlib import Path

from offices import OFFICES, STATES, asked, gaps, overlaps

GAPS = Path(__file__).parents[1] / "docs" / "office_gaps.csv"


def listed() -> list[tuple[str, ...]]:
    lines = GAPS.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(",")) for line in lines if line and not line.startswith("#")][1:]


def test_no_two_people_hold_one_office_on_the_same_days() -> None:
    assert overlaps() == []


def test_what_the_registry_does_not_know_is_listed_and_nothing_else() -> None:
    assert listed() == gaps()


def test_the_states_of_the_g20_and_the_council_are_asked_for() -> None:
    assert len(STATES) >= 75
    assert {office for _, office in asked()} == set(OFFICES)


def test_a_hole_would_show() -> None:
    missing = {(state, office) for state, office, *_ in gaps()}
    assert ("DEU", "foreign minister") not in missing
    assert ("LBN", "head of state") in missing  # the palace stood empty from October 2022 to January 2025
