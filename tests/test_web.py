"""Do the pages and the HTTP API show what the ledger holds, escape all of it, and refuse whom they should?"""

import csv
import hashlib
import html.parser
import io
import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from crisis import Story
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger.question import Crisis
from detente.records import Event, Item, Reading, change
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door
from detente.upkeep import joined, update
from told import item, told

EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(2)>' onmouseover='alert(3) {{7*7}} javascript:alert(4)"""
NAME = EVIL.replace("\n", " ")
PAGES = (
    "/", "/events", "/incidents", "/statements", "/reports", "/positions", "/actors", "/copies", "/disputes",
    "/channels", "/search?q=alert", "/sources", "/queue", "/lexicon?q=str", "/keys", "/numbers",
    "/numbers?of=killed",
)  # fmt: skip


class Page(html.parser.HTMLParser):
    """What a browser would make of a page: tags, attributes, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def client(ledger: Ledger, token: str | None = None) -> TestClient:
    site = Site(ledger, Door(frozenset({"127.0.0.1", "localhost"}), token), today=lambda: date(2025, 5, 9))
    return TestClient(make_app(site), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    for n in range(1, 5):
        made.keep(told(n), item(told(n)))
    other = told(5, killed=90, outlet="Another Post", published="2025-06-20")
    made.keep(other, item(other))
    update(made)
    made.create_crisis(Crisis("Raids", ("IND", "PAK"), (), None, None), author="tests")
    return made


@pytest.fixture
def web(ledger: Ledger) -> TestClient:
    return client(ledger)


def ids(web: TestClient, name: str) -> list[str]:
    return [r["id"] for r in web.get(f"/api/v1/{name}").json()["records"]]


def two_incidents(web: TestClient, ledger: Ledger) -> list[str]:
    """Two incidents, one of them taken out of the other."""
    whole = max(web.get("/api/v1/incidents").json()["records"], key=lambda r: len(r["events"]))
    ledger.split(whole["id"], whole["events"][:1], author="a", reason="another")
    return [whole["id"], *(i for i in ids(web, "incidents") if i != whole["id"])][:2]


def own_pages(web: TestClient) -> Iterator[str]:
    """The address of every page of every record."""
    for name, path in (("reports", "report"), ("disputes", "dispute"), ("incidents", "incident"), ("actors", "actor")):
        yield from (f"/{path}/{i}" for i in ids(web, name))
    for name in ("reports", "events", "statements", "incidents", "disputes", "channels", "positions"):
        yield from (f"/why/{i}" for i in ids(web, name)[:3])


# What is shown


def test_every_page_opens_and_has_a_heading(web: TestClient) -> None:
    for path in (*PAGES, *own_pages(web), "/?crisis=Raids", "/events?crisis=Raids&type=ASSAULT&actor=IND"):
        answer = web.get(path)
        assert answer.status_code == 200, (path, answer.text[-300:])
        tags = [t for t, _ in Page(answer.text).tags]
        assert tags.count("main") == tags.count("header") == 1
        assert "h1" in tags or path.startswith("/report/")


def test_a_report_shows_its_text_unchanged_with_its_records(web: TestClient) -> None:
    ident = told(1).report.id
    page = Page(web.get(f"/report/{ident}").text)
    assert " ".join(told(1).report.text.split()) in " ".join("".join(page.words).split())
    there = {a.get("id") for _, a in page.tags}
    assert {e.id for e in told(1).events} | {s.id for s in told(1).statements} <= there
    linked = {a["href"][1:] for t, a in page.tags if t == "a" and (a.get("href") or "").startswith("#EV-")}
    assert linked & {e.id for e in told(1).events}


def test_facets_count_what_the_list_holds(web: TestClient, ledger: Ledger) -> None:
    counts = web.get("/api/v1/facets/events").json()
    assert dict(counts["type"]) == {"ASSAULT": ledger.count("event", Filter())}
    for country, n in counts["country"]:
        assert ledger.count("event", Filter(country=(country,))) == n
    narrowed = web.get("/api/v1/facets/events?country=PAK").json()
    assert narrowed["country"] == counts["country"]
    assert dict(narrowed["status"])["occurred"] == 5


def test_the_state_stands_in_the_address(web: TestClient) -> None:
    page = Page(web.get("/events?country=PAK&since=2025-05-01&type=ASSAULT").text)
    links = [a["href"] or "" for t, a in page.tags if t == "a" and (a.get("href") or "").startswith("/events")]
    assert any("country=PAK" in h and "since=2025-05-01" in h and "type=ASSAULT" not in h for h in links)
    fields = {a.get("name"): a.get("value") for t, a in page.tags if t == "input"}
    assert fields["since"] == "2025-05-01"
    assert fields["country"] == "PAK"


def test_any_id_leads_to_its_page(web: TestClient) -> None:
    event = told(1).events[0]
    answer = web.get(f"/record/{event.id}", follow_redirects=False)
    assert answer.headers["location"] == f"/report/{event.report}#{event.id}"
    for ident in (*ids(web, "disputes"), *ids(web, "channels"), *ids(web, "actors"), *ids(web, "incidents")):
        assert web.get(f"/record/{ident}").status_code == 200


def test_a_country_is_hatched_and_never_a_pin() -> None:
    from detente.show.web import maps

    whole = {"place": "India", "country": "IND", "lat": 20.0, "lon": 77.0, "precision": "country", "n": 9}
    town = {"place": "Poonch", "country": "IND", "lat": 33.8, "lon": 74.1, "precision": "city", "n": 2}
    near = {"place": "Punjab", "country": "PAK", "lat": 31.0, "lon": 72.7, "precision": "admin", "n": 1}
    drawn = maps.draw([whole, town, near])
    assert [(m.kind, m.place) for m in drawn.marks] == [("around", "Punjab"), ("point", "Poonch")]
    assert [name for name, _, _ in drawn.hatched] == ["India"]
    assert "disputed" in {kind for kind, _ in drawn.lines}
    assert maps.draw([]).marks == []


def test_the_atlas_is_the_one_that_was_published() -> None:
    folder = files("detente.show.web") / "atlas"
    digest = hashlib.sha256((folder / "countries-50m.json").read_bytes()).hexdigest()
    assert digest in (folder / "README.md").read_text(encoding="utf-8")


# Hostile words


def hostile() -> Reading:
    """A reading with script in every field that a stranger can fill."""
    story = Story(f"India {NAME} struck Muridke {NAME} today. Pakistan denied {NAME} it.", NAME, "2025-05-08")
    who, other = story.who("India", "IND"), story.who("Pakistan", "PAK")
    who, other = change(who, name=NAME, why=NAME), change(other, name=f"{NAME} two")
    actors = tuple(change(a, name=f"{NAME} {n}", office=NAME) for n, a in enumerate(story.actors.values()))
    where = change(story.at("Muridke", country="PAK"), name=NAME, lat=31.8, lon=74.2)
    blow: Event = story.event(
        "struck", "ASSAULT", (who,), (other,), where=where, operation=NAME, mode=NAME,
        when=story.on("today", "2025-05-08", "2025-05-09"), quantities=(story.count("Muridke", NAME, 3.0, 2.0, 5.0),),
    )  # fmt: skip
    said = change(story.says(other, "deny", NAME, claims=(blow.id,), via=NAME), anonymity=NAME, why=NAME)
    blow = change(blow, why=NAME, according_to=(said.id,))
    report = change(
        story.report, title=NAME, url="javascript:alert(1)", bylines=(NAME,), warnings=(NAME,), source_id=NAME,
        language=NAME,
    )  # fmt: skip
    return Reading(report=report, actors=actors, events=(blow,), statements=(said,))


def test_script_in_any_field_runs_nothing(tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "evil.db"), create=True)
    reading = hostile()
    ledger.keep(reading, Item(name=NAME, text=reading.report.text, outlet=NAME, url="javascript:alert(1)", title=NAME))
    update(ledger)
    ledger.create_crisis(Crisis(NAME, ("IND", "PAK"), (), None, None), author=NAME)
    ledger.snapshot(NAME[:80], author=NAME, reason=NAME)
    ledger.visited(f"https://x.example/{NAME}", title=NAME, last_error=NAME, kind="rss")
    ledger.review(reading.events[0].id, "accept", author=NAME, reason=NAME)
    web = client(ledger)
    assert joined(ledger.readings()).incidents
    addresses = [*PAGES, *own_pages(web), "/nothing/" + NAME, "/events?text=" + NAME, "/search?q=" + NAME]
    addresses += [f"{p}?crisis={NAME}" for p in ("/", "/events", "/channels")] + [f"/events?snapshot={NAME[:80]}"]
    for path in addresses:
        answer = web.get(path.replace("<", "%3C").replace('"', "%22").replace("#", "%23"))
        page = Page(answer.text)
        for tag, attributes in page.tags:
            assert tag not in ("img", "iframe", "object", "embed", "style"), (path, tag)
            assert tag != "script" or (attributes.get("src") or "").startswith("/static/"), path
            assert not [a for a in attributes if a.startswith("on") or a == "style"], (path, tag, attributes)
            for link in ("href", "src", "action", "formaction"):
                assert not (attributes.get(link) or "").lower().startswith(("javascript:", "data:")), (path, tag)
        assert "49" not in "".join(page.words).split("{{7*7}}")[0][-4:]


