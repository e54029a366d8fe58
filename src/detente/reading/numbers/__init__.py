"""How many, and of what? Every quantity with its bounds, its hedge, and what it counts.

``what`` is killed, wounded, missing, detained, displaced, captured or destroyed where the words say so, a code of
money (USD), 'percent', or the counted noun's lemma; ``of`` is the counted noun as it stands. A part of a total
('12 people, including three children') names it in ``part_of``: never add the two up, see :func:`total`.
"""

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from detente.lexicon.numbers import NumberWords, load_number_words
from detente.reading.numbers.count import Count, Counter
from detente.reading.numbers.fate import Fates, load_fates
from detente.reading.numbers.same import told_twice
from detente.reading.numbers.scan import Figure, scan
from detente.reading.numbers.tolls import toll
from detente.reading.numbers.victims import HARMS, Found, abreast, joined, settle_shot, single_victims, with_attackers
from detente.reading.shown import shown
from detente.records import Number, Report, Time, change

__all__ = ["HARMS", "find", "total"]


def find(report: Report, doc: Doc, times: Sequence[Time]) -> tuple[Number, ...]:
    """Every quantity of a report in order; dates, years, ages, ordinals and clock times are none.

    In 'At least 12 people, including three children, were killed.' there are two, both ``killed``: 12 and more of
    'people', and 3 of 'children', the latter with the former as its ``part_of``.
    """
    words, fates = load_number_words(), load_fates()
    counter = Counter(doc, words)
    counts = [c for f in _free(scan(shown(doc)), times) if (c := counter.count(f)) is not None]
    found = [Found(n, c.head) for c in counts if (n := _number(report, c, counter, fates, words)) is not None]
    found = _with_parts(found, words)
    found = told_twice(report, [*found, *single_victims(report, doc, found, fates, words)], words)
    found = abreast(report, joined(report, found))
    found = with_attackers(report, settle_shot(found))
    counted = {f.number.what for f in found if f.kind not in ("name", "pronoun")}
    named = counted | {f.number.what for f in found if f.kind == "name"}
    told = {"name": counted, "pronoun": named}
    kept = [f.number for f in found if f.number.what not in told.get(f.kind, ())]
    return tuple(sorted(kept, key=lambda n: (n.span.start, -n.span.end)))


def total(numbers: Iterable[Number], what: str) -> float | None:
    """How many in all, as one report tells it: the largest total, no part added; ``None`` where nothing is counted.

    Named victims are added up where no figure is given ('Ali Roe died at the scene. His wife, May Roe, died later.').
    A part of others counts alone: the one dead of 'five were shot, one fatally'.
    """
    numbers = [n for n in numbers if n.what == what and n.best is not None]
    spans = {n.span for n in numbers}
    whole = [n for n in numbers if n.part_of not in spans]
    counted = [n.best for n in whole if n.best is not None and (n.of is not None or n.best > 1)]
    names = {n.span.quote.split()[-1] for n in whole if n.span.quote[:1].isupper() and n.of is None}
    return max(counted) if counted else float(len(names - {"He", "She"})) or 1.0 if whole else None


def _free(figures: Iterable[Figure], times: Sequence[Time]) -> Iterator[Figure]:
    """The figures that stand in no time expression; both come in order."""
    at = 0
    for figure in figures:
        while at < len(times) and times[at].span.end <= figure.start:
            at += 1
        if at == len(times) or times[at].span.start >= figure.end:
            yield figure


def _number(report: Report, count: Count, counter: Counter, fates: Fates, words: NumberWords) -> Number | None:
    figure, noun = count.figure, count.noun
    what = _what(count, fates, words)
    if what is None:
        return None
    hedged = figure.hedge is not None
    if figure.bare and figure.hedge is not None and figure.hedge[0] < figure.start:
        word = counter.token_at(figure.hedge[0])
        hedged = not (word.dep_ == "prep" and any(c.dep_ == "pobj" for c in word.children))
    start = figure.left if hedged else figure.start
    end = figure.right if hedged else figure.end
    if noun is not None and what not in ("percent", figure.money):
        end = max(end, noun.idx + len(noun))
    if "\n" in report.text[start:end]:
        start, end = figure.start, figure.end
    bare = figure.best if not hedged and figure.hedge else None
    return Number(
        span=report.span(start, end),
        what=what,
        low=figure.low if bare is None else bare,
        best=figure.best,
        high=figure.high if bare is None else bare,
        approximate=figure.approximate and bare is None,
        of=noun.lower_ if noun is not None and what not in ("percent", *words.money.values()) else None,
        hedge=report.span(*figure.hedge) if hedged and figure.hedge else None,
    )


def _what(count: Count, fates: Fates, words: NumberWords) -> str | None:
    """What a count counts; a figure alone, of which nothing is said, counts nothing."""
    figure, noun = count.figure, count.noun
    if figure.money:
        return figure.money
    if noun is not None and noun.lemma_.lower() in words.money:
        return words.money[noun.lemma_.lower()]
    if figure.percent or (noun is not None and noun.lemma_.lower() in ("percent", "%", "percentage")):
        return "percent"
    if noun is not None and not _is_rate(count) and (kind := words.nouns.get(noun.lemma_.lower())):
        return kind
    if found := toll(count.number, words):
        return found
    if _is_rate(count) or count.is_set:
        return noun.lemma_.lower() if noun is not None else None
    if found := fates.of(count.head):
        return found
    if noun is not None and noun is not count.head and not count.is_share and (found := fates.beside(noun)):
        return found
    return noun.lemma_.lower() if noun is not None else None


def _is_rate(count: Count) -> bool:
    """'19.3 deaths per 100,000 people' are nobody's deaths."""
    after = count.head.doc[count.head.i + 1] if count.head.i + 1 < len(count.head.doc) else None
    broken = count.figure.best is not None and count.figure.best % 1 != 0
    return broken or (after is not None and after.lower_ in ("per", "a", "every") and after.dep_ != "det")


def _with_parts(found: Sequence[Found], words: NumberWords) -> list[Found]:
    """Parts marked with their total: '12 people, including three children', 'five were hurt, two of them badly'."""
    out: list[Found] = []
    for f in found:
        last = next((p for p in reversed(out[-4:]) if p.number.part_of is None and p.head.sent == f.head.sent), None)
        if last is None or not _is_part(f, last, words) or f.number.what in words.money.values():
            out.append(f)
            continue
        what = f.number.what
        if what not in HARMS and last.number.what in HARMS:
            what = last.number.what
        out.append(Found(change(f.number, what=what, part_of=last.number.span), f.head, "part"))
    return out


def _is_part(found: Found, whole: Found, words: NumberWords) -> bool:
    doc = found.head.doc
    first = doc.char_span(found.number.span.start, found.number.span.end, alignment_mode="expand")
    if first is None or found.number.span.start < whole.number.span.end:
        return False
    deadly = words.signs.deadly | words.signs.hurt
    before = [t.lower_ for t in doc[max(first[0].sent.start, first[0].i - 3) : first[0].i]]
    after = [t.lower_ for t in doc[first[-1].i + 1 : first[-1].i + 3]]
    if set(before) & words.signs.including:
        return True
    if found.kind == "figure" and found.number.of is None and before[-1:] == [","] and after[:1] and after[0] in deadly:
        return True
    return after[:2] in (["of", "them"], ["of", "whom"], ["of", "those"]) or before[-2:] in (
        ["of", "whom"],
        ["of", "them"],
    )
