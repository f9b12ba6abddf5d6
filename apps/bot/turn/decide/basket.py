"""The cart against the catalogue of this moment: what each line is, costs and still has in stock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.money import format_money
from apps.bot.turn.references import Target
from apps.bot.turn.replies.parts import named
from apps.bot.turn.replies.worth import name_of
from apps.catalog.facts import ProductFacts
from apps.orders.carts import Cart, Line


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the cart with what it is."""

    line: Line
    target: Target

    @property
    def name(self) -> str:
        return named(name_of(self.target))


@dataclass(frozen=True, slots=True)
class Basket:
    """`cart` holds today's prices and what is in stock; `changes` tell what that changed, `gone` of them are things
    not sold any more. `told` are prices that the customer was told before.
    """

    cart: Cart
    pieces: tuple[Piece, ...]
    changes: tuple[str, ...] = ()
    told: tuple[tuple[UUID, Decimal], ...] = ()
    gone: int = 0

    @property
    def products(self) -> tuple[ProductFacts, ...]:
        return tuple(dict.fromkeys(piece.target.product for piece in self.pieces))

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """What its lines, total and changes say beside prices: quantities, lines × prices, their sum, what is gone."""
        of_lines = (n for one in self.cart.lines for n in (Decimal(one.quantity), one.total))
        return (self.cart.total, Decimal(self.cart.pieces), Decimal(self.gone), *of_lines)


def looked_through(moment: Moment, cart: Cart) -> Basket:
    """Asks the catalogue once. What is no longer sold or there is taken out, and that is told."""
    facts = {one.id: one for one in moment.catalog.products([line.product_id for line in cart.lines])}
    pieces, changes = list[Piece](), list[str]()
    told: list[tuple[UUID, Decimal]] = []
    left, gone = cart, 0
    for line in cart.lines:
        target = _target(line, facts.get(line.product_id))
        if target is None:
            left, gone = left.without(line.variant_id), gone + 1
            continue
        now = _as_of_now(line, target)
        changes += _changes(moment, line, now, target)
        told += [(line.variant_id, line.price)] if now and now.price != line.price else []
        left = left.with_line(now, key=cart.key or line.variant_id) if now else left.without(line.variant_id)
        pieces += [Piece(now or line, target)]
    if gone:
        changes.append(
            moment.say_count(
                "One thing in your cart is not sold any more, so I took it out.",
                "{count} things in your cart are not sold any more, so I took them out.",
                gone,
            )
        )
    return Basket(left, tuple(pieces), tuple(changes), tuple(told), gone)


def _target(line: Line, product: ProductFacts | None) -> Target | None:
    variants = [one for one in product.variants if one.id == line.variant_id] if product else []
    return Target(product, tuple(variants)) if product and variants else None


def _as_of_now(line: Line, target: Target) -> Line | None:
    """None where nothing is left of it."""
    variant = target.variants[0]
    there = line.quantity if variant.stock is None else min(line.quantity, max(variant.stock, 0))
    return replace(line, quantity=there, price=variant.price) if there else None


def _changes(moment: Moment, before: Line, now: Line | None, target: Target) -> Iterator[str]:
    name = named(name_of(target))
    if now is None:
        yield moment.say("Sorry, {name} is sold out for now.", name=name)
        return
    if now.quantity < before.quantity:
        yield moment.say_count(
            "Of {name} only {count} is left.", "Of {name} only {count} are left.", now.quantity, name=name
        )
    if now.price != before.price:
        money = (format_money(p, target.product.currency, moment.language) for p in (now.price, before.price))
        price, was = money
        yield moment.say("{name} now costs {price} (it was {was}).", name=name, price=price, was=was)


def line_of(moment: Moment, piece: Piece) -> str:
    """ "2 × Blue Mug, KSh 350 = KSh 700"."""
    line, currency = piece.line, piece.target.product.currency
    each = format_money(line.price, currency, moment.language)
    said = f"{line.quantity} × {piece.name}, {each}"
    return said if line.quantity == 1 else f"{said} = {format_money(line.total, currency, moment.language)}"


def total_of(moment: Moment, cart: Cart) -> str:
    return moment.say("Total: {total}", total=format_money(cart.total, moment.shop.currency, moment.language))