def test_no_page_loads_anything_from_elsewhere(web: TestClient) -> None:
    for path in (*PAGES, *own_pages(web)):
        for tag, attributes in Page(web.get(path).text).tags:
            for name in ("src", "href"):
                link = attributes.get(name) or ""
                if tag in ("script", "link", "img") and link:
                    named = attributes.get("rel") == "alternate"  # a feed is named for readers; no page loads it
                    assert link.startswith("/feed/" if named else "/static/")
                if tag == "a" and "://" in link:
                    assert set((attributes.get("rel") or "").split()) >= {"noreferrer", "noopener"}
    for kind in ("detente.js", "keys.js", "brush.js", "map.js", "detente.css", "icon.svg"):
        answer = web.get(f"/static/{kind}")
        assert answer.status_code == 200
        assert "https://" not in answer.text


# Who may ask


def test_headers_forbid_the_rest(web: TestClient) -> None:
    for path in ("/", "/events.json", "/static/detente.css", "/nothing"):
        headers = web.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


def test_other_hosts_are_refused(web: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", ""):
        assert web.get("/", headers={"host": host}).status_code == 421
    assert web.get("/", headers={"host": "localhost:8000"}).status_code == 200


def test_what_is_not_there_is_told_in_one_sentence(web: TestClient) -> None:
    cases = {
        "/nothing": 404, "/report/RPT-none": 404, "/dispute/x": 404, "/actor/ACT-0": 404, "/incident/INC-0": 404,
        "/events?colour=red": 400, "/events?since=someday": 400, "/events?crisis=none": 404, "/events?limit=0": 400,
        "/events?snapshot=none": 404, "/events?text=%2B%2B": 400,
    }  # fmt: skip
    for path, status in cases.items():
        answer = web.get(path)
        assert answer.status_code == status, path
        assert "Traceback" not in answer.text
    assert web.get("/api/v1/records/none").json()["status"] == 404
    assert web.get("/api/v1/nothing").json()["status"] == 404
    assert "there is nothing like" in web.get("/api/v1/events?colour=red").json()["error"]


@pytest.mark.parametrize("path", ["/api/v1/events?format=jsonl&", "/api/v1/events?format=csv&", "/events.csv?"])
def test_what_is_wrong_with_a_question_is_told_before_a_long_answer_begins(web: TestClient, path: str) -> None:
    for asked, status, words in (("snapshot=none", 404, "no snapshot 'none'"), ("crisis=none", 404, "no crisis")):
        answer = web.get(path + asked)
        assert answer.status_code == status
        assert words in answer.text
    assert web.get("/api/v1/actors?format=jsonl&since=2025-05-01").status_code == 400
    assert web.get("/events.geojson?snapshot=none").status_code == 404


def test_words_never_reach_the_query_language_raw(web: TestClient) -> None:
    for words in ('" OR 1=1 --', "NEAR(a b)", "x*", "col:y", "');drop table events;--", "%", "a" * 1900):
        assert web.get("/search", params={"q": words}).status_code == 200
    assert web.get("/events", params={"actor": "' OR ''='", "place": "%"}).status_code == 200
    assert web.get("/events", params={"text": "a" * 3000}).status_code == 400


# Data


def test_the_same_address_gives_the_data(web: TestClient) -> None:
    assert len(web.get("/events.json?country=PAK").json()["records"]) == 5
    rows = list(csv.DictReader(io.StringIO(web.get("/events.csv?country=PAK").text)))
    assert {r["country"] for r in rows} == {"PAK"}
    assert web.get("/events.geojson").json()["type"] == "FeatureCollection"
    report = told(1).report
    assert web.get(f"/report/{report.id}.json").json()["report"]["text"] == report.text
    for path in ("/brief.json", *(f"/dispute/{i}.json" for i in ids(web, "disputes"))):
        assert web.get(path).status_code == 200


def test_cursors_walk_through_all_once(web: TestClient, ledger: Ledger) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        answer = web.get("/api/v1/events", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [r["id"] for r in answer["records"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == ledger.count("event", Filter())
    assert len(web.get("/api/v1/events", params={"limit": 1_000_000}).json()["records"]) == len(seen)


def test_an_unchanged_answer_is_not_sent_again(web: TestClient, ledger: Ledger) -> None:
    first = web.get("/api/v1/events")
    again = web.get("/api/v1/events", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    ledger.review(ids(web, "events")[0], "reject", author="a", reason="b")
    assert web.get("/api/v1/events", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_snapshots_can_be_read_again(web: TestClient, ledger: Ledger) -> None:
    ledger.snapshot("then", author="a")
    first = ids(web, "events")[0]
    ledger.review(first, "reject", author="a", reason="b")
    assert first not in ids(web, "events")
    assert first in [r["id"] for r in web.get("/api/v1/events?snapshot=then").json()["records"]]
    assert "Review" not in web.get(f"/report/{told(1).report.id}?snapshot=then").text.split("<footer")[0]


def test_what_is_gone_is_told(web: TestClient, ledger: Ledger) -> None:
    one, two = two_incidents(web, ledger)
    since = ledger.time()
    ledger.merge([one, two], author="a", reason="the same")
    gone = web.get(f"/api/v1/deleted?since={since}").json()["deleted"]
    assert [(g["id"], g["to"], g["because"]) for g in gone] == [(two, one, "merge")]
    assert web.get(f"/incident/{two}").status_code == 200


def test_the_document_describes_every_address(web: TestClient) -> None:
    document = web.get("/api/v1/openapi.json").json()
    told_of = set(document["paths"])
    there = {r.path for r in web.app.routes if getattr(r, "path", "").startswith("/api/v1")}  # type: ignore[attr-defined]
    assert there - {"/api/v1/openapi.json"} == told_of
    references = str(document)
    for name in ("Event", "Span", "Incident", "ActorRef"):
        assert name in document["components"]["schemas"]
        assert f"#/components/schemas/{name}" in references


# Review


def form(web: TestClient, path: str) -> dict[str, str]:
    """The hidden fields of the first review form of a page."""
    out: dict[str, str] = {}
    inside = False
    for tag, attributes in Page(web.get(path).text).tags:
        if tag == "form":
            if inside:
                break
            inside = attributes.get("action") == "/review/accept"
        if inside and tag == "input" and attributes.get("type") == "hidden":
            out[attributes["name"] or ""] = attributes.get("value") or ""
    return out


def send(web: TestClient, action: str, told_: dict[str, str], **headers: str) -> Any:
    return web.post(f"/review/{action}", data=told_, headers=headers, follow_redirects=False)


def test_a_person_accepts_rejects_edits_and_undoes(web: TestClient, ledger: Ledger) -> None:
    path = f"/report/{told(1).report.id}"
    hidden = form(web, path)
    ident = hidden["id"]
    answer = send(web, "reject", hidden | {"author": "Ada", "reason": "a metaphor"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(path)
    assert f'id="{ident}"' not in web.get(path).text
    assert f'id="{ident}"' in web.get(path + "?rejected=1").text
    last = ledger.revisions(ident)[-1]
    assert (last["author"], last["action"], last["reason"]) == ("Ada", "reject", "a metaphor")
    undo = form(web, path + "?rejected=1") | {"author": "Ada", "seq": str(last["seq"]), "id": ident}
    assert send(web, "undo", undo).status_code == 303
    assert f'id="{ident}"' in web.get(path).text
    hidden = form(web, path)
    event = told(1).events[0].id
    fields = '{"status": "failed"}'
    edit = hidden | {"id": event, "expect": "", "fields": fields, "author": "Ada", "reason": "dropped"}
    assert send(web, "edit", edit).status_code == 303
    assert ledger.events([event])[0].status == "failed"


def test_two_people_do_not_overwrite_each_other(web: TestClient) -> None:
    seen = form(web, f"/report/{told(1).report.id}")
    assert send(web, "accept", seen | {"author": "Ada", "reason": "read"}).status_code == 303
    answer = send(web, "reject", seen | {"author": "Bo", "reason": "no"})
    assert answer.status_code == 409
    assert "Ada" in answer.text


def test_writes_from_elsewhere_are_refused(web: TestClient, ledger: Ledger) -> None:
    before = ledger.time()
    seen = form(web, f"/report/{told(1).report.id}") | {"author": "Ada", "reason": "read"}
    assert send(web, "accept", seen, origin="http://evil.example").status_code == 403
    assert send(web, "accept", seen, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert send(web, "accept", seen | {"form": "guess"}).status_code == 403
    assert send(web, "accept", seen | {"author": ""}).status_code == 400
    assert web.get("/review/accept").status_code in (404, 405)
    assert web.post("/review/accept", content=b"x" * 200_000).status_code == 413
    assert send(web, "accept", seen | {"next": "//evil.example/"}).headers["location"] == "/"
    assert ledger.time() == before + 1


def test_a_server_that_others_reach_asks_for_its_token(ledger: Ledger) -> None:
    web = client(ledger, token="a-long-secret-token")
    path = f"/report/{told(1).report.id}"
    assert form(web, path) == {}
    body = {"id": told(1).events[0].id, "author": "Ada", "reason": "read"}
    assert web.post("/api/v1/review/accept", json=body).status_code == 403
    headers = {"authorization": "Bearer wrong"}
    assert web.post("/api/v1/review/accept", json=body, headers=headers).status_code == 403
    headers = {"authorization": "Bearer a-long-secret-token"}
    assert web.post("/api/v1/review/accept", json=body, headers=headers).status_code == 201
    assert web.post("/sign-in", data={"token": "no", "next": "/"}).status_code == 403
    web.post("/sign-in", data={"token": "a-long-secret-token", "next": "/"})
    assert send(web, "accept", form(web, path) | {"author": "Bo", "reason": "read"}).status_code == 303


def test_incidents_are_merged_and_split_over_the_api(web: TestClient, ledger: Ledger) -> None:
    one, two = two_incidents(web, ledger)
    headers = {"x-detente": "1"}
    body = {"id": one, "others": [two], "author": "Ada", "reason": "the same raid"}
    assert web.post("/api/v1/review/merge", json=body, headers=headers).status_code == 201
    events = web.get(f"/api/v1/records/{one}").json()["record"]["events"]
    body = {"id": one, "others": events[:1], "author": "Ada", "reason": "another"}
    assert web.post("/api/v1/review/split", json=body, headers=headers).status_code == 201
    assert web.post("/api/v1/review/merge", json=body).status_code == 403
    assert web.post("/api/v1/review/dance", json=body, headers=headers).status_code == 400


def many_events(ledger: Ledger, n: int) -> None:
    """Make each event of a ledger stand there ``n`` times, as rows only: enough to keep a database busy."""
    with closing(sqlite3.connect(ledger.target)) as conn, conn:
        conn.create_function("one_more", 0, itertools.count(10_000_000).__next__)
        columns = [row[1] for row in conn.execute("PRAGMA table_info(events)") if row[1] not in ("row", "id")]
        listed = ", ".join(f'"{c}"' for c in columns)
        conn.execute(
            f"WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < {n}) "
            f"INSERT INTO events (row, id, {listed}) SELECT one_more(), id || '-' || i, {listed} FROM events, k"
        )


def test_a_question_that_takes_too_long_is_ended(ledger: Ledger) -> None:
    many_events(ledger, 2000)
    patient, hasty = client(open_ledger(ledger.target, seconds=60.0)), client(open_ledger(ledger.target, seconds=0.0))
    sentence = "the question took too long and was ended; narrow it (days, a type, an actor)"
    for path in ("/events", "/api/v1/facets/events"):
        assert patient.get(path).status_code == 200, path
        answer = hasty.get(path)
        assert answer.status_code == 503, path
        assert sentence in answer.text
        assert "Traceback" not in answer.text
        assert hasty.get("/keys").status_code == 200, "and the server goes on"


def test_a_browser_sends_the_origin_of_our_own_forms(web: TestClient) -> None:
    """Under 'no-referrer' Chromium sends 'Origin: null' with a form of the page itself, which no write may pass."""
    assert web.get("/").headers["referrer-policy"] not in ("no-referrer", "")
    seen = form(web, f"/report/{told(1).report.id}") | {"author": "Ada", "reason": "read"}
    assert send(web, "accept", seen, origin="null").status_code == 403
    assert send(web, "accept", seen, origin="http://127.0.0.1:8000").status_code == 303
