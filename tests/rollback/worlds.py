"""A world for steps on the real platform: real time, unless a test moves it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from wabot_rollback.errors import Fenced
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.memory import MemoryPlatform
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.steps import Outcome, Step
from wabot_rollback.world import Request, World


@dataclass(slots=True)
class Time:
    """`ahead` of the real time; waiting only moves it, so that half an hour takes none."""

    ahead: timedelta = timedelta()
    said: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def wait(self, seconds: float) -> None:
        # threads of real processes answer meanwhile
        time.sleep(min(seconds, 0.01))
        self.ahead += timedelta(seconds=max(0.0, seconds - 0.01))

    def say(self, words: str, share: float | None) -> None:
        self.said.append(words)


@dataclass(slots=True)
class Fence:
    token: int = 1
    is_lost: bool = False

    def check(self) -> None:
        if self.is_lost:
            raise Fenced("another process has taken the run over")


def make_plan(**platform: Any) -> Plan:
    """Only the platform's part is asked here."""
    section = PlatformSection(**{"test_tenant": "pwani", "acknowledge_within_s": 5, **platform})
    return Plan.model_construct(name="test", platform=section)


def make_world(
    platform: MemoryPlatform,
    folder: Path,
    *,
    features: tuple[str, ...] = ("grounded-validation",),
    run: str = "r-1",
    clock: Time | None = None,
    plan: Plan | None = None,
    outcomes: Mapping[str, Mapping[str, Any]] | None = None,
    fence: Fence | None = None,
    **more: Any,
) -> World:
    """`more`: of the request (`tenants`, `backup`, `options`), and `services` or `storage` where a step needs them."""
    clock = clock or Time()
    others = {name: more.pop(name, None) for name in ("services", "releases", "storage")}
    asked = {"strategy": 1, "reason": "wrong prices", "requested_by": "amina", **more}
    return World(
        plan=plan or make_plan(),
        request=Request(run=run, features=features, **asked),
        state=folder,
        platform=platform,
        **others,
        fence=fence or Fence(),
        outcomes=outcomes if outcomes is not None else {},
        now=clock.now,
        wait=clock.wait,
        say=clock.say,
    )


def do_all(steps: list[Step], world: World) -> dict[str, Outcome]:
    """As a run does, without its memory: each step sees what those before it left."""
    left = cast("dict[str, Outcome]", world.outcomes)
    for step in steps:
        left[step.name] = step.do(world)
    return left
