"""The harness finds what it is there for: it passes a good step, and no bad one."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.store.ledger import sync_folder
from wabot_rollback.world import World

from .harness import do_look_undo_look_do, kill_inside
from .worlds import make_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Moves a file in two strokes; `sync_folder` gives it lines of the engine's own to die at."""

    blind: bool = False  # probe never sees a half
    forgets: bool = False  # undo leaves something
    eager: bool = False  # check does it already
    name: str = "move"
    does: str = "Move a file"
    expected_s: float = 0.1
    timeout_s: float = 5
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        if self.eager:
            self.do(world)
        return Finding(ok=True, says="")

    def do(self, world: World) -> Outcome:
        (world.state / "new").write_text("x")
        sync_folder(world.state)
        (world.state / "old").unlink(missing_ok=True)
        sync_folder(world.state)
        return {"from": "old", "to": "new"}

    def probe(self, world: World) -> Did:
        there = [(world.state / name).exists() for name in ("new", "old")]
        if there == [True, False] or (self.blind and there[0]):
            return Did.YES
        return Did.PARTLY if there[0] else Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        (world.state / "old").write_text("x")
        if not self.forgets:
            (world.state / "new").unlink(missing_ok=True)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=(world.state / "new").exists(), says="new is there")


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "old").write_text("x")
    return make_world(None, tmp_path)  # type: ignore[arg-type]  # it needs none


def looking(world: World) -> list[str]:
    return sorted(path.name for path in world.state.iterdir())


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_good_step_passes(world: World, in_memory: bool) -> None:
    do_look_undo_look_do(Move(), world, lambda: looking(world))
    Move().undo(world, {})
    kill_inside(Move(), world, lambda: looking(world), points=40, in_memory=in_memory)

    assert looking(world) == ["new"]


@pytest.mark.parametrize(
    ("step", "says"),
    [(Move(forgets=True), "undo does not end where it began"), (Move(eager=True), "check changed something")],
)
def test_a_step_without_a_way_back_does_not(world: World, step: Move, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        do_look_undo_look_do(step, world, lambda: looking(world))


def test_a_probe_that_overlooks_a_half_is_found_by_killing(world: World) -> None:
    with pytest.raises(AssertionError, match=r"killed at line event \d+ of \d+, it ends elsewhere"):
        kill_inside(Move(blind=True), world, lambda: looking(world), points=40)
