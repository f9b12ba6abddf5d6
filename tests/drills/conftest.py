from collections.abc import Iterator

import pytest
from wabot_rollback.drills.ground import Ground

from tests.drills import rehearsing


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with rehearsing.ground() as made:
        yield made
