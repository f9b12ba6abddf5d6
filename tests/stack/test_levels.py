import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from config import ROOT
from config.stack.levels import count_lines, level_of

SUITE = """
import pytest

def test_adds():
    assert 1 + 1 == 2

@pytest.fixture
def db():
    return {}

def test_keeps(db):
    assert db == {}

@pytest.mark.drill
def test_breaks():
    assert False
"""


@pytest.mark.parametrize(
    ("path", "markers", "fixtures", "level"),
    [
        ("apps/bot/tests/test_a.py", set(), set(), "unit"),
        ("apps/bot/tests/test_a.py", set(), {"journal"}, "integration"),
        ("apps/bot/tests/test_a.py", {"django_db"}, set(), "integration"),
        ("packages/edge/tests/test_a.py", {"integration"}, set(), "integration"),
        ("packages/simulator/tests/test_a.py", {"browser"}, {"journal"}, "browser"),
        ("tests/browser/test_a.py", set(), set(), "browser"),
        ("tests/drills/test_a.py", {"integration"}, {"db"}, "drill"),
    ],
)
def test_a_tests_level_is_seen_from_where_it_lies_and_what_it_needs(
    path: str, markers: set[str], fixtures: set[str], level: str
) -> None:
    assert level_of(Path(path), markers=markers, fixtures=fixtures) == level


def test_runs_are_added_up_by_level() -> None:
    first = {"unit": Counter(passed=2, skipped=1), "drill": Counter[str]()}
    second = {"unit": Counter(passed=1), "drill": Counter(failed=1)}

    assert count_lines([first, second]) == [
        "unit: 3 passed, 0 failed, 1 skipped",
        "drill: 0 passed, 1 failed, 0 skipped",
    ]


def run(folder: Path, tests: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  integration\n  browser\n  drill\n")
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_XDIST_WORKER")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "config.stack.levels", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=kept | variables | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "side by side"])
def test_each_level_is_counted_however_the_run_is_spread(tmp_path: Path, workers: tuple[str, ...]) -> None:
    found = run(tmp_path, SUITE, *workers, "--counts", "counts.json")

    assert "unit: 1 passed, 0 failed, 0 skipped\n" in found.stdout
    assert "integration: 1 passed, 0 failed, 0 skipped\n" in found.stdout
    assert "drill: 0 passed, 1 failed, 0 skipped\n" in found.stdout
    assert json.loads((tmp_path / "counts.json").read_text())["drill"] == {"failed": 1}


def test_a_level_can_be_run_alone(tmp_path: Path) -> None:
    found = run(tmp_path, SUITE, "-m", "unit")

    assert "1 passed, 2 deselected" in found.stdout


@pytest.mark.parametrize(
    ("reason", "variables", "code"),
    [
        ("no Chromium", {"CI": "1"}, 1),
        ("no Chromium", {}, 0),
        # data that others wrote is no part of the project
        ("no folder /shared/data: set WABOT_SHARED_DATA", {"CI": "1"}, 0),
    ],
)
def test_where_ci_runs_nothing_is_skipped_unseen(
    tmp_path: Path, reason: str, variables: dict[str, str], code: int
) -> None:
    skipping = f"import pytest\n\ndef test_looks():\n    pytest.skip({reason!r})\n"

    found = run(tmp_path, skipping, **variables)

    assert found.returncode == code
    assert (f"test_some.py::test_looks: {reason}" in found.stdout) == (code == 1)
