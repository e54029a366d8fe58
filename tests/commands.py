"""How do tests call the command line? In this process, or in one of its own, with a cache that is not the user's."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".pytest_cache" / "detente"
"""Kept between runs, since making the place index takes some seconds."""

STORY = """Pakistan denies that it shelled Poonch

By Ada Quill, The Lakeside Post

India's Foreign Secretary Vikram Misri said on Wednesday that Pakistan had fired artillery at Poonch. Pakistan denied
it. "We did not fire first," Foreign Minister Ishaq Dar told reporters in Islamabad. At least 12 civilians were killed,
Indian police said. Iran offered to mediate between New Delhi and Islamabad.
"""
"""A report written for the tests."""


def environment(**more: str) -> dict[str, str]:
    """The environment of a command under test."""
    return {**os.environ, "DETENTE_CACHE": str(CACHE), "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8", **more}


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "detente", *args]


def detente(*args: str, stdin: bytes | None = None, env: dict[str, str] | None = None, **more: Any) -> "Ended":
    """Run the command line in a process of its own."""
    done = subprocess.run(
        command(*args),
        input=stdin,
        capture_output=True,
        env=environment(**(env or {})),
        timeout=120,
        check=False,
        **more,
    )
    return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


class Ended:
    """How a command ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err
