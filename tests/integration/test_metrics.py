"""/metrics: who may read it, what it tells, and that it answers whatever is away."""

import io
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import psycopg
import pytest
from django.db import Error as DatabaseError
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_fd_to_metric_families
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile

from apps.bot.models import FeatureHold, MessageHarmonizationLog, TurnStatus
from apps.messaging.models import Conversation, ConversationStatus, Message, MessageStatus
from apps.operations.health.asking import Asker
from apps.operations.health.board import Board
from apps.operations.metrics import catalogue, exposing, figures, views
from apps.operations.metrics.gauges import GAUGES, of_trade
from apps.operations.models import IntegrityRun
from apps.operations.selectors.serving import Served
from tests.house import House
from tests.people import AMINA, make_shop, said
from tests.scraping import Scrape
from tests.web import as_role

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def fresh_figures(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, journal_url: str, journal: psycopg.Connection
) -> exposing.Figures:
    settings.JOURNAL_DATABASE_URL = journal_url
    monkeypatch.setattr(exposing, "PATIENCE_S", 10)
    return renewed(monkeypatch)


def renewed(monkeypatch: pytest.MonkeyPatch) -> exposing.Figures:
    """As in a process that has just begun."""
    figures = exposing.Figures(Board())
    monkeypatch.setattr(views, "FIGURES", figures)
    return figures


def scrape(client: Client) -> Scrape:
    told = client.get("/metrics")
    assert told.status_code == 200, told.content
    return Scrape.of(told.content.decode())


@pytest.fixture
def spoken(house: House) -> Conversation:
    """A customer who was answered just now."""
    make_shop()
    house.now = now()
    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))
    house.answer()
    return Conversation.objects.get()


def test_all_that_is_counted_is_told_from_the_beginning(client: Client) -> None:
    """So that a rate sees the first failure: the series was there at 0."""
    names = scrape(client).names

    for metric, _ in catalogue.COUNTED:
        name = catalogue.name_of(metric)
        assert names & {name, f"{name}_bucket"}, name


def _read(text: str) -> Iterator[Metric]:
    yield from text_fd_to_metric_families(io.StringIO(text))  # type: ignore[no-untyped-call]  # typed nowhere in the library


def test_it_speaks_openmetrics_where_that_is_asked_for(client: Client) -> None:
    told = client.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})

    families = {family.name: family.type for family in _read(told.text)}
    assert told.headers["Content-Type"].startswith("application/openmetrics-text")
    assert families["wabot_turns"] == "counter"
    assert families["wabot_response_seconds"] == "histogram"
    assert families["wabot_up"] == "gauge"


def test_the_webs_role_which_sees_no_shop_tells_of_all(client: Client, spoken: Conversation) -> None:
    MessageHarmonizationLog.objects.update(status=TurnStatus.FAILED)
    FeatureHold.objects.bulk_create(
        [FeatureHold(feature="enable_grounded_validation", by="Rehema", at=now())]
    )
    IntegrityRun.objects.create(
        started_at=now(), ended_at=now() - timedelta(hours=2), checks=9, rows=90, findings=3
    )

    with as_role():
        told = scrape(client)

    assert told.value("wabot_customers_served_15m") == 1
    assert told.value("wabot_customers_failed_15m") == 1
    assert told.value("wabot_features_held", feature="enable_grounded_validation") == 1
    assert told.value("wabot_features_held", feature="enable_reference_resolution") == 0
    assert told.value("wabot_integrity_findings") == 3
    assert told.value("wabot_integrity_age_seconds") == pytest.approx(7200, abs=60)
    assert told.value("wabot_configuration_behind") == 0
    assert (told.value("wabot_configuration_version") or 0) > 0
    assert told.value("wabot_up") == told.value("wabot_part_up", part="database") == 1
    assert told.value("wabot_part_up", part="workers") == 0
    assert told.value("wabot_processes", kind="sender", life="listening") == 0
    assert told.value("wabot_tickets_opened_24h", category="person_asked") == 0


def test_every_gauge_of_the_table_can_be_told(client: Client, spoken: Conversation, house: House) -> None:
    IntegrityRun.objects.create(started_at=now(), ended_at=now(), checks=9, rows=90, findings=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO operations_process (kind, name, host, pid, release, started_at, seen_at)"
            " VALUES ('web', 'web', 'elsewhere', 1, '1', now(), now())"
        )
    for hours in (30, 60):
        _conversation_begun(spoken, hours_ago=hours)

    assert set(GAUGES) - scrape(client).names == set()


def _conversation_begun(like: Conversation, *, hours_ago: float, completed: bool = True) -> None:
    begun = now() - timedelta(hours=hours_ago)
    status = ConversationStatus.COMPLETED if completed else ConversationStatus.ABANDONED
    Conversation.objects.create(
        id=f"00000000-0000-0000-0000-{Conversation.objects.count():012}",
        tenant_id=like.tenant_id,
        customer_id=like.customer_id,
        number_id=like.number_id,
        status=status,
        created_at=begun,
        updated_at=begun,
        last_inbound_at=begun,
        ended_at=begun + timedelta(hours=24),
    )


