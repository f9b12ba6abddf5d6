"""Waiting until every process that lives has taken a change over."""

from dataclasses import dataclass

from wabot_rollback.platform.processes import Acknowledged, acknowledged, processes
from wabot_rollback.platform.switches import asked
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

LOOK_EVERY_S = 0.05
NAME = "await-acknowledgements"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitAcknowledgements:
    """Who does not answer in time is named, and the run goes on: the last step judges once more."""

    name: str = NAME
    does: str = "Wait until every process runs on the new switches"
    expected_s: float = 0.3
    timeout_s: float = 30
    on_failure: OnFailure = OnFailure.GO_ON
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        now = standing(world)
        return Finding(ok=True, says=str(now), figures={"alive": now.of})

    def do(self, world: World) -> Outcome:
        began = world.now()
        until_s = world.plan.platform.acknowledge_within_s
        while True:
            now = standing(world)
            spent_s = (world.now() - began).total_seconds()
            world.say(str(now), now.count / now.of if now.of else None)
            if not now.missing or spent_s >= until_s:
                return {**_told(now), "seconds": round(spent_s, 3)}
            world.wait(LOOK_EVERY_S)

    def probe(self, world: World) -> Did:
        return Did.YES if standing(world).by_all else Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """It changed nothing."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        now = standing(world)
        return Finding(ok=now.by_all, says=str(now), figures=_told(now))


def standing(world: World) -> Acknowledged:
    """Of the newest change there is, whoever made it: who runs on that runs on ours. Raises StepFailed."""
    newest = asked(world.platform, "head")
    return acknowledged(processes(world.platform), int(newest))


def _told(now: Acknowledged) -> Outcome:
    return {
        "version": now.version,
        "acknowledged": now.count,
        "alive": now.of,
        "missing": [str(one) for one in now.missing],
        "says": str(now),
    }
