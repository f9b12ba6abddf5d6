"""What every step of every strategy goes through, so that nobody can forget the way back.

`do_look_undo_look_do(step, world, look)`: the step is checked, done, undone (twice), and done again; `look` tells from
outside what it changes, as a value that can be compared, and is asked after each.

`kill_inside(step, world, look)`: its `do` is killed with -9 at many of its own lines, each time in a process of its own,
and gone on with as the engine does after any death: probe, then `do` again unless it says YES. The state must lie outside
the process (files, a database). Where it lies in memory (MemoryPlatform), `in_memory=True` raises through it instead.

Both leave the step done, and return its outcome. `world` may be a function that makes one, for worlds that are used up.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

import wabot_rollback
from wabot_rollback.steps import Did, Outcome, Recalls, Step, looks_only
from wabot_rollback.world import World

OURS = str(Path(wabot_rollback.__file__).parent)
Look = Callable[[], Any]
Worlds = World | Callable[[], World]


class Killed(BaseException):
    """As `kill -9`: nothing of ours may catch it."""


def do_look_undo_look_do(step: Step, world: Worlds, look: Look) -> Outcome:
    before = look()
    checked = step.check(_made(world))
    assert checked.ok, checked.says
    assert look() == before, "check changed something"
    if not looks_only(step):
        assert step.probe(_made(world)) is not Did.YES, "probe says that it is done before it was"

    outcome = _done(step, world)
    after = look()
    assert looks_only(step) or after != before, "what `look` tells does not show what the step does"
    _is_verified(step, world, outcome)
    if isinstance(step, Recalls):
        assert _plain(step.recall(_made(world))) == outcome, "recall tells another outcome than `do` left"

    for _ in range(2):
        step.undo(_made(world), outcome)
        assert look() == before, "undo does not end where it began"
    if not looks_only(step):
        assert step.probe(_made(world)) is not Did.YES, "probe says that it is done after it was undone"

    again = _done(step, world)
    assert look() == after, "done again, it ends elsewhere"
    _is_verified(step, world, again)
    return again


def kill_inside(
    step: Step, world: Worlds, look: Look, *, points: int = 12, in_memory: bool = False
) -> Outcome:
    before = look()
    lines = _lines_of(step, world, in_memory)
    after, outcome = look(), _went_on(step, world)
    assert lines > 0

    for at in sorted({1 + round(place * (lines - 1) / max(1, points - 1)) for place in range(points)}):
        step.undo(_made(world), outcome)
        assert look() == before, "undo does not end where it began"
        _dies(step, world, at, in_memory)
        outcome = _went_on(step, world)
        assert look() == after, f"killed at line event {at} of {lines}, it ends elsewhere"
        _is_verified(step, world, outcome)
    return outcome


def _made(world: Worlds) -> World:
    return world if isinstance(world, World) else world()


def _done(step: Step, world: Worlds) -> Outcome:
    outcome = _plain(step.do(_made(world)))
    if not looks_only(step):
        # Some steps cannot be told apart from one that was never done: those are safe to do again.
        assert step.probe(_made(world)) is Did.YES or _plain(step.do(_made(world))) is not None
    return outcome


def _is_verified(step: Step, world: Worlds, outcome: Outcome) -> None:
    found = step.verify(_made(world), outcome)
    assert found.ok, found.says


def _plain(outcome: Outcome) -> Outcome:
    """As the next process finds it: through the log."""
    told: Outcome = json.loads(json.dumps(outcome))
    return told


def _went_on(step: Step, world: Worlds) -> Outcome:
    """As the engine goes on after a death."""
    if step.probe(_made(world)) is not Did.YES:
        return _plain(step.do(_made(world)))
    return _plain(step.recall(_made(world))) if isinstance(step, Recalls) else {}


def _lines_of(step: Step, world: Worlds, in_memory: bool) -> int:
    """How many of our own lines `do` comes past; afterwards it is done."""
    if in_memory:
        return _traced(step, _made(world), 0, _no_death)
    code, lines = _in_child(step, world, 0)
    assert code == 0, "`do` failed without being killed"
    return lines


def _dies(step: Step, world: Worlds, at: int, in_memory: bool) -> None:
    if not in_memory:
        assert _in_child(step, world, at)[0] == -signal.SIGKILL, "`do` took another way this time"
        return
    try:
        _traced(step, _made(world), at, _raise)
    except Killed:
        return
    raise AssertionError("`do` took another way this time, or caught what nothing may catch")


def _in_child(step: Step, world: Worlds, at: int) -> tuple[int, int]:
    ours, theirs = Pipe(duplex=False)
    process = get_context("fork").Process(target=_child, args=(step, world, at, theirs))
    process.start()
    theirs.close()
    process.join()
    lines = ours.recv() if process.exitcode == 0 else 0
    ours.close()
    assert process.exitcode is not None
    return process.exitcode, lines


def _child(step: Step, world: Worlds, at: int, told: Connection) -> None:
    told.send(_traced(step, _made(world), at, _kill))


def _traced(step: Step, world: World, at: int, die: Callable[[], None]) -> int:
    passed = 0

    def count(frame: FrameType, event: str, _: object) -> Any:
        nonlocal passed
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            passed += 1
            if passed == at:
                die()
        return count

    former = sys.gettrace()
    sys.settrace(count)
    try:
        step.do(world)
    finally:
        sys.settrace(former)
    return passed


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise() -> None:
    raise Killed


def _no_death() -> None:
    """It lives through all of it."""
