"""Is an archive read whole on a cluster: every input once whatever happens to a worker, joined as on one machine?"""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import Client, LocalCluster

from commands import CACHE, STORY, Ended
from detente.errors import LedgerError
from detente.joining.crisis import join
from detente.records import Incident, Item, Reading
from detente.records.arrow import records_of
from detente.show import cli
from detente.show.batch import read_many
from detente.show.cluster import crew, plan, whole
from detente.show.cluster.plan import Piece
from test_sources import warc

MB = 20_000_000


def story(n: int) -> str:
    sides = (("Pakistan", "India"), ("India", "Pakistan"))[n % 2]
    return f"{sides[0]} fired on {sides[1]}, number {n}\n\n" + STORY.replace("12 civilians", f"{n + 2} civilians")


def row(n: int) -> dict[str, str]:
    return {"id": f"s{n}", "text": story(n), "outlet": f"Outlet {n % 3}", "published": f"2025-05-0{n % 5 + 4}"}


def lines(path: Path, numbers: range) -> Path:
    path.write_text("".join(json.dumps(row(n)) + "\n" for n in numbers), encoding="utf-8")
    return path


def web_archive(path: Path, numbers: range) -> Path:
    """Pages, with a record before each that is none."""
    out = b""
    asked = b"WARC/1.0\r\nWARC-Type: request\r\nWARC-Target-URI: https://news.example/\r\n"
    asked += b"WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
    for n in numbers:
        page = "<html><body><article><p>" + story(n).replace("\n\n", "</p><p>") + "</p></article></body></html>"
        out += gzip.compress(asked)
        out += warc((f"https://news.example/{n}", page.encode(), {}))
    path.write_bytes(out)
    return path


def keys(items: Any) -> list[str]:
    return [i.key() for i in items]


# The plan: the same items, in the same order, whatever the size of the parts


@pytest.mark.parametrize("size", [1, 4, 7, 100])
def test_parts_hold_every_item_once(size: int, tmp_path: Path) -> None:
    lines(tmp_path / "a.jsonl", range(9))
    web_archive(tmp_path / "b.warc.gz", range(9, 20))
    rows = [row(n) for n in range(20, 30)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "c.parquet", row_group_size=3)
    with gzip.open(tmp_path / "d.jsonl.gz", "wb") as packed:
        packed.write(b"\n".join(json.dumps(row(n)).encode() for n in range(30, 35)))
    for n in range(35, 38):
        (tmp_path / f"e{n}.txt").write_text(story(n))
    (tmp_path / "f.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 60)
    files = plan.files([str(tmp_path)])
    parts = list(plan.parts((plan.pieces(f, size, MB) for f in files), size))
    got = [i for p in parts for i in plan.items(p, MB)]
    assert len(parts) >= 37 // size
    assert all(sum(piece.count for piece in p) <= max(size, 1) for p in parts)
    straight = [i for f in files for i in plan.gatherer(MB).path(f, named=False)]
    assert len(got) == 38
    assert all(i.error is None for i in got)
    assert keys(got) == keys(straight)


def test_lines_and_archives_are_cut_by_bytes(tmp_path: Path) -> None:
    """A worker opens them in the middle; blank lines and other records belong to what stands before them."""
    path = lines(tmp_path / "a.jsonl", range(5))
    path.write_bytes(b"\n" + path.read_bytes().replace(b"\n", b"\n\n"))
    found = plan.pieces(str(path), 2, MB)
    assert [(p.cut, p.count, p.first) for p in found] == [("bytes", 2, 2), ("bytes", 2, 6), ("bytes", 1, 10)]
    found = plan.pieces(str(web_archive(tmp_path / "b.warc.gz", range(5))), 2, MB)
    assert [(p.cut, p.count) for p in found] == [("bytes", 2), ("bytes", 2), ("bytes", 1)]


def test_a_fault_names_its_line_in_the_file(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", range(4))
    path.write_bytes(path.read_bytes() + b"{no json\n" + json.dumps(row(9)).encode() + b"\n")
    found = [i for p in plan.pieces(str(path), 3, MB) for i in plan.items((p,), MB)]
    assert [i.error is None for i in found] == [True, True, True, True, False, True]
    assert "line 5" in found[4].name


def test_an_archive_that_breaks_off_says_so_and_keeps_what_was_whole(tmp_path: Path) -> None:
    whole_ = web_archive(tmp_path / "b.warc.gz", range(6))
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole_.read_bytes()[:-30])
    found = [i for p in plan.pieces(str(cut), 2, MB) for i in plan.items((p,), MB)]
    assert keys(found[:4]) == keys(list(plan.gatherer(MB).path(str(whole_)))[:4])
    assert found[-1].error is not None
    assert "damaged" in found[-1].error


def test_an_archive_that_was_moved_is_the_same() -> None:
    item = Item(name="/a/b/x.jsonl, line 3", origin="/a/b/x.jsonl", error="/a/b/x.jsonl: is damaged")
    moved = plan.named(item)
    assert (moved.name, moved.origin, moved.error) == ("x.jsonl, line 3", "x.jsonl", "x.jsonl: is damaged")


def test_files_are_found_by_pattern_and_each_is_read_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "b/.hidden", "d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    found = plan.files([str(tmp_path), str(tmp_path / "**" / "*.txt")])
    assert [Path(f).name for f in found if "link" not in f] == ["a.txt", "c.txt", "d.md"]
    with pytest.raises(plan.InputError, match="no such file"):
        plan.files([str(tmp_path / "*.warc")])


# On a cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two workers, each a process of its own."""
    os.environ["DETENTE_CACHE"] = str(CACHE)
    os.environ["OMP_NUM_THREADS"] = "1"
    where = str(tmp_path_factory.mktemp("dask"))
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=50,
        local_directory=where,
    ) as made:
        yield made


