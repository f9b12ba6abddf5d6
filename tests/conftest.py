from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import psycopg

    from tests.house import House


@pytest.fixture
def house(transactional_db: None, journal: psycopg.Connection) -> House:
    # Imported here: the tests of the stack beside it need no Django.
    from tests.house import House

    return House(journal)
