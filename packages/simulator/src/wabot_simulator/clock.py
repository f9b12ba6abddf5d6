"""Time as the simulated WhatsApp sees it."""

import time
from collections.abc import Callable


class Clock:
    """Wall time plus what was skipped, so that a day's window can be tried in a second.

    Only rules that compare moments follow it (24-hour window, rate limits, link and retry lifetimes);
    pauses between retries stay real.
    """

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self.skipped_s = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return self._wall() + self.skipped_s

    def skip(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time in the simulator only moves forward")
        self.skipped_s += seconds
