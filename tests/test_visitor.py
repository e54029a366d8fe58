"""Does a first-time visitor find on the demo crisis, by visible links and in three clicks at most, what they came for?

Each walk begins at ``/`` and uses nothing but the words of links that can be seen; what is expected was read in the
bundled reports, not on the pages.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browse import chromium, opened, served
from detente.ledger import open_ledger

MOST = 3


@pytest.fixture(scope="module")
def page(demo_file: Path) -> Iterator[Page]:
    ledger = open_ledger(str(demo_file))
    with chromium() as browser, served(ledger) as there, opened(browser, there) as (made, seen):
        yield made
        assert seen.faults == []


def walk(page: Page, *links: str) -> str:
    """The words of the page that these links lead to from the first."""
    assert len(links) <= MOST
    page.goto("/")
    for link in links:
        here = page.get_by_role("link", name=link, exact=True).first
        assert here.is_visible()
        with page.expect_navigation():
            here.click()
    return page.locator("main").inner_text()


def lines(told: str, *words: str) -> list[str]:
    """The lines in which all of these words stand."""
    return [line for line in told.splitlines() if all(w in line for w in words)]


def test_who_denies_the_downed_jets(page: Page) -> None:
    told = walk(page, "jets")
    assert lines(told, "Pakistan", "5")
    assert lines(told, "embassy", "a report on the downed jets disinformation"), "as its embassy in Beijing is quoted"
    asked = lines(told, "whether Rafale jets had been shot down")
    assert len(asked) == 1
    assert "somebody unnamed" in asked[0], "the marshal was asked; by whom is not told"


def test_how_many_drones_who_says(page: Page) -> None:
    told = walk(page, "drones")
    for who, number in (("Sofiya Qureshi", "300–400"), ("Ahmed Sharif Chaudhry", "77"), ("army", "25"), ("Army", "29")):
        assert lines(told, who, number), (who, number)
    assert lines(told, "foreign ministry", "that it launched missiles and drones at Pathankot")


def test_who_offers_to_mediate(page: Page) -> None:
    told = walk(page, "Channels")
    table = page.locator(".matrix tbody tr").all_inner_texts()
    offers = [row for row in table if "offered" in row]
    for who in ("Guterres", "Switzerland", "United Kingdom"):
        assert any(who in row for row in offers), who
    assert "Switzerland has long said that it is ready to offer its good offices" in told


def test_when_it_was_worst(page: Page) -> None:
    told = walk(page)
    day = re.search(r"It was worst on (\d{4}-\d{2}-\d{2}): (\d+) of 100", told)
    assert day is not None
    assert "2025-05-07" <= day[1] <= "2025-05-10", "from the strikes of May 7 to the truce of May 10"
    told = walk(page, day[1])
    assert page.locator("h1").inner_text().startswith("Incidents")
    assert lines(told, day[1])
