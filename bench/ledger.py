"""How fast does a large ledger answer? Makes one of so many reports, and times every list on it.

    python bench/ledger.py --reports 100000 --ledger big.db     make it (unless it is there) and measure
    python bench/ledger.py --reports 100000 --ledger postgresql://me@host/big
    python bench/ledger.py --sizes 1000,10000,100000,1000000    lists and one report more, as a ledger grows
    make bench ARGS="ledger"                                    the same, written into docs/benchmarks.md

The reports are made by chance from a seed, not read (bench/made.py). What is measured is the ledger.
"""

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import load
from made import COUNTRIES, OUTLETS, PLACES, WORDS, Maker, skewed
from sqlalchemy import Connection, insert

from detente import __version__
from detente.ledger import Filter, Ledger, keep, open_ledger, rows, schema, sides, spellings, tallies
from detente.ledger.beside import beside
from detente.ledger.connect import LASTING
from detente.ledger.question import Crisis
from detente.records import Item, Reading
from detente.show.garbage import settled
from detente.upkeep import tension, timeline

AT = "2025-05-08T00:00:00+00:00"
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
DAYS = 1826
"""Days of five years, of which ledgers of any size tell."""
MORE = 200
"""Reports that are kept, one transaction each, once a ledger is made."""
TRANSACTION = 1000
"""Reports a transaction while the ledger is made: what is measured is asking, not making."""


def kept(conn: Connection, readings: list[Reading], n: int) -> None:
    """Many readings at once: the rows that the store makes of them, one statement a table."""
    made: dict[str, list[Any]] = defaultdict(list)
    for seq, reading in enumerate(readings, n + 1):
        report, numbers = reading.report, keep.Numbers(seq)
        item = Item(name=str(report.source_id), source_id=report.source_id)
        made["revisions"].append(
            {"seq": seq, "at": AT, "author": "bench", "action": "keep", "kind": "report", "record": report.id}
        )
        made["appearances"].append(keep.appearance(reading, item) | {"since_seq": seq})
        row = rows.report_row(report) | {"row": numbers.take(), "since_seq": seq}
        made["reports"].append(row)
        made["parties"] += rows.named(reading.actors, row["row"], row["sort"])
        made["words"].append((row["row"], rows.words_of(report)))
        for kind, records, shape in (
            ("event", reading.events, rows.event_row),
            ("statement", reading.statements, rows.statement_row),
        ):
            for record in records:
                one, taking = keep.table_row(record, shape(record, report), kind, numbers)  # type: ignore[arg-type]
                made[f"{kind}s"].append(one)
                made["parties"] += taking
                made["words"].append((one["row"], rows.words_of(record)))
        data = zlib.compress(rows.without_text(reading), keep.LEVEL)
        made["readings"].append(
            {"row": numbers.take(), "report": report.id, "since_seq": seq, "version": __version__, "data": data}
        )
        made["inputs"].append(
            {"key": item.key(), "version": __version__, "report": report.id, "name": item.name, "seq": seq}
        )
    words = made.pop("words")
    sides.note(conn, made["parties"], made["events"])
    for name, column, spelled in (("parties", "name", "party"), ("events", "place", "place")):
        spellings.note(conn, spelled, {r[column] for r in made[name]})
    spellings.note(conn, "outlet", {r["outlet"] for r in made["appearances"]})
    for name, many in made.items():
        conn.execute(insert(schema.metadata.tables[name]), many)
        if name in ("reports", "events", "statements"):
            tallies.add(conn, schema.metadata.tables[name], many)
    keep.index(conn, words)


@contextmanager
def unindexed(ledger: Ledger) -> Iterator[None]:
    """A file without its indexes while it is filled, which is four times as quick; they are made again at the end."""
    if ledger._engine.dialect.name != "sqlite":
        yield
        return
    with ledger._writing() as conn:
        made = conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''").all()
        for name, _ in made:
            conn.exec_driver_sql(f"DROP INDEX {name}")
    yield
    with ledger._writing() as conn:
        for _, sql in made:
            conn.exec_driver_sql(sql)


