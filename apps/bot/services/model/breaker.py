"""A service that fails again and again is left alone for a while, so that customers do not wait for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("wabot.model")


@dataclass(slots=True)
class CircuitBreaker:
    """After `most_failures` in a row nothing is asked for `rest_s`; then one call tries, and decides.

    Of this process alone. `clock` in seconds, any origin.
    """

    clock: Callable[[], float]
    most_failures: int = 3
    rest_s: float = 60.0
    failures: int = 0
    resting_until: float | None = None

    def may_call(self) -> bool:
        if self.resting_until is None:
            return True
        if self.clock() < self.resting_until:
            return False
        # Whoever asks meanwhile does not join the one that tries.
        self.resting_until = self.clock() + self.rest_s
        return True

    def succeeded(self) -> None:
        if self.resting_until is not None:
            log.warning("the model answers again")
        self.failures, self.resting_until = 0, None

    def failed(self, reason: str) -> None:
        self.failures += 1
        log.warning("the model gave nothing (%d in a row): %s", self.failures, reason)
        if self.failures >= self.most_failures:
            self.resting_until = self.clock() + self.rest_s
            log.error("the model is left alone for %g s after %d failures", self.rest_s, self.failures)
