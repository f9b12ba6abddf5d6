from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.steps import looks_only
from wabot_rollback.strategies import steps_of
from wabot_rollback.world import Request

STEPS = steps_of(load(EXAMPLE), Request(run="r-1", strategy=4, reason="corrupted rows", requested_by="amina"))
NAMES = [step.name for step in STEPS]


def test_all_that_takes_long_happens_while_customers_are_served() -> None:
    first, last = NAMES.index("maintenance-on"), NAMES.index("maintenance-off")

    assert NAMES[:first] == [
        "assess-database",
        "preflight-target",
        "fetch-backup",
        "restore-beside",
        "check-beside",
        "catch-up-beside",
        "tell-tenants",
    ]
    assert NAMES[last + 1 :] == ["smoke-tests", "verify-integrity", "health", "assess-loss", "forensic-copy"]
    assert sum(step.expected_s for step in STEPS[first:last]) < 60


def test_nothing_is_swapped_before_nobody_writes_and_nothing_starts_before_it_is() -> None:
    order = ["stop-beat", "stop-workers", "stop-projector-and-sender", "stop-web", "final-catch-up", "swap-database",
             "switch-release", "start-message-path", "start-web-and-beat", "maintenance-off"]  # fmt: skip

    assert [name for name in NAMES if name in order] == order


def test_names_are_unique_and_what_only_looks_says_so() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert {"assess-database", "check-beside", "assess-loss"} <= {
        step.name for step in STEPS if looks_only(step)
    }
    assert not looks_only(STEPS[NAMES.index("swap-database")])
