"""What do places and times cost? Time a report, time a look-up, size on disk, memory.

python bench/where.py            print the figures
python bench/where.py --write    and put them into docs/benchmarks.md
"""

import argparse
import resource
import sys
import time

from ledger import fill
from run import DOCUMENT, bundled, length, report_of, seconds

from detente.lexicon.gazetteer import open_gazetteer
from detente.lexicon.gazetteer_rows import normalise
from detente.reading import places, times
from detente.reading.parse import parse
from detente.settings import load_settings

NAMES = 20_000
"""Names looked up, each once, so that nothing comes from the cache of names."""


def peak() -> float:
    """Most memory that this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def look_ups() -> tuple[float, float, float, int]:
    """Microseconds a look-up, memory it added, megabytes on disk, places."""
    before = peak()
    gazetteer = open_gazetteer(load_settings().cache)
    info = gazetteer.info()
    step = max(1, info.names // NAMES)
    rows = gazetteer._db.execute("SELECT key FROM names WHERE place % ? = 0", (step,))
    names = [normalise(r[0]) for r in rows.fetchmany(NAMES)]
    begun = time.perf_counter()
    for name in names:
        gazetteer.lookup(name)
    return 1e6 * (time.perf_counter() - begun) / len(names), peak() - before, info.bytes / 1e6, info.places


def main() -> int:
    """Measure and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    micro, index_memory, disk, count = look_ups()
    report = report_of(500, [r.text for r in bundled()])
    doc = next(iter(parse([report])))
    before = peak()
    gazetteer = open_gazetteer(load_settings().cache)
    places.find(report, doc, gazetteer)
    times.find(report, doc)
    where = seconds(lambda: places.find(report, doc, gazetteer), 5)
    when = seconds(lambda: times.find(report, doc), 5)
    text = "\n".join(
        [
            "| places and times | measured | limit |",
            "|---|---:|---:|",
            f"| places, a report of {length(report)} words | {1000 * where:.1f} ms | |",
            f"| times, the same report | {1000 * when:.1f} ms | |",
            f"| both | {1000 * (where + when):.1f} ms | 60 ms |",
            f"| memory that both add to a process with the model | {peak() - before + index_memory:.0f} MB | 100 MB |",
            f"| a look-up in the place index, {count:,} places | {micro:.0f} µs | 50 µs |",
            f"| memory of the place index after {NAMES:,} names | {index_memory:.0f} MB | 30 MB |",
            f"| the place index on disk | {disk:.1f} MB | 60 MB |",
        ]
    )
    print(text)
    if a.write:
        fill(DOCUMENT, "where", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
