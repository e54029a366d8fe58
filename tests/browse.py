"""A ledger served in a thread, and a page of a real Chromium that tells what it saw."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from detente.ledger import Ledger
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
TODAY = date(2025, 5, 13)
"""The day after the last report of the demo."""


@contextmanager
def served(ledger: Ledger) -> Iterator[str]:
    """The address of a server on this ledger."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    site = Site(ledger, Door(frozenset({"127.0.0.1"}), None), today=lambda: TODAY)
    server = uvicorn.Server(uvicorn.Config(make_app(site), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, without a window; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: pages were tested without a browser only")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Seen:
    """What a page did that no page may do."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda e: self.faults.append(f"error: {e}"))
        page.on("request", self._request)
        page.on("dialog", lambda d: (self.faults.append(f"dialog: {d.message}"), d.dismiss()))

    def _console(self, message: ConsoleMessage) -> None:
        self.faults.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin and parts.scheme != "data":
            self.faults.append(f"request: {request.url}")


@contextmanager
def opened(browser: Browser, address: str, **context: object) -> Iterator[tuple[Page, Seen]]:
    """A fresh page whose addresses begin at ``address``, watched."""
    made = browser.new_context(base_url=address, **context)  # type: ignore[arg-type]
    page = made.new_page()
    page.set_default_timeout(10_000)
    seen = Seen(address)
    seen.watch(page)
    try:
        yield page, seen
    finally:
        made.close()
