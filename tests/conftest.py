from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.intake import RunningIntake, running_intake

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short and passable, unlike pytest's own: sockets lie in it, and the database's user goes through it."""
    made = Path(tempfile.mkdtemp(prefix="stack-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)
