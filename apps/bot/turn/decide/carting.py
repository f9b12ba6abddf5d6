"""The cart by chat: put in, look, take out, more or fewer of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from apps.bot.turn import row_ids
from apps.bot.turn.decide.basket import Basket, Piece, line_of, looked_through, total_of
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.numbers import parse_numbers, plain
from apps.bot.turn.references import Signal, Target
from apps.bot.turn.replies.card import browse_button, person_button
from apps.bot.turn.replies.parts import button, lines, row, with_buttons, with_rows
from apps.bot.turn.row_ids import Action
from apps.bot.turn.types import ListKind, NewList, ShownItem
from apps.messaging.whatsapp.outgoing import Button
from apps.orders.carts import EMPTY, MOST_PIECES, Cart, Line
from apps.orders.ids import cart_key

_BEFORE = re.compile(
    r"(?:take|buy|get|want|need|add|order|have|purchase|give me|make (?:it|that|them)|change (?:it )?to|[x×]"
    r"|nipe|nataka|ninataka|naomba|niongezee|ongeza|weka|niwekee|n\w*chukua|naagiza|iwe|ziwe)\s*$"
)
_BEHIND = re.compile(r"\s*(?:[x×]|of\b|pcs\b|pieces?\b|pairs?\b|more\b|za\b|ya\b|zaidi\b)")


def pieces_said(moment: Moment) -> int | None:
    """How many: "two of the second one", "3 more", "nipe mbili za hizo". A number that is a place is none."""
    if moment.pointed.quantity:
        return moment.pointed.quantity
    text = moment.heard.text
    by_place = moment.pointed.signal is Signal.POSITION and not any(
        one.ordinal for one in parse_numbers(text)
    )
    if not by_place or moment.said.does(Act.SET_QUANTITY):
        return pieces_in(text)
    return None


def pieces_asked_before(moment: Moment) -> int | None:
    """By the message whose answer was "which one?"."""
    asked = [past.text for past in moment.state.past if not past.outbound]
    return pieces_in(asked[-1]) if asked and moment.last_topic == "choice_buy" else None


def pieces_in(text: str) -> int | None:
    shape = plain(text)
    counted = [
        int(one.value)
        for one in parse_numbers(text)
        if not one.ordinal
        and one.value == one.value.to_integral_value()
        and 1 <= one.value <= MOST_PIECES
        and (_BEFORE.search(shape[: one.start]) or _BEHIND.match(shape, one.end))
    ]
    return counted[0] if len(set(counted)) == 1 else None


def put_in(moment: Moment, targets: Sequence[Target], *, pieces: int) -> Decision:
    """As many of each as there are; of which variant is certain by now."""
    cart, said = moment.state.cart, list[str]()
    for target in targets:
        cart, line = _with(moment, cart, target, pieces)
        said.append(line)
    basket = looked_through(moment, cart)
    money = total_of(moment, basket.cart) if basket.cart.lines else ""
    counts = [Decimal(pieces), *(Decimal(v.stock) for t in targets for v in t.variants if v.stock)]
    decision = _about(moment, basket, lines([*said, *basket.changes, money]), "cart")
    focus = targets[0].product.id if len(targets) == 1 else None
    return replace(
        decision,
        products=tuple(dict.fromkeys([*(target.product for target in targets), *decision.products])),
        focus=focus,
        numbers=(*decision.numbers, *counts),
    )


def _with(moment: Moment, cart: Cart, target: Target, pieces: int) -> tuple[Cart, str]:
    variant, product = target.variants[0], target.product
    there = MOST_PIECES if variant.stock is None else min(variant.stock, MOST_PIECES)
    before = cart.pieces_of(variant.id)
    if not before and cart.is_full:
        return cart, moment.say("Your cart is full. Check out first, then we go on.")
    now = min(before + pieces, there)
    line = Line(product.id, variant.id, now, variant.price)
    first = moment.turn.messages[0]
    key = cart_key(message_ids=[one.id for one in moment.turn.messages], at=first.at)
    shown = Piece(line, target)
    said = moment.say("In your cart: {line}", line=line_of(moment, shown))
    if now < before + pieces:
        few = moment.say_count(
            "Of {name} only {count} is left.", "Of {name} only {count} are left.", there, name=shown.name
        )
        said = f"{few} {said}"
    return cart.with_line(line, key=key), said


def cart_asked(moment: Moment) -> Decision | None:
    return cart_shown(moment) if moment.said.does(Act.CART) else None


def cart_shown(moment: Moment) -> Decision:
    return shown(moment, looked_through(moment, moment.state.cart))


def shown(moment: Moment, basket: Basket, *, above: Sequence[str] = ()) -> Decision:
    """Numbered, so that "remove the first" means something."""
    if not basket.cart.lines:
        return nothing_in_it(moment, basket, above=above)
    there = [piece for piece in basket.pieces if basket.cart.pieces_of(piece.line.variant_id)]
    numbered = [f"{place}. {line_of(moment, piece)}" for place, piece in enumerate(there, start=1)]
    body = lines(
        [*above, *basket.changes, moment.say("Your cart:"), *numbered, total_of(moment, basket.cart)]
    )
    decision = _about(moment, basket, body, "cart")
    return replace(decision, shown=_as_list(there), clears_focus=True)


def nothing_in_it(moment: Moment, basket: Basket, *, above: Sequence[str] = ()) -> Decision:
    body = lines([*above, *basket.changes, moment.say("Your cart is empty. What can I show you?")])
    taps = [browse_button(moment.language)]
    cart = basket.cart if basket.cart != moment.state.cart else None
    return Decision("cart", (with_buttons(body, taps),), basket.products, cart=cart)


def removed(moment: Moment) -> Decision | None:
    """ "Remove the first", "toa hiyo", "empty my cart"."""
    cart = moment.state.cart
    if not cart.lines or not moment.said.does(Act.REMOVE, Act.EMPTY_CART):
        return None
    if moment.said.does(Act.EMPTY_CART):
        return emptied(moment)
    meant = {variant.id for target in moment.pointed.targets for variant in target.variants}
    out = [line for line in cart.lines if line.variant_id in meant]
    if not out and len(cart.lines) == 1 and not moment.pointed.beyond:
        out = list(cart.lines)
    return taken_out(moment, out) if out else to_change(moment)


def taken_out(moment: Moment, out: Sequence[Line]) -> Decision:
    """What to say where nothing of it is there any more: a second tap took it out before."""
    left = moment.state.cart
    for line in out:
        left = left.without(line.variant_id)
    done = moment.say("Done, I took it out.") if out else moment.say("That is no longer in your cart.")
    decision = shown(moment, looked_through(moment, left), above=[done])
    return replace(decision, cart=decision.cart or left)


def emptied(moment: Moment) -> Decision:
    cart = replace(EMPTY, delivery=moment.state.cart.delivery)
    return replace(nothing_in_it(moment, Basket(cart, ())), cart=cart)


def counted_anew(moment: Moment) -> Decision | None:
    """ "Make it 3"."""
    pieces = pieces_said(moment)
    cart, meant = moment.state.cart, moment.meant()
    if not moment.said.does(Act.SET_QUANTITY) or not pieces:
        return None
    ids = {variant.id for variant in meant.variants} if meant else set()
    lines_meant = [one for one in cart.lines if one.variant_id in ids or len(cart.lines) == 1]
    if len(lines_meant) != 1:
        return to_change(moment) if cart.lines else None
    wanted = replace(lines_meant[0], quantity=pieces)
    decision = shown(
        moment, looked_through(moment, cart.with_line(wanted, key=cart.key or wanted.variant_id))
    )
    return replace(decision, numbers=(*decision.numbers, Decimal(pieces)), focus=wanted.product_id)


def to_change(moment: Moment) -> Decision:
    """Which line goes, as rows to tap; more or fewer by words."""
    basket = looked_through(moment, moment.state.cart)
    if not basket.cart.lines:
        return nothing_in_it(moment, basket)
    there = [piece for piece in basket.pieces if basket.cart.pieces_of(piece.line.variant_id)]
    taken = [
        row(row_ids.to_remove(one.line.product_id, one.line.variant_id), one.name, line_of(moment, one))
        for one in there
    ]
    others = [row(row_ids.to_do(Action.EMPTY_CART), moment.say("Everything"))]
    if basket.cart.delivery:
        others.append(row(row_ids.to_do(Action.ELSEWHERE), moment.say("Another place")))
    question = moment.say("What shall I take out? For another number write, say, “make it 2”.")
    numbered = [f"{place}. {line_of(moment, piece)}" for place, piece in enumerate(there, start=1)]
    reply = with_rows(
        lines([*basket.changes, question, *numbered]),
        moment.say("Choose"),
        [(moment.say("Take out"), [*taken, *others])],
    )
    decision = _about(moment, basket, "", "cart")
    return replace(
        decision,
        replies=(reply,),
        shown=_as_list(there),
        clears_focus=True,
        numbers=(*decision.numbers, Decimal(2)),
    )


def _about(moment: Moment, basket: Basket, body: str, topic: str) -> Decision:
    return Decision(
        topic,
        (with_buttons(body or moment.say("Your cart:"), cart_taps(moment)),),
        basket.products,
        numbers=basket.numbers,
        cart=basket.cart,
        told_prices=basket.told,
    )


def cart_taps(moment: Moment) -> list[Button]:
    return [
        button(row_ids.to_do(Action.CHECKOUT), moment.say("Check out")),
        button(row_ids.to_do(Action.CHANGE), moment.say("Change")),
        browse_button(moment.language),
    ]


def _as_list(pieces: Sequence[Piece]) -> NewList:
    items = (
        ShownItem(
            place,
            piece.name,
            piece.line.product_id,
            piece.line.variant_id,
            price=piece.target.variants[0].price,
        )
        for place, piece in enumerate(pieces, start=1)
    )
    return NewList(ListKind.PRODUCTS, tuple(items))


def help_taps(moment: Moment) -> list[Button]:
    return [browse_button(moment.language), person_button(moment.language)]
