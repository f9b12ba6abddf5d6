"""From cart to order number: what is told is what is ordered, and nothing is ordered twice."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.turn.shop import PRODUCTS, MemoryCatalog, called
from apps.bot.tests.turn.talking import Chat, body, taps_of
from apps.bot.turn import row_ids
from apps.bot.turn.types import TurnOutcome
from apps.catalog.facts import ProductFacts

BAG = called("Kiondo Bag")
DRESS = called("Maxi Evening Dress")


def said(chat: Chat, *texts: str) -> TurnOutcome:
    """The last answer; every answer on the way was borne out."""
    outcomes = [chat.write(text) for text in texts]
    assert not any(outcome.findings for outcome in outcomes)
    return outcomes[-1]


def at_the_summary() -> tuple[Chat, TurnOutcome]:
    chat = Chat()
    return chat, said(chat, "kiondo bag", "I'll take 2", "checkout", "Amina, Kilimani, Flat 12B")


def with_other_facts(chat: Chat, product: ProductFacts, **facts: object) -> None:
    changed = replace(product, variants=tuple(replace(v, **facts) for v in product.variants))  # type: ignore[arg-type]  # whatever is changed
    stock: Sequence[ProductFacts] = [changed if one.id == product.id else one for one in PRODUCTS]
    chat.catalog = MemoryCatalog(stock)


def test_an_order_is_told_with_lines_total_place_and_number() -> None:
    chat, summary = at_the_summary()

    for words in ("2 × Kiondo Bag, KSh 1,900 = KSh 3,800", "Total: KSh 3,800", "Amina, Kilimani, Flat 12B"):
        assert words in body(summary)
    placed = chat.tap(taps_of(summary.replies)["Confirm"])

    assert placed.order is not None
    assert placed.order.number in body(placed)
    assert (placed.order.total, placed.order.delivery) == (Decimal(3800), "Amina, Kilimani, Flat 12B")
    assert chat.state.cart.lines == ()
    assert not placed.findings


def test_it_is_ordered_in_swahili_too() -> None:
    chat = Chat()

    placed = said(chat, "nataka Kiondo Bag", "nataka mbili", "lipa", "Baraka, Rongai", "ndio")

    assert placed.order is not None
    assert "Asante kwa oda yako!" in body(placed)
    assert "Utalipa ukiletewa." in body(placed)


def test_a_second_tap_on_confirm_orders_nothing_more() -> None:
    chat, summary = at_the_summary()
    confirm = taps_of(summary.replies)["Confirm"]
    first = chat.tap(confirm)

    again = chat.tap(confirm)

    assert first.order is not None
    assert again.order is None
    assert first.order.number in body(again)


def test_a_second_tap_before_the_first_was_remembered_is_the_same_order() -> None:
    chat, summary = at_the_summary()
    before, confirm = chat.state, taps_of(summary.replies)["Confirm"]
    first = chat.tap(confirm)

    chat.state = before
    again = chat.tap(confirm)

    assert first.order == again.order


def test_an_old_summary_does_not_order_what_the_cart_holds_now() -> None:
    chat, old = at_the_summary()
    said(chat, "make it 1")

    outcome = chat.tap(taps_of(old.replies)["Confirm"])

    assert outcome.order is None
    assert "Your cart has changed" in body(outcome)
    assert "1 × Kiondo Bag, KSh 1,900" in body(outcome)


def test_a_price_that_changed_meanwhile_is_told_before_anything_is_ordered() -> None:
    chat, summary = at_the_summary()
    with_other_facts(chat, BAG, price=Decimal(2000))

    outcome = chat.tap(taps_of(summary.replies)["Confirm"])

    assert (outcome.order, outcome.findings) == (None, ())
    assert "Kiondo Bag now costs KSh 2,000 (it was KSh 1,900)." in body(outcome)
    assert "Total: KSh 4,000" in body(outcome)
    placed = chat.tap(taps_of(outcome.replies)["Confirm"])
    assert placed.order is not None
    assert placed.order.total == 4000


def test_what_was_sold_meanwhile_is_not_ordered() -> None:
    chat, summary = at_the_summary()
    with_other_facts(chat, BAG, stock=0)

    outcome = chat.tap(taps_of(summary.replies)["Confirm"])

    assert outcome.order is None
    assert "Kiondo Bag is sold out" in body(outcome)


def test_no_more_goes_into_the_cart_than_there_is() -> None:
    chat = Chat()

    outcome = said(chat, "maxi evening dress", "I'll take 5")

    assert "only 2 are left" in body(outcome)
    assert chat.state.cart.pieces == 2


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("I'll take two of the second one", 2), ("nipe tatu za ya pili", 3), ("the second", 0)],
)
def test_how_many_and_which_are_told_apart(text: str, pieces: int) -> None:
    chat = Chat(catalog=MemoryCatalog((called("Fast Charger 25W"), BAG)))

    said(chat, "what do you sell?", text)

    assert chat.state.cart.pieces_of(BAG.variants[0].id) == pieces
    assert chat.state.cart.pieces == pieces


def test_how_many_is_kept_while_which_one_is_asked() -> None:
    chat = Chat()
    said(chat, "canvas sneakers", "I'll take two of them")

    said(chat, "black 41")

    assert chat.state.cart.pieces == 2


def test_the_first_of_the_cart_is_taken_out() -> None:
    chat = Chat()
    said(chat, "kiondo bag", "add it", "fast charger", "add it", "what's in my cart")

    outcome = said(chat, "remove the first")

    assert "Fast Charger" in body(outcome)
    assert [line.product_id for line in chat.state.cart.lines] == [called("Fast Charger 25W").id]


def test_a_question_is_no_address() -> None:
    chat = Chat()
    said(chat, "kiondo bag", "buy it", "checkout")

    outcome = said(chat, "do you deliver to Kisumu?")

    assert outcome.topic == "fact"
    assert chat.state.cart.delivery == ""


@pytest.mark.parametrize("text", ["any deals?", "mna ofa gani leo?"])
def test_who_asks_what_is_on_offer_gives_no_address(text: str) -> None:
    chat = Chat()
    said(chat, "kiondo bag", "buy it", "checkout")

    said(chat, text)

    assert chat.state.cart.delivery == ""


def test_names_of_people_and_places_change_no_language() -> None:
    _, summary = at_the_summary()

    assert "Please look at your order once more" in body(summary)


@pytest.mark.parametrize("text", ["checkout", "lipa", "remove the first", "toa hiyo", "confirm"])
def test_without_a_cart_these_order_nothing(text: str) -> None:
    outcome = Chat().write(text)

    assert outcome.order is None
    assert not outcome.cart or not outcome.cart.lines


def test_thanks_after_being_served_is_done_and_before_it_is_not() -> None:
    chat = Chat()

    assert not chat.write("thanks").is_done
    chat.write("kiondo bag")
    assert chat.write("asante sana").is_done


@given(
    st.lists(
        st.sampled_from(
            ["add it", "2 more please add 2 more", "make it 3", "remove it", "my cart", "checkout"]
        ),
        max_size=7,
    )
)
def test_whatever_is_done_with_the_cart_its_total_is_its_lines(talk: list[str]) -> None:
    chat = Chat()
    chat.write("kiondo bag")

    for text in talk:
        outcome = chat.write(text)
        cart = chat.state.cart
        assert not outcome.findings
        assert cart.total == sum(1900 * line.quantity for line in cart.lines)
        assert all(1 <= line.quantity <= 8 for line in cart.lines)


@pytest.mark.parametrize(
    "row_id", ["k:", "k:never", "k:" + "0" * 16, "a:checkout", "a:change", "a:empty", "a:elsewhere"]
)
def test_a_tap_of_the_cart_out_of_nowhere_orders_nothing(row_id: str) -> None:
    outcome = Chat().tap(row_id)

    assert outcome.replies
    assert outcome.order is None


def test_a_removal_is_tapped() -> None:
    chat, _ = at_the_summary()

    chat.tap(row_ids.to_remove(BAG.id, BAG.variants[0].id))

    assert chat.state.cart.lines == ()


def test_a_second_tap_on_take_out_says_that_it_is_gone() -> None:
    chat = Chat()
    said(chat, "kiondo bag", "I'll take 2", "Maxi Evening Dress", "I'll take it")
    rows = taps_of(said(chat, "remove something from my cart").replies)
    first = chat.tap(rows["Kiondo Bag"])

    again = chat.tap(rows["Kiondo Bag"])

    assert "Done, I took it out." in body(first)
    assert "That is no longer in your cart." in body(again)
    assert "Done" not in body(again)


def test_placing_an_order_is_no_question_about_the_last_one() -> None:
    chat, summary = at_the_summary()
    chat.tap(taps_of(summary.replies)["Confirm"])

    outcome = said(chat, "Maxi Evening Dress", "I'll take it", "place my order")

    assert not outcome.wants_person
    assert outcome.topic != "handoff"


def test_how_many_things_are_gone_from_the_shop_is_borne_out() -> None:
    chat = Chat()
    said(chat, "kiondo bag", "I'll take 2", "Maxi Evening Dress", "I'll take it")
    kept = [one for one in PRODUCTS if one.id not in (BAG.id, DRESS.id)]
    chat.catalog = MemoryCatalog(kept)

    outcome = said(chat, "show my cart")

    assert "2 things in your cart are not sold any more" in body(outcome)
