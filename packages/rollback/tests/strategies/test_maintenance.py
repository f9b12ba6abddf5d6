import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from wabot_edge.journal import maintenance
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile
from wabot_edge.journal.maintenance_watch import reconcile
from wabot_rollback.errors import Fenced, StepFailed
from wabot_rollback.platform.memory import MemoryPlatform, away
from wabot_rollback.platform.platform import Ran
from wabot_rollback.steps import Did
from wabot_rollback.strategies.maintenance import MaintenanceOff, MaintenanceOn
from wabot_rollback.strategies.notices import TellTenants
from wabot_rollback.world import World

from ..harness import do_look_undo_look_do, kill_inside
from ..worlds import NOON, OpenFence, make_world

pytestmark = pytest.mark.integration


class Killed(BaseException):
    """As `kill -9`: nothing of ours may catch it."""


@pytest.fixture
def platform(tmp_path: Path, journal: psycopg.Connection, journal_url: str) -> MemoryPlatform:
    (tmp_path / "state").mkdir()
    connect = lambda: psycopg.connect(journal_url, autocommit=True)  # noqa: E731  (as short as it is)
    return MemoryPlatform(tmp_path / "state", pages={"/": (503, b"")}, connect_journal=connect)


@pytest.fixture
def world(platform: MemoryPlatform, tmp_path: Path) -> World:
    return make_world(platform, tmp_path)


def on_host(platform: MemoryPlatform) -> Maintenance | None:
    return MaintenanceFile(platform.state).read()


def test_it_is_on_undone_and_on_again_and_killed_at_any_line(
    world: World, platform: MemoryPlatform, journal: psycopg.Connection
) -> None:
    step = MaintenanceOn(message="back soon", lasts_s=600)

    def look() -> Any:
        said = (on_host(platform), maintenance.newest(journal))
        return [(one.is_on, one.message, one.until) if one and one.is_on else None for one in said]

    do_look_undo_look_do(step, world, look)
    step.undo(world, {})
    outcome = kill_inside(step, world, look)

    assert look() == [(True, "back soon", NOON + timedelta(seconds=600))] * 2
    assert on_host(platform) == maintenance.newest(journal)
    json.dumps(outcome)


def test_off_is_undone_by_the_same_maintenance_going_on(world: World, platform: MemoryPlatform) -> None:
    began = MaintenanceOn().do(world)
    step = MaintenanceOff()

    step.undo(world, step.do(world))

    now = on_host(platform)
    assert now is not None
    assert (now.is_on, str(now.id)) == (True, began["id"])


def test_somebody_elses_maintenance_outlives_the_undo(
    world: World, platform: MemoryPlatform, journal: psycopg.Connection
) -> None:
    theirs = Maintenance(id=UUID(int=7), is_on=True, at=NOON, began_at=NOON, by="juma")
    maintenance.record(journal, theirs)
    step = MaintenanceOn()

    step.undo(world, step.do(world))

    now = on_host(platform)
    assert now is not None
    assert (now.is_on, now.id) == (True, theirs.id)


@pytest.mark.parametrize("step", [MaintenanceOn(), MaintenanceOff()])
@pytest.mark.parametrize("before", ["write", "record"])
def test_a_death_within_it_ends_where_no_death_would(
    world: World, platform: MemoryPlatform, step: Any, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = isinstance(step, MaintenanceOn)
    if not wanted:
        MaintenanceOn().do(world)
    owner: Any = MaintenanceFile if before == "write" else maintenance
    with monkeypatch.context() as patch:
        patch.setattr(owner, before, _dies)
        with pytest.raises(Killed):
            step.do(world)
    assert step.probe(world) is not Did.YES

    step.do(world)

    assert step.probe(world) is Did.YES
    now = on_host(platform)
    assert now is not None
    assert now.is_on == wanted
    # and nobody knew the outcome, yet it is undone
    step.undo(world, {})
    assert step.probe(world) is Did.NO


def test_with_the_journal_away_this_host_is_closed_and_others_hear_later(
    world: World, platform: MemoryPlatform, journal: psycopg.Connection
) -> None:
    connect, platform.connect_journal = platform.connect_journal, away
    step = MaintenanceOn()
    assert "the journal is away" in step.check(world).says

    outcome = step.do(world)
    assert outcome["journal_away"] == "connection refused"
    assert step.probe(world) is Did.YES
    assert maintenance.newest(journal) is None

    platform.connect_journal = connect
    reconcile(MaintenanceFile(platform.state), journal)
    told = maintenance.newest(journal)
    assert told is not None
    assert told.is_on


def test_a_file_that_nobody_can_read_is_written_anew(world: World, platform: MemoryPlatform) -> None:
    (platform.state / "maintenance.json").write_text("{")

    MaintenanceOn().do(world)

    now = on_host(platform)
    assert now is not None
    assert now.is_on


def test_who_was_overtaken_says_nothing(world: World, platform: MemoryPlatform) -> None:
    with pytest.raises(Fenced):
        MaintenanceOn().do(replace(world, fence=OpenFence(is_lost=True)))

    assert on_host(platform) is None


def test_a_folder_that_is_not_there_is_said_before_anything_begins(world: World, tmp_path: Path) -> None:
    elsewhere = replace(world, platform=MemoryPlatform(tmp_path / "none"))

    finding = MaintenanceOn().check(elsewhere)

    assert not finding.ok
    assert "WABOT_STATE_DIR" in finding.says


def test_pages_that_stay_open_are_noticed(world: World, platform: MemoryPlatform) -> None:
    platform.pages["/"] = (200, b"")

    finding = MaintenanceOn().verify(world, MaintenanceOn().do(world))

    assert not finding.ok
    assert finding.figures == {"status": 200}


def contacts(*states: str, code: int = 0) -> Callable[[tuple[str, ...]], Ran]:
    return lambda _: Ran(code, {"contacts": [{"state": state} for state in states]}, "")


def test_contacts_are_told_and_counted(world: World, platform: MemoryPlatform) -> None:
    platform.commands["send_maintenance_notification"] = contacts("sent", "sent", "claimed")
    step = TellTenants()

    outcome = step.do(world)

    assert outcome == {"contacts": {"sent": 2, "claimed": 1}}
    assert platform.ran == [("send_maintenance_notification", "--json")]


def test_an_emergency_has_words_of_its_own_and_a_channel_that_fails_is_said(
    world: World, platform: MemoryPlatform
) -> None:
    platform.commands["send_emergency_notification"] = contacts("sent", "failed", code=1)

    with pytest.raises(StepFailed, match="failed': 1"):
        TellTenants(emergency="Back soon.").do(world)

    assert platform.ran[0][:2] == ("send_emergency_notification", "--message=Back soon.")


def _dies(*_: object, **__: object) -> None:
    raise Killed
