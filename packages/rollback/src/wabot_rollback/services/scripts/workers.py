"""Asks Celery's workers over the broker, and tells them to take nothing new. Run by a release's own Python.

    workers.py ask|drain EXPECTED WITHIN_S [SPARED]

EXPECTED counts all of them; those whose names begin with SPARED are passed over.

Needs Celery and CELERY_BROKER_URL, nothing of the release: it works where that cannot start. Prints one JSON object
and ends with 0; with 3 when something was still in flight as the time was up.
"""

import json
import os
import sys
import time
from typing import Any

from celery import Celery

ANSWER_WITHIN_S = 2.0
LOOK_EVERY_S = 0.1


class Workers:
    def __init__(self, app: Celery, expected: int) -> None:
        self._control = app.control
        self._expected = expected
        self.names: list[str] = []

    def pass_over(self, spared: str) -> None:
        self.names = [name for name in self.names if not spared or not name.startswith(spared)]

    def find(self, within_s: float) -> None:
        """Returns as soon as all that are expected have answered."""
        end = time.monotonic() + within_s
        while True:
            patience_s = min(ANSWER_WITHIN_S, max(0.1, end - time.monotonic()))
            found = self._control.ping(timeout=patience_s, limit=self._expected or None) or []
            self.names = sorted({name for each in found for name in each})
            if len(self.names) >= self._expected or time.monotonic() >= end:
                return

    def take_nothing_new(self) -> None:
        """Every queue that any of them takes from."""
        queues = self._all("active_queues")
        for name in sorted({queue["name"] for each in queues.values() for queue in each}):
            self._control.cancel_consumer(name, destination=self.names, reply=True, timeout=ANSWER_WITHIN_S)

    def in_flight(self) -> int:
        return self._count("active") + self._count("reserved")

    def waiting(self) -> int:
        return self._count("scheduled")

    def _count(self, what: str) -> int:
        return sum(len(each) for each in self._all(what).values())

    def _all(self, what: str) -> dict[str, Any]:
        if not self.names:
            return {}
        inspect = self._control.inspect(destination=self.names, timeout=ANSWER_WITHIN_S)
        return getattr(inspect, what)() or {}


def main(verb: str, expected: int, within_s: float, spared: str = "") -> int:
    began, url = time.monotonic(), os.environ["CELERY_BROKER_URL"]
    with Celery(set_as_current=False) as app:
        app.conf.update(broker_read_url=url, broker_write_url=url)
        workers = Workers(app, expected)
        workers.find(ANSWER_WITHIN_S if verb == "drain" else within_s)
        workers.pass_over(spared)
        if verb == "drain":
            workers.take_nothing_new()
            _wait(workers, began + within_s)
        in_flight, waiting = workers.in_flight(), workers.waiting()
    took_s = time.monotonic() - began
    told = {"names": workers.names, "in_flight": in_flight, "waiting": waiting, "took_s": round(took_s, 3)}
    json.dump(told, sys.stdout)
    return 3 if verb == "drain" and in_flight else 0


def _wait(workers: Workers, end: float) -> None:
    """Twice nothing in a row: a task may be between the two lists that are counted.

    What is to begin later is not waited for: it goes back to the broker when its worker ends.
    """
    quiet = 0
    while quiet < 2 and time.monotonic() < end:
        quiet = 0 if workers.in_flight() else quiet + 1
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:]))
