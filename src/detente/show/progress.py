"""How far is it? A bar on stderr with rate and time left; nothing where stderr is no terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Task as RichTask
from rich.text import Text


class Rate(TextColumn):
    """Items a second."""

    def __init__(self, unit: str) -> None:
        super().__init__("")
        self.unit = unit

    def render(self, task: RichTask) -> Text:
        return Text(f"{task.speed:.1f} {self.unit}/s" if task.speed else "")


@contextmanager
def bar(what: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    """A progress bar; the function given takes how many more are done."""
    if not sys.stderr.isatty():
        yield lambda _n: None
        return
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), Rate(unit), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda n: progress.advance(task, n)


@contextmanager
def building(what: str) -> Iterator[Callable[[int, int], None]]:
    """Progress of something built once, told as (done, of); a line on stderr where there is no terminal."""
    if not sys.stderr.isatty():
        said: list[bool] = []

        def once(_done: int, _of: int) -> None:
            if not said:
                print(f"detente: {what}, once; this takes some seconds", file=sys.stderr)
                said.append(True)

        yield once
        return
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None, visible=False)

        def update(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of, visible=True)

        yield update
