"""Each step of strategy 4 that changes something: done, undone, done again, and killed inside."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from wabot_edge.journal.writing import append
from wabot_rollback.database import running
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.settings import DatabaseSection
from wabot_rollback.database.standing import look
from wabot_rollback.database.steps_assess import AssessDatabase
from wabot_rollback.database.steps_beside import FETCH, FetchBackup, RestoreBeside
from wabot_rollback.database.steps_forensic import ForensicCopy, drop_condemned
from wabot_rollback.database.steps_reading import CatchUpBeside
from wabot_rollback.database.steps_swap import FinalCatchUp, SwapDatabase
from wabot_rollback.database.swapping import who_may_connect
from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.platform.platform import Ran
from wabot_rollback.steps import Outcome, Step
from wabot_rollback.storage.retention import manifest_key
from wabot_rollback.world import World

from ..harness import do_look_undo_look_do, kill_inside
from .conftest import PWANI, Server
from .reached import KEY, Reached

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def the_same_way_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool is looked at again and again while it runs: how often, no two runs agree."""
    monkeypatch.setattr(running, "LOOK_EVERY_S", 60)


def with_restored(world: World) -> World:
    FetchBackup().do(world)
    RestoreBeside().do(world)
    return world


def go_through(step: Step, world: World, look: Callable[[], Any], *, points: int) -> Outcome:
    outcome = do_look_undo_look_do(step, world, look)
    step.undo(world, outcome)
    assert kill_inside(step, world, look, points=points) == outcome
    return outcome


def databases(server: Server) -> dict[str, tuple[bool, str]]:
    found = look(server.admin, server.names).found
    return {name: (one.is_open, one.remark) for name, one in found.items()}


def serving(server: Server) -> tuple[Any, ...]:
    """What outsiders see: which database stands under the name, who gets in, how many messages there are."""
    live = look(server.admin, server.names).live
    assert live is not None
    count = server.run("SELECT count(*) FROM messaging_message WHERE text = 'since'")
    return sorted(databases(server)), live.is_open, who_may_connect(server.admin, server.names.live), count


def test_the_backup_is_fetched_and_the_journal_kept_for_it(
    world: World, server: Server, journal: psycopg.Connection
) -> None:
    def kept() -> Any:
        rows = journal.execute("SELECT name, from_offset FROM journal_keep ORDER BY name").fetchall()
        return rows, sorted(each.name for each in (world.state / "backups").glob("*"))

    outcome = go_through(FetchBackup(), world, kept, points=6)

    assert ("rollback r-1", 30) in kept()[0]
    assert (outcome["key"], outcome["rows"]) == (
        KEY,
        Manifest.read(world.state / "backups" / f"{Path(KEY).name}.manifest.json").total_rows,
    )


def test_a_backup_that_is_gone_or_changed_is_said_before_anything_stops(world: World) -> None:
    assert "never restored" in FetchBackup().check(world).says
    stored = Path(world.storage.root) / KEY  # type: ignore[attr-defined]
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    with pytest.raises(StepFailed, match="SHA-256"):
        FetchBackup().do(world)

    world.storage.delete(manifest_key(KEY))

    assert not FetchBackup().check(world).ok


def test_what_the_journal_no_longer_has_cannot_be_caught_up(
    world: World, journal: psycopg.Connection
) -> None:
    journal.execute("SELECT setval('journal_offset', 100)")
    append(journal, [])
    journal.execute(
        "SELECT journal_append(ARRAY[0::smallint], ARRAY['x'], ARRAY[1::smallint], ARRAY[now()], ARRAY['1'],"
        " ARRAY['x'::bytea], ARRAY['{}'::jsonb])"
    )

    with pytest.raises(StepFailed, match="take a later backup"):
        FetchBackup().do(world)


def test_it_is_restored_beside_whatever_kills_it(world: World, server: Server) -> None:
    FetchBackup().do(world)
    world = replace(world, outcomes={FETCH: FetchBackup().recall(world)})

    go_through(RestoreBeside(), world, lambda: databases(server), points=8)

    assert server.run("SELECT count(*) FROM messaging_message") == [(400,)]