@pytest.fixture
def batch(cluster: LocalCluster, capfd: pytest.CaptureFixture[str]) -> Any:
    def call(*args: object) -> Ended:
        status = cli.run(["batch", *map(str, args), "--scheduler", cluster.scheduler_address, "--part", "4"])
        out, err = capfd.readouterr()
        return Ended(status, out, err)

    return call


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def killer(cluster: LocalCluster, out: Path, killed: list[int]) -> None:
    """Kill a worker (kill -9) as soon as some part is done and others are under way."""
    end = time.monotonic() + 120
    while not list(out.glob("parts/*.json")) and time.monotonic() < end:
        time.sleep(0.01)
    nanny = next(iter(cluster.workers.values()))
    killed.append(nanny.pid)
    os.kill(nanny.pid, signal.SIGKILL)


def test_a_worker_killed_in_the_middle_changes_nothing(cluster: LocalCluster, batch: Any, tmp_path: Path) -> None:
    given = tmp_path / "in"
    given.mkdir()
    lines(given / "a.jsonl", range(20))
    web_archive(given / "b.warc.gz", range(20, 32))
    killed: list[int] = []
    thread = threading.Thread(target=killer, args=(cluster, tmp_path / "broken", killed))
    thread.start()
    broken = batch(given, tmp_path / "broken")
    thread.join()
    assert killed, "no worker was killed"
    assert broken.status == 0, broken.err
    quiet = batch(given, tmp_path / "quiet")
    assert quiet.status == 0, quiet.err
    assert tree(tmp_path / "broken") == tree(tmp_path / "quiet")
    inputs = pq.read_table(tmp_path / "broken" / "inputs").to_pylist()
    assert len({i["key"] for i in inputs}) == len(inputs) == 32
    assert all(i["report"] and not i["error"] for i in inputs)


@pytest.mark.parametrize("worth", [crew.WORTH, 1], ids=["weighed here", "weighed by workers"])
def test_joined_as_on_one_machine(batch: Any, tmp_path: Path, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "WORTH", worth)
    rows = lines(tmp_path / "a.jsonl", range(24))
    with rows.open("a") as more:  # the same words at another outlet, earlier
        more.write(json.dumps({**row(3), "id": "again", "outlet": "Elsewhere", "published": "2025-05-01"}) + "\n")
    out = tmp_path / "out"
    assert batch(rows, out).status == 0
    alone = [msgspec.json.decode(line, type=Reading) for line, _ in read_many(rows.read_bytes().splitlines(), 1)]
    joined = join(alone)
    assert joined.incidents
    assert joined.disputes
    for table, kind in whole.KINDS.items():
        found = list(records_of(kind, pq.read_table(out / table)))
        assert found == sorted(getattr(joined, table), key=lambda r: r.id), table
    note = json.loads((out / "batch.json").read_bytes())
    assert note["rows"]["inputs"] == 25
    assert note["rows"]["incidents"] == len(joined.incidents)


def test_what_was_read_is_not_read_again(batch: Any, tmp_path: Path) -> None:
    """Stopped before its end, moved, grown: only what is new is read."""
    rows = lines(tmp_path / "a.jsonl", range(12))
    out = tmp_path / "out"
    assert batch(rows, out).status == 0
    first = tree(out)
    victim = sorted((out / "parts").iterdir())[0]
    victim.unlink()
    ages = {p: p.stat().st_mtime_ns for p in (out / "parts").iterdir()}
    assert batch(rows, out).status == 0
    assert tree(out) == first
    assert {p: p.stat().st_mtime_ns for p in ages} == ages
    lines(rows, range(14))
    grown = batch(rows, out)
    assert grown.status == 0
    assert {p: p.stat().st_mtime_ns for p in ages} == ages
    (tmp_path / "moved").mkdir()
    shutil.move(rows, tmp_path / "moved" / "a.jsonl")
    lines(tmp_path / "moved" / "a.jsonl", range(12))
    less = batch(tmp_path / "moved", out)
    assert "1 parts of other inputs were set aside" in less.err
    assert {k: v for k, v in tree(out).items() if not k.startswith("_stale")} == first


