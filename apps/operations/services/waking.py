"""Wake-ups for the workers, sent from a thread of their own: a broker that hangs holds up nobody."""

import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

MOST_WAITING = 10_000
log = logging.getLogger("wabot.waking")


@dataclass(frozen=True, slots=True)
class WakeUp:
    task: Task[..., Any]
    args: Sequence[str] = ()
    in_s: float = 0.0


class Waker(threading.Thread):
    """Drops wake-ups when the broker is away: the sweep finds what they would have told."""

    def __init__(self) -> None:
        super().__init__(name="waker", daemon=True)
        self._waiting: queue.Queue[WakeUp | None] = queue.Queue(MOST_WAITING)
        self._away = False

    def wake(self, wake_up: WakeUp) -> None:
        try:
            self._waiting.put_nowait(wake_up)
        except queue.Full:
            self._say_away("too many wake-ups wait")

    def run(self) -> None:
        while (wake_up := self._waiting.get()) is not None:
            try:
                wake_up.task.apply_async(
                    args=tuple(wake_up.args), countdown=wake_up.in_s, expires=wake_up.in_s + 60, retry=False
                )
                self._away = False
            except (OperationalError, OSError) as error:
                self._say_away(str(error))

    def stop(self) -> None:
        self._waiting.put(None)
        self.join(timeout=5)

    def _say_away(self, why: str) -> None:
        if not self._away:
            log.warning("the broker is away, turns wait for it: %s", why)
        self._away = True


def seconds_until(at: datetime, now: datetime) -> float:
    return max(0.0, (at - now).total_seconds())
