"""Calling a step's methods in a process of their own, so that one that hangs can be ended like any other death.

A thread cannot be ended, and a step hangs in places that no exception reaches. To be killed at any instant is what every
step must survive anyhow, so a timeout adds no case of its own: `probe` says afterwards what was done.
"""

import ctypes
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import IO, Any

import psutil

from wabot_rollback.errors import Fenced, Refused, RollbackError, StepFailed

# In the environment of everything that a step starts: what outlives its run's process is found by it.
MARK = "WABOT_ROLLBACK_RUN"
TICK_S = 0.5
END_WITHIN_S = 5.0
PR_SET_PDEATHSIG = 1
RAISED = {"Refused": Refused, "Fenced": Fenced}

Say = Callable[[str, float | None], None]
Work = Callable[[Say], Any]


class Ended(StepFailed):
    """It got no further on its own: what it had done by then, `probe` says."""


class Hung(Ended):
    def __init__(self, after_s: float) -> None:
        super().__init__(f"no end after {after_s:g} s, so it was ended")


class Died(Ended):
    """`trace` is what it wrote on standard error."""

    def __init__(self, code: int | None, trace: str) -> None:
        lines = [line.strip() for line in trace.splitlines() if line.strip()]
        how = f"killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit {code}"
        super().__init__(f"ended without a word ({how}{': ' + lines[-1] if lines else ''})")
        self.trace = trace


class Stopped(RollbackError):
    """Somebody asked for the end of the run."""


@dataclass(slots=True)
class Call:
    """One method at work. `result` must follow; it ends what `work` began where it does not return."""

    process: ForkProcess
    connection: Connection
    run: str
    timeout_s: float
    began: float
    output: IO[bytes]
    answered: bool = False

    def result(self, say: Say, should_stop: Callable[[], bool] = lambda: False) -> Any:
        """Raises what a step may raise, Hung, Died, Stopped."""
        try:
            return self._until_done(say, should_stop)
        finally:
            self._end()

    def _until_done(self, say: Say, should_stop: Callable[[], bool]) -> Any:
        while (left_s := self.timeout_s - (time.monotonic() - self.began)) > 0:
            if not self.connection.poll(min(left_s, TICK_S)):
                if should_stop():
                    raise Stopped("the run was asked to end")
                continue
            try:
                kind, *told = self.connection.recv()
            except EOFError:
                self.process.join(END_WITHIN_S)
                raise Died(self.process.exitcode, self._trace()) from None
            if kind == "say":
                say(*told)
                continue
            self.answered = True
            if kind == "done":
                return told[0]
            raise RAISED.get(told[0], StepFailed)(told[1])
        raise Hung(self.timeout_s)

    def _trace(self) -> str:
        self.output.seek(0)
        return self.output.read()[-4000:].decode(errors="replace")

    def _end(self) -> None:
        self.connection.close()
        if self.answered:
            self.process.join(END_WITHIN_S)
        else:
            self.process.kill()
            self.process.join(END_WITHIN_S)
            end_marked(self.run)
        self.output.close()


def start(work: Work, *, run: str, timeout_s: float) -> Call:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    output = tempfile.TemporaryFile()  # noqa: SIM115  (the call closes it)
    process = context.Process(target=_in_child, args=(work, theirs, ours, run, output.fileno()))
    process.start()
    theirs.close()
    return Call(process, ours, run, timeout_s, time.monotonic(), output)


def end_marked(run: str) -> list[str]:
    """Kills what steps of that run started and left behind, and waits until it is gone; says what it was.

    Raises StepFailed for what cannot be ended: two at the same work would be worse than none.
    """
    left = [process for process in psutil.process_iter() if _mark(process) == run]
    names = [f"{process.pid} {_name(process)}" for process in left]
    for process in left:
        process.kill()
    _, alive = psutil.wait_procs(left, timeout=END_WITHIN_S)
    if alive:
        raise StepFailed(f"an earlier process of {run} cannot be ended: {[each.pid for each in alive]}")
    return names


def _in_child(work: Work, connection: Connection, theirs: Connection, run: str, output: int) -> None:
    _die_with_parent()
    theirs.close()
    # Ctrl-C is for the process that runs the run; a program that asks for input gets none.
    os.setpgid(0, 0)
    null = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, null), (1, output), (2, output)):
        os.dup2(source, target)
    sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    os.environ[MARK] = run
    try:
        connection.send(("done", work(lambda words, share: connection.send(("say", words, share)))))
    except RollbackError as error:
        connection.send(("failed", type(error).__name__, str(error)))


def _die_with_parent() -> None:
    """Where the system can do it (Linux). Elsewhere the lock, which this process shares, stays taken until its end."""
    parent = os.getppid()
    if (prctl := getattr(ctypes.CDLL(None), "prctl", None)) is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _mark(process: psutil.Process) -> str | None:
    try:
        return None if process.pid == os.getpid() else process.environ().get(MARK)
    except psutil.Error:
        return None


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.Error:
        return "(gone)"
