"""Colours, sizes and other options: which variants have them, said in either language."""

from collections.abc import Iterable

from apps.bot.turn.lexicon.attributes import COLOURS, SIZES
from apps.bot.turn.references.values import Target
from apps.catalog.facts import VariantFacts
from apps.catalog.search.ages import ages_in
from apps.catalog.search.synonyms import meanings
from apps.catalog.text import stem, words


def with_options(target: Target, options: Iterable[str]) -> Target | None:
    """With the variants that have each of the options; None when none has."""
    wanted = [same_as(option) for option in options]
    variants = tuple(
        variant
        for variant in target.variants
        if all(any(same & _values(value) for _, value in variant.options) for same in wanted)
    )
    return Target(target.product, variants) if variants else None


def unmet_options(target: Target, options: Iterable[str]) -> tuple[str, ...]:
    return tuple(option for option in options if with_options(target, [option]) is None)


def offers(variants: Iterable[VariantFacts], option: str) -> bool:
    same = same_as(option)
    return any(same & _values(value) for variant in variants for _, value in variant.options)


def merged(target: Target, before: Iterable[str], said: Iterable[str]) -> tuple[str, ...]:
    """What was said before and still holds, and what is said now: "in red", then "size 41"."""
    now = tuple(said)
    taken = {name for option in now for name in _names_of(target, option)}
    kept = [option for option in before if (names := _names_of(target, option)) and not names & taken]
    return (*kept, *(option for option in now if option not in kept))


def _names_of(target: Target, option: str) -> set[str]:
    """ "Colour" for red."""
    same = same_as(option)
    return {name for variant in target.variants for name, value in variant.options if same & _values(value)}


def same_as(word: str) -> frozenset[str]:
    # "m" means one thing among sizes and nothing as a stem: the lexicon goes first.
    root = stem(word)
    plain = COLOURS.get(word) or SIZES.get(word) or root
    return meanings((root,)) | {root, plain}


def _values(value: str) -> frozenset[str]:
    """A whole value and, where it has several words ("Navy Blue", "EU 42"), each of them."""
    parts = words(value)
    said = {"".join(parts), *(stem(part) for part in parts)}
    return frozenset(said | same_as(" ".join(parts)) | set(map(stem, ages_in(value))))
