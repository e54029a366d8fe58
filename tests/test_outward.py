"""Can others read what is exported, and does Python get the same records, from a file and from a server?"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import networkx
import pandas
import pytest
import uvicorn

import detente
from detente.errors import InputError, NotFound
from detente.ledger import Filter, Ledger, open_ledger
from detente.show import gdelt, shapes
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door
from detente.upkeep import update
from test_web import hostile
from told import item, told


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    for reading in (told(1), told(2), hostile()):
        made.keep(reading, item(reading))
    update(made)
    return made


def test_gdelt_files_have_its_columns(ledger: Ledger, tmp_path: Path) -> None:
    assert (len(gdelt.EVENTS), len(gdelt.MENTIONS)) == (61, 16)
    for mentions, columns in ((False, gdelt.EVENTS), (True, gdelt.MENTIONS)):
        path = tmp_path / "out.csv"
        path.write_text("".join(gdelt.rows(ledger, Filter(), mentions=mentions)), encoding="utf-8")
        table = pandas.read_csv(path, sep="\t", header=None, names=columns, dtype=str, quoting=3)
        assert len(table) == ledger.count("event", Filter())
        assert table["GLOBALEVENTID"].str.fullmatch(r"\d{10}").all()
    events = {gdelt.number(e.id): e for e in told(1).events}
    mine = table[table["GLOBALEVENTID"].isin(events)]
    for ident, offset in zip(mine["GLOBALEVENTID"], mine["ActionCharOffset"], strict=True):
        quote = events[ident].trigger.quote
        assert told(1).report.text[int(offset) :].startswith(quote)


def test_networks_are_read_by_networkx(ledger: Ledger) -> None:
    graph = networkx.parse_graphml(b"".join(shapes.graphml(ledger, Filter())).decode())
    assert {n["name"] for _, n in graph.nodes(data=True)} >= {"India", "Pakistan"}
    assert sum(w for _, _, w in graph.edges(data="weight")) == 3
    import io

    other = networkx.read_gexf(io.BytesIO(b"".join(shapes.gexf(ledger, Filter()))))
    assert set(other.nodes) == set(graph.nodes)


def test_annotations_stand_on_their_words(ledger: Ledger) -> None:
    text = {told(n).report.id: told(n).report.text for n in (1, 2)} | {hostile().report.id: hostile().report.text}
    for line in shapes.annotations(ledger, Filter()):
        targets = json.loads(line)["target"]
        for target in targets if isinstance(targets, list) else [targets]:
            quote, position = target["selector"]
            report = text[target["source"].removeprefix("urn:detente:")]
            assert report[position["start"] : position["end"]] == quote["exact"]


def test_plover_lines_leave_out_what_was_not_told(ledger: Ledger) -> None:
    rows = [json.loads(line) for line in shapes.plover(ledger, Filter())]
    assert all(None not in r.values() and r["event"] == ["ASSAULT"] for r in rows)
    assert any("date" not in r for r in rows)
    assert any(r.get("size") == {"dead": 12.0} for r in rows)


@pytest.fixture
def address(ledger: Ledger) -> Iterator[str]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    site = Site(ledger, Door(frozenset({"127.0.0.1"}), None))
    server = uvicorn.Server(uvicorn.Config(make_app(site), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def test_a_server_gives_python_what_the_file_gives(address: str, ledger: Ledger) -> None:
    far, near = detente.Client(address), detente.Ledger(ledger.target)
    assert [e["id"] for e in far.each("events")] == [r["id"] for r in near.each("event", detente.Filter())]
    event = told(1).events[0].id
    seen = far.record(event)["record"]["revision"]
    revision = far.review("reject", event, author="Ada", reason="a test", expect=seen)
    assert event not in [e["id"] for e in far.each("events", actor="IND")]
    assert near.revisions(event)[-1]["seq"] == revision
    with pytest.raises(NotFound):
        far.record("EV-none")
    with pytest.raises(InputError):
        far.page("events", colour="red")
    with pytest.raises(InputError):
        detente.Client("ftp://x")
