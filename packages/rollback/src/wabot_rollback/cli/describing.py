"""A run in words and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from wabot_rollback.cli import DONE, HALFWAY, REFUSED, UNVERIFIED
from wabot_rollback.runs.run import Phase, Run, Stage, request_as_json

MARKS = {
    Stage.INTENDED: "…",
    Stage.DONE: "…",
    Stage.FAILED: "✗",
    Stage.WENT_ON: "!",
    Stage.VERIFIED: "✓",
    Stage.UNVERIFIED: "✗",
    Stage.UNDOING: "↩",
    Stage.UNDONE: "↩",
}
NEXT = {
    Phase.WAITING: "it waits: `rollback approve {run} --as PERSON`, then `rollback resume {run}`",
    Phase.RUNNING: "nobody is at work on it: `rollback resume {run}`",
    Phase.HALTED: "halfway: `rollback resume {run}`, or escalate, abort, undo it",
    Phase.UNVERIFIED: "done, but not seen to help: `rollback verify {run}`, or escalate or undo it",
    Phase.UNDOING: "half undone: `rollback resume {run}` goes on undoing",
}


def exit_code(run: Run) -> int:
    """Of a command that worked on the run."""
    match run.phase:
        case Phase.DONE:
            return DONE
        case Phase.UNVERIFIED:
            return UNVERIFIED
        case Phase.UNDONE:
            return REFUSED
        case Phase.WAITING | Phase.ABORTED if not run.changed_something:
            return REFUSED
        case _:
            return HALFWAY


def as_json(run: Run, holder: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "run": run.id,
        "phase": run.phase,
        "says": run.says,
        "at_work": holder if holder and holder.get("run") == run.id else None,
        "request": request_as_json(run.request),
        "requested_at": run.requested_at,
        "approvals": [
            {"by": each.by, "role": each.role, "via": each.via, "hash": each.hash, "until": each.until}
            for each in run.approvals
        ],
        "strategies": [
            {
                "strategy": leg.strategy,
                "hash": leg.hash,
                "began": leg.began,
                "steps": [_step(leg.steps, name) for name in leg.names],
            }
            for leg in run.legs
        ],
    }


def _step(steps: Mapping[str, Any], name: str) -> dict[str, Any]:
    if (state := steps.get(name)) is None:
        return {"step": name, "stage": "to come"}
    return {
        "step": name,
        "stage": state.stage,
        "says": state.says,
        "took_s": state.took_s,
        "attempts": state.attempts,
        "outcome": state.outcome,
    }


def in_words(run: Run, holder: Mapping[str, Any] | None) -> Iterator[str]:
    strategies = " → ".join(str(leg.strategy) for leg in run.legs)
    yield f"{run.id}  strategy {strategies}  {run.phase}{f': {run.says}' if run.says else ''}"
    yield f"  asked by {run.request.requested_by} at {run.requested_at:%Y-%m-%d %H:%M} UTC: {run.request.reason}"
    for approval in run.approvals:
        yield f"  approved by {approval.by} as {approval.role} ({approval.via}), hash {approval.hash[:12]}"
    for leg in run.legs:
        for name in leg.names:
            yield _line(name, leg.steps.get(name))
    if holder and holder.get("run") == run.id:
        yield f"  process {holder['pid']} on {holder['host']} is at work on it"
    elif run.phase is Phase.ABORTED and run.changed_something:
        yield f"  ended halfway, nothing was put back: `rollback undo {run.id}` takes back what it changed"
    elif run.phase in NEXT:
        yield f"  {NEXT[run.phase].format(run=run.id)}"


def _line(name: str, state: Any) -> str:
    if state is None:
        return f"    · {name}"
    if state.stage is Stage.INTENDED:
        return f"    {MARKS[state.stage]} {name}  begun"
    again = f", {state.attempts} times" if state.attempts > 1 else ""
    return f"    {MARKS[state.stage]} {name}  {state.took_s:.1f} s{again}  {state.says}".rstrip()
