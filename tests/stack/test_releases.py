import json
import shutil
from pathlib import Path

import psutil
import psycopg
import pytest

from config import ROOT
from config.stack.errors import Refused
from config.stack.live import Stack
from config.stack.plan import plan_from
from config.stack.supervisor import configuration
from config.stack.waiting import wait_until


def release(releases: Path, name: str) -> Path:
    """This checkout's code as a release of its own, with this environment."""
    folder = releases / name
    for part in ("apps", "config", "packages"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    for part in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / part, folder / part)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / "release.json").write_text(json.dumps({"id": name}))
    return folder


def signed_in(database: psycopg.Connection) -> list[tuple[str]]:
    return database.execute("SELECT release FROM operations_process").fetchall()


def point(releases: Path, name: str) -> None:
    (releases / "next").symlink_to(name)
    (releases / "next").rename(releases / "current")


def where(stack: Stack, program: str) -> Path:
    return Path(stack.processes(program)[0].cwd())


@pytest.mark.integration
def test_a_running_program_keeps_its_release_until_it_is_started_again(folder: Path) -> None:
    releases = folder / "releases"
    old, new = release(releases, "old"), release(releases, "new")
    point(releases, "old")

    with Stack.start(
        folder / "state", {"WABOT_RELEASES": str(releases)}, programs=["sender", "intake"], durable=False
    ) as stack:
        point(releases, "new")
        stayed = where(stack, "sender")
        stack.kill("sender")
        stack.wait_healthy("sender")

        assert (stayed, where(stack, "sender")) == (old, new)
        # who takes webhooks in is no part of a release
        assert not where(stack, "intake").is_relative_to(releases)
        assert stack.run("-c", "import config; print(config.ROOT)").stdout.strip() == str(new)
        with psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True) as database:
            # it signs in a moment after it runs
            wait_until(lambda: signed_in(database) == [("new",)], what="the sender's sign", deadline_s=30)
        sender = stack.processes("sender")[0]
    assert not psutil.pid_exists(sender.pid)


def test_without_releases_everything_runs_from_the_checkout(folder: Path) -> None:
    written = configuration(plan_from({"PATH": "/bin"}, folder=folder))

    assert f"{ROOT}/manage.py run_sender" in written
    assert "cd -P" not in written


def test_a_folder_without_a_current_release_starts_nothing(folder: Path) -> None:
    (folder / "releases").mkdir()

    with pytest.raises(Refused, match=r"WABOT_RELEASES: .*/current is no release"):
        Stack.start(folder / "state", {"WABOT_RELEASES": str(folder / "releases")}, programs=["sender"])

    assert not (folder / "state" / "postgres").exists()
