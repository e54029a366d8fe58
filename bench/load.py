"""Does the dashboard hold up on a large ledger? Starts ``detente serve`` and asks it for pages.

    python bench/load.py --ledger big.db                 measure and print (make the ledger by bench/ledger.py first)
    python bench/load.py --ledger big.db --write         the same, with all lists, written into docs/benchmarks.md

Told are: each page alone, the time to its first byte and the server's CPU, whatever was no 200; so many requests a
second, which start on time whether or not earlier ones have been answered, as readers' do; how many are answered a
second by clients that each wait for their answer; and the memory of all of the server's processes at its peak.
"""

import argparse
import asyncio
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import quote

import httpx
import ledger as lists
from made import COUNTRIES, OUTLETS, PLACES, WORDS, skewed

from detente.ledger import Filter, open_ledger

START = 60
"""Seconds that the server may take until it answers."""
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
KEPT = "the brief, as it was kept"
KINDS = ("report", "incident", "dispute", "actor", "event")


def known(ledger: str) -> dict[str, list[str]]:
    """Ids of some records of each kind, whose pages are opened."""
    opened = open_ledger(ledger)
    return {kind: [r["id"] for r in opened.page(kind, Filter(limit=40)).rows] for kind in KINDS}


def pages(chance: random.Random, ids: dict[str, list[str]]) -> dict[str, str]:
    """Addresses by what they are, other values each time."""
    (actor,), (place,), (outlet,) = (skewed(chance, many, 1) for many in (COUNTRIES, PLACES, OUTLETS))
    other = chance.choice([c for c in COUNTRIES[:8] if c != actor])
    month = f"202{1 + chance.randrange(3)}-{1 + chance.randrange(12):02d}"
    one = {kind: chance.choice(many) for kind, many in ids.items()}
    return {
        "brief": "/",
        "brief of a crisis": f"/?crisis={chance.choice(('first', 'rare'))}",
        "events": "/events",
        "events of an actor": f"/events?actor={actor}",
        "events of a month": f"/events?since={month}-01&until={month}-28",
        "events at a place": f"/events?place={place}",
        "events of an outlet": f"/events?outlet={quote(outlet)}",
        "incidents": "/incidents",
        "incidents of an actor": f"/incidents?actor={actor}",
        "statements of an actor": f"/statements?actor={actor}",
        "reports": "/reports",
        "disputes": "/disputes",
        "channels": "/channels",
        "positions": "/positions",
        "copies": "/copies",
        "actors": "/actors",
        "an actor": f"/actor/{one['actor']}",
        "an incident": f"/incident/{one['incident']}",
        "a dispute": f"/dispute/{one['dispute']}",
        "a report": f"/report/{one['report']}",
        "why": f"/why/{one['event']}",
        "numbers": "/numbers",
        "queue": "/queue",
        "sources": "/sources",
        "search": f"/search?q={chance.choice(WORDS[500:])}",
        "facets of events (API)": f"/api/v1/facets/events?actor={actor}",
        "facets of incidents (API)": f"/api/v1/facets/incidents?actor={other}",
        "tension (API)": f"/api/v1/tension?a={actor}&b={other}&since=2024-12-01",
        "events (API)": "/api/v1/events?limit=50",
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is asked: requests a second for so many seconds, rounds of each page, processes that serve, clients."""

    rate: int = 50
    seconds: int = 20
    rounds: int = 20
    workers: int = 2
    clients: int = 8


@dataclass(slots=True)
class Seen:
    """What was measured: milliseconds to the first byte by page, those of the server's CPU, and what was no 200."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    busy: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    def all(self) -> list[float]:
        """The times of all pages."""
        return [t for some in self.times.values() for t in some]


ANEW = {"If-None-Match": "none"}
"""What whoever holds a page already sends: such a page is made, and not given as it was kept."""


async def ask(client: httpx.AsyncClient, name: str, path: str, seen: Seen, *, anew: bool = False) -> None:
    """One request."""
    begun = time.perf_counter()
    try:
        async with client.stream("GET", path, headers=ANEW if anew else {}) as answer:
            async for _ in answer.aiter_raw(1):
                break
            seen.times[name].append(1000 * (time.perf_counter() - begun))
            if answer.status_code != 200:
                seen.faults.append(f"{path}: {answer.status_code}")
    except httpx.HTTPError as why:
        seen.faults.append(f"{path}: {type(why).__name__}")


async def one_by_one(address: str, rounds: int, ids: dict[str, list[str]], server: int) -> Seen:
    """Each page alone, so many times."""
    chance, seen = random.Random(3), Seen()
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        for _ in range(rounds):
            for name, path in (pages(chance, ids) | {KEPT: "/"}).items():
                ran = sum(map(spent, processes(server)))
                await ask(client, name, path, seen, anew=name != KEPT)
                seen.busy[name].append(1000 * (sum(map(spent, processes(server))) - ran))
    return seen


async def steadily(address: str, rate: int, seconds: int, ids: dict[str, list[str]]) -> Seen:
    """So many requests a second, all pages in turn."""
    chance, seen = random.Random(5), Seen()
    limits = httpx.Limits(max_connections=1000)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        waiting = []
        begun = time.perf_counter()
        todo: list[tuple[str, str]] = []
        for n in range(rate * seconds):
            todo = todo or list(pages(chance, ids).items())
            await asyncio.sleep(max(0.0, begun + n / rate - time.perf_counter()))
            waiting.append(asyncio.create_task(ask(client, *todo.pop(), seen)))
        await asyncio.gather(*waiting)
    return seen


async def together(address: str, asked: Asked, ids: dict[str, list[str]]) -> Seen:
    """So many clients for so long, each of which asks for the next page when it has been answered."""
    seen, end = Seen(), time.perf_counter() + asked.seconds

    async def client(n: int) -> None:
        chance = random.Random(100 + n)
        async with httpx.AsyncClient(base_url=address, timeout=60) as own:
            while time.perf_counter() < end:
                name, path = chance.choice(list(pages(chance, ids).items()))
                await ask(own, name, path, seen)

    await asyncio.gather(*(client(n) for n in range(asked.clients)))
    return seen


def processes(pid: int) -> list[int]:
    """A process and those that it started (Linux)."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(p for child in told for p in processes(int(child)))]


def memory(pid: int) -> int:
    """The peak of a process' memory in MB (Linux), pages that it shares with others included, 0 where none is told."""
    return _line(f"/proc/{pid}/status", "VmHWM")


def share(pid: int) -> int:
    """A process' memory in MB now (Linux), a page that it shares with others counted in part, 0 where none is told."""
    return _line(f"/proc/{pid}/smaps_rollup", "Pss")


def _line(path: str, name: str) -> int:
    """The number of kB in a line of a file of the system's, as MB."""
    try:
        lines = Path(path).read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:")), 0)


def spent(pid: int) -> float:
    """Seconds of CPU that a process has used so far, threads that have ended included (Linux), 0 where none is told."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the clock of that process, as clock_getcpuclockid(3) makes it
    except (OSError, AttributeError):
        return 0.0


def p95(times: Sequence[float]) -> float:
    """The 95th percentile: of so many, the least that 95 in a hundred do not exceed."""
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


def machine() -> str:
    """What it was measured on."""
    told = Path("/proc/cpuinfo")
    names = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    cpu = next((line.partition(": ")[2] for line in names if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}"


def busy() -> str:
    """How busy the machine has been for a minute."""
    return f"{os.getloadavg()[0]:.1f}"


def measured(ledger: str, asked: Asked) -> list[str]:
    """The pages, as lines of Markdown."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "detente", "serve", "--ledger", ledger, "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--workers", str(asked.workers)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address, ids = f"http://127.0.0.1:{port}", known(ledger)
    try:
        _wait(address)
        print("the server answers", flush=True)
        before = busy()
        alone = asyncio.run(one_by_one(address, asked.rounds, ids, server.pid))
        lines = [
            f"Each page alone, {asked.rounds} times, other values each time, and made anew each time; the load of the "
            f"machine was {before} before and {busy()} after:",
            "",
            "| page | first byte, median | 95th percentile | the server's CPU, median | 95th percentile |",
            "|---|---:|---:|---:|---:|",
        ]
        for name, times in alone.times.items():
            ran = alone.busy[name]
            figures = (statistics.median(times), p95(times), statistics.median(ran), p95(ran))
            lines.append(f"| {name} | " + " | ".join(f"{t:.0f} ms" for t in figures) + " |")
        print("\n".join(lines), flush=True)
        steady = steadily(address, asked.rate, asked.seconds, ids)
        many = [
            _run(f"{asked.rate} requests a second for {asked.seconds} s", steady, server.pid),
            _run(f"{asked.clients} clients for {asked.seconds} s", together(address, asked, ids), server.pid),
        ]
        some = [memory(p) for p in processes(server.pid)]
        once = sum(map(share, processes(server.pid)))
        faults = sorted({*alone.faults, *(f for _, seen in many for f in seen.faults)})
        lines += [
            "",
            f"All pages in turn, those of the same address as they were made, {asked.workers} processes that serve:",
            "",
            *(line for line, _ in many),
            f"- memory of all of the server's processes at the peak: {sum(some)} MB ({', '.join(map(str, some))}), "
            f"pages that several share counted for each; at the end, these counted once: {once} MB",
        ]
        return lines + [f"- no 200: {fault}" for fault in faults[:5]]
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def _run(what: str, asking, pid: int) -> tuple[str, Seen]:  # type: ignore[no-untyped-def]
    begun, ran, before = time.perf_counter(), sum(map(spent, processes(pid))), busy()
    seen: Seen = asyncio.run(asking)
    took, ran = time.perf_counter() - begun, sum(map(spent, processes(pid))) - ran
    times = seen.all()
    line = (
        f"- {what}, all pages: {len(times)} answers in {took:.0f} s ({len(times) / took:.0f} a second), first byte "
        f"{statistics.median(times):.0f} ms at the median and {p95(times):.0f} ms at the 95th percentile; "
        f"{len(seen.faults)} errors; {1000 * ran / len(times):.0f} ms of the server's CPU a request; load {before} "
        f"before, {busy()} after"
    )
    print(line, flush=True)
    return line, seen


def _wait(address: str) -> None:
    end = time.monotonic() + START
    while True:
        try:
            if httpx.get(f"{address}/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        if time.monotonic() > end:
            raise TimeoutError(f"{address} does not answer")
        time.sleep(0.3)


def told(ledger: str, asked: Asked) -> str:
    """All lists and all pages of a ledger, as Markdown."""
    opened = open_ledger(ledger)
    counts = {kind: opened.count(kind, Filter()) for kind in ("report", "event", "statement", "incident")}
    before = busy()
    found = lists.measure(opened, asked.rounds)
    text = [
        f"{machine()}; " + ", ".join(f"{n:,} {kind}s" for kind, n in counts.items()) + ".",
        "",
        f"Every list and what stands beside it, {asked.rounds} times, other values each time; the load of the machine "
        f"was {before} before and {busy()} after:",
        "",
        *lists.table(found),
        "",
        *measured(ledger, asked),
    ]
    return "\n".join(text)


def main() -> int:
    """Measure, and print or write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--ledger", default="big.db")
    for f in fields(Asked):
        ap.add_argument(f"--{f.name}", type=int, default=f.default)
    ap.add_argument("--write", action="store_true", help="also measure all lists, and write into docs/benchmarks.md")
    given = vars(ap.parse_args())
    ledger, write = given.pop("ledger"), given.pop("write")
    asked = Asked(**given)
    if write:
        lists.fill(DOCUMENT, "load", told(ledger, asked))
    else:
        print("\n".join(measured(ledger, asked)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
