"""Do the examples in the documents print what they say? Runs each one, and writes its real output on request.

    python docs/examples.py            compare; status 1 and the names of those that differ
    python docs/examples.py --write    put the real output in

An example is a comment, and the fenced block beneath it: ``<!-- run: detente schema; lines: 4 -->``. With ``lines`` the
output is cut there, and a line with three dots tells so.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "lexicon.md")
EXAMPLE = re.compile(
    r"(<!-- run: (?P<command>[^\n]*?)(?:; lines: (?P<lines>\d+))? -->\n```\w*\n)(?P<output>.*?)(?P<end>^```$)",
    re.DOTALL | re.MULTILINE,
)


def output(command: str, lines: int | None) -> str:
    """What a command of detente prints on a terminal of 80 columns, its own call first."""
    words = shlex.split(command)
    env = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    printed = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    if lines is not None and len(printed) > lines:
        printed = [*printed[:lines], "..."]
    return "\n".join([f"$ {command}", *printed]) + "\n"


def renewed(document: str) -> str:
    """The document with every example's real output."""

    def one(m: re.Match[str]) -> str:
        return m[1] + output(m["command"], int(m["lines"]) if m["lines"] else None) + m["end"]

    return EXAMPLE.sub(one, document)


def main(write: bool) -> int:
    """Compare or write all documents."""
    differ = []
    for path in DOCUMENTS:
        before = path.read_text(encoding="utf-8")
        after = renewed(before)
        if after != before:
            differ.append(path.name)
            if write:
                path.write_text(after, encoding="utf-8")
    if differ and not write:
        print(f"examples differ from real output in {', '.join(differ)}; run: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
