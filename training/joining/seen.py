"""In how many reports does each word stand? The table that joining weighs words by, counted once.

    python training/joining/seen.py ARTICLES.jsonl > src/detente/lexicon/data/words_seen.csv

A line of the input holds ``text`` (and ``title``); words that stand in fewer than ``FEWEST`` articles are left out: they
weigh what unseen words weigh. A word is a name where most articles that hold it write it with a capital within a sentence.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path

from detente.joining.terms import plain, words_in

FEWEST = 2

HEAD = """\
# In how many of {n} reports a word stands, and whether it is a name (1) there: by these joining weighs words, so that two
# reports are as alike in a small ledger as in a large one. Counted by training/joining/seen.py in English Wikinews articles
# of 2019 to 2021 (CC BY 2.5, Wikinews contributors; the texts are not here); words of one article alone are left out.
"""


def counted(texts: list[str]) -> tuple[Counter[str], Counter[str]]:
    """In how many texts each word stands, and in how many as a name."""
    seen: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for text in texts:
        told, within = words_in(text)
        seen.update({plain(w) for w in told})
        named.update({plain(w) for w in within})
    return seen, named


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    a = ap.parse_args()
    lines = a.articles.read_text(encoding="utf-8").splitlines()
    texts = [f"{d.get('title') or ''}\n{d['text']}" for d in map(json.loads, lines)]
    seen, named = counted(texts)
    print(HEAD.format(n=len(texts)), end="")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("word", "reports", "name"))
    out.writerow(("", len(texts), 0))
    for word in sorted(w for w, n in seen.items() if n >= FEWEST and w):
        out.writerow((word, seen[word], int(2 * named[word] > seen[word])))


if __name__ == "__main__":
    main()
