"""What is answered of one product: all of it, or the part that was asked."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from apps.bot.turn import query_code, row_ids
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.wishes import options_in_words
from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Signal, Target
from apps.bot.turn.replies.card import card, option_lines, person_button
from apps.bot.turn.replies.lists import titled, variant_list
from apps.bot.turn.replies.parts import DETAIL_LIMIT, button, lines, named, with_buttons
from apps.bot.turn.replies.worth import full_price_of, label_of, mid_line, name_of, price_of, stock_of

# More lines than these are a list to choose from, not an answer.
MOST_VARIANT_LINES = 6


def about(moment: Moment, target: Target, *, above: Sequence[str] = ()) -> Decision:
    """What was asked of it; all of it where nothing in particular was."""
    if target.is_narrowed and target.product.in_stock and not any(v.in_stock for v in target.variants):
        return sold_out(moment, target, above=above)
    said, above = moment.said, [*above, *_above(moment, target)]
    # Which options there are is asked of the product, whatever was narrowed before.
    if said.does(Act.OPTIONS) and len(target.product.variants) > 1:
        return with_variants(moment, Target.whole(target.product), above=above)
    # An option it lacks is answered with what it has, so all details stand below the "no".
    asks_part = said.does(Act.PRICE, Act.STOCK) and not said.does(Act.ABOUT, Act.PICTURE)
    only = _parts(moment, target) if asks_part and not moment.pointed.unmet else None
    return card_of(moment, target, above=above, only=only)


def card_of(
    moment: Moment, target: Target, *, above: Sequence[str] = (), only: Sequence[str] | None = None
) -> Decision:
    """The product's card, in focus from now on."""
    quantity = (Decimal(moment.pointed.quantity),) if moment.pointed.quantity else ()
    listed = card(moment.language, target, above=above, only=only)
    return Decision.listing(
        "product",
        listed,
        (target.product,),
        focus=target.product.id,
        last_query=_with_options_remembered(moment),
        numbers=(*moment.bounds, *quantity),
    )


def _with_options_remembered(moment: Moment) -> str | None:
    """ "In red?" holds on for "and in size 41?"."""
    if not moment.pointed.options:
        return None
    query, shown_until = query_code.decode(moment.state.last_query)
    return query_code.remembered(replace(query, options=moment.pointed.options), shown_until=shown_until)


def _above(moment: Moment, target: Target) -> list[str]:
    pointed, said = moment.pointed, moment.said
    above = []
    if pointed.signal is Signal.EXTREME:
        # The words decide which end, as they did when it was resolved.
        cheapest = pointing.THE_CHEAPER.search(" ".join(said.tokens))
        above.append(
            moment.say("The cheapest of these:") if cheapest else moment.say("The most expensive of these:")
        )
    if pointed.unmet:
        above.append(
            moment.say("It does not come in {options}.", options=options_in_words(moment, pointed.unmet))
        )
    if pointed.unknown:
        about_what = named(" ".join(pointed.unknown))
        above.append(
            moment.say(
                "You asked about “{words}”: the shop has not told me that about this one.", words=about_what
            )
        )
    if pointed.quantity:
        price = price_of(target, moment.language)
        chosen = f"{pointed.quantity} × {named(name_of(target))}"
        above.append(moment.say("{item}, {price} each.", item=chosen, price=price))
    if said.does(Act.PICTURE) and not target.product.image_url:
        above.append(moment.say("There is no picture of it yet."))
    return above


def _parts(moment: Moment, target: Target) -> list[str]:
    """Price and stock; by variant where they differ and are few."""
    language = moment.language
    asked = [
        full_price_of(target, language) if moment.said.does(Act.PRICE) else "",
        stock_of(target.variants, language) if moment.said.does(Act.STOCK) else "",
    ]
    if 1 < len(target.variants) <= MOST_VARIANT_LINES and _differ(moment, target):
        return [*asked, *(_variant_line(moment, target, number) for number in range(len(target.variants)))]
    return [*asked, *(named(line, DETAIL_LIMIT) for line in option_lines(target))]


def _differ(moment: Moment, target: Target) -> bool:
    prices = {variant.price for variant in target.variants}
    there = {variant.in_stock for variant in target.variants}
    return (moment.said.does(Act.PRICE) and len(prices) > 1) or (
        moment.said.does(Act.STOCK) and len(there) > 1
    )


def _variant_line(moment: Moment, target: Target, index: int) -> str:
    variant = target.variants[index]
    one = Target(target.product, (variant,))
    worth = price_of(one, moment.language) if moment.said.does(Act.PRICE) else ""
    tells_stock = moment.said.does(Act.STOCK) or not variant.in_stock
    there = mid_line(stock_of((variant,), moment.language)) if tells_stock else ""
    return "• " + " · ".join(part for part in (named(label_of(variant)), worth, there) if part)


def with_variants(
    moment: Moment, target: Target, *, above: list[str] | None = None, offset: int = 0, to_buy: bool = False
) -> Decision:
    """The variants to choose from; `to_buy` where a tap is meant as an order."""
    question = moment.say("Which one would you like?") if to_buy else moment.say("It comes in these:")
    head = lines([*(above or []), titled(target, question)])
    listed = variant_list(moment.language, target, head=head, offset=offset, to_buy=to_buy)
    decision = Decision.listing(
        "choice_buy" if to_buy else "options", listed, (target.product,), focus=target.product.id
    )
    return replace(decision, numbers=moment.bounds)


def sold_out(moment: Moment, target: Target, *, above: Sequence[str] = ()) -> Decision:
    """That it is gone, and in what else it comes; what is like it where it does not come at all."""
    product = target.product
    sorry = moment.say("Sorry, {name} is sold out for now.", name=named(name_of(target)))
    there = Target(product, tuple(variant for variant in product.variants if variant.in_stock))
    if there.variants:
        return with_variants(moment, there, above=[*above, sorry])
    taps = [
        button(row_ids.to_similar(product.id), moment.say("Similar ones")),
        person_button(moment.language),
    ]
    body = lines([*above, sorry])
    return Decision("sold_out", (with_buttons(body, taps),), (product,), focus=product.id)
