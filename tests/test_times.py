"""Is every expression of time found, with its TIMEX3 value and the interval of local time that it stands for?

The sentences are our own, the answers were worked out on a calendar; the report is of Thursday, 8 May 2025, unless it
says otherwise. The parses are the real model's, since the tense of a clause decides.
"""

import functools
import re

import pytest

from detente.lexicon.times import load_time_patterns
from detente.reading import times
from detente.reading.parse import parse
from detente.reading.times.calendar import easter
from detente.reading.times.scan import scan
from detente.records import Report, Time, report_id

THURSDAY = "2025-05-08"


@functools.lru_cache(maxsize=256)
def read(text: str, published: str | None = THURSDAY) -> tuple[Time, ...]:
    report = Report(id=report_id(text), text=text, parts=(), sha256="0" * 64, published=published)
    found = times.find(report, next(iter(parse([report]))))
    for t in found:
        t.span.check(text)
    return found


VALUES = [
    # sentence, words of the expression, TIMEX3 type and value
    ("Jets struck nine sites around 1 a.m. Wednesday.", "around 1 a.m. Wednesday", "TIME", "2025-05-07T01:00"),
    ("The army crossed the river on Monday.", "Monday", "DATE", "2025-05-05"),
    ("The envoys spoke on Thursday.", "Thursday", "DATE", "2025-05-08"),
    ("The envoys will speak on Monday.", "Monday", "DATE", "2025-05-12"),
    ("The truce holds until Friday.", "Friday", "DATE", "2025-05-09"),
    ("The council had replied by Wednesday.", "Wednesday", "DATE", "2025-05-07"),
    ("Ministers met last Tuesday.", "last Tuesday", "DATE", "2025-05-06"),
    ("Ministers will meet next Tuesday.", "next Tuesday", "DATE", "2025-05-13"),
    ("He spoke on Sunday last week.", "Sunday last week", "DATE", "2025-05-04"),
    ("Wednesday morning was calm.", "Wednesday morning", "TIME", "2025-05-07TMO"),
    ("Late on Tuesday the alarm sounded.", "Late on Tuesday", "DATE", "2025-05-06"),
    ("The shelling went on overnight.", "overnight", "TIME", "2025-05-08TNI"),
    ("Troops attacked at dawn.", "dawn", "TIME", "2025-05-08TDW"),
    ("The rebels fired yesterday evening.", "yesterday evening", "TIME", "2025-05-07TEV"),
    ("He will arrive tomorrow.", "tomorrow", "DATE", "2025-05-09"),
    ("The raid began this morning.", "this morning", "TIME", "2025-05-08TMO"),
    ("On the night of May 6 the raid began.", "the night of May 6", "TIME", "2025-05-06TNI"),
    ("In the early hours of Wednesday jets crossed.", "the early hours of Wednesday", "TIME", "2025-05-07TNI"),
    ("Over the past two days the army lost ground.", "the past two days", "DURATION", "P2D"),
    ("The deal was signed last month.", "last month", "DATE", "2025-04"),
    ("Earlier this week the envoy flew to Doha.", "Earlier this week", "DATE", "2025-W19"),
    ("The visit is planned for next week.", "next week", "DATE", "2025-W20"),
    ("Elections follow next year.", "next year", "DATE", "2026"),
    ("The war began two years ago.", "two years ago", "DATE", "2023"),
    ("Three days ago the port was shelled.", "Three days ago", "DATE", "2025-05-05"),
    ("A day earlier, the port was shelled.", "A day earlier", "DATE", "2025-05-07"),
    ("The clashes of May 3-6 left ruins.", "May 3-6", "DATE", "2025-05-03"),
    ("The pact of April 2, 1998 was short.", "April 2, 1998", "DATE", "1998-04-02"),
    ("The pact of 2 April 1998 was short.", "2 April 1998", "DATE", "1998-04-02"),
    ("The 10th of May 2024 was calm.", "10th of May 2024", "DATE", "2024-05-10"),
    ("On Saturday, May 3, 2025, a truce began.", "Saturday, May 3, 2025", "DATE", "2025-05-03"),
    ("It took effect on 2025-05-10.", "2025-05-10", "DATE", "2025-05-10"),
    ("It was signed on 25/04/2025.", "25/04/2025", "DATE", "2025-04-25"),
    ("On 7 mai 2025 the envoy spoke.", "7 mai 2025", "DATE", "2025-05-07"),
    ("The banner read 'lunes 5 de mayo' in red.", "lunes 5 de mayo", "DATE", "2025-05-05"),
    ("'Freitag, 2. Mai', the note said.", "Freitag, 2. Mai", "DATE", "2025-05-02"),
    ("The post of 7 мая 2025 was removed.", "7 мая 2025", "DATE", "2025-05-07"),
    ("In fiscal year 2025-26 aid will fall.", "fiscal year 2025-26", "DATE", "FY2026"),
    ("The budget of FY2024 was spent.", "FY2024", "DATE", "FY2024"),
    ("Orthodox Christmas was quiet.", "Orthodox Christmas", "DATE", "2025-01-07"),
    ("On Quds Day crowds marched.", "Quds Day", "DATE", "2025-03-28"),
    ("The treaty of 3. Oktober 1990 was read aloud.", "3. Oktober 1990", "DATE", "1990-10-03"),
    ("The accord of November 2003 held.", "November 2003", "DATE", "2003-11"),
    ("He left at the end of April.", "the end of April", "DATE", "2025-04"),
    ("In mid-March the siege began.", "mid-March", "DATE", "2025-03"),
    ("The canal was dug in 1869.", "1869", "DATE", "1869"),
    ("Offensives came in the spring of 2023.", "the spring of 2023", "DATE", "2023-SP"),
    ("Last summer the dam broke.", "Last summer", "DATE", "2024-SU"),
    ("Aid fell in the fourth quarter of 2023.", "the fourth quarter of 2023", "DATE", "2023-Q4"),
    ("The first half of 2024 was quiet.", "The first half of 2024", "DATE", "2024-H1"),
    ("In the 1990s the line moved.", "the 1990s", "DATE", "199"),
    ("The nineties were calm.", "The nineties", "DATE", "199"),
    ("The fort dates from the 19th century.", "the 19th century", "DATE", "18"),
    ("Ramadan was tense.", "Ramadan", "DATE", "2025-03-01"),
    ("Shells fell on Christmas Eve.", "Christmas Eve", "DATE", "2024-12-24"),
    ("Easter was quiet.", "Easter", "DATE", "2025-04-20"),
    ("On the eve of Nowruz a deal was struck.", "the eve of Nowruz", "DATE", "2025-03-19"),
    ("The battle lasted three hours.", "three hours", "DURATION", "PT3H"),
    ("They agreed on a two-week truce.", "two-week", "DURATION", "P2W"),
    ("He was held for more than a year.", "more than a year", "DURATION", "P1Y"),
    ("For decades they fought.", "decades", "DURATION", "PXE"),
    ("Crowds gather every Friday.", "every Friday", "SET", "XXXX-WXX-5"),
    ("The daily flights resumed.", "daily", "SET", "P1D"),
    ("They meet twice a week.", "twice a week", "SET", "P1W"),
    ("The army is now in control.", "now", "DATE", "PRESENT_REF"),
    ("He recently resigned.", "recently", "DATE", "PAST_REF"),
    ("Drones crossed in recent weeks.", "recent weeks", "DATE", "PAST_REF"),
    ("More will leave in the coming days.", "the coming days", "DATE", "FUTURE_REF"),
    ("Years ago the mine was shut.", "Years ago", "DATE", "PAST_REF"),
    ("The blast was heard at 0830 GMT.", "0830 GMT", "TIME", "2025-05-08T08:30"),
    ("Sirens sounded at 14:30 local time.", "14:30 local time", "TIME", "2025-05-08T14:30"),
    ("The ceasefire began at noon.", "noon", "TIME", "2025-05-08T12:00"),
]


