"""Waiting for something to become true, with an end."""

import time
from collections.abc import Callable


def wait_until(
    well: Callable[[], bool],
    *,
    what: str,
    deadline_s: float,
    every_s: float = 0.05,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> float:
    """Return the seconds it took. Raises TimeoutError, naming `what`, when the deadline passes."""
    start = clock()
    while not well():
        if clock() - start > deadline_s:
            raise TimeoutError(f"{what}: not within {deadline_s:g} s")
        pause(every_s)
    return clock() - start
