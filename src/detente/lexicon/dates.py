"""Which day does a caller mean? ISO dates, '10 May 2015', 'today'."""

import re

TODAY = "9999-12-31"
"""The day after all terms that have ended: what holds as far as the registry knows."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def day_of(date: str | None) -> str:
    """An ISO day for what was given; :data:`TODAY` where it is no date.

    >>> day_of("10 May 2015"), day_of("2022-05"), day_of(None)
    ('2015-05-10', '2022-05-15', '9999-12-31')
    """
    if not date:
        return TODAY
    if m := re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date):
        return f"{m[1]}-{m[2] or '07'}-{m[3] or '15'}"
    month = next((i for i, name in enumerate(_MONTHS, 1) if name in date.lower()), None)
    year = re.search(r"\b(1[89]|20)\d\d\b", date)
    if year is None:
        return TODAY
    day = re.search(r"\b([0-3]?\d)(?:st|nd|rd|th)?\b", date)
    return f"{year[0]}-{month or 7:02d}-{int(day[1]) if day else 15:02d}"
