"""A customer writes, the bot answers, nothing is lost."""

import pytest

from apps.bot.models import MessageHarmonizationLog, TurnDue
from apps.messaging.models import Message, OutboxMessage
from tests.house import House
from tests.people import AMINA, Change, make_shop, said, status

pytestmark = pytest.mark.integration


def test_a_question_is_answered_once_and_every_step_is_kept(house: House) -> None:
    make_shop()

    house.hear(said(AMINA, AMINA.text("when do you open?")))
    answers = house.answer()

    assert len(answers) == 1
    assert "We are open from 8 to 6." in answers[0]
    reply = Message.objects.get(direction="outbound")
    assert (reply.status, reply.wa_id) == ("sent", "wamid.out.1")
    # from due to accepted; the wait of harmonization stands apart
    assert (reply.harmonization_wait_ms, reply.response_time_ms) == (3000, 100)
    assert MessageHarmonizationLog.objects.get().message_ids == [Message.objects.get(direction="inbound").pk]
    assert not TurnDue.objects.exists()


def test_three_quick_messages_get_one_reply(house: House) -> None:
    make_shop()

    for words in ("hi", "when do you", "open?"):
        house.hear(said(AMINA, AMINA.text(words, at=house.now)))
        house.wait(1)
    answers = house.answer()

    assert len(answers) == 1
    assert OutboxMessage.objects.count() == 1
    assert "We are open" in answers[0]


def test_a_redelivered_message_is_not_answered_again(house: House) -> None:
    make_shop()
    question = said(AMINA, AMINA.text("when do you open?", wa_id="wamid.q"))
    house.hear(question, question)
    house.answer()

    house.hear(question)

    assert house.answer() == []
    assert Message.objects.filter(wa_id="wamid.q").count() == 1


def test_its_ticks_turn_blue(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.answer()

    for state in ("read", "delivered", "sent"):
        house.hear(Change(statuses=[status("wamid.out.1", state)]))

    assert Message.objects.get(direction="outbound").status == "read"
