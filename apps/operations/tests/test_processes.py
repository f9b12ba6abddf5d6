"""The loops that run for ever, when a database or the process itself stands still."""

import logging
from collections import deque

import psycopg
import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wabot_edge.journal.writing import append

from apps.operations.services import processes
from apps.operations.services.processes import Stopping, journal_connection, run_until
from tests.people import AMINA, said

pytestmark = pytest.mark.integration
log = logging.getLogger("wabot.test")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LONGEST_IDLE_IN_TRANSACTION_MS", 200)
    monkeypatch.setattr(processes, "AFTER_TROUBLE_S", 0.0)


@pytest.mark.django_db
@pytest.mark.usefixtures("soon")
def test_a_sender_that_is_stopped_amid_a_claim_keeps_no_webhook_out(
    journal: psycopg.Connection, journal_url: str
) -> None:
    stopping, connected = Stopping(), list[psycopg.Connection]()
    message = said(AMINA, AMINA.text("hello")).record()
    journal.execute("SET statement_timeout = '3s'")

    def step() -> int:
        with connected[-1].transaction():
            append(connected[-1], [message])
            if len(connected) == 1:
                # meanwhile the process stands still, and intake has a webhook
                append(journal, [message])
            append(connected[-1], [message])
        stopping.stop()
        return 1

    def connect() -> None:
        connected.append(journal_connection(journal_url, application="awake"))

    run_until(stopping, step, connect=connect, log=log)

    for made in connected:
        made.close()
    # intake's one, and both of the second time: what was begun before was taken back
    assert journal.execute("SELECT count(*) FROM journal_record").fetchone() == (3,)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(is_there=st.lists(st.booleans(), max_size=30))
def test_whatever_is_away_at_the_start_or_later_is_said_once_and_waited_for(
    monkeypatch: pytest.MonkeyPatch, is_there: list[bool]
) -> None:
    monkeypatch.setattr(processes, "AFTER_TROUBLE_S", 0.0)
    looks, stopping, told = deque([*is_there, True, True]), Stopping(), list[str]()

    def look() -> None:
        if not looks.popleft():
            raise OperationalError("connection refused")

    def step() -> int:
        look()
        if not looks:
            stopping.stop()
        return 1

    def hear(line: logging.LogRecord) -> bool:
        told.append(line.getMessage())
        return False

    log = logging.Logger("of this test")
    log.addFilter(hear)
    run_until(stopping, step, connect=look, log=log)

    away, back = "the database is away: connection refused", "the database is back"
    assert told == [away, back] * (len(told) // 2)
    assert bool(told) is not all(is_there)
