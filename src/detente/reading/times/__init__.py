"""When is anything said to be? Every time expression with its TIMEX3 value and local interval.

One combined scan of the text finds the expressions; the syntax is asked only around what was found, for the tense
that decides whether 'Wednesday' is the last or the next. Sources of the conventions: TIMEX3 as in TimeML 1.2.1.
"""

from spacy.tokens import Doc

from detente.lexicon.times import load_time_words
from detente.reading.times.calendar import NO_SUCH_DAY, Value
from detente.reading.times.scan import Hit, scan
from detente.reading.times.solve import Solver
from detente.records import Report, Time

__all__ = ["NO_SUCH_DAY", "find", "zone_for"]


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


def zone_for(country: str | None) -> str | None:
    """The time zone of a country that has one, or ``None``.

    >>> zone_for("PAK")
    'Asia/Karachi'
    """
    return load_time_words().zones.get(country or "")