@pytest.mark.parametrize(("text", "words", "kind", "value"), VALUES, ids=[v[0] for v in VALUES])
def test_the_value_of_an_expression(text, words, kind, value):
    assert [(t.span.quote, t.type, t.value) for t in read(text)] == [(words, kind, value)]


INTERVALS = [
    ("Jets struck around 1 a.m. Wednesday.", "2025-05-07T01:00", "2025-05-07T02:00", "hour"),
    ("Jets struck at 1:05 a.m. Wednesday.", "2025-05-07T01:05", "2025-05-07T01:06", "minute"),
    ("The shelling went on overnight.", "2025-05-07T20:00", "2025-05-08T06:00", "part_of_day"),
    ("The port was shelled on Monday.", "2025-05-05", "2025-05-06", "day"),
    ("The clashes of May 3-6 left ruins.", "2025-05-03", "2025-05-07", "day"),
    ("The deal was signed last week.", "2025-04-28", "2025-05-05", "week"),
    ("The deal was signed last month.", "2025-04-01", "2025-05-01", "month"),
    ("Ramadan was tense.", "2025-03-01", "2025-03-31", "month"),
    ("In the 1990s the line moved.", "1990-01-01", "2000-01-01", "decade"),
    ("The canal was dug in 1869.", "1869-01-01", "1870-01-01", "year"),
    ("Over the past two days the army lost ground.", "2025-05-06", "2025-05-09", "day"),
]


