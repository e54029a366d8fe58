"""Does the dashboard hold up on a large ledger? Starts ``detente serve`` and asks it for pages at a steady rate.

    python bench/load.py --ledger big.db --rate 50 --seconds 20

What is told of each page: the time to its first byte (95th percentile), whatever was no 200, and the memory of the
server at its peak. Requests start on time, whether or not earlier ones have been answered, as readers' do.
"""

import argparse
import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
from made import COUNTRIES, OUTLETS, PLACES, skewed

START = 60
"""Seconds that the server may take until it answers."""


def pages(chance: random.Random) -> dict[str, str]:
    """Addresses by what they are, other values each time."""
    (actor,), (place,), (outlet,) = (skewed(chance, many, 1) for many in (COUNTRIES, PLACES, OUTLETS))
    month = f"202{1 + chance.randrange(3)}-{1 + chance.randrange(12):02d}"
    return {
        "brief": "/",
        "events": "/events",
        "events of an actor": f"/events?actor={actor}",
        "events of a month": f"/events?since={month}-01&until={month}-28",
        "events at a place": f"/events?place={place}",
        "events of an outlet": f"/events?outlet={quote(outlet)}",
        "incidents": "/incidents",
        "incidents of an actor": f"/incidents?actor={actor}",
        "statements of an actor": f"/statements?actor={actor}",
        "disputes": "/disputes",
        "channels": "/channels",
        "sources": "/sources",
        "search": f"/search?q=word{chance.randrange(500, 20_000)}",
        "facets (API)": f"/api/v1/facets/events?actor={actor}",
        "events (API)": "/api/v1/events?limit=50",
    }


@dataclass(slots=True)
class Seen:
    """What was measured: milliseconds to the first byte by page, and answers that were no 200."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


async def ask(client: httpx.AsyncClient, name: str, path: str, seen: Seen) -> None:
    """One request."""
    begun = time.perf_counter()
    try:
        async with client.stream("GET", path) as answer:
            async for _ in answer.aiter_raw(1):
                break
            seen.times[name].append(1000 * (time.perf_counter() - begun))
            if answer.status_code != 200:
                seen.faults.append(f"{path}: {answer.status_code}")
    except httpx.HTTPError as why:
        seen.faults.append(f"{path}: {type(why).__name__}")


async def one_by_one(address: str, rounds: int) -> Seen:
    """Each page alone, so many times."""
    chance, seen = random.Random(3), Seen()
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        for _ in range(rounds):
            for name, path in (pages(chance) | {"the brief again": "/"}).items():
                await ask(client, name, path, seen)
                print(f"{name}: {seen.times[name][-1:]}", flush=True)
    return seen


async def steadily(address: str, rate: int, seconds: int) -> Seen:
    """So many requests a second, all pages in turn."""
    chance, seen = random.Random(5), Seen()
    limits = httpx.Limits(max_connections=1000)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        waiting = []
        begun = time.perf_counter()
        todo: list[tuple[str, str]] = []
        for n in range(rate * seconds):
            todo = todo or list(pages(chance).items())
            await asyncio.sleep(max(0.0, begun + n / rate - time.perf_counter()))
            waiting.append(asyncio.create_task(ask(client, *todo.pop(), seen)))
        await asyncio.gather(*waiting)
    return seen


def memory(pid: int) -> int:
    """The peak of a process' memory in MB (Linux), 0 where it cannot be told."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def spent(pid: int) -> float:
    """Seconds of CPU that a process has used so far (Linux), 0 where they cannot be told."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def measured(ledger: str, rate: int, seconds: int, rounds: int) -> list[str]:
    """The measurements as lines of Markdown."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "detente", "serve", "--ledger", ledger, "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        print("the server answers", flush=True)
        alone = asyncio.run(one_by_one(address, rounds))
        lines = ["| page, alone | first byte, median | 95th percentile |", "|---|---:|---:|"]
        for name, times in alone.times.items():
            p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
            lines.append(f"| {name} | {statistics.median(times):.0f} ms | {p95:.0f} ms |")
        begun, ran = time.perf_counter(), spent(server.pid)
        many = asyncio.run(steadily(address, rate, seconds))
        took, ran = time.perf_counter() - begun, spent(server.pid) - ran
        times = [t for some in many.times.values() for t in some]
        p95 = statistics.quantiles(times, n=20)[-1]
        lines += [
            "",
            f"{rate} requests a second for {seconds} s, all pages in turn: {len(times)} answers in {took:.0f} s "
            f"({len(times) / took:.0f} a second), first byte at the median {statistics.median(times):.0f} ms, "
            f"at the 95th percentile {p95:.0f} ms; {len(many.faults) + len(alone.faults)} errors; "
            f"{1000 * ran / max(1, len(times)):.0f} ms of the server's CPU a request; "
            f"its memory at the peak {memory(server.pid)} MB.",
        ]
        lines += [f"- {fault}" for fault in sorted(set(alone.faults + many.faults))[:5]]
        return lines
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


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


def main() -> int:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--ledger", default="big.db")
    ap.add_argument("--rate", type=int, default=50)
    ap.add_argument("--seconds", type=int, default=20)
    ap.add_argument("--rounds", type=int, default=10)
    told = ap.parse_args()
    print("\n".join(measured(told.ledger, told.rate, told.seconds, told.rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
