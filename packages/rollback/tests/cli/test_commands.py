import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wabot_rollback import cli, strategies
from wabot_rollback.cli import DONE, HALFWAY, REFUSED, UNVERIFIED, assembling
from wabot_rollback.plan.loading import EXAMPLE

from ..runs.trial import touched
from . import playing

ROOT = Path(__file__).resolve().parents[4]
START = ["start", "--strategy", "1", "--severity", "critical", "--reason", "wrong prices", "--as", "support"]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setattr(strategies, "steps_of", playing.steps_of)
    monkeypatch.setattr(assembling, "world_at", playing.world_at)
    monkeypatch.setenv("WABOT_ENGINE_STATE", str(tmp_path))
    monkeypatch.setenv("WABOT_ROLLBACK_PLAN", str(EXAMPLE))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return run


def told(call: Call, *arguments: str) -> Any:
    return json.loads(call(*arguments, "--json")[1])


def test_what_is_approved_in_advance_begins_at_once_and_is_shown(call: Call, tmp_path: Path) -> None:
    code, out, _ = call(*START)

    assert code == DONE
    assert touched(tmp_path) == [f"{name}.{which}" for name in ("one", "two") for which in "ab"]
    assert "approved by first-on-call as on-call-engineer (standing critical-features)" in out
    assert out.index("▶ one: Touch the first") < out.index("✓ one: both are there") < out.index("▶ two:")
    assert "✓ done, and seen to help" in out


@pytest.mark.parametrize(
    ("wrong", "code", "says"),
    [
        ("fail", HALFWAY, "✗ halfway: two: out of ink"),
        ("sick", UNVERIFIED, "✗ not seen to help: look: not as it should be: smudged"),
    ],
)
def test_the_exit_code_says_how_far_it_came(call: Call, wrong: str, code: int, says: str) -> None:
    given = call(*START, "--option", wrong)

    assert given[0] == code
    assert says in given[1]
    assert call("status")[0] == code


def test_a_run_waits_for_two_people_and_goes_on(call: Call, tmp_path: Path) -> None:
    code, _, err = call(
        "start", "--strategy", "3", "--severity", "medium", "--reason", "x", "--as", "support"
    )
    assert code == REFUSED
    assert "waits for the approval of engineering-lead and product-manager" in err
    assert touched(tmp_path) == []
    hash_ = told(call, "status")["strategies"][0]["hash"]

    assert call("approve", "--as", "support")[0] == REFUSED
    assert "still needs product-manager" in call("approve", "--as", "lead", "--hash", hash_[:12])[1]
    assert call("resume")[0] == REFUSED
    assert "is approved" in call("approve", "--as", "product", "--hash", hash_)[1]
    assert call("resume")[0] == DONE


def test_the_dry_run_has_the_hash_that_a_start_will_have_and_changes_nothing(
    call: Call, tmp_path: Path
) -> None:
    asked = ("--strategy", "3", "--severity", "medium")
    dry = told(call, "plan", *asked)

    assert [each["step"] for each in dry["steps"]] == ["one", "two", "look"]
    assert (dry["ok"], dry["approved_by"]) == (True, ["engineering-lead", "product-manager"])
    assert list(tmp_path.iterdir()) == []
    wrong = call("start", *asked, "--reason", "x", "--as", "support", "--hash", "0123456789")
    assert (wrong[0], "the dry run's is " + dry["hash"] in wrong[2]) == (REFUSED, True)
    started = told(call, "start", *asked, "--reason", "x", "--as", "support", "--hash", dry["hash"][:12])
    assert started["strategies"][0]["hash"] == dry["hash"]


def test_a_check_that_says_no_is_seen_in_the_dry_run(call: Call, tmp_path: Path) -> None:
    (tmp_path / "refuse").touch()

    code, out, _ = call("plan", "--strategy", "1")

    assert (code, "it would be refused: one, two, look" in out) == (REFUSED, True)


def test_times_that_were_measured_are_the_estimate(call: Call) -> None:
    call(*START)

    dry = told(call, "plan", "--strategy", "1")

    assert [each["measured"] for each in dry["steps"]] == [1, 1, 1]


def test_broken_glass_is_written_down_and_not_for_the_database(call: Call) -> None:
    asked = ("--severity", "critical", "--reason", "x", "--as", "support", "--break-glass")

    assert call("start", "--strategy", "4", *asked)[0] == REFUSED
    assert call("start", "--strategy", "3", *asked)[0] == DONE
    assert "approved by support as all (break-glass)" in call("log")[1]


def test_a_run_is_undone_verified_and_listed(call: Call, tmp_path: Path) -> None:
    call(*START)
    assert call("verify")[0] == DONE

    assert call("undo", "--reason", "the network", "--as", "lead")[0] == DONE

    assert touched(tmp_path) == []
    assert "undone" in call("history")[1]
    assert call("resume")[0] == REFUSED


