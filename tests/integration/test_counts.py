"""What one message adds to the counts on its way, and what a step that is taken back does not add."""

from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from wabot_edge.journal.records import Kind, NewRecord, partition_of
from wabot_edge.journal.writing import append

from apps.bot.turn import combine
from apps.bot.turn.decide import decide
from apps.bot.turn.types import TurnInput, TurnOutcome
from apps.messaging.models import OutboxMessage, OutboxState
from apps.messaging.services.projecting.batch import project
from apps.tenants.models import Customer
from tests.house import House
from tests.people import AMINA, make_products, make_shop, said
from tests.scraping import Scrape

pytestmark = pytest.mark.integration
Grown = Callable[[], dict[str, float]]


def counts() -> Scrape:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.WABOT_METRICS_DIR))  # type: ignore[no-untyped-call]  # typed nowhere in the library
    return Scrape.of(generate_latest(registry).decode())


@pytest.fixture
def grown(house: House) -> Grown:
    """What was counted since the test began."""
    make_products(make_shop())
    before = counts()
    return lambda: counts().since(before)


def write(house: House, words: str = "when do you open?") -> None:
    house.hear(said(AMINA, AMINA.text(words, at=house.now)))


def test_a_message_that_is_answered(house: House, grown: Grown) -> None:
    write(house)
    house.answer()

    by = grown()
    assert by["wabot_projected_records_total{whatsapp.change}"] == 1
    assert by["wabot_projected_records_total{effect.intent}"] == 1
    assert by["wabot_projected_records_total{effect.result}"] == 1
    assert by["wabot_turns_total{answered,no}"] == 1
    assert by["wabot_sends_total{accepted,no}"] == 1
    assert by["wabot_response_seconds_count{no}"] == 1
    assert by["wabot_harmonization_wait_seconds_count{quiet}"] == 1
    assert by["wabot_turn_compute_seconds_count{answered}"] == 1
    assert by["wabot_feature_attempts_total{enable_grounded_validation}"] == 1
    assert not [name for name in by if "failures" in name or "yes" in name or "parked" in name]


def test_a_turn_that_an_enhancement_broke_is_an_attempt_and_a_failure_of_it(
    house: House, grown: Grown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(turn: TurnInput, *_: object) -> None:
        combine.joined(None)  # type: ignore[arg-type]  # whatever breaks in there

    monkeypatch.setattr("apps.bot.services.take_turn.decide", broken)

    write(house)
    house.answer()

    by = grown()
    assert by["wabot_turns_total{failed,no}"] == 1
    assert by["wabot_feature_attempts_total{enable_message_harmonization}"] == 1
    assert by["wabot_feature_failures_total{enable_message_harmonization}"] == 1
    assert [name for name in by if "failures" in name] == [
        "wabot_feature_failures_total{enable_message_harmonization}"
    ]


def test_a_canary_is_counted_apart_and_blamed_on_nothing(house: House, grown: Grown) -> None:
    write(house)
    Customer.objects.update(is_synthetic=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_conversation SET is_synthetic = true")
    house.answer()

    by = grown()
    assert by["wabot_turns_total{answered,yes}"] == by["wabot_sends_total{accepted,yes}"] == 1
    assert not [name for name in by if "feature" in name or "wait" in name or "compute" in name]


def test_a_turn_computed_while_more_was_said_is_retaken(
    house: House, grown: Grown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def while_more_is_said(turn: TurnInput, *more: Any) -> TurnOutcome:
        if len(turn.messages) == 1:
            write(house, "and where are you?")
        return decide(turn, *more)

    monkeypatch.setattr("apps.bot.services.take_turn.decide", while_more_is_said)
    write(house)
    house.wait(3.1)
    house.take_turns()
    house.answer()

    by = grown()
    assert by["wabot_turns_retaken_total{more_said}"] == 1
    assert by["wabot_turns_total{answered,no}"] == 1


def test_records_are_counted_once_their_batch_stands(
    house: House, grown: Grown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then_lost(*given: Any, **more: Any) -> None:
        project(*given, **more)
        raise psycopg.OperationalError("the connection is lost")

    with monkeypatch.context() as patched:
        patched.setattr("apps.messaging.services.projecting.projector.project", then_lost)
        with pytest.raises(psycopg.OperationalError):
            write(house)
    assert "wabot_projected_records_total{whatsapp.change}" not in grown()

    house.project()

    assert grown()["wabot_projected_records_total{whatsapp.change}"] == 1


def test_a_parked_record_is_counted_as_parked_and_its_neighbours_as_projected(
    house: House, grown: Grown
) -> None:
    poison = NewRecord(Kind.WHATSAPP_CHANGE, partition_of("1000"), house.now, b"{", {}, "1000")
    append(house.journal, [poison])
    write(house)

    by = grown()
    assert by["wabot_parked_records_total{whatsapp.change}"] == 1
    assert by["wabot_projected_records_total{whatsapp.change}"] == 1


def test_a_refused_send_and_a_lost_answer_are_results_too(house: House, grown: Grown) -> None:
    write(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.answer()
    house.whatsapp.answer = lambda _: httpx.Response(400, json={"error": {"code": 131026, "message": "no"}})
    write(house)
    house.answer()

    by = grown()
    assert by["wabot_sends_total{uncertain,no}"] == 1
    assert by["wabot_sends_total{failed,no}"] == 1
    assert "wabot_response_seconds_count{no}" not in by


def test_a_call_that_its_sender_did_not_live_to_end_is_uncertain(house: House, grown: Grown) -> None:
    write(house)
    house.wait(3.1)
    house.take_turns()
    house.sender._begin(house.now)
    house.sender.pool.shutdown(wait=True)

    house.wait(120)
    successor = house.new_sender("sender-2")
    successor.step()

    assert OutboxMessage.objects.get().state == OutboxState.UNCERTAIN
    assert grown()["wabot_sends_total{uncertain,no}"] == 1
