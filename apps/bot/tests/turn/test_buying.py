"""Wanting to buy, and haggling: what and at what price is settled, and it lies in the cart."""

from decimal import Decimal

import pytest

from apps.bot.tests.turn.shop import PRODUCTS, called
from apps.bot.tests.turn.talking import Chat, body, taps_of
from apps.bot.turn import row_ids
from apps.bot.turn.types import OrderedItem

SNEAKERS = called("Canvas Sneakers")


@pytest.mark.parametrize("text", ["I'll take it", "nataka hiyo", "nichukue", "add it to my cart", "2"])
def test_a_product_without_variants_goes_into_the_cart(text: str) -> None:
    chat = Chat()
    chat.write("kiondo bag")

    outcome = chat.write(text)

    assert (outcome.topic == "cart") is (text != "2")
    if outcome.topic == "cart":
        assert "1 × Kiondo Bag, KSh 1,900" in body(outcome)
        assert [line.quantity for line in chat.state.cart.lines] == [1]


def test_of_several_variants_the_customer_says_which() -> None:
    chat = Chat()
    chat.write("canvas sneakers")
    asked = chat.write("nataka hiyo")
    assert asked.topic == "choice_buy"
    assert not chat.state.cart.lines

    bought = chat.write("42 nyeusi")

    assert "1 × Canvas Sneakers (Black / 42), KSh 1,500" in body(bought)


def test_a_tap_on_a_variant_buys_it() -> None:
    chat = Chat()
    chat.write("canvas sneakers")
    asked = chat.tap(row_ids.to_buy(SNEAKERS.id))

    bought = chat.tap(taps_of(asked.replies)["Black / 41"])

    assert (bought.topic, chat.state.cart.pieces) == ("cart", 1)


def test_pieces_are_counted() -> None:
    chat = Chat()
    chat.write("kiondo bag")

    assert "3 × Kiondo Bag, KSh 1,900 = KSh 5,700" in body(chat.write("I'll take 3"))


def test_both_can_be_bought() -> None:
    chat = Chat()
    chat.write("compare kiondo and charger")

    outcome = chat.write("I'll take both")

    assert [line.quantity for line in chat.state.cart.lines] == [1, 1]
    assert "Total: KSh 3,100" in body(outcome)


def test_what_is_sold_out_is_not_sold() -> None:
    chat = Chat()
    chat.write("nokia 105")

    outcome = chat.write("I'll take it")

    assert not chat.state.cart.lines
    assert "Nokia 105 is sold out" in body(outcome)
    # and nobody is asked to choose among sizes that are sold out
    assert "42" in body(Chat().tap(row_ids.to_buy(called("Running Shoes").id)))


def test_wanting_to_buy_something_is_a_wish_and_a_whole_name_is_a_choice() -> None:
    assert Chat().write("I want to buy shoes").topic == "browse"
    assert Chat().write("I want to buy Kiondo Bag").topic == "cart"


@pytest.mark.parametrize(
    "text", ["bei ya mwisho?", "punguza kidogo", "any discount?", "that's too expensive"]
)
def test_haggling_promises_nothing(text: str) -> None:
    chat = Chat()
    chat.write("kiondo bag")

    outcome = chat.write(text)

    assert "KSh 1,900" in body(outcome)
    assert set(taps_of(outcome.replies)) & {"Talk to a person", "Ongea na mtu"}


def test_a_reduction_is_told_where_the_catalogue_bears_it_out() -> None:
    chat = Chat()
    chat.write("denim jacket")

    assert "already reduced from KSh 3,200 to KSh 2,800" in body(chat.write("last price?"))


def test_a_yes_after_haggling_calls_a_person() -> None:
    chat = Chat()
    chat.write("kiondo bag")
    chat.write("last price?")

    assert chat.write("yes please").wants_person


def test_an_order_from_whatsapps_catalogue_is_priced_from_ours() -> None:
    items = (
        OrderedItem(SNEAKERS.variants[0].retailer_id, 2, Decimal(1), "KES"),
        OrderedItem("kiondo-bag", 1, None, "KES"),
        OrderedItem("never-heard-of", 1, Decimal(5), "KES"),
    )

    outcome = Chat().send("order", ordered=items)

    answer = body(outcome)
    assert "• 2 × Canvas Sneakers (White / 40), KSh 1,500 = KSh 3,000" in answer
    assert "Total: KSh 4,900" in answer
    assert "One item of your basket I could not find" in answer
    assert outcome.wants_person


def test_an_order_beyond_the_stock_says_what_is_left() -> None:
    dress = called("Maxi Evening Dress").variants[0].retailer_id

    answer = body(Chat().send("order", ordered=(OrderedItem(dress, 5, None, "KES"),)))

    assert "only 2 left" in answer


def test_a_long_basket_keeps_its_total_and_the_promise() -> None:
    lines = tuple(OrderedItem(v.retailer_id, 9, None, "KES") for p in PRODUCTS for v in p.variants)

    answer = body(Chat().send("order", ordered=lines))

    assert "Total: KSh" in answer
    assert answer.endswith("Someone from the shop will confirm it here before anything is paid.")


@pytest.mark.parametrize("quantity", [0, -4, 10**30])
def test_an_order_of_nothing_or_of_everything_is_left_to_a_person(quantity: int) -> None:
    outcome = Chat().send("order", ordered=(OrderedItem("kiondo-bag", quantity, None, "KES"),))

    assert outcome.wants_person
    assert "Kiondo" not in body(outcome)
