"""What is known of a run, read from the log and from nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from wabot_rollback.errors import Refused
from wabot_rollback.runs.records import Kind
from wabot_rollback.store.chain import Entry
from wabot_rollback.world import Request


class Phase(StrEnum):
    WAITING = "waiting"  # for approval, or for a check to hold; its newest strategy has changed nothing
    RUNNING = "running"  # whether a process is at work on it, the lock says
    HALTED = "halted"  # halfway: resume, escalate, abort or undo
    UNVERIFIED = "unverified"  # everything is done, and has not been seen to help
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    ABORTED = "aborted"


CLOSED = {Phase.DONE, Phase.UNDONE, Phase.ABORTED}


class Stage(StrEnum):
    INTENDED = "intended"  # without a word after it, whoever wrote this died
    DONE = "done"
    FAILED = "failed"
    WENT_ON = "went on"  # failed, and the run does without it
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    UNDOING = "undoing"
    UNDONE = "undone"


# The run has nothing more to do with such a step on its way forward.
BEHIND = {Stage.VERIFIED, Stage.WENT_ON}


@dataclass(slots=True)
class StepState:
    name: str
    stage: Stage
    outcome: Mapping[str, Any] | None = None
    says: str = ""
    took_s: float = 0.0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """`hash` is the dry run's that was approved; `until` when it is worth nothing any more."""

    by: str
    role: str
    hash: str
    via: str  # person, standing, break-glass
    until: datetime


@dataclass(slots=True)
class Leg:
    """One strategy of the run; an escalation adds another. `names` are the steps, once it began."""

    strategy: int
    hash: str
    names: tuple[str, ...] = ()
    steps: dict[str, StepState] = field(default_factory=dict)

    @property
    def began(self) -> bool:
        return bool(self.names)

    @property
    def outcomes(self) -> dict[str, Mapping[str, Any]]:
        return {name: each.outcome for name, each in self.steps.items() if each.outcome is not None}


@dataclass(slots=True)
class Run:
    request: Request
    plan: Mapping[str, Any]  # as it was when the run was asked for: a plan edited since changes nothing here
    requested_at: datetime
    legs: list[Leg]
    engine: str
    phase: Phase = Phase.WAITING
    approvals: list[Approval] = field(default_factory=list)
    says: str = ""
    abort_asked: bool = False
    undo_only: int | None = None  # the leg that is undone; None: all
    last_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.request.run

    @property
    def leg(self) -> Leg:
        return self.legs[-1]

    @property
    def changed_something(self) -> bool:
        return any(leg.began for leg in self.legs)

    @property
    def is_open(self) -> bool:
        """Until it is closed, no other run may begin."""
        return self.changed_something and self.phase not in CLOSED

    def request_of(self, leg: Leg) -> Request:
        return replace(self.request, strategy=leg.strategy)

    def state(self, entry: Entry) -> StepState:
        leg: Leg = self.legs[entry.data["leg"]]
        name = str(entry.data["step"])
        return leg.steps.setdefault(name, StepState(name, Stage.INTENDED))


def request_as_json(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in Request.__dataclass_fields__}


def request_from_json(told: Mapping[str, Any]) -> Request:
    return Request(**{**told, "features": tuple(told["features"]), "tenants": tuple(told["tenants"])})


def runs_of(entries: Iterable[Entry]) -> dict[str, Run]:
    """By id, oldest first."""
    found: dict[str, Run] = {}
    for entry in entries:
        if entry.kind == Kind.REQUESTED:
            found[entry.run] = _requested(entry)
        elif (run := found.get(entry.run)) is not None:
            _APPLY.get(entry.kind, _nothing)(run, entry)
            run.last_at = entry.at
    return found


def run_of(entries: Iterable[Entry], run: str) -> Run:
    """Raises Refused where there is none."""
    known = runs_of(entries)
    if run not in known:
        newest = ", ".join(list(known)[-3:]) or "none yet"
        raise Refused(f"no run {run}: `rollback history` lists them (the newest: {newest})")
    return known[run]


