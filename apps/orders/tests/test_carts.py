"""A cart adds up, whatever is put in and taken out, and comes back from the journal as it was."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.orders.carts import EMPTY, Cart, Line
from apps.orders.ids import cart_key, order_id, order_number

KEY = UUID("0196a0b1-0000-8000-8000-000000000001")
lines = st.builds(
    Line,
    product_id=st.just(KEY),
    variant_id=st.integers(1, 6).map(lambda number: UUID(int=number)),
    quantity=st.integers(1, 999),
    price=st.decimals(0, 9_999_999, places=2),
)


keys = st.builds(
    cart_key,
    message_ids=st.lists(st.uuids(), min_size=1, max_size=3),
    at=st.integers(1_600_000_000, 7_000_000_000).map(lambda s: datetime.fromtimestamp(s, tz=UTC)),
)


def filled(wanted: list[Line]) -> Cart:
    cart = EMPTY
    for line in wanted:
        cart = cart.with_line(line, key=KEY)
    return cart


@given(st.lists(lines, max_size=12))
def test_the_total_is_the_sum_of_lines_times_prices_to_the_cent(wanted: list[Line]) -> None:
    cart = filled(wanted)

    assert cart.total == sum((line.price * line.quantity for line in cart.lines), Decimal(0))
    assert len({line.variant_id for line in cart.lines}) == len(cart.lines)


@given(st.lists(lines, max_size=12))
def test_it_comes_back_from_the_journal_as_it_was(wanted: list[Line]) -> None:
    cart = filled(wanted)

    assert Cart.of_json(cart.as_json()) == cart


@given(st.lists(lines, min_size=1, max_size=12))
def test_what_is_taken_out_is_out_and_the_last_one_ends_the_cart(wanted: list[Line]) -> None:
    cart = filled(wanted)

    for line in cart.lines:
        cart = cart.without(line.variant_id)

    assert (cart.lines, cart.key, cart.total) == ((), None, Decimal(0))


@given(st.lists(lines, min_size=1, max_size=6), lines)
def test_a_confirmation_is_good_for_one_cart_only(wanted: list[Line], other: Line) -> None:
    cart = filled(wanted)
    changed = cart.with_line(other, key=KEY)

    assert (changed.digest() == cart.digest()) == (changed == cart)


@given(keys, keys)
def test_numbers_and_ids_follow_from_the_cart_alone(one: UUID, other: UUID) -> None:
    digits = order_number(one).replace("-", "")

    assert (len(digits), digits.isdigit(), digits[0] != "0") == (10, True, True)
    assert order_number(one) == order_number(one)
    assert (order_id(one) == order_id(other)) == (one == other)
