"""Bringing the programs up, each as soon as what it needs is ready."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from config.stack.errors import DidNotStart
from config.stack.layout import Layout
from config.stack.probes import Probes
from config.stack.programs import Program
from config.stack.supervisor import State, Supervisor

# (program, "starting" or "ready", seconds since its start)
Report = Callable[[Program, str, float], None]
LAST_LINES = 12
# A program that has died so often while it was to start will not start.
TRIES = 3


class Start:
    """One attempt. `then` is called with the name of each program that became ready."""

    def __init__(
        self,
        programs: tuple[Program, ...],
        *,
        layout: Layout,
        supervisor: Supervisor,
        probes: Probes,
        report: Report,
        then: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._programs, self._layout, self._supervisor, self._probes = programs, layout, supervisor, probes
        self._report, self._then, self._clock = report, then, clock
        self._begun: dict[str, float] = {}
        self._seen_starts: dict[str, set[int]] = {program.name: set() for program in programs}
        self._ready: set[str] = set()

    def run(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Returns when all are ready. Raises DidNotStart for the first that will not be."""
        while True:
            self._begin_what_can()
            states = self._supervisor.states()
            self._look(states)
            # What others need may be ready within a moment; whether it lasts shows after a second.
            if len(self._ready) == len(self._programs) and all(
                each.name != "STARTING" for each in states.values()
            ):
                return
            pause(0.1)

    def _begin_what_can(self) -> None:
        ours = {program.name for program in self._programs}
        for program in self._programs:
            if program.name not in self._begun and set(program.after) & ours <= self._ready:
                self._supervisor.start(program.name)
                self._begun[program.name] = self._clock()
                self._report(program, "starting", 0)

    def _look(self, states: Mapping[str, State]) -> None:
        for program in self._programs:
            if program.name not in self._begun or program.name in self._ready:
                continue
            spent = self._clock() - self._begun[program.name]
            state = states[program.name]
            if self._probes.is_up(program, state):
                self._then(program.name)
                self._ready.add(program.name)
                self._report(program, "ready", spent)
            elif why := self._failure(program, state, spent):
                log = self._layout.log_of(program.name)
                raise DidNotStart(program=program.name, why=why, log=str(log), last_lines=last_lines(log))

    def _failure(self, program: Program, state: State, spent: float) -> str:
        starts = self._seen_starts[program.name]
        starts.add(state.started_at)
        if program.is_task and state.name == "EXITED":
            return f"ended with code {state.exit_code}"
        if state.name == "BACKOFF" and len(starts) >= TRIES:
            return "keeps dying"
        return f"was not ready within {program.start_within_s:g} s" if spent > program.start_within_s else ""


def last_lines(log: Path, count: int = LAST_LINES) -> list[str]:
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []
