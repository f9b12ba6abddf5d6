"""A world for one step: time that a test moves, and a fence that nobody else holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from wabot_rollback.errors import Fenced
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.platform import Platform
from wabot_rollback.releases.folder import Releases
from wabot_rollback.services.services import Services
from wabot_rollback.storage.storage import Storage
from wabot_rollback.world import Request, World

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REQUEST = Request(run="r-1", strategy=1, reason="wrong prices", requested_by="amina")


@dataclass(slots=True)
class Clock:
    now: datetime = NOON
    waited_s: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waited_s.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass(slots=True)
class OpenFence:
    """`is_lost`: a newer token is out."""

    token: int = 1
    is_lost: bool = False

    def check(self) -> None:
        if self.is_lost:
            raise Fenced("another process has taken the run over")


def make_world(
    platform: Platform,
    folder: Path,
    *,
    request: Request = REQUEST,
    clock: Clock | None = None,
    outcomes: Mapping[str, Mapping[str, Any]] | None = None,
    **others: Any,
) -> World:
    clock = clock or Clock()
    return World(
        plan=others.get("plan", cast("Plan", None)),
        request=request,
        state=folder,
        platform=platform,
        services=others.get("services", cast("Services", None)),
        releases=others.get("releases", cast("Releases", None)),
        storage=others.get("storage", cast("Storage", None)),
        fence=others.get("fence", OpenFence()),
        outcomes=outcomes or {},
        now=lambda: clock.now,
        wait=clock.wait,
        say=others.get("say", lambda words, share: None),
    )


def with_outcome(world: World, step: str, outcome: Mapping[str, Any]) -> World:
    return replace(world, outcomes={**world.outcomes, step: outcome})
