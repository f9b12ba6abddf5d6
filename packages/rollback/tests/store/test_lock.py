import os
import signal
import time
from pathlib import Path

import pytest
from wabot_rollback.errors import Fenced, RollbackError
from wabot_rollback.store.lock import TOKEN, Taken, holder, take


def held_by_a_child(folder: Path) -> int:
    """Its process id, once it holds the lock."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        take(folder, "r-1")
        os.write(writing, b".")
        signal.pause()
    os.read(reading, 1)
    return child


def test_the_dead_hold_nothing_and_their_token_is_old(tmp_path: Path) -> None:
    child = held_by_a_child(tmp_path)
    with pytest.raises(Taken, match=f"process {child} .* r-1"):
        take(tmp_path, "r-2")

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    began = time.monotonic()
    ours = take(tmp_path, "r-2")

    assert ours.token == 2
    assert time.monotonic() - began < 1
    ours.check()


def test_who_comes_back_from_standing_still_is_fenced_off(tmp_path: Path) -> None:
    first = take(tmp_path, "r-1")
    # as an operator does who believes that nobody is there
    (tmp_path / "lock").unlink()
    second = take(tmp_path, "r-1")

    second.check()
    with pytest.raises(Fenced, match="token 2, ours is 1"):
        first.check()


def test_who_is_at_work_is_known_while_at_work(tmp_path: Path) -> None:
    assert holder(tmp_path) is None

    ours = take(tmp_path, "r-1")
    found = holder(tmp_path)
    assert found is not None
    assert (found["run"], found["pid"]) == ("r-1", os.getpid())

    ours.release()
    assert holder(tmp_path) is None


def test_a_token_that_nobody_can_read_is_not_guessed(tmp_path: Path) -> None:
    take(tmp_path, "r-1").release()
    (tmp_path / TOKEN).write_text("{")

    with pytest.raises(RollbackError, match="no less than the greatest"):
        take(tmp_path, "r-1")
