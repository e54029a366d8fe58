"""On which databases do the tests of the ledger run? SQLite always; PostgreSQL where a server can be had, for real.

A server named by ``DETENTE_TEST_POSTGRES`` is used as it is; else one is started from the machine's own programs in a
folder of its own, on a socket and a port of its own, and stopped at the end.
"""

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

CLUSTERS = (Path("/usr/lib/postgresql"), Path("/usr/local/lib/postgresql"), Path("/opt/homebrew/opt"))


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest version's."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    for root in CLUSTERS:
        for folder in sorted(root.glob("*/bin"), reverse=True):
            if (folder / "pg_ctl").exists():
                return folder
    return None


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root: another user of the machine runs it then."""
    if os.name == "posix" and os.getuid() == 0:
        return ["runuser", "-u", "postgres", "--"] if shutil.which("runuser") else ["su", "postgres", "-c"]
    return []


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server without a database's name; skips with the reason where there is none."""
    if given := os.environ.get("DETENTE_TEST_POSTGRES"):
        yield given.rstrip("/")
        return
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed: the ledger was tested on SQLite only")
    folder = tmp_path_factory.mktemp("postgres")
    user = _as_user()
    for path in (folder, *folder.parents[:2]):
        path.chmod(0o755)
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    data = folder / "data"
    run = {"check": True, "capture_output": True, "timeout": 60, "cwd": folder}
    try:
        subprocess.run([*user, where / "initdb", "-D", data, "-U", "detente", "-A", "trust", "-E", "UTF8"], **run)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        start = [*user, where / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"]
        subprocess.run(
            start, **run | {"capture_output": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        )
    except (subprocess.SubprocessError, OSError) as why:
        pytest.skip(f"PostgreSQL could not be started ({why}): the ledger was tested on SQLite only")
    try:
        yield f"postgresql://detente@127.0.0.1:{port}"
    finally:
        subprocess.run(
            [*user, where / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, capture_output=True
        )


def database(server: str) -> str:
    """A new, empty database on a server."""
    import pg8000.dbapi
    from sqlalchemy import make_url

    name = f"t{uuid.uuid4().hex[:12]}"
    url = make_url(server)
    who = {"user": url.username or "postgres", "password": url.password}
    link = pg8000.dbapi.connect(**who, host=url.host or "127.0.0.1", port=url.port or 5432, database="postgres")
    link.autocommit = True
    link.cursor().execute(f"CREATE DATABASE {name}")
    link.close()
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger is to be: a file, then a database on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return database(request.getfixturevalue("postgres"))
