"""The plan's `git checkout` under the running tool, and the steps that need no release at all."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from wabot_edge.journal.maintenance_file import MaintenanceFile
from wabot_rollback.platform.memory import MemoryPlatform
from wabot_rollback.strategies.maintenance import MaintenanceOff, MaintenanceOn

from config import ROOT
from tests.rollback.worlds import make_world

pytestmark = pytest.mark.integration
COMMAND = "apps/operations/management/commands/maintenance_mode.py"


def bash(line: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", "-c", line],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The tool's own folder; the release before it had no maintenance yet."""
    folder = tmp_path / "app"
    done = bash(f"git clone --quiet --shared {ROOT} {folder}", tmp_path)
    if done.returncode:
        pytest.skip(f"this is no git checkout: {done.stderr.strip()}")
    return folder


def test_the_checkout_takes_away_the_command_that_the_next_step_needs(
    checkout: Path, tmp_path: Path, journal: psycopg.Connection, journal_url: str
) -> None:
    born = bash(f"git log --diff-filter=A --format=%h -- {COMMAND}", checkout).stdout.split()
    if not born:
        pytest.skip("the history before this command is not here")
    python = str(ROOT / ".venv/bin/python")
    own = {
        "PREVIOUS_COMMIT": f"{born[-1]}~1",
        "PYTHONPATH": f"{checkout}:{checkout}/packages/edge/src",
        "WABOT_STATE_DIR": str(tmp_path),
    }
    on = bash(f"{python} manage.py maintenance_mode on", checkout, **own)
    assert on.returncode == 0, on.stderr

    assert bash("git checkout --quiet $PREVIOUS_COMMIT", checkout, **own).returncode == 0
    off = bash(f"{python} manage.py maintenance_mode off", checkout, **own)

    assert off.returncode == 1
    assert "Unknown command: 'maintenance_mode'" in off.stderr
    now = MaintenanceFile(tmp_path).read()
    assert now is not None
    assert now.is_on

    # the engine says it itself, with no release and no command
    connect = lambda: psycopg.connect(journal_url, autocommit=True)  # noqa: E731  (as short as it is)
    platform = MemoryPlatform(tmp_path, pages={"/": (200, b"")}, connect_journal=connect)
    world = make_world(platform, tmp_path)
    assert MaintenanceOff().verify(world, MaintenanceOff().do(world)).ok
    now = MaintenanceFile(tmp_path).read()
    assert now is not None
    assert not now.is_on
    assert platform.ran == []
    assert MaintenanceOn().check(world).ok
