"""A strategy that does not help, and a run whose process dies halfway: the engine goes on by itself, or is made to."""

import pytest
from wabot_rollback.drills.ground import Ground
from wabot_rollback.runs.records import Kind

from tests.drills.rehearsing import drilled

pytestmark = [pytest.mark.drill, pytest.mark.rehearsal, pytest.mark.timeout(1500)]


def test_it_goes_from_one_strategy_to_the_next_until_customers_are_served(ground: Ground) -> None:
    found = drilled(ground, "half-fail", strategy=1, escalates=True)

    assert found.driven is not None
    assert found.driven.strategies == [1, 2, 3]
    assert found.driven.code == 0
    assert found.serving == ground.good
    assert found.nothing_lost, found.counted
    # the first two were seen not to help, and that is why
    why = [entry for entry in ground.ledger.entries(found.driven.run) if entry.kind == Kind.ESCALATED]
    assert [entry.data["by"] for entry in why] == ["the engine", "the engine"]


@pytest.mark.parametrize("step", ["stop-workers", "switch-release", "start-message-path"])
def test_another_process_ends_what_a_killed_one_began(ground: Ground, step: str) -> None:
    found = drilled(ground, "wrong-price", kill_at=step)

    assert found.driven is not None
    taken = [entry for entry in ground.ledger.entries(found.driven.run) if entry.kind == Kind.TAKEN]
    assert len({entry.data["pid"] for entry in taken}) >= 2
    assert found.driven.code == 0
    assert found.serving == ground.good
    assert found.nothing_lost, found.counted
    assert found.has_helped, found.spans


@pytest.mark.parametrize("step", ["restore-beside", "final-catch-up", "swap-database"])
def test_a_database_is_swapped_once_whoever_is_killed_over_it(ground: Ground, step: str) -> None:
    found = drilled(ground, "corrupt-rows", kill_at=step)

    assert found.driven is not None
    assert found.driven.code == 0
    assert found.nothing_lost, found.counted
    assert found.has_helped, found.spans
    assert all(shop.is_exact for shop in found.loss), found.loss
