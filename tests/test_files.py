"""Does a file come in with the right kind, or go out with one clear sentence?"""

import io
import sys
import tracemalloc
from pathlib import Path

import pytest

from detente.errors import BinaryInput, EmptyInput, InputError, NotFound, Refused, TooLarge
from detente.sources.files import kind_of, load


def put(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"India said so.", "text"),
        ("a", b"India said so.", "text"),
        ("a.html", b"<!DOCTYPE html><p>India said so.", "html"),
        ("a.txt", b"\xef\xbb\xbf \n<html><body>India</body></html>", "html"),
        ("a", b"<p>India said so.</p>", "html"),
        ("a.html", b"India said so.", "text"),
        ("a.md", b"India said so.", "markdown"),
        ("a", b"---\ntitle: x\n---\nIndia said so.", "markdown"),
        ("a", b"# Truce\n\nIndia said so.", "markdown"),
        ("a.txt", b"# 1 on the list\n\nIndia said so.", "text"),
        ("a.txt", b"%PDF-1.7\n...", "pdf"),
        ("a", b"From: a@example.org\nTo: b@example.org\nSubject: Truce\n\nIndia said so.", "eml"),
        ("a.txt", b"From: the border came word of a truce.\n\nIndia said so.", "text"),
        ("a.txt", "India said so. Pakistan denied it.".encode("utf-16"), "text"),
        ("a.txt", "India said so. Pakistan denied it.".encode("utf-16-le"), "text"),
        ("a.txt", "<html><body><p>India said so.</p>".encode("utf-16"), "html"),
        ("a.html", b'<?xml version="1.0"?><!DOCTYPE html><html><body>x</body></html>', "html"),
    ],
)
def test_the_kind_is_told_by_content_first(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    got = load(put(tmp_path, name, data), max_bytes=10_000)
    assert got.kind == kind
    assert got.data == data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "PNG image"),
        (b"PK\x03\x04" + b"\x00" * 40, "ZIP"),
        (b"\x7fELF\x02\x01" + b"\x00" * 40, "executable"),
        (b"\x1f\x8b\x08" + b"\x00" * 40, "gzip"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_binary_files_are_named(data: bytes, what: str, tmp_path: Path) -> None:
    with pytest.raises(BinaryInput, match=what):
        load(put(tmp_path, "report.txt", data))


def test_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        load(str(tmp_path / "nothing.txt"))


@pytest.mark.parametrize("name", ["x" * 5000, "a\x00b"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(InputError):
        load(name)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        load(str(tmp_path))


@pytest.mark.parametrize("data", [b"", b" \n\t\n "])
def test_nothing_in_it(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(EmptyInput, match="nothing"):
        load(put(tmp_path, "a.txt", data))


@pytest.mark.parametrize("address", ["https://example.org/a", "http://127.0.0.1/", "file:///etc/hosts", "ftp://x/y"])
def test_addresses_are_refused(address: str) -> None:
    with pytest.raises(Refused, match="not fetched yet"):
        load(address)


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as f:
        f.truncate(50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match=r"50\.0 MB.*20\.0 MB"):
            load(str(path))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000  # none of it was read
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "data"), [("a.xml", b"<?xml version='1.0'?><rss version='2.0'></rss>"), ("a.jsonl", b'{"id": 1}')]
)
def test_many_reports_in_one_file_point_elsewhere(name: str, data: bytes) -> None:
    with pytest.raises(InputError):
        kind_of(data, name)


class Stream:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stream(b"India said so."))
    got = load("-")
    assert (got.data, got.name) == (b"India said so.", "standard input")


def test_standard_input_has_the_same_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stream(b"x" * 101))
    with pytest.raises(TooLarge, match="standard input"):
        load("-", max_bytes=100)
