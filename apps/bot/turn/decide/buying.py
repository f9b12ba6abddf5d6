"""Wanting to buy: what and which variant is settled here, then it goes into the cart."""

from dataclasses import replace

from apps.bot.turn import row_ids
from apps.bot.turn.decide.answers import sold_out, with_variants
from apps.bot.turn.decide.carting import pieces_asked_before, pieces_said, put_in
from apps.bot.turn.decide.checkout import check_out
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import found_by_name
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.wishes import options_in_words
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.money import format_money
from apps.bot.turn.references import Target
from apps.bot.turn.replies.card import browse_button, person_button
from apps.bot.turn.replies.parts import button, lines, named, with_buttons
from apps.bot.turn.replies.worth import is_reduced, name_of, price_of


def bought(moment: Moment) -> Decision | None:
    pointed = moment.pointed
    # Asked which one, whatever points at one is the answer.
    goes_on = moment.last_topic == "choice_buy" and bool(pointed.targets) and not moment.said.acts - {Act.YES}
    takes = bool(moment.said.asks and pointed.targets and pieces_said(moment))
    counts = (bool(pointed.quantity) or takes) and not moment.said.does(Act.PRICE)
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
    # What is sold out is not offered as a choice.
    there = Target(target.product, tuple(variant for variant in target.variants if variant.in_stock))
    if moment.pointed.unmet and there.variants:
        unmet = options_in_words(moment, moment.pointed.unmet)
        above = [moment.say("It does not come in {options}.", options=unmet)]
        return with_variants(moment, there, above=above, to_buy=True)
    if not there.variants:
        return sold_out(moment, target)
    if len(there.variants) > 1:
        return with_variants(moment, there, to_buy=True)
    decision = put_in(moment, [there], pieces=pieces_said(moment) or pieces_asked_before(moment) or 1)
    return _and_check_out(moment, decision)


def _and_check_out(moment: Moment, decision: Decision) -> Decision:
    """ "I'll take it, check out" is both."""
    if not moment.said.does(Act.CHECKOUT) or decision.cart is None or not decision.cart.lines:
        return decision
    then = replace(moment, turn=replace(moment.turn, state=replace(moment.state, cart=decision.cart)))
    return check_out(then)


def _several(moment: Moment, targets: tuple[Target, ...]) -> Decision:
    """What comes in one form goes into the cart; of the rest the first that needs a choice is asked about."""
    there = [
        Target(one.product, tuple(variant for variant in one.variants if variant.in_stock)) for one in targets
    ]
    certain = [one for one in there if len(one.variants) == 1]
    if certain:
        return _and_check_out(moment, put_in(moment, certain, pieces=1))
    open_ones = [one for one in there if one.variants]
    return with_variants(moment, open_ones[0], to_buy=True) if open_ones else sold_out(moment, targets[0])


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
