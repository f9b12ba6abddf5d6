"""A world for steps on the real platform: real time, unless a test moves it."""

import hashlib
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
from wabot_rollback.services.services import Service, Standing, Workers
from wabot_rollback.steps import Outcome, Step
from wabot_rollback.storage.storage import Stored
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


@dataclass(slots=True)
class MemoryStorage:
    """Keeps what it is given, by key."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, file: Path, key: str) -> Stored:
        self.kept[key] = file.read_bytes()
        return self._stored(key)

    def get(self, key: str, to: Path) -> Stored:
        to.write_bytes(self.kept[key])
        return self._stored(key)

    def list(self, prefix: str = "") -> list[Stored]:
        return [self._stored(key) for key in self.kept if key.startswith(prefix)]

    def delete(self, key: str) -> None:
        del self.kept[key]

    def _stored(self, key: str) -> Stored:
        content = self.kept[key]
        return Stored(key, len(content), hashlib.sha256(content).hexdigest(), datetime.now(UTC))


@dataclass(slots=True)
class RecordedServices:
    """Everything runs; what is asked of it is written down."""

    asked: list[str] = field(default_factory=list)

    def standing(self, service: Service) -> list[Standing]:
        return [Standing(service, "here", running=True, pids=(7,))]

    def reload(self, service: Service, *, within_s: float) -> None:
        self.asked.append(f"reload {service}")

    def stop(self, *services: Service, within_s: float) -> None:
        self.asked += [f"stop {service}" for service in services]

    def start(self, *services: Service, within_s: float) -> None:
        self.asked += [f"start {service}" for service in services]

    def drain(self, *, within_s: float) -> Workers:
        return Workers((), 0, 0, 0.0)

    def ask_workers(self, *, within_s: float) -> Workers:
        return Workers((), 0, 0, 0.0)
