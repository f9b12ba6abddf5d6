"""A run from its request to its end, in whichever process."""

import os
import socket
from collections.abc import Sequence

from wabot_rollback.errors import Refused
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.approving import STANDING, last_moment, missing, standing_for
from wabot_rollback.runs.calling import Stopped, end_marked
from wabot_rollback.runs.engine import Engine, Worker, plan_of, version
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.rehearsing import check_all, is_needed, plan_hash
from wabot_rollback.runs.run import BEHIND, CLOSED, Phase, Run, request_as_json, runs_of
from wabot_rollback.runs.stepping import Halt, go_forward
from wabot_rollback.runs.undoing import undo_on
from wabot_rollback.steps import OnFailure, Step, looks_only
from wabot_rollback.store.lock import Taken, take
from wabot_rollback.world import Request

ESCALATE_TO = "escalate_to"
# From here on people decide, each time.
NEVER_BY_ITSELF = 4
LONG_S = 300.0


def ask_for(engine: Engine, plan: Plan, request: Request) -> Run:
    """Writes the request down; nothing else changes."""
    hash_ = plan_hash(plan, request, engine.steps_of(plan, request))
    engine.note(
        request.run,
        Kind.REQUESTED,
        request=request_as_json(request),
        plan=plan.model_dump(mode="json"),
        hash=hash_,
        engine=version(),
    )
    return engine.run(request.run)


def advance(engine: Engine, run: str) -> Run:
    """As far as it goes: to its end, to where a person is needed, or to where it may not go.

    Raises Taken while another process is at it; Refused when it is closed, not approved, or a check does not hold (the
    newest strategy has changed nothing then); Fenced when another process takes it over.
    """
    with _Work(engine, run) as worker:
        if worker.run.phase in CLOSED:
            raise Refused(f"{run} is {worker.run.phase}: there is nothing to go on with")
        if worker.run.phase is Phase.UNDOING:
            undo_on(worker)
            return worker.run
        while True:
            if not worker.run.leg.began:
                _begin(worker)
            _forward(worker, worker.steps(worker.run.leg))
            if (to := _next_strategy(worker.run)) is None:
                return worker.run
            note_escalation(engine, worker.plan, worker.run, to, "the engine", worker.run.says)


def undo(engine: Engine, run: str, by: str, why: str) -> Run:
    """The rollback of the rollback: all its strategies, last step first."""
    with _Work(engine, run) as worker:
        if not worker.run.changed_something or worker.run.phase is Phase.UNDONE:
            raise Refused(f"{run} has changed nothing that could be undone")
        _refuse_beside_open(engine, run)
        if worker.run.phase is not Phase.UNDOING:
            worker.note(Kind.UNDO_BEGAN, why=why, by=by, only=None)
        undo_on(worker)
        return worker.run


def verify(engine: Engine, run: str) -> Run:
    """Looks once more at what a run brought about. A run that is unverified goes on to its end instead."""
    if engine.run(run).phase is not Phase.DONE:
        return advance(engine, run)
    with _Work(engine, run) as worker:
        leg = len(worker.run.legs) - 1
        steps = [step for step in last_looks(worker.steps(worker.run.leg)) if step.expected_s < LONG_S]
        _through(worker, leg, steps, again=True)
        return worker.run


def ask_to_abort(engine: Engine, run: str, by: str, why: str) -> Run:
    """The process at work stops before its next step; where there is none, the run is closed at once."""
    if engine.run(run).phase in CLOSED:
        raise Refused(f"{run} is {engine.run(run).phase} already")
    engine.note(run, Kind.ABORT_ASKED, by=by, why=why)
    try:
        with _Work(engine, run) as worker:
            if worker.run.phase not in CLOSED:
                worker.note(Kind.ABORTED, why=why)
    except Taken:
        # Somebody is at work on it, and reads the log before each step.
        return engine.run(run)
    return engine.run(run)


def note_escalation(engine: Engine, plan: Plan, run: Run, to: int, by: str, why: str) -> Run:
    """Another strategy within the same run. It begins when it is approved as the plan says."""
    if to <= run.leg.strategy or run.phase not in (Phase.HALTED, Phase.UNVERIFIED):
        raise Refused(f"{run.id} is {run.phase} at strategy {run.leg.strategy}: it cannot go on to {to}")
    plan.strategy(to)
    asked = Request(**request_as_json(run.request) | {"strategy": to})
    hash_ = plan_hash(plan, asked, engine.steps_of(plan, asked))
    engine.note(run.id, Kind.ESCALATED, strategy=to, hash=hash_, by=by, why=why)
    return engine.run(run.id)


