from pathlib import Path

import pytest
from wabot_rollback.cli.assembling import LateStorage, managers_of, world_at
from wabot_rollback.errors import Refused
from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.services.supervisor import Supervisor
from wabot_rollback.services.systemd import Systemd
from wabot_rollback.world import World

from ..runs.trial import REQUEST
from ..worlds import OpenFence

PLAN = load(EXAMPLE)
NEEDED = ("WABOT_ENGINE_DATABASE_URL", "JOURNAL_DATABASE_URL", "WABOT_STATE_DIR")


def made(state: Path) -> World:
    return world_at(state)(PLAN, REQUEST, fence=OpenFence(), outcomes={}, say=lambda words, share: None)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WABOT_BACKUP_URL", raising=False)
    for name in NEEDED:
        monkeypatch.setenv(name, "/somewhere")


def test_a_switch_can_be_thrown_where_no_backup_can_be_reached(tmp_path: Path) -> None:
    world = made(tmp_path)

    assert isinstance(world.storage, LateStorage)
    with pytest.raises(Refused, match="WABOT_BACKUP_URL is not set"):
        world.storage.list()


def test_a_backup_goes_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WABOT_BACKUP_URL", f"file:{tmp_path / 'backups'}")
    (tmp_path / "dump").write_text("x")

    storage = made(tmp_path).storage
    storage.put(tmp_path / "dump", "production/dump")

    assert [each.key for each in storage.list()] == ["production/dump"]
    assert storage.get("production/dump", tmp_path / "again").size_bytes == 1
    storage.delete("production/dump")
    assert list(storage.list()) == []


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_not_set_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)

    with pytest.raises(Refused, match=name):
        made(tmp_path)


def test_each_host_has_the_manager_of_the_plan() -> None:
    embedded = {"manager": "supervisor", "socket": Path("/run/supervisor.sock")}

    assert managers_of(PLAN.services) == {"localhost": Systemd(("sudo", "-n", "systemctl"))}
    assert managers_of(PLAN.services.model_copy(update=embedded)) == {
        "localhost": Supervisor(Path("/run/supervisor.sock"))
    }