def make(ledger: Ledger, reports: int, maker: Maker | None = None) -> list[int]:
    """Fill a ledger; returns memory in MB along the way."""
    maker = maker or Maker()
    started, memory = time.perf_counter(), []
    seen: Counter[str] = Counter()
    with unindexed(ledger):
        for first in range(0, reports, TRANSACTION):
            readings = [maker.reading(n) for n in range(first, min(first + TRANSACTION, reports))]
            seen.update(a.id for r in readings for a in r.actors)
            with ledger._writing() as conn:
                kept(conn, readings, first)
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    described = [rows.actor_row(a) | {"reports": seen[a.id], "since_seq": 1} for a in maker.actors.values()]
    with ledger._writing() as conn:
        conn.execute(insert(schema.actors), described)
    took = time.perf_counter() - started
    print(f"made: {reports:,} reports in {took:.0f} s ({reports / took:.0f}/s)", flush=True)
    begun, found = time.perf_counter(), maker.found()
    ledger.settle(found, ledger.time())
    print(f"settled {len(found.incidents):,} incidents in {time.perf_counter() - begun:.0f} s", flush=True)
    for name, parties in (("first", COUNTRIES[:2]), ("rare", COUNTRIES[20:23])):
        ledger.create_crisis(Crisis(name, tuple(parties), (), "2021-01-01", None), author="bench")
    return memory[:: max(1, len(memory) // 8)]


Ask = tuple[str, Callable[[Ledger], object]]


def page(kind: str, f: Filter) -> Callable[[Ledger], object]:
    """One page of a list."""
    return lambda ledger: ledger.page(kind, f)


def counted(kind: str, f: Filter) -> Callable[[Ledger], object]:
    """The facets beside a list."""
    return lambda ledger: ledger.look(beside, kind, f, 12, 400)


def asks(chance: random.Random) -> Iterator[Ask]:
    """Every list, plain and narrowed, as pages of 50, and what stands beside the lists."""
    common, rare, word = chance.choice(COUNTRIES[:4]), chance.choice(COUNTRIES[8:]), chance.choice(WORDS[500:])
    other = chance.choice([c for c in COUNTRIES[:6] if c != common])
    year = f"202{1 + chance.randrange(3)}"
    month = f"{year}-{1 + chance.randrange(12):02d}"
    (outlet,), (place,) = skewed(chance, OUTLETS, 1), skewed(chance, PLACES, 1)
    for kind in (*schema.RECORDS, "actor"):
        yield f"{kind}s", page(kind, Filter(limit=50))
    narrowed = (
        ("event", "a frequent actor", Filter(actor=(common,))),
        ("event", "a rare actor", Filter(by=(rare,))),
        ("event", "two sides and a type", Filter(by=(common,), to=(rare,), type=("ASSAULT",))),
        ("event", "a month", Filter(since=f"{month}-01", until=f"{month}-28")),
        ("event", "a place", Filter(place=(place,))),
        ("event", "a page far in", Filter(cursor=f"{month}-10|")),
        ("event", "of an outlet", Filter(outlet=(outlet,))),
        ("event", "of a crisis", Filter(crisis="first")),
        ("statement", "a frequent actor", Filter(actor=(common,))),
        ("report", "a frequent actor", Filter(actor=(common,))),
        ("incident", "a frequent actor", Filter(actor=(common,))),
        ("incident", "a rare actor, a year", Filter(actor=(rare,), since=f"{year}-01-01", until=f"{year}-12-31")),
        ("incident", "a month", Filter(since=f"{month}-01", until=f"{month}-28")),
        ("incident", "a page far in", Filter(cursor=f"1|1|{month}-10|")),
        ("incident", "of an outlet", Filter(outlet=(outlet,))),
        ("incident", "of a crisis", Filter(crisis="rare")),
        ("dispute", "a frequent actor", Filter(actor=(common,))),
    )
    for kind, what, f in narrowed:
        yield f"{kind}s, {what}", page(kind, replace(f, limit=50))
    for kind, many in (("statement", word), ("event", word), ("report", word), ("report", "word1"), ("event", "word1")):
        yield (
            f"search in {kind}s, a {'frequent' if many == 'word1' else 'rare'} word",
            page(kind, Filter(text=many, limit=50)),
        )
    yield "timeline, the last weeks", lambda ledger: timeline(ledger, Filter(), 5, days=14)
    yield "timeline, a month", lambda ledger: timeline(ledger, Filter(since=f"{month}-01", until=f"{month}-28"), 5)
    yield "timeline, a crisis' last weeks", lambda ledger: timeline(ledger, Filter(crisis="first"), 5, days=14)
    yield "tension, two weeks", lambda ledger: tension(ledger, common, other, Filter(since="2024-12-01"))
    yield "tension, a rare pair", lambda ledger: tension(ledger, rare, other, Filter(since="2024-12-01"))
    yield "sources", lambda ledger: ledger.sources()
    yield "crises", lambda ledger: ledger.crises()
    yield "crises suggested from a month", lambda ledger: ledger.suggest("2024-12-01", 10)
    yield "facets of all events", counted("event", Filter())
    yield "facets of events, a frequent actor", counted("event", Filter(actor=(common,)))
    yield "facets of events, a month", counted("event", Filter(since=f"{month}-01", until=f"{month}-28"))
    yield "facets of all incidents", counted("incident", Filter())
    yield "facets of all statements", counted("statement", Filter())


@dataclass(frozen=True, slots=True)
class Timed:
    """A question and how long it took, in milliseconds: the middle, the 95th percentile, and that of CPU alone."""

    name: str
    middle: float
    p95: float
    cpu: float


def measure(ledger: Ledger, rounds: int) -> list[Timed]:
    """Every question so many times, with other values each time."""
    chance = random.Random(11)
    times: dict[str, list[float]] = defaultdict(list)
    busy: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, ask in asks(chance):
            name = name.replace("copys", "copies")
            begun, ran = time.perf_counter(), time.process_time()
            ask(ledger)
            times[name].append(1000 * (time.perf_counter() - begun))
            busy[name].append(1000 * (time.process_time() - ran))
    return [Timed(n, statistics.median(t), load.p95(t), load.p95(busy[n])) for n, t in times.items()]


def table(found: Sequence[Timed]) -> list[str]:
    """The times as a Markdown table."""
    lines = ["| question | median | 95th percentile | of CPU alone |", "|---|---:|---:|---:|"]
    return lines + [f"| {t.name} | {t.middle:.0f} ms | {t.p95:.0f} ms | {t.cpu:.0f} ms |" for t in found]


def fill(document: Path, name: str, text: str) -> None:
    """Put figures where the document has a place for them."""
    before, opens, rest = document.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, closes, after = rest.partition(f"<!-- /{name} -->")
    if not (opens and closes):
        raise ValueError(f"{document.name} has no place for {name}")
    document.write_text(f"{before}<!-- {name} -->\n{text}\n<!-- /{name} -->{after}", encoding="utf-8")


def written(reports: int, document: Path | None, where: str | None = None, rounds: int = 20) -> int:
    """Make a ledger, measure its lists and pages, and write them into a document, else print them."""
    with tempfile.TemporaryDirectory() as folder:
        path = where or str(Path(folder) / "big.db")
        ledger = open_ledger(path, create=True)
        flat = make(ledger, reports) if ledger.count("report", Filter()) < reports else []
        text = load.told(path, load.Asked(rounds=rounds))
        if flat:
            print(f"Memory while it was filled, MB over time: {', '.join(map(str, flat))}.")
    print(text)
    if document is not None:
        fill(document, "load", text)
    return 0


def size(ledger: Ledger) -> int:
    """Bytes of a ledger's file with what is yet to be folded into it."""
    with ledger._reading() as conn:
        return int(
            conn.exec_driver_sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").scalar_one()
        )


def sizes(many: Sequence[int], rounds: int) -> str:
    """What lists take, and one more report, as a ledger grows: reports of five years, with one event each.

    As a Markdown table, the times by CPU: the middle of all questions' 95th percentiles, the slowest, a report kept.
    """
    lines = [
        "| reports | of lists and counts, the middle one | the slowest | one report more | file |",
        "|---:|---:|---|---:|---:|",
    ]
    for reports in many:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sized.db"
            ledger, maker = (
                open_ledger(str(path), create=True, connections=LASTING),
                Maker(events=1, statements=1, a_day=reports / DAYS),
            )
            make(ledger, reports, maker)
            settled()  # what made the ledger is still there, and would be gone through for garbage
            found = measure(ledger, rounds)
            more = [maker.reading(n) for n in range(reports, reports + MORE)]
            begun = time.process_time()
            for reading in more:
                ledger.keep(reading, Item(name=str(reading.report.source_id), source_id=reading.report.source_id))
            took = 1000 * (time.process_time() - begun) / MORE
            worst = max(found, key=lambda t: t.cpu)
            middle = statistics.median(t.cpu for t in found)
            lines.append(
                f"| {reports:,} | {middle:.1f} ms | {worst.cpu:.0f} ms ({worst.name}) | {took:.1f} ms "
                f"| {size(ledger) / 1e6:,.0f} MB |"
            )
            print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> int:
    """Make and measure; status 1 where a list takes longer than it may."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--reports", type=int, default=100_000)
    ask.add_argument("--ledger", default="big.db")
    ask.add_argument("--rounds", type=int, default=20)
    ask.add_argument("--most", type=float, default=200.0, help="milliseconds")
    ask.add_argument("--sizes", help="1000,10000,...: what lists and a report more take, as a ledger grows")
    ask.add_argument("--write", action="store_true", help="with --sizes: fill docs/benchmarks.md")
    told: Any = ask.parse_args()
    if told.sizes:
        text = sizes([int(n) for n in told.sizes.split(",")], told.rounds)
        if told.write:
            fill(DOCUMENT, "sizes", text)
        return 0
    ledger = open_ledger(told.ledger, create=True)
    if ledger.count("report", Filter()) < told.reports:
        make(ledger, told.reports)
    found = measure(ledger, told.rounds)
    for t in found:
        print(f"{t.name:<38} median {t.middle:7.1f} ms   p95 {t.p95:7.1f} ms   p95 of CPU {t.cpu:7.1f} ms")
    worst = max(found, key=lambda t: t.p95)
    print(f"slowest at the 95th percentile: {worst.name}, {worst.p95:.0f} ms (may be {told.most:.0f})")
    return int(worst.p95 > told.most)


if __name__ == "__main__":
    sys.exit(main())
