"""The services of the plan's hosts: what their managers started, and what was started past them."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wabot_rollback.errors import StepFailed
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.services.beside import COMMANDS, NAME, begin_beside
from wabot_rollback.services.manager import Manager, State
from wabot_rollback.services.processes import Found, family, found_in, heads, release_of, send
from wabot_rollback.services.services import Service, Standing, Workers
from wabot_rollback.services.workers import ask_workers

LOOK_EVERY_S = 0.1
# Before a process is called stubborn it has had this share of the time to end by itself.
PATIENT_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class RunningServices:
    """`environment` is the platform's own: CELERY_BROKER_URL above all."""

    managers: Mapping[str, Manager]
    releases: KeptReleases
    environment: Mapping[str, str]
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def standing(self, service: Service, *, sparing: str | None = None) -> Sequence[Standing]:
        return [self._on(host, manager, service, sparing) for host, manager in self.managers.items()]

    def stop(self, *services: Service, within_s: float, sparing: str | None = None) -> None:
        for service in services:
            for manager in self.managers.values():
                manager.stop(service)
        self._end(
            lambda: [pid for service in services for pid in self._pids(service, sparing)],
            lambda: [pid for service in services for pid in self._strays(service, sparing)],
            what=", ".join(services),
            within_s=within_s,
        )
        self._until_noticed(services, within_s)

    def start(self, *services: Service, within_s: float) -> None:
        for service in services:
            self._refuse_a_second_beat(service)
        for service in services:
            for manager in self.managers.values():
                manager.start(service)
        for service in services:
            self._until_running(service, within_s)

    def reload(self, service: Service, *, within_s: float) -> None:
        reloaded = [manager.reload(service) for manager in self.managers.values()]
        if all(reloaded):
            self._until_running(service, within_s)
            return
        self.stop(service, within_s=within_s)
        self.start(service, within_s=within_s)

    def start_beside(self, release: Release, *, within_s: float) -> None:
        began, running = self.clock(), {each.service for each in self._beside(release)}
        for service in COMMANDS:
            if service not in running:
                log = Path(self.environment["WABOT_STATE_DIR"]) / f"{NAME}-{service}.log"
                begin_beside(release, service, self.environment, log)
        # the slowest of them to start, and the only one that can be asked
        while not any(name.startswith(f"{NAME}@") for name in self.ask_workers(within_s=1).names):
            if self.clock() - began > within_s:
                raise StepFailed(
                    f"no worker of {release.id} answers within {within_s:g} s, beside those that run"
                )
            self.wait(LOOK_EVERY_S)
        if missing := set(COMMANDS) - {each.service for each in self._beside(release)}:
            raise StepFailed(f"{', '.join(missing)} of {release.id} died as it was started: see its log")

    def stop_beside(self, release: Release, *, within_s: float) -> None:
        def left() -> list[int]:
            return [pid for main in self.beside(release) for pid in family(main)]

        self._end(left, lambda: list(self.beside(release)), what=f"{NAME} of {release.id}", within_s=within_s)

    def beside(self, release: Release) -> Sequence[int]:
        return heads(each.pid for each in self._beside(release))

    def drain(self, *, within_s: float, sparing: str | None = None) -> Workers:
        return self._workers("drain", within_s, spared=f"{NAME}@" if sparing else "")

    def ask_workers(self, *, within_s: float) -> Workers:
        return self._workers("ask", within_s)

    def _workers(self, verb: str, within_s: float, spared: str = "") -> Workers:
        expected = sum(len(each.mains) for each in self.standing(Service.WORKER))
        if not expected:
            return Workers((), 0, 0, 0.0)
        active = self.releases.active()
        pythons = [
            each.python for each in ([active] if active else []) + list(reversed(self.releases.list()))
        ]
        asked = [verb, str(expected), str(within_s), spared]
        return ask_workers(asked, pythons, within_s=within_s, environment=self.environment)

    def _end(
        self, left: Callable[[], list[int]], told: Callable[[], list[int]], *, what: str, within_s: float
    ) -> None:
        """`told` of those left are asked to end: what a manager started, that one ends."""
        began, asked, forced = self.clock(), set[int](), set[int]()
        while pids := left():
            spent_s = self.clock() - began
            if spent_s > within_s and forced.issuperset(pids):
                raise StepFailed(f"{what}: {len(pids)} process(es) did not end within {within_s:g} s: {pids}")
            # A worker told twice gives up its tasks: each is told once.
            new = set(told()) - asked
            send(sorted(new), signal.SIGTERM)
            asked |= new
            if spent_s > within_s * PATIENT_SHARE:
                send(sorted(set(pids) - forced), signal.SIGKILL)
                forced |= set(pids)
            self.wait(LOOK_EVERY_S)

    def _beside(self, release: Release) -> list[Found]:
        own = {pid for service in COMMANDS for main in self._managed(service) for pid in family(main)}
        found = [each for each in found_in(self.releases.root) if each.service in COMMANDS]
        return [each for each in found if each.release == release.id and each.pid not in own]

    def _managed(self, service: Service) -> set[int]:
        return {main for manager in self.managers.values() for main in [manager.state(service)[1]] if main}

    def _on(self, host: str, manager: Manager, service: Service, sparing: str | None) -> Standing:
        state, main = manager.state(service)
        found = {pid: release_of(pid, self.releases.root) for pid in (family(main) if main else [])}
        found |= {each.pid: each.release for each in found_in(self.releases.root) if each.service is service}
        pids = sorted(pid for pid, release in found.items() if sparing is None or release != sparing)
        releases = {found[pid] for pid in pids} - {None}
        running = bool(pids) and state is not State.STARTING
        return Standing(
            service=service,
            host=host,
            running=running,
            pids=tuple(pids),
            mains=tuple(heads(pids)),
            releases=tuple(sorted(map(str, releases))),
            managed=state is State.RUNNING,
        )

    def _pids(self, service: Service, sparing: str | None = None) -> list[int]:
        return [pid for each in self.standing(service, sparing=sparing) for pid in each.pids]

    def _strays(self, service: Service, sparing: str | None = None) -> list[int]:
        """Heads that no manager started: a manager ends its own, and starts again what others end."""
        own = self._managed(service)
        return [
            pid for each in self.standing(service, sparing=sparing) for pid in each.mains if pid not in own
        ]

    def _refuse_a_second_beat(self, service: Service) -> None:
        if service is Service.BEAT and (strays := self._strays(service)):
            raise StepFailed(
                f"a beat runs already that no manager started (process {strays[0]}): stop it first"
            )

    def _until_noticed(self, services: Sequence[Service], within_s: float) -> None:
        """Until each manager knows that its process has ended: told to start one before, it would forget that."""
        began = self.clock()
        while stopping := [
            f"{service} on {host}"
            for service in services
            for host, manager in self.managers.items()
            if manager.state(service)[0] is State.STOPPING
        ]:
            if self.clock() - began > within_s:
                raise StepFailed(f"{', '.join(stopping)} is still being stopped after {within_s:g} s")
            self.wait(LOOK_EVERY_S)

    def _until_running(self, service: Service, within_s: float) -> None:
        began = self.clock()
        while True:
            states = {host: manager.state(service)[0] for host, manager in self.managers.items()}
            if all(state is State.RUNNING for state in states.values()):
                return
            if failed := [host for host, state in states.items() if state is State.FAILED]:
                raise StepFailed(f"{service} keeps dying on {', '.join(failed)}: see its log")
            if self.clock() - began > within_s:
                raise StepFailed(f"{service} does not run after {within_s:g} s: {states}")
            self.wait(LOOK_EVERY_S)
