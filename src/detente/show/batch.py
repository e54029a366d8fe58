"""How are many reports read? A line of JSON in, a line of JSON out, in the same order, on one or more processes."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from detente.errors import DetenteError, WorkerLost
from detente.pipeline import Knowledge, read_reports, report_of_row
from detente.records import Reading, Report, to_json
from detente.settings import load_settings
from detente.show.threads import one_thread

CHUNK = 16
"""Reports handed to a worker at once: enough to batch the parser, few enough to keep memory flat and order prompt."""

WORTH_WORKERS = 48
"""Reports from which on a second process pays: a worker needs about two seconds to load its models."""

Line = tuple[bytes, bool]


def fault(source_id: object, why: object) -> bytes:
    """The line that stands in for a report that could not be read."""
    return msgspec.json.encode({"source_id": source_id, "error": str(why)})


def parse_line(line: bytes) -> tuple[Report | None, bytes]:
    """A report, or ``None`` and the line that says why there is none."""
    ident: object = None
    try:
        row: Any = msgspec.json.decode(line)
        if not isinstance(row, dict):
            return None, fault(None, "a line must hold one JSON object with 'id' and 'text' or 'html'")
        ident = row.get("id")
        return report_of_row(row), b""
    except DetenteError as why:
        return None, fault(ident, why)
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        return None, fault(None, f"this line is not JSON: {why}")
    except Exception as why:  # one page that trips a parser must not end a batch of thousands
        return None, fault(ident, f"cannot be cleaned ({type(why).__name__}: {why})")


def read_lines(lines: Iterable[bytes], know: Knowledge) -> list[Line]:
    """Read a handful of lines in this process; one that fails yields its error and the others go on."""
    parsed = [parse_line(line) for line in lines]
    reports = [r for r, _ in parsed if r is not None]
    try:
        done: Iterator[Reading | Exception] = iter(list(read_reports(reports, know)))
    except Exception:
        done = iter([_alone(r, know) for r in reports])
    out: list[Line] = []
    for report, error in parsed:
        if report is None:
            out.append((error, False))
            continue
        result = next(done)
        if isinstance(result, Exception):
            out.append((fault(report.source_id, result), False))
        else:
            out.append((to_json(result), True))
    return out


def _alone(report: Report, know: Knowledge) -> Reading | Exception:
    try:
        return next(iter(read_reports([report], know)))
    except Exception as why:
        return why


_worker: list[Knowledge] = []


def _start(lexicon: Path | None, environment: Mapping[str, str]) -> None:
    """Begin a worker with the environment of who asked for it: the process that it is forked from may be older."""
    from detente.show.knowledge import knowledge, wanted

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ.clear()
    os.environ.update(environment)
    if knowledge(lexicon)[0] != wanted(lexicon):
        knowledge.cache_clear()
    _worker.append(knowledge(lexicon)[1])


LEXICON = "DETENTE_WORKERS_LEXICON"
"""Where the process that workers are forked from finds the folder of rows that they shall read with; empty for none."""

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[list[T], Knowledge], list[R]]


def _work(work: Work[T, R], items: list[T]) -> list[R]:
    return work(items, _worker[0])


def read_many(lines: Iterable[bytes], workers: int, lexicon: Path | None = None) -> Iterator[Line]:
    """Yield ``(line of JSON, whether it was read)`` in order; ``workers`` 0 chooses by the size of the batch."""
    return fan_out(lines, read_lines, workers, lexicon)


def fan_out(items: Iterable[T], work: Work[T, R], workers: int, lexicon: Path | None = None) -> Iterator[R]:
    """What ``work`` makes of the items, in order, a handful at a time, on one or more processes."""
    from detente.show.knowledge import knowledge

    lexicon = lexicon.resolve() if lexicon is not None else None
    source = iter(items)
    first = list(islice(source, WORTH_WORKERS))
    wanted = workers or load_settings().workers
    count = wanted or (min(2, os.cpu_count() or 1) if len(first) == WORTH_WORKERS else 1)
    chunks = _chunks(first, source)
    if not first:
        return
    if count <= 1:
        know = knowledge(lexicon)[1]
        for chunk in chunks:
            yield from work(chunk, know)
        return
    one_thread()
    knowledge(lexicon)  # the place index is built here once, not by every worker
    pool = ProcessPoolExecutor(
        count, mp_context=_context(lexicon), initializer=_start, initargs=(lexicon, dict(os.environ))
    )
    waiting: deque[Future[list[R]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, work, chunk))
            if len(waiting) > 3 * count:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise WorkerLost(
            "a process that reads was killed, perhaps for want of memory; run it again, with fewer --workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context(lexicon: Path | None) -> BaseContext:
    """How workers start: forked from a process that has loaded all (:mod:`detente.show.warm`) where that can be, else
    each by itself."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    os.environ[LEXICON] = str(lexicon or "")
    context = get_context("forkserver")
    context.set_forkserver_preload(["detente.show.warm"])
    return context


def _chunks(first: list[T], rest: Iterator[T]) -> Iterator[list[T]]:
    for i in range(0, len(first), CHUNK):
        yield first[i : i + CHUNK]
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
