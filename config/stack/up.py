"""`make up`: start everything, stay in the foreground, stop everything."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from rich.console import Console

from config.stack.display import Progress, say, show_first_steps, show_services
from config.stack.live import Stack
from config.stack.plan import Plan
from config.stack.watching import Watch

LOOK_EVERY_S = 0.5


class Asked(Exception):
    """Somebody asked us to stop: Ctrl-C, `make down`, a closed terminal."""


class Patience:
    """Sleeps, until somebody asks. Noticed only between steps, so that no step is left half done."""

    def __init__(self) -> None:
        self.asked = 0
        self.heeded = 0

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    def __call__(self, seconds: float) -> None:
        """Raises Asked, once for each time somebody has asked."""
        if self.asked > self.heeded:
            self.heeded = self.asked
            raise Asked
        time.sleep(seconds)


def up(plan: Plan, console: Console) -> int:
    """Returns the exit code: 0 after a stop that was asked for. Raises StackError when it does not start."""
    patience, began = Patience(), time.monotonic()
    stack = Stack(plan, patience)
    with _listening(patience):
        try:
            with Progress(console, plan.programs) as progress:
                stack.begin(progress, say=lambda line: say(console, line))
            show_services(console, stack)
            show_first_steps(console, stack, time.monotonic() - began)
            sys.stdout.flush()
            _watch(stack, console, patience)
        except Asked:
            if not stack.is_held:
                say(console, "Stopped; nothing is left running.")
            return 0
        else:
            say(console, "The supervisor was killed. Stopping what it left behind.")
            return 1
        finally:
            _stop(stack, console)


def _watch(stack: Stack, console: Console, patience: Patience) -> None:
    """Tells of programs that died; returns when the supervisor is gone."""
    watch = Watch(stack)
    while stack.is_alive():
        for line in watch.news():
            say(console, line)
        patience(LOOK_EVERY_S)


def _stop(stack: Stack, console: Console) -> None:
    if not stack.is_held:
        return
    began = time.monotonic()
    say(console, "\nStopping. Ctrl-C once more does not wait.")
    with suppress(Asked):
        stack.stop_all()
    say(console, f"Stopped in {time.monotonic() - began:.0f} s; nothing is left running.")


@contextmanager
def _listening(patience: Patience) -> Iterator[None]:
    asked_by = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, patience.ask) for number in asked_by}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
