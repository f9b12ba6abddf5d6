"""Everything a step may touch. Steps get it handed in, so that tests hand in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from wabot_rollback.plan.schema import Plan
    from wabot_rollback.platform.platform import Platform
    from wabot_rollback.releases.folder import Releases
    from wabot_rollback.services.services import Services
    from wabot_rollback.storage.storage import Storage


class Fence(Protocol):
    """The run's right to change things. Its token grows with every process that takes the run over (rule 20)."""

    @property
    def token(self) -> int: ...

    def check(self) -> None:
        """Raises Fenced when a newer token is out. Call it right before anything that destroys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for, as approved; plain JSON in the store, so any process can go on with it.

    `release` and `backup` None: the engine takes the one before the deployment. Times are aware, in UTC.
    """

    run: str
    strategy: int
    reason: str
    requested_by: str
    features: tuple[str, ...] = ()  # of strategy 1; names of the plan's features
    tenants: tuple[str, ...] = ()  # ids or slugs; empty = all
    release: str | None = None  # of strategies 3 and 4: the release to go back to
    backup: str | None = (
        None  # of strategy 2 a configuration's, of strategy 4 a database's; "defaults" in strategy 2
    )
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`state` is the engine's own folder (WABOT_ENGINE_STATE); `outcomes` what earlier steps of this run left."""

    plan: Plan
    request: Request
    state: Path
    platform: Platform
    services: Services
    releases: Releases
    storage: Storage
    fence: Fence
    outcomes: Mapping[str, Mapping[str, Any]]
    now: Callable[[], datetime]
    wait: Callable[[float], None]  # seconds; in tests it does not wait
    say: Callable[[str, float | None], None]  # progress: words, and the share done (0 to 1) where known
