"""Do feed readers read what is new, is a changed number one side's own, and is it told once?"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from starlette.testclient import TestClient

from commands import CACHE
from crisis import Story
from detente.joining.recounts import later, recounts
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.settle import Found
from detente.records import Event, Incident, Reading, ReportShare, Statement, change, content_id
from detente.show import cli, feeds
from detente.show.export import FEEDS, FORMS
from detente.show.web import outward
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door
from detente.upkeep import changed_numbers
from told import disputed, item, told

REQUIRED = {"version", "title", "items"}
"""What JSON Feed 1.1 asks of a feed; of each item it asks an ``id``, and a ``content_text`` or ``content_html``."""
Telling = tuple[Event, dict[str, Statement], ReportShare, Reading]


def telling(killed: str, best: float, published: str | None, outlet: str = "The Lakeside Post", **more: Any) -> Telling:
    """A report in which Pakistan counts the dead of one strike."""
    text = f"India struck Muridke, Pakistan said {killed} people were killed. Printed in {outlet} at {published}."
    story = Story(text, outlet, published or "2025-05-08")
    speaker = story.who("Pakistan", "PAK")
    said = story.says(speaker, "assert", f"{killed} people were killed")
    quantity = story.count(f"{killed} people", more.get("what", "killed"), best)
    by = (said.id,) if more.get("said", True) else ()
    event = story.event("killed", "ASSAULT", (), (), quantities=(quantity,), according_to=by)
    rename = {x.id: content_id(x.id[:3].strip("-"), story.report.id, x.id) for x in (said, event)}
    said = change(said, id=rename[said.id])
    event = change(event, id=rename[event.id], according_to=(said.id,) if by else ())
    report = change(story.report, published=published, source_id=outlet + str(published), title=text[:30])
    share = ReportShare(
        id=report.id, source_id=None, events=1, outlet=outlet, published=published, origin=more.get("origin")
    )
    reading = Reading(report=report, actors=tuple(story.actors.values()), statements=(said,), events=(event,))
    return event, {said.id: said}, share, reading


def incident(*tellings: Telling) -> Incident:
    events = tuple(e.id for e, _, _, _ in tellings)
    return Incident(
        id=content_id("INC", events), type="ASSAULT", actors=(), recipients=(), when=None, where=None, events=events,
        reports=tuple(share for _, _, share, _ in tellings), accounts=(), standing="single_source", confidence=0.5,
    )  # fmt: skip


def changes(*tellings: Telling) -> list[tuple[float, float]]:
    spoken = {k: v for _, s, _, _ in tellings for k, v in s.items()}
    made = recounts(incident(*tellings), [e for e, _, _, _ in tellings], spoken)
    return [(c.before.best, c.after.best) for c in made]


def test_a_side_that_counts_again_changed_its_number() -> None:
    first, second = (
        telling("26", 26, "2025-05-07T08:00:00Z"),
        telling("31", 31, "2025-05-07T20:00:00Z", "Northern Post"),
    )
    third = telling("31", 31, "2025-05-08", "Ravi Daily")
    fourth = telling("30", 30, "2025-05-09", "Ravi Daily")
    assert changes(first, second, third, fourth) == [(26, 31), (31, 30)]
    assert changes(fourth, third, second, first) == [(26, 31), (31, 30)]  # whatever the order of arrival
    [made, _] = recounts(
        incident(first, second, fourth),
        [first[0], second[0], fourth[0]],
        first[1] | second[1] | fourth[1],
    )
    assert (made.before.span.quote, made.after.span.quote) == ("26 people", "31 people")
    assert made.before.published == "2025-05-07T08:00:00Z"
    assert not isinstance(made.side, str)
    assert made.side.country == "PAK"


def test_what_is_no_change_is_none() -> None:
    first = telling("26", 26, "2025-05-07T08:00:00Z")
    assert changes(first, telling("26", 26, "2025-05-08", "Northern Post")) == []
    # the day is the same and the hour is not known; the day is not known at all
    assert changes(first, telling("31", 31, "2025-05-07", "Northern Post")) == []
    assert changes(first, telling("31", 31, None, "Northern Post")) == []
    # another thing counted; an outlet in its own voice; a report that repeats an earlier one
    assert changes(first, telling("31", 31, "2025-05-08", "Northern Post", what="wounded")) == []
    assert changes(first, telling("31", 31, "2025-05-08", "Northern Post", said=False)) == []
    assert changes(first, telling("31", 31, "2025-05-08", "Northern Post", origin="RPT-other")) == []
    own = [telling(k, float(k), d, "Ravi Daily", said=False) for k, d in (("26", "2025-05-07"), ("31", "2025-05-08"))]
    assert changes(*own) == [(26, 31)]


def test_later_is_only_what_surely_is() -> None:
    assert later("2025-05-08T01:00:00+05:00", "2025-05-07T19:00:00Z")
    assert not later("2025-05-08T01:00:00+05:00", "2025-05-07T21:00:00Z")
    assert later("2025-05-09", "2025-05-08T23:00:00Z")
    assert not later("2025-05-08T23:00:00Z", "2025-05-08")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger with a dispute, and with a number that a side changed."""
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    tellings = [telling("26", 26, "2025-05-07"), telling("31", 31, "2025-05-09T10:00:00+05:00", "Northern <Post>")]
    for reading in (told(1), told(2), *(t[3] for t in tellings)):
        made.keep(reading, item(reading))
    quarrel = disputed(made)
    made.settle(Found(incidents=(incident(*tellings),), disputes=(quarrel,)), made.time())
    return made


