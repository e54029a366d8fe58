"""Who does the work? The workers of a Dask cluster, one's own or one that a scheduler leads, a bounded number of tasks
at a time: a worker that dies has its task done by another one."""

import ctypes
import functools
import hashlib
import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from distributed import Client, LocalCluster, Status, Worker, WorkerPlugin, as_completed
from distributed.scheduler import KilledWorker

from detente import __version__
from detente.errors import InputError, LedgerError
from detente.lexicon.gazetteer import open_gazetteer
from detente.settings import load_settings
from detente.show.progress import building

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")

AHEAD = 3
"""Tasks given out for each worker: one that it does, two that wait at its door."""

PIECE = 20_000
"""Pairs of strands weighed at once by a worker: about a quarter of a second."""

WORTH = 1_000_000
"""Pairs from which on they are weighed by the workers: before, it takes longer to hand them the strands."""


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


class Undisturbed(WorkerPlugin):
    """Lets a worker do nothing but read.

    Dask's own profile is halted: it looks at what runs a hundred times a second and waits for the interpreter's lock
    each time. And memory is kept for the next report: Dask has workers give back to the system whatever is free at the
    end of the heap, so that each product of matrices asks for its pages anew.
    """

    name = "detente-undisturbed"
    halted = ("profile", "profile-cycle")

    def setup(self, worker: Worker) -> None:
        """As a worker joins, or the batch begins."""
        keep_memory(KEPT)
        for name in self.halted:
            if name in worker.periodic_callbacks:
                worker.periodic_callbacks[name].stop()

    def teardown(self, worker: Worker) -> None:
        """As the batch ends; the worker may go on for others."""
        for name in self.halted:
            if name in worker.periodic_callbacks and worker.status == Status.running:
                worker.periodic_callbacks[name].start()
        if (before := os.environ.get("MALLOC_TRIM_THRESHOLD_", "")).isdigit():
            _mallopt(_TRIM, int(before))
        _opened.cache_clear()


KEPT = 64_000_000
"""Free bytes at the end of the heap from which on they are given back to the system; glibc's own ends at 64 MiB."""
_TRIM, _MMAP = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)."""


def keep_memory(size: int) -> bool:
    """Have this process keep so much free memory, and take from the heap what is smaller; false where that cannot be
    told (without glibc)."""
    return _mallopt(_TRIM, size) and _mallopt(_MMAP, size // 2)


def _mallopt(what: int, size: int) -> bool:
    try:
        return bool(ctypes.CDLL("libc.so.6").mallopt(what, size))
    except (OSError, AttributeError):
        return False


@contextmanager
def undisturbed(client: Client) -> Iterator[None]:
    """Workers do nothing but read, those that join later as well."""
    client.register_plugin(Undisturbed())
    try:
        yield
    finally:
        client.unregister_worker_plugin(Undisturbed.name)


class Weighed:
    """Joining's pairs, weighed by the workers, a piece at a time, where they are many.

    The shared records lie in a file of ``out``, which all workers see, for as long as it takes: a worker opens it once
    and makes sure that it holds what was written. Dask's scatter of 13 MB of them to two workers took 9 s.
    """

    def __init__(self, client: Client, out: Path, run: str) -> None:
        self._client, self._out, self._run = client, out, run

    def __call__(self, work: Callable[[S, Sequence[T]], list[R]], shared: S, items: Sequence[T]) -> list[R]:
        """The results of all items, in their order."""
        if len(items) < WORTH:
            return work(shared, items)
        data = pickle.dumps(shared, protocol=pickle.HIGHEST_PROTOCOL)
        there = Shared(str((self._out / f".{self._run}-shared.tmp").resolve()), hashlib.sha256(data).hexdigest())
        pieces = [items[at : at + PIECE] for at in range(0, len(items), PIECE)]
        try:
            Path(there.path).write_bytes(data)
            del data
            made = self._client.map(_piece, pieces, work=work, shared=there, pure=False)
            return [result for part in self._client.gather(made) for result in part]
        finally:
            Path(there.path).unlink(missing_ok=True)


class Shared(NamedTuple):
    """Where the records lie that all pieces need, and the hash of the file."""

    path: str
    sha256: str


@functools.lru_cache(maxsize=1)
def _opened(shared: Shared) -> Any:
    data = Path(shared.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != shared.sha256:
        raise LedgerError(f"{shared.path}: was changed by another program; run the batch again")
    return pickle.loads(data)


def _piece(items: Sequence[Any], work: Any, shared: Shared) -> list[Any]:
    made: list[Any] = work(_opened(shared), items)
    return made
