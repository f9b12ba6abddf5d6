"""Looking around: categories, the next page, none of these, others like this one."""

from dataclasses import replace
from decimal import Decimal

from apps.bot.turn import query_code, row_ids
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import categories_first, displayed, page_of, searched
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Target
from apps.bot.turn.replies.card import browse_button, categories_button, person_button
from apps.bot.turn.replies.lists import more_row, product_list
from apps.bot.turn.replies.parts import button, named, with_buttons
from apps.bot.turn.replies.worth import offered
from apps.catalog.facts import ProductFacts, ProductQuery
from apps.catalog.text import name_key


def categories_asked(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.CATEGORIES):
        return None
    return categories_first(moment, ProductQuery()) or searched(moment, ProductQuery())


def category_shown(moment: Moment, slug: str) -> Decision:
    name = next((one.name for one in moment.catalog.categories() if one.slug == slug), "")
    head = moment.say("{category} we have:", category=named(name)) if name else ""
    return searched(moment, ProductQuery(category=slug), head=head)


def more_asked(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.MORE) or moment.said.wishes:
        return None
    query, shown_until = query_code.decode(moment.state.last_query)
    return searched(moment, query, offset=shown_until) if shown_until else displayed(moment, query)


def none_liked(moment: Moment) -> Decision | None:
    """None of what was shown: the next ones, or another way in."""
    if not moment.said.does(Act.NONE_OF_THESE) or moment.said.wishes:
        return None
    query, shown_until = query_code.decode(moment.state.last_query)
    # Only those that still fit the wish: something else altogether is better asked for in words.
    page = moment.catalog.search(replace(query, limit=moment.most_products, offset=shown_until))
    if page.products and shown_until and not page.missed:
        return page_of(
            moment, page, query, offset=shown_until, head=moment.say("No problem. What about these?")
        )
    body = moment.say("No problem. Tell me in your own words what you would like, or look around.")
    taps = [
        categories_button(moment.language),
        browse_button(moment.language),
        person_button(moment.language),
    ]
    return Decision("none_of_these", (with_buttons(body, taps),), clears_focus=True)


def cheaper_asked(moment: Moment) -> Decision | None:
    """Something like what was spoken of for less; that there is nothing is said, and not hidden behind a list."""
    target = moment.remembered.spoken_of
    shape = " ".join(moment.said.tokens)
    newest = moment.remembered.lists[0].targets if moment.remembered.lists else ()
    if target is None or len(newest) > 1 or moment.said.wish.words or moment.pointed.found:
        return None
    if not pointing.CHEAPER_THAN_IT.search(shape):
        return None
    product, price = target.product, min(variant.price for variant in offered(target))
    alike, _ = query_code.decode(moment.state.last_query)
    if (
        not alike.words
        or name_key(alike.words) == name_key(product.name) != name_key(product.name).split()[-1]
    ):
        # A whole name finds that one thing: its category holds what is like it.
        alike = _of_its_kind(product)
    below = replace(
        alike, price_min=None, price_max=price - Decimal("0.01"), order="-price", in_stock_only=True
    )
    page = moment.catalog.search(replace(below, limit=moment.most_products))
    name = named(product.name)
    if not page.products or page.missed:
        body = moment.say("I know of nothing like {name} that costs less.", name=name)
        taps = [
            button(row_ids.to_similar(product.id), moment.say("Similar ones")),
            browse_button(moment.language),
        ]
        return Decision("similar", (with_buttons(body, taps),), (product,), focus=product.id)
    head = moment.say("These cost less than {name}:", name=name)
    listed = page_of(moment, page, below, offset=0, head=head)
    return replace(listed, products=(product, *listed.products))


def similar_to(moment: Moment, target: Target) -> Decision:
    product = target.product
    # Its own category is the shop's word for what is alike; one more is asked for, since it is among them itself.
    query = _of_its_kind(product)
    page = moment.catalog.search(replace(query, limit=moment.most_products + 1))
    others = tuple(one for one in page.products if one.id != product.id)[: moment.most_products]
    # A page that missed its category holds anything at all.
    if not others or page.missed:
        body = moment.say("I know of nothing else like {name}.", name=named(product.name))
        taps = [browse_button(moment.language), person_button(moment.language)]
        return Decision("similar", (with_buttons(body, taps),), (product,), focus=product.id)
    until = page.products.index(others[-1]) + 1
    more = more_row(moment.language, row_ids.to_search(query, until)) if until < page.total else None
    head = moment.say("More like {name}:", name=named(product.name))
    listed = product_list(moment.language, head=head, products=others, more=more)
    return Decision.listing(
        "browse", listed, (product, *others), last_query=query_code.remembered(query, shown_until=until)
    )


def _of_its_kind(product: ProductFacts) -> ProductQuery:
    category = product.category_slug or product.category
    return ProductQuery(category=category, words="" if category else product.name)
