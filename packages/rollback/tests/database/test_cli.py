import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from wabot_rollback import cli
from wabot_rollback.cli import DONE, REFUSED, assembling
from wabot_rollback.database.naming import Names
from wabot_rollback.database.standing import look
from wabot_rollback.database.steps_beside import FetchBackup, RestoreBeside
from wabot_rollback.database.steps_forensic import ForensicCopy
from wabot_rollback.database.steps_swap import SwapDatabase
from wabot_rollback.plan.loading import EXAMPLE
from wabot_rollback.storage.retention import Proof, prove
from wabot_rollback.storage.settings import StorageSection
from wabot_rollback.world import World

from .conftest import Server
from .reached import KEY, Reached

pytestmark = pytest.mark.integration
Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """In a world whose plan keeps one backup of each kind."""
    plan = world.plan.model_copy(update={"storage": StorageSection(keep=1)})

    def world_at(_state: Path) -> Callable[..., World]:
        return lambda _plan, request, **_: replace(world, plan=plan, request=request)

    monkeypatch.setattr(assembling, "world_at", world_at)
    monkeypatch.setenv("WABOT_ENGINE_STATE", str(tmp_path))
    monkeypatch.setenv("WABOT_ROLLBACK_PLAN", str(EXAMPLE))

    def run(*arguments: str) -> tuple[int, Any]:
        code = cli.main(list(arguments) if arguments[0] == "put-back" else ["backup", *arguments])
        out = capsys.readouterr().out
        return code, json.loads(out) if "--json" in arguments and code == DONE else out

    return run


def test_a_backup_is_unproven_until_it_was_restored(call: Call, world: World) -> None:
    assert "unproven" in call("list")[1]

    prove(world.storage, KEY, Proof(at="", run="drill-1", restored_rows=400))

    (found,) = call("list", "--json")[1]
    assert (found["key"], found["standing"]) == (KEY, "proven")


def test_the_old_one_goes_and_the_journal_need_not_be_kept_for_it(
    call: Call, world: World, journal: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = call("make", "--json")[1]
    kept = {"database": {"key": KEY}}
    assert journal.execute("SELECT count(*) FROM journal_keep").fetchone() == (2,)

    monkeypatch.setattr(
        world.releases,
        "list",
        lambda: [replace(world.releases.named("r1"), manifest={"deployment": kept})],
        raising=False,
    )
    assert call("prune", "--json")[1] == []
    monkeypatch.setattr(world.releases, "list", list, raising=False)
    assert [each["key"] for each in call("prune", "--dry-run", "--json")[1]] == [KEY]
    call("prune")

    assert [each["key"] for each in call("list", "--json")[1]] == [made["key"]]
    assert journal.execute("SELECT name FROM journal_keep").fetchall() == [(f"backup {made['key']}",)]


def test_the_condemned_database_is_dropped_only_with_its_copy_in_storage(
    call: Call, world: World, server: Server
) -> None:
    for step in (FetchBackup(), RestoreBeside(), SwapDatabase()):
        step.do(world)
    assert call("drop-condemned", "r-1")[0] == REFUSED

    ForensicCopy().do(world)

    assert call("drop-condemned", "r-1")[0] == DONE
    with closing(server.connect("postgres")) as admin:
        assert look(admin, Names.of(server.names.live, "r-1")).condemned is None


def test_one_shops_data_comes_out_of_a_backup_and_nothing_is_left_behind(
    call: Call, world: World, server: Server, journal: psycopg.Connection
) -> None:
    server.run("UPDATE catalog_product SET name = 'WRONG'")
    asked = ("put-back", KEY, "--tenant-id", "pwani", "--table", "catalog_product", "--json")
    goods = "SELECT name FROM catalog_product ORDER BY id"

    assert call(*asked)[1] == [{"table": "catalog_product", "changed": 1, "returned": 0, "newer": 0}]
    assert server.run(goods) == [("WRONG",), ("WRONG",)]

    call(*asked, "--confirm")

    assert server.run(goods) == [("Blue Mug",), ("WRONG",)]
    assert server.run("SELECT number FROM catalog_catalogrevision") == [(6,)]
    assert isinstance(world.platform, Reached)
    assert [words[0] for words in world.platform.ran] == ["rebuild_search"]
    assert look(server.admin, Names.of(server.names.live, "put-back")).side is None
    assert journal.execute("SELECT name FROM journal_keep").fetchall() == [(f"backup {KEY}",)]
    for wrong in (
        ("none.sql", "pwani", "catalog_product"),
        (KEY, "nobody", "catalog_product"),
        (KEY, "pwani", "auth_user"),
    ):
        backup, shop, table = wrong
        assert call("put-back", backup, "--tenant-id", shop, "--table", table)[0] == REFUSED
