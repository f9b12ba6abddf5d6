"""The ten releases that somebody could have shipped: each brought back by what the matrix chooses, or refused."""

import pytest
from wabot_rollback.drills.ground import Ground

from tests.drills.defects.applying import Defect
from tests.drills.defects.catalogue import DEFECTS
from tests.drills.rehearsing import drilled

pytestmark = [pytest.mark.drill, pytest.mark.rehearsal, pytest.mark.timeout(1500)]

# A configuration that was put back leaves the release's migration in the database: nothing can follow on that ground.
LAST = "bad-configuration"
TO_BRING_BACK = sorted((defect for defect in DEFECTS if defect.strategy), key=lambda each: each.name == LAST)


def test_a_migration_that_fails_is_refused_and_nobody_notices(ground: Ground) -> None:
    found = drilled(ground, "failed-migration")

    assert not found.deployed.worked
    assert found.is_refused
    assert found.serving == ground.good
    assert found.spans["after"].wrong == 0
    assert found.nothing_lost, found.counted
    with ground.database() as database:
        column = "SELECT FROM information_schema.columns WHERE table_name = 'bot_dialogue' AND column_name = 'mood'"
        assert database.execute(column).fetchone() is None


@pytest.mark.parametrize("defect", TO_BRING_BACK, ids=lambda defect: defect.name)
def test_each_defect_is_brought_back_by_what_the_matrix_chooses(ground: Ground, defect: Defect) -> None:
    found = drilled(ground, defect.name)

    assert found.driven is not None
    assert found.assessed["strategy"] == defect.strategy
    assert found.driven.strategies == [defect.strategy]
    assert found.driven.code == 0, found.driven.told["says"]
    assert (found.serving == ground.good) == (defect.strategy in (3, 4))
    assert found.nothing_lost, found.counted
    assert found.has_helped, found.spans
