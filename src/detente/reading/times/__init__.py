"""When is anything said to be? Every time expression with its TIMEX3 value and local interval.

One combined scan of the text finds the expressions; the syntax is asked only around what was found, for the tense
that decides whether 'Wednesday' is the last or the next. Sources of the conventions: TIMEX3 as in TimeML 1.2.1.
"""

from collections.abc import Sequence

from spacy.tokens import Doc

from detente.lexicon.times import load_time_words
from detente.reading.times.calendar import NO_SUCH_DAY, Value
from detente.reading.times.scan import Hit, scan
from detente.reading.times.solve import Solver
from detente.records import Place, Report, Time, change

__all__ = ["NO_SUCH_DAY", "find", "warnings", "zone_for", "zoned"]


def find(report: Report, doc: Doc) -> tuple[Time, ...]:
    """Every time expression of a report, in order; without a date of the report, relative ones keep what is known.

    In 'India launched strikes around 1 a.m. Wednesday.', published on Thursday 8 May 2025, the value is
    2025-05-07T01:00 and the interval one hour.
    """
    solver = Solver(doc, report.published)
    out = []
    for hit in scan(report.text):
        value = solver.solve(hit)
        if value is not None:
            out.append(_time(report, hit, value))
    return tuple(out)


def _time(report: Report, hit: Hit, value: Value) -> Time:
    return Time(
        span=report.span(hit.start, hit.end),
        type=value.type,
        value=value.value,
        start=value.start,
        end=value.end,
        granularity=value.granularity,
        approximate=value.approximate or hit.approximate,
        zone=value.zone,
        anchor=value.anchor,
    )


def warnings(found: Sequence[Time]) -> tuple[str, ...]:
    """What a reader should know: days that no calendar has ('31 April 2025') are listed, and stand for nothing."""
    return tuple(f"there is no such day: {t.span.quote!r} at {t.span.start}" for t in found if t.value == NO_SUCH_DAY)


def zoned(found: Sequence[Time], places: Sequence[Place], doc: Doc) -> tuple[Time, ...]:
    """Clock times with the zone of the place nearest in their sentence, where its country has one zone."""
    out = []
    for t in found:
        if t.type == "TIME" and t.zone is None and t.granularity in ("minute", "hour"):
            words = doc.char_span(t.span.start, t.span.end, alignment_mode="expand")
            sent = words.sent if words is not None else None
            near = [p for p in places if sent is not None and sent.start_char <= p.span.start < sent.end_char]
            best = min(near, key=lambda p: abs(p.span.start - t.span.start), default=None)
            zone = zone_for(best.country if best else None)
            t = change(t, zone=zone) if zone else t
        out.append(t)
    return tuple(out)


def zone_for(country: str | None) -> str | None:
    """The time zone of a country that has one, or ``None``.

    >>> zone_for("PAK")
    'Asia/Karachi'
    """
    return load_time_words().zones.get(country or "")
