"""Real processes that bear the platform's names, some of them started past their manager."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from wabot_rollback.errors import StepFailed
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.services.manager import State
from wabot_rollback.services.running import RunningServices
from wabot_rollback.services.services import Service

ENDS = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {ENDS}"
COUNTS = (
    "import signal, sys, time; told = []\n"
    "signal.signal(signal.SIGTERM, lambda *_: told.append(1))\n"
    "print('up', flush=True)\n"
    "while not told: time.sleep(0.05)\n"
    "time.sleep(0.6); open('told', 'w').write(str(len(told)))"
)
Begin = Callable[..., "subprocess.Popen[str]"]


@dataclass(slots=True)
class OneManager:
    """Keeps one process of each service it was given."""

    own: dict[Service, "subprocess.Popen[str]"] = field(default_factory=dict)
    looks_until_noticed: int = 0

    def state(self, service: Service) -> tuple[State, int]:
        process = self.own.get(service)
        if process is not None and process.poll() is not None and self.looks_until_noticed:
            self.looks_until_noticed -= 1
            return State.STOPPING, 0
        if process is None or process.poll() is not None:
            return State.STOPPED, 0
        return State.RUNNING, process.pid

    def stop(self, service: Service) -> None:
        if service in self.own:
            self.own[service].terminate()

    def start(self, service: Service) -> None:
        return

    def reload(self, service: Service) -> bool:
        return False


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    for name in ("old", "new"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    return tmp_path / "releases"


@pytest.fixture
def begin(releases: Path) -> Iterator[Begin]:
    begun: list[subprocess.Popen[str]] = []

    def start(title: str, release: str | None = "old", code: str = ENDS) -> "subprocess.Popen[str]":
        """A process that is called `title`, as setproctitle would have it."""
        process = subprocess.Popen(
            [title, "-c", code],
            executable=sys.executable,
            cwd=releases / release if release else "/",
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()


@pytest.fixture
def manager() -> OneManager:
    return OneManager()


@pytest.fixture
def services(releases: Path, manager: OneManager) -> RunningServices:
    return RunningServices({"localhost": manager}, KeptReleases(releases), dict(os.environ))


def release(name: str, services: RunningServices) -> Release:
    return Release(name, services.releases.root / name, datetime.now(UTC), "", {})


def test_a_detached_worker_counts_with_the_managers_own(
    services: RunningServices, manager: OneManager, begin: Begin
) -> None:
    manager.own[Service.WORKER] = begin("celery worker: celery@host")
    stray = begin("celery worker: by-hand@host", "new")
    begin("celery beat: x")
    begin("celery worker: of another house", None)

    [found] = services.standing(Service.WORKER)

    assert set(found.mains) == {manager.own[Service.WORKER].pid, stray.pid}
    assert found.releases == ("new", "old")
    [spared] = services.standing(Service.WORKER, sparing="new")
    assert spared.pids == (manager.own[Service.WORKER].pid,)


def test_stopping_ends_detached_ones_too_and_nobody_elses(
    services: RunningServices, manager: OneManager, begin: Begin
) -> None:
    own = manager.own[Service.WORKER] = begin("celery worker: celery@host")
    stray, other = begin("celery worker: by-hand@host"), begin("celery worker: other", None)
    beat = begin("celery beat")

    services.stop(Service.WORKER, within_s=10)

    assert (own.wait(5), stray.wait(5)) == (-signal.SIGTERM, -signal.SIGTERM)
    assert (other.poll(), beat.poll()) == (None, None)


def test_it_is_not_stopped_before_its_manager_has_noticed(
    services: RunningServices, manager: OneManager, begin: Begin
) -> None:
    manager.own[Service.WORKER] = begin("celery worker: celery@host")
    manager.looks_until_noticed = 5

    services.stop(Service.WORKER, within_s=10)

    # a manager that is told to start what it is still stopping forgets it
    assert manager.looks_until_noticed == 0


def test_a_worker_is_told_once(services: RunningServices, begin: Begin, releases: Path) -> None:
    stray = begin("celery worker: by-hand@host", code=COUNTS)

    services.stop(Service.WORKER, within_s=10)

    assert stray.wait(5) == 0
    # told twice it would give up its tasks
    assert (releases / "old" / "told").read_text() == "1"


def test_who_does_not_listen_is_ended_before_the_time_is_up(services: RunningServices, begin: Begin) -> None:
    stray = begin("celery worker: by-hand@host", code=STUBBORN)

    services.stop(Service.WORKER, within_s=1)

    assert stray.wait(5) == -signal.SIGKILL


def test_the_target_is_spared(services: RunningServices, begin: Begin) -> None:
    condemned, target = begin("wabot projector projector-1", "old"), begin("wabot projector handover", "new")

    services.stop(Service.PROJECTOR, within_s=10, sparing="new")

    assert condemned.wait(5) == -signal.SIGTERM
    assert target.poll() is None
    assert services.beside(release("new", services)) == [target.pid]


def test_a_second_beat_is_refused(services: RunningServices, begin: Begin) -> None:
    stray = begin("celery beat")

    with pytest.raises(StepFailed, match=f"a beat runs already .*process {stray.pid}"):
        services.start(Service.BEAT, within_s=1)


def test_what_does_not_come_up_is_said(services: RunningServices) -> None:
    with pytest.raises(StepFailed, match=r"web does not run after 0\.1 s"):
        services.start(Service.WEB, within_s=0.1)
