"""In which order do the steps run? The one file that knows."""

from collections.abc import Iterable, Iterator

from detente.records import Reading, Report


def read_reports(reports: Iterable[Report]) -> Iterator[Reading]:
    """Read reports in order, one :class:`~detente.records.Reading` each, every quote proven."""
    raise NotImplementedError