def test_a_run_that_was_ended_halfway_says_that_nothing_was_put_back(call: Call) -> None:
    call(*START, "--option", "fail")

    _, out, _ = call("abort", "--as", "second-on-call", "--reason", "enough")

    assert "ended halfway, nothing was put back: `rollback undo r-" in out


def test_a_revoked_standing_approval_is_worth_nothing(call: Call) -> None:
    assert call("approve", "--revoke", "critical-feature", "--as", "lead")[0] == REFUSED
    assert call("approve", "--revoke", "critical-features", "--as", "lead")[0] == DONE

    assert call(*START)[0] == REFUSED


def test_the_log_is_told_line_by_line_with_its_head_and_a_changed_one_is_refused(
    call: Call, tmp_path: Path
) -> None:
    call(*START)
    _, out, _ = call("log")
    assert re.search(r"the chain of (\d+) lines is whole; its head is [0-9a-f]{64}", out)

    log = tmp_path / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"wrong prices", b"nice weather"))
    code, _, err = call("status")
    assert (code, "line 1: it was changed after it was written" in err) == (cli.TROUBLE, True)


def test_the_rollback_log_is_written_to_be_completed_and_signed(call: Call) -> None:
    call(*START, "--option", "fail")

    page = call("log", "--markdown")[1]

    assert page.startswith("# Rollback log\n")
    for heading in (
        "Trigger",
        "Timeline (UTC)",
        "Actions taken",
        "Verification",
        "Data loss",
        "Root cause",
        "Sign-off",
    ):
        assert f"\n## {heading}\n" in page
    assert "- **Strategy**: feature flag\n" in page
    assert re.search(r"- \d\d:\d\d:\d\d: ✗ two: out of ink\n", page)
    assert "1. Touch the first (one, " in page
    assert "- [x] one: both are there\n- [ ] two: out of ink\n- [ ] look\n- [ ] Error rate below 1 %" in page
    assert "None: no database was taken back." in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["start", "--strategy", "1", "--reason", "x", "--as", "amina"],
            "'amina' is nobody of the plan's contacts",
        ),
        (["start", "--strategy", "1", "--reason", "x"], "say who you are by --as"),
        (["status", "r-9"], "no run r-9"),
        (["resume"], "there has been no run yet"),
        (["assess"], "--users-percent"),
        (["assess", "--users-percent", "3", "--yes", "data-corupted"], "'data-corupted' is no fact"),
        (["plan"], "--strategy: which one?"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_changes_nothing(
    call: Call, arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, out, err = call(*arguments)

    assert (code, out) == (REFUSED, "")
    assert says in err
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_set_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WABOT_ENGINE_STATE", "WABOT_ROLLBACK_PLAN"):
        monkeypatch.delenv(name)
        assert name in call("plan", "--strategy", "1")[2] + call("history")[2]


def test_assess_says_which_strategy_and_what_to_type_next(call: Call) -> None:
    code, out, _ = call("assess", "--users-percent", "12", "--yes", "one-feature", "--no", "data-corrupted")

    assert code == DONE
    assert "critical: respond at once; approval by on-call-engineer" in out
    assert "rollback plan --strategy 1 --severity critical" in out
    found = told(call, "assess", "--users-percent", "12", "--yes", "migration-failed")
    assert (found["strategy"], "one-feature" in found["unknown"]) == (4, True)


def test_the_shell_lines_of_the_plan_find_their_database(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wabot:s%27cret@db.internal:5433/shop")

    out = call("env")[1]

    assert (
        "export DB_HOST=db.internal\nexport DB_PORT=5433\nexport DB_USER=wabot\nexport DB_NAME=shop\n" in out
    )
    shell = subprocess.run(
        ["/bin/sh", "-c", f"{out}echo $DB_PASSWORD"], capture_output=True, text=True, check=True
    )
    assert shell.stdout == "s'cret\n"


def test_the_example_plan_is_printed_as_it_stands(call: Call) -> None:
    assert call("plan", "--example")[1] == EXAMPLE.read_text()


def test_killed_at_work_another_process_goes_on_and_a_third_watches(call: Call, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "packages.rollback.tests.cli.playing"]
    sources = ["packages/rollback/src", "packages/edge/src", "."]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sources)}
    with subprocess.Popen(
        [*command, *START, "--option", "hang"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as working:
        deadline = time.monotonic() + 30
        while not (tmp_path / "two.b").exists():
            assert working.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert "is at work on it" in call("status")[1]
        assert call("resume")[0] == HALFWAY
        watching = subprocess.Popen(
            [*command, "status", "--follow"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        working.send_signal(signal.SIGKILL)
    seen, _ = watching.communicate(timeout=30)
    assert watching.returncode == HALFWAY
    assert "▶ two: Touch the second" in seen
    assert "nobody is at work on it: `rollback resume" in seen

    code, out, _ = call("resume")

    assert code == DONE
    assert "two: it was done already" in out
