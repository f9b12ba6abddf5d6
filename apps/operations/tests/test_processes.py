"""The loops that run for ever, when a database or the process itself stands still."""

import logging

import psycopg
import pytest
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
    stopping, connected = Stopping(), [journal_connection(journal_url, application="stopped")]
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

    def reconnect() -> None:
        connected.append(journal_connection(journal_url, application="awake"))

    run_until(stopping, step, reconnect=reconnect, log=log)

    for made in connected:
        made.close()
    # intake's one, and both of the second time: what was begun before was taken back
    assert journal.execute("SELECT count(*) FROM journal_record").fetchone() == (3,)
