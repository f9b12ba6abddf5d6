"""The rollback engine beside a running stack, and releases for it made from this repository."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.local import LocalPlatform
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.building import build
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.releases.settings import ReleasesSection
from wabot_rollback.services.running import RunningServices
from wabot_rollback.services.settings import ServicesSection
from wabot_rollback.services.supervisor import Supervisor
from wabot_rollback.steps import Step
from wabot_rollback.storage.storage import Storage
from wabot_rollback.world import Request, World

from config import ROOT
from config.stack.live import Stack


class Fence:
    token = 1

    def check(self) -> None:
        return


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=drill", "-c", "user.email=drill@example.org"]
    ran = subprocess.run(
        ["/usr/bin/env", "git", *who, "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


@dataclass(frozen=True, slots=True)
class Workshop:
    """A throwaway clone, and releases built from it."""

    clone: Path
    kept: KeptReleases

    @classmethod
    def at(cls, folder: Path) -> "Workshop":
        git(folder, "clone", "--quiet", "--shared", str(ROOT), str(folder / "clone"))
        return cls(folder / "clone", KeptReleases(folder / "releases"))

    def build(self, revision: str = "HEAD") -> Release:
        return build(self.kept, self.clone, revision, now=datetime.now(UTC))

    def spoil(self, path: str, right: str, wrong: str) -> Release:
        """A defective release: `wrong` stands where `right` stood."""
        file = self.clone / path
        text = file.read_text()
        assert text.count(right) == 1, f"{path} no longer says {right!r} once"
        file.write_text(text.replace(right, wrong))
        git(self.clone, "commit", "--quiet", "--all", "--message", f"Spoil {path}")
        return self.build()


@dataclass(slots=True)
class Engine:
    """`took_s`: seconds of each step's `do`, by its name."""

    stack: Stack
    kept: KeptReleases
    state: Path
    tenant: str
    outcomes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    took_s: dict[str, float] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        socket = self.stack.plan.layout.supervisor_socket
        return load(EXAMPLE).model_copy(
            update={
                "platform": PlatformSection(web=self.stack.url("web"), test_tenant=self.tenant),
                "releases": ReleasesSection(folder=self.kept.root, repository=ROOT, free_mb=100),
                "services": ServicesSection(manager="supervisor", socket=socket),
            }
        )

    @property
    def services(self) -> RunningServices:
        supervisor = Supervisor(self.stack.plan.layout.supervisor_socket)
        return RunningServices({"localhost": supervisor}, self.kept, self.stack.environment)

    @property
    def platform(self) -> LocalPlatform:
        own = {"WABOT_ENGINE_DATABASE_URL": self.stack.environment["DATABASE_URL"]}
        return LocalPlatform.of(self.plan.platform, self.kept, self.stack.environment | own)

    def world(self, request: Request) -> World:
        return World(
            plan=self.plan,
            request=request,
            state=self.state,
            platform=self.platform,
            services=self.services,
            releases=self.kept,
            storage=cast("Storage", None),
            fence=Fence(),
            outcomes=self.outcomes,
            now=lambda: datetime.now(UTC),
            wait=time.sleep,
            say=lambda words, share: None,
        )

    def run(self, make: Callable[[Plan, Request], Sequence[Step]], request: Request) -> None:
        """Each step is checked, done and verified, in order; the first that fails stops the test."""
        world = self.world(request)
        for step in make(self.plan, request):
            found = step.check(replace(world, outcomes=self.outcomes))
            assert found.ok, f"{step.name}: check: {found.says}"
            began = time.monotonic()
            self.outcomes[step.name] = step.do(world)
            self.took_s[step.name] = round(time.monotonic() - began, 1)
            found = step.verify(world, self.outcomes[step.name])
            assert found.ok, f"{step.name}: verify: {found.says}"
