"""pytest plugin: the level of each test, counts per level, and no skip unseen where CI runs.

A test's level is its folder's under tests/ (browser, drills), else its marker, else what it asks for: whoever
needs a database or a server is an integration test, everybody else a unit test.
"""

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

Level = Literal["unit", "integration", "browser", "drill"]
LEVELS: tuple[Level, ...] = ("unit", "integration", "browser", "drill")
FOLDERS: dict[str, Level] = {"browser": "browser", "drills": "drill"}
SERVER_FIXTURES = {"db", "transactional_db", "live_server", "journal", "journal_url"}
OUTCOMES = ("passed", "failed", "skipped")
# Data that is no part of the project may be absent anywhere.
MAY_BE_ABSENT = "no folder "


def level_of(path: Path, *, markers: set[str], fixtures: set[str]) -> Level:
    for part in path.parts:
        if part in FOLDERS:
            return FOLDERS[part]
    for level in reversed(LEVELS):
        if level in markers:
            return level
    return "integration" if fixtures & SERVER_FIXTURES or "django_db" in markers else "unit"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--counts", metavar="FILE", help="write the counts per level to this JSON file")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "unit: needs nothing but the code")
    config.pluginmanager.register(_Counting(config), "wabot-counting")


# First of all: `-m` chooses among the markers that this adds.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        markers = {marker.name for marker in item.iter_markers()}
        fixtures = set(getattr(item, "fixturenames", ()))
        level = level_of(item.path.relative_to(item.config.rootpath), markers=markers, fixtures=fixtures)
        item.add_marker(level)
        # What travels from a worker of a parallel run to the one that counts.
        item.user_properties.append(("level", level))


class _Counting:
    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._counts: dict[str, Counter[str]] = {level: Counter() for level in LEVELS}
        self._unseen: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A setup that fails or skips has no call; one that passes is no outcome yet.
        if report.when != "call" and report.passed:
            return
        level = str(dict(report.user_properties)["level"])
        self._counts[level]["failed" if report.failed else "skipped" if report.skipped else "passed"] += 1
        if report.skipped and not _skip_reason(report).startswith(MAY_BE_ABSENT):
            self._unseen.append(f"{report.nodeid}: {_skip_reason(report)}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if "PYTEST_XDIST_WORKER" in os.environ:
            return
        if os.environ.get("CI") and self._unseen and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if file := self._config.getoption("--counts"):
            Path(file).write_text(json.dumps(self._counts), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if os.environ.get("CI") and self._unseen:
            terminalreporter.section("skipped, though nothing may be skipped where CI is set")
            for line in self._unseen:
                terminalreporter.write_line(line)
        terminalreporter.section("tests per level")
        for line in count_lines([self._counts]):
            terminalreporter.write_line(line)


def count_lines(runs: Sequence[dict[str, Counter[str]]]) -> list[str]:
    """A line for each level that ran: `unit: 12 passed, 0 failed, 1 skipped`."""
    lines = []
    for level in LEVELS:
        total = sum((Counter(run.get(level, {})) for run in runs), Counter[str]())
        if total:
            lines.append(f"{level}: " + ", ".join(f"{total[outcome]} {outcome}" for outcome in OUTCOMES))
    return lines


def _skip_reason(report: pytest.TestReport) -> str:
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")
