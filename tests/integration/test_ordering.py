"""From chat to order: told, remembered once it left, and the same again out of the journal."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from apps.bot.services.shelf import Shelf
from apps.inbox.models import Ticket
from apps.messaging.ids import time_ordered_id
from apps.messaging.models import Conversation, Message
from apps.messaging.selectors import completion
from apps.messaging.services.ending import end_silent
from apps.orders.models import Cart, Order, OrderLine
from apps.orders.services.settle import cancel_orders, confirm_orders
from apps.tenants.models import WhatsAppNumber
from tests.house import House
from tests.people import AMINA, BARAKA, Writer, make_products, make_shop, said

pytestmark = pytest.mark.integration


def talk(house: House, writer: Writer, *texts: str, to: str = "1000") -> list[str]:
    answers = list[str]()
    for text in texts:
        house.hear(said(writer, writer.text(text, at=house.now), to=to))
        answers = house.answer()
    return answers


def confirm_button(house: House) -> str:
    replies = house.whatsapp.taken[-1]["interactive"]["action"]["buttons"]
    return str(replies[0]["reply"]["id"])


def orders() -> list[tuple[Any, ...]]:
    rows = Order.objects.order_by("pk")
    lines = OrderLine.objects.order_by("order_id", "position")
    return [
        *rows.values_list("pk", "number", "total", "delivery", "placed_at", "status", "customer_id"),
        *lines.values_list("order_id", "name", "quantity", "price", "held"),
    ]


def placed(house: House) -> WhatsAppNumber:
    """Amina has ordered two mugs."""
    shop = make_shop()
    make_products(shop)
    talk(house, AMINA, "blue mug", "I'll take 2", "checkout", "Amina, Kilimani")
    house.hear(said(AMINA, AMINA.tap(confirm_button(house), "Confirm", wa_id="wamid.confirm", at=house.now)))
    house.answer()
    return shop


def test_an_order_stands_when_its_number_has_left(house: House) -> None:
    shop = placed(house)

    order = Order.objects.get()
    assert order.number in house.whatsapp.texts()[-1]
    assert (order.total, order.currency, order.delivery) == (Decimal(700), "KES", "Amina, Kilimani")
    assert (order.status, order.payment_method) == ("placed", "on_delivery")
    assert not Cart.objects.get().lines.exists()
    assert Conversation.objects.get().status == "completed"
    # and what she ordered is not offered to others
    (mug,) = Shelf(shop.tenant_id).named("blue mug")
    assert mug.variants[0].stock == 2


def test_the_shop_sells_what_was_held_or_gives_it_free(house: House) -> None:
    shop = placed(house)
    order = Order.objects.get()

    assert [one.pk for one in confirm_orders([order.pk], now=house.now)] == [order.pk]

    (mug,) = Shelf(shop.tenant_id).named("blue mug")
    assert mug.variants[0].stock == 2
    assert not OrderLine.objects.filter(held__gt=0).exists()
    # what is settled stays so
    assert cancel_orders([order.pk]) == []
    assert Order.objects.get().status == "confirmed"


def test_a_cancelled_order_holds_nothing(house: House) -> None:
    shop = placed(house)

    cancel_orders([Order.objects.get().pk])

    (mug,) = Shelf(shop.tenant_id).named("blue mug")
    assert mug.variants[0].stock == 4


def test_what_was_not_told_yet_is_not_ordered(house: House) -> None:
    make_products(make_shop())
    talk(house, AMINA, "blue mug", "I'll take 2", "checkout", "Amina, Kilimani")
    house.hear(said(AMINA, AMINA.text("yes", at=house.now)))
    house.wait(3.1)

    house.take_turns()
    assert not Order.objects.exists()

    house.send()
    house.project()
    assert Order.objects.count() == 1


def test_a_redelivered_tap_orders_once(house: House) -> None:
    placed(house)
    before = orders()

    house.hear(said(AMINA, AMINA.tap("k:any", "Confirm", wa_id="wamid.confirm")))

    assert house.answer() == []
    assert orders() == before


def test_the_journal_read_again_brings_back_the_same_orders(house: House) -> None:
    placed(house)
    before = orders()
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE messaging_conversation, messaging_message, messaging_outboxmessage, messaging_partition,"
            " messaging_projectorprocess, orders_order, orders_cart, tenants_customer CASCADE"
        )
    house.projector = house.new_projector("projector-2")

    house.project()

    assert orders() == before
    # and nobody is answered a second time
    sent = len(house.whatsapp.taken)
    assert house.answer() == []
    assert len(house.whatsapp.taken) == sent


def test_two_shops_and_a_stranger_keep_their_carts_apart(house: House) -> None:
    make_products(make_shop())
    make_products(make_shop("bara", phone_number_id="2000"))
    talk(house, AMINA, "blue mug", "I'll take 2")
    talk(house, BARAKA, "tea kettle", "I'll take it", to="2000")

    answers = talk(house, AMINA, "what's in my cart", to="2000")

    assert "empty" in answers[-1]
    assert {
        (one.tenant.slug, one.lines.get().quantity) for one in Cart.objects.filter(lines__isnull=False)
    } == {
        ("pwani", 2),
        ("bara", 1),
    }


def test_who_asks_for_a_person_gets_one_ticket(house: House) -> None:
    make_products(make_shop())

    talk(house, AMINA, "talk to a person", "I want to talk to a person please")

    ticket = Ticket.objects.get()
    assert (ticket.reason, ticket.status, ticket.is_synthetic) == ("person_asked", "open", False)
    assert Conversation.objects.get().status == "waiting"
    assert ticket.pk == time_ordered_id(ticket.created_at, "ticket", str(_first_effect()))


def _first_effect() -> object:
    return (
        Message.objects.filter(direction="outbound").order_by("journal_offset").values_list("turn_id")[0][0]
    )


def test_thanks_completes_and_silence_ends(house: House) -> None:
    make_products(make_shop())
    started = house.now
    talk(house, AMINA, "blue mug", "asante sana")
    talk(house, BARAKA, "blue mug")
    house.wait(25 * 3600)

    assert end_silent(now=house.now) == 2

    assert sorted(Conversation.objects.values_list("status", flat=True)) == ["abandoned", "completed"]
    counted = completion(since=started, now=house.now)
    assert (counted.started, counted.completed, counted.rate) == (2, 1, 0.5)
    # who writes again begins anew
    talk(house, AMINA, "blue mug")
    assert Conversation.objects.filter(ended_at=None).count() == 1
