"""How much work does a call do? Counted, since a clock also measures the machine and whatever else runs on it."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(call: Callable[[], Any]) -> int:
    """The lines of Python that a call runs, each round of a loop anew; what a compiled library does is not counted."""
    ran = 0

    def trace(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal ran
        ran += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return ran
