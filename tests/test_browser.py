"""Do the pages run no script of a stranger in a real browser, whatever field it stands in, and ask nobody else?"""

from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from browse import chromium, opened, served
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.question import Crisis
from detente.records import Item
from detente.upkeep import update
from test_web import NAME, PAGES, hostile
from told import item, told

TRAP = "window.ran = []; for (const n of ['alert', 'confirm', 'prompt']) window[n] = (m) => window.ran.push(m);"


def hostile_ledger(path: Path) -> Ledger:
    """A ledger in which every field that a stranger or a person can fill holds a script."""
    ledger = open_ledger(str(path), create=True)
    reading = hostile()
    ledger.keep(reading, Item(name=NAME, text=reading.report.text, outlet=NAME, url="javascript:alert(1)", title=NAME))
    ledger.keep(told(1), item(told(1)))
    update(ledger)
    ledger.create_crisis(Crisis(NAME, ("IND", "PAK"), (), None, None), author=NAME)
    ledger.snapshot(NAME[:80], author=NAME, reason=NAME)
    ledger.visited(f"https://x.example/{NAME}", title=NAME, last_error=NAME, kind="rss")
    ledger.review(reading.events[0].id, "accept", author=NAME, reason=NAME)
    return ledger


def addresses(ledger: Ledger) -> list[str]:
    """Every page, that of every record, and pages whose address is hostile itself."""
    out = [*PAGES, "/nothing/" + quote(NAME, safe=""), "/sign-in"]
    for kind in ("report", "dispute", "incident", "actor"):
        out += [f"/{kind}/{r['id']}" for r in ledger.page(kind, Filter()).rows]
    for kind in ("report", "event", "statement", "incident", "dispute", "channel"):
        out += [f"/why/{r['id']}" for r in ledger.page(kind, Filter(limit=2)).rows]
    evil = quote(NAME, safe="")
    out += [f"{p}?{part}={evil}" for p in ("/events", "/numbers") for part in ("text", "crisis", "actor", "since")]
    out += [f"/?crisis={evil}", f"/search?q={evil}", f"/numbers?of={evil}", f"/lexicon?q={evil}"]
    return [
        *out,
        f"/events?snapshot={quote(NAME[:80], safe='')}",
        f"/report/{hostile().report.id}#{hostile().events[0].id}",
    ]


def poke(page: Page) -> None:
    """Do what could wake a sleeping script: unfold, point, focus, press."""
    page.evaluate(
        "for (const d of document.querySelectorAll('details')) d.open = true;"
        "const wake = ['mouseover', 'mouseenter', 'focus', 'error'].map((n) => new Event(n, { bubbles: true }));"
        "for (const e of document.querySelectorAll('body *')) for (const w of wake) e.dispatchEvent(w);"
    )


def test_hostile_pages_run_nothing_and_report_no_error(tmp_path: Path) -> None:
    ledger = hostile_ledger(tmp_path / "evil.db")
    with chromium() as browser, served(ledger) as there, opened(browser, there) as (page, seen):
        page.add_init_script(TRAP)
        for path in addresses(ledger):
            page.goto(path)
            poke(page)
            assert page.evaluate("window.ran") == [], path
            assert page.locator("img, iframe, object, embed").count() == 0, path
            assert page.locator("script:not([src^='/static/'])").count() == 0, path
        refused = [f for f in seen.faults if "400 (Bad Request)" in f or "404 (Not Found)" in f]
        assert [f for f in seen.faults if f not in refused] == []
        page.goto(f"/report/{hostile().report.id}#{hostile().events[0].id}")
        assert page.locator(".t.lit").count() > 0, (
            "the script of the page lights the words of the record in its address"
        )


def test_the_trap_would_tell(tmp_path: Path) -> None:
    ledger = hostile_ledger(tmp_path / "evil.db")
    with chromium() as browser, served(ledger) as there, opened(browser, there, bypass_csp=True) as (page, seen):
        page.add_init_script(TRAP)
        page.goto("/keys")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=alert(2)>')")
        page.wait_for_function("window.ran.length > 0")
        page.goto("/keys")
        page.evaluate("fetch('https://elsewhere.invalid/').catch(() => 0)")
        page.wait_for_timeout(300)
        assert any("elsewhere.invalid" in f for f in seen.faults)
