"""The state of maintenance: where it is kept, who is told, what a page says."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from wabot_edge.journal import maintenance, reading
from wabot_edge.journal.errors import UnreadableMaintenance
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile
from wabot_edge.journal.maintenance_watch import reconcile

from apps.operations.health.board import BOARD, Health
from apps.operations.health.parts import State
from apps.operations.maintenance import maintenance_state
from apps.operations.maintenance.words import back_in

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOBODY = "postgresql://nobody@127.0.0.1:9/nowhere"


@pytest.fixture
def host(settings: Settings, tmp_path: Path, journal_url: str) -> Path:
    """The state folder of this host; its journal is the test's."""
    settings.WABOT_STATE_DIR, settings.JOURNAL_DATABASE_URL = tmp_path, journal_url
    return tmp_path


def said(at: datetime = NOON, *, is_on: bool = True, **more: Any) -> Maintenance:
    return Maintenance(id=uuid.UUID(int=1), is_on=is_on, at=at, began_at=NOON, **more)


def mode(*arguments: str) -> dict[str, Any]:
    told = StringIO()
    call_command("maintenance_mode", *arguments, "--json", stdout=told)
    result: dict[str, Any] = json.loads(told.getvalue())
    return result


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(at=moments, until=st.none() | moments, message=st.text(max_size=50), is_on=st.booleans())
def test_what_is_said_reads_back_as_it_was(
    at: datetime, until: datetime | None, message: str, is_on: bool
) -> None:
    one = replace(said(at, is_on=is_on), until=until, message=message)

    assert Maintenance.from_json(json.dumps(one.as_json()), where="here") == one


def test_another_tool_may_write_as_little_as_on_and_when(tmp_path: Path) -> None:
    (tmp_path / "maintenance.json").write_text('{"on": true, "at": "2026-11-24T12:00:00+00:00"}')

    read = MaintenanceFile(tmp_path).read()

    assert read is not None
    assert (read.is_on, read.at, read.began_at) == (True, NOON, NOON)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"on": 1, "at": "2026-11-24T12:00Z"}', '{"on": true, "at": "2026-11-24T12:00"}']
)
def test_a_file_that_nobody_understands_changes_nothing(tmp_path: Path, text: str) -> None:
    file = MaintenanceFile(tmp_path)
    file.write(said())
    file.read()

    file.path.write_text(text)

    with pytest.raises(UnreadableMaintenance, match=r"maintenance\.json"):
        file.read()
    assert file.last_readable() == said()


def test_of_a_file_that_nobody_can_read_it_speaks_once_and_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "maintenance.json").write_text("{")
    file = MaintenanceFile(tmp_path)

    for _ in range(3):
        assert file.last_readable() is None
    assert len(caplog.messages) == 1
    # nor does a state folder that is none break every request
    assert MaintenanceFile(tmp_path / "maintenance.json").last_readable() is None


@pytest.mark.usefixtures("journal", "host")
def test_it_is_on_until_it_is_off(client: Client) -> None:
    assert mode("status") == {"on": False}

    on = mode("on", "--until", "45m", "--message", "New shelves.")
    again = mode("on", "--message", "Still at it.")
    off = mode("off")

    assert (on["on"], on["recorded"], on["message"]) == (True, True, "New shelves.")
    assert (again["id"], again["began_at"], again["until"]) == (on["id"], on["began_at"], None)
    assert (off["on"], off["id"]) == (False, on["id"])
    assert mode("status")["on"] is False


def test_on_works_while_the_journal_is_away_and_says_so(
    host: Path, settings: Settings, journal_url: str, journal: psycopg.Connection
) -> None:
    settings.JOURNAL_DATABASE_URL = NOBODY
    complaint = StringIO()

    call_command("maintenance_mode", "on", stdout=StringIO(), stderr=complaint)

    assert "journal is away" in complaint.getvalue()
    state = maintenance_state()
    assert state is not None
    assert state.is_on
    reconcile(MaintenanceFile(host), journal)
    there = maintenance.newest(journal)
    assert there == maintenance_state() == replace(state, offset=reading.head(journal))


