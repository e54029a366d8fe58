"""Which answers are made again?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.connect import SERVING
from detente.show.web import kept, listing, shelf
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door
from told import item, told

TOKEN = "a token of tests"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True, connections=SERVING)
    made.keep(told(1), item(told(1)))
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What lists were made, one after another."""
    seen: list[str] = []
    make = listing.make

    def counted(ledger: Ledger, at: Any, name: str) -> Any:
        seen.append(name)
        return make(ledger, at, name)

    monkeypatch.setattr(listing, "make", counted)
    return seen


def client(ledger: Ledger, token: str | None = None, today: date = date(2025, 5, 9)) -> TestClient:
    site = Site(ledger, Door(frozenset({"127.0.0.1"}), token), today=lambda: today)
    return TestClient(make_app(site), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def test_a_page_is_made_once_until_something_is_written(ledger: Ledger, made: list[str]) -> None:
    web = client(ledger)
    first = web.get("/events")
    again = web.get("/events")
    assert (first.status_code, first.text, first.headers) == (200, again.text, again.headers)
    assert made == ["events"]
    ledger.keep(told(2), item(told(2)))
    assert web.get("/events").text.count("EV-") > first.text.count("EV-")
    assert made == ["events", "events"]
    ident = ledger.page("event", Filter()).rows[0]["id"]
    ledger.review(ident, "reject", author="tests", reason="no")
    assert ident not in web.get("/events").text


def test_who_may_write_and_who_may_not_see_their_own_page(ledger: Ledger) -> None:
    web = client(ledger, TOKEN)
    page = f"/report/{told(1).report.id}"
    stranger = web.get(page).text
    web.cookies.set("detente_token", TOKEN)
    assert web.get(page).text != stranger
    web.cookies.clear()
    assert web.get(page).text == stranger


def test_packed_and_plain_answers_say_the_same(ledger: Ledger) -> None:
    web = client(ledger)
    plain = web.get("/events", headers={"accept-encoding": "identity"})
    packed = web.get("/events", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text


def test_faults_tags_and_streams_go_by(ledger: Ledger) -> None:
    web = client(ledger)
    assert [web.get("/record/EV-none").status_code for _ in range(2)] == [404, 404]
    tag = web.get("/api/v1/events").headers["etag"]
    assert web.get("/api/v1/events", headers={"if-none-match": tag}).status_code == 304
    assert web.get("/api/v1/events").status_code == 200
    rows = [web.get("/events.csv").text for _ in range(2)]
    assert rows[0] == rows[1] != ""


def test_no_more_is_kept_than_may_be(ledger: Ledger) -> None:
    inner = make_app(Site(ledger, Door(frozenset({"127.0.0.1"}), None)))
    few = kept.Kept(inner, inner.state.site, shelf.Memory(most=1))
    web = TestClient(few, base_url="http://127.0.0.1:8000")
    assert [web.get(p).status_code for p in ("/events", "/reports", "/events")] == [200] * 3
    assert isinstance(few.shelf, shelf.Memory)
    assert (few.shelf.held, few.shelf.size) == ({}, 0)


# What several processes share


def shared(ledger: Ledger, folder: Path, most: int = shelf.MOST) -> TestClient:
    """One of several processes that serve a ledger."""
    site = Site(ledger, Door(frozenset({"127.0.0.1"}), None, form="ours"), today=lambda: date(2025, 5, 9))
    app = make_app(site, shelf=shelf.Folder(str(folder), most))
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def test_a_page_that_one_process_made_the_others_give(ledger: Ledger, made: list[str], tmp_path: Path) -> None:
    one, other = shared(ledger, tmp_path / "pages"), shared(ledger, tmp_path / "pages")
    (tmp_path / "pages").mkdir()
    first, again = one.get("/events"), other.get("/events")
    assert (first.text, first.headers, first.status_code) == (again.text, again.headers, 200)
    assert made == ["events"]
    ledger.keep(told(2), item(told(2)))
    later = other.get("/events")
    assert later.text.count("EV-") > first.text.count("EV-")
    assert one.get("/events").text == later.text
    assert made == ["events", "events"]
    assert len(list((tmp_path / "pages").iterdir())) == 1  # of the state before nothing is left


def test_shared_pages_are_bounded_and_a_lost_folder_is_no_fault(ledger: Ledger, tmp_path: Path) -> None:
    few = shared(ledger, tmp_path, most=1)
    assert [few.get(p).status_code for p in ("/events", "/reports")] == [200, 200]
    assert [p for p in tmp_path.glob("*/*") if p.is_file()] == []
    none = shared(ledger, tmp_path / "gone")
    assert [none.get("/events").status_code for _ in range(2)] == [200, 200]
