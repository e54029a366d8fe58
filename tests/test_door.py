"""Does the one door to the network refuse what it must, and stop what would not end? Servers on loopback only."""

import gzip
import ipaddress
import threading
import time
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detente.errors import InputError, NotFound, Refused, TooLarge
from detente.sources.address import vet
from detente.sources.door import Door, Limits


class Site(BaseHTTPRequestHandler):
    """Answers by path; every request is kept."""

    def log_message(self, *args):
        pass

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        server = self.server
        server.asked.append((self.path, dict(self.headers)))
        base = f"http://news.example:{server.server_port}"
        if self.path == "/robots.txt":
            self.reply(*server.robots)
        elif self.path == "/page":
            if self.headers.get("If-None-Match") == '"v1"':
                self.reply(304)
            else:
                self.reply(200, b"<p>Talks resumed.</p>", ETag='"v1"', Content_Type="text/html; charset=utf-8")
        elif self.path == "/moved":
            self.reply(301, b"", Location="/page")
        elif self.path == "/round":
            self.reply(302, b"", Location=f"{base}/round")
        elif self.path == "/inside":
            self.reply(302, b"", Location=f"http://127.0.0.1:{server.server_port}/page")
        elif self.path == "/zipped":
            self.reply(200, gzip.compress(b"<p>Talks</p>"), Content_Encoding="gzip")
        elif self.path == "/bomb":
            self.reply(200, server.bomb, Content_Encoding="gzip")
        elif self.path == "/odd":
            self.reply(200, b"xx", Content_Encoding="br")
        elif self.path == "/broken":
            self.reply(200, b"\x1f\x8bnonsense-nonsense", Content_Encoding="gzip")
        elif self.path == "/busy":
            n = sum(path == "/busy" for path, _ in server.asked)
            self.reply(503 if n < 3 else 200, b"at last", Retry_After="7")
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b"a")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.05)
        elif self.path == "/big":
            self.reply(200, b"a" * 300_000)
        else:
            self.reply(404, b"no")


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked, server.robots, server.bomb = [], (404, b""), b""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def door(site, **limits):
    looked_up, slept = [], []

    def resolver(host, _port):
        looked_up.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    made = Door(
        limits=Limits(**limits), ports=None, vetter=lambda _a: None, resolver=resolver, sleep=lambda s: slept.append(s)
    )
    return made, (lambda path: f"http://news.example:{site.server_port}{path}"), looked_up, slept


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.7", "198.18.0.1", "192.88.99.1", "240.0.0.1", "::1", "::",
        "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
        "2001:0:53aa:64c:0:0:80ff:fffe", "2001:db8::1", "3fff::1", "fec0::1", "100::1",
    ],
)  # fmt: skip
def test_addresses_off_the_public_internet_are_refused(address):
    with pytest.raises(Refused, match="not on the public internet"):
        vet(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001:800::200e"])
def test_public_addresses_are_let_through(address):
    vet(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://me:secret@news.example/", "user name or password"),
        ("http://news.example:8080/", "port 8080"),
        ("http:///a", "names no host"),
        ("http://news.example:99999/", "no address"),
    ],
)
def test_addresses_that_are_never_fetched(url, why):
    with pytest.raises(Refused, match=why):
        Door().fetch(url)


def test_the_password_is_not_repeated_in_the_refusal():
    with pytest.raises(Refused) as caught:
        Door().fetch("http://me:hunter2@news.example/")
    assert "hunter2" not in str(caught.value)


def test_a_name_that_leads_inside_is_refused():
    made = Door(resolver=lambda _h, _p: [ipaddress.ip_address("127.0.0.1")])
    with pytest.raises(Refused, match="loopback"):
        made.fetch("http://news.example/")


def test_one_inner_address_among_public_ones_refuses_all():
    inner = [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("10.0.0.1")]
    with pytest.raises(Refused, match="private"):
        Door(resolver=lambda _h, _p: inner).fetch("http://news.example/")


def test_a_page_comes_with_its_type_and_validators(site):
    made, at, _, _ = door(site)
    page = made.fetch(at("/page#top"))
    assert page.data == b"<p>Talks resumed.</p>"
    assert (page.content_type, page.charset, page.etag) == ("text/html", "utf-8", '"v1"')
    assert "detente/" in site.asked[-1][1]["User-Agent"]


