import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config import ROOT
from config.stack import record
from config.stack.layout import Layout
from config.stack.live import Stack
from config.stack.waiting import wait_until

pytestmark = pytest.mark.integration
STARTER = """
import sys, time
from pathlib import Path
from config.stack.live import Stack
Stack.start(Path(sys.argv[1]), programs=["postgres", "redis"], durable=False)
print("up", flush=True)
time.sleep(60)
"""


def started(folder: Path) -> tuple["subprocess.Popen[str]", list[psutil.Process]]:
    """A process that started a stack, and what it started."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder / "state")], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "up\n"
    return starter, record.leftovers(Layout.of(folder / "state"))


def session(folder: Path) -> int:
    found = record.read_record(Layout.of(folder / "state"))
    assert found is not None
    return found.session


def gone(pids: list[int]) -> bool:
    return not any(psutil.pid_exists(pid) for pid in pids)


def test_what_a_killed_supervisor_left_is_stopped_by_the_next_start(folder: Path) -> None:
    starter, left = started(folder)
    supervisor = next(process for process in left if process.pid == session(folder))

    # In this order: a supervisor whose starter is gone would end in good order.
    supervisor.kill()
    starter.kill()
    starter.communicate()
    orphans = [process.pid for process in left if process != supervisor]
    assert orphans
    assert all(map(psutil.pid_exists, orphans))

    with Stack.start(folder / "state", programs=["postgres", "redis"], durable=False) as stack:
        assert stack.is_healthy("postgres")
        assert stack.is_healthy("redis")
        assert gone(orphans)


def test_everything_ends_when_its_starter_is_killed(folder: Path) -> None:
    starter, left = started(folder)

    starter.kill()
    starter.communicate()

    wait_until(lambda: gone([process.pid for process in left]), what="the others' end", deadline_s=20)
    assert record.holder(Layout.of(folder / "state")) is None


def test_a_shell_that_stands_in_the_folder_is_no_leftover(folder: Path) -> None:
    with Stack.start(folder / "state", programs=["redis"], durable=False) as stack:
        shell = subprocess.Popen(["/bin/sleep", "60"], cwd=stack.plan.layout.work)

        assert shell.pid not in {process.pid for process in record.leftovers(stack.plan.layout)}
    assert shell.poll() is None
    shell.kill()
    shell.wait()
