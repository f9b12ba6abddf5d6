"""One step forward: intent, do, outcome, verify; and what an earlier process left of it."""

import time
from collections.abc import Mapping
from typing import Any

from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.runs.calling import Ended, Stopped
from wabot_rollback.runs.engine import Worker
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import BEHIND, Stage
from wabot_rollback.steps import Did, Finding, OnFailure, Recalls, Step, looks_only


class Halt(Exception):
    """The way forward ends at this step. Never leaves the engine."""

    def __init__(self, step: Step, why: str) -> None:
        super().__init__(f"{step.name}: {why}")
        self.step = step


def go_forward(worker: Worker, leg: int, step: Step, *, again: bool = False) -> None:
    """Raises Halt, and Stopped. `again`: though it was done and verified before."""
    state = worker.run.legs[leg].steps.get(step.name)
    if state is None or again:
        _do(worker, leg, step)
    elif state.stage in BEHIND:
        return
    elif state.stage in (Stage.FAILED, Stage.UNVERIFIED) and step.on_failure is OnFailure.UNDO:
        # An earlier process died before it could turn round.
        raise Halt(step, state.says)
    elif state.stage is not Stage.DONE:
        _take_up(worker, leg, step)
    if worker.run.legs[leg].steps[step.name].stage is not Stage.WENT_ON:
        _verify(worker, leg, step)


def _take_up(worker: Worker, leg: int, step: Step) -> None:
    """Somebody began it: what became of it is not in the log, or was not good enough."""
    if _probe(worker, leg, step) is not Did.YES:
        _do(worker, leg, step)
    elif worker.run.legs[leg].steps[step.name].outcome is None:
        _note_outcome(worker, leg, step, _recalled(worker, leg, step), 0.0, recalled=True)


def _do(worker: Worker, leg: int, step: Step) -> None:
    worker.note(Kind.INTENT, leg=leg, step=step.name, does=step.does, timeout_s=step.timeout_s)
    began = time.monotonic()
    try:
        outcome = worker.call(leg, step, "do", ends_on_abort=looks_only(step))
    except Ended as error:
        # It may have got there all the same, as after any other death.
        if _probe(worker, leg, step) is not Did.YES:
            _fail(worker, leg, step, str(error), time.monotonic() - began, trace=getattr(error, "trace", ""))
            return
        outcome = _recalled(worker, leg, step)
        _note_outcome(worker, leg, step, outcome, time.monotonic() - began, recalled=True)
        return
    except (StepFailed, Refused) as error:
        _fail(worker, leg, step, str(error), time.monotonic() - began)
        return
    _note_outcome(worker, leg, step, outcome, time.monotonic() - began, recalled=False)


def _note_outcome(
    worker: Worker, leg: int, step: Step, outcome: Mapping[str, Any], took_s: float, *, recalled: bool
) -> None:
    worker.note(
        Kind.OUTCOME,
        leg=leg,
        strategy=worker.run.legs[leg].strategy,
        step=step.name,
        outcome=outcome,
        took_s=round(took_s, 3),
        recalled=recalled,
    )


def _fail(worker: Worker, leg: int, step: Step, error: str, took_s: float, trace: str = "") -> None:
    went_on = step.on_failure is OnFailure.GO_ON
    more = {"trace": trace} if trace else {}
    told = {"error": error, "took_s": round(took_s, 3), "went_on": went_on, **more}
    worker.note(Kind.FAILED, leg=leg, step=step.name, **told)
    if not went_on:
        raise Halt(step, error)


def _probe(worker: Worker, leg: int, step: Step) -> Did:
    """Where even that cannot be told, nothing more is done to it."""
    try:
        found: Did = worker.call(leg, step, "probe")
    except (StepFailed, Refused) as error:
        raise Halt(step, f"it cannot be told whether it was done ({error})") from error
    return found


def _recalled(worker: Worker, leg: int, step: Step) -> Mapping[str, Any]:
    if not isinstance(step, Recalls):
        return {}
    try:
        found: Mapping[str, Any] = worker.call(leg, step, "recall")
    except (StepFailed, Refused) as error:
        raise Halt(step, f"it is done, but what it left cannot be told ({error})") from error
    return found


def _verify(worker: Worker, leg: int, step: Step) -> None:
    outcome = worker.run.legs[leg].steps[step.name].outcome or {}
    try:
        finding: Finding = worker.call(leg, step, "verify", outcome, ends_on_abort=True)
    except Stopped:
        raise
    except (StepFailed, Refused) as error:
        finding = Finding(ok=False, says=str(error))
    went_on = not finding.ok and step.on_failure is OnFailure.GO_ON
    told = {"ok": finding.ok, "says": finding.says, "figures": finding.figures, "went_on": went_on}
    worker.note(Kind.VERIFIED, leg=leg, step=step.name, **told)
    if not finding.ok and not went_on:
        raise Halt(step, f"not as it should be: {finding.says}")