def test_a_page_that_did_not_change_is_not_sent_again(site):
    made, at, _, _ = door(site)
    page = made.fetch(at("/page"), etag='"v1"')
    assert (page.status, page.data) == (304, b"")


def test_each_connection_goes_to_the_address_of_one_look_up(site):
    made, at, looked_up, _ = door(site)
    made.fetch(at("/page"))
    connections = len(site.asked)
    assert len(looked_up) == connections == 2  # robots.txt and the page


def test_redirects_are_followed_and_vetted_each(site):
    made, at, _, _ = door(site)
    assert made.fetch(at("/moved")).url.endswith("/page")
    made.vetter = lambda a: vet(a) if site.asked[-1:] and site.asked[-1][0] == "/inside" else None
    with pytest.raises(Refused, match="loopback"):
        made.fetch(at("/inside"))


def test_redirects_without_end_are_cut(site):
    made, at, _, _ = door(site)
    with pytest.raises(Refused, match="more than 5 redirects"):
        made.fetch(at("/round"))
    assert sum(path == "/round" for path, _ in site.asked) == 6


def test_robots_are_obeyed(site):
    site.robots = (200, b"User-agent: *\nDisallow: /page\n")
    made, at, _, _ = door(site)
    with pytest.raises(Refused, match=r"robots\.txt"):
        made.fetch(at("/page"))
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_a_site_whose_rules_cannot_be_had_is_left_alone(site):
    site.robots = (500, b"")
    made, at, _, _ = door(site)
    with pytest.raises(Refused, match=r"robots\.txt"):
        made.fetch(at("/page"))


def test_crawl_delay_is_kept_between_pages(site):
    site.robots = (200, b"User-agent: *\nCrawl-delay: 9\n")
    made, at, _, slept = door(site)
    made.fetch(at("/page"))
    assert slept == []
    made.fetch(at("/page"))
    assert len(slept) == 1
    assert 8 < slept[0] <= 9


def test_a_busy_server_is_asked_again_when_it_says(site):
    made, at, _, slept = door(site)
    assert made.fetch(at("/busy")).data == b"at last"
    assert slept.count(7.0) == 2


def test_a_missing_page_is_an_error_with_its_status(site):
    made, at, _, _ = door(site)
    with pytest.raises(NotFound, match="404"):
        made.fetch(at("/none"))


def test_compressed_pages_are_opened(site):
    made, at, _, _ = door(site)
    assert made.fetch(at("/zipped")).data == b"<p>Talks</p>"


def test_a_compression_that_was_not_asked_for_is_refused(site):
    made, at, _, _ = door(site)
    with pytest.raises(Refused, match="br"):
        made.fetch(at("/odd"))


def test_damaged_compression_is_a_clear_error(site):
    made, at, _, _ = door(site)
    with pytest.raises(InputError, match="damaged"):
        made.fetch(at("/broken"))


def test_a_bomb_is_stopped_in_little_memory(site):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    site.bomb = b"".join(squeeze.compress(bytes(1_000_000)) for _ in range(200)) + squeeze.flush()
    made, at, _, _ = door(site, body_bytes=20_000_000)
    tracemalloc.start()
    with pytest.raises(TooLarge, match="unpacked"):
        made.fetch(at("/bomb"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64_000_000


def test_more_bytes_than_allowed_on_the_wire_are_cut(site):
    made, at, _, _ = door(site, wire_bytes=100_000)
    with pytest.raises(TooLarge):
        made.fetch(at("/big"))


def test_a_server_that_drips_is_cut_off(site):
    made, at, _, _ = door(site, seconds=0.6)
    begun = time.monotonic()
    with pytest.raises(InputError, match="seconds"):
        made.fetch(at("/drip"))
    assert time.monotonic() - begun < 3


def test_nobody_there_is_a_clear_error():
    made = Door(ports=None, vetter=lambda _a: None, resolver=lambda _h, _p: [ipaddress.ip_address("127.0.0.1")])
    with pytest.raises(InputError, match="connection failed"):
        made.fetch("http://news.example:9/")


def test_https_is_never_left_for_http(monkeypatch):
    from detente.sources import door as module

    made = Door(vetter=lambda _a: None)
    answers = iter([module._Answer(404, {}, b""), module._Answer(302, {"location": "http://news.example/b"}, b"")])
    monkeypatch.setattr(Door, "_request", lambda *_: next(answers))
    with pytest.raises(Refused, match="from https down"):
        made.fetch("https://news.example/a")
