"""Rule 8 and the harmonization of bursts: one turn at a time, and what comes before the reply left joins it."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, connections

from apps.bot.models import AgentConfiguration, MessageHarmonizationLog, TurnDue
from apps.bot.services.commit_turn import commit_turn
from apps.bot.services.load_turn import load_turn
from apps.bot.services.take_turn import compute
from apps.catalog.services.view import TenantCatalog
from apps.messaging.models import Conversation, Message, OutboxMessage
from tests.house import House
from tests.people import AMINA, BARAKA, make_shop, said

pytestmark = pytest.mark.integration


def test_nothing_is_answered_while_the_customer_may_still_type(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you")))

    house.wait(2.9)

    assert house.take_turns() == 0
    assert TurnDue.objects.count() == 1


def test_a_tap_is_answered_at_once(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.tap("more", "More")))

    assert house.take_turns() == 1


def test_with_harmonization_off_each_message_is_due_at_once(house: House) -> None:
    make_shop(enable_message_harmonization=False)

    house.hear(said(AMINA, AMINA.text("when do you open?")))

    assert house.take_turns() == 1


def test_what_a_spool_brings_late_is_read_where_it_was_written(house: House) -> None:
    make_shop()
    first = said(AMINA, AMINA.text("when do you", at=house.now))
    house.hear(said(AMINA, AMINA.text("open?", at=house.now + timedelta(seconds=1))))
    house.hear(first)

    house.answer()

    assert MessageHarmonizationLog.objects.get().combined_text.split() == ["when", "do", "you", "open?"]


def test_somebody_who_never_stops_typing_is_answered_in_the_end(house: House) -> None:
    make_shop()
    typed_for_s = 0.0

    while house.take_turns() == 0:
        house.hear(said(AMINA, AMINA.text("and", at=house.now)))
        house.wait(2.5)
        typed_for_s += 2.5

    # five quiet windows of three seconds
    assert typed_for_s == 15.0


def test_a_message_before_the_reply_has_left_joins_the_turn(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.wait(3.1)
    house.take_turns()

    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))
    answers = house.answer()

    assert len(answers) == 1
    assert "We are open" in answers[0]
    first, second = MessageHarmonizationLog.objects.order_by("created_at")
    assert (first.status, second.status) == ("reopened", "answered")
    assert len(second.message_ids) == 2


def test_a_message_after_the_reply_has_left_makes_a_turn_of_its_own(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.answer()

    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))

    assert len(house.answer()) == 1
    assert [len(turn.message_ids) for turn in MessageHarmonizationLog.objects.all()] == [1, 1]


def test_a_message_that_comes_while_the_bot_thinks_is_not_left_out(house: House) -> None:
    shop = make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.wait(3.1)
    leased = house.harmonization.lease_next(now=house.now)
    assert leased is not None
    loaded = load_turn(leased, house.references, now=house.now)
    assert loaded is not None
    computed = compute(loaded, TenantCatalog(shop.tenant_id), None)

    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))

    assert commit_turn(leased, loaded, computed, now=house.now) is None
    assert not OutboxMessage.objects.exists()
    assert "We are open" in house.answer()[0]


def test_no_lock_is_held_while_the_bot_thinks(house: House) -> None:
    """A new message of the same conversation is projected meanwhile, at once."""
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.wait(3.1)
    leased = house.harmonization.lease_next(now=house.now)
    assert leased is not None
    assert load_turn(leased, house.references, now=house.now) is not None

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE a.datname = current_database() AND l.mode LIKE 'Row%%Lock' AND a.pid <> pg_backend_pid()"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone() == (None,)


@pytest.fixture
def other_session(house: House) -> Iterator[psycopg.Connection]:
    parameters = connection.get_connection_params()
    with psycopg.connect(
        dbname=parameters["dbname"], user=parameters["user"], host=parameters["host"], autocommit=True
    ) as session:
        session.execute("SET statement_timeout = '2s'")
        yield session


def test_a_turn_that_commits_does_not_keep_a_message_from_being_inserted(
    house: House, other_session: psycopg.Connection
) -> None:
    """FOR UPDATE would: the foreign key of the new message needs the conversation's key."""
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    there = Message.objects.get()

    with other_session.transaction():
        other_session.execute(
            "SELECT 1 FROM messaging_conversation WHERE id = %s FOR NO KEY UPDATE", [there.conversation_id]
        )
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
        there.pk, there.wa_id = AMINA_SECOND, "wamid.second"
        there.save(force_insert=True)

    assert Message.objects.count() == 2


