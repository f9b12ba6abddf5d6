"""The intake as a process: it starts, says why not, and stops."""

import signal
import socket
import time
from collections.abc import Callable

import psycopg
import pytest
from wabot_edge.journal import schema
from wabot_edge.journal.reading import read

from .running import RunningIntake, eventually, text_from, webhook

pytestmark = pytest.mark.integration
Journal = psycopg.Connection
Intakes = Callable[..., RunningIntake]
HABARI = webhook(text_from("amina", "habari ya asubuhi"))


def test_a_webhook_is_in_the_journal_when_it_is_answered(
    intakes: Intakes, journal: Journal, journal_url: str
) -> None:
    intake = intakes(journal_url).start()

    assert intake.post(HABARI) == 200

    assert [record.body for record in read(journal, after=0)] == [HABARI]
    assert intake.health()["status"] == "ok"
    assert intake.end(signal.SIGTERM) == 0


def test_both_secrets_are_valid_while_one_is_replaced(
    intakes: Intakes, journal: Journal, journal_url: str
) -> None:
    intake = intakes(journal_url, WABOT_APP_SECRET="brand-new,app-secret-of-the-shop").start()

    assert intake.post(HABARI) == 200
    assert intake.post(HABARI, headers={"x-hub-signature-256": "sha256=0"}) == 401


@pytest.mark.parametrize(
    ("break_it", "line"),
    [
        ("DROP SCHEMA public CASCADE; CREATE SCHEMA public", "this database holds no journal"),
        (
            "UPDATE journal_meta SET schema_version = 99, readable_from = 99",
            "schema is version 99, readable from 99",
        ),
        ("UPDATE journal_meta SET schema_version = 0", f"schema is version 0, {schema.VERSION} is needed"),
    ],
)
def test_it_does_not_start_on_a_journal_it_cannot_write(
    intakes: Intakes, journal: Journal, journal_url: str, break_it: str, line: str
) -> None:
    journal.execute(break_it)

    intake = intakes(journal_url).start()

    assert intake.process
    assert intake.process.wait(10) == 1
    assert line in intake.log.splitlines()[-1]
    assert "Traceback" not in intake.log


def test_a_newer_journal_that_it_may_still_write_is_well(
    intakes: Intakes, journal: Journal, journal_url: str
) -> None:
    journal.execute("UPDATE journal_meta SET schema_version = %s", [schema.VERSION + 1])

    assert intakes(journal_url).start().post(HABARI) == 200


def test_a_taken_port_is_one_clear_line(intakes: Intakes, journal_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        intake = intakes(journal_url, WABOT_INTAKE_PORT=str(port)).start()

    assert intake.process
    assert intake.process.wait(10) == 2
    [line] = intake.log.splitlines()
    assert line.startswith(f"intake: cannot listen on 127.0.0.1 port {port} (Address already in use)")


def test_a_missing_variable_is_one_clear_line(intakes: Intakes) -> None:
    intake = intakes("", WABOT_INTAKE_PORT="http").start()

    assert intake.process
    assert intake.process.wait(10) == 2
    [line] = intake.log.splitlines()
    assert line.startswith("intake: JOURNAL_DATABASE_URL: is not set")
    assert "WABOT_INTAKE_PORT" in line


def test_the_log_tells_no_words_and_no_secrets(intakes: Intakes, journal: Journal, journal_url: str) -> None:
    intake = intakes(journal_url).start()
    journal.execute("ALTER TABLE journal_record ADD CHECK (kind <> 'whatsapp.change')")

    assert intake.post(HABARI) == 200
    assert intake.post(HABARI, headers={}) == 401
    intake.end()

    assert "was refused" in intake.log
    assert "signature is missing or wrong" in intake.log
    assert not any(word in intake.log for word in ("asubuhi", "app-secret", "verify-token"))
    assert all(" wabot.intake " in line for line in intake.log.splitlines())


def test_a_trickling_sender_does_not_keep_it_from_stopping(
    intakes: Intakes, journal: Journal, journal_url: str
) -> None:
    intake = intakes(journal_url).start()
    port = int(intake.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as sender:
        sender.sendall(b"POST /v1/webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        eventually(lambda: intake.health())
        start = time.monotonic()

        assert intake.end(signal.SIGTERM) == 0

    assert time.monotonic() - start < 5
