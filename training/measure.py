"""How well are the documents held back read? Statements and deeds of the pipeline against the corpus.

    python training/measure.py              figures on standard output
    python training/measure.py --errors 20  and some of what was missed
    python training/measure.py --write      fill docs/accuracy.md

A token is a word of letters and digits. A role is right when the words agree to four fifths (Jaccard); a statement is
found when its content agrees to a half with that of a marked one (one to one, the best pairs first).
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import corpus  # noqa: E402
from held import held_back  # noqa: E402

from detente.pipeline import learn, read_report  # noqa: E402
from detente.reading.clean import clean_text  # noqa: E402
from detente.records import Reading, Statement  # noqa: E402
from detente.settings import load_settings  # noqa: E402

WORD = re.compile(r"\w+(?:['’-]\w+)*")
BINS = 10
ACCURACY = HERE.parent / "docs" / "accuracy.md"


@dataclass(slots=True)
class Said:
    """A statement reduced to sets of word numbers."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    act: str
    form: str
    parent: int | None
    sure: float = 1.0
    words: str = ""


@dataclass(slots=True)
class Tally:
    """What is counted over all documents."""

    counts: Counter[str] = field(default_factory=Counter)
    acts: list[tuple[str, str]] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)
    forms: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    misses: list[str] = field(default_factory=list)
    kinds: list[tuple[str, str]] = field(default_factory=list)
    status: list[tuple[str, str]] = field(default_factory=list)


def numbers(text: str) -> dict[int, int]:
    """The word number of each character that stands in a word."""
    return {i: n for n, m in enumerate(WORD.finditer(text)) for i in range(m.start(), m.end())}


