"""The real world: the adapters that the plan and the environment name."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wabot_rollback.cli.environment import completed
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.local import LocalPlatform
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.runs.calling import Say
from wabot_rollback.runs.engine import WorldOf
from wabot_rollback.services.manager import Manager
from wabot_rollback.services.running import RunningServices
from wabot_rollback.services.settings import ServicesSection
from wabot_rollback.storage.settings import StorageSection
from wabot_rollback.storage.storage import Storage, Stored
from wabot_rollback.store.ledger import utc_now
from wabot_rollback.world import Fence, Request, World


def world_at(state: Path) -> WorldOf:
    """Worlds are made in the process that works in them, of the environment that it has then."""

    def world_of(
        plan: Plan, request: Request, *, fence: Fence, outcomes: Mapping[str, Mapping[str, Any]], say: Say
    ) -> World:
        environment = completed(os.environ)
        kept = KeptReleases(plan.releases.folder)
        return World(
            plan=plan,
            request=request,
            state=state,
            platform=LocalPlatform.of(plan.platform, kept, environment),
            services=RunningServices(managers_of(plan.services), kept, environment),
            releases=kept,
            storage=LateStorage(plan.storage, environment, state),
            fence=fence,
            outcomes=outcomes,
            now=utc_now,
            wait=time.sleep,
            say=say,
        )

    return world_of


def managers_of(section: ServicesSection) -> dict[str, Manager]:
    if section.manager == "supervisor" and section.socket is not None:
        from wabot_rollback.services.supervisor import Supervisor

        return {host: Supervisor(section.socket) for host in section.hosts}
    from wabot_rollback.services.systemd import Systemd

    return {host: Systemd(tuple(section.systemctl)) for host in section.hosts}


@dataclass(frozen=True, slots=True)
class LateStorage:
    """Opened when a step first needs it: most strategies run where no backup can be reached."""

    section: StorageSection
    environment: Mapping[str, str]
    state: Path

    def put(self, file: Path, key: str) -> Stored:
        return self._opened().put(file, key)

    def get(self, key: str, to: Path) -> Stored:
        return self._opened().get(key, to)

    def list(self, prefix: str = "") -> Sequence[Stored]:
        return self._opened().list(prefix)

    def delete(self, key: str) -> None:
        self._opened().delete(key)

    def _opened(self) -> Storage:
        from wabot_rollback.storage.opening import open_storage

        return open_storage(self.section, self.environment, state=self.state)
