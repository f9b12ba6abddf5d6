"""What shows from outside that shops are served again."""

import json
from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

HEALTH = "/v1/health"
LOOK_EVERY_S = 0.5
MESSAGE, DISCOVERY = "test_bot_message", "test_product_discovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTest:
    """One of the platform's own tests of a shop: a customer who does not exist asks, and is answered."""

    command: str
    does: str
    expected_s: float = 3
    timeout_s: float = 60
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    @property
    def name(self) -> str:
        return self.command.replace("_", "-")

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says=f"asks the shop {world.plan.platform.test_tenant}")

    def do(self, world: World) -> Outcome:
        tenant = world.plan.platform.test_tenant
        ran = world.platform.command(
            self.command, f"--tenant-id={tenant}", "--json", timeout_s=self.timeout_s
        )
        if not ran.ok:
            raise StepFailed(f"{self.command}: {ran.line or json.dumps(ran.told)}")
        return {"told": ran.told}

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Its customer does not exist, and nothing of it counts."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says=f"{self.command}: answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """Parts that have just started are given `timeout_s` to be well."""

    name: str = "health"
    does: str = "See that the platform says of itself that it is well"
    expected_s: float = 2
    timeout_s: float = 30
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        return _health(world)

    def do(self, world: World) -> Outcome:
        waited_s = 0.0
        while not (found := _health(world)).ok:
            if waited_s > self.timeout_s:
                raise StepFailed(found.says)
            world.wait(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
        return dict(found.figures)

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return _health(world)


def _health(world: World) -> Finding:
    answer = world.platform.get(HEALTH)
    try:
        said = json.loads(answer.body)
        status, parts = said["status"], said["parts"]
    except (ValueError, KeyError, TypeError):
        return Finding(ok=False, says=f"{HEALTH} answers {answer.status}", figures={"status": answer.status})
    ill = [
        f"{name}: {part.get('state')}"
        for name, part in parts.items()
        if part.get("state") not in ("ok", None)
    ]
    says = f"{HEALTH} answers {answer.status}, {status}" + (f" ({', '.join(ill)})" if ill else "")
    return Finding(
        ok=answer.status == 200 and status == "ok", says=says, figures={"status": status, "ill": ill}
    )
