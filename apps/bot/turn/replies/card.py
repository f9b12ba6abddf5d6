"""One product as a card: picture, price, stock, options, and what can be done next."""

from collections.abc import Sequence

from apps.bot.turn import row_ids
from apps.bot.turn.references import Target
from apps.bot.turn.replies.lists import Listed
from apps.bot.turn.replies.parts import DETAIL_LIMIT, bold, button, lines, named, with_buttons
from apps.bot.turn.replies.worth import full_price_of, label_of, name_of, offered, options_of, stock_of
from apps.bot.turn.row_ids import Action
from apps.bot.turn.text import one_line, shortened, unformatted
from apps.bot.turn.types import ListKind, NewList, ShownItem
from apps.bot.turn.wording import say
from apps.messaging.whatsapp.outgoing import Button

MOST_ATTRIBUTES = 4
DESCRIPTION_LIMIT = 240


def card(
    language: str, target: Target, *, above: Sequence[str] = (), only: Sequence[str] | None = None
) -> Listed:
    """`above` are sentences that answer first; `only` takes the place of all details where a part was asked."""
    details = _details(language, target) if only is None else only
    body = lines([*above, bold(name_of(target)), *details])
    image = target.product.image_url
    reply = with_buttons(body, next_taps(language, target), image)
    item = ShownItem(
        position=1,
        name=name_of(target),
        product_id=target.product.id,
        variant_id=target.variant.id if target.variant and target.is_narrowed else None,
        price=min(variant.price for variant in offered(target)),
    )
    return Listed(reply, NewList(ListKind.PRODUCTS, (item,)))


def next_taps(language: str, target: Target) -> list[Button]:
    product = target.product
    # Three at most: buying first, for that is what a card is for.
    taps = []
    if any(variant.in_stock for variant in target.variants):
        variant = target.variant.id if target.variant and target.is_narrowed else None
        taps.append(button(row_ids.to_buy(product.id, variant), say(language, "Buy")))
    if len(product.variants) > 1:
        taps.append(button(row_ids.to_options(product.id), say(language, "All options")))
    taps.append(button(row_ids.to_similar(product.id), say(language, "Similar ones")))
    if len(taps) < 3:
        taps.append(person_button(language))
    return taps


def person_button(language: str) -> Button:
    return button(row_ids.to_do(Action.PERSON), say(language, "Talk to a person"))


def browse_button(language: str) -> Button:
    return button(row_ids.to_do(Action.BROWSE), say(language, "See products"))


def categories_button(language: str) -> Button:
    return button(row_ids.to_do(Action.CATEGORIES), say(language, "Categories"))


def _details(language: str, target: Target) -> list[str]:
    product = target.product
    attributes = [f"{name}: {value}" for name, value in product.attributes[:MOST_ATTRIBUTES]]
    described = shortened(unformatted(product.description), DESCRIPTION_LIMIT)
    return [
        full_price_of(target, language),
        stock_of(target.variants, language),
        *(named(line, DETAIL_LIMIT) for line in option_lines(target)),
        *(named(line, DETAIL_LIMIT) for line in attributes),
        described,
        one_line(product.link),
    ]


def option_lines(target: Target) -> list[str]:
    if target.variant and target.is_narrowed:
        return []
    if len(target.variants) == 1 and not label_of(target.variants[0]):
        return []
    return options_of(target.variants)
