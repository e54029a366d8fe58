"""Does a second worker halve the time of a batch?  ``python bench/cluster.py [--articles 320] [--write]``

An archive of many crises (:mod:`crises`) is read by ``detente batch`` on one Dask worker and on two, each a process of
its own. Told are the seconds on the clock, which other work on the machine
lengthens, and the CPU-seconds of the busiest worker, which it does not: their ratio is what a second worker saves where
both have a core to themselves.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from crises import REPORTS, crises
from distributed import Client, LocalCluster
from ledger import fill
from run import DOCUMENT, environment, length

from detente.show import cli


def archive(path: Path, made: list[Any]) -> int:
    """Write articles; returns their words."""
    with path.open("w", encoding="utf-8") as out:
        for r in made:
            row = {"id": r.source_id, "text": r.text, "published": r.published, "outlet": r.outlet}
            out.write(json.dumps(row) + "\n")
    return sum(map(length, made))


def run(given: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Seconds on the clock, CPU-seconds of the busiest worker, and of all."""
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster) as client,
    ):
        before = client.run(time.process_time)
        begun = time.perf_counter()
        status = cli.run(["batch", str(given), str(out), "--scheduler", cluster.scheduler_address, "--part", "16"])
        took = time.perf_counter() - begun
        spent = [after - before[worker] for worker, after in client.run(time.process_time).items()]
    if status != 0:
        sys.exit("the batch could not be read")
    return took, max(spent), sum(spent)


def main() -> None:
    """Measure and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=640)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    os.environ.update(environment())
    with tempfile.TemporaryDirectory() as tmp:
        given = Path(tmp) / "archive.jsonl"
        words = archive(given, crises(a.articles))
        # two, one, two: a machine whose pace changes evenly does not change the ratio
        first = run(given, Path(tmp) / "first", 2)
        one = run(given, Path(tmp) / "one", 1)
        second = run(given, Path(tmp) / "second", 2)
        names = ("one", "first", "second")
        trees = [sorted((p.name, p.read_bytes()) for p in (Path(tmp) / n).rglob("*.*")) for n in names]
    two = tuple(sum(both) / 2 for both in zip(first, second, strict=True))
    same = "the same" if trees[0] == trees[1] == trees[2] else "NOT the same"
    told = f"{a.articles} articles, {words:,} words, {-(-a.articles // REPORTS)} crises, parts of 16"
    load = os.getloadavg()[1]
    text = "\n".join(
        [
            f"{told}; load {load:.1f} on {os.cpu_count()} cores; the mean of two runs with two workers, one",
            f"before and one after that with one. The files of all runs are {same}, byte for byte.",
            "",
            "| `detente batch`, models loaded and all joined | 1 worker | 2 workers | ratio |",
            "|---|---:|---:|---:|",
            f"| seconds on the clock | {one[0]:.0f} | {two[0]:.0f} | {one[0] / two[0]:.2f} |",
            f"| CPU-seconds of the busiest worker | {one[1]:.0f} | {two[1]:.0f} | {one[1] / two[1]:.2f} |",
            f"| CPU-seconds of all workers | {one[2]:.0f} | {two[2]:.0f} | {one[2] / two[2]:.2f} |",
        ]
    )
    print(text)
    if a.write:
        fill(DOCUMENT, "cluster", text)


if __name__ == "__main__":
    main()
