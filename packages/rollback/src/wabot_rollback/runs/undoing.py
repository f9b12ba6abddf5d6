"""The way back: what a run did is undone, last step first."""

from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.runs.engine import Worker
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import Leg, Stage, StepState
from wabot_rollback.steps import Did, Step, looks_only


def undo_on(worker: Worker) -> bool:
    """Goes on where an earlier process stopped. False: a step could not be undone, and says why in the log."""
    run = worker.run
    legs = range(len(run.legs)) if run.undo_only is None else [run.undo_only]
    for index in reversed(legs):
        if not _undo_leg(worker, index, run.legs[index]):
            return False
    worker.note(Kind.UNDO_FINISHED)
    return True


def _undo_leg(worker: Worker, index: int, leg: Leg) -> bool:
    for step in reversed(worker.steps(leg)):
        state = leg.steps.get(step.name)
        if state is None or state.stage is Stage.UNDONE or looks_only(step):
            continue
        try:
            _undo(worker, index, step, state)
        except (StepFailed, Refused) as error:
            # Both stories: why the way back was taken, and why it ended.
            both = f"{step.name} cannot be undone: {error}"
            why = f"{worker.run.says}; then {both}" if worker.run.says else both
            worker.note(Kind.UNDO_FAILED, leg=index, step=step.name, error=why)
            return False
    return True


def _undo(worker: Worker, index: int, step: Step, state: StepState) -> None:
    """A step whose outcome nobody knows may have done nothing: then there is nothing to take back."""
    is_known = state.outcome is not None or state.stage is Stage.UNDOING
    if is_known or worker.call(index, step, "probe") is not Did.NO:
        worker.note(Kind.UNDO_INTENT, leg=index, step=step.name)
        worker.call(index, step, "undo", state.outcome or {})
    worker.note(Kind.UNDONE, leg=index, step=step.name)
