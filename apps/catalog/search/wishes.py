"""Dropping wishes until something is found, and saying which.

The order: stock, options, price, category, then words. What was dropped on the way but is not to blame is
taken back, so that `missed` names as little as it can.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Wish(StrEnum):
    WORDS = "words"
    CATEGORY = "category"
    PRICE = "price"
    OPTIONS = "options"
    STOCK = "stock"


DROPPED_IN_ORDER = (Wish.STOCK, Wish.OPTIONS, Wish.PRICE, Wish.CATEGORY)


class WordsWanted(StrEnum):
    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Relaxed(Generic[Found]):
    found: Sequence[Found]
    dropped: frozenset[Wish]


def relax(
    wishes: frozenset[Wish],
    levels: Sequence[WordsWanted],
    attempt: Callable[[frozenset[Wish], WordsWanted], Sequence[Found]],
) -> Relaxed[Found]:
    """`attempt` is called with the wishes still held (words apart) and how many of the words must be met."""
    others = wishes - {Wish.WORDS}
    for level in levels:
        lost: frozenset[Wish] = frozenset() if level is WordsWanted.ALL else wishes & {Wish.WORDS}
        if found := attempt(others, level):
            return Relaxed(found, lost)
        if not others or not attempt(frozenset(), level):
            continue
        kept, found = _fewest_dropped(others, level, attempt)
        return Relaxed(found, lost | (others - kept))
    return Relaxed([], wishes)


def _fewest_dropped(
    others: frozenset[Wish],
    level: WordsWanted,
    attempt: Callable[[frozenset[Wish], WordsWanted], Sequence[Found]],
) -> tuple[frozenset[Wish], Sequence[Found]]:
    kept, dropped = others, []
    for wish in (wish for wish in DROPPED_IN_ORDER if wish in others):
        kept -= {wish}
        dropped.append(wish)
        if found := attempt(kept, level):
            break
    for wish in reversed(dropped[:-1]):
        if better := attempt(kept | {wish}, level):
            kept, found = kept | {wish}, better
    return kept, found
