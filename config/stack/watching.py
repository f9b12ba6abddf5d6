"""What has happened to the programs since one last looked."""

import time
from collections import deque
from collections.abc import Callable, Iterator

from config.stack.live import Stack
from config.stack.starting import last_lines
from config.stack.supervisor import Unanswered

# So many deaths within so long are no accident any more.
DEATHS = 3
WITHIN_S = 60.0


class Watch:
    def __init__(self, stack: Stack, clock: Callable[[], float] = time.monotonic) -> None:
        self._stack, self._clock = stack, clock
        self._services = [program.name for program in stack.plan.programs if not program.is_task]
        self._pids: dict[str, int] = {}
        self._deaths: dict[str, deque[float]] = {name: deque(maxlen=DEATHS) for name in self._services}

    def news(self) -> Iterator[str]:
        """A line for each program that was started again; with the end of its log when it keeps dying.

        The first call only looks.
        """
        try:
            states = self._stack.states()
        except Unanswered:
            return
        for name in self._services:
            pid = states[name].pid
            known = self._pids.setdefault(name, pid)
            if pid and pid != known:
                self._pids[name] = pid
                yield f"{name} had ended and was started again (process {pid})"
                yield from self._said_when_it_keeps_dying(name)

    def _said_when_it_keeps_dying(self, name: str) -> Iterator[str]:
        deaths, now = self._deaths[name], self._clock()
        deaths.append(now)
        if len(deaths) == DEATHS and now - deaths[0] < WITHIN_S:
            deaths.clear()
            log = self._stack.log(name)
            yield f"{name} keeps dying. The end of {log}:"
            yield from (f"    {line}" for line in last_lines(log))