def test_completion_of_the_newest_settled_day_stands_beside_the_week_before(spoken: Conversation) -> None:
    for hours, completed in ((25, True), (40, False), (47, True), (47.5, True), (49, True), (200, False)):
        _conversation_begun(spoken, hours_ago=hours, completed=completed)
    # younger than a day, and older than the week: neither counts
    _conversation_begun(spoken, hours_ago=23)
    _conversation_begun(spoken, hours_ago=220)

    trade = figures.read_trade()

    assert (trade.settled.completed, trade.settled.started) == (3, 4)
    assert (trade.before.completed, trade.before.started) == (1, 2)


def test_whom_a_reply_did_not_reach_counts_as_failed_once(spoken: Conversation) -> None:
    assert figures.read_service().served == Served(1, 0)

    Message.objects.filter(direction="outbound").update(status=MessageStatus.FAILED)
    MessageHarmonizationLog.objects.update(status=TurnStatus.FAILED)

    assert figures.read_service().served == Served(1, 1)


def test_canaries_are_no_customers(spoken: Conversation) -> None:
    Conversation.objects.update(is_synthetic=True)
    Message.objects.update(is_synthetic=True, status=MessageStatus.FAILED)

    assert figures.read_service().served == Served(0, 0)


def test_within_seconds_the_databases_are_not_asked_again(
    client: Client, fresh_figures: exposing.Figures
) -> None:
    scrape(client)
    told = [source.told_at for source in fresh_figures.sources]

    scrape(client)

    assert [source.told_at for source in fresh_figures.sources] == told
    assert None not in told


def test_with_every_database_away_the_counts_come_within_a_second(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scrape(client)
    renewed(monkeypatch)
    settings.JOURNAL_DATABASE_URL = "postgresql://127.0.0.1:9/nowhere"
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    begun = time.monotonic()
    told = scrape(client)

    assert time.monotonic() - begun < 2
    assert told.value("wabot_up") == 0
    assert told.value("wabot_completion_ratio") is told.value("wabot_processes") is None
    assert told.value("wabot_figures_age_seconds", of="service") is None
    assert told.names >= {name for name in before.names if name.endswith(("_total", "_bucket"))}


def test_a_question_that_takes_long_is_told_in_a_later_scrape(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = threading.Event()
    late = exposing.Source(
        "trade", Asker(lambda: may_answer.wait(10) and figures.read_trade(), (DatabaseError,)), 60, of_trade
    )
    monkeypatch.setattr(exposing, "PATIENCE_S", 0.05)
    monkeypatch.setattr(views, "FIGURES", exposing.Figures(Board(), [late]))

    assert scrape(client).value("wabot_tickets_open") is None
    may_answer.set()
    assert late.asked is not None
    late.asked.result(timeout=10)

    assert scrape(client).value("wabot_tickets_open") == 0


def test_nothing_is_asked_of_the_database_in_the_requests_own_thread(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/metrics", headers={"cookie": "sessionid=stale"})


def test_during_maintenance_it_goes_on(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.WABOT_STATE_DIR = tmp_path
    MaintenanceFile(tmp_path).write(Maintenance(uuid.uuid4(), True, now(), now()))

    assert client.get("/").status_code == 503
    assert scrape(client).value("wabot_up") == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_host_may_read(client: Client, address: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.5", "8.8.8.8", "::2", "", "unix:"])
def test_others_may_not(client: Client, address: str) -> None:
    refused = client.get("/metrics", REMOTE_ADDR=address)

    assert refused.status_code == 403
    assert b"WABOT_METRICS_NETWORKS" in refused.content
    assert b"wabot_up" not in refused.content


def test_a_network_of_the_setting_may_read(client: Client, settings: Settings) -> None:
    settings.WABOT_METRICS_NETWORKS = [ip_network("10.0.0.0/8")]

    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 403


@pytest.mark.parametrize("header", views.OF_PROXIES)
@pytest.mark.parametrize("says", ["127.0.0.1", "for=127.0.0.1", "8.8.8.8", ""])
def test_nobody_comes_in_through_a_proxy(client: Client, header: str, says: str) -> None:
    """Neither a stranger whom the proxy of this host lends its address, nor one who claims to be this host."""
    assert client.get("/metrics", headers={header: says}, REMOTE_ADDR="127.0.0.1").status_code == 403
    assert client.get("/metrics", headers={header: says}, REMOTE_ADDR="8.8.8.8").status_code == 403


def test_answers_of_the_web_process_are_counted_by_area(client: Client) -> None:
    before = scrape(client)

    client.get("/v1/live")
    client.get("/v1/nothing-here")
    client.get("/admin/")
    client.get("/")

    grown = scrape(client).since(before)
    assert grown["wabot_http_responses_total{health,2xx}"] == 2  # and the scrape before
    assert grown["wabot_http_responses_total{api,4xx}"] == 1
    assert grown["wabot_http_responses_total{admin,3xx}"] == 1
    assert grown["wabot_http_responses_total{pages,2xx}"] == 1
