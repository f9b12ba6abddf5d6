"""Pointing by what a thing is: the cheapest, the one for 1,200, its name, its colour, or just "it"."""

from decimal import Decimal

from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references.fits import narrowed, picked, read_for, that_fit
from apps.bot.turn.references.matching import covers_name, described, fitting, unknown_words
from apps.bot.turn.references.options import with_options
from apps.bot.turn.references.pointer import Pointer
from apps.bot.turn.references.seen import Seen, SeenItem, SeenList
from apps.bot.turn.references.values import NOTHING, Resolution, Signal, Target
from apps.bot.turn.types import ListKind
from apps.bot.turn.understand import understand

# "None of these", "what have we talked about": of the talk itself, not of a product.
OF_THE_TALK = (Act.NONE_OF_THESE, Act.HISTORY, Act.MORE, Act.PERSON, Act.ORDER_STATUS, Act.ASKS_IF_BOT)
MOST_PARTS = 4


def by_extreme(pointer: Pointer, seen: Seen) -> Resolution:
    cheapest = pointer.has(pointing.THE_CHEAPER)
    # "The cheaper ones" wants a sorted list, which is a search.
    if (
        pointer.is_plural
        or pointer.has(pointing.OF_THE_SHOP)
        or not (cheapest or pointer.has(pointing.THE_DEARER))
    ):
        return NOTHING
    for shown in (shown for shown in seen.choices if len(shown.targets) > 1):
        targets = that_fit(pointer, shown) if pointer.describes else shown.targets
        if targets:
            prices = [_price(target, cheapest=cheapest) for target in targets]
            extreme = min(prices) if cheapest else max(prices)
            best = tuple(t for t, price in zip(targets, prices, strict=True) if price == extreme)
            return picked(Signal.EXTREME, best)
    return NOTHING


def _price(target: Target, *, cheapest: bool) -> Decimal:
    prices = [variant.price for variant in target.variants]
    return min(prices) if cheapest else max(prices)


def by_price(pointer: Pointer, seen: Seen) -> Resolution:
    """ "The one for 1,200": at the price that was read then, or at today's."""
    if not pointer.amounts or not (pointer.is_definite or not pointer.describes):
        return NOTHING
    for shown in seen.lists:
        fits = tuple(item.target for item in shown.items if item.target and _costs(item, pointer.amounts))
        if fits:
            return picked(Signal.PRICE, fits)
    return NOTHING


def _costs(item: SeenItem, amounts: frozenset[Decimal]) -> bool:
    now = {variant.price for variant in item.target.variants} if item.target else set()
    return item.item.price in amounts or bool(now & amounts)


def by_several(pointer: Pointer, seen: Seen) -> Resolution:
    """ "The red one and the blue one", "compare Samsung and Tecno": each part points for itself."""
    parts = [part for part in pointing.AND.split(pointer.said.text.casefold()) if part.strip()]
    if len(parts) < 2 or not (pointer.said.does(Act.COMPARE) or pointer.is_definite):
        return NOTHING
    wishes = [understand(part, "").wish for part in parts[:MOST_PARTS]]
    wishes = [wish for wish in wishes if wish.words or wish.options]
    # All parts must be found in one list: half an answer would hide what was not understood.
    for shown in seen.lists:
        fits = [fitting(shown.targets, wish.words.split(), wish.options) for wish in wishes]
        found = tuple(dict.fromkeys(targets[0] for targets in fits if len(targets) == 1))
        if len(found) > 1 and len(found) == len(wishes):
            return Resolution(Signal.WORDS, targets=found)
    return NOTHING


def by_description(pointer: Pointer, seen: Seen) -> Resolution:
    """A name or an attribute."""
    if not (pointer.describes or pointer.labels) or pointer.is_plural:
        return NOTHING
    for shown in seen.lists:
        fits = that_fit(pointer, shown)
        if fits and (pointer.is_definite or _is_named(fits, pointer)):
            return _with_options_noted(picked(Signal.WORDS, fits), pointer)
        categories = _categories(shown, pointer)
        if categories and not fits:
            return Resolution(Signal.WORDS, category=categories[0])
    newest = seen.choices[0].targets if seen.choices else ()
    likeliest = described(newest, pointer.words) if pointer.is_definite and len(newest) > 1 else None
    return Resolution(Signal.WORDS, targets=(likeliest,)) if likeliest else NOTHING


def _with_options_noted(found: Resolution, pointer: Pointer) -> Resolution:
    if found.target is None or not found.target.is_narrowed:
        return found
    return narrowed(found.signal or Signal.WORDS, found.target, read_for(pointer, (found.target,))[1])


def _is_named(fits: tuple[Target, ...], pointer: Pointer) -> bool:
    """Without "the" or "ile" words point back only where they cannot mean a new search."""
    if len(fits) != 1 or not pointer.words:
        return False
    return pointer.asks_of_one or covers_name(pointer.words, fits[0])


def _categories(shown: SeenList, pointer: Pointer) -> list[str]:
    if shown.shown.kind is not ListKind.CATEGORIES or not pointer.words:
        return []
    said = " ".join(pointer.words)
    return [seen.item.category for seen in shown.items if seen.item.name.casefold() == said]


def by_focus(pointer: Pointer, seen: Seen) -> Resolution:
    """ "It", "this one", "in red?", or a question that names nothing."""
    is_it, is_that = pointer.has(pointing.IT), pointer.has(pointing.THAT)
    words, options = read_for(pointer, (seen.focus,) if seen.focus else ())
    # Words that are not the product's own are a new wish, unless "it" ties them to what was spoken of.
    if (words and not is_it) or pointer.said.does(*OF_THE_TALK):
        return NOTHING
    if options:
        is_certain = is_it or is_that or pointer.asks_of_one
        return _in_options(seen, options, is_certain=is_certain) if not pointer.is_plural else NOTHING
    implied = pointer.asks_of_one and not (pointer.said.facts or pointer.said.refines)
    if not (is_it or is_that or implied):
        return NOTHING
    if seen.spoken_of:
        return _spoken_of(seen.spoken_of, words)
    targets = seen.lists[0].targets if seen.lists and not words else ()
    return picked(Signal.FOCUS, tuple(dict.fromkeys(targets)))


def _spoken_of(target: Target, words: tuple[str, ...]) -> Resolution:
    return Resolution(Signal.FOCUS, targets=(target,), unknown=unknown_words(words, target))


def _in_options(seen: Seen, options: tuple[str, ...], *, is_certain: bool) -> Resolution:
    if seen.focus is None or not (is_certain or with_options(seen.focus, options)):
        return NOTHING
    return narrowed(Signal.FOCUS, seen.focus, options, before=seen.wanted)