@pytest.mark.parametrize(("text", "start", "end", "grain"), INTERVALS, ids=[i[0] for i in INTERVALS])
def test_the_interval_of_an_expression(text, start, end, grain):
    (time,) = read(text)
    assert (time.start, time.end, time.granularity) == (start, end, grain)


def test_a_date_without_a_year_is_the_nearest_that_its_tense_allows():
    assert [t.value for t in read("Gunmen attacked on Oct. 7.", "2025-02-10")] == ["2024-10-07"]
    assert [t.value for t in read("The vote will be held on Oct. 7.", "2025-02-10")] == ["2025-10-07"]
    assert [t.value for t in read("They met on 2 June.")] == ["2024-06-02"]


def test_a_date_that_a_noun_of_a_past_clause_looks_ahead_to_is_the_next():
    assert [t.value for t in read("The bank approved a sum payable June 2.")] == ["2025-06-02"]


def test_the_next_day_counts_from_the_day_told_of_before():
    found = read("On May 1 the port was shelled. The next day two ships sank. Three days later a truce began.")
    assert [t.value for t in found] == ["2025-05-01", "2025-05-02", "2025-05-05"]


def test_an_impossible_date_is_listed_and_stands_for_no_interval():
    (time,) = read("They met on 31 February 2024.")
    assert (time.value, time.start, time.end) == (times.NO_SUCH_DAY, None, None)
    assert times.warnings([time]) == ("there is no such day: '31 February 2024' at 12",)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The raid took place on Wednesday.", "XXXX-WXX-3"),
        ("The raid took place yesterday.", "PAST_REF"),
        ("The raid took place on May 7.", "XXXX-05-07"),
        ("The raid took place in June.", "XXXX-06"),
    ],
)
def test_without_a_date_of_the_report_what_is_known_is_kept(text, value):
    (time,) = read(text, None)
    assert (time.value, time.start, time.end, time.anchor) == (value, None, None, "none")


def test_a_full_date_needs_no_date_of_the_report():
    (time,) = read("The wall fell on Nov. 9, 1989.", None)
    assert (time.value, time.start, time.anchor) == ("1989-11-09", "1989-11-09", "text")


@pytest.mark.parametrize(
    "text", ["He may march.", "The march of troops went on.", "Sat on a chair, he waved.", "The second envoy left."]
)
def test_words_that_tell_no_time(text):
    assert read(text) == ()


def test_zones_are_told_where_words_or_country_tell_them():
    assert read("The blast was heard at 0830 GMT.")[0].zone == "UTC"
    assert read("The blast was heard at 8:30 a.m.")[0].zone is None
    assert (times.zone_for("PAK"), times.zone_for("USA"), times.zone_for(None)) == ("Asia/Karachi", None, None)


@pytest.mark.parametrize(("year", "day"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05")])
def test_easter(year, day):
    assert easter(year).isoformat() == day


@pytest.mark.parametrize("family", load_time_patterns(), ids=[f.name for f in load_time_patterns()])
def test_a_family_matches_its_examples_whole(family):
    for words in family.yes:
        assert re.fullmatch(family.pattern, words, re.IGNORECASE), words


def test_odd_digits_break_nothing():
    assert read("On 99/99/2024 and 2024-13-45 at 25:61 in 0000 it was " + "9" * 3000 + " degrees.") is not None


def test_scanning_is_linear():
    text = "on Monday, May 5 at 3 p.m. and for two weeks until the next day " * 5_000
    assert sum(1 for _ in scan(text)) == 15_000
