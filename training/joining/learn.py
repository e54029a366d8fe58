"""Which weights tell one happening from two? Logistic regression on strands of stories of our own.

    python training/joining/learn.py write FOLDER   writes train.jsonl and test.jsonl for `detente read --jsonl`
    python training/joining/learn.py fit FOLDER     reads train.read.jsonl and test.read.jsonl, prints weights, figures

Weights are held at or above zero where a feature speaks for one happening, at or below zero where it speaks against.
"""

import argparse
import json
import sys
from pathlib import Path

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from stories import reports

from detente.joining import cluster, strands
from detente.joining.alike import features
from detente.lexicon.joining import load_joining
from detente.records import Reading

SETS = {"train": (100, 150), "test": (900, 100)}
AGAINST = frozenset({"place_apart", "day_apart", "published_apart", "sides_apart", "numbers_apart", "mode_apart"})
LEFT_OUT = frozenset({"sentences"})
RIDGE = 0.02


def write(folder: Path) -> None:
    for name, (seed, n) in SETS.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as f:
            for row in reports(seed, n):
                f.write(json.dumps({k: v for k, v in row.items() if k != "labels"}) + "\n")


def label_of(strand: strands.Strand, text: str, labels: list[str]) -> str:
    """What the paragraph of the first event tells of; the main happening where any event stands in it."""
    told = [labels[text.count("\n\n", 0, e.trigger.start)] for e in strand.events]
    return next((x for x in told if " " not in x), told[0])


def pairs(path: Path, seed: int, n: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    rows = {r["id"]: r for r in reports(seed, n)}
    readings = []
    with path.open("rb") as f:
        readings = [msgspec.json.decode(line, type=Reading) for line in f if b'"error"' not in line[:120]]
    weights = load_joining()
    many = [s for i, r in enumerate(readings) for s in strands.strands(r, i, weights)]
    field = strands.field([strands.source(r) for r in readings], many)
    labels = [
        label_of(s, readings[s.report].report.text, rows[readings[s.report].report.source_id or ""]["labels"])
        for s in many
    ]
    made, truth, names = [], [], []
    for a, b in cluster.candidates(field):
        told = {k: v for k, v in features(a, b, field).items() if k not in LEFT_OUT}
        names = list(told)
        made.append(list(told.values()))
        truth.append(labels[a] == labels[b])
    return np.array(made), np.array(truth, dtype=float), names


def fit(x: np.ndarray, y: np.ndarray, names: list[str]) -> np.ndarray:
    """Weights, the bias last, by Newton's steps within the bounds, with both classes weighed alike in sum."""
    z = np.hstack([x, np.ones((len(x), 1))])
    share = np.where(y > 0, 0.5 / y.sum(), 0.5 / (len(y) - y.sum()))
    w = np.zeros(z.shape[1])
    low = np.array([-np.inf if n in AGAINST else 0.0 for n in names] + [-np.inf])
    high = np.array([0.0 if n in AGAINST else np.inf for n in names] + [np.inf])
    ridge = np.append(np.full(len(names), RIDGE / 10 / len(names)), 0.0)
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        slope = z.T @ (share * (p - y)) + ridge * w
        free = ~(((w <= low) & (slope > 0)) | ((w >= high) & (slope < 0)))
        bend = (z[:, free].T * (share * p * (1 - p))) @ z[:, free] + np.diag(ridge[free] + 1e-9)
        step = np.zeros_like(w)
        step[free] = np.linalg.solve(bend, slope[free])
        w = np.clip(w - step, low, high)
    return w


def figures(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> str:
    odds = np.hstack([x, np.ones((len(x), 1))]) @ w
    out = []
    for at in (0.0, 1.0, 2.0):
        hit = float(((odds > at) & (y > 0)).sum())
        out.append(f"at {at}: precision {hit / max(1, (odds > at).sum()):.3f} recall {hit / y.sum():.3f}")
    return "; ".join(out)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("write", "fit"))
    ap.add_argument("folder", type=Path)
    a = ap.parse_args()
    if a.what == "write":
        write(a.folder)
        return
    x, y, names = pairs(a.folder / "train.read.jsonl", *SETS["train"])
    w = fit(x, y, names)
    print(f"bias = {w[-1]:.2f}")
    for name, value in zip(names, w, strict=False):
        print(f"{name} = {value:.2f}")
    print(f"train, {len(y)} pairs, {int(y.sum())} of one happening:", figures(x, y, w))
    x, y, _ = pairs(a.folder / "test.read.jsonl", *SETS["test"])
    print(f"test, {len(y)} pairs, {int(y.sum())} of one happening:", figures(x, y, w))


if __name__ == "__main__":
    main()
