"""Are all screens whole in a real browser: no fault of access, no error, no request elsewhere, one printed page?"""

import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from browse import chromium, opened, served
from detente.ledger import Filter, Ledger, open_ledger
from detente.records import Item, change
from detente.show.demo import CRISIS
from told import item, told

AXE = Path(__file__).parent / "vendor" / "axe-core"
PLAIN = (
    "/", "/events?limit=8", "/incidents?limit=8", "/statements?limit=8", "/disputes", "/numbers", "/channels",
    "/actors?limit=8", "/reports", "/positions?limit=8", "/copies", "/queue?type=CONSULT",
    "/sources", "/lexicon?q=rebuke", "/keys", "/search?q=Songar", "/sign-in",
    "/numbers?of=drones", "/events?type=ASSAULT&actor=PAK&rejected=1&limit=5", "/events?snapshot=first&limit=5",
)  # fmt: skip
FAULTS = "async () => (await axe.run()).violations.map(v => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 200)}`)"


@pytest.fixture(scope="module")
def ledger(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    path = tmp_path_factory.mktemp("screens") / "ledger.db"
    shutil.copy(demo_file, path)
    made = open_ledger(str(path))
    made.snapshot("first", author="tests")
    made.visited("https://wire.example/feed", title="A wire", last_item="2025-05-01T08:00:00+00:00")
    made.visited("https://gone.example/feed", last_error="404 Not Found", failures=3)
    first = made.page("event", Filter(limit=3)).rows
    made.review(first[0]["id"], "reject", author="Ada", reason="a metaphor")
    made.review(first[1]["id"], "accept", author="Ada", reason="read")
    return made


@pytest.fixture(scope="module")
def address(ledger: Ledger) -> Iterator[str]:
    with served(ledger) as there:
        yield there


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def own_pages(ledger: Ledger) -> list[str]:
    """A page of a record of each kind, and why each kind is there."""
    pages = []
    for kind in ("dispute", "incident", "actor"):
        ident = ledger.page(kind, Filter(limit=1)).rows[0]["id"]
        pages.append(f"/{kind}/{ident}")
    shortest = min(ledger.page("report", Filter()).rows, key=lambda r: len(r["text"]))
    pages.append(f"/report/{shortest['id']}")
    kinds = ("report", "event", "statement", "incident", "dispute", "channel", "position", "copy")
    pages += ["/why/" + ledger.page(kind, Filter(limit=1)).rows[0]["id"] for kind in kinds]
    rejected = next(r for r in ledger.page("event", Filter(rejected=True)).rows if r["review"] == "rejected")
    return [*pages, f"/report/{rejected['report']}?rejected=1"]


def test_axe_is_the_one_that_was_published() -> None:
    digest = hashlib.sha256((AXE / "axe.min.js").read_bytes()).hexdigest()
    assert digest in (AXE / "README.md").read_text(encoding="utf-8")


def test_no_screen_has_a_fault_of_access_or_is_wider_than_its_window(
    browser: Browser, address: str, ledger: Ledger
) -> None:
    axe = (AXE / "axe.min.js").read_text(encoding="utf-8")
    found = []
    with opened(browser, address) as (page, seen):
        for path in (*PLAIN, *own_pages(ledger)):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            for width in (390, 820, 1360):
                page.set_viewport_size({"width": width, "height": 800})
                wide = page.evaluate("document.documentElement.scrollWidth")
                found += [f"{path}: {wide} wide in a window of {width}"] if wide > width else []
            open_all(page)
            page.evaluate(axe)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                found += [f"{path} {scheme}: {told_}" for told_ in page.evaluate(FAULTS)]
        assert seen.faults == []
    assert found == []


def open_all(page: Page) -> None:
    """Unfold what is folded, so that it is looked at too."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")


def test_axe_would_find_a_fault(browser: Browser, address: str) -> None:
    with opened(browser, address) as (page, _):
        page.goto("/keys")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=data:,>')")
        page.evaluate((AXE / "axe.min.js").read_text(encoding="utf-8"))
        assert any("image-alt" in told_ for told_ in page.evaluate(FAULTS))


def test_every_screen_reads_without_scripts(browser: Browser, address: str, ledger: Ledger) -> None:
    with opened(browser, address, java_script_enabled=False) as (page, seen):
        for path in (*PLAIN, *own_pages(ledger)):
            page.goto(path)
            assert page.locator("h1").count() == 1, path
            assert len(page.locator("main").inner_text()) > 40, path
        assert seen.faults == []


def test_the_brief_prints_on_one_page(browser: Browser, address: str) -> None:
    with opened(browser, address) as (page, _):
        for path in ("/", f"/?crisis={CRISIS}"):
            page.goto(path)
            printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
            assert len(printed.pages) == 1
            words = " ".join(printed.pages[0].extract_text().split())
            assert "Tension between India and Pakistan" in words
            assert "Who denies what" in words
            assert "It never says who is right" in words
        page.goto("/events")
        words = pypdf.PdfReader(io.BytesIO(page.pdf())).pages[0].extract_text()
        assert "Filter" not in words


# What is asked


def test_a_list_is_filtered_by_form_facet_map_and_strip(browser: Browser, address: str, ledger: Ledger) -> None:
    def count(f: Filter) -> str:
        return f"{ledger.count('event', f):,}"

    with opened(browser, address) as (page, seen):
        page.goto("/events")
        assert page.locator("h1 .n").inner_text() == count(Filter())
        page.fill("input[name=actor]", "PAK")
        page.press("input[name=actor]", "Enter")
        assert page.locator("h1 .n").inner_text() == count(Filter(actor=("PAK",)))
        page.click(".facets a:has-text('ASSAULT')")
        assert page.locator("h1 .n").inner_text() == count(Filter(actor=("PAK",), type=("ASSAULT",)))
        page.go_back()
        assert page.locator("h1 .n").inner_text() == count(Filter(actor=("PAK",)))
        page.click("text=Clear")
        place = page.locator("#map a[data-place]").last
        named = str(place.get_attribute("data-place"))
        place.locator("circle").click()
        assert page.locator("h1 .n").inner_text() == count(Filter(place=(named,)))
        page.goto("/events")
        brush(page, 0.55, 0.98)
        page.wait_for_url("**/events?**since=**")
        since, until = (page.locator(f".filter input[name={n}]").input_value() for n in ("since", "until"))
        assert page.locator("h1 .n").inner_text() == count(Filter(since=since, until=until))
        assert ledger.count("event", Filter(since=since, until=until)) < ledger.count("event", Filter())
        assert seen.faults == []


def brush(page: Page, start: float, end: float) -> None:
    """Drag over a part of the time strip."""
    box = page.locator("#strip").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * start, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, box["y"] + 25, steps=5)
    page.mouse.up()


def test_a_row_lights_its_place_and_the_reverse(browser: Browser, address: str) -> None:
    with opened(browser, address) as (page, _):
        page.goto("/events?type=ASSAULT")
        marks = set(page.eval_on_selector_all("#map a[data-place]", "all => all.map(a => a.dataset.place)"))
        row = page.locator(".row[data-place]").filter(visible=True)
        places = page.eval_on_selector_all(".row[data-place]", "all => all.map(a => a.dataset.place)")
        at = next(i for i, p in enumerate(places) if p in marks)
        row.nth(at).hover()
        lit = page.eval_on_selector_all("#map a.lit", "all => all.map(a => a.dataset.place)")
        assert lit
        assert set(lit) == {places[at]}
        page.mouse.move(0, 0)
        page.locator(f'#map a[data-place="{places[at]}"]').first.focus()
        lit = page.eval_on_selector_all(".row.lit", "all => all.map(a => a.dataset.place)")
        assert set(lit) == {places[at]}


def test_a_snapshot_and_a_crisis_are_chosen_on_the_page(browser: Browser, address: str, ledger: Ledger) -> None:
    rejected = next(r for r in ledger.page("event", Filter(rejected=True)).rows if r["review"] == "rejected")["id"]
    with opened(browser, address) as (page, seen):
        page.goto("/events?limit=500")
        assert page.locator(f'[data-id="{rejected}"]').count() == 0
        page.select_option("select[name=snapshot]", "first")
        page.wait_for_url("**snapshot=first**")
        assert page.locator(f'[data-id="{rejected}"]').count() == 1
        assert "to be read only" in page.locator(".under").inner_text()
        page.locator(f'[data-id="{rejected}"] a.id').click()
        assert "snapshot=first" in page.url
        assert page.locator(f"#{rejected}:not(.is-rejected)").count() == 1
        assert page.locator(".review").count() == 0
        page.click("text=back to now")
        assert "snapshot" not in page.url
        assert page.locator(f"#{rejected}").count() == 0
        page.goto("/events")
        page.select_option("select[name=crisis]", CRISIS)
        page.wait_for_url("**crisis=**")
        assert page.locator("h1 .n").inner_text() == str(ledger.count("event", Filter(crisis=CRISIS)))
        page.click("nav >> text=Channels")
        assert "crisis=" in page.url
        assert seen.faults == []


def test_every_record_tells_why_and_can_be_cited(browser: Browser, address: str, ledger: Ledger) -> None:
    with opened(browser, address, permissions=["clipboard-read", "clipboard-write"]) as (page, seen):
        for kind, path in (("event", "/events"), ("statement", "/statements"), ("incident", "/incidents"),
                           ("dispute", "/disputes"), ("channel", "/channels"), ("position", "/positions"),
                           ("report", "/reports"), ("copy", "/copies")):  # fmt: skip
            page.goto(path)
            page.locator("main .whylink").first.click()
            ident = page.locator(".kicker .id").inner_text()
            found, row = ledger.find(ident)
            assert found == kind
            assert row["id"] == ident
            page.click(".cite button")
            cited = page.evaluate("navigator.clipboard.readText()")
            assert ident in cited
            assert page.locator(".cite button").inner_text() == "Copied"
            if kind in ("event", "statement"):
                report = ledger.report(row["report"])
                start, _, end = cited.rpartition("characters ")[2].partition("–")
                assert " ".join(report.text[int(start) : int(end)].split()) in cited
        assert seen.faults == []


def test_sources_and_lexicon_tell_what_they_should(browser: Browser, address: str) -> None:
    with opened(browser, address) as (page, _):
        page.goto("/sources")
        rows = page.locator("tbody tr").all_inner_texts()
        assert "gone.example" in rows[0]
        assert "failing" in rows[0]
        assert "404 Not Found" in rows[0]
        assert "silent" in rows[1]
        page.goto("/lexicon")
        page.fill("input[name=q] >> nth=1", "rebuke")
        page.press("input[name=q] >> nth=1", "Enter")
        assert "rebuke" in page.locator("tbody").inner_text()


# Scripts that run from right to left


def test_text_from_right_to_left_stands_from_right_to_left(browser: Browser, tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "rtl.db"), create=True)
    reading = told(1, outlet="جريدة المرفأ")
    reading = change(reading, report=change(reading.report, title="غارات على المدينة وباكستان تنفي"))
    ledger.keep(reading, Item(name="rtl", text=reading.report.text, outlet="جريدة المرفأ", title=reading.report.title))
    ledger.keep(told(2), item(told(2)))
    direction = "all => all.map(e => getComputedStyle(e).direction)"
    with served(ledger) as there, opened(browser, there) as (page, seen):
        page.goto("/reports")
        titles = page.locator("h3 a")
        assert titles.evaluate_all(direction) == [
            "rtl" if "باكستان" in title else "ltr" for title in titles.all_inner_texts()
        ]
        assert "rtl" in titles.evaluate_all(direction)
        page.goto(f"/report/{reading.report.id}")
        assert page.locator("h1").evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert page.locator("main b[dir=auto]").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert seen.faults == []
