"""Does every format come in, and does every bomb stop? Files made here; nothing is fetched but from this machine."""

import gzip
import io
import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from commands import ROOT, environment
from detente.errors import InputError, NotFound, Refused
from detente.records import Item
from detente.sources import feeds
from detente.sources.door import Door, Fetched, Limits
from detente.sources.gather import Gatherer
from detente.sources.unpack import Bounds
from detente.sources.web import Web

PAGE = (
    "<!doctype html><html><head><title>Talks resume</title></head><body><article><h1>Talks resume</h1>"
    "<p>India said on Wednesday that talks with Pakistan had resumed in Doha.</p></article></body></html>"
)
LONG = "<p>" + "India said on Wednesday that talks with Pakistan had resumed in Doha, officials told us. " * 6


class Remembered:
    """A memory of the web that the tests can look into."""

    def __init__(self) -> None:
        self.visits: dict[str, dict[str, Any]] = {}
        self.marks: set[str] = set()

    def validators(self, url: str) -> tuple[str | None, str | None]:
        told = self.visits.get(url, {})
        return told.get("etag"), told.get("last_modified")

    def visited(self, url: str, **facts: Any) -> None:
        self.visits[url] = self.visits.get(url, {}) | facts

    def seen(self, mark: str) -> bool:
        return mark in self.marks


