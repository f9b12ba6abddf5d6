"""An order sent from WhatsApp's own catalogue: priced again from ours, for a phone may show old prices."""

from dataclasses import dataclass
from decimal import Decimal

from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.money import format_money
from apps.bot.turn.references import Target
from apps.bot.turn.replies.parts import lines, named
from apps.bot.turn.replies.worth import name_of
from apps.bot.turn.types import OrderedItem
from apps.catalog.facts import VariantFacts
from apps.messaging.whatsapp.outgoing import Text

# WhatsApp's baskets hold more, but each line is a question to the catalogue.
MOST_LINES = 30
MOST_PIECES = 10_000
LONGEST_BASKET = 3_500


@dataclass(frozen=True, slots=True)
class _Line:
    target: Target
    variant: VariantFacts
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.variant.price * self.quantity


def ordered(moment: Moment) -> Decision | None:
    items = [item for item in moment.heard.ordered if 0 < item.quantity <= MOST_PIECES]
    if not moment.heard.ordered:
        return None
    found = [line for line in (_line(moment, item) for item in items[:MOST_LINES]) if line]
    left_out = len(moment.heard.ordered) - len(found)
    total = sum((line.total for line in found), Decimal(0))
    money = format_money(total, moment.shop.currency, moment.language)
    # Total and promise must stand whatever the length of the basket.
    parts = [
        moment.say("Thank you for your order!"),
        lines([_said(moment, line) for line in found], LONGEST_BASKET) if found else "",
        moment.say("Total: {total}", total=money) if found else "",
        _left_out(moment, left_out),
        moment.say("Someone from the shop will confirm it here before anything is paid."),
    ]
    body = "\n".join(filter(None, parts))
    numbers = (total, Decimal(left_out), *(n for line in found for n in (line.total, Decimal(line.quantity))))
    products = tuple(dict.fromkeys(line.target.product for line in found))
    return Decision("order", (Text(body),), products, numbers=numbers, wants_person=True)


def _line(moment: Moment, item: OrderedItem) -> _Line | None:
    found = moment.catalog.product_of_retailer_id(item.retailer_id)
    if found is None:
        return None
    product, variant = found
    # An id of a whole product orders it only where it has no variants to choose from.
    chosen = variant or (product.variants[0] if len(product.variants) == 1 else None)
    return _Line(Target(product, (chosen,)), chosen, item.quantity) if chosen else None


def _said(moment: Moment, line: _Line) -> str:
    currency, language = line.target.product.currency, moment.language
    each = format_money(line.variant.price, currency, language)
    said = f"• {line.quantity} × {named(name_of(line.target))}, {each}"
    if line.quantity > 1:
        said += f" = {format_money(line.total, currency, language)}"
    stock = line.variant.stock
    if stock is None or stock >= line.quantity:
        return said
    there = moment.say_count("only {count} left", "only {count} left", stock) if stock > 0 else ""
    return f"{said} ({there or moment.say('sold out for now')})"


def _left_out(moment: Moment, count: int) -> str:
    if not count:
        return ""
    return moment.say_count(
        "One item of your basket I could not find in the shop.",
        "{count} items of your basket I could not find in the shop.",
        count,
    )
