"""What shows from outside that shops are served again."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from wabot_rollback.errors import StepFailed
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.strategies.verifying import WELL, health, smoke
from wabot_rollback.world import World

LOOK_EVERY_S = 0.5
OK = "ok"
TESTS = ("test_bot_message", "test_product_discovery")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTests:
    """The platform's own tests of a shop, side by side: customers who do not exist ask, and are answered."""

    tests: tuple[str, ...] = TESTS
    name: str = "smoke-tests"
    does: str = "Let customers who do not exist write and look for a product, and be answered"
    expected_s: float = 4
    timeout_s: float = 90
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says=f"asks the shop {world.plan.platform.test_tenant}")

    def do(self, world: World) -> Outcome:
        with ThreadPoolExecutor(len(self.tests)) as pool:
            told = dict(zip(self.tests, pool.map(lambda test: smoke(world, test), self.tests), strict=True))
        if failed := [f"{test}: {said['says']}" for test, said in told.items() if not said["passed"]]:
            raise StepFailed("; ".join(failed))
        return told

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Its customers do not exist, and nothing of it counts."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says=f"{', '.join(self.tests)}: answered", figures=outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """Parts that have just started are given `timeout_s` to be well."""

    name: str = "health"
    does: str = "See that the platform says of itself that it is well"
    expected_s: float = 2
    timeout_s: float = 40
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True
    patience_s: float = 30

    def check(self, world: World) -> Finding:
        now = health(world)
        return Finding(ok=True, says=f"health is {now['status']} now", figures=now)

    def do(self, world: World) -> Outcome:
        waited_s = 0.0
        while not _is_well(now := health(world)):
            if waited_s > self.patience_s:
                raise StepFailed(f"health is {now['status']} (HTTP {now['code']}) after {waited_s:g} s")
            world.wait(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
        return dict(now)

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        now = health(world)
        return Finding(ok=_is_well(now), says=f"health is {now['status']}", figures=now)


def _is_well(now: Mapping[str, Any]) -> bool:
    return bool(now["code"] == WELL and now["status"] == OK)
