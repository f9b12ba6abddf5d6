"""Strategy 2 on the real platform: the configuration goes back, what was killed stays off."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from wabot_rollback.errors import Fenced, Refused, StepFailed
from wabot_rollback.platform.memory import MemoryPlatform
from wabot_rollback.platform.platform import Ran
from wabot_rollback.steps import Did
from wabot_rollback.strategies.backing_up import BackUpConfiguration
from wabot_rollback.strategies.configuration import steps
from wabot_rollback.strategies.restoring import RestoreConfiguration
from wabot_rollback.world import World

from apps.bot.models import AgentConfiguration
from apps.bot.services.configuration import configuration_of
from apps.bot.services.holding import hold
from apps.bot.services.switching import switch
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant
from packages.rollback.tests.harness import do_look_undo_look_do, kill_inside
from tests.people import make_shop
from tests.rollback.platform import living_process
from tests.rollback.worlds import Fence, MemoryStorage, RecordedServices, do_all, make_world

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
GROUNDING = Feature.GROUNDED_VALIDATION
# A death that is only raised leaves files open that a real one would close.
DIES_IN_MEMORY = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def before(shops: list[Tenant], tmp_path: Path) -> dict[str, Any]:
    """Savanna greets in its own words; that is kept before the deployment, and spoilt after it."""
    AgentConfiguration.objects.filter(tenant=shops[1]).update(custom_bot_greeting="Karibu!")
    call_command(
        "dumpdata",
        "bot.AgentConfiguration",
        output=str(tmp_path / "config_backup_pre_deployment.json"),
        verbosity=0,
    )
    kept = values()
    AgentConfiguration.objects.update(max_products_to_show=1, harmonization_wait_seconds=20)
    AgentConfiguration.objects.filter(tenant=shops[1]).update(custom_bot_greeting="Hujambo")
    return kept


def values() -> dict[str, Any]:
    names = [field.attname for field in AgentConfiguration._meta.concrete_fields]
    kept = [name for name in names if name not in ("id", "version", "updated_at")]
    return {row["tenant__slug"]: row for row in AgentConfiguration.objects.values("tenant__slug", *kept)}


def world_of(platform: MemoryPlatform, folder: Path, **more: Any) -> World:
    given: dict[str, Any] = {
        "strategy": 2,
        "services": RecordedServices(),
        "storage": MemoryStorage(),
        "outcomes": {},
    }
    return make_world(platform, folder, features=(), **given | more)


def test_the_whole_strategy_brings_the_kept_file_back(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    services = RecordedServices()
    world = world_of(platform, tmp_path, services=services)
    planned = steps(world.plan, world.request)
    # loaddata waits for processes that live
    with living_process():
        assert all(step.check(world).ok for step in planned if step.name != "clear-cache")
        left = do_all(planned, world)

        assert all(step.verify(world, left[step.name]).ok for step in planned)
    assert values() == before
    assert services.asked == ["reload web", "reload worker"]
    json.dumps(left)


@DIES_IN_MEMORY
def test_do_look_undo_look_do_and_killed_at_any_line(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    world, step = world_of(platform, tmp_path), RestoreConfiguration()
    BackUpConfiguration().do(world)

    do_look_undo_look_do(step, world, values)
    step.undo(world, {})
    kill_inside(step, world, values, points=10, in_memory=True)

    assert values() == before


@DIES_IN_MEMORY
def test_a_backup_killed_at_any_line_is_one_or_none(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    storage = MemoryStorage()
    world, step = world_of(platform, tmp_path, storage=storage), BackUpConfiguration()

    def look() -> Any:
        return step.probe(world) is Did.YES and [len(json.loads(one)) for one in set(storage.kept.values())]

    do_look_undo_look_do(step, world, look)
    step.undo(world, {})
    kill_inside(step, world, look, points=10, in_memory=True)

    assert look() == [2]


def test_a_backup_is_kept_twice_and_named_by_its_time(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    storage = MemoryStorage()
    world = world_of(platform, tmp_path, storage=storage)

    outcome = BackUpConfiguration().do(world)

    assert len(outcome["file"]) == len("config_backup_20261124_120000.json")
    [(key, content)] = storage.kept.items()
    assert key == f"production/rollbacks/{outcome['file']}"
    assert len(json.loads(content)) == 2


def test_a_feature_that_is_held_off_stays_off(
    platform: MemoryPlatform, before: dict[str, Any], shops: list[Tenant], tmp_path: Path
) -> None:
    switch({GROUNDING: False}, by="amina")
    hold([GROUNDING], tenant_id=None, by="amina")
    world = world_of(platform, tmp_path)

    BackUpConfiguration().do(world)
    outcome = RestoreConfiguration().do(world)

    assert RestoreConfiguration().verify(world, outcome).ok
    # its row says on, as the file has it; the hold says off, and that counts
    assert AgentConfiguration.objects.filter(enable_grounded_validation=True).count() == 2
    assert not configuration_of(shops[0].pk).enable_grounded_validation


def test_what_would_go_on_again_is_said_before_and_may_be_left_off(
    platform: MemoryPlatform, before: dict[str, Any], shops: list[Tenant], tmp_path: Path
) -> None:
    switch({GROUNDING: False}, by="amina", tenant_ids=[shops[0].pk])
    said = RestoreConfiguration().check(world_of(platform, tmp_path))
    assert said.figures["turned_on"] == {GROUNDING.value: [str(shops[0].pk)]}
    assert "goes on again for 1 shop(s)" in said.says
    world = world_of(platform, tmp_path, options={"keep_off": True})

    BackUpConfiguration().do(world)
    RestoreConfiguration().do(world)

    assert values() == before | {"pwani": before["pwani"] | {GROUNDING.value: False}}


@pytest.mark.parametrize("to_defaults", [False, True])
def test_rows_later_than_the_file_are_said_and_put_back_if_asked(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path, to_defaults: bool
) -> None:
    make_shop("later", phone_number_id="later")
    AgentConfiguration.objects.filter(tenant__slug="later").update(max_products_to_show=9)
    world = world_of(platform, tmp_path, options={"later_to_defaults": to_defaults})
    assert "1 row(s) are later than the backup" in RestoreConfiguration().check(world).says

    BackUpConfiguration().do(world)
    RestoreConfiguration().do(world)

    later = values().pop("later")
    assert later["max_products_to_show"] == (5 if to_defaults else 9)
    assert values() == before | {"later": later}


def test_a_shop_that_is_gone_and_a_row_made_anew_are_no_obstacle(
    platform: MemoryPlatform, before: dict[str, Any], shops: list[Tenant], tmp_path: Path
) -> None:
    Tenant.objects.filter(slug="pwani").delete()
    AgentConfiguration.objects.all().delete()
    # the number that savanna's row had is another's now
    new = make_shop("new", phone_number_id="n").tenant
    key = AgentConfiguration.objects.get(tenant=new).pk
    wanted = json.loads((tmp_path / "config_backup_pre_deployment.json").read_text())
    for one in wanted:
        one["pk"] = key
    (tmp_path / "config_backup_pre_deployment.json").write_text(json.dumps(wanted))
    world = world_of(platform, tmp_path)

    BackUpConfiguration().do(world)
    outcome = RestoreConfiguration().do(world)

    assert outcome["gone"] == [str(shops[0].pk)]
    assert values()["savanna"] == before["savanna"]
    assert values()["new"]["max_products_to_show"] == 5


def test_the_defaults_are_what_a_shop_has_that_never_changed_any(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    world = world_of(platform, tmp_path, backup="defaults")

    BackUpConfiguration().do(world)
    RestoreConfiguration().do(world)

    assert values() == {slug: row | {"custom_bot_greeting": ""} for slug, row in before.items()}


def test_one_shop_alone(
    platform: MemoryPlatform, before: dict[str, Any], shops: list[Tenant], tmp_path: Path
) -> None:
    spoilt = values()
    world = world_of(platform, tmp_path, tenants=("savanna",))

    BackUpConfiguration().do(world)
    RestoreConfiguration().do(world)

    assert values() == {"pwani": spoilt["pwani"], "savanna": before["savanna"]}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[", "Expecting value"),
        ('[{"model": "auth.user", "pk": 1, "fields": {}}]', "it holds auth.user too"),
        ('[{"model": "bot.agentconfiguration", "pk": 1}]', "no backup as"),
    ],
)
def test_what_is_no_backup_is_refused_and_changes_nothing(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path, content: str, says: str
) -> None:
    spoilt = values()
    (tmp_path / "config_backup_pre_deployment.json").write_text(content)
    world = world_of(platform, tmp_path)

    finding = RestoreConfiguration().check(world)
    assert not finding.ok
    assert says in finding.says
    with pytest.raises(Refused):
        RestoreConfiguration().do(world)

    assert values() == spoilt


def test_a_field_that_this_release_lacks_is_said_before_anything_changes(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "config_backup_pre_deployment.json"
    told = json.loads(file.read_text())
    told[0]["fields"]["enable_magic"] = True
    file.write_text(json.dumps(told))

    finding = RestoreConfiguration().check(world_of(platform, tmp_path))

    assert (finding.ok, finding.says) == (False, "this release knows no enable_magic")


def test_loading_that_did_not_bring_it_about_is_a_failure(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    platform.commands["loaddata"] = lambda _: Ran(1, None, "IntegrityError: no")
    world = world_of(platform, tmp_path)
    BackUpConfiguration().do(world)

    with pytest.raises(StepFailed, match="IntegrityError: no, yet 2 row"):
        RestoreConfiguration().do(world)


def test_who_was_overtaken_loads_nothing(
    platform: MemoryPlatform, before: dict[str, Any], tmp_path: Path
) -> None:
    spoilt = values()

    with pytest.raises(Fenced):
        RestoreConfiguration().do(world_of(platform, tmp_path, fence=Fence(is_lost=True)))

    assert values() == spoilt