class Net(Door):
    """A door behind which stand these pages."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        super().__init__(limits=Limits())
        self.pages, self.asked = pages, []  # type: ignore[misc]

    __slots__ = ("asked", "pages")

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        self.asked.append((url, etag))
        if url not in self.pages:
            raise NotFound(f"{url}: the server answered 404")
        status = 304 if etag == "v1" else 200
        data = b"" if status == 304 else self.pages[url]
        return Fetched(url, status, data, "text/html", "utf-8", "v1", last_modified)


def gathered(*targets: Path | str, pages: dict[str, bytes] | None = None, bounds: Bounds | None = None) -> list[Item]:
    web = Web(Remembered(), offline=pages is None, door=Net(pages or {}))
    passed: list[str] = []
    gatherer = Gatherer(20_000_000, web.lists, lambda name, _: passed.append(name), bounds)
    items = [i for t in targets for i in (web.address(str(t)) if str(t).startswith("http") else gatherer.path(str(t)))]
    gathered.passed = passed  # type: ignore[attr-defined]
    return items


def rss(*entries: str) -> bytes:
    channel = f"<channel><title>Wire</title>{''.join(entries)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def entry(n: int, body: str = "short") -> str:
    return (
        f"<item><title>Story {n}</title><link>https://news.example/{n}</link>"
        f"<pubDate>Thu, 08 May 2025 1{n}:00:00 +0530</pubDate><description><![CDATA[{body}]]></description></item>"
    )


def warc(*pages: tuple[str, bytes, dict[str, str]]) -> bytes:
    """A web archive, one gzip member a record."""
    out = b""
    for n, (url, body, more) in enumerate(pages):
        fields = {"Content-Type": "text/html; charset=utf-8", **more}
        http = "HTTP/1.1 200 OK\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items()) + "\r\n"
        block = http.encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-05-08T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{n}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        out += gzip.compress(head.encode() + block + b"\r\n\r\n")
    return out


# Formats


def test_json_lines_csv_and_json_of_other_programs(tmp_path: Path) -> None:
    rows = [{"id": n, "text": f"India said so {n}.", "published": "2025-05-08", "outlet": "Wire"} for n in range(3)]
    lines = "\n".join(json.dumps(r) for r in rows) + "\n\n{broken\n[1]\n"
    (tmp_path / "a.jsonl").write_text(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "c.csv").write_text('id;content;date\r\n7;"Iran; said\r\nso";2025-05-08\r\n')
    trafilatura = {"title": "T", "date": "2025-05-08", "text": "India said so.", "source": "https://x.example/a"}
    newspaper = {"title": "N", "publish_date": "2025-05-08T10:00:00", "text": "Iran said so.", "authors": ["A"]}
    (tmp_path / "d.json").write_text(json.dumps([trafilatura, newspaper]))
    items = gathered(tmp_path)
    good = [i for i in items if i.error is None]
    assert [(i.source_id, i.text, i.published) for i in good[:3]] == [
        (str(n), f"India said so {n}.", "2025-05-08") for n in range(3)
    ]
    assert [i.text for i in good[3:6]] == [i.text for i in good[:3]]
    assert (good[6].text, good[6].published) == ("Iran; said\r\nso", "2025-05-08")
    assert [(i.title, i.published) for i in good[7:]] == [("T", "2025-05-08"), ("N", "2025-05-08T10:00:00")]
    assert [i.error for i in items if i.error][:2] != [None, None]
    assert len(items) - len(good) == 4


def test_folders_and_archives_within_archives_in_order_of_names(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as z:
        z.writestr("b.html", PAGE)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("x/inner.zip", inner.getvalue())
        z.writestr("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
        z.writestr("note.txt", "India said so.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.md").write_text("# Talks\n\nIndia said so.")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "link.txt").symlink_to(ROOT / "README.md")
    (tmp_path / "z.txt").write_text("Iran said so.")
    items = gathered(tmp_path)
    assert [i.name.removeprefix(str(tmp_path)) for i in items] == [
        "/a.zip!x/inner.zip!b.html", "/a.zip!note.txt", "/z.txt", "/sub/c.md",
    ]  # fmt: skip
    assert [i.raw.kind for i in items if i.raw] == ["html", "text", "text", "markdown"]
    passed = [Path(p.rsplit("!", 1)[-1]).name for p in gathered.passed]  # type: ignore[attr-defined]
    assert passed == ["photo.png", "link.txt"]


@pytest.mark.parametrize("packing", ["none", "gzip", "br", "zstd", "chunked"])
def test_pages_of_web_archives_whatever_their_packing(tmp_path: Path, packing: str) -> None:
    body, headers = PAGE.encode(), {}
    if packing == "chunked":
        body, headers = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), {"Transfer-Encoding": "chunked"}
    elif packing != "none":
        pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.ZstdCompressor().compress}[packing]
        body, headers = pack(body), {"Content-Encoding": packing}
    data = warc(("https://news.example/a", body, headers), ("https://news.example/robots.txt", b"no", {}))
    (tmp_path / "crawl.warc.gz").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as z:
        z.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n')
        z.writestr("archive/data.warc.gz", data)
    items = gathered(tmp_path / "crawl.warc.gz", tmp_path / "crawl.wacz")
    assert [(i.url, i.raw.data if i.raw else i.error) for i in items] == [("https://news.example/a", PAGE.encode())] * 2


def test_a_damaged_archive_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    (tmp_path / "b.warc.gz").write_bytes(warc(("https://news.example/a", PAGE.encode(), {}))[:-30])
    (tmp_path / "c.txt").write_text("India said so.")
    items = gathered(tmp_path)
    assert [bool(i.error) for i in items][0::2] == [True, False]
    assert "damaged" in str(items[0].error)


def test_standard_input_is_told_by_its_bytes() -> None:
    code = (
        "from detente.sources.gather import Gatherer\n"
        "g = Gatherer(10**7, lambda d, n: iter(()), lambda n, w: None)\n"
        "print([(i.source_id, i.text or (i.raw and i.raw.kind)) for i in g.path('-')])"
    )
    for data, wanted in (
        (
            b'{"id": 1, "text": "India."}\n{"id": 2, "text": "Iran."}\n',
            "[('1', 'India.'), ('2', 'Iran.')]",
        ),
        (PAGE.encode(), "[(None, 'html')]"),
    ):
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, input=data, capture_output=True, env=environment(), check=True)
        assert done.stdout.decode().strip() == wanted


# Feeds


def test_feeds_of_every_kind_are_read() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>T</title>'
        b'<link href="/x"/><updated>2025-05-08T10:00:00Z</updated></entry></feed>'
    )
    jsonfeed = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "J",
            "items": [{"id": "1", "url": "https://j.example/1", "date_published": "2025-05-08T10:00:00+05:00"}],
        }
    ).encode()
    news = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        b'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://s.example/1</loc><n:news>'
        b"<n:publication><n:name>S</n:name></n:publication><n:publication_date>2025-05-08</n:publication_date>"
        b"<n:title>T</n:title></n:news></url></urlset>"
    )
    opml = (
        b'<opml version="2.0"><body><outline text="a"><outline xmlUrl="https://f.example/rss"/></outline></body></opml>'
    )
    read = {k: feeds.read(d, k, "https://base.example/") for k, d in locals().items() if isinstance(d, bytes)}
    assert (read["atom"].entries[0].url, read["atom"].entries[0].published) == (
        "https://base.example/x",
        "2025-05-08T10:00:00+00:00",
    )
    assert read["jsonfeed"].entries[0].published == "2025-05-08T10:00:00+05:00"
    assert (read["news"].entries[0].published, read["news"].entries[0].outlet) == ("2025-05-08", "S")
    assert read["opml"].leads == ("https://f.example/rss",)
    wire = feeds.read(rss(entry(1)), "wire")
    assert wire.entries[0].published == "2025-05-08T11:00:00+05:30"
    assert feeds.read(rss("<item><title>T</title><pubDate>soon</pubDate></item>"), "x").entries[0].published is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PAGE.encode(), "no feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>', "entities"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY a "b">]><rss/>'.encode("utf-16"), "entities"),
        (b"<opml><body/></opml>", "no feeds"),
    ],
)
def test_what_is_no_feed_is_an_error_and_not_an_empty_feed(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        feeds.read(data, "x")


def test_a_feed_is_followed_and_asked_only_for_what_is_new() -> None:
    feed = "https://news.example/rss"
    pages = {feed: rss(entry(1), entry(2, LONG), entry(3)), "https://news.example/1": PAGE.encode()}
    memory = Remembered()
    web = Web(memory, door=Net(pages))
    items = list(web.address(feed))
    assert [(i.url, bool(i.raw), bool(i.html), bool(i.error)) for i in items] == [
        ("https://news.example/1", True, False, False),
        ("https://news.example/2", False, True, False),  # the page cannot be had, the feed carries it whole
        ("https://news.example/3", False, False, True),
    ]
    assert items[0].published == "2025-05-08T11:00:00+05:30"
    assert memory.visits[feed]["last_item"] == "2025-05-08T13:00:00+05:30"
    assert list(Web(memory, door=Net(pages)).address(feed)) == []  # 304
    memory.visits[feed]["etag"] = None
    memory.marks |= {i.key() for i in items}
    again = Web(memory, door=Net(pages))
    assert list(again.address(feed)) == []
    assert [u for u, _ in again.door.asked] == [feed]  # type: ignore[attr-defined]


def test_a_failing_feed_is_noted_and_the_others_go_on(tmp_path: Path) -> None:
    outlines = "".join(f'<outline xmlUrl="https://f{n}.example/rss"/>' for n in (1, 2, 3))
    (tmp_path / "feeds.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    pages = {"https://f2.example/rss": PAGE.encode(), "https://f3.example/rss": rss(entry(1, LONG))}
    items = gathered(tmp_path / "feeds.opml", pages=pages)
    assert [bool(i.error) for i in items] == [True, True, False]
    assert "a page came where a feed was expected" in str(items[1].error)
    with pytest.raises(Refused, match="offline"):
        gathered("https://f3.example/rss")
    assert "offline" in str(gathered(tmp_path / "feeds.opml")[0].error)


# Bombs


def zeros(n: int) -> Iterator[bytes]:
    for _ in range(n >> 20):
        yield bytes(1 << 20)


def bomb(kind: str, folder: Path) -> Path:
    """About 10 kB (gzip cannot do better than 1 MB) that open to 1 GB."""
    path = folder / f"bomb.{kind}"
    size = 1 << 30
    if kind == "txt.gz":
        with gzip.open(path, "wb") as f:
            for z in zeros(size):
                f.write(z)
    elif kind == "txt.zst":
        with path.open("wb") as f, zstandard.ZstdCompressor().stream_writer(f) as w:
            for z in zeros(size):
                w.write(z)
    elif kind == "zip":
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z, z.open("a.txt", "w", force_zip64=True) as f:
            for piece in zeros(size):
                f.write(piece)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("inner.zip", inner.getvalue())
    else:
        packer = brotli.Compressor(quality=5)
        body = b"".join(packer.process(z) for z in zeros(size)) + packer.finish()
        path.write_bytes(warc(("https://news.example/a", body, {"Content-Encoding": "br"})))
    return path


MEASURE = """
import resource, sys
from detente.sources.gather import Gatherer
g = Gatherer(20_000_000, lambda d, n: iter(()), lambda n, w: None)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
items = list(g.path(sys.argv[1]))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(len(items), grown // 1024, items[0].error)
"""


@pytest.mark.parametrize("kind", ["txt.gz", "txt.zst", "zip", "warc.gz"])
def test_a_bomb_of_a_gigabyte_stops_under_64_megabytes(tmp_path: Path, kind: str) -> None:
    path = bomb(kind, tmp_path)
    assert path.stat().st_size < 1_100_000
    run = [sys.executable, "-c", MEASURE, str(path)]
    done = subprocess.run(run, capture_output=True, env=environment(), check=True, timeout=120)
    count, grown, error = done.stdout.decode().split(" ", 2)
    assert count == "1"
    assert int(grown) < 64
    assert any(words in error for words in ("times its size", "longer than", "larger than")), error


def zipped(path: Path, name: str, mode: int = 0) -> Path:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("good.txt", "India said so.")
        z.writestr(info, "/etc/passwd")
    return path


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:/evil.txt"])
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    items = gathered(zipped(tmp_path / "a.zip", name))
    assert "climbs out" in str(items[-1].error)


def test_links_passwords_crowds_and_depth_are_refused(tmp_path: Path) -> None:
    assert "a link" in str(gathered(zipped(tmp_path / "a.zip", "link", stat.S_IFLNK | 0o777))[-1].error)
    small = Bounds(entries=3, entry=1000, depth=2)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as z:
        for n in range(5):
            z.writestr(f"{n}.txt", "India said so.")
    assert "at most 3" in str(gathered(tmp_path / "many.zip", bounds=small)[-1].error)
    data = PAGE.encode()
    for n in range(5):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as z:
            z.writestr(f"{n}.zip" if n else "page.html", data)
        data = held.getvalue()
    (tmp_path / "deep.zip").write_bytes(data)
    assert "within one another" in str(gathered(tmp_path / "deep.zip", bounds=Bounds(depth=2))[-1].error)
    (tmp_path / "long.txt").write_text("India said so. " * 100)
    assert "longer than 1,000" in str(gathered(tmp_path / "long.txt", bounds=small)[0].error)


def test_a_list_of_entries_that_lies_about_its_length_is_bounded(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as z:
        z.writestr("a.txt", "India said so.")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 10 : at + 12] = b"\xff\xff"
    data[at + 12 : at + 16] = (2**31).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert "entries" in str(gathered(tmp_path / "a.zip", bounds=Bounds(entries=1000))[0].error)
