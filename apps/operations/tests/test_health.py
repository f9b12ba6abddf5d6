"""Health as a load balancer and a person at night ask for it."""

from collections.abc import Iterator
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

from apps.bot.services.authoring import newest_version
from apps.bot.services.switching import switch
from apps.bot.turn.types import Feature
from apps.messaging.models import Partition, ProjectorProcess
from apps.operations import views
from apps.operations.health.board import Board
from apps.operations.health.standing import SETTLED_WITHIN
from apps.operations.models import Heartbeat, HeartbeatKind, IntegrityRun, ProcessKind
from apps.operations.services.heartbeats import WorkerPulse, forget_old, note
from apps.operations.services.liveness import known_processes
from apps.operations.services.registry import ProcessRegistry
from apps.operations.services.switches import listening_connection
from apps.operations.tasks import pulse
from tests.people import AMINA, make_shop, said
from tests.web import as_role

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
PARTS = {
    *("database", "journal", "redis", "workers", "beat", "projector", "sender", "outbox"),
    *("configuration", "integrity", "release", "maintenance"),
}
NOBODY = "postgresql://127.0.0.1:9/nowhere"


@pytest.fixture(autouse=True)
def own_board(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, journal_url: str, journal: psycopg.Connection
) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url
    monkeypatch.setattr(views, "BOARD", Board())


@pytest.fixture
def processes(transactional_db: None, settings: Settings) -> Iterator[psycopg.Connection]:
    """One of each kind, all over this session, on the configuration as it is."""
    settings.WABOT_RELEASE = "1.1.0"
    with listening_connection("wabot switches test") as session:
        for kind in ProcessKind:
            one = ProcessRegistry(kind=kind, name=kind.value, release="1.1.0")
            one.register(session)
            one.acknowledge(session, newest_version())
        yield session


@pytest.fixture
def a_house_at_work(journal: psycopg.Connection, processes: psycopg.Connection) -> None:
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
    assert told.json()["parts"].keys() >= PARTS
    assert all("age_s" in part for part in told.json()["parts"].values())
    assert told.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_house_where_nothing_runs_serves_and_says_what_is_missing(client: Client) -> None:
    told = client.get("/v1/health")

    assert told.status_code == 200
    states = {name: part["state"] for name, part in told.json()["parts"].items()}
    assert told.json()["status"] == "degraded"
    assert {name for name, state in states.items() if state == "degraded"} == {
        *("workers", "beat", "projector", "sender")
    }


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


def test_who_does_not_follow_a_change_is_named(
    client: Client,
    a_house_at_work: None,
    processes: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_shop()
    switch({Feature.HARMONIZATION: False}, by="amina")
    monkeypatch.setattr("apps.operations.health.standing.SETTLED_WITHIN", -SETTLED_WITHIN)

    part = client.get("/v1/health").json()["parts"]["configuration"]

    assert part["state"] == "degraded"
    assert part["says"].startswith(f"not on version {newest_version()}: beat ")
    assert [one["kind"] for one in part["processes"]] == sorted(ProcessKind.values)
    assert len(part["behind"]) == len(ProcessKind)


def test_rows_that_break_a_rule_are_told_until_a_check_finds_none(
    client: Client, a_house_at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for findings, state in ((3, "degraded"), (0, "ok")):
        at = now() - timedelta(minutes=findings)
        IntegrityRun.objects.create(started_at=at, ended_at=at, checks=9, rows=100, findings=findings)
        monkeypatch.setattr(views, "BOARD", Board())

        told = client.get("/v1/health").json()
        assert (told["status"], told["parts"]["integrity"]["state"]) == (state, state)
        assert told["parts"]["integrity"]["findings"] == findings


def test_the_webs_role_is_told_counts_and_cannot_read_the_rows(a_house_at_work: None) -> None:
    newest = newest_version()
    with as_role(), connection.cursor() as cursor:
        cursor.execute("SELECT wabot_health() ->> 'workers'")
        assert cursor.fetchone() == ("1",)
        cursor.execute("SELECT wabot_newest_configuration() ->> 'version'")
        assert cursor.fetchone() == (str(newest),)
        assert len(known_processes()) == len(ProcessKind)
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
