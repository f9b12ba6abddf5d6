"""The house is looked through by night: once, in a worker, giving way to whoever works on it."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery import current_app
from django.db import connection
from django.utils.timezone import now
from pytest_django import Settings
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile

from apps.operations.health.readings import read_integrity
from apps.operations.integrity import nightly
from apps.operations.integrity.remembering import last_integrity
from apps.operations.integrity.running import check_integrity
from apps.operations.tasks import check_integrity_nightly
from apps.tenants.isolation import SYSTEM_ROLE
from tests.house import House
from tests.people import AMINA, make_shop, said
from tests.web import as_role

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def after_closing_time(house: House, settings: Settings, journal_url: str, tmp_path: Path) -> None:
    settings.JOURNAL_DATABASE_URL, settings.WABOT_STATE_DIR = journal_url, tmp_path
    house.now = now()
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello", at=house.now)))
    house.answer()


def close_for_maintenance(folder: Path, *, is_on: bool = True) -> None:
    MaintenanceFile(folder).write(Maintenance(uuid.uuid4(), is_on, now(), now()))


def test_beat_has_it_done_and_health_knows_of_it_afterwards() -> None:
    with as_role(SYSTEM_ROLE):
        assert check_integrity_nightly() == 0

    integrity = read_integrity()
    assert integrity.last is not None
    assert integrity.age_s is not None
    assert timedelta(seconds=integrity.age_s) < timedelta(minutes=1)
    assert check_integrity_nightly.name in {one["task"] for one in current_app.conf.beat_schedule.values()}


def test_what_it_finds_is_noted_and_logged_as_an_error(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_conversation SET last_inbound_at = '2000-01-01'")

    assert check_integrity_nightly() == 1

    last = last_integrity()
    assert last is not None
    assert last.findings == 1
    [line] = [one for one in caplog.records if one.name == "wabot.integrity"]
    assert line.levelname == "ERROR"
    assert next(iter(last.totals)) in line.getMessage()


def test_a_task_handed_out_twice_looks_once(journal_url: str) -> None:
    with psycopg.connect(journal_url, autocommit=True) as other_worker:
        other_worker.execute(nightly.LOCK)

        assert check_integrity_nightly() is None
        assert last_integrity() is None

    assert check_integrity_nightly() == 0


def test_it_gives_way_where_somebody_works_on_the_house(tmp_path: Path) -> None:
    close_for_maintenance(tmp_path)

    assert check_integrity_nightly() is None
    assert last_integrity() is None


def test_it_stops_amid_its_work_when_maintenance_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = list[str]()

    def told_half_way(*, step: Any, **given: Any) -> Any:
        def stepped(name: str, done: int, of: int) -> None:
            if done == of // 2:
                close_for_maintenance(tmp_path)
            step(name, done, of)
            begun.append(name)

        return check_integrity(step=stepped, **given)

    monkeypatch.setattr(nightly, "check_integrity", told_half_way)

    assert check_integrity_nightly() is None
    assert len(begun) > 0
    assert "done" not in begun
    assert last_integrity() is None
