"""Rules 9 to 11: claim, intent, result; what is uncertain; what a switch takes back."""

import httpx
import pytest
from django.db import connection
from wabot_edge.journal.reading import read

from apps.bot.models import AgentConfiguration, ReferenceContext
from apps.bot.services.holding import hold
from apps.bot.turn.types import Feature
from apps.messaging.models import Message, OutboxMessage, Partition
from apps.messaging.services.projecting.partitions import Held
from apps.messaging.services.sending.claiming import claim_all
from apps.messaging.services.sending.picking import pick
from apps.operations.management.commands.run_sender import reopen
from apps.tenants.models import WhatsAppNumber
from tests.house import House
from tests.people import AMINA, BARAKA, Change, make_products, make_shop, said, status

pytestmark = pytest.mark.integration


def ask(house: House) -> None:
    house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))
    house.wait(3.1)
    house.take_turns()


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def test_the_intent_stands_in_the_journal_before_whatsapp_is_called(house: House) -> None:
    make_shop()
    ask(house)
    kinds_at_the_call: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        kinds_at_the_call.extend(record.kind for record in read(house.journal, after=0))
        return house.whatsapp.accept(request)

    house.whatsapp.answer = answer
    house.send()

    assert kinds_at_the_call == ["whatsapp.change", "effect.intent"]
    assert [record.kind for record in read(house.journal, after=0)][-1] == "effect.result"


def test_outbox_rows_that_a_restore_brings_back_do_no_harm(house: House) -> None:
    make_shop()
    ask(house)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept AS SELECT * FROM messaging_outboxmessage")
        house.send()
        cursor.execute("DELETE FROM messaging_outboxmessage")
        cursor.execute("INSERT INTO messaging_outboxmessage SELECT * FROM kept")
        cursor.execute("DROP TABLE kept")
    assert states() == ["pending"]

    house.send()

    assert len(house.whatsapp.taken) == 1
    assert states() == ["accepted"]


def test_a_turn_taken_anew_after_a_restore_answers_nobody_twice(house: House) -> None:
    """The restored database knows of no reply, and a message more came: another turn, with the old question."""
    make_shop()
    ask(house)
    house.send()
    OutboxMessage.objects.all().delete()
    Message.objects.update(turn_id=None)
    first = Message.objects.get()
    skip_to = read(house.journal, after=0)[-1].offset
    house.projector.held = Held(dict.fromkeys(house.projector.held.offsets, skip_to))
    Partition.objects.update(offset=skip_to)

    house.hear(said(AMINA, AMINA.text("asante", at=house.now)))
    house.answer()
    house.answer()

    # the question stays answered by the reply that left; only the new message got one
    assert [len(body["wa_id"]) > 0 for body in house.whatsapp.taken] == [True, True]
    first.refresh_from_db()
    second = Message.objects.filter(direction="inbound").exclude(pk=first.pk).get()
    assert first.turn_id != second.turn_id


def test_no_connection_is_not_sent_and_tried_again(house: House) -> None:
    make_shop()
    ask(house)

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    house.whatsapp.answer = refuse
    house.send()
    assert states() == ["pending"]
    house.whatsapp.answer = None
    house.wait(2)
    house.send()

    assert states() == ["accepted"]
    assert len(house.whatsapp.taken) == 1


