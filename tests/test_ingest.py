"""Is an ingest whole, whatever happens to it? Killed at random moments, two at once, given twice, in any format."""

import gc
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import CACHE, ROOT, STORY, Ended, command, environment
from detente.show import cli, intake
from stores import database

Run = Callable[..., Ended]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))

    def call(*args: object) -> Ended:
        status = cli.run([str(a) for a in args])
        out, err = capfd.readouterr()
        return Ended(status, out, err)

    return call


def batch(path: Path, numbers: range) -> Path:
    text = {n: STORY.replace("12 civilians", f"{n + 2} civilians") for n in numbers}
    facts = {"published": "2025-05-08"}
    rows = [{"id": f"s{n}", "text": text[n], "outlet": f"Outlet {n % 3}", **facts} for n in numbers]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def kept(ledger: Path) -> int:
    if not ledger.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=5) as link:
            count = link.execute("SELECT count(*) FROM reports").fetchone()[0]
        link.close()
    except sqlite3.OperationalError:
        return 0
    return int(count)


KEEPER = """
import sys
import msgspec
from detente.ledger import open_ledger
from detente.ledger.connect import LASTING
from detente.records import Reading, to_json
from detente.upkeep import update
from told import item, told
ledger = open_ledger(sys.argv[1], create=True, connections=LASTING)
for n in range(int(sys.argv[2])):
    if not ledger.known([item(told(n)).key()]):
        ledger.keep(msgspec.json.decode(to_json(told(n)), type=Reading), item(told(n)), decoded=True)
    if n % 16 == 15:
        update(ledger)
update(ledger)
"""


def killed(args: list[str], ledger: Path, more: int, wait: float) -> None:
    """Start a process and kill it (kill -9) some reports and a moment later."""
    wanted, end = kept(ledger) + more, time.monotonic() + 120
    env = environment(PYTHONPATH=os.pathsep.join([str(ROOT / "tests"), *sys.path]))
    process = subprocess.Popen(args, env=env, stderr=subprocess.DEVNULL, start_new_session=True)
    while kept(ledger) < wanted and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_at_ten_random_moments_the_export_is_that_of_an_uninterrupted_run(run: Run, tmp_path: Path) -> None:
    """Readings made by hand, kept by a process of its own, so that every moment is one of writing or joining."""
    chance = random.Random(20250507)
    broken, whole = tmp_path / "broken.db", tmp_path / "whole.db"
    args = [sys.executable, "-c", KEEPER, str(broken), "120"]
    for _ in range(10):
        killed(args, broken, chance.randint(1, 10), chance.random() * 0.05)
    assert 10 <= kept(broken) <= 120
    for path in (broken, whole):
        env = environment(PYTHONPATH=os.pathsep.join([str(ROOT / "tests"), *sys.path]))
        subprocess.run([sys.executable, "-c", KEEPER, str(path), "120"], env=env, check=True)
    exported = [run("export", "--ledger", path).out for path in (broken, whole)]
    assert exported[0] == exported[1]
    assert exported[0].count('"kind":"report"') == 120
    assert run("verify", "--ledger", broken).status == 0


def test_an_ingest_that_was_killed_goes_on_where_it_was(run: Run, tmp_path: Path) -> None:
    rows = batch(tmp_path / "rows.jsonl", range(40))
    broken, whole = tmp_path / "broken.db", tmp_path / "whole.db"
    killed(command("ingest", "--ledger", str(broken), "--jsonl", str(rows), "--workers", "2"), broken, 3, 0.0)
    assert 0 < kept(broken) < 40
    for path in (broken, whole):
        assert run("ingest", "--ledger", path, "--jsonl", rows, "--workers", "1").status == 0
    assert run("export", "--ledger", broken).out == run("export", "--ledger", whole).out
    again = run("ingest", "--ledger", broken, "--jsonl", rows)
    assert "0 reports new, 40 known already" in again.err