def _requested(entry: Entry) -> Run:
    request = request_from_json(entry.data["request"])
    leg = Leg(request.strategy, entry.data["hash"])
    return Run(request, entry.data["plan"], entry.at, [leg], entry.data["engine"], last_at=entry.at)


def _approved(run: Run, entry: Entry) -> None:
    told = dict(entry.data)
    run.approvals.append(Approval(**told | {"until": datetime.fromisoformat(told["until"])}))


def _began(run: Run, entry: Entry) -> None:
    run.leg.names = tuple(entry.data["steps"])
    run.phase, run.says = Phase.RUNNING, ""


def _taken(run: Run, entry: Entry) -> None:
    if run.leg.began and run.phase in (Phase.HALTED, Phase.UNVERIFIED):
        run.phase, run.says = Phase.RUNNING, ""


def _intended(run: Run, entry: Entry) -> None:
    state = run.state(entry)
    state.stage, state.outcome, state.says = Stage.INTENDED, None, ""
    state.attempts += 1


def _did(run: Run, entry: Entry) -> None:
    state = run.state(entry)
    state.stage, state.outcome, state.took_s = Stage.DONE, entry.data["outcome"], entry.data["took_s"]


def _failed(run: Run, entry: Entry) -> None:
    state = run.state(entry)
    state.stage = Stage.WENT_ON if entry.data["went_on"] else Stage.FAILED
    state.says, state.took_s = entry.data["error"], entry.data["took_s"]


def _verified(run: Run, entry: Entry) -> None:
    state = run.state(entry)
    stage = Stage.VERIFIED if entry.data["ok"] else Stage.UNVERIFIED
    state.stage = Stage.WENT_ON if entry.data["went_on"] else stage
    state.says = entry.data["says"]


def _halted(run: Run, entry: Entry) -> None:
    run.phase = Phase.UNVERIFIED if entry.data["unverified"] else Phase.HALTED
    run.says = entry.data["why"]


def _finished(run: Run, entry: Entry) -> None:
    run.phase, run.says = Phase.DONE, ""


def _escalated(run: Run, entry: Entry) -> None:
    run.legs.append(Leg(entry.data["strategy"], entry.data["hash"]))
    run.phase, run.says = Phase.WAITING, ""


def _abort_asked(run: Run, entry: Entry) -> None:
    run.abort_asked = True


def _aborted(run: Run, entry: Entry) -> None:
    run.phase, run.says, run.abort_asked = Phase.ABORTED, entry.data["why"], False


def _undo_began(run: Run, entry: Entry) -> None:
    run.phase, run.says, run.undo_only = Phase.UNDOING, entry.data["why"], entry.data["only"]
    run.abort_asked = False


def _undo_intended(run: Run, entry: Entry) -> None:
    run.state(entry).stage = Stage.UNDOING


def _undone(run: Run, entry: Entry) -> None:
    run.state(entry).stage = Stage.UNDONE


def _undo_failed(run: Run, entry: Entry) -> None:
    run.says = entry.data["error"]


def _undo_finished(run: Run, entry: Entry) -> None:
    # Where the newest strategy alone was taken back, those before it still stand.
    run.phase = Phase.HALTED if run.undo_only else Phase.UNDONE


def _nothing(run: Run, entry: Entry) -> None:
    """Of interest to people alone."""


_APPLY: Mapping[str, Callable[[Run, Entry], None]] = {
    Kind.APPROVED: _approved,
    Kind.TAKEN: _taken,
    Kind.BEGAN: _began,
    Kind.INTENT: _intended,
    Kind.OUTCOME: _did,
    Kind.FAILED: _failed,
    Kind.VERIFIED: _verified,
    Kind.HALTED: _halted,
    Kind.FINISHED: _finished,
    Kind.ESCALATED: _escalated,
    Kind.ABORT_ASKED: _abort_asked,
    Kind.ABORTED: _aborted,
    Kind.UNDO_BEGAN: _undo_began,
    Kind.UNDO_INTENT: _undo_intended,
    Kind.UNDONE: _undone,
    Kind.UNDO_FAILED: _undo_failed,
    Kind.UNDO_FINISHED: _undo_finished,
}
