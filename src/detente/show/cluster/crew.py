"""Who does the work? The workers of a Dask cluster, one's own or one that a scheduler leads, a bounded number of tasks
at a time: a worker that dies has its task done by another one."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from distributed import Client, LocalCluster, as_completed
from distributed.scheduler import KilledWorker

from detente import __version__
from detente.errors import InputError
from detente.lexicon.gazetteer import open_gazetteer
from detente.settings import load_settings
from detente.show.progress import building

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")

AHEAD = 3
"""Tasks given out for each worker: one that it does, two that wait at its door."""

PIECE = 20_000
"""Pairs of strands weighed at once by a worker: about a second."""


@contextmanager
def crew(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler's workers, or of so many processes of this machine, gone when done.

    Raises :class:`InputError` where no scheduler answers.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if scheduler is None:
        with building("building the place index") as progress:  # once, not by every worker
            open_gazetteer(load_settings().cache, progress)
        own = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )  # fmt: skip
        with own, Client(own) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError, TimeoutError) as why:
        raise InputError(
            f"{scheduler}: no scheduler answers ({str(why)[:120]}); start one with: dask scheduler"
        ) from None
    with client:
        yield client


def check_reach(client: Client, out: Path, seconds: float = 60) -> None:
    """Make sure that there are workers, of this version, that see the folder of results; raises :class:`InputError`."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        raise InputError("the scheduler has no workers; start some with: dask worker ADDRESS --nthreads 1") from None
    token = out / f".{os.getpid()}.reach"
    token.touch()
    try:
        for worker, answer in client.run(_reach, str(token), on_error="return").items():
            if isinstance(answer, BaseException):
                raise InputError(f"worker {worker} cannot run detente ({answer}); install detente[cluster] there")
            version, sees = answer
            if version != __version__:
                raise InputError(f"worker {worker} has detente {version}, and here it is {__version__}; make them one")
            if not sees:
                raise InputError(f"worker {worker} does not see {out}; give a folder that all machines share")
    finally:
        token.unlink(missing_ok=True)


def _reach(token: str) -> tuple[str, bool]:
    return __version__, Path(token).exists()


def each(client: Client, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
    """What ``work`` makes of the items as it comes, or why it makes nothing; at most ``AHEAD`` tasks a worker wait.

    ``items`` is asked for more only as tasks are done, so that memory here and at the scheduler stays flat however
    many there are. What is done twice, since a worker was lost, comes back once.
    """
    source = iter(items)
    running: dict[Any, T] = {}
    done = as_completed(with_results=False)

    def more() -> None:
        while len(running) < AHEAD * max(1, len(client.nthreads())):
            for item in source:
                future = client.submit(work, item, pure=False)
                running[future] = item
                done.add(future)
                break
            else:
                return

    more()
    for future in done:
        item = running.pop(future)
        try:
            result: R | Exception = future.result()
        except KilledWorker:
            result = InputError("workers died on it again and again")
        except Exception as why:
            result = why
        future.release()
        yield item, result
        more()


class Weighed:
    """Joining's pairs, weighed by the workers, a piece at a time; the shared records go to each worker once."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __call__(self, work: Callable[[S, Sequence[T]], list[R]], shared: S, items: Sequence[T]) -> list[R]:
        """The results of all items, in their order."""
        pieces = [(n, items[at : at + PIECE]) for n, at in enumerate(range(0, len(items), PIECE))]
        if len(pieces) < 2:
            return work(shared, items)
        (there,) = self._client.scatter([shared], broadcast=True)
        futures = self._client.map(_piece, pieces, work=work, shared=there, pure=False)
        out: list[R] = []
        for part in self._client.gather(futures):
            out += part
        return out


def _piece(piece: tuple[int, Sequence[Any]], work: Any, shared: Any) -> list[Any]:
    made: list[Any] = work(shared, piece[1])
    return made
