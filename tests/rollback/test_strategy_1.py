"""Strategy 1 on the real platform: the feature goes off everywhere, stays off, and comes back as it was."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from wabot_rollback.errors import Fenced, StepFailed
from wabot_rollback.platform.memory import MemoryPlatform, away
from wabot_rollback.platform.overrides import apply_overrides, engine_overrides
from wabot_rollback.platform.platform import Ran
from wabot_rollback.strategies.acknowledging import AwaitAcknowledgements
from wabot_rollback.strategies.disabling import DisableFeature
from wabot_rollback.strategies.feature import steps
from wabot_rollback.strategies.identifying import IdentifyFeature
from wabot_rollback.strategies.verifying import VerifyService
from wabot_rollback.strategies.watching import Watch

from apps.bot.models import AgentConfiguration, FeatureHold
from apps.bot.services.configuration import configuration_of
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant
from packages.rollback.tests.harness import do_look_undo_look_do, kill_inside
from tests.rollback.platform import engine_connection, living_process
from tests.rollback.worlds import Fence, Time, do_all, make_plan, make_world

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
GROUNDING = Feature.GROUNDED_VALIDATION
# A death that is only raised leaves files open that a real one would close.
DIES_IN_MEMORY = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def off(shop: Tenant) -> set[Feature]:
    config = configuration_of(shop.pk)
    return {feature for feature in Feature if not getattr(config, feature)}


def rows_off() -> set[tuple[str, str]]:
    return {
        (row.tenant.slug, feature.value)
        for row in AgentConfiguration.objects.select_related("tenant")
        for feature in Feature
        if not getattr(row, feature)
    }


def breaks(platform: MemoryPlatform) -> None:
    """The release cannot even start."""
    platform.commands.clear()


def test_the_whole_strategy_turns_it_off_in_every_process(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    clock = Time()
    world = make_world(platform, tmp_path, clock=clock)

    with living_process() as web, living_process("worker-1"):
        web.is_on(GROUNDING, shops[0].pk)
        left = do_all(steps(world.plan, world.request), world)

        assert not web.is_on(GROUNDING, shops[0].pk)
        assert all(step.verify(world, left[step.name]).ok for step in steps(world.plan, world.request))
    assert left["disable-feature"]["by"] == "command"
    assert left["await-acknowledgements"]["acknowledged"] == left["await-acknowledgements"]["alive"] == 2
    assert left["watch"]["looks"] > 100
    assert clock.ahead > timedelta(minutes=29)
    assert off(shops[0]) == off(shops[1]) == {GROUNDING}
    json.dumps(left)


@DIES_IN_MEMORY
@pytest.mark.parametrize("by", ["command", "sql"])
def test_do_look_undo_look_do_and_killed_at_any_line(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path, by: str
) -> None:
    if by == "sql":
        breaks(platform)
    # off before, for reasons of the shop's own: stays so
    AgentConfiguration.objects.filter(tenant=shops[1]).update(enable_grounded_validation=False)
    world, step = make_world(platform, tmp_path), DisableFeature()

    def look() -> Any:
        listed = [one.switch for one in engine_overrides(tmp_path)]
        return (sorted(rows_off()), off(shops[0]), off(shops[1]), FeatureHold.objects.count(), listed)

    assert do_look_undo_look_do(step, world, look)["by"] == by
    step.undo(world, {})
    kill_inside(step, world, look, points=10, in_memory=True)

    assert off(shops[0]) == off(shops[1]) == {GROUNDING}


def test_off_in_no_shop_at_all_is_no_success(platform: MemoryPlatform, tmp_path: Path) -> None:
    found = DisableFeature().verify(make_world(platform, tmp_path), {})

    assert (found.ok, found.says) == (False, "0 of 0 switches are off and held")


@pytest.mark.parametrize("by", ["command", "sql"])
def test_one_shop_alone_and_the_other_is_left(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path, by: str
) -> None:
    if by == "sql":
        breaks(platform)
    world = make_world(platform, tmp_path, features=("all-enhancements",), tenants=("savanna",))

    outcome = DisableFeature().do(world)

    assert off(shops[0]) == set()
    assert off(shops[1]) == set(Feature)
    assert outcome["changed"] == 4
    DisableFeature().undo(world, outcome)
    assert off(shops[1]) == set()


def test_a_command_that_refuses_is_not_gone_around(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    world = make_world(platform, tmp_path, tenants=("nowhere",))

    with pytest.raises(StepFailed, match="no shop with the id or slug"):
        DisableFeature().do(world)

    assert rows_off() == set()
    assert not IdentifyFeature().check(world).ok


def test_a_process_that_was_overtaken_turns_nothing_off(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    with pytest.raises(Fenced):
        DisableFeature().do(make_world(platform, tmp_path, fence=Fence(is_lost=True)))

    assert rows_off() == set()


def test_what_a_later_run_keeps_off_is_undone_in_its_turn(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    first, second = (make_world(platform, tmp_path, run=run) for run in ("r-1", "r-2"))
    step = DisableFeature()
    step.do(first)
    step.do(second)

    with pytest.raises(StepFailed, match="r-2 keeps the same off"):
        step.undo(first, {})
    step.undo(second, {})
    assert off(shops[0]) == {GROUNDING}
    step.undo(first, {})

    assert off(shops[0]) == set()


def test_with_nobody_alive_it_is_recorded_and_never_called_a_success(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    breaks(platform)
    world, step = make_world(platform, tmp_path), AwaitAcknowledgements()
    DisableFeature().do(world)

    finding = step.verify(world, step.do(world))

    assert not finding.ok
    assert "recorded, nobody alive (0 of 0 processes)" in finding.says


def test_a_process_that_does_not_answer_is_named(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(20033, 7)")
        cursor.execute(
            "INSERT INTO operations_process (id, kind, name, host, pid, release, started_at, seen_at)"
            " VALUES (7, 'worker', 'worker-9', 'elsewhere', 42, 'r', now(), now())"
        )
    world = make_world(platform, tmp_path)
    DisableFeature().do(world)

    outcome = AwaitAcknowledgements().do(world)

    assert outcome["missing"] == ["worker-9 (pid 42 on elsewhere)"]
    assert outcome["seconds"] >= 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def test_the_feature_that_fails_is_found_by_its_figures(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(platform, tmp_path, features=())
    with pytest.raises(StepFailed, match="name the feature"):
        IdentifyFeature().do(world)

    counted = {"attempts": 40, "failed": 30, "log_errors": 30}
    few = {"attempts": 500, "failed": 3, "log_errors": 0}
    monkeypatch.setattr(
        "wabot_rollback.strategies.identifying.asked",
        lambda *_: {GROUNDING.value: counted, Feature.HARMONIZATION.value: few},
    )
    outcome = IdentifyFeature().do(world)

    assert outcome["features"] == ["grounded-validation"]
    assert outcome["figures"][GROUNDING.value] == counted


def test_a_restored_database_gets_the_overrides_again(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    DisableFeature().do(make_world(platform, tmp_path, tenants=("pwani",)))
    # as a restore would leave it: the rows as they were, no hold, no history
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wabot.lifting', 'yes', false)")
    FeatureHold.objects.all().delete()
    AgentConfiguration.objects.update(enable_grounded_validation=True)
    assert off(shops[0]) == set()

    with engine_connection() as engine:
        assert apply_overrides(engine, engine_overrides(tmp_path)) == 2
        assert apply_overrides(engine, engine_overrides(tmp_path)) == 0

    assert off(shops[0]) == {GROUNDING}
    assert off(shops[1]) == set()


def test_an_override_of_a_shop_that_is_gone_is_no_obstacle(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    DisableFeature().do(make_world(platform, tmp_path, tenants=("savanna",)))
    Tenant.objects.filter(slug="savanna").delete()

    with engine_connection() as engine:
        assert apply_overrides(engine, engine_overrides(tmp_path)) == 0


Spoil = Callable[[MemoryPlatform], Any]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda platform: platform.pages.update({"/v1/health": (503, b"{}")}), "health"),
        (lambda platform: platform.commands.pop("test_bot_message"), "test_bot_message"),
        (
            lambda platform: platform.commands.update(
                {"test_bot_message": lambda _: Ran(1, {"passed": False, "stuck": "no turn"}, "")}
            ),
            "test_bot_message",
        ),
    ],
    ids=("down", "cannot run", "does not pass"),
)
def test_what_is_not_well_is_not_called_well(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path, spoil: Spoil, says: str
) -> None:
    spoil(platform)
    world = make_world(platform, tmp_path)

    with living_process():
        finding = VerifyService().verify(world, VerifyService().do(world))

    assert not finding.ok
    assert says in finding.says


def test_the_watch_ends_early_when_nobody_answers_any_more(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    platform.pages["/v1/health"] = (0, b"")
    clock = Time()

    with pytest.raises(StepFailed, match="health no answer"):
        Watch(minutes=30).do(make_world(platform, tmp_path, clock=clock))

    assert clock.ahead < timedelta(minutes=2)


def test_who_takes_a_watch_over_watches_on_and_not_anew(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    clock = Time()
    began = {"verify-service": {"at": (clock.now() - timedelta(minutes=29)).isoformat()}}
    world = make_world(platform, tmp_path, clock=clock, outcomes=began)

    outcome = Watch(minutes=30).do(world)

    assert clock.ahead < timedelta(minutes=2)
    assert Watch(minutes=30).verify(world, outcome).ok


def test_errors_above_the_plans_bound_are_no_success(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    world = make_world(platform, tmp_path, plan=make_plan())
    well: dict[str, Any] = {**Watch(minutes=0.01).do(world)}
    seen = well | {"turns": 100, "failed": 2, "sent": 100, "p95_ms": 700.0}

    finding = Watch(minutes=0.01).verify(world, seen)

    assert not finding.ok
    assert finding.says == "error rate 2.0 %, wanted < 1 %; p95 700 ms, wanted < 500 ms"
    # and of a handful of turns nothing is concluded
    assert Watch(minutes=0.01).verify(world, seen | {"turns": 3, "sent": 3}).ok


def test_with_the_database_away_each_step_says_so_in_a_line(
    platform: MemoryPlatform, shops: list[Tenant], tmp_path: Path
) -> None:
    platform.connect = away
    breaks(platform)

    with pytest.raises(StepFailed, match="neither the command nor the database works: connection refused"):
        DisableFeature().do(make_world(platform, tmp_path))
    with pytest.raises(StepFailed, match="the platform's database: connection refused"):
        AwaitAcknowledgements().do(make_world(platform, tmp_path))
