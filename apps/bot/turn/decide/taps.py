"""Tapped rows and buttons: each says by itself what is wanted."""

from apps.bot.turn import row_ids
from apps.bot.turn.decide.answers import with_variants
from apps.bot.turn.decide.browsing import category_shown, similar_to
from apps.bot.turn.decide.buying import buying
from apps.bot.turn.decide.carting import emptied, taken_out, to_change
from apps.bot.turn.decide.checkout import check_out, elsewhere, placed
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.discovery import categories_first, searched
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.people import handed_over
from apps.bot.turn.references import Target
from apps.bot.turn.row_ids import Action, Tap, TapKind
from apps.catalog.facts import ProductQuery


def tapped(moment: Moment) -> Decision | None:
    """The last tap counts; rows of products go on to the rules about what is meant."""
    if not moment.taps:
        return None
    tap = moment.taps[-1]
    if tap.text in (Action.BROWSE, Action.CATEGORIES) and moment.said.wishes:
        # Whoever taps "See products" and then writes "red shoes" wants red shoes.
        return None
    if tap.kind is TapKind.ACTION:
        return _action(moment, tap)
    if tap.kind is TapKind.CONFIRM:
        return placed(moment, tap.text)
    if tap.kind is TapKind.REMOVE:
        return taken_out(moment, [one for one in moment.state.cart.lines if one.variant_id == tap.variant_id])
    if tap.kind is TapKind.CATEGORY:
        return category_shown(moment, tap.text)
    if tap.kind is TapKind.SEARCH:
        query, offset = row_ids.wish_of(tap, moment.state.last_query)
        return searched(moment, query, offset=offset)
    return _of_product(moment, tap)


def _action(moment: Moment, tap: Tap) -> Decision | None:
    if tap.text == Action.PERSON:
        return handed_over(moment)
    if tap.text == Action.CATEGORIES:
        return categories_first(moment, ProductQuery()) or searched(moment, ProductQuery())
    if tap.text == Action.BROWSE:
        return searched(moment, ProductQuery())
    of_cart = {
        Action.CHECKOUT: check_out,
        Action.CHANGE: to_change,
        Action.EMPTY_CART: emptied,
        Action.ELSEWHERE: elsewhere,
    }
    follow = of_cart.get(Action(tap.text)) if tap.text in tuple(Action) else None
    return follow(moment) if follow else None


def _of_product(moment: Moment, tap: Tap) -> Decision | None:
    target = next((one for one in moment.pointed.targets if one.product.id == tap.product_id), None)
    if target is None:
        return None
    if tap.kind is TapKind.BUY:
        return buying(moment, target)
    if tap.kind is TapKind.SIMILAR:
        return similar_to(moment, target)
    if tap.kind is TapKind.OPTIONS and len(target.variants) > 1:
        offset = tap.offset if tap.offset < len(target.variants) else 0
        return with_variants(moment, Target.whole(target.product), offset=offset)
    return None
