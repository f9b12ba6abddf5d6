"""What typed words point at, method by method, the surest first; newest list first within each."""

from collections.abc import Callable

from apps.bot.turn.references.by_place import by_count, by_otherness, by_position, by_quantity, others_than
from apps.bot.turn.references.by_words import by_description, by_extreme, by_focus, by_price, by_several
from apps.bot.turn.references.pointer import Pointer
from apps.bot.turn.references.seen import Seen
from apps.bot.turn.references.values import NOTHING, Resolution

Method = Callable[[Pointer, Seen], Resolution]
METHODS: tuple[Method, ...] = (
    by_quantity,
    by_position,
    by_count,
    by_otherness,
    by_extreme,
    by_price,
    by_several,
    by_description,
    by_focus,
)


def pointed(pointer: Pointer, seen: Seen) -> Resolution:
    results = (method(pointer, seen) for method in METHODS)
    found = next((result for result in results if result.found), NOTHING)
    return others_than(found, seen) if pointer.negated else found