def test_readers_read_every_form(ledger: Ledger) -> None:
    for topic, count in (("disputes", 1), ("numbers", 1), ("news", 3)):
        found = feeds.entries(ledger, Filter(), topic)
        assert len(found) == count
        for form in ("atom", "rss"):
            read = feedparser.parse(feeds.feed(found, topic, form, "http://127.0.0.1:8000"))
            assert not read.bozo
            assert read.version == {"atom": "atom10", "rss": "rss20"}[form]
            assert [e.id for e in read.entries] == [f"urn:detente:{e.id}" for e in found]
            assert [e.title for e in read.entries] == [e.title for e in found]
            assert all(e.link.startswith("http://127.0.0.1:8000/") for e in read.entries)
            moments = [e["updated_parsed" if form == "atom" else "published_parsed"][:6] for e in read.entries]
            assert moments == [datetime.fromisoformat(feeds.moment(e.moved)).timetuple()[:6] for e in found]
        made = json.loads(feeds.feed(found, topic, "json", "http://127.0.0.1:8000"))
        assert set(made) >= REQUIRED
        assert made["version"] == "https://jsonfeed.org/version/1.1"
        assert all(i["id"] and i["content_text"] for i in made["items"])
        assert len({i["id"] for i in made["items"]}) == count


def test_a_changed_number_tells_both_and_who(ledger: Ledger) -> None:
    [entry] = feeds.entries(ledger, Filter(), "numbers")
    assert entry.title == "Pakistan: 26 people → 31 people"
    assert "The Lakeside Post, 2025-05-07" in entry.words
    assert "Northern <Post>" in entry.words
    assert entry.moved == "2025-05-09T10:00:00+05:00"
    made = json.loads(feeds.feed([entry], "numbers", "json"))
    record = made["items"][0]["_detente"]["number"]
    assert (record["before"]["best"], record["after"]["best"], record["side"]["country"]) == (26, 31, "PAK")
    assert "url" not in made["items"][0]  # without a dashboard's address there is nowhere to lead


def test_the_server_and_the_command_give_feeds(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    web = TestClient(make_app(Site(ledger, Door(frozenset({"testserver"}), None))))
    for topic in feeds.TOPICS:
        for form, kind in (
            ("atom", "application/atom+xml"),
            ("rss", "application/rss+xml"),
            ("json", "application/feed"),
        ):
            answer = web.get(f"/feed/{topic}.{form}")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(kind)
            assert b"http://testserver/" in answer.content
            again = web.get(f"/feed/{topic}.{form}", headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
    assert web.get("/feed/numbers.json?actor=Nobody").json()["items"] == []
    assert web.get("/feed/numbers.json?colour=red").status_code == 400
    page = web.get("/").text
    for topic in feeds.TOPICS:
        assert f'href="/feed/{topic}.atom"' in page
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))
    ask = ["export", "--ledger", ledger.target, "--format"]
    assert cli.run([*ask, "jsonfeed", "--feed", "disputes"]) == 0
    assert [i["title"] for i in json.loads(capfd.readouterr().out)["items"]] == [
        "did it happen: India struck Muridke on Wednesday."
    ]
    assert cli.run([*ask, "rss", "--site", "javascript:alert(1)"]) == 2
    assert cli.run([*ask, "rss", "--actor", "Nobody"]) == 1


def test_changed_numbers_of_the_ledger_are_those_of_its_incidents(ledger: Ledger) -> None:
    [row] = ledger.page("incident", Filter()).rows
    found = msgspec.json.decode(row["record"], type=Incident)
    assert [c.after.best for c in changed_numbers(ledger, [found])] == [31]


def test_every_format_of_the_command_is_on_the_export_page(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))
    web = TestClient(make_app(Site(ledger, Door(frozenset({"testserver"}), None))))
    page = web.get("/export?actor=PAK&since=2025").text
    linked = {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:export|feed)/[^"]+)"', page)}
    assert all("actor=PAK" in link for link in linked if "/feed/" not in link)
    forms = {re.split(r"[/?]", link)[2] for link in linked if link.startswith("/export/")}
    named = {f for f in forms if not f.endswith(".parquet")}
    assert named | {"csv", "parquet", *FEEDS} == set(FORMS)  # a table as CSV stands on each list
    assert {f"{n}.parquet" for _, n in outward.make().kinds} <= forms
    for link in sorted(linked):
        answer = web.get(link.replace("&since=2025-01-01", ""))
        assert answer.status_code == 200, link
        if link.startswith("/export/") and "parquet" not in link and answer.content:
            form = re.split(r"[/?]", link)[2]
            cli.run(["export", "--ledger", ledger.target, "--format", form, "--actor", "PAK"])
            assert capfdbinary.readouterr().out == answer.content, form
    assert web.get("/export/acled?outlet=x").status_code == 200
    assert web.get("/export/disputes.parquet?outlet=x").status_code == 400
    assert "/export?type=ASSAULT" in web.get("/events?type=ASSAULT&borders=none").text
