"""What typed words point at, method by method, the surest first; newest list first within each."""

from collections.abc import Callable
from decimal import Decimal

from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references.matching import (
    covers_name,
    described,
    fitting,
    offers,
    unknown_words,
    unmet_options,
    with_options,
)
from apps.bot.turn.references.pointer import EVERYTHING, Pointer
from apps.bot.turn.references.seen import Seen, SeenItem, SeenList
from apps.bot.turn.references.values import NOTHING, Resolution, Signal, Target
from apps.bot.turn.types import ListKind
from apps.bot.turn.understand import understand

# "None of these", "what have we talked about": of the talk itself, not of a product.
OF_THE_TALK = (Act.NONE_OF_THESE, Act.HISTORY, Act.MORE, Act.PERSON, Act.ORDER_STATUS, Act.ASKS_IF_BOT)
Method = Callable[[Pointer, Seen], Resolution]


def pointed(pointer: Pointer, seen: Seen) -> Resolution:
    found = next(filter(lambda result: result.found, (method(pointer, seen) for method in METHODS)), NOTHING)
    return _others_than(found, seen) if pointer.negated else found


def _picked(signal: Signal, targets: tuple[Target, ...]) -> Resolution:
    """One is certain; of two or more the customer says which."""
    if len(targets) == 1:
        return Resolution(signal, targets=targets)
    return Resolution(signal, candidates=targets) if targets else NOTHING


def by_quantity(pointer: Pointer, seen: Seen) -> Resolution:
    wants = pointer.said.does(Act.BUY) or pointer.said.asks
    if seen.spoken_of and pointer.is_bare and len(pointer.positions) == 1 and wants:
        return Resolution(Signal.FOCUS, targets=(seen.spoken_of,), quantity=pointer.positions[0])
    return NOTHING


def by_position(pointer: Pointer, seen: Seen) -> Resolution:
    if not pointer.positions:
        return NOTHING
    for shown in seen.choices:
        narrowed = _that_fit(pointer, shown)
        picked = [_at(shown.items, position, narrowed) for position in pointer.positions]
        if all(picked):
            return _items([item for item in picked if item])
    newest = len(seen.choices[0].items) if seen.choices else 0
    # A bare number without any list, or one that is a size, names no position.
    is_size = bool(seen.focus and _read_for(pointer, (seen.focus,))[1])
    return (
        NOTHING if pointer.is_bare and (is_size or not newest) else Resolution(Signal.POSITION, beyond=newest)
    )


def _that_fit(pointer: Pointer, shown: SeenList) -> tuple[Target, ...]:
    words, options = _read_for(pointer, shown.targets)
    return fitting(shown.targets, words, options) if words or options else ()


