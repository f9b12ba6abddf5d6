"""What a pointer's words and numbers fit among the things of one list."""

from apps.bot.turn.references.matching import fitting
from apps.bot.turn.references.options import merged, offers, unmet_options, with_options
from apps.bot.turn.references.pointer import Pointer
from apps.bot.turn.references.seen import SeenList
from apps.bot.turn.references.values import NOTHING, Resolution, Signal, Target


def picked(signal: Signal, targets: tuple[Target, ...]) -> Resolution:
    """One is certain; of two or more the customer says which."""
    if len(targets) == 1:
        return Resolution(signal, targets=targets)
    return Resolution(signal, candidates=targets) if targets else NOTHING


def that_fit(pointer: Pointer, shown: SeenList) -> tuple[Target, ...]:
    words, options = read_for(pointer, shown.targets)
    return fitting(shown.targets, words, options) if words or options else ()


def read_for(pointer: Pointer, targets: tuple[Target, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words and options said, with what these come in ("256gb", "42", "L") counted as an option."""
    variants = [variant for target in targets for variant in target.variants]
    said = dict.fromkeys((*pointer.words, *pointer.labels))
    offered = tuple(word for word in said if offers(variants, word))
    return tuple(word for word in pointer.words if word not in offered), (*pointer.options, *offered)


def narrowed(
    signal: Signal, target: Target, options: tuple[str, ...], *, before: tuple[str, ...] = ()
) -> Resolution:
    """The target in the options said, and in those said before where both go together."""
    whole = Target.whole(target.product)
    for wanted in (merged(whole, before, options), options):
        variants = with_options(whole, wanted)
        if variants:
            return Resolution(signal, targets=(variants,), options=wanted)
    return Resolution(signal, targets=(target,), unmet=unmet_options(whole, options) or options)
