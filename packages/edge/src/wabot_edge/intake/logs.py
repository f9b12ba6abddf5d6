"""Log lines: time, level, `wabot.intake`, message. Never a customer's words, never a secret."""

import logging
import sys
import time
from collections.abc import Callable

LINE = "%(asctime)s.%(msecs)03dZ %(levelname)s wabot.intake %(message)s"
NAME = "wabot.intake"


def set_up(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter(LINE, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The server's own lines of progress say what ours say already.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)


class Occasionally:
    """One line for many: what anybody on the internet can cause must not fill the log."""

    def __init__(self, log: logging.Logger, *, every_s: float = 60.0, clock: Callable[[], float]) -> None:
        self._log = log
        self._every_s = every_s
        self._clock = clock
        self._count = 0
        self._next = clock()

    def __call__(self, what: str) -> None:
        self._count += 1
        if self._clock() >= self._next:
            self._log.warning("%d %s", self._count, what)
            self._count = 0
            self._next = self._clock() + self._every_s
