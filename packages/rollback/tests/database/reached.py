"""The small platform as the engine reaches it: two releases, a backup that the deployment of the second one made."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import make_conninfo
from wabot_rollback.database.backing_up import Backups
from wabot_rollback.database.settings import DatabaseSection
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.memory import MemoryPlatform, well
from wabot_rollback.releases.folder import Release
from wabot_rollback.storage.folder import FolderStorage
from wabot_rollback.storage.settings import StorageSection
from wabot_rollback.world import World

from ..worlds import NOON, REQUEST, make_world

if TYPE_CHECKING:
    from .conftest import Server

KEY = "production/backup_ux_20261124_120000.sql"
CAUGHT_UP = {"head": 40, "epoch": "", "records": 0, "parked": 0, "seconds": 0.1}


@dataclass(slots=True)
class Reached(MemoryPlatform):
    """The small platform's databases by name, as the real one's are reached."""

    server_url: str = ""
    live: str = ""
    journal_url: str = ""

    def owner(self, name: str | None = None) -> psycopg.Connection:
        return psycopg.connect(self.url(name), autocommit=True)

    def url(self, name: str | None = None) -> str:
        return make_conninfo(self.server_url, dbname=name or self.live)

    def journal(self) -> psycopg.Connection:
        return psycopg.connect(self.journal_url, autocommit=True)


@dataclass
class TwoReleases:
    """`r2` is condemned; its deployment made the backup."""

    condemned: Release
    target: Release
    ran: list[str] = field(default_factory=list)

    def active(self) -> Release:
        return self.condemned

    def named(self, release: str) -> Release:
        return self.condemned if release == self.condemned.id else self.target

    def before(self, release: Release) -> Release:
        return self.target

    def taken_back(self) -> None:
        return None


def release(id_: str, **deployment: Any) -> Release:
    return Release(id_, Path(), NOON, "rev", {"deployment": deployment})


def world_of(server: "Server", journal_url: str, tmp_path: Path) -> World:
    """Whose releases have made a backup already."""
    server.admin.execute(
        "DO $$ BEGIN CREATE ROLE wabot_forensic; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )
    (tmp_path / "state").mkdir()
    commands = dict.fromkeys(
        ("run_projector", "rebuild_search", "apply_erasures", "check_data_integrity", "check", "migrate")
    )
    platform = Reached(
        tmp_path / "state",
        commands={name: lambda _: well(CAUGHT_UP) for name in commands},
        server_url=server.url,
        live=server.names.live,
        journal_url=journal_url,
    )
    plan = Plan.model_construct(
        name="test", database=DatabaseSection(tools=server.tools.folder), storage=StorageSection()
    )
    storage = FolderStorage(tmp_path / "kept")
    backups = Backups(
        section=plan.database,
        prefix="production",
        platform=platform,
        storage=storage,
        state=tmp_path / "state",
        now=lambda: NOON,
    )
    made = backups.of_release(release("ux"))
    assert made["key"] == KEY
    releases = TwoReleases(release("r2", database=made), release("r1"))
    return make_world(
        platform,
        tmp_path / "state",
        request=replace(REQUEST, strategy=4),
        plan=plan,
        storage=storage,
        releases=releases,
        outcomes={},
    )
