"""How much of the speed of reading is left when what is read is kept and joined?

    python bench/ingest.py [--articles 320] [--rounds 3] [--write]

The articles (:mod:`crises`) are read by ``detente read --jsonl`` and taken into a new ledger by ``detente ingest``, by
turns, on one process and on two. Told are articles a second, start-up and the last joining included, and the median of
the ratios of neighbours: a shared machine changes its pace from one minute to the next, and changes it for both.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from cluster import archive
from crises import crises
from ledger import fill
from run import COMMAND, DOCUMENT, environment


def seconds(*args: str) -> float:
    """By the clock, from the command line to its end."""
    begun = time.perf_counter()
    command = [*COMMAND, *args]
    env = os.environ | environment()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    return time.perf_counter() - begun


def main() -> int:
    """Measure, print, and write the page if asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--articles", type=int, default=320)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--write", action="store_true", help=f"fill {DOCUMENT.name}")
    told = ask.parse_args()
    count: int = told.articles
    lines = [
        "| processes that read | `read --jsonl`, a second | `ingest --jsonl`, a second | ratio |",
        "|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "articles.jsonl"
        archive(given, crises(count))
        for workers in ("1", "2"):
            pairs = []
            for n in range(told.rounds):
                one = seconds("read", "--jsonl", str(given), "--workers", workers)
                ledger = str(Path(folder) / f"{workers}-{n}.db")
                pairs.append((one, seconds("ingest", "--ledger", ledger, "--jsonl", str(given), "--workers", workers)))
                print(workers, *(f"{s:.1f} s" for s in pairs[-1]), flush=True)
            reading, taking = (count / statistics.median(s) for s in zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            lines.append(f"| {workers} | {reading:.1f} | {taking:.1f} | {ratio:.2f} |")
    text = "\n".join(lines) + f"\n\n{count} articles of {count // 16} crises, {told.rounds} rounds by turns."
    print(text)
    if told.write:
        fill(DOCUMENT, "ingest", text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
