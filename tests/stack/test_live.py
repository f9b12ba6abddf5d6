from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from config.stack.errors import AlreadyRunning, DidNotStart, StackError
from config.stack.live import Stack

pytestmark = pytest.mark.integration


def test_its_programs_answer_on_ports_of_their_own(stack: Stack) -> None:
    answer = httpx.get(stack.url("intake") + "/v1/webhooks/health")

    assert answer.json()["journal"]["state"] == "ok"
    assert ":8001" not in stack.url("intake")


def test_commands_run_as_the_programs_do(stack: Stack) -> None:
    found = stack.run("-m", "wabot_edge.journal", "status")

    assert found.returncode == 0
    assert found.stdout.startswith("journal: epoch")


@pytest.mark.parametrize("program", ["intake", "redis", "postgres"])
def test_what_is_killed_is_started_again(stack: Stack, program: str) -> None:
    before = stack.kill(program)

    stack.wait_healthy(program)

    assert not set(before) & {process.pid for process in stack.processes(program)}


def test_what_was_kept_is_there_after_a_kill(stack: Stack) -> None:
    with psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")

    stack.kill("postgres")
    stack.wait_healthy("postgres")

    with psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)


def test_what_is_stopped_stays_stopped_until_it_is_started(stack: Stack) -> None:
    stack.stop("redis")
    assert not stack.is_healthy("redis")
    assert stack.processes("redis") == []
    with pytest.raises(StackError, match="redis does not run"):
        stack.kill("redis")
    # twice is no error
    stack.stop("redis")

    stack.start_program("redis")

    assert stack.wait_healthy("redis") < 10


def test_a_program_that_is_not_there_is_named(stack: Stack) -> None:
    with pytest.raises(StackError, match="web is no program of this stack: postgres, redis"):
        stack.kill("web")


def test_a_folder_is_one_stacks_alone(stack: Stack) -> None:
    with pytest.raises(AlreadyRunning, match="already running on"):
        Stack.start(stack.plan.layout.root, programs=["redis"])

    assert stack.is_healthy("intake")


def test_two_stacks_run_beside_each_other(stack: Stack, folder: Path) -> None:
    with Stack.start(folder / "other", programs=["redis"], durable=False) as other:
        other.kill("redis")
        other.wait_healthy("redis")

        assert other.environment["REDIS_URL"] != stack.environment["REDIS_URL"]
    assert stack.is_healthy("redis")


def test_a_stop_leaves_nothing_running_and_keeps_the_data(folder: Path) -> None:
    with Stack.start(folder / "state", programs=["intake"], durable=False) as first:
        pids = [process.pid for name in ("postgres", "intake") for process in first.processes(name)]
        with psycopg.connect(first.environment["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept ()")
        secret = first.environment["WABOT_SECRET_KEY"]
    assert len(pids) > 2
    assert not [pid for pid in pids if psutil.pid_exists(pid)]

    with Stack.start(folder / "state", programs=["postgres"], durable=False) as second:
        with psycopg.connect(second.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT FROM kept").fetchall() == []
        assert second.environment["WABOT_SECRET_KEY"] == secret


def test_a_program_that_cannot_start_is_shown_with_its_last_words(folder: Path) -> None:
    wrong = {"WABOT_SPOOL_BYTES": "three"}

    with pytest.raises(DidNotStart, match=r"intake keeps dying(.|\n)*WABOT_SPOOL_BYTES"):
        Stack.start(folder / "state", wrong, programs=["intake"], durable=False)

    # and what had started is stopped again: the folder is free
    with Stack.start(folder / "state", programs=["redis"], durable=False) as stack:
        assert stack.is_healthy("redis")


@pytest.mark.parametrize(
    ("name", "is_near"),
    [("a b", True), ('it\'s, "quoted"', False), ("long " + "x" * 100, False), ("duka-ü", False)],
)
def test_it_runs_from_any_folder(folder: Path, name: str, is_near: bool) -> None:
    with Stack.start(folder / name, programs=["intake", "redis"], durable=False) as stack:
        assert stack.is_healthy("intake")
        assert stack.is_healthy("redis")
        assert stack.plan.layout.sockets.is_relative_to(folder) == is_near
