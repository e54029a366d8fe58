"""Does a batch stay small and go on where it was stopped, whatever its length?"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import CACHE, STORY, command, environment
from detente.errors import InputError, WorkerLost
from detente.pipeline import Knowledge
from detente.show import cli
from detente.show.batch import CHUNK, fan_out
from detente.show.resume import resumed


def rows(path: Path, n: int, broken: int | None = None) -> Path:
    lines = [
        json.dumps({"id": f"s{i}", "text": STORY.replace("12", str(i + 2)), "published": "2025-05-08"})
        for i in range(n)
    ]
    if broken is not None:
        lines[broken] = "{no json"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def echoed(items: list[int], know: Knowledge) -> list[tuple[int, int]]:
    """Each item with the process that had it; needs no model."""
    assert know is not None
    time.sleep(0.01)
    return [(i, os.getpid()) for i in items]


def fatal(items: list[int], know: Knowledge) -> list[int]:
    """Dies at the hundredth item, as a process does for want of memory."""
    assert know is not None
    if 100 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return items


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))


def test_what_is_given_waits_while_the_workers_are_busy() -> None:
    """However slowly results are taken, only a few handfuls are asked for ahead of them: memory stays flat."""
    asked = 0

    def source() -> Iterator[int]:
        nonlocal asked
        for n in range(2000):
            asked += 1
            yield n

    ahead, got, who = 0, [], set()
    for item, pid in fan_out(source(), echoed, 2):
        got.append(item)
        who.add(pid)
        ahead = max(ahead, asked - len(got))
    assert got == list(range(2000))
    assert len(who) == 2
    assert os.getpid() not in who
    assert ahead <= (3 * 2 + 2) * CHUNK


def known(items: list[int], know: Knowledge) -> list[tuple[str, bool]]:
    return [(os.environ["A_WORD"], know.encoder is None)] * len(items)


def test_workers_read_with_the_settings_of_who_asks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are forked from a process that may have been there before the settings were changed."""
    for word, encoder in (("first", "1"), ("second", "0")):
        monkeypatch.setenv("A_WORD", word)
        monkeypatch.setenv("DETENTE_ENCODER", encoder)
        assert set(fan_out(range(3 * CHUNK), known, 2)) == {(word, encoder == "0")}


def test_a_process_that_is_killed_is_told_in_one_sentence() -> None:
    with pytest.raises(WorkerLost, match="run it again"):
        list(fan_out(range(400), fatal, 2))


def test_a_batch_that_was_killed_goes_on_behind_its_last_handful(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = rows(tmp_path / "in.jsonl", 70, broken=4)
    whole, broken = tmp_path / "whole.jsonl", tmp_path / "broken.jsonl"
    assert cli.run(["read", "--jsonl", str(given), "--output", str(whole), "--workers", "1"]) == 2
    args = command("read", "--jsonl", str(given), "--output", str(broken), "--workers", "2")
    process = subprocess.Popen(args, env=environment(), stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + 120
    while (not broken.exists() or broken.stat().st_size < 1000) and time.monotonic() < end:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert 0 < broken.stat().st_size < whole.stat().st_size
    before = broken.read_bytes()
    assert cli.run(["read", "--jsonl", str(given), "--output", str(broken), "--workers", "2"]) == 2
    assert broken.read_bytes() == whole.read_bytes()
    assert whole.read_bytes().startswith(before[: before.rfind(b"\n") + 1])
    assert len(whole.read_bytes().splitlines()) == 70
    assert "1 of the lines could not be read" in capfd.readouterr().err


def test_what_was_read_is_passed_over_and_a_torn_end_is_cut_off(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    given = [json.dumps({"id": n}).encode() for n in range(3 * CHUNK)]
    made = [json.dumps({"report": {"source_id": str(n)}, "events": []}).encode() + b"\n" for n in range(3 * CHUNK)]
    made[3] = b'{"source_id":3,"error":"no text"}\n'
    out.write_bytes(b"".join(made[: CHUNK + 5]) + b'{"report": {"sour')
    with resumed(str(out), given) as (stream, rest, done, failed):
        assert (done, failed) == (CHUNK, 1)
        assert next(rest) == given[CHUNK]
        stream.write(b"next\n")
    assert out.read_bytes() == b"".join(made[:CHUNK]) + b"next\n"


def test_readings_of_another_input_are_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    made = b"".join(b'{"report": {"source_id": "x%d"}}\n' % n for n in range(CHUNK))
    out.write_bytes(made)
    given = [json.dumps({"id": n}).encode() for n in range(CHUNK)]
    with pytest.raises(InputError, match="another input"), resumed(str(out), given):
        pass
    out.write_bytes(made)
    with pytest.raises(InputError, match="another input"), resumed(str(out), given[:3]):
        pass
    assert out.read_bytes() == made
