"""Each strategy once, on a running platform, while fifty customers write throughout."""

import pytest
from wabot_rollback.drills.drill import Drilled
from wabot_rollback.drills.ground import Ground

from tests.drills.rehearsing import drilled, stages

pytestmark = [pytest.mark.drill, pytest.mark.rehearsal, pytest.mark.timeout(1500)]


def all_is_well_again(found: Drilled) -> None:
    """Nobody was refused, lost, left alone or answered twice; and what was broken is mended."""
    assert found.assessed["users_percent"] > 30
    assert found.driven is not None
    assert (found.driven.told["phase"], found.driven.code) == ("done", 0)
    assert stages(found) <= {"verified", "went on"}
    assert found.nothing_lost, found.counted
    assert found.has_helped, found.spans


def test_customers_are_answered_again_once_the_feature_is_off(ground: Ground) -> None:
    found = drilled(ground, "references-fail")

    all_is_well_again(found)
    assert found.driven is not None
    assert (found.assessed["severity"], found.driven.strategies) == ("critical", [1])
    told = found.driven.outcome("identify-feature")
    assert told is not None
    assert told["features"] == ["reference-resolution"]


def test_prices_are_right_again_with_the_code_of_before(ground: Ground) -> None:
    found = drilled(ground, "wrong-price")

    all_is_well_again(found)
    assert found.driven is not None
    assert found.driven.strategies == [3]
    assert found.serving == ground.good
    assert found.spans["after"].other == 0
    # whoever wrote meanwhile waited for no whole restart
    assert found.spans["meanwhile"].longer_most_s < (found.driven.ended - found.driven.began)


def test_rows_come_back_and_every_message_is_accounted_for(ground: Ground) -> None:
    found = drilled(ground, "corrupt-rows")

    all_is_well_again(found)
    assert found.driven is not None
    assert found.driven.strategies == [4]
    assert found.serving == ground.good
    assert found.loss != []
    assert all(shop.is_exact for shop in found.loss), found.loss
    assert sum(shop.recovered_found for shop in found.loss) > 0


def test_the_shops_configuration_is_that_of_before_the_deployment(ground: Ground) -> None:
    found = drilled(ground, "bad-configuration")

    all_is_well_again(found)
    assert found.driven is not None
    assert found.driven.strategies == [2]
    assert found.spans["after"].other == 0
