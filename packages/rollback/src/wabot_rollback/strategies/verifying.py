"""Whether the platform does its work again: health, a message of a customer who does not exist, and what is logged."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.platform import Answer
from wabot_rollback.platform.switches import asked
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.strategies.acknowledging import standing
from wabot_rollback.world import World

NAME = "verify-service"
WELL = 200
LOOKED_BACK_MIN = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyService:
    """`smoke` are the platform's own tests, each run for the plan's test tenant.

    The first taps: a written message would be answered only after the shop's quiet time.
    """

    name: str = NAME
    does: str = "Look at health, have a test message answered, count errors"
    expected_s: float = 2
    timeout_s: float = 120
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True
    smoke: tuple[str, ...] = ("test_bot_message --tap",)

    def check(self, world: World) -> Finding:
        now = health(world)
        shop = asked(world.platform, "tenant", world.plan.platform.test_tenant)
        if shop is None:
            return Finding(ok=False, says=f"no shop {world.plan.platform.test_tenant}: mend test_tenant")
        return Finding(ok=True, says=f"health is {now['status']} now", figures=now)

    def do(self, world: World) -> Outcome:
        told: dict[str, Any] = {"health": health(world), "processes": str(standing(world))}
        failed = [] if told["health"]["code"] == WELL else ["health"]
        for test in self.smoke:
            told[test] = smoke(world, test)
            failed += [] if told[test]["passed"] else [test]
        told["counted"] = asked(world.platform, "health", _minutes_since_change(world))
        return {**told, "failed": failed, "at": world.now().isoformat()}

    def probe(self, world: World) -> Did:
        """It changes nothing: looking again is as good."""
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """It changed nothing."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        """Judged by what `do` saw, and by who runs on the newest switches now."""
        failed, now = [*outcome["failed"]], standing(world)
        if not now.by_all:
            failed.append(str(now))
        critical = outcome["counted"]["log_critical"]
        if critical:
            failed.append(f"{critical} critical line(s) since the change")
        says = f"not well: {'; '.join(failed)}" if failed else f"well; {now}"
        return Finding(ok=not failed, says=says, figures=outcome["counted"])


def health(world: World) -> Mapping[str, Any]:
    """`code` 0: nobody answers."""
    answer = world.platform.get("/v1/health")
    return {"code": answer.status, "status": _status(answer), "took_s": round(answer.took_s, 3)}


def smoke(world: World, test: str) -> Mapping[str, Any]:
    """A release that cannot run its test has failed it."""
    shop = world.plan.platform.test_tenant
    try:
        ran = world.platform.command(*test.split(), f"--tenant-id={shop}", "--json", timeout_s=60)
    except StepFailed as error:
        return {"passed": False, "says": str(error)}
    told = ran.told or {}
    took_ms = sum(one["total_ms"] for one in told.get("talk", []))
    return {
        "passed": ran.ok and bool(told.get("passed")),
        "says": told.get("stuck") or ran.line,
        "took_ms": took_ms,
    }


def _minutes_since_change(world: World) -> float:
    """What was logged before it is why there is a rollback."""
    times = [datetime.fromisoformat(one["at"]) for one in world.outcomes.values() if "at" in one]
    if not times:
        return LOOKED_BACK_MIN
    return max((world.now() - max(times)).total_seconds(), 1.0) / 60


def _status(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["status"])
    except (ValueError, KeyError, TypeError):
        return "no answer" if answer.status == 0 else "no health page"
