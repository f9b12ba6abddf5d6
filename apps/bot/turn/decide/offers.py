"""Offers and haggling: only a reduction that the catalogue bears out; a person alone can promise another."""

from dataclasses import replace

from apps.bot.turn import row_ids
from apps.bot.turn.decide.answers import card_of
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import page_of
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.money import format_money
from apps.bot.turn.references import Target
from apps.bot.turn.replies.card import browse_button, person_button
from apps.bot.turn.replies.lists import target_list
from apps.bot.turn.replies.parts import button, lines, named, with_buttons
from apps.bot.turn.replies.worth import is_reduced, name_of, offered, price_of, reduction_of
from apps.catalog.facts import ProductQuery


def offers_asked(moment: Moment) -> Decision | None:
    """ "Is it on offer?" is a yes or no; "what's on offer?" a list of what is reduced."""
    if not moment.said.does(Act.OFFER):
        return None
    pointed = moment.pointed
    if pointed.target:
        return _of_one(moment, pointed.target)
    several = pointed.targets or pointed.candidates
    return _of_several(moment, several) if several else reduced_goods(moment)


def _of_one(moment: Moment, target: Target) -> Decision:
    reduction = _reduction(moment, target)
    name, price = named(name_of(target)), price_of(target, moment.language)
    yes = moment.say("Yes. {detail}", detail=reduction) if reduction else ""
    answer = yes or moment.say("No, {name} is not reduced: it costs {price}.", name=name, price=price)
    return replace(card_of(moment, target, only=[answer]), topic="offers")


def _of_several(moment: Moment, targets: tuple[Target, ...]) -> Decision:
    reduced = [target for target in targets if is_reduced(target)]
    if not reduced:
        listed = target_list(moment.language, head=moment.say("None of these is reduced:"), targets=targets)
        return Decision.listing("offers", listed, tuple(target.product for target in targets))
    listed = target_list(moment.language, head=moment.say("Of these, this is reduced:"), targets=reduced)
    return Decision.listing("offers", listed, tuple(target.product for target in reduced))


def reduced_goods(moment: Moment, *, offset: int = 0) -> Decision:
    """What is reduced of what was wished for in this message; of the whole shop where nothing was."""
    query = replace(moment.said.wish, reduced_only=True)
    page = moment.catalog.search(replace(query, limit=moment.most_products, offset=offset))
    if not page.products or page.missed:
        return _nothing_reduced(moment, query)
    listed = page_of(moment, page, query, offset=offset, head=moment.say("These are reduced now:"))
    return replace(listed, topic="offers")


def _nothing_reduced(moment: Moment, query: ProductQuery) -> Decision:
    if query.words:
        said = moment.say("Nothing is reduced among “{wish}” right now.", wish=named(query.words))
    else:
        said = moment.say("Nothing is reduced right now.")
    body = lines([said, moment.say("You can ask a person from the shop about offers.")])
    taps = [person_button(moment.language), browse_button(moment.language)]
    return Decision("haggle", (with_buttons(body, taps),))


def haggled(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.HAGGLE):
        return None
    target = moment.meant()
    if target is None:
        # Nothing to haggle about yet: what is reduced anyway is the best there is to tell.
        return reduced_goods(moment)
    name, price = named(name_of(target)), price_of(target, moment.language)
    first = _reduction(moment, target) or moment.say("{name} costs {price}.", name=name, price=price)
    body = lines([first, moment.say("I cannot change the price, but you can ask a person from the shop.")])
    taps = [button(row_ids.to_buy(target.product.id), moment.say("Buy")), person_button(moment.language)]
    return Decision("haggle", (with_buttons(body, taps),), (target.product,), focus=target.product.id)


def _reduction(moment: Moment, target: Target) -> str:
    if not is_reduced(target):
        return ""
    reduced = [variant for variant in offered(target) if reduction_of(variant)]
    worth = {(variant.compare_at_price, variant.price) for variant in offered(target)}
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
