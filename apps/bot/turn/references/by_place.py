"""Pointing by place in a list: positions, counts, "both", "the other one", "not that one"."""

from dataclasses import replace

from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references.fits import narrowed, picked, read_for, that_fit
from apps.bot.turn.references.pointer import EVERYTHING, MIDDLE, Pointer
from apps.bot.turn.references.seen import Seen, SeenItem
from apps.bot.turn.references.values import NOTHING, Resolution, Signal, Target


def by_quantity(pointer: Pointer, seen: Seen) -> Resolution:
    wants = pointer.said.does(Act.BUY) or pointer.said.asks or pointer.has(pointing.FOR_SO_MANY)
    if seen.spoken_of and pointer.is_bare and len(pointer.positions) == 1 and wants:
        quantity = pointer.positions[0]
        # "Two in black": the colour says which two.
        if pointer.options:
            found = narrowed(Signal.FOCUS, seen.spoken_of, pointer.options, before=seen.wanted)
            return replace(found, quantity=quantity)
        return Resolution(Signal.FOCUS, targets=(seen.spoken_of,), quantity=quantity)
    return NOTHING


def by_position(pointer: Pointer, seen: Seen) -> Resolution:
    if not pointer.positions:
        return NOTHING
    for shown in seen.choices:
        fits = that_fit(pointer, shown)
        items = [_at(shown.items, position, fits) for position in pointer.positions]
        if all(items):
            return _items(pointer, [item for item in items if item])
    newest = len(seen.choices[0].items) if seen.choices else 0
    # A bare number that is a size of what was spoken of names no position.
    is_size = bool(seen.focus and read_for(pointer, (seen.focus,))[1])
    if pointer.is_bare and (is_size or (seen.focus and not newest)):
        return NOTHING
    return Resolution(Signal.POSITION, beyond=newest)


def _at(items: tuple[SeenItem, ...], position: int, fits: tuple[Target, ...]) -> SeenItem | None:
    """ "The first Samsung" may stand further down than first."""
    found = _placed(items, position)
    of_them = tuple(item for item in items if item.target and _is_among(item.target, fits))
    return found if not of_them or found in of_them else _placed(of_them, position) or found


def _placed(items: tuple[SeenItem, ...], position: int) -> SeenItem | None:
    if position == MIDDLE:
        return items[len(items) // 2] if len(items) % 2 else None
    index = position - 1 if position > 0 else position
    return items[index] if -len(items) <= index < len(items) else None


def _is_among(target: Target, others: tuple[Target, ...]) -> bool:
    return any(target.product.id == other.product.id for other in others)


def _items(pointer: Pointer, items: list[SeenItem]) -> Resolution:
    targets = tuple(dict.fromkeys(item.target for item in items if item.target))
    if not targets:
        category = items[0].item.category
        return Resolution(Signal.POSITION, category=category, gone=not category)
    # "Ya kwanza iko size L": the number of the place is no size.
    options = () if pointer.is_bare else read_for(pointer, targets)[1]
    named = {str(position) for position in pointer.positions}
    wanted = tuple(option for option in options if option not in named)
    if len(targets) == 1 and wanted and not targets[0].is_narrowed:
        return narrowed(Signal.POSITION, targets[0], wanted)
    return Resolution(Signal.POSITION, targets=targets)


def by_count(pointer: Pointer, seen: Seen) -> Resolution:
    """ "Both", "all of them", "the first two"."""
    if pointer.take is None:
        return NOTHING
    for shown in (shown for shown in seen.choices if len(shown.targets) > 1):
        targets, take = shown.targets, pointer.take
        if pointer.both and len(targets) > 2:
            continue
        chosen = targets if take == EVERYTHING else targets[:take] if take > 0 else targets[take:]
        return Resolution(Signal.ALL, targets=chosen)
    # "Both" of five: which two is for the customer to say.
    newest = seen.choices[0].targets if seen.choices else ()
    return Resolution(Signal.ALL, candidates=newest) if len(newest) > 1 else NOTHING


def by_otherness(pointer: Pointer, seen: Seen) -> Resolution:
    if not pointer.has(pointing.OTHER) or pointer.said.does(Act.OPTIONS):
        return NOTHING
    return others_than(Resolution(Signal.OTHER), seen)


def others_than(unwanted: Resolution, seen: Seen) -> Resolution:
    """What is left of the list that has the unwanted one; the whole newest list where it is not known which."""
    excluded = unwanted.targets or ((seen.focus,) if seen.focus else ())
    for shown in seen.choices:
        rest = tuple(target for target in shown.targets if not _is_excluded(target, excluded))
        if rest and (len(rest) < len(shown.targets) or not excluded):
            return picked(Signal.OTHER, rest)
    return NOTHING


def _is_excluded(target: Target, excluded: tuple[Target, ...]) -> bool:
    same = (other for other in excluded if other.product.id == target.product.id)
    # A product of which one colour is unwanted goes as a whole from a list of products.
    return any(not target.is_narrowed or set(target.variants) <= set(other.variants) for other in same)
