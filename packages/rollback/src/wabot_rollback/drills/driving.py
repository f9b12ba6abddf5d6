"""A run from its request to its end, approved as the plan asks, by commands."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wabot_rollback.drills.commanding import Commands
from wabot_rollback.drills.planning import APPROVERS, ASKS
from wabot_rollback.errors import StepFailed
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import Phase
from wabot_rollback.store.ledger import Ledger

LOOK_EVERY_S = 0.02
INTENT_WITHIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Driven:
    """`told` is `rollback status --json` of the run at its end; the times are by time.monotonic, approvals apart."""

    run: str
    told: Mapping[str, Any]
    began: float
    ended: float
    code: int

    @property
    def strategies(self) -> list[int]:
        return [leg["strategy"] for leg in self.told["strategies"]]

    @property
    def steps(self) -> list[tuple[int, Mapping[str, Any]]]:
        """With the strategy of each."""
        return [(leg["strategy"], step) for leg in self.told["strategies"] for step in leg["steps"]]

    def outcome(self, name: str) -> Mapping[str, Any] | None:
        found = [step.get("outcome") for _, step in self.steps if step["step"] == name]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Driver:
    """`kill_at`: the run's process is killed with -9 as soon as it begins that step, once, and another goes on."""

    commands: Commands
    ledger: Ledger
    kill_at: str | None = None

    def drive(self, strategy: int, reason: str, more: Sequence[str]) -> Driven:
        """Raises StepFailed where it does not even begin."""
        asked = self.commands.give(
            "start", "--strategy", str(strategy), "--as", ASKS, "--reason", reason, *more
        )
        if asked.told is None or "run" not in asked.told:
            raise StepFailed(f"the run cannot be asked for: {asked.line}")
        run, told = str(asked.told["run"]), asked.told
        self._approve(run)
        began = time.monotonic()
        code, told = self._resume(run, kill_at=self.kill_at)
        while told["phase"] == Phase.WAITING:
            if not self._approve(run):
                raise StepFailed(f"{run} does not begin: {told.get('refused', told['says'])}")
            code, told = self._resume(run)
        return Driven(run, told, began, time.monotonic(), code)

    def _approve(self, run: str) -> bool:
        """By everybody whose role is asked for; whether anybody could."""
        said = [self.commands.give("approve", run, "--as", person).code for person in APPROVERS]
        return 0 in said

    def _resume(self, run: str, *, kill_at: str | None = None) -> tuple[int, Mapping[str, Any]]:
        if kill_at is not None:
            self._kill(run, kill_at)
        said = self.commands.give("resume", run, longest_s=1800)
        if said.told is None:
            raise StepFailed(f"rollback resume {run}: {said.line}")
        return said.code, said.told

    def _kill(self, run: str, step: str) -> None:
        process, until = self.commands.begin("resume", run), time.monotonic() + INTENT_WITHIN_S
        while process.poll() is None and time.monotonic() < until:
            if self._has_begun(run, step):
                process.kill()
                process.communicate()
                return
            time.sleep(LOOK_EVERY_S)
        process.kill()
        _, err = process.communicate()
        raise StepFailed(f"{run} never began {step}, so there was nothing to kill: {err.strip()}")

    def _has_begun(self, run: str, step: str) -> bool:
        return any(
            entry.kind == Kind.INTENT and entry.data["step"] == step for entry in self.ledger.entries(run)
        )
