"""A person may have a message sent once more whose answer was lost: that one, nothing else, and knowing the risk."""

from datetime import timedelta

import httpx
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.timezone import now

from apps.messaging.models import Conversation, Message, OutboxMessage, OutboxState
from apps.messaging.services.sending.again import send_again
from tests.house import House
from tests.people import AMINA, make_shop, said
from tests.web import as_role, platform_person, shop_person, signed_in

pytestmark = pytest.mark.integration
PAGE = "/admin/messaging/outboxmessage/"


@pytest.fixture
def lost(house: House) -> OutboxMessage:
    """An answer that WhatsApp took, or did not: the connection broke before it said."""
    make_shop()
    house.now = now()
    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.answer()
    house.whatsapp.answer = None
    return OutboxMessage.objects.get(state=OutboxState.UNCERTAIN)


@pytest.fixture
def root(house: House) -> Client:
    return signed_in(platform_person())


def test_an_uncertain_one_goes_out_once_more_and_is_settled(house: House, lost: OutboxMessage) -> None:
    assert [row.pk for row in send_again([lost.pk], by="Rehema", now=house.now)] == [lost.pk]
    house.send()
    house.project()

    assert len(house.whatsapp.taken) == 2
    lost.refresh_from_db()
    assert lost.state == OutboxState.ACCEPTED
    # one message in the conversation, sent now: the same effect, not a new one
    assert Message.objects.get(direction="outbound").status == "sent"


def test_who_asked_for_it_stands_in_the_journal(house: House, lost: OutboxMessage) -> None:
    send_again([lost.pk], by="Rehema", now=house.now)
    house.send()

    bodies = house.journal.execute("SELECT body FROM journal_record WHERE kind = 'effect.retry'").fetchall()
    assert b"sent again by Rehema" in bodies[-1][0]


def test_whatsapp_being_busy_does_not_lose_the_second_attempt(house: House, lost: OutboxMessage) -> None:
    """429 says that it was not sent: it goes out later, and the sender does not spin on it."""
    send_again([lost.pk], by="Rehema", now=house.now)
    house.whatsapp.answer = lambda _: httpx.Response(429, json={"error": {"code": 130429, "message": "busy"}})
    house.send()
    house.whatsapp.answer = None

    house.wait(3600)
    house.send()

    lost.refresh_from_db()
    assert lost.state == OutboxState.ACCEPTED


@pytest.mark.parametrize("state", [state for state in OutboxState if state != OutboxState.UNCERTAIN])
def test_any_other_stays_as_it_is(house: House, lost: OutboxMessage, state: OutboxState) -> None:
    OutboxMessage.objects.update(state=state)

    assert send_again([lost.pk], by="Rehema", now=house.now) == []
    assert OutboxMessage.objects.get().state == state


def test_after_a_day_whatsapp_would_refuse_it_so_it_stays(house: House, lost: OutboxMessage) -> None:
    assert send_again([lost.pk], by="Rehema", now=house.now + timedelta(hours=24)) == []


def test_the_page_warns_and_names_what_would_be_sent_to_whom(root: Client, lost: OutboxMessage) -> None:
    with as_role():
        asked = root.post(PAGE, {"action": "send_again", "_selected_action": lost.pk})

    assert b"not known whether the customer has this message" in asked.content
    assert b"Amina" in asked.content
    assert b"We are open from 8 to 6." in asked.content
    lost.refresh_from_db()
    assert lost.state == OutboxState.UNCERTAIN


def test_confirmed_it_is_sent_and_the_page_says_so(house: House, root: Client, lost: OutboxMessage) -> None:
    answer = {"action": "send_again", "_selected_action": lost.pk, "chosen": lost.pk}
    with as_role():
        done = root.post(PAGE, answer, follow=True)
    house.send()

    assert b"1 will be sent again." in done.content
    assert len(house.whatsapp.taken) == 2


def test_who_may_only_look_sends_nothing(house: House, lost: OutboxMessage) -> None:
    viewer = shop_person(lost.tenant)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_outboxmessage"))

    answer = {"action": "send_again", "_selected_action": lost.pk, "chosen": lost.pk}
    signed_in(viewer).post(PAGE, answer)
    house.send()

    assert len(house.whatsapp.taken) == 1


def test_one_that_arrived_meanwhile_is_left_alone(house: House, root: Client, lost: OutboxMessage) -> None:
    OutboxMessage.objects.update(state=OutboxState.ACCEPTED)

    answer = {"action": "send_again", "_selected_action": lost.pk, "chosen": lost.pk}
    done = root.post(PAGE, answer, follow=True)
    house.send()

    assert b"0 will be sent again. 1 changed meanwhile" in done.content
    assert len(house.whatsapp.taken) == 1


def test_the_filter_finds_what_should_have_left_long_ago(root: Client, lost: OutboxMessage) -> None:
    OutboxMessage.objects.update(state=OutboxState.PENDING, created_at=now() - timedelta(minutes=11))

    assert b"Amina" in root.get(PAGE, {"pending": "10"}).content
    assert b"Amina" not in root.get(PAGE, {"pending": "60"}).content
    assert Conversation.objects.count() == 1