def last_looks(steps: Sequence[Step]) -> list[Step]:
    """The steps at the end that change nothing."""
    found: list[Step] = []
    for step in reversed(steps):
        if not looks_only(step):
            break
        found.insert(0, step)
    return found


class _Work:
    """The lock around a piece of work, and what an earlier holder left behind cleared away."""

    def __init__(self, engine: Engine, run: str) -> None:
        self.engine, self.run = engine, engine.run(run)

    def __enter__(self) -> Worker:
        plan = plan_of(self.run)
        self.held = take(self.engine.state, self.run.id)
        try:
            worker = Worker(engine=self.engine, held=self.held, id=self.run.id, plan=plan)
            worker.note(Kind.TAKEN, pid=os.getpid(), host=socket.gethostname(), engine=version())
            if left := end_marked(self.run.id):
                worker.note(Kind.ENDED, processes=left)
        except BaseException:
            self.held.release()
            raise
        return worker

    def __exit__(self, *_: object) -> None:
        self.held.release()


def _begin(worker: Worker) -> None:
    """Raises Refused; then the strategy has changed nothing."""
    _refuse_beside_open(worker.engine, worker.id)
    _use_standing_approvals(worker)
    run, now = worker.run, worker.engine.now()
    if left := missing(worker.plan, run, now):
        raise Refused(
            f"{run.id} waits for the approval of {' and '.join(left)} on {run.leg.hash[:12]}:"
            f" `rollback approve {run.id} --as PERSON`"
        )
    steps = worker.steps(run.leg)
    asked = [step for step in steps if is_needed(step)]
    findings = check_all(worker.plan, run.request_of(run.leg), asked, worker.engine.world_of)
    checks = [
        {"step": step.name, "ok": found.ok, "says": found.says}
        for step, found in zip(asked, findings, strict=True)
    ]
    if failed := [f"{each['step']}: {each['says']}" for each in checks if not each["ok"]]:
        raise Refused(f"{run.id} does not begin, for its checks say no: {'; '.join(failed)}")
    worker.note(Kind.BEGAN, strategy=run.leg.strategy, steps=[step.name for step in steps], checks=checks)


def _use_standing_approvals(worker: Worker) -> None:
    revoked = {entry.data["name"] for entry in worker.engine.ledger.entries() if entry.kind == Kind.REVOKED}
    run = worker.run
    for role, standing in standing_for(worker.plan, run, worker.engine.now(), revoked):
        until = last_moment(standing).isoformat()
        via = f"{STANDING} {standing.name}"
        worker.note(Kind.APPROVED, by=standing.by, role=role, hash=run.leg.hash, via=via, until=until)


def _refuse_beside_open(engine: Engine, run: str) -> None:
    others = [
        other for other in runs_of(engine.ledger.entries()).values() if other.is_open and other.id != run
    ]
    if others:
        raise Refused(
            f"{others[0].id} is {others[0].phase}: resume, escalate, abort or undo it before another begins"
        )


def _forward(worker: Worker, steps: Sequence[Step]) -> None:
    leg = len(worker.run.legs) - 1
    left = [step for step in steps if step.name not in _behind(worker.run)]
    _through(worker, leg, left)


def _through(worker: Worker, leg: int, steps: Sequence[Step], *, again: bool = False) -> None:
    try:
        for step in steps:
            if worker.run.abort_asked:
                raise Stopped("the run was asked to end")
            go_forward(worker, leg, step, again=again)
    except Stopped as stopped:
        worker.note(Kind.ABORTED, why=str(stopped))
    except Halt as halt:
        _halt(worker, leg, halt)
    else:
        worker.note(Kind.FINISHED)


def _halt(worker: Worker, leg: int, halt: Halt) -> None:
    if halt.step.on_failure is OnFailure.UNDO:
        worker.note(Kind.UNDO_BEGAN, why=str(halt), by="the engine", only=leg)
        undo_on(worker)
        return
    left = [step for step in worker.steps(worker.run.legs[leg]) if step.name not in _behind(worker.run)]
    worker.note(Kind.HALTED, why=str(halt), unverified=all(looks_only(step) for step in left))


def _behind(run: Run) -> set[str]:
    return {name for name, state in run.leg.steps.items() if state.stage in BEHIND}


def _next_strategy(run: Run) -> int | None:
    """Where the run may escalate by itself, as it was asked to; never after a person ended it, never to strategy 4."""
    highest = min(int(run.request.options.get(ESCALATE_TO, 0)), NEVER_BY_ITSELF - 1)
    has_failed = run.phase in (Phase.HALTED, Phase.UNVERIFIED)
    return run.leg.strategy + 1 if has_failed and run.leg.strategy < highest else None
