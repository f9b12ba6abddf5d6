import os
import subprocess
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from wabot_rollback.errors import Fenced, Refused, StepFailed
from wabot_rollback.runs.calling import MARK
from wabot_rollback.runs.engine import Engine
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import Phase, Run
from wabot_rollback.runs.runner import advance, ask_for, ask_to_abort, note_escalation, undo, verify
from wabot_rollback.steps import Finding, OnFailure, Outcome, Step
from wabot_rollback.store.lock import Taken, take
from wabot_rollback.world import World

from .trial import PLAN, REQUEST, Touch, engine, touched


def kinds(found: Engine) -> list[str]:
    return [entry.kind for entry in found.ledger.entries()]


def begin(state: Path, *steps: Step, **more: Any) -> tuple[Engine, Run]:
    ours = engine(state, *steps, **more)
    ask_for(ours, PLAN, REQUEST)
    return ours, advance(ours, "r-1")


def test_intent_stands_in_the_log_before_and_outcome_after(tmp_path: Path) -> None:
    ours, run = begin(tmp_path, Touch(name="one"), Touch(name="two"))

    assert run.phase is Phase.DONE
    each = [Kind.INTENT, Kind.OUTCOME, Kind.VERIFIED]
    before = [Kind.REQUESTED, Kind.TAKEN, Kind.APPROVED, Kind.BEGAN]
    assert kinds(ours) == [*before, *each, *each, Kind.FINISHED]


def test_a_step_that_fails_stops_the_run_halfway_and_resuming_does_it_again(tmp_path: Path) -> None:
    _, run = begin(tmp_path, Touch(name="one"), Touch(name="two", fails=True), Touch(name="three"))
    assert (run.phase, run.says) == (Phase.HALTED, "two: out of ink")
    assert touched(tmp_path) == ["one.a", "one.b", "two.a"]

    mended = engine(tmp_path, Touch(name="one"), Touch(name="two"), Touch(name="three"))
    run = advance(mended, "r-1")

    assert run.phase is Phase.DONE
    assert [run.leg.steps[name].attempts for name in ("one", "two", "three")] == [1, 2, 1]


def test_a_notice_that_cannot_be_sent_is_said_and_the_run_goes_on(tmp_path: Path) -> None:
    _, run = begin(tmp_path, Touch(name="one", fails=True, on_failure=OnFailure.GO_ON), Touch(name="two"))

    assert run.phase is Phase.DONE
    assert run.leg.steps["one"].says == "out of ink"


def test_a_step_may_ask_for_everything_to_be_undone(tmp_path: Path) -> None:
    _, run = begin(tmp_path, Touch(name="one"), Touch(name="two", fails=True, on_failure=OnFailure.UNDO))

    assert (run.phase, run.says) == (Phase.UNDONE, "two: out of ink")
    assert touched(tmp_path) == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck(Touch):
    """Starts a program that outlives it, and never returns."""

    def do(self, world: World) -> Outcome:
        with subprocess.Popen(["/bin/sleep", "300"], start_new_session=True) as left:
            (world.state / "left").write_text(str(left.pid))
        return {}


def test_what_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    _, run = begin(tmp_path, Stuck(name="one", timeout_s=0.5))

    assert (run.phase, run.says) == (Phase.HALTED, "one: no end after 0.5 s, so it was ended")
    assert not psutil.pid_exists(int((tmp_path / "left").read_text()))


def test_what_hangs_after_it_was_done_counts_as_done(tmp_path: Path) -> None:
    _, run = begin(tmp_path, Touch(name="one", hangs_s=30, timeout_s=0.5))

    assert run.phase is Phase.DONE
    assert run.leg.steps["one"].outcome == {"touched": ["one.a", "one.b"], "knew": []}


