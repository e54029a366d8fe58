"""Is a web hook told once of what is new, signed and through the door, and does a failing one stop nothing?"""

import hashlib
import hmac
import ipaddress
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from commands import CACHE
from detente.errors import InputError, Refused
from detente.ledger import Filter, Ledger, open_ledger
from detente.ledger import hooks as kept
from detente.ledger.settle import Found
from detente.records import change
from detente.settings import Settings, load_settings
from detente.show import cli
from detente.show.hooks import Hooks
from detente.sources.address import vet_near
from detente.sources.hook import Message, hook_door, tell
from detente.upkeep import joined
from test_feeds import incident, telling
from told import disputed, item, told

SECRET = "a secret of the tests"


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is told, and answers as the test wants."""

    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((dict(self.headers), body))
        status = server.answers.pop(0) if server.answers else 204
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/hook?token=inner-secret"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def settings(**more: Any) -> Settings:
    return Settings(cache=CACHE, ledger="", **({"webhook_secret": SECRET, "webhook_local": True} | more))


def hooks(ledger: Ledger, *urls: str) -> tuple[Hooks, list[float]]:
    slept: list[float] = []
    door = hook_door(local=True)
    door.sleep = slept.append
    return Hooks(ledger, urls, settings(), door), slept


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(str(tmp_path / "ledger.db"), create=True)
    reading = told(1)
    made.keep(reading, item(reading))
    return made


def grown(ledger: Ledger, *numbers: int) -> None:
    """A dispute, and reports in which Pakistan counts again, one after another."""
    quarrel = disputed(ledger)
    tellings = [telling(str(n), n, f"2025-05-{day:02}", f"Outlet {n}") for day, n in enumerate(numbers, 7)]
    for t in tellings:
        ledger.keep(t[3], item(t[3]))
    found = Found(incidents=(incident(*tellings),) if tellings else (), disputes=(quarrel,))
    ledger.settle(found, ledger.time())


def bodies(receiver: Any) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in receiver.got]


def test_what_is_new_is_told_once_and_signed(ledger: Ledger, receiver: Any) -> None:
    one, _ = hooks(ledger, receiver.url)
    one.begin()
    grown(ledger, 26, 31)
    assert one.deliver() == []
    [(headers, body)] = receiver.got
    reckoned = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Detente-Signature"] == f"sha256={reckoned}"
    assert headers["Content-Type"] == "application/json"
    [made] = bodies(receiver)
    assert headers["X-Detente-Delivery"] == made["delivery"]
    assert [d["id"] for d in made["disputes"]] == ["DSP-0a1b2c3d4e5f"]
    [number] = made["numbers"]
    assert (number["record"]["before"]["best"], number["record"]["after"]["best"]) == (26, 31)
    # again, and from a process that was started anew on the same ledger
    assert one.deliver() == []
    again, _ = hooks(open_ledger(ledger.target), receiver.url)
    again.begin()
    assert again.deliver() == []
    assert len(receiver.got) == 1
    grown(ledger, 26, 31, 33)
    assert again.deliver() == []
    assert len(receiver.got) == 2
    assert bodies(receiver)[1]["disputes"] == []
    assert [n["record"]["after"]["best"] for n in bodies(receiver)[1]["numbers"]] == [33]


def test_what_was_there_before_the_hook_is_no_news(ledger: Ledger, receiver: Any) -> None:
    grown(ledger, 26, 31)
    one, _ = hooks(ledger, receiver.url)
    one.begin()
    assert one.deliver() == []
    found = joined(ledger.readings())
    quarrels = [disputed(ledger)]
    ledger.settle(
        Found(incidents=found.incidents, disputes=[change(quarrels[0], last_moved="2025-05-20")]), ledger.time()
    )
    assert one.deliver() == []
    assert receiver.got == []  # an old dispute that moved is not new


def test_a_failing_hook_is_tried_again_and_another_is_told_all_the_same(ledger: Ledger, receiver: Any) -> None:
    gone = "http://127.0.0.1:9/closed?token=inner-secret"
    one, slept = hooks(ledger, gone, receiver.url)
    one.begin()
    grown(ledger, 26, 31)
    receiver.answers = [500, 503, 204]
    [fault] = one.deliver()
    assert "127.0.0.1:9" in fault
    assert "inner-secret" not in fault
    assert len(receiver.got) == 3
    assert len({h["X-Detente-Delivery"] for h, _ in receiver.got}) == 1
    assert slept == [1.0, 2.0, 1.0, 2.0]  # of the closed one and of the one that was busy
    row = {r["name"]: r for r in ledger.look(kept.hooks)}["http://127.0.0.1:9"]
    assert (row["failures"], row["last_success"]) == (1, None)
    assert "inner-secret" not in json.dumps(ledger.look(kept.hooks))


def test_what_could_not_be_told_is_told_in_the_next_round(ledger: Ledger, receiver: Any) -> None:
    one, slept = hooks(ledger, receiver.url)
    one.begin()
    grown(ledger, 26, 31)
    receiver.answers = [400]
    assert len(one.deliver()) == 1
    assert (len(receiver.got), slept) == (1, [])  # a refusal that stands is not tried again at once
    receiver.answers = [429, 204]
    assert one.deliver() == []
    assert slept == [7.0]  # as long as it asked
    assert [len(b["disputes"]) for b in bodies(receiver)] == [1, 1, 1]
    assert one.deliver() == []
    assert len(receiver.got) == 3


def test_a_claim_keeps_a_second_process_from_telling_and_lapses(ledger: Ledger, receiver: Any) -> None:
    one, _ = hooks(ledger, receiver.url)
    one.begin()
    grown(ledger, 26, 31)
    found = [e.id for e in one._found(receiver.url)]
    assert len(found) == 2
    assert ledger.write(kept.claim, receiver.url, found, "2099-01-01T00:00:00+00:00", "2000-01-01") == found
    assert one.deliver() == []
    assert receiver.got == []  # another process is telling it now
    ledger.write(kept.settle, receiver.url, found, "2025-01-01T00:00:00+00:00", "it died")
    ledger.write(kept.claim, receiver.url, found, "2025-01-01T00:00:00+00:00", "2000-01-01")
    assert one.deliver() == []
    assert len(receiver.got) == 1  # that claim was old: its process has died


def test_redirects_and_networks_of_ones_own_are_refused(ledger: Ledger, receiver: Any) -> None:
    receiver.answers = [302]
    door = hook_door(local=True)
    with pytest.raises(InputError, match="302"):
        tell(door, receiver.url, SECRET, Message("DLV-1", b"{}"))
    assert len(receiver.got) == 1
    with pytest.raises(Refused, match="loopback") as refused:
        tell(hook_door(local=False), receiver.url, SECRET, Message("DLV-1", b"{}"))
    assert "inner-secret" not in str(refused.value)
    for address in ("169.254.169.254", "224.0.0.1", "::ffff:127.0.0.1", "0.0.0.0"):
        with pytest.raises(Refused):
            vet_near(ipaddress.ip_address(address))
    for address in ("127.0.0.1", "10.1.2.3", "::1", "fd00::1", "8.8.8.8"):
        vet_near(ipaddress.ip_address(address))
    with pytest.raises(InputError, match="DETENTE_WEBHOOK_SECRET"):
        Hooks(ledger, [receiver.url], settings(webhook_secret=None))
    for url in ("ftp://x.example", "https://x.example/ü", "https://x.example/a b"):
        with pytest.raises(InputError):
            Hooks(ledger, [url], settings())
    assert SECRET not in repr(settings())


def test_settings_name_hooks(tmp_path: Path) -> None:
    file = tmp_path / "detente.toml"
    file.write_text('webhook = ["https://a.example/x", "https://b.example"]\nwebhook_secret = "s"\n', encoding="utf-8")
    found = load_settings({}, file)
    assert (found.webhook, found.webhook_secret, found.webhook_local) == (
        ("https://a.example/x", "https://b.example"), "s", False,
    )  # fmt: skip
    env = {"DETENTE_WEBHOOK": "https://c.example https://d.example", "DETENTE_WEBHOOK_LOCAL": "1"}
    assert load_settings(env, file).webhook == ("https://c.example", "https://d.example")


def test_an_ingest_goes_on_where_its_hook_fails(
    tmp_path: Path, receiver: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(CACHE))
    monkeypatch.setenv("DETENTE_WEBHOOK_SECRET", SECRET)
    monkeypatch.setattr("detente.sources.hook.FIRST_WAIT", 0.01)
    path = tmp_path / "reports.jsonl"
    rows = [
        ("Ravi Daily", "Pakistan said that 26 civilians were killed in Muridke by Indian missiles on Wednesday."),
        (
            "Yamuna Courier",
            "India said that it struck Muridke on Wednesday. Pakistan denied that it had fired at Poonch.",
        ),
        ("Yamuna Courier", "India said that Pakistan had fired artillery at Poonch on Wednesday. Pakistan denied it."),
    ]
    told_ = [{"id": str(n), "text": t, "outlet": o, "published": "2025-05-08"} for n, (o, t) in enumerate(rows)]
    path.write_text("\n".join(map(json.dumps, told_)), encoding="utf-8")
    ask = ["ingest", "--ledger", str(tmp_path / "l.db"), "--jsonl", str(path), "--webhook", receiver.url]
    assert cli.run(ask) == 0  # on this machine, and that was not allowed
    assert "loopback" in capfd.readouterr().err
    assert receiver.got == []
    monkeypatch.setenv("DETENTE_WEBHOOK_LOCAL", "1")
    assert cli.run(ask) == 0
    ledger = open_ledger(str(tmp_path / "l.db"))
    wanted = {r["id"] for r in ledger.each("dispute", Filter())}
    assert wanted
    assert {d["id"] for b in bodies(receiver) for d in b["disputes"]} == wanted
    assert cli.run(ask) == 0
    assert len(receiver.got) == 1
    monkeypatch.delenv("DETENTE_WEBHOOK_SECRET")
    assert cli.run(ask) == 2
