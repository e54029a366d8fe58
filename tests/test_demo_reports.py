"""Are the bundled reports complete, marked as fiction, and read as what they were written to be?"""

import re
from importlib.resources import files

import pytest

from detente import demo
from detente.reading.clean import clean
from detente.records import Report

CASES = [(raw, row) for raw, row in demo.load()]
REPORTS: dict[str, Report] = {row.file: clean(raw, row.published) for raw, row in CASES}


def of(report: Report, kind: str) -> list[str]:
    return [report.text[p.start : p.end] for p in report.parts if p.kind == kind]


def test_there_are_sixteen_in_order_from_six_outlets_or_more() -> None:
    rows = demo.index()
    assert len(rows) == 16
    assert [r.published[:10] for r in rows] == sorted(r.published[:10] for r in rows)
    assert len({r.outlet for r in rows}) >= 6
    assert len({r.country for r in rows}) >= 5


def test_half_are_pages_and_half_are_texts() -> None:
    kinds = [raw.kind for raw, _ in CASES]
    assert kinds.count("html") >= 7
    assert kinds.count("text") >= 7


def test_every_file_is_in_the_index() -> None:
    folder = files("detente.demo") / "reports"
    assert {f.name for f in folder.iterdir()} == {row.file for row in demo.index()}


def test_every_outlet_is_marked_as_fictional() -> None:
    readme = (files("detente.demo") / "README.md").read_text(encoding="utf-8")
    assert "fictional" in readme
    for row in demo.index():
        assert row.outlet in readme
        assert row.url.startswith("https://example.org/")


@pytest.mark.parametrize("file", list(REPORTS))
def test_each_is_read_as_an_article(file: str) -> None:
    report = REPORTS[file]
    body = " ".join(of(report, "body"))
    assert 250 <= len(body.split()) <= 600
    assert report.language == "en"
    assert len(of(report, "headline")) >= 1
    assert report.title == of(report, "headline")[0]


@pytest.mark.parametrize("file", [f for f in REPORTS if f.endswith(".html")])
def test_pages_name_outlet_and_day_and_leave_their_menus_out(file: str) -> None:
    row = next(r for _, r in CASES if r.file == file)
    raw = next(x for x, r in CASES if r.file == file)
    report = clean(raw)
    assert (report.outlet, report.published) == (row.outlet, row.published)
    assert of(report, "caption")
    assert of(report, "teaser")
    for words in ("cookies", "All rights", "Sign up", "Most read", "bread in town", "Sections", "does not exist"):
        assert words not in report.text


def test_a_wire_story_is_carried_by_two_outlets() -> None:
    wire = REPORTS["06-sindoor-wire.txt"].text
    grams = _grams(wire)
    copies = [row.file for row in demo.index() if row.copy_of == "06-sindoor-wire.txt"]
    assert len(copies) == 2
    for file in copies:
        body = _grams(" ".join(of(REPORTS[file], "body")))
        assert len(grams & body) > 0.7 * len(body)


def _grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def test_the_live_page_keeps_its_clock() -> None:
    clock = of(REPORTS["12-live.html"], "dateline")
    assert clock[0] == "21:10 CEST"
    assert clock[-1] == "11:30 CEST"
    assert len(clock) == 8
