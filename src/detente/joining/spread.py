"""Where is the work of joining done? Here, or wherever a caller spreads it; what comes out is the same."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does ``work(shared, items)`` on the items, in pieces and places of its choice; the results in their order.

    ``work`` is a pure function that gives one result an item, whatever other items are in the same piece.
    """

    def __call__(self, work: Callable[[S, Sequence[T]], list[R]], shared: S, items: Sequence[T]) -> list[R]:
        """The results of all items."""
        ...


def here(work: Callable[[S, Sequence[T]], list[R]], shared: S, items: Sequence[T]) -> list[R]:
    """In this process, in one piece."""
    return work(shared, items)
