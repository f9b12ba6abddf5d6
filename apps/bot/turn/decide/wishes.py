"""A wish in words again, so that the answer names what was understood."""

from collections.abc import Sequence
from dataclasses import replace

from apps.bot.turn import query_code
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.attributes import COLOURS_IN_SWAHILI, SIZES
from apps.bot.turn.money import format_money
from apps.bot.turn.text import shortened, unformatted
from apps.bot.turn.wording import sentence
from apps.catalog.facts import ProductQuery

# Long enough to be recognised; a whole paragraph quoted back helps nobody.
LONGEST_WORDS = 60
MISSED = {
    "words": sentence("going by only some of the words"),
    "price": sentence("at another price"),
    "options": sentence("in another colour or size"),
    "category": sentence("from another category"),
    "stock": sentence("sold out for now"),
}
_LETTER_SIZES = frozenset(SIZES.values())


def described(moment: Moment, query: ProductQuery) -> str:
    """ "dresses, red, up to KSh 1,000"; empty for a wish for anything."""
    words = shortened(unformatted(query.words), LONGEST_WORDS)
    options = options_in_words(moment, query.options)
    return ", ".join(part for part in (words, options, _bounds(moment, query)) if part)


def options_in_words(moment: Moment, options: Sequence[str]) -> str:
    return ", ".join(_option(moment, option) for option in options[:4])


def missed_reasons(moment: Moment, missed: tuple[str, ...]) -> str:
    return ", ".join(moment.say(MISSED[wish]) for wish in missed if wish in MISSED)


def refined(moment: Moment, wish: ProductQuery) -> ProductQuery:
    """What was asked for last, narrowed by a wish that names no goods: "red ones", "under 2000"."""
    before, _ = query_code.decode(moment.state.last_query)
    # A colour takes the place of a colour, a size that of a size; both together stay.
    new_kinds = {_is_colour(option) for option in wish.options}
    kept = tuple(option for option in before.options if _is_colour(option) not in new_kinds)
    bounded = wish.price_min is not None or wish.price_max is not None
    return replace(
        before,
        options=(*kept, *wish.options),
        price_min=wish.price_min if bounded else before.price_min,
        price_max=wish.price_max if bounded else before.price_max,
        order=wish.order if wish.order != "relevance" else before.order,
    )


def _is_colour(option: str) -> bool:
    return option not in _LETTER_SIZES and not option.isdigit()


def _option(moment: Moment, option: str) -> str:
    if _is_colour(option):
        word = COLOURS_IN_SWAHILI.get(option, option) if moment.language == "sw" else option
        return unformatted(word)
    return moment.say("size {size}", size=unformatted(option.upper()))


def _bounds(moment: Moment, query: ProductQuery) -> str:
    low, high = (
        format_money(bound, moment.shop.currency, moment.language) if bound is not None else ""
        for bound in (query.price_min, query.price_max)
    )
    if low and high:
        return moment.say("between {low} and {high}", low=low, high=high)
    if low:
        return moment.say("from {low} up", low=low)
    return moment.say("up to {high}", high=high) if high else ""
