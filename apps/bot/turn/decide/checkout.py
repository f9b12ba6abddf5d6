"""From cart to order: where to, a summary to confirm, the number. Payment is on delivery."""

import re
from dataclasses import replace

from apps.bot.turn import row_ids
from apps.bot.turn.decide.basket import Basket, line_of, looked_through, total_of
from apps.bot.turn.decide.carting import help_taps, nothing_in_it
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.replies.card import person_button
from apps.bot.turn.replies.parts import button, lines, named, with_buttons
from apps.bot.turn.replies.worth import name_of
from apps.bot.turn.row_ids import Action
from apps.bot.turn.text import one_line, shortened, unformatted
from apps.messaging.whatsapp.outgoing import Text
from apps.orders.carts import EMPTY
from apps.orders.ids import order_number
from apps.orders.placing import Placed, PlacedLine

ASKS_DELIVERY = "ask_delivery"
SUMMARY = "order_summary"
PLACED = "order_placed"
DELIVERY_LIMIT = 200
# An answer to "where to" is a place and a name; these ask or say something else.
_ELSEWHERE = (
    Act.PERSON, Act.ASKS_IF_BOT, Act.HISTORY, Act.HELP, Act.CATEGORIES, Act.BROWSE, Act.MORE, Act.CART,
    Act.EMPTY_CART, Act.REMOVE, Act.SET_QUANTITY, Act.CHECKOUT, Act.NO, Act.YES, Act.THANKS, Act.GOODBYE,
    Act.HAGGLE, Act.OFFER, Act.ORDER_STATUS, Act.PRICE, Act.STOCK, Act.COMPARE, Act.BUY,
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def checked_out(moment: Moment) -> Decision | None:
    """ "Checkout", "lipa": only where something lies in the cart, else the words mean something else."""
    return check_out(moment) if moment.said.does(Act.CHECKOUT) and moment.state.cart.lines else None


def check_out(moment: Moment, *, delivery: str = "") -> Decision:
    cart = replace(moment.state.cart, delivery=delivery or moment.state.cart.delivery)
    basket = looked_through(moment, cart)
    if not basket.cart.lines:
        return nothing_in_it(moment, basket)
    return summary(moment, basket) if basket.cart.delivery else _where_to(moment, basket)


def elsewhere(moment: Moment) -> Decision:
    """Asked again where to."""
    basket = looked_through(moment, replace(moment.state.cart, delivery=""))
    return _where_to(moment, basket) if basket.cart.lines else nothing_in_it(moment, basket)


def _where_to(moment: Moment, basket: Basket) -> Decision:
    question = moment.say("Where shall we bring it, and in whose name? Write both in one message.")
    reply = Text(lines([*basket.changes, question]))
    return Decision(
        ASKS_DELIVERY,
        (reply,),
        basket.products,
        numbers=basket.numbers,
        cart=basket.cart,
        told_prices=basket.told,
    )


def delivery_given(moment: Moment) -> Decision | None:
    """Whatever answers "where to", in the customer's own words."""
    if moment.last_topic != ASKS_DELIVERY or not moment.state.cart.lines or moment.taps:
        return None
    if "location" in moment.heard.media:
        return check_out(moment, delivery=moment.say("the location that you sent"))
    text = one_line(moment.heard.text)
    if "?" in text or moment.said.does(*_ELSEWHERE) or not _LETTERS.search(text):
        return None
    return check_out(moment, delivery=shortened(unformatted(text), DELIVERY_LIMIT))


def summary(moment: Moment, basket: Basket, *, above: str = "") -> Decision:
    """Confirming it orders exactly this: the button carries a digest of what stands above it."""
    cart = basket.cart
    on_delivery = moment.say("You pay on delivery.")
    there = [piece for piece in basket.pieces if cart.pieces_of(piece.line.variant_id)]
    body = lines(
        [
            above,
            *basket.changes,
            moment.say("Please look at your order once more:"),
            *(f"• {line_of(moment, piece)}" for piece in there),
            total_of(moment, cart),
            moment.say("To: {delivery}", delivery=cart.delivery),
            on_delivery,
        ]
    )
    taps = [
        button(row_ids.to_confirm(cart.digest()), moment.say("Confirm")),
        button(row_ids.to_do(Action.CHANGE), moment.say("Change")),
        person_button(moment.language),
    ]
    return Decision(
        SUMMARY,
        (with_buttons(body, taps),),
        basket.products,
        numbers=basket.numbers,
        cart=cart,
        told_prices=basket.told,
        own_words=(on_delivery, cart.delivery),
        clears_focus=True,
    )


def confirmed(moment: Moment) -> Decision | None:
    """A "yes" to the summary, in words."""
    yes = moment.said.does(Act.YES, Act.CONFIRM)
    if moment.last_topic != SUMMARY or not yes or not moment.state.cart.lines or moment.taps:
        return None
    return placed(moment, moment.state.cart.digest())


def placed(moment: Moment, digest: str) -> Decision:
    """The order, if the cart is still what was confirmed; else the summary again, saying what changed."""
    cart = moment.state.cart
    if not cart.lines and moment.state.last_order:
        return _placed_before(moment)
    basket = looked_through(moment, cart)
    if not basket.cart.lines:
        return nothing_in_it(moment, basket)
    if basket.cart.digest() != digest or basket.cart.key is None:
        changed = "" if basket.changes else moment.say("Your cart has changed since then.")
        return summary(moment, basket, above=changed) if basket.cart.delivery else _where_to(moment, basket)
    order = _order(moment, basket)
    on_delivery = moment.say("You pay on delivery.")
    body = lines(
        [
            moment.say("Thank you for your order!"),
            moment.say("Order number: {number}", number=order.number),
            f"{total_of(moment, basket.cart)}. {on_delivery}",
            moment.say("Someone from the shop will write to you here about the delivery."),
        ]
    )
    return Decision(
        PLACED,
        (Text(body),),
        basket.products,
        numbers=basket.numbers,
        own_words=(on_delivery, order.number),
        clears_focus=True,
        cart=replace(EMPTY, delivery=basket.cart.delivery),
        order=order,
    )


def _order(moment: Moment, basket: Basket) -> Placed:
    key = basket.cart.key
    assert key is not None  # noqa: S101  (a cart with lines has one)
    placed_lines = tuple(
        PlacedLine(
            one.line.product_id,
            one.line.variant_id,
            named(name_of(one.target)),
            one.line.quantity,
            one.line.price,
        )
        for one in basket.pieces
    )
    return Placed(key, order_number(key), moment.shop.currency, basket.cart.delivery, placed_lines)


def _placed_before(moment: Moment) -> Decision:
    number = moment.state.last_order
    body = moment.say("Your order is placed already. Order number: {number}", number=number)
    return Decision("order_known", (with_buttons(body, help_taps(moment)),), own_words=(number,))
