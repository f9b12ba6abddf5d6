"""Rule 10: a send whose answer was lost is repeated once, and only when it cannot have arrived."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from wabot_edge.journal.hearing import listening

from apps.messaging.models import Conversation, Message, OutboxMessage, StatusEvent
from apps.messaging.services.sending.recovering import lost_and_overtaken
from apps.tenants.models import WhatsAppNumber
from tests.house import House
from tests.integration.test_effects import ask, lose_before_acceptance, states
from tests.people import BARAKA, Change, make_shop, said, status

pytestmark = pytest.mark.integration


def answer_baraka(house: House) -> None:
    make_shop()
    house.hear(said(BARAKA, BARAKA.text("when do you open?")))
    house.answer()


def lose_hers(house: House) -> None:
    """Amina's answer is lost on the way, and all that the journal told of it is known."""
    ask(house)
    house.whatsapp.answer = lose_before_acceptance
    house.send()
    house.project()
    house.whatsapp.answer = None


def answered_later(house: House) -> None:
    """What Baraka was answered left only now, and WhatsApp reports that it arrived."""
    wa_id = house.whatsapp.taken[0]["wa_id"]
    Message.objects.filter(wa_id=wa_id).update(created_at=house.now)
    house.wait(1)
    house.hear(Change(statuses=[status(wa_id, "delivered", at=house.now)]))
    house.wait(3)


def test_a_lost_answer_is_repeated_once_when_later_sends_got_statuses(house: House) -> None:
    answer_baraka(house)
    lose_hers(house)
    house.wait(301)
    answered_later(house)

    house.send()

    assert len(house.whatsapp.taken) == 2
    assert states() == ["accepted", "accepted"]


def test_what_is_told_of_an_earlier_send_is_no_reason_to_repeat(house: House) -> None:
    answer_baraka(house)
    lose_hers(house)
    house.wait(301)
    house.hear(Change(statuses=[status(house.whatsapp.taken[0]["wa_id"], "read", at=house.now)]))
    house.wait(3)

    house.send()

    assert len(house.whatsapp.taken) == 1
    assert states() == ["accepted", "uncertain"]


def test_while_webhooks_wait_outside_the_journal_nothing_is_repeated(house: House) -> None:
    answer_baraka(house)
    lose_hers(house)
    house.wait(301)
    answered_later(house)
    listening(house.journal, name="intake-1", spooled=3)

    house.send()

    assert len(house.whatsapp.taken) == 1


def test_one_up_for_its_repetition_that_arrived_after_all_is_not_sent_again(house: House) -> None:
    answer_baraka(house)
    ask(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.send()
    house.whatsapp.answer = None
    house.project()
    waiting = {"state": "pending", "sent_again_at": house.now, "not_before": house.now}
    OutboxMessage.objects.filter(state="uncertain").update(**waiting)
    sent = house.whatsapp.taken[1]
    told = status(sent["wa_id"], "delivered", callback_data=sent["biz_opaque_callback_data"])
    house.hear(Change(statuses=[told]))

    house.send()

    assert len(house.whatsapp.taken) == 2
    assert states() == ["accepted", "accepted"]


def test_an_answer_lost_twice_is_left_to_a_person(house: House) -> None:
    answer_baraka(house)
    ask(house)
    house.whatsapp.answer = lose_before_acceptance
    house.send()

    for _ in range(3):
        house.wait(301)
        answered_later(house)
        house.send()

    assert states() == ["accepted", "uncertain"]
    assert OutboxMessage.objects.get(state="uncertain").attempts == 2


def test_it_is_not_repeated_while_a_status_may_still_lie_unread_in_the_journal(house: House) -> None:
    answer_baraka(house)
    ask(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.send()
    house.whatsapp.answer = None
    house.wait(301)
    answered_later(house)
    sent = house.whatsapp.taken[1]
    told = status(sent["wa_id"], "sent", callback_data=sent["biz_opaque_callback_data"])
    house.hear(Change(statuses=[told]), project=False)
    house.wait(3)

    house.send()

    assert len(house.whatsapp.taken) == 2


def told_long_ago(house: House, number: WhatsAppNumber, count: int) -> None:
    """Messages that were sent and read a minute apart until five minutes ago."""
    conversation = Conversation.objects.filter(number=number).latest("created_at")
    times = [house.now - timedelta(minutes=5 + place) for place in range(count)]
    common = {"tenant_id": number.tenant_id, "number": number}
    Message.objects.bulk_create(
        Message(
            id=uuid4(),
            conversation=conversation,
            direction="outbound",
            wa_id=f"wamid.old.{place}",
            kind="text",
            created_at=at,
            received_at=at,
            inserted_at=at,
            journal_offset=0,
            **common,
        )
        for place, at in enumerate(times)
    )
    StatusEvent.objects.bulk_create(
        StatusEvent(wa_id=f"wamid.old.{place}", status="read", at=at, journal_offset=0, **common)
        for place, at in enumerate(times)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_statusevent, messaging_outboxmessage, messaging_message")


def test_of_all_that_was_ever_told_only_the_latest_is_looked_through(house: House) -> None:
    answer_baraka(house)
    lose_hers(house)
    told_long_ago(house, OutboxMessage.objects.filter(state="uncertain").get().number, 10_000)

    asked = lost_and_overtaken(before=house.now + timedelta(minutes=1))
    [plan] = json.loads(asked.explain(format="json", analyze=True))

    nodes = [
        node for node in nodes_of(plan["Plan"]) if "messaging_statusevent" in str(node.get("Relation Name"))
    ]
    assert [node["Index Name"] for node in nodes] == ["messaging_statusevent_of_late"]
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in nodes) == 0


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes_of(part)
