"""`kill -9` at every boundary and inside every step: the same end, whoever goes on with it."""

import os
import signal
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wabot_rollback.runs.engine import Engine
from wabot_rollback.runs.run import CLOSED, Phase
from wabot_rollback.runs.runner import advance, ask_for, undo
from wabot_rollback.steps import OnFailure
from wabot_rollback.store.lock import take

from .trial import PLAN, REQUEST, Death, Touch, engine, touched

pytestmark = pytest.mark.timeout(240)
NAMES = ["one", "two"]
ALL = [f"{name}.{which}" for name in sorted(NAMES) for which in "ab"]


def steps(death: Death, *, last_fails: bool) -> list[Touch]:
    last = Touch(name="two", death=death, fails=last_fails, on_failure=OnFailure.UNDO)
    return [Touch(name="one", death=death), last]


def one_life(state: Path, at: int, *, last_fails: bool, back: bool) -> tuple[int, int]:
    """A process that goes on with the run and is killed at the point with that number: its exit, the points passed."""
    death = Death(at)

    def live() -> None:
        death.runner = os.getpid()
        mortal = engine(state, *steps(death, last_fails=last_fails), death=death)
        if mortal.run("r-1").phase not in CLOSED:
            advance(mortal, "r-1")
        if back and mortal.run("r-1").phase is Phase.DONE:
            undo(mortal, "r-1", "juma", "it was the network")

    process = get_context("fork").Process(target=live)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, death.passed.value


def live_on(state: Path, deaths: Sequence[int], *, last_fails: bool = False, back: bool = False) -> Engine:
    """The engine after as many lives as it takes; `deaths` are the points at which the first ones end."""
    quiet = engine(state, *steps(Death(), last_fails=last_fails))
    ask_for(quiet, PLAN, REQUEST)
    for at in deaths:
        code, _ = one_life(state, at, last_fails=last_fails, back=back)
        assert code in (-signal.SIGKILL, 0)
    assert one_life(state, 0, last_fails=last_fails, back=back)[0] == 0
    return engine(state, *steps(Death(), last_fails=last_fails))


def looks_the_same(found: Engine, *, last_fails: bool, back: bool) -> None:
    run = found.run("r-1")
    assert touched(found.state) == ([] if last_fails or back else ALL)
    assert run.phase is (Phase.UNDONE if last_fails or back else Phase.DONE)
    if not last_fails and not back:
        assert {name: each.outcome for name, each in run.leg.steps.items()} == {
            name: {"touched": [f"{name}.a", f"{name}.b"], "knew": sorted(NAMES[:place])}
            for place, name in enumerate(NAMES)
        }
    # and nobody is left who holds the lock
    take(found.state, "r-1").release()


def points_of(state: Path, *, last_fails: bool = False, back: bool = False) -> int:
    ask_for(engine(state, *steps(Death(), last_fails=last_fails)), PLAN, REQUEST)
    code, points = one_life(state, 0, last_fails=last_fails, back=back)
    assert code == 0
    return points


@pytest.mark.parametrize(
    ("last_fails", "back"),
    [(False, False), (True, False), (False, True)],
    ids=["done", "fails", "taken back"],
)
def test_killed_at_any_point_it_ends_as_if_it_had_lived(last_fails: bool, back: bool, tmp_path: Path) -> None:
    points = points_of(tmp_path / "whole", last_fails=last_fails, back=back)
    # Of a run that is taken back, the way forward is that of one that is not.
    first = points_of(tmp_path / "forward") if back else 0
    assert points - first > 15

    for at in range(first + 1, points + 1):
        found = live_on(tmp_path / str(at), [at], last_fails=last_fails, back=back)
        looks_the_same(found, last_fails=last_fails, back=back)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deaths=st.lists(st.integers(1, 30), min_size=2, max_size=4), back=st.booleans())
def test_killed_again_and_again_it_ends_the_same(
    deaths: list[int], back: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = live_on(tmp_path_factory.mktemp("lives"), deaths, back=back)

    looks_the_same(found, last_fails=False, back=back)
