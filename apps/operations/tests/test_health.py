"""Health as a load balancer and a person at night ask for it."""

from datetime import timedelta

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from wabot_edge.journal import reading
from wabot_edge.journal.writing import append

from apps.messaging.models import Partition, ProjectorProcess
from apps.operations import views
from apps.operations.health.board import Board
from apps.operations.models import Heartbeat, HeartbeatKind
from apps.operations.services.heartbeats import WorkerPulse, forget_old, note
from apps.operations.tasks import pulse
from tests.people import AMINA, said
from tests.web import as_role

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
NOBODY = "postgresql://127.0.0.1:9/nowhere"


@pytest.fixture(autouse=True)
def own_board(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, journal_url: str, journal: psycopg.Connection
) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url
    monkeypatch.setattr(views, "BOARD", Board())


@pytest.fixture
def a_house_at_work(journal: psycopg.Connection) -> None:
    epoch = reading.epoch(journal)
    Partition.objects.bulk_create(Partition(number=number, epoch=epoch) for number in range(64))
    ProjectorProcess.objects.create(name="projector-1", seen_at=now())
    note("celery@here", HeartbeatKind.WORKER, at=now())
    pulse()


def test_a_house_at_work_is_ok(client: Client, a_house_at_work: None) -> None:
    told = client.get("/v1/health")

    assert told.status_code == 200
    assert told.json()["status"] == "ok", told.json()
    assert told.json()["release"]
    assert set(told.json()["parts"]) >= {"database", "journal", "redis", "workers", "projector", "sender"}
    assert told.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_house_where_nothing_runs_serves_and_says_what_is_missing(client: Client) -> None:
    told = client.get("/v1/health")

    assert told.status_code == 200
    states = {name: part["state"] for name, part in told.json()["parts"].items()}
    assert told.json()["status"] == "degraded"
    assert {name for name, state in states.items() if state == "degraded"} == {"workers", "beat", "projector"}


def test_records_that_wait_are_counted_with_their_age(
    client: Client, a_house_at_work: None, journal: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = said(AMINA, AMINA.text("hello"))
    offsets = append(journal, [change.record(received_at=now() - timedelta(seconds=90)) for _ in range(3)])

    projector = client.get("/v1/health").json()["parts"]["projector"]
    assert projector["lag_records"] == 3
    assert 89 < projector["lag_s"] < 120
    assert projector["state"] == "degraded"

    Partition.objects.filter(number=change.record().partition).update(offset=offsets[-1])
    monkeypatch.setattr(views, "BOARD", Board())
    assert client.get("/v1/health").json()["parts"]["projector"]["lag_records"] == 0


def test_without_the_journal_it_is_503_and_quick(client: Client, settings: Settings) -> None:
    settings.JOURNAL_DATABASE_URL = NOBODY

    told = client.get("/v1/health")

    assert told.status_code == 503
    assert told.json()["status"] == "down"
    assert told.json()["parts"]["journal"]["state"] == "down"
    assert "127.0.0.1" not in told.content.decode()


def test_a_cache_that_is_away_is_named_and_the_rest_serves(
    client: Client, a_house_at_work: None, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    told = client.get("/v1/health")

    assert (told.status_code, told.json()["status"]) == (200, "degraded")
    assert told.json()["parts"]["redis"]["state"] == "degraded"


def test_the_webs_role_is_told_counts_and_cannot_read_the_rows(a_house_at_work: None) -> None:
    with as_role(), connection.cursor() as cursor:
        cursor.execute("SELECT wabot_health() ->> 'workers'")
        assert cursor.fetchone() == ("1",)
        for table in ("messaging_partition", "messaging_projectorprocess"):
            cursor.execute("SELECT has_table_privilege(%s, 'select')", [table])
            assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_table_privilege('operations_heartbeat', 'update')")
        assert cursor.fetchone() == (False,)


def test_no_session_is_looked_up_for_it(
    client: Client, a_house_at_work: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The browser of a signed-in person sends a cookie along; the database may be what is broken."""
    client.force_login(User.objects.create_superuser("root"))

    for path in ("/v1/health", "/v1/live"):
        with django_assert_num_queries(0):
            assert client.get(path).status_code == 200


def test_it_only_tells_and_takes_nothing(client: Client) -> None:
    for path in ("/v1/health", "/v1/live"):
        assert client.post(path).status_code == 405


def test_alive_is_alive_whatever_else_is_broken(client: Client, settings: Settings) -> None:
    settings.JOURNAL_DATABASE_URL = NOBODY

    assert client.get("/v1/live").json() == {"status": "live"}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Task:
    class request:  # noqa: N801  (as Celery names it)
        hostname = "celery@here"


def test_a_busy_worker_writes_its_sign_of_life_at_most_every_two_seconds() -> None:
    clock = Clock()
    heard = WorkerPulse(clock)

    heard(task=Task)
    first = Heartbeat.objects.get(name="celery@here").seen_at
    clock.now = 1.9
    heard(task=Task)
    assert Heartbeat.objects.get(name="celery@here").seen_at == first

    clock.now = 2.0
    heard(task=Task)
    assert Heartbeat.objects.get(name="celery@here").seen_at > first


def test_processes_that_went_for_good_are_forgotten() -> None:
    note("old", HeartbeatKind.WORKER, at=now() - timedelta(days=2))
    note("new", HeartbeatKind.WORKER, at=now())

    assert forget_old(now=now()) == 1
    assert Heartbeat.objects.get().name == "new"
