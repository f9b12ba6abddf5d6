"""What the engine is put together from, and one process at work on one run."""

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from wabot_rollback.errors import Refused
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs import calling
from wabot_rollback.runs.calling import Say
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import Leg, Run, run_of
from wabot_rollback.steps import Step
from wabot_rollback.store.chain import Entry
from wabot_rollback.store.ledger import Ledger
from wabot_rollback.store.lock import Held
from wabot_rollback.world import Fence, Request, World


class WorldOf(Protocol):
    def __call__(
        self,
        plan: Plan,
        request: Request,
        *,
        fence: Fence,
        outcomes: Mapping[str, Mapping[str, Any]],
        say: Say,
    ) -> World: ...


class Listener(Protocol):
    """Whoever shows people what goes on."""

    def wrote(self, entry: Entry) -> None: ...

    def said(self, step: str, words: str, share: float | None) -> None: ...


class Silent:
    def wrote(self, entry: Entry) -> None:
        """Nobody listens."""

    def said(self, step: str, words: str, share: float | None) -> None:
        """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    ledger: Ledger
    steps_of: Callable[[Plan, Request], Sequence[Step]]
    world_of: WorldOf
    listener: Listener = field(default_factory=Silent)

    @property
    def state(self) -> Path:
        return self.ledger.folder

    @property
    def now(self) -> Callable[[], datetime]:
        return self.ledger.now

    def run(self, run: str) -> Run:
        """Raises Refused where there is none."""
        return run_of(self.ledger.entries(run) or self.ledger.entries(), run)

    def note(self, run: str, kind: Kind, *, fence: Fence | None = None, **data: Any) -> Entry:
        entry = self.ledger.append(run, kind, data, fence=fence)
        self.listener.wrote(entry)
        return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Holds the lock. Whatever it says to the log is refused once another process holds a newer token."""

    engine: Engine
    held: Held
    id: str
    plan: Plan

    @property
    def run(self) -> Run:
        return self.engine.run(self.id)

    def note(self, kind: Kind, **data: Any) -> None:
        self.engine.note(self.id, kind, fence=self.held, **data)

    def steps(self, leg: Leg) -> Sequence[Step]:
        """Raises Refused where this engine would take other steps than the run began with."""
        steps = self.engine.steps_of(self.plan, self.run.request_of(leg))
        names = tuple(step.name for step in steps)
        if leg.began and names != leg.names:
            began_by = self.run.engine
            raise Refused(
                f"this engine ({version()}) takes other steps for strategy {leg.strategy} than the run began with:"
                f" go on with the engine that began it ({began_by})"
            )
        return steps

    def call(self, leg: int, step: Step, method: str, *given: Any, ends_on_abort: bool = False) -> Any:
        """One of the step's methods, in a process of its own. Raises what that may raise, and Ended."""

        def listen(words: str, share: float | None) -> None:
            self.engine.listener.said(step.name, words, share)

        begun = self.begin(leg, step, method, *given)
        return begun.result(listen, self._abort_asked if ends_on_abort else lambda: False)

    def begin(self, leg: int, step: Step, method: str, *given: Any) -> calling.Call:
        run = self.run
        request, outcomes = run.request_of(run.legs[leg]), run.legs[leg].outcomes

        def work(say: Say) -> Any:
            world = self.engine.world_of(self.plan, request, fence=self.held, outcomes=outcomes, say=say)
            return getattr(step, method)(world, *given)

        return calling.start(work, run=self.id, timeout_s=step.timeout_s)

    def _abort_asked(self) -> bool:
        return self.run.abort_asked


def plan_of(run: Run) -> Plan:
    """The plan as the run recorded it. Raises Refused where this engine cannot read it any more."""
    try:
        return Plan.model_validate(run.plan)
    except ValidationError as error:
        raise Refused(
            f"{run.id}: this engine ({version()}) does not understand the plan that it was begun with"
            f" ({error.error_count()} faults): go on with the engine that began it ({run.engine})"
        ) from error


def version() -> str:
    try:
        return importlib.metadata.version("wabot-rollback")
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
