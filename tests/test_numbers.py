"""Is every quantity found with its bounds, with what it counts, and with the total that it is a part of?

The sentences are our own; the parses are the real model's, since the rules stand on its syntax.
"""

import functools

from detente.reading import numbers
from detente.reading.parse import parse
from detente.records import Number, Report, report_id


@functools.lru_cache(maxsize=256)
def read(text: str) -> tuple[Number, ...]:
    report = Report(id=report_id(text), text=text, parts=(), sha256="0" * 64, published="2025-05-08")
    return numbers.find(report, next(iter(parse([report]))), ())


def test_a_total_is_the_largest_and_parts_are_not_added():
    found = read("At least 12 people, including three children, were killed in the attack.")
    assert [(n.what, n.best, n.of) for n in found] == [("killed", 12, "people"), ("killed", 3, "children")]
    assert found[1].part_of == found[0].span
    assert numbers.total(found, "killed") == 12
