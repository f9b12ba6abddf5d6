"""An engine of three steps that touch files, which can be killed at any point that is counted."""

import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import Value
from pathlib import Path
from typing import Any, cast

from wabot_rollback.errors import StepFailed
from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.platform import Platform
from wabot_rollback.runs.calling import Say
from wabot_rollback.runs.engine import Engine, Listener, Silent
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome, Step
from wabot_rollback.store.chain import Entry, line_of
from wabot_rollback.store.ledger import Ledger
from wabot_rollback.world import Fence, Request, World

from ..worlds import Clock, make_world

PLAN = load(EXAMPLE)
REQUEST = Request(
    run="r-1",
    strategy=1,
    reason="wrong prices",
    requested_by="second-on-call",
    options={"severity": "critical"},
)


@dataclass(slots=True, eq=False)
class Death:
    """Kills the runner, by number of the point it comes past, in whichever of its processes that is."""

    at: int = 0
    runner: int = 0
    passed: Any = field(default_factory=lambda: Value("i", 0))

    def point(self) -> None:
        self.passed.value += 1
        if self.passed.value == self.at:
            os.kill(self.runner, signal.SIGKILL)
            time.sleep(60)


NEVER = Death()


@dataclass(slots=True)
class MortalLedger(Ledger):
    death: Death = field(default_factory=Death)

    def _write(self, file: int, run: str, kind: str, data: Mapping[str, Any], token: int) -> Entry:
        self.death.point()
        entry = Entry(number=0, at=self.now(), run=run, kind=kind, token=token, data=data)
        half = line_of(entry, self._last)[:60]
        if self.death.passed.value + 1 == self.death.at:
            os.pwrite(file, half, self._end)
        self.death.point()
        written = Ledger._write(self, file, run, kind, data, token)
        self.death.point()
        return written


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Two files, one after the other: `probe` tells none, one, both."""

    name: str
    death: Death = NEVER
    fails: bool = False
    hangs_s: float = 0
    good: bool = True
    looks_only: bool = False
    does: str = "Touch two files"
    expected_s: float = 0.01
    timeout_s: float = 20
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return Finding(ok=not (world.state / "refuse").exists(), says="may touch")

    def do(self, world: World) -> Outcome:
        if self.looks_only:
            return {}
        self.death.point()
        world.fence.check()
        self._file(world, "a").touch()
        self.death.point()
        if self.fails:
            raise StepFailed("out of ink")
        self._file(world, "b").touch()
        time.sleep(self.hangs_s)
        self.death.point()
        return self.recall(world)

    def probe(self, world: World) -> Did:
        if self.looks_only:
            return Did.NO
        there = [self._file(world, each).exists() for each in "ab"]
        return Did.YES if all(there) else Did.PARTLY if any(there) else Did.NO

    def recall(self, world: World) -> Outcome:
        return {"touched": [f"{self.name}.a", f"{self.name}.b"], "knew": sorted(world.outcomes)}

    def undo(self, world: World, outcome: Outcome) -> None:
        self._file(world, "b").unlink(missing_ok=True)
        self.death.point()
        self._file(world, "a").unlink(missing_ok=True)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=self.good, says="both are there" if self.good else "smudged", figures=outcome)

    def _file(self, world: World, which: str) -> Path:
        return world.state / f"{self.name}.{which}"


def engine(
    state: Path,
    *steps: Step,
    death: Death | None = None,
    by_strategy: Mapping[int, Sequence[Step]] | None = None,
    listener: Listener | None = None,
    clock: Clock | None = None,
) -> Engine:
    clock = clock or Clock()

    def world_of(
        plan: Plan, request: Request, *, fence: Fence, outcomes: Mapping[str, Mapping[str, Any]], say: Say
    ) -> World:
        nothing = cast("Platform", None)
        return make_world(nothing, state, plan=plan, request=request, fence=fence, outcomes=outcomes, say=say)

    def steps_of(plan: Plan, request: Request) -> Sequence[Step]:
        return (by_strategy or {}).get(request.strategy, steps)

    ledger = MortalLedger(state, lambda: clock.now, death=death or Death())
    return Engine(ledger=ledger, steps_of=steps_of, world_of=world_of, listener=listener or Silent())


def touched(state: Path) -> list[str]:
    return sorted(path.name for path in state.glob("*.[ab]"))
