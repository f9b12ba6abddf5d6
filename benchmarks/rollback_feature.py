"""How long strategy 1 takes on the whole embedded stack: `python -m benchmarks.rollback_feature`.

From the command to every process's word and a test customer's answer; the release's command first, then with a release
that cannot start, by SQL. Starting a Django process is quoted apart: a command that only says its version takes as long.
"""

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.local import LocalPlatform
from wabot_rollback.platform.platform import NotStarted, Ran
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.folder import Release, Releases
from wabot_rollback.services.services import Services
from wabot_rollback.steps import Step
from wabot_rollback.storage.storage import Storage
from wabot_rollback.strategies.feature import steps
from wabot_rollback.world import Request, World

from config import ROOT
from config.stack.live import Stack

TARGET_S = 2.0
ROUNDS = 5
TENANT = "mawingu-wear"
HERE = Release("checkout", ROOT, datetime(2026, 1, 1, tzinfo=UTC), "", {})


@dataclass(frozen=True)
class Checkout:
    """The only release there is."""

    def active(self) -> Release:
        return HERE


@dataclass(frozen=True)
class Broken(LocalPlatform):
    """A release whose switch command cannot start; what only looks still works, as from another release."""

    def command(self, *arguments: str, **given: Any) -> Ran:
        if arguments[0] == "configure_ux_features":
            raise NotStarted("configure_ux_features: the release cannot run it")
        return super().command(*arguments, **given)


class OpenFence:
    token = 1

    def check(self) -> None:
        return


@dataclass
class Taken:
    """Seconds of each step, and in how many Django processes they were spent."""

    seconds: dict[str, float] = field(default_factory=dict)
    starts: int = 0
    start_s: float = 0.0
    acknowledged: str = ""

    @property
    def total_s(self) -> float:
        return sum(self.seconds.values())

    @property
    def apart_s(self) -> float:
        return self.total_s - self.starts * self.start_s


def world_of(platform: LocalPlatform, folder: Path, run: str, outcomes: Mapping[str, Any]) -> World:
    section = PlatformSection(web=platform.web, test_tenant=TENANT)
    return World(
        plan=Plan.model_construct(name="benchmark", platform=section),
        request=Request(
            run=run,
            strategy=1,
            reason="benchmark",
            requested_by="benchmark",
            features=("grounded-validation",),
        ),
        state=folder,
        platform=platform,
        services=cast("Services", None),
        releases=cast("Releases", Checkout()),
        storage=cast("Storage", None),
        fence=OpenFence(),
        outcomes=outcomes,
        now=lambda: datetime.now(UTC),
        wait=time.sleep,
        say=lambda words, share: None,
    )


def run_once(platform: LocalPlatform, folder: Path, run: str) -> Taken:
    taken, outcomes = Taken(), dict[str, Any]()
    world = world_of(platform, folder, run, outcomes)
    taken.start_s = start_s(platform)
    planned: Sequence[Step] = steps(world.plan, world.request)[:-1]  # without the half hour of watching
    for step in planned:
        began = time.monotonic()
        outcomes[step.name] = step.do(world)
        taken.seconds[step.name] = time.monotonic() - began
        found = step.verify(replace(world, outcomes=outcomes), outcomes[step.name])
        if not found.ok:
            raise SystemExit(f"{step.name}: {found.says}")
    taken.starts = 2 + (outcomes["disable-feature"]["by"] == "command")
    taken.acknowledged = outcomes["await-acknowledgements"]["says"]
    for step in reversed(planned):
        step.undo(world, outcomes[step.name])
    return taken


def start_s(platform: LocalPlatform) -> float:
    """Measured in each round anew: on a machine with other work it changes from minute to minute."""
    began = time.monotonic()
    platform.command("clear_cache", "--help")
    return time.monotonic() - began


def report(name: str, rounds: Sequence[Taken]) -> bool:
    middle = sorted(rounds, key=lambda one: one.apart_s)[len(rounds) // 2]
    print(f"\n{name}: {middle.acknowledged}")
    for step, seconds in middle.seconds.items():
        print(f"  {step:24} {seconds:6.2f} s")
    print(
        f"  {'in all':24} {middle.total_s:6.2f} s, of them {middle.starts} starts of {middle.start_s:.2f} s"
    )
    share = middle.apart_s / TARGET_S
    print(f"  {'starts apart':24} {middle.apart_s:6.2f} s, {share:.2f} of the target (≤ {TARGET_S:g} s)")
    return middle.apart_s <= TARGET_S


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wabot-") as name, Stack.start(Path(name) / "state") as stack:
        folder = Path(name) / "engine"
        folder.mkdir()
        own = {"WABOT_ENGINE_DATABASE_URL": stack.environment["DATABASE_URL"]}
        section = PlatformSection(web=stack.url("web"), test_tenant=TENANT)
        releases = cast("Releases", Checkout())
        met = []
        for kind, words in ((LocalPlatform, "by the release's command"), (Broken, "by SQL")):
            platform = kind.of(section, releases, stack.environment | own)
            rounds = [run_once(platform, folder, f"{kind.__name__}-{number}") for number in range(ROUNDS)]
            met.append(report(words, rounds))
    if not all(met):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
