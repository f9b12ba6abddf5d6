"""Asking which, when and only when two or more fit; and what is said when nothing stands where was pointed."""

from dataclasses import replace
from decimal import Decimal

from apps.bot.turn import query_code
from apps.bot.turn.decide.browsing import category_shown
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import displayed, searched
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.replies.lists import choice
from apps.catalog.facts import ProductQuery


def asked_which(moment: Moment) -> Decision | None:
    targets = moment.pointed.candidates
    if not targets:
        return None
    to_buy = moment.said.does(Act.BUY)
    listed = choice(
        moment.language, head=moment.say("Which one do you mean?"), targets=targets, to_buy=to_buy
    )
    products = tuple(dict.fromkeys(target.product for target in targets))
    return Decision.listing("choice_buy" if to_buy else "choice", listed, products, numbers=moment.bounds)


def beyond_the_list(moment: Moment) -> Decision | None:
    length = moment.pointed.beyond
    if length is None:
        return None
    newest = moment.seen.choices[0].targets if moment.seen.choices else ()
    if length and newest:
        head = moment.say_count("That list has only {count}.", "That list has only {count}.", length)
        listed = choice(
            moment.language, head=f"{head} {moment.say('Which one do you mean?')}", targets=newest
        )
        decision = Decision.listing("choice", listed, tuple(target.product for target in newest))
        return replace(decision, numbers=(Decimal(length),))
    return _again(moment, moment.say("I no longer have that list at hand. Here it is afresh:"))


def gone(moment: Moment) -> Decision | None:
    if not moment.pointed.gone:
        return None
    return _again(moment, moment.say("Sorry, that one is not in the shop any more. This is what we have:"))


def _again(moment: Moment, head: str) -> Decision:
    """The last search once more, or everything."""
    # From its beginning: the customer does not remember either where the list had ended.
    query, _ = query_code.decode(moment.state.last_query)
    if query_code.is_empty(query) and not moment.config.enable_immediate_product_display:
        return displayed(moment, ProductQuery())
    return searched(moment, query, head=head)


def opened_category(moment: Moment) -> Decision | None:
    return category_shown(moment, moment.pointed.category) if moment.pointed.category else None


def unpointed(moment: Moment) -> Decision | None:
    """ "How much?" with nothing to point at: the things with their prices."""
    if not moment.said.does(Act.PRICE, Act.STOCK, Act.OPTIONS, Act.ABOUT, Act.PICTURE, Act.SIMILAR):
        return None
    return displayed(moment, ProductQuery())
