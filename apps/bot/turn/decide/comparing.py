"""Two or three products side by side, by what the catalogue says of them."""

from apps.bot.turn import row_ids
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Target
from apps.bot.turn.replies.card import option_lines
from apps.bot.turn.replies.lists import Listed, choice
from apps.bot.turn.replies.parts import DETAIL_LIMIT, bold, button, lines, named, with_buttons
from apps.bot.turn.replies.worth import full_price_of, mid_line, name_of, price_of, stock_of
from apps.bot.turn.types import ListKind, NewList, ShownItem
from apps.bot.turn.understand import understand
from apps.catalog.facts import ProductQuery

SIDE_BY_SIDE = 3
MOST_ATTRIBUTES = 3


def compared(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.COMPARE):
        return None
    targets = _meant(moment)
    if len(targets) < 2:
        return _which_two(moment)
    kept = targets[:SIDE_BY_SIDE]
    blocks = [_block(moment, number, target) for number, target in enumerate(kept, start=1)]
    body = lines([moment.say("Side by side:"), *blocks, _cheaper(moment, kept)])
    taps = [
        button(row_ids.of_product(target.product.id), f"{number}. {named(target.product.name)}")
        for number, target in enumerate(kept, start=1)
    ]
    listed = Listed(with_buttons(body, taps), NewList(ListKind.PRODUCTS, _items(kept)))
    return Decision.listing("compare", listed, tuple(target.product for target in kept))


def _meant(moment: Moment) -> tuple[Target, ...]:
    targets = moment.pointed.targets or moment.pointed.candidates
    if len(targets) > 1:
        return targets if moment.pointed.targets or len(targets) == 2 else ()
    # "Compare it with the Tecno"
    if targets and moment.remembered.focus and targets[0].product.id != moment.remembered.focus.product.id:
        return (moment.remembered.focus, targets[0])
    newest = moment.remembered.lists[0].targets if moment.remembered.lists else ()
    if len(newest) == 2 and not moment.said.wish.words:
        return newest
    return _looked_up(moment)


def _looked_up(moment: Moment) -> tuple[Target, ...]:
    """Names that were never shown: the best hit for each side of the "and"."""
    if not moment.said.wish.words:
        return ()
    # Two sides, each its best hit: more would cost a search per word.
    parts = [
        understand(part, moment.shop.currency).wish.words for part in pointing.AND.split(moment.said.text)
    ]
    words = [part for part in parts if part][:2]
    pages = [moment.catalog.search(ProductQuery(words=part, limit=1)) for part in words]
    found = dict.fromkeys(page.products[0] for page in pages if page.products and not page.missed)
    return tuple(Target.whole(product) for product in found)


def _which_two(moment: Moment) -> Decision | None:
    newest = moment.remembered.choices[0].targets if moment.remembered.choices else ()
    if len(newest) < 2 or moment.said.wish.words:
        return None
    head = moment.say("Which two shall I compare? You can write “1 and 2”.")
    listed = choice(moment.language, head=head, targets=newest)
    return Decision.listing("choice", listed, tuple(target.product for target in newest))


# Attributes stand as the shop wrote them; which of two is better is not the bot's to say.
def _block(moment: Moment, number: int, target: Target) -> str:
    product, language = target.product, moment.language
    worth = f"{full_price_of(target, language)} · {mid_line(stock_of(target.variants, language))}"
    attributes = [f"{name}: {value}" for name, value in product.attributes[:MOST_ATTRIBUTES]]
    details = [named(line, DETAIL_LIMIT) for line in (*option_lines(target), *attributes)]
    return "\n".join([f"{number}. {bold(name_of(target))}", worth, *details])


def _cheaper(moment: Moment, targets: tuple[Target, ...]) -> str:
    """Said only where even its dearest variant is below the others' cheapest."""
    by_price = sorted(targets, key=lambda target: max(variant.price for variant in target.variants))
    first, *others = by_price
    highest = max(variant.price for variant in first.variants)
    if all(highest < variant.price for other in others for variant in other.variants):
        price = price_of(first, moment.language)
        return moment.say("{name} costs less, {price}.", name=named(name_of(first)), price=price)
    return ""


def _items(targets: tuple[Target, ...]) -> tuple[ShownItem, ...]:
    return tuple(
        ShownItem(
            number, name_of(target), product_id=target.product.id, price=min(v.price for v in target.variants)
        )
        for number, target in enumerate(targets, start=1)
    )
