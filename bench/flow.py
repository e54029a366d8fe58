"""Does a long batch keep its pace and its memory?  ``python bench/flow.py [--articles 5000] [--write]``

Articles of about 500 words, made of the bundled reports' paragraphs so that no two are alike, are read by
``detente read --jsonl`` on two processes. Told are articles a second, and the memory of all its processes together
(their share of what they share counted once), for each fifth of the batch.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from cluster import archive
from ledger import fill
from run import COMMAND, DOCUMENT, articles, environment

PARTS = 5
SOME = 100
"""Articles after which the memory is looked at: it takes some milliseconds of the processes that are looked at."""
A_DAY = 150_000
"""The world's English articles on conflict of a day."""


def children(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(c for child in below for c in children(int(child)))]


def memory(pid: int) -> float:
    """Megabytes of a process and all below it, shared pages divided among those that share them."""
    total = 0
    for p in children(pid):
        try:
            lines = Path(f"/proc/{p}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def flow(given: Path, count: int, workers: int) -> list[tuple[int, float, float]]:
    """Articles done, seconds on the clock, and the most memory, at the end of each part."""
    out: list[tuple[int, float, float]] = []
    command = [*COMMAND, "read", "--jsonl", str(given), "--workers", str(workers)]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | environment()
    ) as reader:
        assert reader.stdout is not None
        most = 0.0
        for done, _ in enumerate(reader.stdout, 1):
            if done % SOME == 0:
                most = max(most, memory(reader.pid))
            if done % (count // PARTS) == 0:
                out.append((done, time.perf_counter() - begun, most))
                print(f"{done} articles, {out[-1][1]:.0f} s, {most:.0f} MB", flush=True)
                most = 0.0
    return out


def main() -> None:
    """Measure and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=5_000)
    ap.add_argument("--workers", type=int, default=2)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    load = os.getloadavg()[1]
    with tempfile.TemporaryDirectory() as tmp:
        given = Path(tmp) / "articles.jsonl"
        words = archive(given, articles(a.articles))
        told = flow(given, a.articles, a.workers)
    before = [(0, 0.0, 0.0), *told]
    pace = a.articles / told[-1][1]
    text = "\n".join(
        [
            f"{a.articles:,} articles of {words // a.articles} words, {a.workers} processes, {os.cpu_count()} cores,",
            f"load {load:.1f} before: {pace:.1f} articles a second, start included.",
            f"A day of {A_DAY:,} articles would take {A_DAY / pace / 3600:.1f} hours at that pace.",
            "",
            "| articles | a second | memory at most, all processes |",
            "|---:|---:|---:|",
            *(
                f"| {n:,} | {(n - m) / (s - r):.1f} | {mb:,.0f} MB |"
                for (m, r, _), (n, s, mb) in zip(before, told, strict=False)
            ),
        ]
    )
    print(text)
    if a.write:
        fill(DOCUMENT, "flow", text)


if __name__ == "__main__":
    main()
