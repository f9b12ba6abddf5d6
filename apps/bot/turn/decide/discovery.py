"""Showing products at once: for a wish, for "what do you sell", page by page, and the closest where none fits."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from apps.bot.turn import query_code, row_ids
from apps.bot.turn.decide.answers import about
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.narrowing import in_options_said, without_pieces
from apps.bot.turn.decide.several import several_wished
from apps.bot.turn.decide.wishes import described, missed_reasons, refined
from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Target
from apps.bot.turn.references.matching import unknown_words
from apps.bot.turn.replies.card import browse_button, categories_button, person_button
from apps.bot.turn.replies.lists import category_list, category_row, more_row, product_list
from apps.bot.turn.replies.parts import with_buttons
from apps.bot.turn.types import Feature
from apps.bot.turn.understand import DEAREST
from apps.bot.turn.wording import sentence
from apps.catalog.facts import CategoryFacts, ProductFacts, ProductPage, ProductQuery
from apps.catalog.search.spelling import sounds_alike
from apps.catalog.text import name_key, words

LEAST_BUDGET = Decimal(50)
AT_ONCE = frozenset({Feature.IMMEDIATE_DISPLAY})
HEADS = {
    "relevance": sentence("This is what I found for “{wish}”:"),
    "price": sentence("This is what I found for “{wish}”, cheapest first:"),
    "-price": sentence("This is what I found for “{wish}”, most expensive first:"),
}
HEADS_OF_ALL = {
    "relevance": sentence("Here is some of what we sell:"),
    "price": sentence("Here is some of what we sell, cheapest first:"),
    "-price": sentence("Here is some of what we sell, most expensive first:"),
}


def wished(moment: Moment) -> Decision | None:
    if not moment.said.wishes:
        return None
    wish = _with_budget(moment, moment.said.wish)
    several = (
        several_wished(moment) if wish.words and moment.config.enable_immediate_product_display else None
    )
    goes_on = (moment.said.refines or not wish.words) and not pointing.OF_THE_SHOP.search(
        " ".join(moment.said.tokens)
    )
    return several or displayed(moment, refined(moment, wish) if goes_on else wish)


def _with_budget(moment: Moment, wish: ProductQuery) -> ProductQuery:
    """ "1000?" is what somebody would spend, unless something is called so."""
    amount = Decimal(wish.words) if wish.words.isascii() and wish.words.isdigit() else Decimal(0)
    if not LEAST_BUDGET <= amount < DEAREST or not moment.catalog.search(replace(wish, limit=1)).missed:
        return wish
    return replace(wish, words="", price_max=amount)


def browsed(moment: Moment) -> Decision | None:
    """ "What do you sell" begins anew, whatever was searched before."""
    if not moment.said.does(Act.BROWSE) or moment.said.wish.words:
        return None
    return displayed(moment, moment.said.wish)


def displayed(moment: Moment, query: ProductQuery) -> Decision:
    """Products at once; with the feature off the categories to choose from come first."""
    if moment.config.enable_immediate_product_display:
        return replace(searched(moment, query), features=AT_ONCE)
    return categories_first(moment, query) or searched(moment, query)


def searched(moment: Moment, query: ProductQuery, *, offset: int = 0, head: str = "") -> Decision:
    """The page of `query` from `offset` on. `head` takes the place of the sentence above it."""
    page, query = _found(moment, query, offset)
    if not page.products:
        return _nothing(moment, offset)
    only = _meant_alone(moment, page, query) if not offset else None
    is_sure = not page.missed and not _is_guess(page, query)
    head = head or ("" if only and is_sure else _head(moment, page, query, offset))
    if only:
        return _card(moment, only, query, head, topic="nothing_found" if page.missed else "")
    return page_of(moment, page, query, offset=offset, head=head)


def _found(moment: Moment, query: ProductQuery, offset: int) -> tuple[ProductPage, ProductQuery]:
    asked = replace(query, limit=moment.most_products, offset=offset)
    page = moment.catalog.search(asked)
    if page.missed == ("words",) and (fewer := without_pieces(query.words)) != query.words:
        counted = replace(query, words=fewer)
        other = moment.catalog.search(replace(counted, limit=moment.most_products, offset=offset))
        if not other.missed:
            return other, counted
    if "options" not in page.missed:
        return page, query
    # "Orange juice": what reads like a colour may be part of a name.
    as_words = replace(query, words=" ".join((*query.options, query.words)).strip(), options=())
    other = moment.catalog.search(replace(as_words, limit=moment.most_products, offset=offset))
    return (other, as_words) if not other.missed and other.products else (page, query)


def _meant_alone(moment: Moment, page: ProductPage, query: ProductQuery) -> ProductFacts | None:
    # With one there is nothing to choose: its card saves the customer a tap.
    if page.total == 1:
        return page.products[0]
    return None if page.missed else _whole_name(page.products, moment.heard.text or query.words)


def _whole_name(products: Sequence[ProductFacts], text: str) -> ProductFacts | None:
    said = f" {name_key(text)} "
    whole = [product for product in products if f" {name_key(product.name)} " in said]
    return max(whole, key=lambda product: len(product.name), default=None)


def found_by_name(moment: Moment) -> ProductFacts | None:
    """The product whose whole name stands in what was written, or the only one that fits."""
    page = moment.catalog.search(replace(moment.said.wish, limit=moment.most_products))
    return _meant_alone(moment, page, moment.said.wish) if page.products and not page.missed else None


def _card(moment: Moment, product: ProductFacts, query: ProductQuery, head: str, *, topic: str) -> Decision:
    # The options said choose among its variants, and nothing that was pointed at before does.
    chosen = in_options_said(moment.said, Target.whole(product), moment.shop.currency)
    decision = about(replace(moment, pointed=chosen), chosen.target or Target.whole(product), above=[head])
    return replace(
        decision, topic=topic or decision.topic, last_query=query_code.remembered(query, shown_until=1)
    )


def page_of(moment: Moment, page: ProductPage, query: ProductQuery, *, offset: int, head: str) -> Decision:
    until = offset + len(page.products)
    more = more_row(moment.language, row_ids.to_search(query, until)) if until < page.total else None
    is_open = query_code.is_empty(replace(query, order="relevance"))
    # Whoever has not said what they want is shown where else to look.
    categories = moment.catalog.categories() if is_open and not offset else ()
    listed = product_list(
        moment.language,
        head=head,
        products=page.products,
        more=more,
        categories=categories if len(categories) > 1 else (),
    )
    bounds = tuple(bound for bound in (query.price_min, query.price_max) if bound is not None)
    return Decision.listing(
        "nothing_found" if page.missed else "browse",
        listed,
        page.products,
        last_query=query_code.remembered(query, shown_until=until),
        numbers=bounds,
    )


def _is_guess(page: ProductPage, query: ProductQuery) -> bool:
    """Whether a word was put right that may have been meant as another one."""
    typed, right = words(query.words), words(page.corrected_words)
    strange = [word for word in typed if word not in right]
    new = [word for word in right if word not in typed]
    return not all(any(sounds_alike(old, word) or word in old for old in strange) for word in new)


def _head(moment: Moment, page: ProductPage, query: ProductQuery, offset: int) -> str:
    if offset:
        return moment.say("Here are some more:")
    shown = replace(query, words=page.corrected_words) if page.corrected_words else query
    wish = described(moment, shown)
    if not page.missed and _is_guess(page, query):
        asked = described(moment, query)
        return moment.say("I found nothing for “{wish}”. Did you mean “{meant}”?", wish=asked, meant=wish)
    if not page.missed:
        order = query.order if query.order in HEADS else "relevance"
        return moment.say(HEADS[order], wish=wish) if wish else moment.say(HEADS_OF_ALL[order])
    if not wish:
        # A category that is not there any more: nothing was said that could be named.
        return moment.say("This is what we do have:")
    if page.missed == ("words",) and not _are_near(page, query):
        return moment.say(
            "You asked for “{wish}”, but I found nothing like it. This is what we do have:", wish=wish
        )
    reasons = missed_reasons(moment, page.missed)
    nothing = moment.say("You asked for “{wish}”. We do not have exactly that.", wish=wish)
    return f"{nothing} {moment.say('The closest, {reasons}:', reasons=reasons)}"


def _are_near(page: ProductPage, query: ProductQuery) -> bool:
    """Whether any word that was asked for is said of what was found."""
    asked = words(query.words)
    return any(len(unknown_words(asked, Target.whole(product))) < len(asked) for product in page.products)


def _nothing(moment: Moment, offset: int) -> Decision:
    if offset:
        body = moment.say("That is all we have of these. Shall I show you something else?")
        return Decision(
            "nothing_more",
            (with_buttons(body, [browse_button(moment.language), categories_button(moment.language)]),),
        )
    if moment.catalog.count() == 0:
        body = moment.say("There is nothing in our shop here yet. A person can tell you what is coming.")
        return Decision("empty", (with_buttons(body, [person_button(moment.language)]),), clears_focus=True)
    body = moment.say("I found nothing for that. Try other words, or look at everything we have.")
    return Decision(
        "nothing_found",
        (with_buttons(body, [browse_button(moment.language), person_button(moment.language)]),),
    )


def categories_first(moment: Moment, query: ProductQuery) -> Decision | None:
    """The categories, each row carrying the wish along; None where the shop has none."""
    categories = moment.catalog.categories()
    if not categories:
        return None
    rows = [(one, category_row(moment.language, one, _row_id(one, query))) for one in categories]
    head = moment.say("Which of these are you looking for?")
    listed = category_list(moment.language, head=head, rows=rows)
    numbers = moment.bounds
    return Decision.listing(
        "categories",
        listed,
        last_query=query_code.remembered(query, shown_until=0),
        numbers=numbers,
    )


def _row_id(category: CategoryFacts, query: ProductQuery) -> str:
    if query_code.is_empty(query):
        return row_ids.of_category(category.slug)
    return row_ids.to_search(replace(query, category=category.slug), 0)
