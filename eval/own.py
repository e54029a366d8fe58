"""Does each event have its own place and day? Scores the sentences of our own in `eval/own/where_when.jsonl`.

    python eval/own.py                 figures
    python eval/own.py --errors        and what is wrong, line by line
    python eval/own.py --differences   where the two annotations differ
    python eval/own.py --write         fill docs/accuracy.md

A line holds a sentence or two, the day of publication, the word of one event, and where and on which day (month, year)
it happened as the words tell it; null where they do not. `where_when_second.jsonl` holds a second annotation, made
from the bare sentences, and the country of the event as its annotator knows it from the words (ISO 3166-1 alpha-3; null
at sea and where the words leave it open). Figures are against the first; those against the second and on the lines on
which both agree stand beside them. A difference is any difference of letters, and is never settled here.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from detente.lexicon.gazetteer_rows import normalise
from detente.pipeline import Knowledge, learn, read_parsed
from detente.reading import numbers, places, times
from detente.reading.attach import Finder
from detente.reading.clean import clean_text
from detente.reading.drafts import EventDraft
from detente.reading.parse import parse
from detente.records import Event, Reading, Report, When, Where
from detente.settings import load_settings

HERE = Path(__file__).resolve().parent
ROWS = HERE / "own" / "where_when.jsonl"
SECOND = HERE / "own" / "where_when_second.jsonl"
ACCURACY = HERE.parent / "docs" / "accuracy.md"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one line."""

    row: dict[str, Any]
    event: Event | None
    where: Where | None
    when: When | None
    place_right: bool
    day_right: bool
    second_place: bool
    second_day: bool
    country_right: bool
    agreed_place: bool
    agreed_day: bool


