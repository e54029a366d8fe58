"""How does the time of joining grow with the number of reports?  ``python bench/joining.py [--most 8000]``

Reports are made here, each with events and statements as a reader leaves them, so that only joining is timed. What
reports cost that come to a ledger in rounds is measured by ``bench/rounds.py``.
"""

import argparse
import datetime
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from crisis import Story
from detente.joining.crisis import join
from detente.records import Reading, change

WORDS = [
    f"{a}{b}" for a in "mar tol ven dra kis lum por shen gal bry".split() for b in "ta nok el ira us om ade".split()
]
PAIRS = [("ATL", "BOR"), ("CAR", "DOR"), ("ELB", "FRE"), ("GRA", "HES")]


def reading(i: int, rng: random.Random, reports: int) -> Reading:
    """A report of a shelling, one of three on it on average, over a span of days that grows with the number."""
    happening = random.Random(rng.randrange(reports // 3 + 1))
    a, b = happening.choice(PAIRS)
    town = happening.choice(WORDS).title() + "burg"
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=happening.randrange(max(2, reports // 20)))
    dead = happening.randint(2, 40)
    more = " ".join(rng.choice(WORDS) for _ in range(120))
    text = f"Country {a} shelled {town} of country {b} and {dead} people died, officials said. {more.capitalize()} {i}."
    story = Story(text, f"Outlet {i % 40}", day.isoformat())
    who, whom = story.who(f"Country {a}", a), story.who(f"country {b}", b)
    said = story.says(whom, "assert", f"{dead} people died")
    event = story.event(
        "shelled", "ASSAULT", (who,), (whom,), where=story.at(town), according_to=(said.id,),
        quantities=(story.count(f"{dead} people", "killed", dead),),
    )  # fmt: skip
    said, event = (
        change(said, id=f"STM-{i}", claims=(f"EV-{i}",)),
        change(event, id=f"EV-{i}", according_to=(f"STM-{i}",)),
    )
    return Reading(report=story.report, actors=tuple(story.actors.values()), statements=(said,), events=(event,))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--most", type=int, default=8000)
    a = ap.parse_args()
    n = 500
    print("reports  seconds  ms/report  incidents  MB at most")
    while n <= a.most:
        rng = random.Random(n)
        readings = [reading(i, rng, n) for i in range(n)]
        start = time.process_time()  # the machine may be shared
        joined = join(readings)
        spent = time.process_time() - start
        mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{n:7} {spent:8.2f} {1000 * spent / n:10.2f} {len(joined.incidents):10} {mb:10.0f}", flush=True)
        n *= 2


if __name__ == "__main__":
    main()