def test_a_lost_answer_is_not_sent_again_by_itself(house: House) -> None:
    make_shop()
    ask(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.send()
    house.whatsapp.answer = None
    assert states() == ["uncertain"]

    house.wait(3600)
    house.send()

    assert len(house.whatsapp.taken) == 1
    assert states() == ["uncertain"]


def test_a_lost_answer_is_settled_by_the_status_that_names_it(house: House) -> None:
    make_shop()
    ask(house)
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.send()
    sent = house.whatsapp.taken[0]

    house.hear(
        Change(statuses=[status(sent["wa_id"], "delivered", callback_data=sent["biz_opaque_callback_data"])])
    )

    assert states() == ["accepted"]
    reply = Message.objects.get(direction="outbound")
    assert (reply.wa_id, reply.status) == (sent["wa_id"], "delivered")


def lose_before_acceptance(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("silence", request=request)


def test_a_sender_killed_during_the_call_leaves_an_uncertain_send(house: House) -> None:
    make_shop()
    ask(house)
    rows = pick(name="sender-1", limit=9, now=house.now, refused=lambda _: {}, reopened=reopen)
    claim_all(house.journal, rows, name="sender-1", now=house.now, reopened=reopen)

    house.sender = house.new_sender("sender-1")
    house.send()

    assert house.whatsapp.taken == []
    assert states() == ["uncertain"]


def test_a_sender_killed_before_the_claim_leaves_nothing_behind(house: House) -> None:
    make_shop()
    ask(house)
    pick(name="sender-1", limit=9, now=house.now, refused=lambda _: {}, reopened=reopen)

    house.sender = house.new_sender("sender-1")
    house.send()

    assert len(house.whatsapp.taken) == 1


def test_another_senders_work_is_left_alone_until_its_lease_ends(house: House) -> None:
    make_shop()
    ask(house)
    pick(name="sender-1", limit=9, now=house.now, refused=lambda _: {}, reopened=reopen)
    house.sender = house.new_sender("sender-2")

    house.send()
    assert house.whatsapp.taken == []
    house.wait(61)
    house.send()

    assert len(house.whatsapp.taken) == 1


def test_a_reply_whose_feature_was_switched_off_is_taken_back_and_thought_over(house: House) -> None:
    make_shop()
    ask(house)
    [feature] = OutboxMessage.objects.values_list("features", flat=True)
    assert feature, "the reply must rest on some feature"

    AgentConfiguration.objects.update(**dict.fromkeys(feature, False))
    house.send()

    assert house.whatsapp.taken == []
    assert states() == ["cancelled"]
    assert len(house.answer()) == 1
    # the one that left was decided under the switches of now
    assert not set(OutboxMessage.objects.get().features) & set(feature)


def test_a_hold_takes_it_back_as_well_and_no_row_sends_it_after_all(house: House) -> None:
    make_shop()
    ask(house)
    [features] = OutboxMessage.objects.values_list("features", flat=True)

    hold([Feature(name) for name in features], tenant_id=None, by="amina")
    AgentConfiguration.objects.update(**dict.fromkeys(features, True))
    house.send()

    assert house.whatsapp.taken == []
    assert states() == ["cancelled"]
    assert len(house.answer()) == 1
    assert not set(OutboxMessage.objects.get().features) & set(features)


@pytest.mark.parametrize(
    ("code", "end"), [(131026, "failed"), (100, "failed"), (131056, "pending"), (131000, "pending")]
)
def test_whatsapps_error_code_decides_whether_it_is_tried_again(house: House, code: int, end: str) -> None:
    make_shop()
    ask(house)
    house.whatsapp.answer = lambda _: httpx.Response(400, json={"error": {"code": code, "message": "no"}})

    house.send()

    assert states() == [end]


def test_a_bad_token_stops_the_number_until_somebody_mends_it(house: House) -> None:
    make_shop()
    make_shop("bara", phone_number_id="2000")
    house.hear(said(BARAKA, BARAKA.text("hello"), to="2000"))
    ask(house)
    house.whatsapp.answer = lambda request: (
        house.whatsapp.accept(request)
        if "2000" in request.url.path
        else httpx.Response(401, json={"error": {"code": 190, "message": "expired"}})
    )

    house.send()

    assert WhatsAppNumber.objects.get(phone_number_id="1000").pause_reason.startswith("190")
    assert WhatsAppNumber.objects.get(phone_number_id="2000").paused_until is None
    assert sorted(states()) == ["accepted", "pending"]


def test_a_token_mended_during_the_call_is_not_blamed_for_the_old_one(house: House) -> None:
    number = make_shop()
    ask(house)

    def refuse_the_old_one(request: httpx.Request) -> httpx.Response:
        if "mended" in request.headers["authorization"]:
            return house.whatsapp.accept(request)
        return httpx.Response(401, json={"error": {"code": 190, "message": "expired"}})

    house.whatsapp.answer = refuse_the_old_one
    house.sender.step()
    # the call is over, its end is not written yet
    assert house.sender.woken.wait(5)
    number.access_token = "mended"
    number.save()
    house.sender.step()

    number.refresh_from_db()
    assert (number.paused_until, number.pause_reason) == (None, "")
    house.wait(5)
    house.send()
    assert states() == ["accepted"]


def test_a_shops_unusable_token_stops_that_shop_and_no_other(house: House) -> None:
    number = make_shop()
    number.access_token = "tok\u200ben"
    number.save()
    make_shop("bara", phone_number_id="2000")
    house.hear(said(BARAKA, BARAKA.text("hello"), to="2000"))
    ask(house)

    house.send()

    assert "copy it anew" in WhatsAppNumber.objects.get(phone_number_id="1000").pause_reason
    assert sorted(states()) == ["accepted", "pending"]


def test_after_24_hours_nothing_is_sent(house: House) -> None:
    make_shop()
    ask(house)

    house.wait(24 * 3600)
    house.send()

    assert house.whatsapp.taken == []
    assert OutboxMessage.objects.get().reason.startswith("24 hours")


def test_a_pair_is_not_sent_more_than_whatsapp_allows(house: House) -> None:
    make_shop(enable_message_harmonization=False)
    for _ in range(50):
        house.hear(said(AMINA, AMINA.text("when do you open?", at=house.now)))
        house.take_turns()
        house.send()

    assert len(house.whatsapp.taken) == 45
    house.wait(6.1)
    house.send()
    assert len(house.whatsapp.taken) == 46


def test_a_list_stands_only_once_it_has_left(house: House) -> None:
    shop = make_shop()
    make_products(shop)
    house.hear(said(AMINA, AMINA.text("what do you sell?")))
    house.wait(3.1)
    house.take_turns()
    assert not ReferenceContext.objects.exists()

    house.send()
    house.project()

    assert ReferenceContext.objects.get().items
