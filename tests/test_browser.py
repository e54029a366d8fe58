"""Do the pages run in a real browser: no script of a stranger, no request elsewhere, keys that work, no error told?"""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from detente.ledger import open_ledger
from detente.pipeline import update
from detente.records import Item
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door
from test_web import NAME, hostile
from told import item, told

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=4000 --dump-dom"
).split()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server on a ledger in which every field is hostile."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: pages were tested without a browser only")
    ledger = open_ledger(str(tmp_path / "ledger.db"), create=True)
    for reading in (hostile(), told(1)):
        ledger.keep(reading, Item(name=NAME, text=reading.report.text) if reading is not told(1) else item(reading))
    update(ledger)
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


def test_hostile_pages_run_nothing_and_report_no_error(address: str, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    paths = ("/", "/events", "/channels", f"/report/{hostile().report.id}#{hostile().events[0].id}")
    for n, path in enumerate(paths):
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / str(n)}", address + path]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        dom, told_ = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        assert "</html>" in dom, told_[-500:]
        console = [line for line in told_.splitlines() if "CONSOLE" in line]
        assert console == [], path
        assert "<img" not in dom
    assert 'class="t ' in dom
    assert " lit" in dom, "the script of the page lights the words of the record in its address"
