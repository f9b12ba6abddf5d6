"""The dry run: every check, how long it will take, and the hash that people approve. It changes nothing."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from wabot_rollback.errors import RollbackError
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs import calling
from wabot_rollback.runs.engine import WorldOf, version
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import request_as_json
from wabot_rollback.steps import Finding, OnFailure, Step
from wabot_rollback.store.chain import Entry
from wabot_rollback.world import Fence, Request

# Two cores are enough to look around, and little enough not to be felt.
AT_ONCE = 3
# Who asks, and under which number, is not what is approved.
NOT_HASHED = ("run", "requested_by", "reason")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """`measured`: how often; 0 where `expected_s` is the step's own guess."""

    name: str
    does: str
    finding: Finding
    expected_s: float
    measured: int
    is_needed: bool

    @property
    def allows(self) -> bool:
        return self.finding.ok or not self.is_needed


def is_needed(step: Step) -> bool:
    """What a run does without when it fails, does not keep it from beginning either: a release that cannot start
    cannot clear its cache."""
    return step.on_failure is not OnFailure.GO_ON


def plan_hash(plan: Plan, request: Request, steps: Sequence[Step]) -> str:
    """Of everything that was decided: another plan, engine, target or step makes another hash, other figures do not."""
    told = request_as_json(request)
    decided = {
        "engine": version(),
        "plan": plan.model_dump(mode="json"),
        "request": {name: value for name, value in told.items() if name not in NOT_HASHED},
        "steps": [[step.name, step.does, step.timeout_s, str(step.on_failure)] for step in steps],
    }
    return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()


def rehearse(
    plan: Plan, request: Request, steps: Sequence[Step], world_of: WorldOf, entries: Iterable[Entry]
) -> list[Rehearsed]:
    findings = check_all(plan, request, steps, world_of)
    times = measured(entries)
    found = []
    for step, finding in zip(steps, findings, strict=True):
        took = times.get((request.strategy, step.name), [])
        expected_s = median(took) if took else step.expected_s
        found.append(Rehearsed(step.name, step.does, finding, expected_s, len(took), is_needed(step)))
    return found


def check_all(plan: Plan, request: Request, steps: Sequence[Step], world_of: WorldOf) -> list[Finding]:
    """Side by side: most of them wait for a command of the platform to start."""
    findings: list[Finding] = []
    for first in range(0, len(steps), AT_ONCE):
        begun = [_begin(plan, request, step, world_of) for step in steps[first : first + AT_ONCE]]
        findings += [_finding(call) for call in begun]
    return findings


def measured(entries: Iterable[Entry]) -> dict[tuple[int, str], list[float]]:
    """Seconds that each strategy's steps took, in drills and in earnest; what was pieced together after a crash is none."""
    times: dict[tuple[int, str], list[float]] = {}
    for entry in entries:
        told = [entry.data] if entry.kind == Kind.OUTCOME and not entry.data["recalled"] else []
        if entry.kind == Kind.DRILLED:
            told = entry.data["steps"]
        for each in told:
            times.setdefault((each["strategy"], each["step"]), []).append(each["took_s"])
    return times


class _NoFence:
    """A check changes nothing: there is nothing to fence off."""

    token = 0

    def check(self) -> None:
        raise AssertionError("a check must not change anything, so it needs no fence")


def _begin(plan: Plan, request: Request, step: Step, world_of: WorldOf) -> calling.Call:
    fence: Fence = _NoFence()

    def work(say: calling.Say) -> Any:
        return step.check(world_of(plan, request, fence=fence, outcomes={}, say=say))

    return calling.start(work, run=f"check of {request.run}", timeout_s=step.timeout_s)


def _finding(call: calling.Call) -> Finding:
    try:
        found: Finding = call.result(lambda words, share: None)
    except RollbackError as error:
        return Finding(ok=False, says=str(error))
    return found