def _read_for(pointer: Pointer, targets: tuple[Target, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words and options said, with what these come in ("256gb", "42", "L") counted as an option."""
    variants = [variant for target in targets for variant in target.variants]
    said = dict.fromkeys((*pointer.words, *pointer.labels))
    offered = tuple(word for word in said if offers(variants, word))
    return tuple(word for word in pointer.words if word not in offered), (*pointer.options, *offered)


def _at(items: tuple[SeenItem, ...], position: int, narrowed: tuple[Target, ...]) -> SeenItem | None:
    """ "The first Samsung" may stand further down than first."""
    index = position - 1 if position > 0 else position
    found = items[index] if -len(items) <= index < len(items) else None
    of_them = [item for item in items if item.target and _is_among(item.target, narrowed)]
    if not of_them or (found and found in of_them):
        return found
    return of_them[index] if -len(of_them) <= index < len(of_them) else found


def _is_among(target: Target, others: tuple[Target, ...]) -> bool:
    return any(target.product.id == other.product.id for other in others)


def _items(picked: list[SeenItem]) -> Resolution:
    targets = tuple(dict.fromkeys(item.target for item in picked if item.target))
    category = next((item.item.category for item in picked if item.item.category), "")
    if targets or (category and picked[0].item.product_id is None):
        return Resolution(Signal.POSITION, targets=targets, category="" if targets else category)
    return Resolution(Signal.POSITION, gone=True)


def by_amount_of_items(pointer: Pointer, seen: Seen) -> Resolution:
    """ "Both", "all of them", "the first two"."""
    if pointer.take is None:
        return NOTHING
    for shown in (shown for shown in seen.choices if len(shown.targets) > 1):
        targets, take = shown.targets, pointer.take
        if pointer.both and len(targets) > 2:
            continue
        chosen = targets if take == EVERYTHING else targets[:take] if take > 0 else targets[take:]
        return Resolution(Signal.ALL, targets=chosen)
    newest = seen.choices[0].targets if seen.choices else ()
    return Resolution(Signal.ALL, candidates=newest) if len(newest) > 1 else NOTHING


def by_otherness(pointer: Pointer, seen: Seen) -> Resolution:
    if not pointer.has(pointing.OTHER) or pointer.said.does(Act.OPTIONS):
        return NOTHING
    return _others_than(Resolution(Signal.OTHER), seen)


def _others_than(unwanted: Resolution, seen: Seen) -> Resolution:
    """What is left of the list that has the unwanted one; the whole newest list where it is not known which."""
    excluded = unwanted.targets or ((seen.focus,) if seen.focus else ())
    for shown in seen.choices:
        rest = tuple(target for target in shown.targets if not _is_excluded(target, excluded))
        if rest and (len(rest) < len(shown.targets) or not excluded):
            return _picked(Signal.OTHER, rest)
    return NOTHING


def _is_excluded(target: Target, excluded: tuple[Target, ...]) -> bool:
    return any(
        target.product.id == other.product.id and not set(target.variants) - set(other.variants)
        for other in excluded
    )


def by_extreme(pointer: Pointer, seen: Seen) -> Resolution:
    cheapest = pointer.has(pointing.THE_CHEAPER)
    if pointer.is_plural or not (cheapest or pointer.has(pointing.THE_DEARER)):
        return NOTHING
    for shown in (shown for shown in seen.choices if len(shown.targets) > 1):
        targets = _that_fit(pointer, shown) if pointer.describes else shown.targets
        if targets:
            prices = [_price(target, cheapest) for target in targets]
            extreme = min(prices) if cheapest else max(prices)
            best = tuple(t for t, price in zip(targets, prices, strict=True) if price == extreme)
            return _picked(Signal.EXTREME, best)
    return NOTHING


def _price(target: Target, cheapest: bool) -> Decimal:
    prices = [variant.price for variant in target.variants]
    return min(prices) if cheapest else max(prices)


def by_price(pointer: Pointer, seen: Seen) -> Resolution:
    """ "The one for 1,200": at the price that was read then, or at today's."""
    if not pointer.amounts or not (pointer.is_definite or not pointer.describes):
        return NOTHING
    for shown in seen.lists:
        fits = [item.target for item in shown.items if item.target and _costs(item, pointer.amounts)]
        if fits:
            return _picked(Signal.PRICE, tuple(fits))
    return NOTHING


def _costs(item: SeenItem, amounts: frozenset[Decimal]) -> bool:
    now = {variant.price for variant in item.target.variants} if item.target else set()
    return item.item.price in amounts or bool(now & amounts)


def by_several(pointer: Pointer, seen: Seen) -> Resolution:
    """ "The red one and the blue one", "compare Samsung and Tecno": each part points for itself."""
    parts = [part for part in pointing.AND.split(pointer.said.text.casefold()) if part.strip()]
    if len(parts) < 2 or not (pointer.said.does(Act.COMPARE) or pointer.is_definite):
        return NOTHING
    wishes = [understand(part, "").wish for part in parts[:4]]
    wishes = [wish for wish in wishes if wish.words or wish.options]
    for shown in seen.lists:
        fits = [fitting(shown.targets, wish.words.split(), wish.options) for wish in wishes]
        found = tuple(dict.fromkeys(targets[0] for targets in fits if len(targets) == 1))
        if len(found) > 1 and len(found) == len(wishes):
            return Resolution(Signal.WORDS, targets=found)
    return NOTHING


def by_words(pointer: Pointer, seen: Seen) -> Resolution:
    if not (pointer.describes or pointer.labels) or pointer.is_plural:
        return NOTHING
    for shown in seen.lists:
        fits = _that_fit(pointer, shown)
        if fits and (pointer.is_definite or _is_named(fits, pointer)):
            return _picked(Signal.WORDS, fits)
        categories = _categories(shown, pointer)
        if categories and not fits:
            return Resolution(Signal.WORDS, category=categories[0])
    if pointer.is_definite and seen.choices and len(seen.choices[0].targets) > 1:
        likeliest = described(seen.choices[0].targets, pointer.words)
        if likeliest:
            return Resolution(Signal.WORDS, targets=(likeliest,))
    return NOTHING


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
    implied = pointer.asks_of_one and not (pointer.said.facts or pointer.said.refines)
    words, options = _read_for(pointer, (seen.focus,) if seen.focus else ())
    if (words and not is_it) or pointer.said.does(*OF_THE_TALK):
        return NOTHING
    if options and seen.focus and not pointer.is_plural:
        return _with_options(seen.focus, options, is_certain=is_it or is_that or pointer.asks_of_one)
    if options or not (is_it or is_that or implied):
        return NOTHING
    if seen.spoken_of:
        unknown = unknown_words(words, seen.spoken_of)
        return Resolution(Signal.FOCUS, targets=(seen.spoken_of,), unknown=unknown)
    targets = seen.lists[0].targets if seen.lists and not words else ()
    return _picked(Signal.FOCUS, tuple(dict.fromkeys(targets)))


def _with_options(focus: Target, options: tuple[str, ...], *, is_certain: bool) -> Resolution:
    narrowed = with_options(focus, options)
    if narrowed:
        return Resolution(Signal.FOCUS, targets=(narrowed,))
    if not is_certain:
        return NOTHING
    unmet = unmet_options(focus, options) or options
    return Resolution(Signal.FOCUS, targets=(focus,), unmet=unmet)


METHODS: tuple[Method, ...] = (
    by_quantity,
    by_position,
    by_amount_of_items,
    by_otherness,
    by_extreme,
    by_price,
    by_several,
    by_words,
    by_focus,
)