def test_it_is_swapped_and_swapped_back_whatever_kills_it(world: World, server: Server) -> None:
    with_restored(world)
    server.run(f"INSERT INTO messaging_message (text, tenant_id) VALUES ('since', '{PWANI}')")

    outcome = go_through(SwapDatabase(), world, lambda: serving(server), points=10)

    assert outcome["condemned"] == server.names.condemned
    assert serving(server)[3] == [(0,)]
    assert who_may_connect(server.admin, server.names.condemned) == {"wabot_forensic"}
    next_id = server.run("INSERT INTO messaging_message (text) VALUES ('next') RETURNING id")
    assert next_id == [(402,)]


def test_undone_after_customers_wrote_the_condemned_one_reads_on_first(world: World, server: Server) -> None:
    with_restored(world)
    step = SwapDatabase()
    outcome = step.do(world)
    server.run("INSERT INTO messaging_message (text) SELECT 'after the swap' FROM generate_series(1, 9)")
    platform = world.platform
    assert isinstance(platform, Reached)
    platform.ran.clear()

    step.undo(world, outcome)

    assert [command[0] for command in platform.ran] == ["run_projector", "apply_erasures"]
    assert server.run("INSERT INTO messaging_message (text) VALUES ('next') RETURNING id") == [(410,)]


def test_a_target_that_cannot_read_ahead_is_no_reason_to_stop(world: World) -> None:
    with_restored(world)
    platform = world.platform
    assert isinstance(platform, Reached)
    platform.commands["run_projector"] = lambda _: Ran(2, None, "unrecognized arguments: --until-head")

    told = FinalCatchUp().do(world)

    assert "cannot read ahead" in told["caught_up"]["skipped"]


def test_findings_in_the_restored_database_stop_it_unless_the_plan_says_so(world: World) -> None:
    with_restored(world)
    platform = world.platform
    assert isinstance(platform, Reached)
    platform.commands["check_data_integrity"] = lambda _: Ran(1, {"total": 3}, "")

    with pytest.raises(StepFailed, match="finds 3"):
        CatchUpBeside().do(world)

    tolerant = world.plan.model_copy(update={"database": DatabaseSection(accept_findings=True)})
    outcome = CatchUpBeside().do(replace(world, plan=tolerant))
    assert "3 findings accepted" in CatchUpBeside().verify(world, outcome).says


def test_the_condemned_database_goes_only_once_its_copy_is_proven(world: World, server: Server) -> None:
    with_restored(world)
    SwapDatabase().do(world)
    with pytest.raises(Refused, match="no verified copy"):
        drop_condemned(server.admin, server.names)

    outcome = go_through(ForensicCopy(), world, lambda: databases(server), points=6)

    assert outcome["key"] == "production/rollbacks/backup_rollback_20261124_120000.sql"
    stored = [each.key for each in world.storage.list("production/rollbacks/")]
    assert stored == [outcome["key"], manifest_key(outcome["key"])]
    drop_condemned(server.admin, server.names)
    assert look(server.admin, server.names).condemned is None
    # and then there is no way back, which nobody may take for one
    with pytest.raises(StepFailed, match="it cannot serve again"):
        SwapDatabase().undo(world, {})


def test_the_assessment_asks_the_plans_questions_and_looks_for_room(world: World, server: Server) -> None:
    step = AssessDatabase()

    assert step.check(world).ok, step.check(world).says
    server.run("ALTER TABLE django_migrations ADD applied timestamptz DEFAULT now()")
    told = step.do(world)

    assert (told["records not projected"], told["migrations"]) == (0, ["bot.0001_initial"])


def test_a_login_without_the_right_to_make_databases_is_told_so(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"guest_{os.getpid()}"
    with closing(server.connect("postgres")) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN".encode())
    platform = world.platform
    assert isinstance(platform, Reached)
    monkeypatch.setattr(platform, "server_url", make_conninfo(server.url, user=role))

    found = AssessDatabase().check(world)

    assert not found.ok
    assert "CREATEDB" in found.says
    server.admin.execute(f"DROP ROLE {role}".encode())