def load(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def at_trigger(reading: Reading, trigger: str) -> Event | None:
    """The event whose word is the trigger; of several the surest."""
    at = reading.report.text.index(trigger)
    found = [e for e in reading.events if e.trigger.start < at + len(trigger) and at < e.trigger.end]
    return max(found, key=lambda e: e.confidence, default=None)


def asked(report: Report, doc: Doc, know: Knowledge, trigger: str) -> tuple[When | None, Where | None]:
    """Place and time of a word that was coded as no event: the step that finds them is asked with the word itself."""
    at = report.text.index(trigger)
    words = doc.char_span(at, at + len(trigger), alignment_mode="expand")
    head = words.root
    when = times.find(report, doc)
    finder = Finder(report, doc, places.find(report, doc, know.gazetteer), when, numbers.find(report, doc, when), [])
    inner = {t.i for c in head.subtree if c.dep_ in ("relcl", "conj", "ccomp") and c.pos_ == "VERB" for t in c.subtree}
    draft = EventDraft(
        trigger=(at, at + len(trigger)), head=head.i, sentence=(head.sent.start_char, head.sent.end_char),
        type="ASSAULT", mode=None, context=(), cameo=None, actors=(), recipients=(),
        clause=tuple(t.i for t in head.subtree if t.i not in inner or head.i in inner),
    )  # fmt: skip
    return finder.settle([draft])[0]


def same_place(where: Where | None, gold: str | None) -> bool:
    """Whether a place is the one of the annotation, by its words or by its name; both may be unknown."""
    if where is None or gold is None:
        return where is None and gold is None
    names = {normalise(where.name), normalise(where.span.quote)}
    wanted = normalise(gold)
    return any(n == wanted or re.search(rf"\b{re.escape(wanted)}\b", n) for n in names)


def same_day(when: When | None, gold: str | None) -> bool:
    """Whether an interval begins on the day, month or year of the annotation; a night counts for both of its days."""
    start = when.start if when else None
    if start is None or gold is None:
        return start is None and gold is None
    night = when is not None and when.granularity == "part_of_day" and when.end is not None
    return start.startswith(gold) or (night and str(when and when.end).startswith(gold))


def answers() -> Iterator[Answer]:
    """Read every line and compare."""
    rows, second = load(ROWS), load(SECOND)
    reports = [clean_text(r["text"], published=r["published"], source_id=str(n)) for n, r in enumerate(rows)]
    know = learn(load_settings())
    for row, other, report, doc in zip(rows, second, reports, parse(reports), strict=True):
        event = at_trigger(read_parsed(report, doc, know), row["trigger"])
        when, where = (event.when, event.where) if event else asked(report, doc, know, row["trigger"])
        yield Answer(
            row,
            event,
            where,
            when,
            same_place(where, row["place"]),
            same_day(when, row["start"]),
            same_place(where, other["place"]),
            same_day(when, other["start"]),
            (where.country if where else None) == other["country"],
            row["place"] == other["place"],
            row["start"] == other["start"],
        )


def per_cent(right: Sequence[bool]) -> str:
    """'128 of 150 (85.3 %)'."""
    return f"{sum(right)} of {len(right)} ({100 * sum(right) / len(right):.1f} %)"


def table(got: Sequence[Answer]) -> str:
    """The figures as Markdown."""
    found = [g for g in got if g.event]
    ways = sorted({w.found or "" for g in got for w in (g.when, g.where) if w})
    lines = [
        "| event sentences of our own | place | day |",
        "|---|---:|---:|",
        f"| right, of all lines (where no event was coded, its word was asked for) "
        f"| {per_cent([g.place_right for g in got])} | {per_cent([g.day_right for g in got])} |",
        f"| right, where an event was coded at the word | {per_cent([g.place_right for g in found])} "
        f"| {per_cent([g.day_right for g in found])} |",
        f"| right by the second annotation, of all lines "
        f"| {per_cent([g.second_place for g in got])} | {per_cent([g.second_day for g in got])} |",
        f"| right, where both annotations agree | {per_cent([g.place_right for g in got if g.agreed_place])} "
        f"| {per_cent([g.day_right for g in got if g.agreed_day])} |",
        f"| the two annotations agree | {per_cent([g.agreed_place for g in got])} "
        f"| {per_cent([g.agreed_day for g in got])} |",
    ]
    lines.append(f"| country by the second annotation | {per_cent([g.country_right for g in got])} | |")
    for way in ways:
        spots = [g.place_right for g in got if g.where and g.where.found == way]
        days = [g.day_right for g in got if g.when and g.when.found == way]
        lines.append(
            f"| found by: {way} | {per_cent(spots) if spots else 'none'} | {per_cent(days) if days else 'none'} |"
        )
    return "\n".join(lines)


def differences() -> Iterator[str]:
    """The lines on which the annotations differ: 'line, field: first | second: the sentence'."""
    for n, (row, other) in enumerate(zip(load(ROWS), load(SECOND), strict=True), 1):
        for field in ("place", "start"):
            if row[field] != other[field]:
                yield f"{n}, {field}: {row[field]} | {other[field]}: [{row['trigger']}] {row['text']}"


def main() -> int:
    """Score, and write where asked to."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--errors", action="store_true", help="show what is wrong")
    ap.add_argument("--write", action="store_true", help="fill docs/accuracy.md")
    ap.add_argument("--differences", action="store_true", help="show where the annotations differ, and nothing else")
    a = ap.parse_args()
    if a.differences:
        print(*differences(), sep="\n")
        return 0
    got = list(answers())
    for n, g in enumerate(got, 1):
        if a.errors and not (g.place_right and g.day_right):
            said = f"{g.where.name} ({g.where.found})" if g.where else "nowhere"
            told = f"{g.when.start} ({g.when.found})" if g.when else "never"
            wrong = [w for w, right in (("place", g.place_right), ("day", g.day_right)) if not right]
            print(f"{n}: {'' if g.event else 'no event; '}{' '.join(wrong)}: {said}, {told}; want "
                  f"{g.row['place']}, {g.row['start']}: [{g.row['trigger']}] {g.row['text']}")  # fmt: skip
    text = table(got)
    print(text)
    if a.write:
        before, _, rest = ACCURACY.read_text(encoding="utf-8").partition("<!-- own -->\n")
        after = rest.partition("\n<!-- /own -->")[2]
        ACCURACY.write_text(f"{before}<!-- own -->\n{text}\n<!-- /own -->{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
