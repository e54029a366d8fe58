"""Do the pictures in the tutorial show what the dashboard shows? Takes them anew from the running server.

    python docs/shots.py [FOLDER]      reads the bundled crisis, serves it, and photographs it with headless Chromium

The same program and fonts give the same pictures; they are taken at a fixed size, with few colours, so they stay small.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image

from detente.ledger import Filter, Ledger, open_ledger
from detente.show import cli
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 1180, 800
COLOURS = 48
"""Enough for text and maps; pictures are a quarter as large as with all."""
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=4000 --force-device-scale-factor=1"
).split()


def browser() -> str:
    """Where Chromium is."""
    found = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if found is None:
        sys.exit("the pictures are taken with Chromium, which is not installed")
    return found


def views(ledger: Ledger) -> dict[str, str]:
    """What is photographed: the name of a picture and the address behind it."""
    disputes = [r for r in ledger.each("dispute", Filter()) if r["kind"] == "occurrence"]
    dispute = max(disputes, key=lambda r: (len(json.loads(r["record"])["positions"]), r["id"]))
    strikes = Filter(type=("ASSAULT",), since="2025-05-07", until="2025-05-07", by=("IND",), to=("PAK",))
    event = next(iter(ledger.each("event", strikes)))
    return {
        "brief": "/?since=2025-05-07",
        "events": "/events?type=ASSAULT&from=2025-05-01&to=2025-05-12",
        "record": f"/report/{event['report']}#{event['id']}",
        "dispute": f"/dispute/{dispute['id']}",
        "channels": "/channels",
    }


@contextmanager
def served(ledger: Ledger) -> Iterator[str]:
    """The address of a server on the ledger, gone when done."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    site = Site(ledger, Door(frozenset({"127.0.0.1"}), None))
    server = uvicorn.Server(uvicorn.Config(make_app(site), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def take(folder: Path, made: str | None = None) -> None:
    """Take all pictures into a folder; ``made`` is a ledger of the demo that is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        at = made or str(Path(tmp) / "demo.db")
        if made is None and cli.run(["demo", "--ledger", at]) != 0:
            sys.exit("the demo could not be read")
        ledger = open_ledger(at)
        with served(ledger) as address:
            for name, path in views(ledger).items():
                shot = folder / f"{name}.png"
                size = f"--window-size={WIDTH},{HEIGHT}"
                command = [browser(), *FLAGS, size, f"--user-data-dir={tmp}/{name}", f"--screenshot={shot}"]
                subprocess.run([*command, address + path], check=True, capture_output=True, timeout=120)
                with Image.open(shot) as taken:
                    few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                few.save(shot, optimize=True)
                print(f"{shot.name}: {shot.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "shots", *sys.argv[2:3])
