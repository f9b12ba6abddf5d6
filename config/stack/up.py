"""`make up`: start everything, stay in the foreground, stop everything."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

from config.stack.display import Progress, show_first_steps, show_services
from config.stack.live import Stack
from config.stack.plan import Plan
from config.stack.watching import Watch

LOOK_EVERY_S = 0.5


class Asked(BaseException):
    """Somebody asked us to stop: Ctrl-C, `make down`, a closed terminal. No error, so that nothing swallows it."""


def up(plan: Plan, console: Console) -> int:
    """Returns the exit code: 0 after a stop that was asked for. Raises StackError when it does not start."""
    stack, began = Stack(plan), time.monotonic()
    with _asking():
        try:
            with Progress(console, plan.programs) as progress:
                stack.begin(progress, say=lambda line: console.print(line, highlight=False))
            show_services(console, stack)
            show_first_steps(console, stack, time.monotonic() - began)
            sys.stdout.flush()
            _watch(stack, console)
        except Asked:
            return 0
        else:
            console.print("[red]The supervisor was killed.[/] Stopping what it left behind.")
            return 1
        finally:
            _stop(stack, console)


def _watch(stack: Stack, console: Console, pause: Callable[[float], None] = time.sleep) -> None:
    """Tells of programs that died; returns when the supervisor is gone."""
    watch = Watch(stack)
    while stack.is_alive():
        for line in watch.news():
            console.print(line, highlight=False, soft_wrap=True)
        pause(LOOK_EVERY_S)


def _stop(stack: Stack, console: Console) -> None:
    if not stack.is_held:
        return
    began = time.monotonic()
    console.print("\nStopping. Ctrl-C once more does not wait.", highlight=False)
    try:
        stack.stop_all()
    except Asked:
        stack.end_now()
        stack.stop_all()
    console.print(f"Stopped in {time.monotonic() - began:.0f} s; nothing is left running.", highlight=False)


@contextmanager
def _asking() -> Iterator[None]:
    def ask(_number: int, _frame: FrameType | None) -> None:
        raise Asked

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