def test_another_host_hears_of_it(host: Path, tmp_path: Path, journal: psycopg.Connection) -> None:
    other = MaintenanceFile(tmp_path / "other")
    mode("on")

    reconcile(other, journal)
    was_on = other.read()
    mode("off")
    reconcile(other, journal)

    assert was_on is not None
    assert was_on.is_on
    assert other.read() == maintenance_state()


@pytest.mark.usefixtures("host")
def test_the_later_word_wins_whichever_place_it_was_said_in(
    tmp_path: Path, journal: psycopg.Connection
) -> None:
    file = MaintenanceFile(tmp_path)
    maintenance.record(journal, said(NOON))
    file.write(said(NOON + timedelta(minutes=5), is_on=False))

    reconcile(file, journal)

    there = maintenance.newest(journal)
    assert there is not None
    assert (there.is_on, there.at) == (False, NOON + timedelta(minutes=5))
    # and from a host whose clock is behind, the last word is the last all the same
    assert maintenance.record(journal, said(NOON)).at > there.at


@pytest.mark.usefixtures("host")
@pytest.mark.parametrize("until", ["yesterday", "2020-01-01T00:00+00:00", "2030-01-01T00:00", "0m"])
def test_a_time_that_is_none_is_refused_and_changes_nothing(until: str) -> None:
    with pytest.raises(CommandError, match="--until") as refused:
        mode("on", "--until", until)

    assert refused.value.returncode == 2
    assert maintenance_state() is None


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/login/", "/media/x", "/nothing/here"])
def test_people_read_a_page_in_their_language(host: Path, client: Client, path: str) -> None:
    """Without a database: none may be asked for here."""
    MaintenanceFile(host).write(said(until=NOON + timedelta(days=3650)))

    english = client.get(path)
    swahili = client.get(path, headers={"Accept-Language": "sw-KE, en;q=0.5"})

    assert (english.status_code, swahili.status_code) == (503, 503)
    assert int(english["Retry-After"]) > 0
    assert "We are doing some work" in english.text
    assert '<html lang="sw">' in swahili.text
    assert "Tunafanya marekebisho" in swahili.text


def test_programs_read_json(host: Path, client: Client) -> None:
    MaintenanceFile(host).write(said(message="Back at two."))

    answer = client.post("/v1/anything")

    assert answer.status_code == 503
    assert answer.json() == {
        "error": "maintenance",
        "message": "Back at two.",
        "until": None,
        "retry_after_s": 120,
    }


def test_a_probe_of_the_process_is_answered(host: Path, client: Client) -> None:
    MaintenanceFile(host).write(said())

    assert client.get("/v1/live").json() == {"status": "live"}


@pytest.mark.parametrize(
    ("parts", "status", "code"),
    [(State.OK, "maintenance", 200), (State.DEGRADED, "degraded", 200), (State.DOWN, "down", 503)],
)
def test_health_tells_maintenance_from_trouble(
    host: Path, client: Client, monkeypatch: pytest.MonkeyPatch, parts: State, status: str, code: int
) -> None:
    monkeypatch.setattr(BOARD, "health", lambda: Health(parts, {}))
    MaintenanceFile(host).write(said())

    answer = client.get("/v1/health")

    assert (answer.status_code, answer.json()["status"]) == (code, status)
    assert answer.json()["maintenance"]["since"].startswith("2026-11-24T12:00")


def test_what_an_operator_writes_is_shown_as_words(host: Path, client: Client) -> None:
    MaintenanceFile(host).write(said(message="<b>Soon</b> & well"))

    assert "&lt;b&gt;Soon&lt;/b&gt; &amp; well" in client.get("/").text


@pytest.mark.parametrize(
    ("seconds", "english"), [(10, "few minutes"), (301, "about 10 minutes"), (7200, "about 2 hours")]
)
def test_a_promise_is_said_without_a_clock(seconds: int, english: str) -> None:
    assert english in back_in("en", seconds)
    assert back_in("sw", seconds) != back_in("en", seconds)
