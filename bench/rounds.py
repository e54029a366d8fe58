"""What does a round of 100 reports cost, as a ledger grows?  ``python bench/rounds.py [--most 20000] [--write]``

Reports are made here, in the order of their days, with all that a reader finds in them; each round is kept and joined
as ``detente ingest`` does. A happening is told three times on average, one report in 50 tells of one of long before,
one in eight repeats another. CPU-seconds are told, since a machine may be shared; all are joined at once in a process
of its own.
"""

import argparse
import datetime
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from ledger import size

from crisis import Story
from detente.ledger import open_ledger
from detente.ledger.connect import LASTING
from detente.records import Item, Reading, change, to_json
from detente.show.garbage import settled
from detente.upkeep import joined, update

ROUND = 100
AT_ONCE = 10_000
"""Reports up to which all are joined at once, too: it takes memory for all of them."""
A_DAY = 40
PAIRS = [(a, b) for a in "ABCDEFGH" for b in "ABCDEFGH" if a < b]
SOUNDS = "mar tol ven dra kis lum por shen gal bry hin oster".split()
ENDS = "ta nok el ira us om ade burg wick holm".split()
WORDS = [f"{a}{b}{c}" for a in SOUNDS for b in SOUNDS for c in ENDS]
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- rounds -->", "<!-- /rounds -->")


def stream(seed: int = 3) -> Iterator[Reading]:
    """Reports without end, day after day."""
    rng = random.Random(seed)
    last: list[str] = []
    i = 0
    while True:
        late = rng.random() < 0.02
        told = rng.randrange(i // 3 + 1) if late else max(0, i // 3 - rng.randrange(30))
        happening = random.Random(f"{seed} {told}")
        a, b = happening.choice(PAIRS)
        town = happening.choice(WORDS).title()
        dead = happening.randint(2, 40)
        start = datetime.date(2015, 1, 1)
        then = start + datetime.timedelta(days=3 * told // A_DAY)
        today = max(then, start + datetime.timedelta(days=i // A_DAY))
        own = last if last and rng.random() < 0.125 else [rng.choice(WORDS) for _ in range(150)]
        last = own
        lead = f"Country {a} shelled {town} of country {b} on {then} and {dead} people died, officials said."
        w = Story(f"{lead} {' '.join(own).capitalize()} {i}.", f"Outlet {rng.randrange(60)}", today.isoformat())
        yield _read(w, i, (a, b), town, dead, then)
        i += 1


def _read(w: Story, i: int, sides: tuple[str, str], town: str, dead: int, then: datetime.date) -> Reading:
    a, b = sides
    who, whom = w.who(f"Country {a}", f"{a}XX"), w.who(f"country {b}", f"{b}XX")
    said = w.says(whom, "accuse", f"{dead} people died")
    end = (then + datetime.timedelta(days=1)).isoformat()
    event = w.event(
        "shelled", "ASSAULT", (who,), (whom,), where=w.at(town, country=f"{b}XX"), according_to=(f"STM-{i:07}",),
        when=w.on(then.isoformat(), then.isoformat(), end), quantities=(w.count(f"{dead} people", "killed", dead),),
    )  # fmt: skip
    said = change(said, id=f"STM-{i:07}", claims=(f"EV-{i:07}",))
    event = change(event, id=f"EV-{i:07}")
    return Reading(report=w.report, actors=tuple(w.actors.values()), statements=(said,), events=(event,))


def peak() -> float:
    """MB of memory at the most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def whole(path: str) -> None:
    """Join all of a ledger at once and print CPU-seconds, and MB at the most."""
    ledger = open_ledger(path)
    start = time.process_time()
    joined(ledger.readings())
    print(f"{time.process_time() - start:.1f} {peak():.0f}")


def _at_once(path: str) -> tuple[str, str]:
    """CPU-seconds and MB of one joining of all, in a process of its own."""
    command = [sys.executable, __file__, "--whole", path]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, mb = done.stdout.split()
    return f"{seconds} s", f"{mb} MB"


def measured(most: int, at: set[int]) -> Iterator[tuple[int, float, float, float, float, str, str]]:
    """At each size: reports, seconds to keep and to join a round, MB, kB a report, seconds and MB of one joining."""
    reports = stream()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "ledger.db")
        ledger = open_ledger(path, create=True, connections=LASTING)
        settled()
        kept: list[float] = []
        took: list[float] = []
        for n in range(ROUND, most + 1, ROUND):
            many = [msgspec.json.decode(to_json(next(reports)), type=Reading) for _ in range(ROUND)]
            start = time.process_time()
            for reading in many:
                item = Item(name=reading.report.id, source_id=reading.report.id)
                ledger.keep(reading, item, decoded=True)
            kept.append(time.process_time() - start)
            start = time.process_time()
            update(ledger)
            took.append(time.process_time() - start)
            if n in at:
                per = size(ledger) / n / 1024
                seconds, mb = _at_once(path) if n <= AT_ONCE else ("-", "-")
                last = slice(-5, None)
                yield n, sum(kept[last]) / len(kept[last]), sum(took[last]) / len(took[last]), peak(), per, seconds, mb


def main() -> int:
    """Measure, print, and write the page if asked."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--most", type=int, default=20_000)
    ap.add_argument("--write", action="store_true", help=f"fill {PAGE.name}")
    ap.add_argument("--whole", help=argparse.SUPPRESS)
    a = ap.parse_args()
    if a.whole:
        whole(a.whole)
        return 0
    lines = [
        "| reports | 100 more kept | 100 more joined | memory of both at the peak | ledger, a report "
        "| all joined at once | memory of that |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    print(*lines, sep="\n", flush=True)
    sizes = {s * 10**k for k in range(3, 7) for s in (1, 2, 5)}
    for n, keeping, joining, mb, per, seconds, other in measured(a.most, sizes):
        lines.append(
            f"| {n:,} | {keeping:.2f} s | {joining:.2f} s | {mb:.0f} MB | {per:.0f} kB | {seconds} | {other} |"
        )
        print(lines[-1], flush=True)
    if a.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(MARKS[0])
        _, after = rest.split(MARKS[1])
        PAGE.write_text("\n".join([before + MARKS[0], *lines, MARKS[1] + after]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