def test_a_fault_is_told_and_the_others_go_on(batch: Any, tmp_path: Path) -> None:
    rows = lines(tmp_path / "a.jsonl", range(3))
    rows.write_bytes(rows.read_bytes() + b"no json\n")
    ended = batch(rows, tmp_path / "out", "--no-join")
    assert ended.status == 2
    assert "a.jsonl, line 4" in ended.err
    assert "3 reports in 1 parts, 1 could not be read" in ended.err
    assert not (tmp_path / "out" / "incidents").exists()


def test_tasks_wait_for_workers_and_not_in_memory(cluster: LocalCluster) -> None:
    """The list of parts is asked for only as parts are done."""
    asked: list[int] = []

    def source() -> Iterator[int]:
        for n in range(60):
            asked.append(n)
            yield n

    ahead = []
    with Client(cluster) as client:
        for n, (_, made) in enumerate(crew.each(client, str, source()), 1):
            assert isinstance(made, str)
            ahead.append(len(asked) - n)
    assert len(ahead) == 60
    assert max(ahead) <= crew.AHEAD * 2


def test_many_pairs_are_weighed_on_workers_in_their_order(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "PIECE", 100)
    weighed = crew.Weighed
    with Client(cluster) as client:
        few = weighed(client, tmp_path, "run")(_where, 7, range(350))
        assert few == [(n + 7, os.getpid()) for n in range(350)]
        monkeypatch.setattr(crew, "WORTH", 300)
        many = weighed(client, tmp_path, "run")(_where, 7, range(350))
        assert [n for n, _ in many] == [n + 7 for n in range(350)]
        assert {pid for _, pid in many} <= set(client.run(os.getpid).values())
    assert list(tmp_path.iterdir()) == []


def _where(shared: int, items: Any) -> list[tuple[int, int]]:
    return [(shared + n, os.getpid()) for n in items]


def test_records_changed_on_the_way_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "shared").write_bytes(b"other")
    with pytest.raises(LedgerError, match="changed by another program"):
        crew._piece([1], _where, crew.Shared(str(tmp_path / "shared"), "0" * 64))


FAULTS = """
import resource, sys
from detente.show.cluster.crew import KEPT, keep_memory
if "keep" in sys.argv and not keep_memory(KEPT):
    sys.exit(3)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(300):
    bytearray(1_000_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_memory_of_one_report_is_kept_for_the_next() -> None:
    """Where the system takes back what is free at the end of the heap, as Dask sets it, each page is asked for anew."""

    def faults(*words: str) -> int:
        env = os.environ | {"MALLOC_TRIM_THRESHOLD_": "65536"}
        ended = subprocess.run([sys.executable, "-c", FAULTS, *words], env=env, capture_output=True, text=True)
        if ended.returncode == 3:
            pytest.skip("this system's C library is not glibc")
        return int(ended.stdout)

    assert faults() > 10 * faults("keep")


def _profiled(dask_worker: Any) -> list[bool]:
    return [dask_worker.periodic_callbacks[name].is_running() for name in crew.Undisturbed.halted]


def test_dasks_own_profile_rests_during_a_batch(cluster: LocalCluster) -> None:
    with Client(cluster) as client:
        with crew.undisturbed(client):
            assert set(map(tuple, client.run(_profiled).values())) == {(False, False)}
        assert set(map(tuple, client.run(_profiled).values())) == {(True, True)}


def test_misuse_is_told_in_one_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    for args, words in (
        (("batch", "x"), "two things are needed"),
        (("batch", tmp_path / "none", tmp_path / "out"), "no such file"),
        (("batch", tmp_path / "a.txt", tmp_path / "a.txt"), "is a file"),
        (("batch", tmp_path / "a.txt", tmp_path / "o", "--scheduler", "tcp://127.0.0.1:9"), "no scheduler answers"),
        (("batch", tmp_path / "a.txt", tmp_path / "o", "--scheduler", "x", "--workers", "2"), "not both"),
    ):
        assert cli.run([str(a) for a in args]) == 2
        out, err = capfd.readouterr()
        assert out == ""
        assert words in err
        assert len(err.strip().splitlines()) == 1, err


def test_incidents_come_back_as_records(tmp_path: Path) -> None:
    """Tables without a row are written too, so that a reader of a folder finds its columns."""
    names = whole.leave(tmp_path, whole.Joined(), "run")
    assert set(names) == set(whole.KINDS)
    assert list(records_of(Incident, pq.read_table(tmp_path / "incidents"))) == []
    assert Piece("x", "items", 0, 1, 1).first == 1
