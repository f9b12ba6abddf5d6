from dataclasses import replace
from pathlib import Path

import pytest
from wabot_rollback.errors import StepFailed
from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.platform.memory import MemoryPlatform, well
from wabot_rollback.platform.platform import Ran
from wabot_rollback.strategies import steps_of
from wabot_rollback.strategies.smoke import HealthCheck, SmokeTests
from wabot_rollback.world import Request

from ..harness import do_look_undo_look_do
from ..worlds import make_world

REQUEST = Request(run="r-1", strategy=3, reason="wrong prices", requested_by="amina")
PASSED = well({"passed": True, "talk": [{"total_ms": 12}]})


def names(request: Request) -> list[str]:
    return [step.name for step in steps_of(load(EXAMPLE), request)]


def test_the_target_takes_over_beside_and_maintenance_is_on_only_while_web_changes() -> None:
    assert names(REQUEST) == [
        "preflight-target",
        "tell-tenants",
        "start-beside",
        "stop-beat",
        "drain-workers",
        "stop-workers",
        "stop-projector-and-sender",
        "switch-release",
        "files-in-place",
        "rewind-projector",
        "start-message-path",
        "maintenance-on",
        "stop-web",
        "start-web-and-beat",
        "check-services",
        "maintenance-off",
        "stop-beside",
        "smoke-tests",
        "health",
    ]


def test_where_migrations_go_back_too_nothing_runs_beside() -> None:
    found = names(replace(REQUEST, options={"reverse_migrations": True}))

    assert found[1:3] == ["maintenance-on", "tell-tenants"]
    assert found.index("stop-web") < found.index("reverse-migrations") < found.index("switch-release")
    assert "start-beside" not in found


def test_a_step_that_waits_is_not_ended_while_it_may_still_say_why() -> None:
    for step in steps_of(load(EXAMPLE), REQUEST):
        assert step.timeout_s > getattr(step, "within_s", 0), step.name


def test_smoke_tests_pass_where_both_are_answered(tmp_path: Path) -> None:
    platform = MemoryPlatform(tmp_path, dict.fromkeys(SmokeTests().tests, lambda _: PASSED))
    world = make_world(platform, tmp_path, plan=load(EXAMPLE))

    do_look_undo_look_do(SmokeTests(), world, lambda: None)

    assert {words[0] for words in platform.ran} == {"test_bot_message", "test_product_discovery"}


def test_a_test_that_hangs_is_named_with_its_stage(tmp_path: Path) -> None:
    stuck = Ran(1, {"passed": False, "stuck": "no worker took the turn"}, "")
    commands = {"test_bot_message": lambda _: PASSED, "test_product_discovery": lambda _: stuck}
    world = make_world(MemoryPlatform(tmp_path, commands), tmp_path, plan=load(EXAMPLE))

    with pytest.raises(StepFailed, match=r"^test_product_discovery: no worker took the turn$"):
        SmokeTests().do(world)


def test_health_is_waited_for_and_not_forever(tmp_path: Path) -> None:
    platform = MemoryPlatform(tmp_path, pages={"/v1/health": (200, b'{"status": "degraded"}')})
    world = make_world(platform, tmp_path, plan=load(EXAMPLE))

    with pytest.raises(StepFailed, match=r"health is degraded \(HTTP 200\) after 30"):
        HealthCheck().do(world)

    platform.pages["/v1/health"] = (200, b'{"status": "ok"}')
    do_look_undo_look_do(HealthCheck(), world, lambda: None)