def test_rounds_in_one_process_leave_the_file_whole_and_alone(run: Run, tmp_path: Path) -> None:
    """As in 'watch', which runs for months: SQLite takes its log away when the last connection is closed."""
    ledger = tmp_path / "ledger.db"
    for n in range(3):
        rows = batch(tmp_path / f"{n}.jsonl", range(n, n + 2))
        assert run("ingest", "--ledger", ledger, "--jsonl", rows, "--workers", "1").status == 0
        assert [p.name for p in tmp_path.glob("ledger.db*")] == ["ledger.db"]
    frozen = gc.get_freeze_count()
    run("ingest", "--ledger", ledger, "--jsonl", batch(tmp_path / "last.jsonl", range(4)), "--workers", "1")
    assert gc.get_freeze_count() == frozen


def test_what_comes_is_joined_while_more_is_read_and_makes_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = batch(tmp_path / "rows.jsonl", range(20))
    joined, exported = {}, set()
    for most, last, many in ((64, 64, 48), (4, 64, 48), (64, 5, 8), (64, 5, 20)):
        monkeypatch.setattr(intake, "ROUND", most)
        monkeypatch.setattr(intake, "LAST_ROUND", last)
        monkeypatch.setattr(intake, "WORTH_WORKERS", many)
        ledger = tmp_path / f"{most}-{last}-{many}.db"
        assert run("ingest", "--ledger", ledger, "--jsonl", rows, "--workers", "1").status == 0
        with sqlite3.connect(ledger) as link:
            query = "SELECT count(*) FROM revisions WHERE action = 'join'"
            joined[most, last, many] = link.execute(query).fetchone()[0]
        link.close()
        exported.add(run("export", "--ledger", ledger).out)
    assert joined == {(64, 64, 48): 1, (4, 64, 48): 5, (64, 5, 8): 4, (64, 5, 20): 1}
    assert len(exported) == 1
    assert '"kind":"incident"' in exported.pop()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_ingests_at_once_both_complete_and_nothing_is_twice(
    kind: str, run: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where = str(tmp_path / "both.db") if kind == "sqlite" else database(request.getfixturevalue("postgres"))
    files = [batch(tmp_path / f"{i}.jsonl", r) for i, r in enumerate((range(16), range(8, 24)))]
    both = [
        subprocess.Popen(
            command("ingest", "--ledger", where, "--jsonl", str(f), "--workers", "1"),
            env=environment(),
            stderr=subprocess.PIPE,
        )
        for f in files
    ]
    said = [p.communicate(timeout=300)[1].decode() for p in both]
    assert [p.returncode for p in both] == [0, 0], said
    alone = tmp_path / "alone.db"
    run("ingest", "--ledger", alone, "--jsonl", batch(tmp_path / "all.jsonl", range(24)))
    assert run("export", "--ledger", where).out == run("export", "--ledger", alone).out
    assert run("verify", "--ledger", where).status == 0


def test_one_ledger_answers_every_list_in_every_format(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "story.txt").write_text(STORY)
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 60)
    batch(folder / "rows.jsonl", range(2))
    ledger = ("--ledger", tmp_path / "l.db")
    ended = run("ingest", *ledger, folder)
    assert ended.status == 0, ended.err
    assert "3 reports new" in ended.err
    assert "1 files passed over" in ended.err
    lists = ("events", "statements", "reports", "actors", "incidents", "disputes", "channels", "positions")
    for name in lists:
        rows = json.loads(run(name, *ledger, "--format", "json").out)
        lines = run(name, *ledger, "--format", "jsonl").out.splitlines()
        table, csv = run(name, *ledger), run(name, *ledger, "--format", "csv").out
        assert rows, name
        assert [json.loads(line) for line in lines] == rows
        assert table.status == 0
        assert rows[0]["id"][:11] in table.out
        assert csv.startswith("id,")
    shares = {
        r["source_id"] for i in json.loads(run("incidents", *ledger, "--format", "json").out) for r in i["reports"]
    }
    assert {"s0", "s1"} <= shares
    nothing = run("events", *ledger, "--actor", "FRA")
    assert (nothing.status, nothing.out) == (1, "")
    assert "no events here" in nothing.err
    assert run("events", *ledger, "--since", "never").status == 2
    event = json.loads(run("events", *ledger, "--type", "ASSAULT", "--format", "json").out)[0]
    assert event["id"] in run("why", event["id"], *ledger).out
    shown = json.loads(run("show", event["id"][:9].lower(), *ledger).out)
    assert shown["revision"] == event["revision"]
    assert run("revise", "reject", event["id"], *ledger, "--reason", "a test", "--author", "ana").status == 0
    log = json.loads(run("revise", "log", event["id"], *ledger, "--format", "json").out)
    assert [(r["action"], r["author"], r["reason"]) for r in log] == [("reject", "ana", "a test")]
    stale = run("revise", "accept", event["id"], *ledger, "--reason", "x", "--expect", event["revision"])
    assert stale.status == 2
    assert "ana" in stale.err
    assert run("snapshot", "create", "may", *ledger).status == 0
    assert run("diff", *ledger, "--since", "may").status == 1
    assert run("diff", *ledger, "--since", "2020").status == 0
    assert json.loads(run("diff", *ledger, "--since", "yesterday", "--format", "json").out)[0]["change"] == "new"
    assert run("crisis", "create", "K", *ledger, "--actors", "IND,PAK").status == 0
    assert run("crisis", "list", *ledger).status == 0
    assert run("incidents", *ledger, "--crisis", "k").status == 0
    places = json.loads(run("export", *ledger, "--format", "geojson").out)
    assert places["type"] == "FeatureCollection"
    assert all(f["geometry"] is None or f["properties"]["precision"] in ("site", "city") for f in places["features"])
    assert run("timeline", *ledger, "--format", "json").status in (0, 1)
    assert run("tension", "IND", "PAK", *ledger, "--format", "json").status in (0, 1)