def words_of(at: dict[int, int], spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The words that spans touch."""
    return frozenset(at[i] for a, b in spans for i in range(a, b) if i in at)


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Overlap of two sets of words; two empty sets agree."""
    return len(a & b) / len(a | b) if a | b else 1.0


def gold(document: corpus.Document, at: dict[int, int]) -> list[Said]:
    """The marked statements."""
    order = [i for i, m in enumerate(document.marks) if m.kind == "S"]
    place = {i: n for n, i in enumerate(order)}
    out = []
    for i in order:
        m = document.marks[i]
        out.append(
            Said(
                *(words_of(at, m.spans.get(k, ())) for k in ("src", "cue", "con")),
                act=m.plain["act"], form=m.plain.get("form", "indirect"),
                parent=place.get(m.parent) if m.parent is not None else None,
                words=f"{corpus.cut(document, m.spans.get('src', ()))} <{corpus.cut(document, m.spans['cue'])}> "
                f"{corpus.cut(document, m.spans['con'])}",
            )
        )  # fmt: skip
    return out


def read(statements: Sequence[Statement], at: dict[int, int]) -> list[Said]:
    """The statements that were read."""
    place = {s.id: n for n, s in enumerate(statements)}
    return [
        Said(
            words_of(at, [(s.speaker.span.start, s.speaker.span.end)] if s.speaker else []),
            words_of(at, [(s.cue.start, s.cue.end)] if s.cue else []),
            words_of(at, [(c.start, c.end) for c in s.content]),
            act=s.act, form=s.form, parent=place.get(s.within) if s.within else None, sure=s.confidence,
            words=f"{s.speaker.span.quote if s.speaker else ''} <{s.cue.quote if s.cue else ''}> "
            f"{' … '.join(c.quote for c in s.content)} ({s.why})",
        )
        for s in statements
    ]  # fmt: skip


def pairs(ones: Sequence[Said], twos: Sequence[Said]) -> list[tuple[int, int]]:
    """One-to-one pairs, the best first: content counts 1, cue a half, source a quarter."""
    scored = sorted(
        (
            (jaccard(g.content, p.content) + 0.5 * jaccard(g.cue, p.cue) + 0.25 * jaccard(g.source, p.source), i, j)
            for i, g in enumerate(ones)
            for j, p in enumerate(twos)
            if g.content & p.content or g.cue & p.cue
        ),
        key=lambda t: (-t[0], t[1], t[2]),
    )
    left, right, out = set(), set(), []
    for _, i, j in scored:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def count(tally: Tally, ones: Sequence[Said], twos: Sequence[Said]) -> None:
    """Add one document's statements to the tally."""
    found = pairs(ones, twos)
    mate = dict(found)
    back = {j: i for i, j in found}
    tally.counts["gold"] += len(ones)
    tally.counts["read"] += len(twos)
    right = set()
    for i, j in found:
        g, p = ones[i], twos[j]
        same = {k: jaccard(getattr(g, k), getattr(p, k)) >= 0.8 for k in ("source", "cue", "content")}
        for k, yes in same.items():
            tally.counts[k] += yes
        tally.counts["exact source"] += g.source == p.source
        hit = all(same.values())
        tally.counts["triple"] += hit
        if hit:
            right.add(j)
        if jaccard(g.content, p.content) >= 0.5:
            tally.counts["detect"] += 1
            tally.acts.append((g.act, p.act))
        if g.parent is not None and p.parent is not None and mate.get(g.parent) == p.parent:
            tally.counts["nest both"] += 1
    tally.counts["nest gold"] += sum(g.parent is not None for g in ones)
    tally.counts["nest read"] += sum(p.parent is not None for p in twos)
    tally.counts["nest gold met"] += sum(g.parent in mate and i in mate for i, g in enumerate(ones))
    tally.counts["nest read met"] += sum(p.parent in back and j in back for j, p in enumerate(twos))
    for i, g in enumerate(ones):
        tally.forms[g.form].append(i in mate and mate[i] in right)
        if i not in mate or mate[i] not in right:
            tally.misses.append(f"gold {g.words}\n  got {twos[mate[i]].words if i in mate else '-'}")
    for j, p in enumerate(twos):
        tally.sure.append((p.sure, j in right or (j in back and jaccard(ones[back[j]].content, p.content) >= 0.5)))
        if j not in back:
            tally.misses.append(f"gold -\n  got {p.words}")


def count_deeds(tally: Tally, document: corpus.Document, reading: Reading) -> None:
    """Add one document's deeds: found where triggers touch."""
    left = [m for m in document.marks if m.kind == "E"]
    right = list(reading.events)
    tally.counts["deeds gold"] += len(left)
    tally.counts["deeds read"] += len(right)
    for m in left:
        mate = next((e for e in right if corpus.touches(m.spans["trg"], ((e.trigger.start, e.trigger.end),))), None)
        if mate is None:
            continue
        right.remove(mate)
        tally.counts["deeds both"] += 1
        tally.counts["deeds typed"] += mate.type == m.plain["type"]
        tally.kinds.append((m.plain["type"], mate.type))
        tally.status.append((m.plain["status"], mate.status))


def f1(both: int, one: int, two: int) -> float:
    """F1 in per cent."""
    return round(200 * both / max(1, one + two), 1)


def macro(rows: Sequence[tuple[str, str]]) -> float:
    """Macro-F1 over the labels of the first column, in per cent."""
    labels = sorted({g for g, _ in rows})
    scores = [
        f1(sum(g == p == c for g, p in rows), sum(g == c for g, _ in rows), sum(p == c for _, p in rows))
        for c in labels
    ]
    return round(sum(scores) / max(1, len(scores)), 1)


def calibration(rows: Sequence[tuple[float, bool]]) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error in per cent, and a row a bin: mean confidence, share right, how many."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, hit in rows:
        bins[min(BINS - 1, int(sure * BINS))].append((sure, hit))
    curve = [(sum(s for s, _ in b) / len(b), sum(h for _, h in b) / len(b), len(b)) for _, b in sorted(bins.items())]
    error = sum(n * abs(s - h) for s, h, n in curve) / max(1, len(rows))
    return round(100 * error, 1), curve


def figures(tally: Tally) -> dict[str, Any]:
    """All figures, in per cent."""
    c = tally.counts
    error, curve = calibration(tally.sure)
    out: dict[str, Any] = {
        name: f1(c[name], c["gold"], c["read"])
        for name in ("detect", "source", "exact source", "cue", "content", "triple")
    }
    out |= {f"triple recall, {k}": round(100 * sum(v) / len(v), 1) for k, v in sorted(tally.forms.items())}
    right = sum(g == p for g, p in tally.acts)
    out["act accuracy"] = round(100 * right / max(1, len(tally.acts)), 1)
    out["act macro-F1"] = macro(tally.acts)
    out["nesting F1"] = f1(c["nest both"], c["nest gold"], c["nest read"])
    out["nesting F1, of statements that were found"] = f1(c["nest both"], c["nest gold met"], c["nest read met"])
    out["deeds found F1"] = f1(c["deeds both"], c["deeds gold"], c["deeds read"])
    out["deeds with type F1"] = f1(c["deeds typed"], c["deeds gold"], c["deeds read"])
    out["status accuracy"] = round(100 * sum(g == p for g, p in tally.status) / max(1, len(tally.status)), 1)
    out["calibration error"] = error
    out["curve"] = [[round(s, 3), round(h, 3), n] for s, h, n in curve]
    out["counts"] = {k: c[k] for k in ("gold", "read", "deeds gold", "deeds read", "nest gold")}
    return out


def measure(documents: Sequence[corpus.Document]) -> Tally:
    """Read the documents and count."""
    know = learn(load_settings())
    tally = Tally()
    for d in documents:
        report = clean_text(d.text, published=d.published, source_id=d.name)
        reading = read_report(report, know)
        at = numbers(d.text)
        count(tally, gold(d, at), read(reading.statements, at))
        count_deeds(tally, d, reading)
    return tally


def drawn(curve: Sequence[Sequence[float]]) -> str:
    """The reliability curve: a row a bin, its share right as a bar, the mean confidence marked on it."""
    rows = ["confidence  right                                               statements"]
    for sure, hit, n in curve:
        bar = ["#" if i < round(40 * hit) else " " for i in range(41)]
        bar[round(40 * sure)] = "|"
        rows.append(f"   {sure:.2f}      {hit:.2f}  {''.join(bar)}  {n:>6}")
    return "\n".join(["```", *rows, "```"])


def page(out: dict[str, Any], documents: Sequence[corpus.Document]) -> str:
    """The figures as Markdown."""
    sentences = sum(len(d.sentences) for d in documents)
    lines = [f"{len(documents)} documents, {sentences} sentences: {out['counts']['gold']} statements and "]
    lines[0] += (
        f"{out['counts']['deeds gold']} events marked, {out['counts']['read']} and {out['counts']['deeds read']} read."
    )
    lines += ["", "| figure | per cent |", "|---|---:|"]
    lines += [f"| {k} | {v} |" for k, v in out.items() if isinstance(v, float)]
    return "\n".join(
        [
            *lines,
            "",
            "Confidence against the share that is right (`|` is where the bar should end):",
            "",
            drawn(out["curve"]),
        ]
    )


def main() -> int:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=Path, default=corpus.ARTICLES)
    ap.add_argument("--errors", type=int, default=0)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    documents = [d for d in corpus.load(a.articles) if held_back(d)]
    tally = measure(documents)
    for miss in tally.misses[: a.errors]:
        print(miss)
    out = figures(tally)
    print(f"{len(documents)} documents, {sum(len(d.sentences) for d in documents)} sentences held back")
    for name, value in out.items():
        print(f"  {name}: {value}")
    if a.write:
        before, _, rest = ACCURACY.read_text(encoding="utf-8").partition("<!-- corpus -->\n")
        after = rest.partition("\n<!-- /corpus -->")[2]
        filled = f"{before}<!-- corpus -->\n{page(out, documents)}\n<!-- /corpus -->{after}"
        ACCURACY.write_text(filled, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
