"""``detente serve``: the ledger in a browser, and as an HTTP API."""

import os
import secrets
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from detente.errors import DetenteError, InputError
from detente.ledger import Filter, Ledger, open_ledger
from detente.settings import load_settings
from detente.show.garbage import settled
from detente.show.ledgers import joined, ledger_of, ledger_option

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from detente.show.web.guard import Door

SECONDS = 20.0
"""How long one question to the ledger may take: far more than any page needs, short enough to stop a stuck one."""
AT_A_TIME = 2
"""Pages that each of several processes makes at a time: more would share the same cores, each with its memory."""
ARENAS = "2"
"""Stretches of memory that the threads of a process share (glibc): with one a thread, what each page's making leaves
behind added some 10 MB a process."""
LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command()
@ledger_option
@click.option("--host", default="127.0.0.1", help="Address to listen on; this machine only unless told otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port; 0 takes any that is free.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="Also answer to this name.")
@click.option("--token", help="What whoever writes must show; made and printed when others can reach the server.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, help="Processes that answer; one a core answers most readers."
)
def serve(ledger_at: str | None, host: str, port: int, names: tuple[str, ...], token: str | None, workers: int) -> int:
    """Open the dashboard and the HTTP API on a ledger; stop with Ctrl-C.

    \b
    detente serve --ledger crisis.db --port 8000 --workers 2
    """
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from detente.show.web.guard import Door, is_local

    target = ledger_at or load_settings().ledger
    shown = str(joined(ledger_of(ledger_at)))
    if token is not None and len(token) < 12:
        raise InputError("--token: take at least 12 characters, or leave it out and one is made")
    if token is None and not is_local(host):
        token = secrets.token_urlsafe(18)
    hosts = {*LOCAL, *(n.lower() for n in names)} | ({host.lower()} if host not in ("0.0.0.0", "::") else set())
    door = Door(frozenset(hosts), token)
    shared = ExitStack()
    folder = shared.enter_context(tempfile.TemporaryDirectory(prefix="detente-")) if workers > 1 else None
    config = uvicorn.Config(
        partial(answering, target, door, folder), factory=True, host=host, port=port, workers=workers,
        log_level="warning", server_header=False, access_log=False,
    )  # fmt: skip
    told = f"[{host}]" if ":" in host else host
    click.echo(f"detente: {shown} at http://{told}:{port or '(a free port)'} (Ctrl-C stops it)", err=True)
    if token is not None:
        click.echo(f"detente: whoever writes signs in at /sign-in with the token {token}", err=True)
    sys.stderr.flush()
    with shared:
        if workers == 1:
            uvicorn.Server(config).run()
        else:
            os.environ.setdefault("MALLOC_ARENA_MAX", ARENAS)
            Multiprocess(config, sockets=[config.bind_socket()]).run()
    return 0


def answering(target: str, door: "Door", folder: str | None) -> "Starlette":
    """The pages of a ledger; several processes open the same ledger, ask for the same token, and share the pages that
    each makes in a ``folder``."""
    from detente.ledger.connect import SERVING
    from detente.show.web import brief, kept, maps, render, shelf
    from detente.show.web.address import Address
    from detente.show.web.app import Site, make_app

    maps.outlines()  # what most pages need is loaded before the first reader comes
    render.load()
    ledger = open_ledger(target, seconds=SECONDS, connections=SERVING)
    with suppress(
        DetenteError
    ):  # what making a page leaves ready, its questions in SQL and the scale, it leaves for all
        brief.make(ledger, Address("/", Filter(), {}), date.today())
    site = Site(ledger, door, changed=Joiner(open_ledger(target)).wake)
    made = make_app(site, AT_A_TIME, shelf.Folder(folder)) if folder else make_app(site, kept.MAKERS)
    settled()
    return made


class Joiner:
    """Joins anew after a correction, behind the pages: one at a time, and once more if something came meanwhile."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._again = threading.Event()
        self._at_work = threading.Lock()

    def wake(self) -> None:
        """Join soon."""
        self._again.set()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        if not self._at_work.acquire(blocking=False):
            return
        try:
            while self._again.is_set():
                self._again.clear()
                joined(self.ledger)
        except DetenteError as why:
            click.echo(f"detente: {why}", err=True)
        finally:
            self._at_work.release()