def test_what_an_earlier_process_left_running_is_ended_before_anything_else(tmp_path: Path) -> None:
    _, run = begin(tmp_path, Touch(name="one", fails=True))
    with subprocess.Popen(["/bin/sleep", "300"], env={**os.environ, MARK: run.id}) as left:
        ours = engine(tmp_path, Touch(name="one"))
        advance(ours, "r-1")

        left.wait(5)
    ended = next(entry for entry in ours.ledger.entries() if entry.kind == Kind.ENDED)
    assert ended.data["processes"] == [f"{left.pid} sleep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buggy(Touch):
    def do(self, world: World) -> Outcome:
        raise ZeroDivisionError("nothing to divide by")


def test_a_step_with_a_bug_fails_like_any_other_and_leaves_its_trace(tmp_path: Path) -> None:
    ours, run = begin(tmp_path, Buggy(name="one"))

    assert run.phase is Phase.HALTED
    assert "exit 1: ZeroDivisionError: nothing to divide by" in run.says
    failed = next(entry for entry in ours.ledger.entries() if entry.kind == Kind.FAILED)
    assert 'raise ZeroDivisionError("nothing to divide by")' in failed.data["trace"]


def test_done_but_not_seen_to_help_is_neither_halfway_nor_done(tmp_path: Path) -> None:
    ours, run = begin(tmp_path, Touch(name="one"), Touch(name="look", good=False, looks_only=True))
    assert (run.phase, run.says) == (Phase.UNVERIFIED, "look: not as it should be: smudged")

    better = engine(tmp_path, Touch(name="one"), Touch(name="look", looks_only=True))
    assert verify(better, "r-1").phase is Phase.DONE
    # and whoever looks again later may find it broken
    assert verify(ours, "r-1").phase is Phase.UNVERIFIED


def test_a_run_is_taken_back_and_cannot_be_twice(tmp_path: Path) -> None:
    ours, _ = begin(tmp_path, Touch(name="one"), Touch(name="two"))

    run = undo(ours, "r-1", "juma", "it was the network")

    assert (run.phase, touched(tmp_path)) == (Phase.UNDONE, [])
    with pytest.raises(Refused, match="nothing that could be undone"):
        undo(ours, "r-1", "juma", "again")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay(Touch):
    def undo(self, world: World, outcome: Outcome) -> None:
        if not (world.state / "mended").exists():
            raise StepFailed("what was said cannot be unsaid")


def test_when_the_way_back_fails_too_both_stories_are_told(tmp_path: Path) -> None:
    ours, run = begin(tmp_path, OneWay(name="one"), Touch(name="two", fails=True, on_failure=OnFailure.UNDO))
    assert run.phase is Phase.UNDOING
    assert run.says == "two: out of ink; then one cannot be undone: what was said cannot be unsaid"

    (tmp_path / "mended").touch()
    assert advance(ours, "r-1").phase is Phase.UNDONE


def test_a_check_that_says_no_changes_nothing(tmp_path: Path) -> None:
    tmp_path.joinpath("refuse").touch()

    with pytest.raises(Refused, match="two: may touch"):
        begin(tmp_path, Touch(name="one"), Touch(name="two"))

    assert touched(tmp_path) == []
    assert not engine(tmp_path).run("r-1").changed_something


def test_what_the_run_can_do_without_does_not_keep_it_from_beginning(tmp_path: Path) -> None:
    tmp_path.joinpath("refuse").touch()

    _, run = begin(tmp_path, Touch(name="one", on_failure=OnFailure.GO_ON))

    assert run.phase is Phase.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Meddler(Touch):
    """While it works, somebody else takes the run over."""

    def do(self, world: World) -> Outcome:
        (world.state / "lock").unlink()
        take(world.state, "r-1")
        Touch.do(self, world)
        return {}


def test_who_was_overtaken_touches_nothing_more_and_writes_nothing_more(tmp_path: Path) -> None:
    with pytest.raises(Fenced):
        begin(tmp_path, Meddler(name="one"))

    assert touched(tmp_path) == []
    assert kinds(engine(tmp_path))[-1] == Kind.INTENT


def test_an_open_run_keeps_another_from_beginning(tmp_path: Path) -> None:
    ours, _ = begin(tmp_path, Touch(name="one", fails=True))
    ask_for(ours, PLAN, replace(REQUEST, run="r-2"))

    with pytest.raises(Refused, match="r-1 is halted: resume, escalate, abort or undo it"):
        advance(ours, "r-2")


def test_abort_ends_a_run_where_it_stands_and_it_can_still_be_undone(tmp_path: Path) -> None:
    ours, _ = begin(tmp_path, Touch(name="one"), Touch(name="two", fails=True))

    assert ask_to_abort(ours, "r-1", "juma", "enough").phase is Phase.ABORTED
    assert touched(tmp_path) == ["one.a", "one.b", "two.a"]
    with pytest.raises(Refused, match="aborted"):
        advance(ours, "r-1")

    undo(ours, "r-1", "juma", "wholly")
    assert touched(tmp_path) == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(Touch):
    def do(self, world: World) -> Outcome:
        (world.state / "watching").touch()
        time.sleep(60)
        return {}


def test_a_watch_ends_at_once_when_the_run_is_aborted(tmp_path: Path) -> None:
    watching, ends = tmp_path / "watching", engine(tmp_path)

    def wait_and_abort() -> None:
        while not watching.exists():
            time.sleep(0.02)
        with pytest.raises(Taken):
            take(tmp_path, "r-2")
        ask_to_abort(ends, "r-1", "juma", "enough")

    other = threading.Thread(target=wait_and_abort)
    other.start()
    began = time.monotonic()
    _, run = begin(tmp_path, Touch(name="one"), Watch(name="watch", looks_only=True))
    other.join()

    assert run.phase is Phase.ABORTED
    assert time.monotonic() - began < 20


def test_another_engine_that_takes_other_steps_does_not_go_on(tmp_path: Path) -> None:
    begin(tmp_path, Touch(name="one"), Touch(name="two", fails=True))

    with pytest.raises(Refused, match="takes other steps"):
        advance(engine(tmp_path, Touch(name="one"), Touch(name="extra"), Touch(name="two")), "r-1")


def test_it_goes_from_switch_to_configuration_by_itself_and_asks_before_code(tmp_path: Path) -> None:
    strategies = {
        1: [Touch(name="flag"), Touch(name="look", good=False, looks_only=True)],
        2: [Touch(name="file"), Touch(name="look", good=False, looks_only=True)],
        3: [Touch(name="code"), Touch(name="look", looks_only=True)],
    }
    ours = engine(tmp_path, by_strategy=strategies)
    ask_for(ours, PLAN, replace(REQUEST, options={"severity": "critical", "escalate_to": 4}))

    with pytest.raises(Refused, match="approval of engineering-lead and product-manager"):
        advance(ours, "r-1")

    run = ours.run("r-1")
    assert [(leg.strategy, leg.began) for leg in run.legs] == [(1, True), (2, True), (3, False)]
    assert (run.phase, run.is_open) == (Phase.WAITING, True)
    # what the strategies have of one name is not mixed up
    assert run.legs[1].outcomes["file"]["knew"] == []


def test_a_person_may_escalate_and_all_of_it_can_be_undone(tmp_path: Path) -> None:
    strategies = {1: [Touch(name="flag", good=False)], 2: [Touch(name="file")]}
    ours, run = begin(tmp_path, by_strategy=strategies)
    assert run.phase is Phase.HALTED

    note_escalation(ours, PLAN, run, 2, "lead", "a switch is not enough")
    assert advance(ours, "r-1").phase is Phase.DONE
    assert touched(tmp_path) == ["file.a", "file.b", "flag.a", "flag.b"]

    undo(ours, "r-1", "lead", "it was the network")
    assert touched(tmp_path) == []
    for state, to in ((run, 1), (ours.run("r-1"), 3)):
        with pytest.raises(Refused, match=f"cannot go on to {to}"):
            note_escalation(ours, PLAN, state, to, "lead", "down, or of what is over")


def test_progress_is_heard_while_a_step_works(tmp_path: Path) -> None:
    heard: list[tuple[str, str, float | None]] = []

    class Ear:
        def wrote(self, entry: Any) -> None:
            """Not asked for here."""

        def said(self, step: str, words: str, share: float | None) -> None:
            heard.append((step, words, share))

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Talker(Touch):
        def do(self, world: World) -> Outcome:
            world.say("half of it", 0.5)
            return {}

        def verify(self, world: World, outcome: Outcome) -> Finding:
            return Finding(ok=True, says="")

    begin(tmp_path, Talker(name="one"), listener=Ear())

    assert heard == [("one", "half of it", 0.5)]
