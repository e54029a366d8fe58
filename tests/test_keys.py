"""Is the ledger reviewed by keyboard alone, each key with its revision; do the keys that jump lead where they say?"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browse import chromium, opened, served
from detente.ledger import Filter, Ledger, open_ledger


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def ledger(demo_file: Path, tmp_path: Path) -> Ledger:
    path = tmp_path / "ledger.db"
    shutil.copy(demo_file, path)
    return open_ledger(str(path))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def marked(page: Page) -> str:
    """The record that the page is at."""
    return str(page.locator(".card:target").get_attribute("id"))


def last(ledger: Ledger, ident: str) -> tuple[str, str, str | None]:
    told = ledger.revisions(ident)[-1]
    return told["action"], told["author"], told["reason"]


def test_records_are_accepted_rejected_edited_and_undone_by_keys(browser: Browser, ledger: Ledger) -> None:
    shortest = min(ledger.page("report", Filter()).rows, key=lambda r: len(r["text"]))["id"]
    with served(ledger) as there, opened(browser, there) as (page, seen):
        page.goto(f"/report/{shortest}")
        cards = page.eval_on_selector_all(".card", "all => all.map(c => c.id)")
        press(page, "j")
        assert marked(page) == cards[0]
        press(page, "j", "j", "k")
        assert marked(page) == cards[1]
        page.locator(f'.t.lit[data-of="{cards[1]}"]').first.wait_for(timeout=5000)  # lit once the hash has changed

        press(page, "a")
        page.keyboard.type("Ada")
        press(page, "Tab")
        page.keyboard.type("read twice")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, cards[1]) == ("accept", "Ada", "read twice")
        assert ledger.find(cards[1])[1]["review"] == "accepted"
        assert marked(page) == cards[1], "the page comes back to the record"

        press(page, "j", "x")  # who is remembered; only the reason is asked for
        page.keyboard.type("a metaphor")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, cards[2]) == ("reject", "Ada", "a metaphor")
        assert marked(page) == cards[2], "whoever rejects sees what they rejected"
        assert page.locator(f"#{cards[2]}.is-rejected").count() == 1

        press(page, "u")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, cards[2])[:2] == ("undo", "Ada")
        assert ledger.find(cards[2])[1]["review"] is None

        event = next(c for c in cards if c.startswith("EV-"))
        page.goto(f"/report/{shortest}#{event}")
        press(page, "e")
        assert page.evaluate("document.activeElement.name") == "set.status"
        was = ledger.events([event])[0].status
        page.keyboard.type("failed" if was != "failed" else "planned")
        page.locator(f"#{event} input[name=reason]").focus()
        page.keyboard.type("it missed")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, event) == ("edit", "Ada", "it missed")
        assert ledger.events([event])[0].status == ("failed" if was != "failed" else "planned")
        assert seen.faults == []


def test_incidents_are_merged_split_and_undone_by_keys(browser: Browser, ledger: Ledger) -> None:
    rows = ledger.page("incident", Filter()).rows
    whole = max(rows, key=lambda r: r["events"])
    other = next(r for r in rows if r["type"] == whole["type"] and r["day"] == whole["day"] and r["id"] != whole["id"])
    held = {e.id for e in ledger.events(member_ids(ledger, whole["id"]))}
    added = set(member_ids(ledger, other["id"]))
    with served(ledger) as there, opened(browser, there) as (page, seen):
        page.goto(f"/incident/{whole['id']}")
        press(page, "m")
        page.locator(f'[data-for="m"] input[value="{other["id"]}"]').focus()
        press(page, "Space")
        page.locator("input[name=author]").focus()
        page.keyboard.type("Bo")
        press(page, "Tab")
        page.keyboard.type("one raid")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, whole["id"]) == ("merge", "Bo", "one raid")
        assert set(member_ids(ledger, whole["id"])) == held | added
        assert ledger.find(other["id"])[1]["id"] == whole["id"], "the merged id leads on"

        press(page, "u")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, whole["id"])[:2] == ("undo", "Bo")
        assert set(member_ids(ledger, whole["id"])) == held

        press(page, "s")
        taken = str(page.evaluate("document.activeElement.value"))
        press(page, "Space")
        page.locator("input[name=reason]").focus()
        page.keyboard.type("another town")
        with page.expect_navigation():
            press(page, "Enter")
        assert last(ledger, whole["id"]) == ("split", "Bo", "another town")
        assert set(member_ids(ledger, whole["id"])) == held - {taken}
        assert seen.faults == []


def member_ids(ledger: Ledger, incident: str) -> list[str]:

    return list(json.loads(ledger.find(incident)[1]["record"])["events"])


def test_enter_without_a_chosen_key_decides_nothing(browser: Browser, ledger: Ledger) -> None:
    event = ledger.page("event", Filter(limit=1)).rows[0]
    before = ledger.time()
    with served(ledger) as there, opened(browser, there) as (page, _):
        page.goto(f"/report/{event['report']}#{event['id']}")
        card = page.locator(f"#{event['id']}")
        card.locator("summary").click()
        card.locator("input[name=author]").fill("Ada")
        card.locator("input[name=reason]").fill("not yet")
        press(page, "Enter")
        press(page, "Escape")
        assert page.url.endswith(event["id"])
    assert ledger.time() == before


def test_keys_search_jump_and_open(browser: Browser, ledger: Ledger) -> None:
    places = {
        "b": "/",
        "t": "/events",
        "m": "/events",
        "d": "/disputes",
        "n": "/numbers",
        "c": "/channels",
        "q": "/queue",
    }
    with served(ledger) as there, opened(browser, there) as (page, seen):
        page.goto("/keys")
        for key, path in places.items():
            press(page, "g")
            with page.expect_navigation():
                press(page, key)
            assert page.evaluate("location.pathname") == path
        press(page, "/")
        page.keyboard.type("drones")
        with page.expect_navigation():
            press(page, "Enter")
        assert "Search: drones" in page.locator("h1").inner_text()
        with page.expect_navigation():
            press(page, "?")
        assert page.evaluate("location.pathname") == "/keys"
        page.goto("/disputes")
        press(page, "j", "j")
        question = page.locator(".row.lit h3 a").get_attribute("href")
        with page.expect_navigation():
            press(page, "Enter")
        assert page.evaluate("location.pathname") == question
        assert seen.faults == []
