"""How well are copies found? Pairs of our own making, edited as wires and their clients edit.

    python training/joining/copies.py            prints precision and recall at several thresholds
    python training/joining/copies.py --minhash  the same for MinHash (datasketch), for comparison

Positives: a wire story and what a client makes of it (new headline and dateline, house spelling, a credit line, cut to
a brief, paragraphs in another order, numbers updated, words exchanged, a local paragraph added, a writethru with a new
lead, two edits at once). Negatives: other newsrooms' reports of the same happening, reports of a like happening,
reports that share a quotation or the standing background of the crisis, daily bulletins on one pattern.
"""

import argparse
import datetime
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from stories import Happening, colour, happenings, report

from detente.joining import copies
from detente.records import Report, report_id

Text = list[str]
SWAPS = {
    "killed": "slain", "wounded": "injured", "said": "stated", "people": "persons", "police": "officers", "shot": "gunned",
    "fire": "gunfire", "near": "close to", "on": "upon", "officials": "authorities", "houses": "homes", "among": "amongst",
    "defence": "defense", "neighbours": "neighbors", "told": "informed", "called": "termed", "hospital": "a clinic",
}  # fmt: skip
QUOTE = "“We will not rest until every one of those who planned this has answered for it before a court of law,” the minister said in a broadcast address late in the day."
STANDING = (
    "The border between the two has been disputed since the treaty of 1921, and more than 9,000 people have been killed "
    "along it in three rounds of fighting, the last of which ended in a truce that neither side has signed."
)


def wire_story(h: Happening, rng: random.Random) -> Text:
    """A wire story of eight to fifteen paragraphs, headline first."""
    row = report(h, rng, 0, later=False)
    paragraphs = row["text"].split("\n\n")
    for p in colour(rng, rng.randint(5, 11)):
        paragraphs.insert(rng.randint(2, len(paragraphs)), p)
    return list(dict.fromkeys(paragraphs))


def retitled(t: Text, rng: random.Random) -> Text:
    return ["Overnight: " + t[-1].split(",")[0], f"OUR STAFF — {t[1]}", *t[2:], "(Capital Wire)"]


def house_style(t: Text, rng: random.Random) -> Text:
    return [
        p.replace("defence", "defense").replace("Neighbours", "Neighbors").replace("’", "'").replace("two", "2")
        for p in t
    ]


