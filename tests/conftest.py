from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.intake import RunningIntake, running_intake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg

    from tests.house import House


@pytest.fixture
def house(transactional_db: None, journal: psycopg.Connection) -> House:
    # Imported here: the tests of the stack beside it need no Django.
    from tests.house import House

    return House(journal)


@pytest.fixture
def intake(journal: psycopg.Connection, journal_url: str, tmp_path: Path) -> Iterator[RunningIntake]:
    with running_intake(journal_url, tmp_path) as running:
        yield running
