"""What a step is. Every strategy is a list of them, and the engine knows nothing else about any."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from wabot_rollback.world import World

# What a step leaves behind for later steps, for `undo` and for the rollback log: plain JSON.
Outcome = Mapping[str, Any]


class OnFailure(StrEnum):
    STOP = "stop"  # the run halts halfway: a person resumes, aborts or escalates
    UNDO = "undo"  # what the run did is undone, last step first
    GO_ON = "go on"  # said in the log, and the run continues (a notice that could not be sent)


class Did(StrEnum):
    NO = "no"
    PARTLY = "partly"  # `do` may be called again, and ends what was begun
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a check or of a verification; `figures` are raw values, kept in the log."""

    ok: bool
    says: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Step(Protocol):
    """Built anew from the plan and the request by whichever process runs it: it keeps no state of its own.

    `do` must be safe to call again after `probe` said NO or PARTLY. Everything it needs to know of earlier steps it
    finds in `world.outcomes`, by their names. Destructive statements go through `world.fence`.

    Each method is called in a process of its own, which is ended with all that it started after `timeout_s`: that is
    a `kill -9` like any other. Programs must be started with the environment of that process (os.environ), where a
    mark says whose they are; what is to live on afterwards must not carry it. A step that changes nothing may say `looks_only = True`: when nothing but such steps is
    left undone, the run is called done and unverified instead of halfway, and `rollback verify` repeats them.
    """

    @property
    def name(self) -> str:
        """Unique within a strategy and stable across versions: `disable-feature`."""

    @property
    def does(self) -> str:
        """One line for people, in the present tense."""

    @property
    def expected_s(self) -> float:
        """How long it takes where no drill has measured it yet."""

    @property
    def timeout_s(self) -> float: ...

    @property
    def on_failure(self) -> OnFailure: ...

    def check(self, world: World) -> Finding:
        """Whether `do` can work here. Changes nothing: the dry run calls it for every step."""

    def do(self, world: World) -> Outcome:
        """Raises StepFailed; Fenced passes through."""

    def probe(self, world: World) -> Did:
        """Whether it is done, from the world alone: a process that died between intent and outcome left no word."""

    def undo(self, world: World, outcome: Outcome) -> None:
        """Back to what was before `do`. Safe to call again. Raises StepFailed, also where there is no way back."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        """Whether what it is for came about, looked at from outside."""


@runtime_checkable
class Recalls(Protocol):
    """For a step whose outcome others need even where its `do` died before it was written down."""

    def recall(self, world: World) -> Outcome:
        """What `do` would have left, from the world alone. Called after `probe` said YES; without it, that is {}."""


def looks_only(step: Step) -> bool:
    return bool(getattr(step, "looks_only", False))
