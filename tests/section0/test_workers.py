"""The plan asks what is in flight after it has told everybody who could answer to go; the engine asks before."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config import ROOT
from config.stack.waiting import wait_until

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]
# As `-A config` finds it: a worker of no shop, with one task that takes its time.
APP = """
import os, pathlib, time
from celery import Celery
app = Celery("config", broker=os.environ["CELERY_BROKER_URL"])
app.conf.update(task_default_queue="section0", worker_send_task_events=False)
@app.task
def slow(mark, seconds):
    pathlib.Path(mark + ".begun").touch()
    time.sleep(seconds)
    pathlib.Path(mark + ".done").touch()
"""
DRAIN = ROOT / "packages/rollback/src/wabot_rollback/services/scripts/workers.py"
TAKES_S = 8


class Worker:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config.py").write_text(APP)
        # Celery would set Django up, where a settings module is named.
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.environment = kept | {
            "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(folder),
        }
        with (folder / "worker.log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    "/usr/bin/env",
                    "celery",
                    "-A",
                    "config",
                    "worker",
                    "--concurrency=1",
                    "-n",
                    "section0@here",
                ],
                cwd=folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/usr/bin/env", *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def bash(self, line: str) -> subprocess.CompletedProcess[str]:
        return self.run("/bin/bash", "-c", line)

    def begin(self, mark: str) -> None:
        """A customer's turn, say: returns when the worker is in the middle of it."""
        send = f"from config import slow; slow.delay({str(self.folder / mark)!r}, {TAKES_S})"
        assert self.run(sys.executable, "-c", send).returncode == 0
        wait_until((self.folder / f"{mark}.begun").exists, what="the task", deadline_s=30)

    def end(self) -> None:
        if self.process.poll() is None:
            main = psutil.Process(self.process.pid)
            for each in [*main.children(recursive=True), main]:
                each.kill()
        self.process.wait()

    def is_done(self, mark: str) -> bool:
        return (self.folder / f"{mark}.done").exists()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    made = Worker(tmp_path)
    try:
        wait_until(
            lambda: made.bash("celery -A config inspect ping --timeout 1").returncode == 0,
            what="the worker",
            deadline_s=60,
        )
        yield made
    finally:
        made.end()


def test_after_the_shutdown_nobody_is_left_to_say_what_is_in_flight(worker: Worker) -> None:
    worker.begin("turn")

    worker.bash("celery -A config control shutdown")
    asked = worker.bash("celery -A config inspect active")

    assert asked.returncode != 0
    assert "No nodes replied" in asked.stderr
    # which reads as "no active tasks": there is one
    assert not worker.is_done("turn")


def test_asked_before_they_stop_the_count_reaches_nought_when_it_is_true(worker: Worker) -> None:
    worker.begin("turn")

    drained = worker.run(sys.executable, "-P", str(DRAIN), "drain", "1", "60")

    assert drained.returncode == 0, drained.stderr
    told = json.loads(drained.stdout)
    assert (told["names"], told["in_flight"]) == (["section0@here"], 0)
    assert worker.is_done("turn")
