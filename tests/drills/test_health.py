"""Health while parts are broken: it names the part, it never hangs, and it comes back by itself.

With WABOT_WRITE_DOCS set what it said goes into docs/how-to/health.md.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.stack.live import Stack
from config.stack.waiting import wait_until
from tests.drills.broken import BREAKS, Break, send
from tests.drills.health_page import Said, printed, write

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
PROGRAMS = ("web", "worker", "beat", "projector", "sender", "demo")
# The parts answer side by side within 0.9 s, or are told as away. One answer may be late on a machine with much else to do.
USUAL_S, LONGEST_S = 1.5, 3.0
NAMED_WITHIN_S = 20.0


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="stack-") as made:
        Path(made).chmod(0o711)
        with Stack.start(Path(made) / "state", programs=PROGRAMS, durable=False) as started:
            yield started


@pytest.fixture(scope="module")
def said() -> Iterator[list[Said]]:
    collected: list[Said] = []
    yield collected
    sys.stdout.write(f"\n{printed(collected)}\n")
    if "WABOT_WRITE_DOCS" in os.environ and len(collected) == len(BREAKS):
        write(collected)


class Asking:
    """Asks for health, and keeps how long each answer took."""

    def __init__(self, stack: Stack) -> None:
        self._url = f"{stack.url('web')}/v1/health"
        self.took_s: list[float] = []
        self.code = 0
        self.told: dict[str, Any] = {}

    def ask(self) -> set[str]:
        """The parts in trouble."""
        begun = time.monotonic()
        answer = httpx.get(self._url, timeout=30, trust_env=False)
        self.took_s.append(time.monotonic() - begun)
        self.code, self.told = answer.status_code, answer.json()
        assert (self.code == 503) == (self.told["status"] == "down")
        return {name for name, part in self.told["parts"].items() if part["state"] != "ok"}

    @property
    def is_quick(self) -> bool:
        *others, slowest = sorted(self.took_s)
        return slowest < LONGEST_S and max(others, default=0.0) < USUAL_S

    def until_well(self) -> float:
        return self._until("ok", set(), deadline_s=60)

    def until_named(self, status: str, part: str) -> float:
        return self._until(status, {part}, deadline_s=NAMED_WITHIN_S)

    def _until(self, status: str, parts: set[str], *, deadline_s: float) -> float:
        def reached() -> bool:
            troubled = self.ask()
            return self.told["status"] == status and troubled >= parts and bool(troubled) == bool(parts)

        return wait_until(reached, what=f"{status} {parts}", deadline_s=deadline_s, every_s=0.2)


@pytest.mark.parametrize("one", BREAKS, ids=[one.title.replace(" ", "-") for one in BREAKS])
def test_a_part_that_breaks_is_named_until_it_is_mended(stack: Stack, said: list[Said], one: Break) -> None:
    asking = Asking(stack)
    asking.until_well()
    asking.took_s.clear()

    with one.broken(stack):
        after_s = asking.until_named(one.status, one.part)
        code, told = asking.code, asking.told
    well_after_s = asking.until_well()

    assert asking.is_quick
    assert told["parts"][one.part]["says"]
    said.append(Said(one.title, code, told, after_s, max(asking.took_s), well_after_s))


def test_a_frozen_database_keeps_nobody_waiting(stack: Stack) -> None:
    asking = Asking(stack)
    asking.until_well()
    asking.took_s.clear()
    frozen = stack.processes("postgres")

    send(signal.SIGSTOP, frozen)
    try:
        # more than the web process has threads: none of them may be held up for good
        for _ in range(20):
            asking.ask()
            time.sleep(0.1)
        assert (asking.code, asking.told["status"]) == (503, "down")
        assert httpx.get(f"{stack.url('web')}/v1/live", timeout=2, trust_env=False).is_success
    finally:
        send(signal.SIGCONT, frozen)
    asking.until_well()

    assert asking.is_quick
