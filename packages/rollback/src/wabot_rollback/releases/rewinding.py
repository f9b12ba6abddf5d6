"""Rule 5: where the projector differs between two releases, what it wrote since the deployment is read again."""

from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.releases.steps import chosen
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class RewindProjector:
    """Nothing is written twice, so it may be done again at any time; a projector that runs notices, and reads again."""

    name: str = "rewind-projector"
    does: str = "Let the target's projector read again what came since the deployment, where the two differ"
    expected_s: float = 2
    timeout_s: float = 60
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        head = _head_at_deployment(world)
        says = (
            "both read the journal alike" if head is None else f"the journal is read again from offset {head}"
        )
        return Finding(ok=True, says=says)

    def do(self, world: World) -> Outcome:
        head = _head_at_deployment(world)
        if head is None:
            return {"rewound_to": None}
        world.fence.check()
        target = chosen(world)[1]
        ran = world.platform.command("projector", "rewind", "--to", str(head), "--confirm", release=target.id)
        if not ran.ok:
            raise StepFailed(f"projector rewind: {ran.line}")
        return {"rewound_to": head}

    def probe(self, world: World) -> Did:
        return Did.YES if _head_at_deployment(world) is None else Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        """What is read again is written as it stands: there is nothing to take back."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        # who died right after it left no outcome, where there was nothing to do
        was_needed = outcome.get("rewound_to") is not None
        return Finding(ok=True, says="read again from the deployment on" if was_needed else "not needed")


def _head_at_deployment(world: World) -> int | None:
    """None where there is no need. A head that nobody wrote down means: from the beginning."""
    condemned, target = chosen(world)
    if condemned is None or condemned.manifest["projector_sha256"] == target.manifest["projector_sha256"]:
        return None
    return int(condemned.deployment.get("journal_head") or 0)
