"""Which of many stretches of a text cover a spot? They are sorted, so that long reports cost no more a word."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Stretch = tuple[int, int, int]
"""Start, end, and whose it is."""


class Covers:
    """Stretches, looked up by what they cover.

    >>> Covers([(0, 9, 0), (4, 8, 1), (20, 30, 2)]).of(5, 7)
    [(0, 9, 0), (4, 8, 1)]
    """

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._all = sorted(stretches)
        self._starts = [a for a, _, _ in self._all]
        self._longest = max((b - a for a, b, _ in self._all), default=0)

    def of(self, start: int, end: int) -> list[Stretch]:
        """Those that hold all of [start, end), by start, end and owner."""
        first = bisect_left(self._starts, end - self._longest)
        last = bisect_right(self._starts, start)
        return [s for s in self._all[first:last] if end <= s[1]]
