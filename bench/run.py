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
LENGTHS = (1_000, 8_000, 64_000, 200_000)
"""Words of the texts on which cost is held against length; a linear reader costs the same per word on each."""
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


def seconds(action: Callable[[], object], repeats: int) -> float:
    """The fastest of some runs: what the work costs when nothing disturbs it."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - begun)
    return best


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


def within(repeats: int) -> dict[str, Any]:
    """In one process: spaCy alone against the whole reading, step by step, and cost against length."""
    from detente import pipeline
    from detente.reading.parse import parse
    from detente.settings import load_settings

    know = pipeline.learn(load_settings())
    reports = bundled()
    words = sum(map(length, reports))
    list(pipeline.read_reports(reports[:2], know))
    alone = seconds(lambda: list(parse(reports)), repeats)
    whole = seconds(lambda: list(pipeline.read_reports(reports, know)), repeats)
    docs = list(parse(reports))
    with timed(pipeline) as spent:
        begun = time.perf_counter()
        for report, doc in zip(reports, docs, strict=True):
            pipeline.read_parsed(report, doc, know)
        after = time.perf_counter() - begun
    texts = [r.text for r in reports]
    grown = {}
    for n in LENGTHS:
        report = report_of(n, texts)
        one = seconds(lambda r=report: list(parse([r])), 1)  # type: ignore[misc]
        both = seconds(lambda r=report: pipeline.read_report(r, know), 1)  # type: ignore[misc]
        grown[length(report)] = (1000 * one / length(report) * 1000, 1000 * both / length(report) * 1000)
    steps = dict(sorted(spent.items(), key=lambda item: -item[1]))
    return {"words": words, "alone": alone, "whole": whole, "after": after, "steps": steps, "grown": grown}


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
    texts = [r.text for r in bundled()]
    with tempfile.TemporaryDirectory() as tmp:
        article = Path(tmp) / "article.txt"
        one = report_of(500, texts)
        article.write_text(one.text, encoding="utf-8")
        batch = Path(tmp) / "batch.jsonl"
        many = [report_of(480 + i % 40, texts[i % len(texts) :] + texts[: i % len(texts)]) for i in range(BATCH)]
        rows = [json.dumps({"id": str(i), "text": r.text, "published": "2025-05-10"}) for i, r in enumerate(many)]
        batch.write_text("\n".join(rows), encoding="utf-8")
        run(["read", str(article)])
        out: dict[str, Any] = {"help": statistics.median(run(["--help"])[0] for _ in range(repeats))}
        cold = [run(["read", str(article), "--format", "json"]) for _ in range(repeats)]
        out["cold"] = (statistics.median(c[0] for c in cold), max(c[1] for c in cold), length(one))
        for workers in (1, 2):
            took, peak = run(["read", "--jsonl", str(batch), "--workers", str(workers)])
            out[f"batch {workers}"] = (BATCH / took, sum(map(length, many)) / took, peak)
    return out


def told(inside: dict[str, Any], outside: dict[str, Any]) -> str:
    """The measurements as Markdown."""
    w = inside["words"]
    ratio = inside["whole"] / inside["alone"]
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; "
        f"{w:,} words in the bundled reports.",
        "",
        "| what | seconds | words a second | ratio to spaCy alone |",
        "|---|---:|---:|---:|",
        f"| spaCy alone, one process | {inside['alone']:.2f} | {w / inside['alone']:,.0f} | 1.00 |",
        f"| the whole reading, one process | {inside['whole']:.2f} | {w / inside['whole']:,.0f} | {ratio:.2f} |",
        "",
        "After the parse, step by step:",
        "",
        "| step | seconds | ratio to spaCy alone |",
        "|---|---:|---:|",
    ]
    lines += [f"| {n} | {s:.3f} | {s / inside['alone']:.3f} |" for n, s in inside["steps"].items() if s > 0.0005]
    lines += ["", "Cost against length, milliseconds per thousand words:", ""]
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
    text = told(within(1 if a.quick else 3), outside)
    print(text)
    print(f"(this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB)", file=sys.stderr)
    if not a.quick:
        ledger.fill(DOCUMENT, "figures", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