def brief(t: Text, rng: random.Random) -> Text:
    return [t[0], *t[1 : max(4, len(t) // 3)]]


def reordered(t: Text, rng: random.Random) -> Text:
    rest = t[2:]
    rng.shuffle(rest)
    return [*t[:2], *rest]


def updated(t: Text, rng: random.Random) -> Text:
    out = []
    for p in t:
        words = [str(int(w) + rng.randint(1, 3)) if w.isdigit() else w for w in p.split(" ")]
        out.append(" ".join(words))
    return [out[0], "The toll rose again in the night, hospital officials said on a visit to the wards.", *out[1:]]


def reworded(t: Text, rng: random.Random) -> Text:
    return [" ".join(SWAPS[w] if w in SWAPS and rng.random() < 0.45 else w for w in p.split(" ")) for p in t]


def localised(t: Text, rng: random.Random) -> Text:
    own = [
        "A family from this city with relatives in the area said that they had reached them by telephone in the morning.",
        "The mayor said that the city would send a lorry with blankets and tinned food as soon as the road was open.",
        "Readers who wish to help can leave parcels at the fire station until the end of the month.",
    ]
    return [t[0], own[0], *t[1:], *own[1:]]


def new_lead(t: Text, rng: random.Random) -> Text:
    lead = "The government met for four hours on the morning after and promised an answer, without saying of what kind."
    return [f"Cabinet meets after {t[0].casefold()}", lead, *t[1:]]


EDITS: tuple[Callable[[Text, random.Random], Text], ...] = (
    retitled, house_style, brief, reordered, updated, reworded, localised, new_lead,
)  # fmt: skip


def as_report(t: Text, day: datetime.date, outlet: str) -> Report:
    text = "\n\n".join(t)
    return Report(
        id=report_id(text), text=text, parts=(), sha256="0" * 64, outlet=outlet, published=day.isoformat(), title=t[0]
    )


def bulletin(day: datetime.date, rng: random.Random) -> Text:
    n = rng.randint
    return [
        f"Daily bulletin of the northern command, day {n(10, 400)}",
        f"In the past day the northern command counted {n(2, 90)} breaches of the truce, {n(1, 40)} with small arms.",
        f"Near {rng.choice(('Goris', 'Terter', 'Kapan'))}, {n(1, 9)} shells fell on farm land. {rng.choice(('No one was hurt.', 'A cow was killed.', 'Two soldiers were hurt.'))}",
        f"Observers made {n(1, 12)} patrols and {n(0, 4)} of them were turned back by {rng.choice(('guards', 'a mine field', 'fog'))}.",
        f"The water line was {rng.choice(('open', 'shut for repairs', 'damaged'))}; power was cut for {n(1, 20)} hours.",
    ]


def pairs(seed: int = 7, n: int = 150) -> tuple[list[Report], set[tuple[int, int]]]:
    """Reports, and the pairs of indices that are copies."""
    rng = random.Random(seed)
    reports: list[Report] = []
    gold: set[tuple[int, int]] = set()
    for h in happenings(seed, n):
        story = wire_story(h, rng)
        if rng.random() < 0.4:
            story.append(QUOTE)
        if rng.random() < 0.4:
            story.append(STANDING)
        group = [len(reports)]
        reports.append(as_report(story, h.day, "Capital Wire"))
        for k in range(rng.randint(0, 3)):
            edit = story
            for f in rng.sample(EDITS, k=rng.choice((1, 1, 1, 2))):
                edit = f(edit, rng)
            group.append(len(reports))
            reports.append(as_report(edit, h.day + datetime.timedelta(days=rng.randint(0, 1)), f"Client {k}"))
        gold |= {(a, b) for a in group for b in group if a < b}
        for k in range(rng.randint(0, 2)):
            own = report(h, rng, 90 + k)["text"].split("\n\n")
            own += colour(rng, rng.randint(2, 8))
            own += [QUOTE] * (rng.random() < 0.3) + [STANDING] * (rng.random() < 0.4)
            reports.append(as_report(own, h.day + datetime.timedelta(days=1), f"Own {k}"))
    for day in range(20):
        when = datetime.date(2023, 4, 1) + datetime.timedelta(days=day)
        reports.append(as_report(bulletin(when, rng), when, "Command"))
    return reports, gold


def score(found: set[tuple[int, int]], gold: set[tuple[int, int]]) -> tuple[float, float]:
    """Precision and recall over pairs."""
    hit = len(found & gold)
    return hit / max(1, len(found)), hit / max(1, len(gold))


def told(found: set[tuple[int, int]], gold: set[tuple[int, int]]) -> str:
    precision, recall = score(found, gold)
    return f"precision {precision:.3f} recall {recall:.3f}"


def found_pairs(reports: list[Report]) -> set[tuple[int, int]]:
    """Pairs that stand in one group, as a ledger would show them."""
    groups = copies.groups([copies.shape(r) for r in reports])
    return {(min(a, b), max(a, b)) for g in groups for a in g for b in g if a != b}


def minhash_pairs(reports: list[Report], threshold: float) -> set[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    lsh, made = MinHashLSH(threshold=threshold, num_perm=128), []
    for i, r in enumerate(reports):
        words = copies.plain_words(r.text)
        m = MinHash(num_perm=128)
        m.update_batch([" ".join(words[k : k + copies.RUN]).encode() for k in range(len(words) - copies.RUN + 1)])
        lsh.insert(i, m)
        made.append(m)
    return {(i, j) for i, m in enumerate(made) for j in lsh.query(m) if i < j}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--minhash", action="store_true")
    ap.add_argument("--seed", type=int, default=7)
    a = ap.parse_args()
    reports, gold = pairs(a.seed)
    print(f"{len(reports)} reports, {len(gold)} pairs of copies")
    if a.minhash:
        for t in (0.2, 0.3, 0.4, 0.5, 0.6):
            print("minhash", t, told(minhash_pairs(reports, t), gold))
        return
    shapes = [copies.shape(r) for r in reports]
    share = {(i, j): copies.contained(shapes[i], shapes[j]) for i, j in copies.candidates(shapes)}
    for t in (0.2, 0.3, 0.35, 0.4, 0.42, 0.45, 0.5, 0.55, 0.6, 0.7):
        print("pairs at", t, told({p for p, s in share.items() if s >= t}, gold))
    print("groups as kept:", told(found_pairs(reports), gold))


if __name__ == "__main__":
    main()
