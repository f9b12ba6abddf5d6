"""A worker looks through the whole house once a night, and nobody has to think of it."""

from types import SimpleNamespace

import psycopg
import pytest
from pytest_django import Settings

from apps.operations.integrity import nightly
from apps.operations.integrity.nightly import LOCK, check_by_night
from apps.operations.integrity.remembering import last_integrity
from apps.operations.tasks import check_integrity_nightly
from config.celery import app
from tests.house import House
from tests.people import make_products, make_shop


@pytest.fixture
def shop(house: House, settings: Settings, journal_url: str) -> House:
    settings.JOURNAL_DATABASE_URL = journal_url
    make_products(make_shop())
    return house


def test_beat_knows_of_it() -> None:
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert check_integrity_nightly.name in tasks


def test_what_it_found_is_kept_for_health_and_alerts(shop: House) -> None:
    found = check_integrity_nightly()

    last = last_integrity()
    assert last is not None
    assert found == last.findings == 0
    assert last.rows > 0


def test_two_workers_do_not_look_at_once(shop: House, journal_url: str) -> None:
    with psycopg.connect(journal_url, autocommit=True) as other:
        other.execute(LOCK)

        found = check_integrity_nightly()

    assert found is None
    assert last_integrity() is None


def test_it_gives_way_to_maintenance(shop: House, monkeypatch: pytest.MonkeyPatch, journal_url: str) -> None:
    monkeypatch.setattr(nightly, "maintenance_state", lambda: SimpleNamespace(is_on=True))

    with psycopg.connect(journal_url, autocommit=True) as journal:
        found = check_by_night(journal)

    assert found is None
    assert last_integrity() is None