AMINA_SECOND = "00000000-0000-8000-8000-000000000002"


def test_two_workers_never_take_the_same_turn(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.wait(3.1)
    got: list[bool] = []

    def lease() -> None:
        try:
            got.append(type(house.harmonization)().lease_next(now=house.now) is not None)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=lease) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)

    assert sorted(got) == [False, False, False, True]


def test_a_worker_that_died_loses_its_lease_and_the_turn_is_taken(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.wait(3.1)
    house.harmonization.lease_next(now=house.now)
    assert house.take_turns() == 0

    house.wait(31)

    assert len(house.answer()) == 1


def test_a_busy_shop_does_not_keep_the_others_waiting(house: House) -> None:
    shops = make_shop("pwani", phone_number_id="1000"), make_shop("bara", phone_number_id="2000")
    # whoever comes first, by id and by time, is the one who might keep the others waiting
    busy, quiet = sorted(shops, key=lambda shop: shop.tenant_id)
    crowd = [AMINA.__class__(phone=f"2547100{n:05}", user_id="", name=f"C{n}") for n in range(30)]
    house.hear(*(said(one, one.text("hello"), to=busy.phone_number_id) for one in crowd))
    house.wait(0.5)
    house.hear(said(BARAKA, BARAKA.text("hello"), to=quiet.phone_number_id))
    house.wait(5)

    first_two = [house.harmonization.lease_next(now=house.now) for _ in range(2)]

    assert quiet.tenant_id in {leased.tenant_id for leased in first_two if leased}


def test_who_writes_again_after_a_day_unanswered_gets_both_answers(house: House) -> None:
    make_shop()
    first = said(AMINA, AMINA.text("when do you open?", at=house.now - timedelta(hours=25)))
    house.hear(first, said(AMINA, AMINA.text("hello?", at=house.now)))

    house.answer()

    assert not TurnDue.objects.exists()
    assert [turn.combined_text for turn in MessageHarmonizationLog.objects.order_by("due_at", "pk")] == [
        "when do you open?",
        "hello?",
    ]


def test_a_turn_that_a_person_took_over_meanwhile_keeps_nobody_waiting(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")), said(BARAKA, BARAKA.text("when do you open?")))
    Conversation.objects.filter(customer__phone=AMINA.phone).update(status="handed_over")
    house.wait(3.1)

    assert house.take_turns() == 2
    assert not TurnDue.objects.exists()


def test_a_turn_looked_at_ever_so_often_can_still_be_counted(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    TurnDue.objects.update(attempts=32_767)
    house.wait(3.1)

    assert house.harmonization.lease_next(now=house.now) is not None


def test_who_writes_on_while_the_bot_thinks_does_not_use_up_its_attempts(house: House) -> None:
    shop = make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    for _ in range(10):
        house.wait(31)
        leased = house.harmonization.lease_next(now=house.now)
        assert leased is not None
        loaded = load_turn(leased, house.references, now=house.now)
        assert loaded is not None
        house.hear(said(AMINA, AMINA.text("and", at=house.now)))
        commit_turn(leased, loaded, compute(loaded, TenantCatalog(shop.tenant_id), None), now=house.now)

    assert TurnDue.objects.get().attempts <= 1


def test_a_turn_that_fails_is_logged_and_owned_up_to(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")), said(BARAKA, BARAKA.text("when do you open?")))

    def decide(turn: object, *_: object) -> object:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("apps.bot.services.take_turn.decide", decide)
    answers = house.answer()

    assert len(answers) == 2
    assert all("something went wrong" in answer for answer in answers)
    assert {turn.status for turn in MessageHarmonizationLog.objects.all()} == {"failed"}
    assert "ZeroDivisionError" in MessageHarmonizationLog.objects.all()[0].error


def test_a_person_of_the_shop_who_took_over_is_not_talked_over(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.answer()
    message = Message.objects.filter(direction="inbound").get()
    type(message.conversation).objects.update(status="handed_over")

    house.hear(said(AMINA, AMINA.text("are you there?", at=house.now)))

    assert house.answer() == []


def test_the_configuration_of_the_moment_counts(house: House) -> None:
    make_shop()
    AgentConfiguration.objects.update(harmonization_wait_seconds=9)

    house.hear(said(AMINA, AMINA.text("hello")))
    house.wait(8)

    assert house.take_turns() == 0
    house.wait(1.1)
    assert house.take_turns() == 1
