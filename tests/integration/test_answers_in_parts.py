"""An answer in several messages is one answer: it leaves in order, and goes or stays as a whole."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from wabot_edge.journal.effects import Claim, claim
from wabot_edge.journal.records import partition_of

from apps.bot.models import AgentConfiguration
from apps.messaging.models import OutboxMessage
from apps.messaging.records import Intent
from tests.house import House
from tests.people import AMINA, Change, make_shop, said, status

pytestmark = pytest.mark.integration
ANOTHER = UUID("00000000-0000-8000-8000-00000000000a")


def in_parts(house: House, count: int = 2) -> None:
    """An answer on its way."""
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))
    house.wait(3.1)
    house.take_turns()
    row = OutboxMessage.objects.get()
    for part in range(1, count):
        row.pk, row.part, row.answers, row.context = None, part, [], {}
        row.payload = {"type": "text", "text": {"body": f"part {part}"}}
        row.save()


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("part").values_list("state", flat=True))


def switch_off(_: House) -> None:
    [features] = OutboxMessage.objects.filter(part=0).values_list("features", flat=True)
    AgentConfiguration.objects.update(**dict.fromkeys(features, False))


def let_a_day_pass(house: House) -> None:
    house.wait(24 * 3600)


def let_another_reply_answer(house: House) -> None:
    row = OutboxMessage.objects.get(part=0)
    intent = Intent(
        effect_id=ANOTHER,
        part=0,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        number_id=row.number_id,
        payload=row.payload,
        answers=row.answers,
        due_at=row.due_at,
    )
    claimed = Claim(
        effect_id=ANOTHER,
        part=0,
        kind="whatsapp.message",
        partition=partition_of("1000"),
        phone_number_id="1000",
        answers=row.answers,
        claimed_by="another",
        intent=intent.body(),
    )
    claim(house.journal, claimed)


def let_another_reply_answer_and_be_known(house: House) -> None:
    let_another_reply_answer(house)
    house.project()


def let_whatsapp_refuse(house: House) -> None:
    house.whatsapp.answer = lambda _: httpx.Response(400, json={"error": {"code": 131026, "message": "no"}})


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(
    ("happens", "first"),
    [
        (switch_off, "cancelled"),
        (let_a_day_pass, "failed"),
        (let_another_reply_answer, "cancelled"),
        (let_another_reply_answer_and_be_known, "cancelled"),
        (let_whatsapp_refuse, "failed"),
    ],
)
def test_whatever_keeps_the_first_part_keeps_the_others(
    house: House, happens: Callable[[House], None], first: str, count: int
) -> None:
    in_parts(house, count)

    happens(house)
    house.send()

    assert states() == [first] + ["cancelled"] * (count - 1)
    assert house.whatsapp.taken == []


def test_an_answer_thought_over_in_fewer_parts_leaves_without_the_old_ones(house: House) -> None:
    in_parts(house, 3)
    switch_off(house)
    house.send()
    house.wait(3.1)
    house.take_turns()
    assert states() == ["pending", "cancelled", "cancelled"]

    # and what the customer adds still takes it back
    house.hear(said(AMINA, AMINA.text("and where are you?", at=house.now)))

    assert states() == ["cancelled"] * 3
    assert len(house.answer()) == 1
    assert not [text for text in house.whatsapp.texts() if text.startswith("part")]


def test_a_sender_that_died_after_a_refusal_leaves_no_part_behind(house: House) -> None:
    in_parts(house)
    let_whatsapp_refuse(house)
    house.send()
    OutboxMessage.objects.filter(part=0).update(state="sending")
    OutboxMessage.objects.filter(part=1).update(state="pending")

    house.project()

    assert states() == ["failed", "cancelled"]


def test_the_second_part_waits_until_the_first_was_accepted(house: House) -> None:
    in_parts(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.send()
    assert states() == ["uncertain", "pending"]
    sent = house.whatsapp.taken[0]
    house.whatsapp.answer = None

    house.hear(
        Change(statuses=[status(sent["wa_id"], "sent", callback_data=sent["biz_opaque_callback_data"])])
    )
    house.send()

    assert states() == ["accepted", "accepted"]
    assert house.whatsapp.texts()[-1] == "part 1"


def test_a_reply_that_began_to_leave_is_not_taken_back_by_a_later_message(house: House) -> None:
    in_parts(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.send()

    house.hear(said(AMINA, AMINA.text("asante", at=house.now)))

    assert states() == ["uncertain", "pending"]
