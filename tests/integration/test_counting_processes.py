"""Processes of their own count, live, die and come again: what /metrics adds up never drops, and no file is left over."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from config import ROOT
from tests.scraping import Scrape

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
COUNTING = """
import os, sys
import django
django.setup()
from apps.bot.metrics import COMPUTE, TURNS
def count(times):
    for _ in range(times):
        TURNS.labels("answered", "no").inc()
        COMPUTE.labels("answered").observe(0.003)
"""
AS_TOLD = """
for line in sys.stdin:
    count(int(line))
    print("counted", flush=True)
"""
FORKED = """
count(3)
child = os.fork()
if child == 0:
    count(4)
    os._exit(0)
os.waitpid(child, 0)
count(5)
"""
Starter = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def counts(settings: Settings, tmp_path: Path) -> Path:
    settings.WABOT_METRICS_DIR = tmp_path / "metrics"
    return tmp_path / "metrics"


@pytest.fixture
def start(counts: Path) -> Iterator[Starter]:
    """A process that has counted so many turns, and lives on."""
    started: list[subprocess.Popen[str]] = []

    def started_counting(times: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", COUNTING + AS_TOLD],
            env=_environment(counts),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        count(process, times)
        return process

    yield started_counting
    for process in started:
        process.kill()
        process.communicate()


def count(process: subprocess.Popen[str], times: int) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{times}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "counted\n"


def _environment(counts: Path) -> dict[str, str]:
    return os.environ | {"WABOT_METRICS_DIR": str(counts), "WABOT_LOG_TABLE": "no"}


def scrape(client: Client) -> Scrape:
    return Scrape.of(client.get("/metrics").content.decode())


def turns(client: Client) -> float | None:
    return scrape(client).value("wabot_turns_total", status="answered", synthetic="no")


def slots(counts: Path) -> int:
    return len(list(counts.glob("counter_*.db")))


def test_what_two_processes_count_is_added_up(client: Client, start: Starter, counts: Path) -> None:
    one, two = start(3), start(4)
    count(one, 2)
    count(two, 1)

    told = scrape(client)

    assert told.value("wabot_turns_total", status="answered", synthetic="no") == 10
    assert told.value("wabot_turn_compute_seconds_count", status="answered") == 10
    assert told.value("wabot_turn_compute_seconds_bucket", status="answered", le="0.005") == 10
    assert told.value("wabot_turn_compute_seconds_bucket", status="answered", le="0.0025") == 0
    assert told.value("wabot_counts_shared") == 1


def test_what_a_killed_one_counted_stays(client: Client, start: Starter, counts: Path) -> None:
    start(3)
    killed = start(4)

    killed.kill()
    killed.wait()

    assert turns(client) == 7


def test_a_later_one_counts_on_where_a_killed_one_stopped(
    client: Client, start: Starter, counts: Path
) -> None:
    living = start(1)
    for _ in range(5):
        gone = start(2)
        gone.kill()
        gone.wait()

    assert living.poll() is None
    assert turns(client) == 11
    # as many files as processes at once, not as processes ever begun
    assert slots(counts) == 2


def test_a_forked_child_counts_for_itself(client: Client, counts: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", COUNTING + FORKED], env=_environment(counts), cwd=ROOT, check=True, timeout=60
    )

    assert turns(client) == 12
    assert slots(counts) == 2


def test_where_nothing_can_be_written_a_process_goes_on_alone_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file")

    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            COUNTING + "count(2); print(int(TURNS.labels('answered', 'no')._value.get()))",
        ],
        env=_environment(tmp_path / "in-the-way" / "metrics"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert ended.stdout == "2\n"
    assert "counts stay within this process" in ended.stderr