def test_misuse_of_a_ledger_is_told_in_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("no database at all " * 100)
    for args, words in (
        (("ingest", "--ledger", tmp_path / "l.db"), "what shall be kept"),
        (("ingest", "--ledger", tmp_path / "l.db", tmp_path / "none"), "no such file or folder"),
        (("ingest", "--ledger", tmp_path / "l.db", "--jsonl", tmp_path / "none"), "no such file"),
        (("events", "--ledger", tmp_path / "none.db"), "no ledger here yet"),
        (("events", "--ledger", tmp_path / "no.db"), "not an SQLite file"),
        (("events", "--ledger", tmp_path), "folder"),
        (("watch", "--ledger", tmp_path / "l.db", "--every", "often", "x"), "no length of time"),
        (("crisis", "create", "x", "--ledger", tmp_path / "none.db"), "--actors or --places"),
    ):
        ended = run(*args)
        assert (ended.status, ended.out) == (2, "")
        assert words in ended.err
        assert len(ended.err.strip().splitlines()) == 1


def test_watch_comes_back_for_what_is_new(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    batch(folder / "a.jsonl", range(1))
    ended = run("watch", "--ledger", tmp_path / "l.db", "--every", "0.1s", "--rounds", "2", folder)
    assert ended.status == 0
    assert [line.split(" in ")[0] for line in ended.err.splitlines()] == [
        "detente: 1 reports new",
        "detente: 0 reports new, 1 known already",
    ]
    assert run("sources", "--ledger", tmp_path / "l.db").status == 1


def test_cells_are_no_formulas_and_words_no_markup(run: Run, tmp_path: Path) -> None:
    rows = [{"id": "=1+1", "text": STORY, "outlet": "=cmd|' /C calc'!A0", "title": "[bold]@SUM(A1)"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    run("ingest", "--ledger", tmp_path / "l.db", tmp_path / "a.jsonl")
    out = run("reports", "--ledger", tmp_path / "l.db", "--format", "csv").out
    assert "'=cmd|" in out
    assert ",'=1+1," in out
    assert "[bold]@SUM(A1)" in run("reports", "--ledger", tmp_path / "l.db").out.replace("\n", "")
