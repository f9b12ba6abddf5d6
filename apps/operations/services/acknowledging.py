"""A change is done when every process that lives has said so."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

import psycopg

from apps.bot.services.authoring import newest_version
from apps.operations.services.liveness import KnownProcess, Life, known_processes
from apps.operations.services.registry import ACKNOWLEDGED
from apps.operations.services.switches import listening_connection

LOOK_EVERY_S = 0.25
# A process on another host whose session is lost may be connecting again; the dead are not waited for longer.
LOST_FOR_S = 2.0
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """`by` and `missing` live; `lost` were heard of lately, and nothing was heard of them since."""

    version: int
    seconds: float
    by: tuple[KnownProcess, ...]
    missing: tuple[KnownProcess, ...]
    lost: tuple[KnownProcess, ...] = ()

    @property
    def of(self) -> int:
        return len(self.by) + len(self.missing)

    def __str__(self) -> str:
        if not self.of:
            return f"version {self.version}: recorded, nobody alive (0 of 0 processes)"
        told = f"version {self.version}: {len(self.by)} of {self.of} processes"
        if self.missing:
            return f"{told} after {self.seconds:.1f} s; no answer from {', '.join(map(str, self.missing))}"
        return f"{told} after {self.seconds * 1000:.0f} ms"


def await_acknowledgement(
    version: int,
    *,
    ears: psycopg.Connection,
    within_s: float,
    look: Callable[[], Sequence[KnownProcess]] = known_processes,
    clock: Callable[[], float] = time.monotonic,
) -> Acknowledged:
    """Wait until all processes that live run on `version` or a later one, at most so long.

    `ears` must have been listening (see `listen_for_acknowledgements`) since before the change was committed. Who
    starts meanwhile reads the new version by itself, and is counted; who dies meanwhile is not waited for.
    """
    start = clock()
    while True:
        known = look()
        spent = clock() - start
        found = _sorted_out(version, spent, known)
        may_return = any(one.life is Life.LOST for one in known if not one.runs_on(version))
        if not found.missing and not (may_return and spent < LOST_FOR_S):
            return found
        if spent >= within_s:
            return found
        awaited = {one.id for one in known if not one.runs_on(version)}
        _hear(ears, awaited, version, timeout_s=min(LOOK_EVERY_S, within_s - spent))


def acknowledging(change: Callable[[], Result], *, within_s: float) -> tuple[Result, Acknowledged]:
    """Make the change, then wait until every live process has it, at most so long.

    `change` commits before it returns: not to be called within a transaction, where nobody would see it.
    """
    with closing(listening_connection("wabot configuring")) as ears:
        listen_for_acknowledgements(ears)
        done = change()
        return done, await_acknowledgement(newest_version(), ears=ears, within_s=within_s)


def listen_for_acknowledgements(ears: psycopg.Connection) -> None:
    ears.execute(f"LISTEN {ACKNOWLEDGED}")


def _hear(ears: psycopg.Connection, awaited: set[int], version: int, *, timeout_s: float) -> None:
    """Return when all of them have said so, or the time is over: looking after each would cost them time."""
    for one in ears.notifies(timeout=timeout_s):
        process, acknowledged = map(int, one.payload.split())
        if acknowledged >= version:
            awaited.discard(process)
        if not awaited:
            return


def _sorted_out(version: int, spent: float, known: Sequence[KnownProcess]) -> Acknowledged:
    return Acknowledged(
        version,
        spent,
        by=tuple(one for one in known if one.lives and one.runs_on(version)),
        missing=tuple(one for one in known if one.lives and not one.runs_on(version)),
        lost=tuple(one for one in known if one.life is Life.LOST and not one.runs_on(version)),
    )
