"""Do several processes serve one ledger as one does: same pages, same token, and a write that all of them show?"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from commands import environment
from detente.ledger import Filter, open_ledger
from detente.upkeep import update
from told import item, told

TOKEN = "a token of our own"
ROUNDS = 12
"""Connections, each of which either of two processes may take."""


def children(pid: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(p) for p in listed.read_text(encoding="ascii").split()] if listed.exists() else []


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[str, str, subprocess.Popen[bytes]]]:
    """A ledger, and the address of two processes that serve it."""
    path = str(tmp_path / "shared.db")
    ledger = open_ledger(path, create=True)
    ledger.keep(told(1), item(told(1)))
    update(ledger)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    args = ["serve", "--ledger", path, "--port", str(port), "--workers", "2", "--token", TOKEN]
    server = subprocess.Popen([sys.executable, "-m", "detente", *args], env=environment(), stderr=subprocess.PIPE)
    address, end = f"http://127.0.0.1:{port}", time.monotonic() + 120
    while True:
        try:
            httpx.get(f"{address}/health", timeout=5).raise_for_status()
            break
        except httpx.HTTPError:
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)
    try:
        yield path, address, server
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)


def test_two_processes_serve_one_ledger(there: tuple[str, str, subprocess.Popen[bytes]]) -> None:
    path, address, server = there
    if Path("/proc").exists():
        assert len(children(server.pid)) >= 2
    event = open_ledger(path).page("event", Filter(actor=("IND",))).rows[0]
    body = {"id": event["id"], "expect": event["since_seq"], "author": "a", "reason": "no"}
    pages = {httpx.get(f"{address}/events").text for _ in range(ROUNDS)}
    assert all(event["id"] in page for page in pages)
    refused = [httpx.post(f"{address}/api/v1/review/reject", json=body).status_code for _ in range(ROUNDS)]
    assert set(refused) == {403}
    done = httpx.post(f"{address}/api/v1/review/reject", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    assert done.status_code == 201, done.text
    assert not any(event["id"] in httpx.get(f"{address}/events").text for _ in range(ROUNDS))
