"""How many threads does a process compute on? One, unless told otherwise.

More threads than that wait for one another on products of matrices as small as those of a report, and batches have
processes for their other cores (docs/benchmarks.md).
"""

import os

LOOKED_AT = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Where libraries of numbers look, when they are loaded."""


def one_thread() -> None:
    """Set one thread for this process and those that it starts, before libraries of numbers are loaded."""
    for name in LOOKED_AT:
        os.environ.setdefault(name, "1")
