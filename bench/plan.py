"""How many machines for a million articles a day, and for twenty years?  ``python bench/plan.py --write``

The arithmetic of docs/plan.md: figures that were measured are read from docs/benchmarks.md or named here with the
command that measures them; what is assumed is named as such. Change one and run it again.
"""

import argparse
import math
import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


@dataclass(frozen=True)
class Figures:
    """Measured on one core, or a report."""

    words_a_second: float
    """`detente read --jsonl`, a long batch on 2 processes, words a second, halved: one core (benchmarks.md)."""
    process_gb: float
    """Memory of such a batch, halved (benchmarks.md)."""
    parquet_kb: float = 18.4
    """Parquet of all records of a report of 500 words, its text with it (`detente batch`, size of the tables)."""
    digest_kb: float = 171.0
    """Memory that joining holds of such a report (tracemalloc around `digested` of `detente.show.cluster.whole`)."""
    join_ms: float = 7.6
    """CPU-milliseconds of joining such a report, of the bundled sixteen; of 64 that tell one story it is 11."""


@dataclass(frozen=True)
class Assumed:
    """Not measured: put your own."""

    words: int = 500
    """Words of an article."""
    peak: float = 3.0
    """Busiest hour against the mean of the day."""
    spare: float = 1.25
    """Cores held for machines that fail and parts that are read twice."""
    core_hour: float = 0.04
    """Price of a core for an hour, with 4 GB of memory, in USD."""
    gb_month: float = 0.02
    """Price of a GB of object storage for a month, in USD."""
    machine_gb: int = 512
    """Memory of the one machine that joins, in GB."""
    archive_a_day: int = 150_000
    """The world's English articles on conflict, a day."""
    years: int = 20


def measured() -> Figures:
    """What stands in benchmarks.md."""
    told = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    pace = re.search(r"articles of (\d+) words, 2 processes[^:]*: ([\d.]+) articles a second", told)
    memory = re.findall(r"^\| [\d,]+ \| [\d.]+ \| ([\d,]+) MB \|$", told, re.MULTILINE)
    assert pace is not None, "benchmarks.md has no long batch; run: make bench"
    return Figures(int(pace[1]) * float(pace[2]) / 2, max(float(m.replace(",", "")) for m in memory) / 2000)


def told(f: Figures, a: Assumed) -> str:
    """Both plans, with their arithmetic."""
    core_s = a.words / f.words_a_second
    day = 1_000_000
    day_hours = day * core_s / 3600
    mean = day_hours / 24
    cores = math.ceil(mean * a.peak * a.spare)
    all_ = a.archive_a_day * 365.25 * a.years
    all_hours = all_ * core_s / 3600
    at_once = a.machine_gb * 1e6 / f.digest_kb
    tb = all_ * f.parquet_kb / 1e9
    rows = [
        "| figure | value | from |",
        "|---|---:|---|",
        f"| W, words a second and core | {f.words_a_second:,.0f} | benchmarks.md, 2 processes, halved |",
        f"| M, GB a process | {f.process_gb:.2f} | benchmarks.md |",
        f"| P, kB of Parquet a report | {f.parquet_kb:.0f} | the tables of `detente batch`, of the bundled reports |",
        f"| D, kB that joining holds of a report | {f.digest_kb:.0f} | its digests, of the bundled reports |",
        f"| J, ms of joining a report | {f.join_ms:.1f} | the bundled reports; 11 where 64 tell of one story |",
        f"| words an article | {a.words} | assumed |",
        f"| busiest hour against the mean | {a.peak:g} | assumed |",
        f"| memory of the machine that joins | {a.machine_gb} GB | assumed |",
        f"| spare cores | {a.spare:g} | assumed |",
        f"| a core-hour, a GB-month | {a.core_hour:.2f}, {a.gb_month:.2f} USD | assumed |",
        "",
        f"One article costs {a.words} / W = **{core_s:.2f} core-seconds**.",
        "",
        "## One million articles a day",
        "",
        "| what | arithmetic | |",
        "|---|---|---:|",
        f"| core-hours a day | 1,000,000 x {core_s:.2f} / 3600 | {day_hours:,.0f} |",
        f"| cores, the day evenly spread | {day_hours:,.0f} / 24 | {mean:.1f} |",
        f"| cores, the busiest hour read within the hour | x {a.peak:g} x {a.spare:g} | {cores} |",
        f"| machines of 16 cores | {cores} / 16 | {math.ceil(cores / 16)} |",
        f"| memory a machine | 16 x M | {16 * f.process_gb:.0f} GB |",
        f"| joining the day | 1,000,000 x J | {day * f.join_ms / 60000:.0f} min on one core |",
        f"| memory for joining the day | 1,000,000 x D | {day * f.digest_kb / 1e6:.0f} GB on one machine |",
        f"| days that {a.machine_gb} GB join at once | {a.machine_gb} / that | {at_once / day:.1f} |",
        f"| Parquet a year | 365 x 1,000,000 x P | {365 * day * f.parquet_kb / 1e9:.1f} TB |",
        f"| reading, a month | 30 x {day_hours:,.0f} x {a.core_hour:.2f} | {30 * day_hours * a.core_hour:,.0f} USD |",
        f"| the same with all cores held | 720 x {cores} x {a.core_hour:.2f} | {720 * cores * a.core_hour:,.0f} USD |",
        f"| keeping a year of records, a month | | {365 * day * f.parquet_kb / 1e6 * a.gb_month:,.0f} USD |",
        "",
        f"## {a.years} years of archive",
        "",
        f"{a.archive_a_day:,} articles a day x 365.25 x {a.years} = **{all_ / 1e9:.2f} thousand million articles**.",
        "",
        "| what | arithmetic | |",
        "|---|---|---:|",
        f"| core-hours | {all_ / 1e6:,.0f} million x {core_s:.2f} / 3600 | {all_hours:,.0f} |",
        *(f"| on {n:,} cores | / {n:,} / 24 | {all_hours / n / 24:.1f} days |" for n in (64, 512, 2048)),
        f"| reading, whatever the cores | x {a.core_hour:.2f} | {all_hours * a.core_hour:,.0f} USD |",
        f"| Parquet | x P | {tb:.1f} TB |",
        f"| keeping it, a month | x {a.gb_month:.2f} | {tb * 1000 * a.gb_month:,.0f} USD |",
        f"| parts of 256 | | {all_ / 256 / 1e6:.1f} million |",
        f"| reports that {a.machine_gb} GB join at once | {a.machine_gb} GB / D | {at_once / 1e6:.1f} million |",
        f"| that is, of this archive | / {a.archive_a_day:,} | {at_once / a.archive_a_day:.0f} days |",
        f"| joining all of it, in such windows | all x J / 3600 | {all_ * f.join_ms / 3.6e6:,.0f} core-hours |",
        f"| on this machine (2 cores), one day of it | {a.archive_a_day:,} x {core_s:.2f} / 3600 / 2 "
        f"| {a.archive_a_day * core_s / 7200:.1f} hours |",
    ]
    return "\n".join(rows)


def main() -> None:
    """Reckon and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    text = told(measured(), Assumed())
    print(text)
    if a.write:
        page = DOCS / "plan.md"
        head, _, rest = page.read_text(encoding="utf-8").partition("<!-- plan -->\n")
        tail = rest.partition("\n<!-- /plan -->")[2]
        page.write_text(f"{head}<!-- plan -->\n{text}\n<!-- /plan -->{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
