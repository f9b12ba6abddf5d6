"""The journal knows who listens, so that nobody takes a deaf moment for silence."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
from wabot_edge.journal.hearing import Hearing, hearing

from .running import RunningIntake, eventually

pytestmark = pytest.mark.integration
Intakes = Callable[..., RunningIntake]


def heard(journal: psycopg.Connection) -> Hearing:
    return hearing(journal, partition=0, read_to=0, heard_by=datetime.now(UTC))


def test_an_intake_that_was_killed_is_missed(
    intakes: Intakes, journal: psycopg.Connection, journal_url: str
) -> None:
    intake = intakes(journal_url).start()
    eventually(lambda: heard(journal).since)
    assert not heard(journal).deaf

    intake.end(signal.SIGKILL)

    eventually(lambda: heard(journal).deaf)


def test_one_that_was_stopped_is_not_waited_for(
    intakes: Intakes, journal: psycopg.Connection, journal_url: str
) -> None:
    intake = intakes(journal_url).start()
    eventually(lambda: heard(journal).since)

    intake.end(signal.SIGTERM)

    assert heard(journal) == Hearing(deaf=False, since=None, unread=False)
