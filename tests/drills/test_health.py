"""Health while parts are killed and frozen: it names the part, it never hangs, and it comes back by itself."""

import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from config.stack.live import Stack
from config.stack.waiting import wait_until

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
PROGRAMS = ("web", "worker", "beat", "projector", "sender")
# The parts answer side by side within a second; the rest is for a machine with much else to do.
LONGEST_S = 2.5


@pytest.fixture
def stack(folder: Path) -> Iterator[Stack]:
    with Stack.start(folder / "state", programs=PROGRAMS, durable=False) as started:
        yield started


def ask(stack: Stack) -> tuple[int, dict[str, Any]]:
    begun = time.monotonic()
    told = httpx.get(f"{stack.url('web')}/v1/health", timeout=30, trust_env=False)
    assert time.monotonic() - begun < LONGEST_S
    return told.status_code, told.json()


def wait_for(stack: Stack, status: str, *parts: str, deadline_s: float = 60) -> None:
    """Until the status is this one and exactly these parts are in trouble."""
    seen: list[Any] = []

    def reached() -> bool:
        code, told = ask(stack)
        assert (code == 503) == (told["status"] == "down")
        troubled = {name for name, part in told["parts"].items() if part["state"] != "ok"}
        seen[:] = [told["status"], troubled]
        return told["status"] == status and troubled >= set(parts) and bool(troubled) == bool(parts)

    wait_until(reached, what=f"{status} {parts}, last {seen}", deadline_s=deadline_s, every_s=0.5)


def send(name: signal.Signals, processes: list[psutil.Process]) -> None:
    for process in processes:
        # one of the server's own may have ended by itself just now
        with suppress(psutil.NoSuchProcess):
            process.send_signal(name)


def test_each_part_that_goes_is_named_until_it_is_back(stack: Stack) -> None:
    wait_for(stack, "ok")

    for program, part in (("projector", "projector"), ("worker", "workers"), ("beat", "beat")):
        stack.stop(program)
        wait_for(stack, "degraded", part)
        stack.start_program(program)
        wait_for(stack, "ok")

    stack.stop("redis")
    wait_for(stack, "degraded", "redis")
    stack.start_program("redis")
    wait_for(stack, "ok")

    stack.stop("postgres")
    wait_for(stack, "down", "database", "journal")
    stack.start_program("postgres")
    wait_for(stack, "ok")


def test_a_frozen_database_keeps_nobody_waiting(stack: Stack) -> None:
    wait_for(stack, "ok")
    frozen = stack.processes("postgres")

    send(signal.SIGSTOP, frozen)
    try:
        # more than the web process has threads: none of them may be held up for good
        for _ in range(20):
            status, told = ask(stack)
            time.sleep(0.1)
        assert (status, told["status"]) == (503, "down")
        assert httpx.get(f"{stack.url('web')}/v1/live", timeout=2, trust_env=False).is_success
    finally:
        send(signal.SIGCONT, frozen)
    wait_for(stack, "ok")
