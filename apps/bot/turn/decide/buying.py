"""Wanting to buy: what, which variant and at what price is settled here; a person of the shop takes the order."""

from decimal import Decimal

from apps.bot.turn import row_ids
from apps.bot.turn.decide.answers import with_variants
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import found_by_name
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.money import format_money
from apps.bot.turn.references import Target
from apps.bot.turn.replies.card import browse_button, person_button
from apps.bot.turn.replies.parts import button, lines, named, with_buttons
from apps.bot.turn.replies.worth import is_reduced, name_of, price_of
from apps.messaging.whatsapp.outgoing import Text


def bought(moment: Moment) -> Decision | None:
    pointed = moment.pointed
    # Asked which one, whatever points at one is the answer.
    goes_on = moment.last_topic == "choice_buy" and bool(pointed.targets) and not moment.said.acts - {Act.YES}
    counts = bool(pointed.quantity) and not moment.said.does(Act.PRICE)
    if not (moment.said.does(Act.BUY) or counts or goes_on):
        return None
    if len(pointed.targets) > 1:
        return _several(moment, pointed.targets)
    target = pointed.target
    if target is None and moment.said.wish.words:
        # "I want to buy shoes" is a wish; a whole name is a choice made.
        named_product = found_by_name(moment)
        target = Target.whole(named_product) if named_product else None
    return buying(moment, target) if target else None


def buying(moment: Moment, target: Target) -> Decision:
    if moment.pointed.unmet or not any(variant.in_stock for variant in target.variants):
        return _not_there(moment, target)
    # What is sold out is not offered as a choice.
    there = Target(target.product, tuple(variant for variant in target.variants if variant.in_stock))
    if len(there.variants) > 1:
        return with_variants(moment, there, to_buy=True)
    quantity = moment.pointed.quantity or 1
    chosen = f"{quantity} × {named(name_of(there))}" if quantity > 1 else named(name_of(there))
    price = price_of(there, moment.language)
    if quantity > 1:
        order = moment.say("{item}, {price} each.", item=chosen, price=price)
    else:
        order = moment.say("{item}, {price}.", item=chosen, price=price)
    return Decision(
        "buy",
        (Text(lines([moment.say("Got it:"), order, _person_takes_it(moment)])),),
        (target.product,),
        focus=target.product.id,
        numbers=(Decimal(quantity),),
        wants_person=True,
    )


def _person_takes_it(moment: Moment) -> str:
    if moment.config.use_business_name_as_identity and moment.shop.name.strip():
        return moment.say(
            "Someone from {shop} will take your order right here.", shop=named(moment.shop.name)
        )
    return moment.say("Someone from the shop will take your order right here.")


def _several(moment: Moment, targets: tuple[Target, ...]) -> Decision:
    chosen = [
        f"• {moment.say('{item}, {price}.', item=named(name_of(target)), price=price_of(target, moment.language))}"
        for target in targets
    ]
    parts = [moment.say("You would like these:"), lines(chosen), _person_takes_it(moment)]
    products = tuple(dict.fromkeys(target.product for target in targets))
    return Decision("buy", (Text("\n".join(parts)),), products, wants_person=True)


def _not_there(moment: Moment, target: Target) -> Decision:
    name = named(name_of(target))
    body = (
        moment.say("{name} does not come like that.", name=name)
        if moment.pointed.unmet
        else moment.say("Sorry, {name} is sold out for now.", name=name)
    )
    taps = [
        button(row_ids.to_similar(target.product.id), moment.say("Similar ones")),
        *(
            [button(row_ids.to_options(target.product.id), moment.say("All options"))]
            if moment.pointed.unmet
            else []
        ),
        person_button(moment.language),
    ]
    return Decision("sold_out", (with_buttons(body, taps),), (target.product,), focus=target.product.id)


def haggled(moment: Moment) -> Decision | None:
    """Only a reduction that the catalogue bears out; else a person, who alone can promise one."""
    if not moment.said.does(Act.HAGGLE):
        return None
    target = moment.meant()
    taps = [person_button(moment.language), browse_button(moment.language)]
    if target is None:
        body = moment.say(
            "Our prices are as you see them here; I cannot change them. A person can tell you of offers."
        )
        return Decision("haggle", (with_buttons(body, taps),))
    name, price = named(name_of(target)), price_of(target, moment.language)
    first = _reduction(moment, target) or moment.say("{name} costs {price}.", name=name, price=price)
    body = lines([first, moment.say("I cannot change the price, but you can ask a person from the shop.")])
    taps = [button(row_ids.to_buy(target.product.id), moment.say("Buy")), person_button(moment.language)]
    return Decision("haggle", (with_buttons(body, taps),), (target.product,), focus=target.product.id)


def _reduction(moment: Moment, target: Target) -> str:
    if not is_reduced(target):
        return ""
    reduced = [v for v in target.variants if v.compare_at_price and v.compare_at_price > v.price]
    worth = {(variant.compare_at_price, variant.price) for variant in target.variants}
    one = target if len(worth) == 1 else Target(target.product, (reduced[0],))
    money = [
        format_money(amount, target.product.currency, moment.language)
        for amount in (reduced[0].compare_at_price or reduced[0].price, reduced[0].price)
    ]
    return moment.say(
        "{name} is already reduced from {was} to {price}.",
        name=named(name_of(one)),
        was=money[0],
        price=money[1],
    )
