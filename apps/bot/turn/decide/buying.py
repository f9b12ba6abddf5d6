"""Wanting to buy: what and which variant is settled here, then it goes into the cart."""

from dataclasses import replace

from apps.bot.turn.decide.answers import sold_out, with_variants
from apps.bot.turn.decide.carting import pieces_asked_before, pieces_said, put_in
from apps.bot.turn.decide.checkout import check_out
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import found_by_name
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.wishes import options_in_words
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Target


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
